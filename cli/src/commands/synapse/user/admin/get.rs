//! `chatadm synapse user admin get`: whether users are server admins.

use chatadm::synapse::UserId;
use serde_json::json;

use crate::{
    commands::synapse::user::{delegated, select::NamedArgs},
    context::Context,
    exit::Failure,
    printer::Shape,
    reading,
};

const ADMINS: Shape = Shape {
    id: "name",
    columns: &["name", "admin"],
};

/// Tells whether users are server admins.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse user admin get ada bob
  chatadm synapse user list --admins -o ids")]
pub(crate) struct Args {
    #[command(flatten)]
    named: NamedArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let ids = args.named.ids(synapse).await?;
    let ask = |id: UserId| {
        let user = synapse.client.user(id);
        async move { user.is_admin().await }
    };
    let asked = reading::each(context, &synapse.connection, "ask", ids.clone(), ask).await;
    let told = delegated::explained(synapse, asked.map_err(Failure::from)).await?;
    let mut list = context.printer.list(&ADMINS);
    for id in ids {
        list.push(json!({"name": id, "admin": told[&id]}))?;
    }
    list.finish()
}
