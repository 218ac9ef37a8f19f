//! Makes a personal access token on a Mattermost server, shows what tokens there are, and revokes it.
//!
//! Reads `MATTERMOST_URL`, `MATTERMOST_LOGIN` and `MATTERMOST_PASSWORD`; the account must be allowed to have
//! such tokens.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "a program takes its settings from the environment and talks to the person who started it"
)]

use std::{env, process::ExitCode};

use chatadm::{
    Error, Report,
    mattermost::{Client, Login},
};

#[tokio::main]
async fn main() -> ExitCode {
    let (Ok(url), Ok(login), Ok(password)) = (
        env::var("MATTERMOST_URL"),
        env::var("MATTERMOST_LOGIN"),
        env::var("MATTERMOST_PASSWORD"),
    ) else {
        eprintln!("error: set MATTERMOST_URL, MATTERMOST_LOGIN and MATTERMOST_PASSWORD");
        return ExitCode::from(2);
    };
    match tokens(&url, Login::new(login, password)).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}", Report(&error));
            ExitCode::FAILURE
        }
    }
}

async fn tokens(url: &str, login: Login) -> Result<(), Error> {
    let mattermost = Client::builder(url).login(login).await?;
    let me = mattermost.me().await?;
    println!("signed in as {}", me.username);

    let tokens = mattermost.user(&me.id).access_tokens();
    let issued = tokens.create("nightly export").send().await?;
    // The server shows the token once, here. Store `issued.token.expose()` where only the job can read it.
    println!("made {}", issued.id);

    let mut list = tokens.list().stream();
    while let Some(token) = list.try_next().await? {
        let state = if token.is_active {
            "active"
        } else {
            "disabled"
        };
        println!("{} {state} {}", token.id, token.description);
    }

    mattermost.access_tokens().token(issued.id).revoke().await?;
    mattermost.logout().await
}
