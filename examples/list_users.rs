//! Lists every account of a Synapse server, page by page.
//!
//! Reads `SYNAPSE_URL` (for example `https://matrix.example.org`), `SYNAPSE_TOKEN` (the access token of
//! a server admin) and, if it is set, `SYNAPSE_PAGE_SIZE`. Accounts go to standard output, one line
//! each; everything else goes to standard error.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "a program takes its settings from the environment and talks to the person who started it"
)]

use std::{env, error::Error, io::Write as _, process::ExitCode};

use chatadm::{Report, synapse};

#[tokio::main]
async fn main() -> ExitCode {
    let (Ok(url), Ok(token)) = (env::var("SYNAPSE_URL"), env::var("SYNAPSE_TOKEN")) else {
        eprintln!("error: set SYNAPSE_URL (the server's address) and SYNAPSE_TOKEN (of an admin)");
        return ExitCode::from(2);
    };
    let page_size = env::var("SYNAPSE_PAGE_SIZE").unwrap_or_else(|_| "50".to_owned());
    let Ok(page_size) = page_size.parse() else {
        eprintln!("error: SYNAPSE_PAGE_SIZE is `{page_size}`, which is no number of users");
        return ExitCode::from(2);
    };
    if let Err(error) = list(url, token, page_size).await {
        eprintln!("error: {}", Report(&*error));
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

async fn list(url: String, token: String, page_size: u32) -> Result<(), Box<dyn Error>> {
    let synapse = synapse::Client::builder(url).access_token(token).build()?;
    // The server leaves out deactivated and locked accounts unless asked for them.
    let list = synapse.users().list().deactivated(true).locked(true);
    let list = list.guests(true).page_size(page_size);
    let mut output = std::io::stdout().lock();
    let (mut accounts, mut pages) = (0, 0);
    // `list.stream()` gives users without the pages they came in; this wants to count both.
    let mut page = list.clone().send().await?;
    loop {
        pages += 1;
        accounts += page.items.len();
        for user in page.items {
            // Quoted, because names are what users chose, control characters included.
            let name = user
                .displayname
                .map_or("-".to_owned(), |name| format!("{name:?}"));
            let flags = [
                (user.admin, " admin"),
                (user.is_guest, " guest"),
                (user.deactivated, " deactivated"),
                (user.locked, " locked"),
            ];
            let flags = flags.iter().filter(|(is_set, _)| *is_set);
            let flags: String = flags.map(|(_, flag)| *flag).collect();
            writeln!(output, "{} {name}{flags}", user.name)?;
        }
        let Some(next) = page.next else { break };
        page = list.clone().start_at(next).send().await?;
    }
    eprintln!("{accounts} accounts in {pages} pages");
    Ok(())
}
