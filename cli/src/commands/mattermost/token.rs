//! `chatadm mattermost token`: personal access tokens.

use std::{collections::BTreeSet, str::FromStr};

use chatadm::{
    Error, Timestamp,
    mattermost::{AccessToken, IssuedToken, TokenId},
};
use jiff::Zoned;
use serde_json::{Value, json};

use crate::{
    bulk::{self, Action, BulkArgs, DryRun},
    commands::verbs,
    context::Context,
    exit::Failure,
    moment::When,
    printer::Shape,
    secret::NewFile,
    selection::FileArgs,
};

pub(crate) mod audit;
pub(crate) mod disable;
pub(crate) mod enable;
pub(crate) mod generate;
pub(crate) mod list;
pub(crate) mod non_compliant;
pub(crate) mod revoke;
pub(crate) mod rotate;
pub(crate) mod search;
pub(crate) mod show;

/// The columns of a list of tokens.
pub(crate) const TOKENS: Shape = Shape {
    id: "id",
    columns: &["id", "user_id", "description", "is_active", "expires_at"],
};

verbs! {
    /// Makes a token
    #[command(visible_alias = "create")]
    Generate(generate),
    /// Lists tokens
    List(list),
    /// Finds tokens by a part of their user's name, or by their ids
    Search(search),
    /// Shows tokens
    Show(show),
    /// Deletes tokens
    #[command(visible_alias = "delete")]
    Revoke(revoke),
    /// Stops tokens from working
    Disable(disable),
    /// Makes disabled tokens work again
    Enable(enable),
    /// Gives a token another secret
    Rotate(rotate),
    /// Lists tokens that are worth a look
    Audit(audit),
    /// Counts or deletes tokens that live longer than the server allows
    NonCompliant(non_compliant),
}

/// The tokens that a change is for.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct TokenArgs {
    /// Ids of tokens, which are not the tokens themselves
    #[arg(value_name = "ID", required_unless_present = "from_file")]
    tokens: Vec<TokenId>,

    #[command(flatten)]
    file: FileArgs,
}

impl TokenArgs {
    /// The ids, each once.
    pub(crate) fn ids(&self) -> Result<Vec<TokenId>, Failure> {
        let mut ids = self.tokens.clone();
        for text in self.file.read(&["id", "token_id"])? {
            ids.push(
                text.parse()
                    .map_err(|error: chatadm::ParseIdError| Failure::Usage(error.to_string()))?,
            );
        }
        let mut seen = BTreeSet::new();
        ids.retain(|id| seen.insert(id.clone()));
        Ok(ids)
    }
}

/// What a change of tokens takes.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct WorkArgs {
    #[command(flatten)]
    tokens: TokenArgs,
    #[command(flatten)]
    dry_run: DryRun,
    #[command(flatten)]
    bulk: BulkArgs,
}

impl WorkArgs {
    /// Makes a change of each token.
    async fn run<'a, F>(
        &self,
        context: &'a Context,
        action: Action,
        verb: impl Fn(AccessToken<'a>) -> F + Send + Sync,
    ) -> Result<(), Failure>
    where
        F: Future<Output = Result<(), Error>> + Send,
    {
        let mattermost = context.mattermost()?;
        let ids = self.tokens.ids()?;
        let bodies = ids.iter().map(|id| (id.clone(), json!({"token_id": id})));
        let action = action.bodies(bodies).dry_run(self.dry_run.dry_run);
        let verb = |id: TokenId| verb(mattermost.client.access_tokens().token(id));
        bulk::run(
            context,
            &mattermost.connection,
            &self.bulk,
            action,
            ids,
            verb,
        )
        .await
    }
}

/// When a token is to expire.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Expiry {
    At(When),
    Never,
}

impl FromStr for Expiry {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "never" => Ok(Self::Never),
            text => text.parse().map(Self::At),
        }
    }
}

impl Expiry {
    /// The moment, which has to be still to come; none when the token lives on.
    pub(crate) fn moment(self, now: &Zoned) -> Result<Option<Timestamp>, Failure> {
        let Self::At(when) = self else {
            return Ok(None);
        };
        let moment = when.future(now).map_err(Failure::Usage)?;
        if moment.as_millis() <= now.timestamp().as_millisecond() {
            return Err(Failure::Usage("`--expires` is in the past".to_owned()));
        }
        Ok(Some(moment))
    }
}

/// Shows a token that was just made, or puts its secret into the file that waits for it.
pub(crate) fn show(
    context: &Context,
    made: Result<IssuedToken, Error>,
    file: Option<NewFile>,
) -> Result<(), Failure> {
    let issued = match (made, file) {
        (Ok(issued), Some(file)) => {
            file.write(&[issued.token.expose(), "\n"].concat())
                .map_err(|failure| {
                    let id = &issued.id;
                    Failure::Io(format!(
                        "{failure}; the token {id} exists and nobody knows its secret: revoke it"
                    ))
                })?;
            return context.printer.record(&TOKENS, document(&issued));
        }
        (Err(error), file) => {
            if let Some(file) = file {
                file.discard();
            }
            return Err(error.into());
        }
        (Ok(issued), None) => issued,
    };
    let mut document = document(&issued);
    document["token"] = issued.token.expose().into();
    context.printer.record(&TOKENS, document)
}

/// A token without its secret.
fn document(issued: &IssuedToken) -> Value {
    json!({
        "id": issued.id, "user_id": issued.user_id, "description": issued.description,
        "is_active": issued.is_active, "expires_at": issued.expires_at,
    })
}
