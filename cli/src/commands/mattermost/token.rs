//! `chatadm mattermost token`: personal access tokens.

use std::path::PathBuf;

use chatadm::mattermost::{IssuedToken, TokenId};
use serde_json::{Value, json};

use crate::{
    commands::{mattermost::user::secret, verbs},
    context::Context,
    exit::Failure,
    printer::Shape,
    selection::FileArgs,
};

pub(crate) mod audit;
pub(crate) mod disable;
pub(crate) mod enable;
pub(crate) mod generate;
pub(crate) mod list;
pub(crate) mod revoke;
pub(crate) mod rotate;

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
        let mut seen = std::collections::BTreeSet::new();
        ids.retain(|id| seen.insert(id.clone()));
        Ok(ids)
    }
}

/// The bodies of the requests that name a token.
pub(crate) fn bodies(ids: &[TokenId]) -> Vec<(TokenId, Value)> {
    ids.iter()
        .map(|id| (id.clone(), json!({"token_id": id})))
        .collect()
}

/// Shows a token that was just made, or puts its secret into a file.
pub(crate) fn show(
    context: &Context,
    issued: &IssuedToken,
    file: Option<&PathBuf>,
) -> Result<(), Failure> {
    let mut document = json!({
        "id": issued.id, "user_id": issued.user_id, "description": issued.description,
        "is_active": issued.is_active, "expires_at": issued.expires_at,
    });
    match file {
        Some(path) => secret::keep(path, &format!("{}\n", issued.token.expose()))?,
        None => document["token"] = issued.token.expose().into(),
    }
    context.printer.record(&TOKENS, document)
}
