//! Connects to a Synapse server and says what it is and who one is there.
//!
//! Reads `SYNAPSE_URL` (for example `https://matrix.example.org`) and `SYNAPSE_TOKEN` (the access token of
//! a server admin).
#![allow(
    clippy::disallowed_methods,
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "a program takes its settings from the environment and talks to the person who started it"
)]

use std::{env, process::ExitCode, time::Duration};

use chatadm::{Error, Report, RetryPolicy, synapse};

#[tokio::main]
async fn main() -> ExitCode {
    let (Ok(url), Ok(token)) = (env::var("SYNAPSE_URL"), env::var("SYNAPSE_TOKEN")) else {
        eprintln!("error: set SYNAPSE_URL (the server's address) and SYNAPSE_TOKEN (of an admin)");
        return ExitCode::from(2);
    };
    match connect(&url, token).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}", Report(&error));
            if let Some(hint) = error.hint() {
                eprintln!("hint: {hint}");
            }
            ExitCode::FAILURE
        }
    }
}

async fn connect(url: &str, token: String) -> Result<(), Error> {
    let synapse = synapse::Client::builder(url)
        .access_token(token)
        .timeout(Duration::from_secs(30))
        .retry(RetryPolicy::default().max_attempts(5))
        .build()?;
    println!("Synapse {}", synapse.version().await?);
    let me = synapse.whoami().await?;
    let admin = synapse.user(&me.user_id).is_admin().await?;
    println!(
        "{} ({})",
        me.user_id,
        if admin { "server admin" } else { "no admin" }
    );
    Ok(())
}
