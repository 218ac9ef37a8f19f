//! Accounts out of a file, created one by one.

use std::{collections::BTreeMap, fs, io, path::Path};

use serde_json::json;

use super::{Account, Args, Existing, Passwords};
use crate::{
    bulk::{self, Action},
    context::Context,
    exit::Failure,
    printer,
};

pub(super) async fn run(context: &Context, args: &Args, path: &Path) -> Result<(), Failure> {
    let mut accounts = read(path)?;
    for account in accounts.values_mut() {
        args.complete(account);
        if account.roles.is_some() && account.is_guest {
            return Err(Failure::Usage(format!(
                "{} has roles in the file and would become a guest; give one or the other",
                account.username
            )));
        }
    }
    let mattermost = context.mattermost()?;
    let all: Vec<Account> = accounts.values().cloned().collect();
    let existing = Existing::find(mattermost, args, &all).await?;
    let mut lacking: Vec<&mut Account> = accounts
        .values_mut()
        .filter(|account| {
            account.password.is_none() && !account.is_elsewhere() && existing.get(account).is_none()
        })
        .collect();
    if let (Some(account), false) = (lacking.first(), args.generate) {
        return Err(Failure::Usage(format!(
            "{} has no password; fill the column `password`, or give `--generate`",
            account.username
        )));
    }
    if args.dry_run {
        let requests = accounts
            .values()
            .flat_map(|account| account.requests(existing.get(account)));
        return bulk::show_all(context, requests);
    }
    let action = Action::mattermost("create", "user", "create_user");
    context.allow(
        bulk::mattermost_operation("create_user"),
        &mattermost.connection,
    )?;
    let mut kept = None;
    if !lacking.is_empty() {
        let Some(path) = &args.passwords_to else {
            let message = "say where the passwords are to be kept, with `--passwords-to FILE`";
            return Err(Failure::Usage(message.to_owned()));
        };
        let mut passwords = Passwords::open(path, args.bulk.resume.is_some())?;
        for account in &mut lacking {
            account.password = Some(passwords.make(&account.username)?);
        }
        kept = Some(passwords);
    }
    let names: Vec<String> = accounts.keys().cloned().collect();
    let (accounts, existing) = (&accounts, &existing);
    let verb = |name: String| async move {
        let account = accounts.get(&name).cloned().unwrap_or_default();
        let before = existing.get(&account);
        let done = account.create(&mattermost.client, before).await?;
        let what = if before.is_some() {
            "updated"
        } else {
            "created"
        };
        let value = json!({"id": done.user.id, "email": done.user.email, "change": what});
        for text in done.unfinished() {
            printer::say_safely(&text);
        }
        done.into_failure().map_or(Ok(value), Err)
    };
    let connection = &mattermost.connection;
    let outcome = bulk::run(context, connection, &args.bulk, action, names, verb).await;
    if let (Err(Failure::Declined | Failure::Usage(_) | Failure::Config(_)), Some(passwords)) =
        (&outcome, kept)
    {
        passwords.discard();
    }
    outcome
}

/// The accounts in a file by their names.
fn read(path: &Path) -> Result<BTreeMap<String, Account>, Failure> {
    let text = if path.as_os_str() == "-" {
        io::read_to_string(io::stdin())
    } else {
        fs::read_to_string(path)
    };
    let text = text.map_err(|error| Failure::Usage(format!("{}: {error}", path.display())))?;
    parse(&text, path)
}

fn parse(text: &str, path: &Path) -> Result<BTreeMap<String, Account>, Failure> {
    let text = text.trim_start_matches('\u{feff}');
    let mut accounts = BTreeMap::new();
    let wrong = |line: usize, error: String| {
        Failure::Usage(format!("{}, line {line}: {error}", path.display()))
    };
    let mut add = |line: usize, account: Account| {
        if account.username.is_empty() || account.email.is_empty() {
            return Err(wrong(line, "`username` and `email` are needed".to_owned()));
        }
        match accounts.insert(account.username.clone(), account) {
            Some(twice) => Err(wrong(line, format!("{} is named twice", twice.username))),
            None => Ok(()),
        }
    };
    if text.trim_start().starts_with('{') {
        for (line, number) in text
            .lines()
            .zip(1..)
            .filter(|(line, _)| !line.trim().is_empty())
        {
            // The text of an error would hold a part of the line, which may be a password.
            let account = serde_json::from_str(line);
            add(
                number,
                account.map_err(|_| wrong(number, "this is no account".to_owned()))?,
            )?;
        }
    } else {
        let mut reader = csv::ReaderBuilder::new()
            .trim(csv::Trim::Headers)
            .from_reader(text.as_bytes());
        for (account, number) in reader.deserialize().zip(2..) {
            let columns = "this is no account; the columns `username` and `email` are needed";
            add(
                number,
                account.map_err(|_: csv::Error| wrong(number, columns.to_owned()))?,
            )?;
        }
    }
    if accounts.is_empty() {
        return Err(Failure::Usage(format!("{} holds no users", path.display())));
    }
    Ok(accounts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_file_is_refused_or_has_accounts_with_names() {
        let tally = chatadm_fuzz::Target::new("accounts").run(|input| {
            match parse(&String::from_utf8_lossy(input), Path::new("f")) {
                Ok(accounts) => {
                    assert!(!accounts.is_empty());
                    assert!(
                        accounts
                            .iter()
                            .all(|(name, account)| *name == account.username)
                    );
                    true
                }
                Err(failure) => {
                    assert_eq!(failure.code(), 2);
                    false
                }
            }
        });
        assert!(
            tally.accepted > 50 && tally.accepted < tally.executions,
            "{tally:?}"
        );
    }
}
