//! `chatadm config set`: one setting, changed.

use serde_json::{Value, json};

use crate::{
    config::{Config, Place, place},
    context::Context,
    exit::Failure,
    printer::Shape,
};

const SETTING: Shape = Shape {
    id: "profile",
    columns: &["profile", "key", "value"],
};

/// Changes one setting. The value is checked before the file is touched, and comments in it stay.
///
/// Settings: `api`, `server`, `server_name`, `user`, `token_file`, `token_cmd`, `unix_socket`, `timeout`,
/// `connect_timeout`, `ca_cert`, `client_cert`, `client_key`, `insecure`, `proxy`, `retries`, `concurrency`,
/// `protected_users`, `output`, `time_format`, `mas_url`, `read_only`. Tokens are stored by
/// `chatadm auth login`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm config set timeout 90s
  chatadm config set read_only true --profile matrix.example.org
  chatadm config set protected_users '@root:.*' '@bot-.*'
  chatadm config set profiles.work.token_cmd 'pass show matrix'
  chatadm config set current.synapse work")]
pub(crate) struct Args {
    /// The setting: `timeout` of the profile that is meant, `profiles.NAME.timeout`, or `current.API`
    key: String,

    /// The value, or several for a list; an empty one takes the setting away
    #[arg(value_name = "VALUE", required = true, allow_negative_numbers = true)]
    values: Vec<String>,
}

#[expect(clippy::unused_async, reason = "all commands are run alike")]
pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    change(context, &args.key, &args.values)
}

/// Changes a setting, and tells what it is now.
pub(super) fn change(context: &Context, key: &str, values: &[String]) -> Result<(), Failure> {
    let path = context.connect.config_path()?;
    let document = Config::update(&path, |config| {
        match place(key, config, context.connect.named_profile())? {
            Place::Current(api) => {
                match values {
                    [name] if !name.is_empty() => {
                        let of = config.profile(name)?.api;
                        if of.is_some_and(|of| of != api) {
                            return Err(Failure::Usage(format!(
                                "the profile `{name}` is not one of {api}"
                            )));
                        }
                        config.current.insert(api, name.clone());
                    }
                    [] | [_] => {
                        config.current.remove(&api);
                    }
                    _ => return Err(Failure::Usage(format!("`{key}` takes one value"))),
                }
                Ok(json!({"key": key, "value": config.current.get(&api)}))
            }
            Place::Profile(name, setting) => {
                // It is there, because the place was found.
                let profile = config.profiles.entry(name.clone()).or_default();
                setting.set(profile, values)?;
                let value = profile.shown()?.get(setting.name).cloned();
                let value = value.unwrap_or(Value::Null);
                Ok(json!({"profile": name, "key": setting.name, "value": value}))
            }
        }
    })?;
    context.printer.record(&SETTING, document)
}
