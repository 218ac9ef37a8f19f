//! `chatadm mattermost user invite`: e-mails that invite to teams.

use std::collections::BTreeMap;

use chatadm::{Method, mattermost::TeamId};
use serde_json::{Value, json};

use super::team;
use crate::{
    bulk::{self, Action, BulkArgs, DryRun},
    context::Context,
    exit::Failure,
    selection::FileArgs,
};

/// Invites people to teams by e-mail.
///
/// The first of what is named is the address and the rest are teams; with `--from-file`, which holds the
/// addresses, all of them are teams.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost user invite ada@example.org core design
  chatadm mattermost user invite --from-file people.csv core")]
pub(crate) struct Args {
    /// An e-mail address, and teams (names or ids)
    #[arg(required = true, value_name = "EMAIL | TEAM")]
    named: Vec<String>,

    #[command(flatten)]
    file: FileArgs,
    #[command(flatten)]
    dry_run: DryRun,
    #[command(flatten)]
    bulk: BulkArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let mut addresses = args.file.read(&["email"])?;
    let mut named = args.named.into_iter();
    if args.file.from_file.is_none() {
        addresses.extend(named.next());
    }
    let is_address = |text: &String| text.trim_start_matches('@').contains('@');
    if let Some(text) = addresses.iter().find(|text| !is_address(text)) {
        return Err(Failure::Usage(format!(
            "`{text}` is no e-mail address; write the address first and the teams after it"
        )));
    }
    let teams: Vec<String> = named.collect();
    if let Some(text) = teams.iter().find(|text| is_address(text)) {
        return Err(Failure::Usage(format!(
            "`{text}` is no team; give many addresses with `--from-file`"
        )));
    }
    if teams.is_empty() {
        return Err(Failure::Usage("name at least one team".to_owned()));
    }
    let mattermost = context.mattermost()?;
    let mut invitations: BTreeMap<String, (TeamId, String)> = BTreeMap::new();
    for name in &teams {
        let team = team::find(mattermost, name).await?;
        for address in &addresses {
            invitations.insert(
                format!("{address} to {name}"),
                (team.clone(), address.clone()),
            );
        }
    }

    let path = "/api/v4/teams/{team_id}/invite/email";
    if args.dry_run.dry_run {
        let requests = invitations.values().map(|(team, address)| {
            json!({"method": "POST", "path": path.replace("{team_id}", team.as_str()), "body": [address]})
        });
        return bulk::show_all(context, requests);
    }
    let client = &mattermost.client;
    let operation = client.request(Method::POST, path).operation();
    let action = Action::new("send", "invitation", operation);
    let keys: Vec<String> = invitations.keys().cloned().collect();
    let invitations = &invitations;
    let verb = |key: String| async move {
        let Some((team, address)) = invitations.get(&key) else {
            return Ok(());
        };
        let request = client.request(Method::POST, path).param("team_id", team);
        request.json(&[address]).send::<Value>().await.map(drop)
    };
    bulk::run(
        context,
        &mattermost.connection,
        &args.bulk,
        action,
        keys,
        verb,
    )
    .await
}
