//! Deactivates many accounts of a Synapse server, eight at a time, and shows how far it is.
//!
//! `cargo run --example bulk_deactivate -- TEXT` looks for accounts whose id contains TEXT and only lists
//! them; with `--yes` behind it they are deactivated. Reads `SYNAPSE_URL` and `SYNAPSE_TOKEN` (of a server
//! admin). Ends with status 1 when an account could not be deactivated.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "a program takes its settings from the environment and talks to the person who started it"
)]

use std::{env, process::ExitCode};

use chatadm::{
    Error, Report,
    synapse::{self, UserId},
};

#[tokio::main]
async fn main() -> ExitCode {
    let (Ok(url), Ok(token)) = (env::var("SYNAPSE_URL"), env::var("SYNAPSE_TOKEN")) else {
        eprintln!("error: set SYNAPSE_URL (the server's address) and SYNAPSE_TOKEN (of an admin)");
        return ExitCode::from(2);
    };
    let Some(text) = env::args().nth(1) else {
        eprintln!("error: say which accounts: a text that their ids contain");
        return ExitCode::from(2);
    };
    let yes = env::args().nth(2).as_deref() == Some("--yes");
    match deactivate(&url, token, &text, yes).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {}", Report(&error));
            ExitCode::FAILURE
        }
    }
}

/// Whether everything that was to be done is done.
async fn deactivate(url: &str, token: String, text: &str, yes: bool) -> Result<bool, Error> {
    let synapse = synapse::Client::builder(url).access_token(token).build()?;
    // The whole selection first: deactivating while a list is read by offset would skip accounts.
    let users = synapse.users().list().user_id(text).stream();
    let found: Vec<_> = users.try_collect().await?;
    let me = synapse.whoami().await?.user_id;
    let ids = found.into_iter().map(|user| user.name);
    let ids: Vec<UserId> = ids.filter(|id| *id != me).collect();
    if !yes {
        for id in &ids {
            println!("{id}");
        }
        eprintln!("{} accounts; add --yes to deactivate them", ids.len());
        return Ok(true);
    }
    let users = synapse.users();
    let mut run = users
        .each(ids, |user| async move { user.deactivate().send().await })
        .concurrency(8);
    while let Some(outcome) = run.next().await {
        let progress = run.progress();
        let total = progress.total.unwrap_or(progress.started);
        match outcome.result {
            Ok(_) => println!("[{}/{total}] {}", progress.done(), outcome.key),
            Err(error) => eprintln!("{}: {}", outcome.key, Report(&error)),
        }
    }
    if let Some(stop) = run.stopped() {
        eprintln!("{stop}");
    }
    Ok(run.stopped().is_none() && run.progress().failed == 0)
}
