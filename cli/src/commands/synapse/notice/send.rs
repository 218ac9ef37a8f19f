//! `chatadm synapse notice send`: one notice for each of many users, and never two.

use chatadm::synapse::{NoticeContent, UserId};
use serde_json::json;

use super::{
    old::OldArgs,
    read,
    text::{Text, TextArgs},
    transactions,
};
use crate::{
    bulk::{self, Action, BulkArgs, DryRun},
    commands::synapse::user::select::{Deactivated, FilterArgs, SelectArgs},
    context::Context,
    exit::Failure,
    selection::FileArgs,
};

/// How many users the plan shows.
const SHOWN: usize = 10;
/// How many lines of the text are shown before it is sent.
const LINES: usize = 10;

/// Sends a notice to users, in a room that the server opens for that.
///
/// Each user's notice has a transaction id of its own, which `--report` records before it is sent; a run
/// that is resumed uses the same, so that the server sends none twice.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "these are flags")]
#[command(after_help = "Examples:
  chatadm synapse notice send --to ada --to bob --text 'We move on Sunday.'
  chatadm synapse notice send --all --file notice.txt --report sent.jsonl
  chatadm synapse notice send --all --markdown 'We move on **Sunday**.' --dry-run
  chatadm synapse notice send --match '@guest-' --text Hi --html '<b>Hi</b>' --dry-run")]
pub(crate) struct Args {
    /// Old form: a user id, the text, and the text as HTML
    #[arg(hide = true, num_args = 0..=3, value_names = ["TO", "PLAIN", "FORMATTED"],
        conflicts_with_all = ["to", "text", "html", "markdown", "file"])]
    words: Vec<String>,

    /// Send to this user; may be repeated
    #[arg(long, value_name = "USER")]
    to: Vec<String>,

    /// Send to all active local users
    #[arg(long, conflicts_with = "to")]
    all: bool,

    #[command(flatten)]
    what: TextArgs,

    /// Old form: PLAIN and FORMATTED are names of files
    #[arg(short = 'f', hide = true, requires = "words")]
    files: bool,

    /// Old form: TO is a regular expression
    #[arg(short = 'r', long, hide = true, requires = "words")]
    regex: bool,

    #[command(flatten)]
    old: OldArgs,

    /// Do not show the text before it is sent
    #[arg(short = 's', long)]
    silent: bool,

    #[command(flatten)]
    ids: FileArgs,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    dry_run: DryRun,
    #[command(flatten)]
    bulk: BulkArgs,
}

pub(crate) async fn run(context: &Context, mut args: Args) -> Result<(), Failure> {
    args.translate()?;
    let Text { plain: text, html } = args.what.read()?;
    let select = SelectArgs {
        users: args.to,
        file: args.ids,
        filter: args.filter,
    };
    let synapse = context.synapse()?;
    let ids = select.ids(context, synapse).await?;
    let transactions = transactions::of_each(synapse, args.bulk.resume.as_deref(), &ids)?;
    if args.dry_run.dry_run {
        let mut notice = json!({"msgtype": "m.text", "body": text});
        if let Some(html) = html {
            notice["format"] = "org.matrix.custom.html".into();
            notice["formatted_body"] = html.into();
        }
        return transactions::show(context, &notice, &ids, &transactions);
    }
    if !args.silent {
        let lines = text.lines().take(LINES).collect::<Vec<_>>().join("\n");
        context.printer.note(&format!("the text:\n{lines}"));
    }
    let notice = match html {
        Some(html) => NoticeContent::html(text, html),
        None => NoticeContent::text(text),
    };
    let action = Action::synapse("send a notice to", "user", "send_server_notice_txn")
        .transactions(transactions.clone())
        .showing(args.old.preview_length.unwrap_or(SHOWN));
    let verb = |id: UserId| {
        let transaction = transactions.get(id.as_str()).cloned().unwrap_or_default();
        let request = synapse.client.server_notices().send(id, notice.clone());
        async move {
            let event = request.transaction(transaction.as_str()).send().await?;
            Ok(json!({"event_id": event, "transaction_id": transaction}))
        }
    };
    bulk::run(context, &synapse.connection, &args.bulk, action, ids, verb).await
}

impl Args {
    /// Makes the new form of the old one.
    fn translate(&mut self) -> Result<(), Failure> {
        let mut words = std::mem::take(&mut self.words);
        if let (false, Some(path)) = (words.is_empty(), self.ids.from_file.take()) {
            // `--from-file TO PLAIN` of old scripts, where it is a flag.
            let to = path.into_os_string().into_string();
            words.insert(0, to.unwrap_or_default());
            self.files = true;
        }
        let mut words = words.into_iter();
        if let Some(to) = words.next() {
            if self.regex {
                let regex = to
                    .parse()
                    .map_err(|error| Failure::Usage(format!("{error}")))?;
                self.filter.matching = Some(regex);
            } else {
                self.to = vec![to];
            }
            let read = |word: String| {
                if self.files {
                    read(word.as_ref())
                } else {
                    Ok(word)
                }
            };
            self.what.text = words.next().map(read).transpose()?;
            self.what.html = words.next().map(read).transpose()?;
        }
        if self.all {
            self.filter.deactivated.get_or_insert(Deactivated::No);
        }
        Ok(())
    }
}
