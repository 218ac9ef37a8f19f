//! `chatadm synapse user admin get`: whether users are server admins.

use serde_json::json;

use crate::{context::Context, exit::Failure, printer::Shape, selection::FileArgs};

const ADMINS: Shape = Shape {
    id: "name",
    columns: &["name", "admin"],
};

/// Tells whether users are server admins.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// User ids; without a server name (`alice`) they are those of this server
    #[arg(value_name = "USER", required_unless_present = "from_file")]
    users: Vec<String>,

    #[command(flatten)]
    file: FileArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let mut texts = args.users;
    texts.extend(args.file.read(&["user_id", "name", "id", "mxid"])?);
    let ids = synapse.user_ids(&texts).await?;
    let mut list = context.printer.list(&ADMINS);
    for id in ids {
        let admin = synapse.client.user(&id).is_admin().await?;
        list.push(json!({"name": id, "admin": admin}))?;
    }
    list.finish()
}
