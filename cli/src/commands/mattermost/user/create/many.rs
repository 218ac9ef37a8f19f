//! Accounts out of a file, created one by one.

use std::{collections::BTreeMap, fs, io, path::Path};

use chatadm::Secret;
use serde_json::json;

use super::{Account, Args, secret};
use crate::{
    bulk::{self, Action},
    context::Context,
    exit::Failure,
};

pub(super) async fn run(context: &Context, args: &Args, path: &Path) -> Result<(), Failure> {
    let mut accounts = read(path)?;
    let mut made = Vec::new();
    for account in accounts.values_mut() {
        args.complete(account);
        if account.password.is_some() || account.is_elsewhere() {
            continue;
        }
        if !args.generate {
            return Err(Failure::Usage(format!(
                "{} has no password; fill the column `password`, or give `--generate`",
                account.username
            )));
        }
        let password = secret::generate()?;
        made.push((account.username.clone(), password.clone()));
        account.password = Some(password);
    }
    let mattermost = context.mattermost()?;
    if !args.dry_run && !made.is_empty() {
        let Some(path) = &args.passwords_to else {
            let message = "say where the passwords are to be kept, with `--passwords-to FILE`";
            return Err(Failure::Usage(message.to_owned()));
        };
        keep(path, &made)?;
    }
    let bodies = accounts
        .iter()
        .map(|(name, account)| (name.clone(), account.shown()));
    let action = Action::mattermost("create", "user", "create_user")
        .bodies(bodies)
        .dry_run(args.dry_run);
    let names: Vec<String> = accounts.keys().cloned().collect();
    let accounts = &accounts;
    let verb = |name: String| async move {
        let account = accounts.get(&name).cloned().unwrap_or_default();
        let user = account.create(&mattermost.client, args.upsert).await?;
        Ok(json!({"id": user.id, "email": user.email}))
    };
    bulk::run(
        context,
        &mattermost.connection,
        &args.bulk,
        action,
        names,
        verb,
    )
    .await
}

/// Writes passwords before they are set, so that none is lost.
pub(super) fn keep(path: &Path, passwords: &[(String, Secret)]) -> Result<(), Failure> {
    let mut text = "username,password\n".to_owned();
    for (name, password) in passwords {
        text.extend([name.as_str(), ",", password.expose(), "\n"]);
    }
    secret::keep(path, &text)
}

/// The accounts in a file by their names.
fn read(path: &Path) -> Result<BTreeMap<String, Account>, Failure> {
    let text = if path.as_os_str() == "-" {
        io::read_to_string(io::stdin())
    } else {
        fs::read_to_string(path)
    };
    let text = text.map_err(|error| Failure::Usage(format!("{}: {error}", path.display())))?;
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
