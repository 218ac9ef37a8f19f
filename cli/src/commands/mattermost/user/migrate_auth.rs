//! `chatadm mattermost user migrate-auth`: all users of one service move to another.

use std::{collections::BTreeMap, fs, io, path::Path};

use serde_json::json;

use crate::{bulk, context::Context, exit::Failure, printer::Shape};

mod plan;

const MOVES: Shape = Shape {
    id: "id",
    columns: &["id", "username", "email", "from", "to", "becomes"],
};

/// What users can move to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Target {
    Ldap,
    Saml,
}

impl Target {
    fn name(self) -> &'static str {
        match self {
            Self::Ldap => "ldap",
            Self::Saml => "saml",
        }
    }
}

/// Moves all users who log in with one service to LDAP or SAML.
///
/// To LDAP, the last argument is the field of the users that tells which entry is theirs: `email`, `username`
/// or `id`. To SAML it is a file that says which address becomes which user there: JSON as mmctl takes it, or
/// CSV with the columns `email` and `username`, `-` for standard input; or give `--auto`. The dry run is computed by this program:
/// it lists who would move, and cannot say whether the directory knows them.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost user migrate-auth email ldap email --dry-run
  chatadm mattermost user migrate-auth gitlab saml users.json
  chatadm mattermost user migrate-auth ldap saml --auto")]
pub(crate) struct Args {
    /// The service that they log in with so far
    #[arg(value_parser = ["email", "gitlab", "google", "office365", "ldap", "saml"])]
    from: String,

    /// The service that they move to
    to: Target,

    /// The field that matches (to LDAP), or a file with pairs (to SAML)
    #[arg(value_name = "FIELD | FILE")]
    by: Option<String>,

    /// Move those too whose accounts there exist and differ (to LDAP)
    #[arg(long)]
    force: bool,

    /// Let the server match by e-mail address (to SAML)
    #[arg(long, conflicts_with = "by")]
    auto: bool,

    /// Move without typing the service back
    #[arg(long, alias = "confirm")]
    yes_migrate: bool,

    /// List who would move and send nothing
    #[arg(short = 'n', long)]
    dry_run: bool,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let to = args.to.name();
    let operation = match args.to {
        Target::Ldap => "migrate_auth_to_ldap",
        Target::Saml => "migrate_auth_to_saml",
    };
    if args.force && args.to == Target::Saml {
        return Err(Failure::Usage("`--force` is for LDAP only".to_owned()));
    }
    if args.from == to {
        return Err(Failure::Usage(format!("users of {to} are there already")));
    }
    let (field, pairs) = match (args.to, &args.by) {
        (Target::Saml, None) if args.auto => ("email", None),
        (Target::Saml, Some(path)) => ("", Some(read(Path::new(path))?)),
        (Target::Ldap, Some(field)) if ["email", "username", "id"].contains(&field.as_str()) => {
            (field.as_str(), None)
        }
        (Target::Ldap, _) => {
            return Err(Failure::Usage(
                "name the field that matches: `email`, `username` or `id`".to_owned(),
            ));
        }
        (Target::Saml, None) => {
            return Err(Failure::Usage(
                "name a file with pairs, or give `--auto`".to_owned(),
            ));
        }
    };
    if args.dry_run {
        return plan::show(context, &args, field, pairs.as_ref()).await;
    }
    let mattermost = context.mattermost()?;
    context.allow(
        bulk::mattermost_operation(operation),
        &mattermost.connection,
    )?;
    if !args.yes_migrate {
        let question = format!(
            "move the users of {} to {to}? Nothing takes them back.",
            args.from
        );
        context
            .prompter
            .typed(&question, to, Some("--yes-migrate"))?;
    }
    let from = args.from.as_str();
    let client = &mattermost.client;
    match (args.to, pairs) {
        (Target::Ldap, _) => {
            let request = client.migrate_auth_to_ldap(from, field);
            request.force(args.force).send().await?;
        }
        (Target::Saml, Some(pairs)) => {
            let request = client.migrate_auth_to_saml(from).matches(pairs);
            request.send().await?;
        }
        (Target::Saml, None) => {
            let request = client.migrate_auth_to_saml(from).automatically();
            request.send().await?;
        }
    }
    context
        .printer
        .record(&MOVES, json!({"from": from, "to": to, "outcome": "done"}))
}

/// A line of the file: this address becomes that user.
#[derive(serde::Deserialize)]
struct Pair {
    email: String,
    username: String,
}

/// Which address becomes which user.
fn read(path: &Path) -> Result<BTreeMap<String, String>, Failure> {
    let wrong = |error: String| Failure::Usage(format!("{}: {error}", path.display()));
    let text = if path.as_os_str() == "-" {
        io::read_to_string(io::stdin())
    } else {
        fs::read_to_string(path)
    };
    let text = text.map_err(|error| wrong(error.to_string()))?;
    parse(&text).map_err(wrong)
}

fn parse(text: &str) -> Result<BTreeMap<String, String>, String> {
    if text.trim_start().starts_with('{') {
        return serde_json::from_str(text).map_err(|error| error.to_string());
    }
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let mut pairs = BTreeMap::new();
    for pair in reader.deserialize::<Pair>() {
        let pair = pair.map_err(|error| error.to_string())?;
        pairs.insert(pair.email, pair.username);
    }
    Ok(pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_file_is_refused_or_pairs_addresses_with_users() {
        let tally = chatadm_fuzz::Target::new("accounts").run(|input| {
            let Ok(pairs) = parse(&String::from_utf8_lossy(input)) else {
                return false;
            };
            let json = serde_json::to_string(&pairs).unwrap();
            assert_eq!(parse(&json), Ok(pairs));
            true
        });
        assert!(
            tally.accepted > 50 && tally.accepted < tally.executions,
            "{tally:?}"
        );
    }
}
