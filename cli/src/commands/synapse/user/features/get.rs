//! `chatadm synapse user features get`: which features an account has.

use serde_json::json;

use crate::{context::Context, exit::Failure, printer::Shape};

const FEATURES: Shape = Shape {
    id: "feature",
    columns: &["feature", "enabled"],
};

/// Shows which experimental features an account has.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A user id; without a server name (`alice`) it is one of this server
    user: String,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let id = synapse.user_id(&args.user).await?;
    let mut list = context.printer.list(&FEATURES);
    for (name, enabled) in synapse.client.user(id).experimental_features().await? {
        list.push(json!({"feature": name, "enabled": enabled}))?;
    }
    list.finish()
}
