//! `chatadm synapse user deactivate`: accounts that nobody can use any more. What is said of them before is
//! in `deactivate::plan`.

use chatadm::synapse::{User, UserId};
use serde_json::{Value, json};

use super::select::ChangeArgs;
use crate::{
    bulk::{self, Action},
    context::Context,
    exit::Failure,
    printer::Shape,
    waiting::LimitArgs,
};

mod plan;

/// More events than a room holds.
const EVERYTHING: u32 = i32::MAX.unsigned_abs();

const DEACTIVATED: Shape = Shape {
    id: "id",
    columns: &[
        "id",
        "outcome",
        "result.failed_redactions",
        "result.deleted_media",
        "message",
    ],
};

/// Deactivates accounts.
///
/// They are logged out everywhere, leave their rooms, and lose their password and addresses. The name stays
/// taken. `--erase` also hides what they wrote from people who join later, and removes their profile.
///
/// `--redact-messages` and `--delete-media` are done first, one account after the other: a deactivated account
/// is in no room any more, and then the server does not know where to look for its messages. An account of
/// which that fails stays active.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse user deactivate spammer1 spammer2
  chatadm synapse user deactivate spammer1 --redact-messages --delete-media --reason spam
  chatadm synapse user deactivate --match '@spam[0-9]+:' --dry-run
  chatadm synapse user deactivate --inactive-for 2y --exclude '@bot-.*' --report gone.jsonl
  chatadm synapse user deactivate --from-file users.csv --continue-on-error --yes")]
pub(crate) struct Args {
    #[command(flatten)]
    pub(super) loss: LossArgs,

    #[command(flatten)]
    pub(super) change: ChangeArgs,
}

/// What is lost for good besides the account.
#[derive(Debug, Clone, Default, clap::Args)]
pub(super) struct LossArgs {
    /// Erase them as well, which cannot be taken back
    #[arg(short = 'e', long, visible_alias = "gdpr-erase")]
    pub(super) erase: bool,

    /// Redact all that they have sent before, in the rooms that they are in or banned from
    #[arg(long)]
    pub(super) redact_messages: bool,

    /// Delete all files that they have uploaded before
    #[arg(long)]
    pub(super) delete_media: bool,

    /// The reason, recorded with each redaction
    #[arg(long, value_name = "TEXT", requires = "redact_messages")]
    pub(super) reason: Option<String>,

    /// Erase, redact and delete without typing the ids back
    #[arg(long)]
    pub(super) yes_erase: bool,

    #[command(flatten)]
    pub(super) limit: LimitArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let Args { loss, change } = args;
    if loss.yes_erase && !loss.is_final() {
        return Err(Failure::Usage(
            "`--yes-erase` goes with `--erase`, `--redact-messages` or `--delete-media`".to_owned(),
        ));
    }
    let ids = change.ids(context).await?;
    if change.work.dry_run.dry_run {
        let requests = ids.iter().flat_map(|id| loss.requests(id));
        return bulk::show_all(context, requests);
    }
    if !loss.yes_erase && context.prompter.will_ask() {
        plan::show(context, &ids).await?;
    }
    let mut action =
        Action::synapse("deactivate", "user", "deactivate_user").body(json!({"erase": loss.erase}));
    if loss.is_final() {
        action = action
            .consequence(loss.consequence())
            .irreversible("--yes-erase", loss.yes_erase);
    }
    if loss.redact_messages || loss.delete_media {
        action = action.shape(&DEACTIVATED);
    }
    let unsettled = change.work.bulk.unsettled()?;
    let verb = async |user: User<'_>| {
        // The run that was cut off may have come to an end here, and nobody is deactivated twice.
        let is_unsettled = unsettled.iter().any(|id| id == user.id().as_str());
        if is_unsettled && loss.is_done(&user).await? {
            return Ok(json!({"was_done": true}));
        }
        loss.work_on(user).await
    };
    change.work.run_for(context, action, ids, verb).await
}

impl LossArgs {
    /// Whether something is lost that no call brings back.
    fn is_final(&self) -> bool {
        self.erase || self.redact_messages || self.delete_media
    }

    /// Whether the last step has been taken.
    async fn is_done(&self, user: &User<'_>) -> Result<bool, chatadm::Error> {
        let user = user.get().await?;
        Ok(user.deactivated && (!self.erase || user.erased))
    }

    fn consequence(&self) -> String {
        let parts = [
            (self.redact_messages, "All that they have sent is redacted"),
            (self.delete_media, "All that they have uploaded is deleted"),
            (self.erase, "They are erased"),
        ];
        let parts = parts.into_iter().filter(|(is_meant, _)| *is_meant);
        let parts: Vec<&str> = parts.map(|(_, part)| part).collect();
        format!("{}; none of it can be taken back", parts.join(". "))
    }

    /// What is sent for an account, for `--dry-run`.
    fn requests(&self, id: &UserId) -> Vec<Value> {
        let request = |operation: &str, body: Value| {
            bulk::request(bulk::synapse_operation(operation), id.as_str(), &body)
        };
        let mut redaction = json!({"rooms": [], "limit": EVERYTHING});
        if let Some(reason) = &self.reason {
            redaction["reason"] = reason.as_str().into();
        }
        let parts = [
            (self.redact_messages, "redact_user_events", redaction),
            (self.delete_media, "delete_user_media", Value::Null),
            (true, "deactivate_user", json!({"erase": self.erase})),
        ];
        let parts = parts.into_iter().filter(|(is_meant, ..)| *is_meant);
        parts
            .map(|(_, operation, body)| request(operation, body))
            .collect()
    }

    async fn work_on(&self, user: User<'_>) -> Result<Value, chatadm::Error> {
        let mut told = json!({});
        if self.redact_messages {
            let mut request = user.redact().limit(EVERYTHING);
            if let Some(reason) = &self.reason {
                request = request.reason(reason);
            }
            let redaction = request.send().await?;
            let failed = redaction.wait(self.limit.limit()).await?;
            told["failed_redactions"] = failed.len().into();
        }
        if self.delete_media {
            let deleted = user.media().delete_all().await?;
            told["deleted_media"] = deleted.len().into();
        }
        let unbound = user.deactivate().erase(self.erase).send().await?;
        told["id_server_unbind_result"] = serde_json::to_value(unbound).unwrap_or_default();
        Ok(told)
    }
}
