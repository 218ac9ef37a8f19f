//! `chatadm auth token`: the token itself, for other programs.

use crate::{
    config::{Api, Config},
    context::{self, Context},
    exit::Failure,
};

/// Prints the token that commands would use, and nothing else. The server is not asked.
///
/// Whoever has it can do everything that you can: do not let it be seen or kept in a history.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm auth token --profile matrix.example.org | ssh backup 'cat > token'
  chatadm auth token mattermost")]
pub(crate) struct Args {
    /// The kind of server; the one that there are credentials for unless told
    #[arg(value_enum)]
    api: Option<Api>,
}

#[expect(clippy::unused_async, reason = "all commands are run alike")]
pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let named = context.connect.named_profile();
    let api = match (args.api, named) {
        (Some(api), _) => Some(api),
        (None, Some(name)) => {
            let config = Config::read(&context.connect.config_path()?)?;
            config.profile(&name)?.api
        }
        (None, None) => None,
    };
    let apis = api.map_or(vec![Api::Synapse, Api::Mattermost], |api| vec![api]);
    let mut found = Vec::new();
    let mut reason = None;
    for api in apis {
        let connection = context.connect.resolve(api);
        match connection.and_then(|connection| context::needed(&connection, api)) {
            Ok(token) => found.push(token),
            Err(failure) => reason = reason.or(Some(failure)),
        }
    }
    match (found.as_slice(), reason) {
        ([token], _) => context
            .printer
            .text(format!("{}\n", token.expose()).as_bytes()),
        ([], Some(failure)) => Err(failure),
        _ => Err(Failure::Usage(
            "there are tokens for both kinds of servers; say `synapse` or `mattermost`".to_owned(),
        )),
    }
}
