//! `chatadm demo`: the main jobs, at work on servers in memory.

use std::iter;

use chatadm::Error;
use clap::Parser as _;

use crate::{
    args::Cli,
    context::Context,
    exit::Failure,
    printer::{self, Format},
    sandbox::{Manner, Places, Sandboxes, Sizes},
};

/// Shows the main jobs at work, on servers in memory.
///
/// Every command is run as if it had been typed, and what it prints is what it says; the servers are of
/// this run alone, and nothing is changed anywhere else.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm demo
  chatadm demo --users 100000")]
pub(crate) struct Args {
    #[command(flatten)]
    sizes: Sizes,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let sandboxes = Sandboxes::start(args.sizes, &Manner::default()).await?;
    let shown = tour(&sandboxes).await;
    sandboxes.tell_violations(&context.printer);
    shown
}

async fn tour(sandboxes: &Sandboxes) -> Result<(), Failure> {
    let places = &sandboxes.places();
    say(
        "A Synapse and a Mattermost are served from the memory of this program, with made-up accounts and \
         rooms.\nLists stop at a page unless told, and filters are what changes take too.",
    )?;
    play(places, "synapse user list --limit 5").await?;
    let some = "synapse user list --match @user-0*1[0-9]: --columns name,displayname,creation_ts";
    play(places, some).await?;

    say(
        "A change of many is shown as a plan, confirmed once (here with `--yes`), and each outcome is written \
         down.\nAfter a crash, `--resume` goes on with what is left: here it is nothing.",
    )?;
    let directory = tempfile::tempdir()?;
    let report = directory.path().join("gone.jsonl");
    let report = report.display();
    let deactivate = "synapse user deactivate --match @user-0*2[0-9]: --yes";
    let columns = "--columns id,outcome";
    play(places, &format!("{deactivate} --report {report} {columns}")).await?;
    play(places, &format!("{deactivate} --resume {report}")).await?;
    play(places, "synapse user list --deactivated=only --limit 3").await?;

    if let Some(room) = first_room(sandboxes).await? {
        say("Rooms are deleted in the background; the command waits until it is done.")?;
        play(places, "synapse room list --limit 3").await?;
        let delete = format!("synapse room delete {room} --block --yes --yes-delete");
        play(places, &delete).await?;
    }

    if let Some(user) = first_user(sandboxes).await? {
        say("The life of a personal access token of Mattermost. Its secret is shown once.")?;
        let list = format!("mattermost token list {user}");
        play(
            places,
            &format!("mattermost token generate {user} nightly-export"),
        )
        .await?;
        play(places, &list).await?;
        let token = first_token(sandboxes, &user).await?;
        for verb in ["disable", "enable", "revoke"] {
            play(places, &format!("mattermost token {verb} {token} --yes")).await?;
        }
        play(places, &list).await?;
    }
    say(
        "Next: `chatadm sandbox` serves this to other programs, `chatadm --sandbox COMMAND` runs any command \
         on it,\nand `chatadm auth login URL` goes to a server of yours.",
    )
}

fn say(text: &str) -> Result<(), Failure> {
    let lines = text.lines().map(|line| format!("# {line}\n"));
    printer::between(&format!("\n{}", lines.collect::<String>()))
}

/// Shows a command, whose words are separated by spaces, and runs it.
async fn play(places: &Places, command: &str) -> Result<(), Failure> {
    let words = || command.split(' ');
    let typed = words().map(quoted).collect::<Vec<_>>().join(" ");
    printer::between(&format!("\n$ chatadm {typed}\n"))?;
    let words = iter::once("chatadm").chain(words());
    let mut cli = Cli::try_parse_from(words).map_err(|error| Failure::Usage(error.to_string()))?;
    // No profile has a say in it.
    cli.global.connect.sandbox = true;
    cli.global.connect.places = places.clone();
    // People look at it, also where it goes through a pipe.
    cli.global.output.output.get_or_insert(Format::Table);
    let context = Context::new(cli.global, cli.command.api());
    // Boxed, because this is one of the commands.
    Box::pin(cli.command.run(&context)).await
}

/// A word as it is typed in a shell.
fn quoted(word: &str) -> String {
    let is_plain =
        |character: char| character.is_ascii_alphanumeric() || "-_=.,/".contains(character);
    if word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{word}'")
    }
}

async fn first_room(sandboxes: &Sandboxes) -> Result<Option<String>, Error> {
    let page = sandboxes.synapse.client()?.rooms().list().send().await?;
    Ok(page.items.first().map(|room| room.room_id.to_string()))
}

/// The name of somebody who is no administrator.
async fn first_user(sandboxes: &Sandboxes) -> Result<Option<String>, Error> {
    let client = sandboxes.mattermost.client()?;
    let me = client.me().await?.id;
    let page = client.users().list().send().await?;
    let mut others = page.items.into_iter().filter(|user| user.id != me);
    Ok(others.next().map(|user| user.username))
}

/// The id of the token of a user that was just made.
async fn first_token(sandboxes: &Sandboxes, user: &str) -> Result<String, Failure> {
    let client = sandboxes.mattermost.client()?;
    let user = client.users().by_username(user).await?;
    let tokens = client.user(user.id).access_tokens().list().send().await?;
    let token = tokens.items.first().map(|token| token.id.to_string());
    token.ok_or_else(|| Failure::NotFound(format!("{} has no token", user.username)))
}
