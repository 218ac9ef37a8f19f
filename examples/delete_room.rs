//! Deletes a room of a Synapse server and waits until it is gone.
//!
//! `cargo run --example delete_room -- '!room:example.org'`, with `SYNAPSE_URL` and `SYNAPSE_TOKEN` (of a
//! server admin) in the environment. Nothing brings the room back.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "a program takes its settings from the environment and talks to the person who started it"
)]

use std::{env, process::ExitCode, time::Duration};

use chatadm::{
    Error, Report,
    synapse::{self, RoomId},
};

#[tokio::main]
async fn main() -> ExitCode {
    let (Ok(url), Ok(token)) = (env::var("SYNAPSE_URL"), env::var("SYNAPSE_TOKEN")) else {
        eprintln!("error: set SYNAPSE_URL (the server's address) and SYNAPSE_TOKEN (of an admin)");
        return ExitCode::from(2);
    };
    let room = match env::args().nth(1).unwrap_or_default().parse() {
        Ok(room) => room,
        Err(error) => {
            eprintln!("error: {error}");
            return ExitCode::from(2);
        }
    };
    match delete(&url, token, &room).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}", Report(&error));
            ExitCode::FAILURE
        }
    }
}

async fn delete(url: &str, token: String, room: &RoomId) -> Result<(), Error> {
    let synapse = synapse::Client::builder(url).access_token(token).build()?;
    let deletion = synapse
        .room(room)
        .delete()
        .block(true)
        .purge(true)
        .send()
        .await?;
    // Whoever keeps this can ask again later: `synapse.rooms().deletion(id)`.
    println!("delete_id = {}", deletion.id());
    match deletion.wait(Duration::from_secs(600)).await {
        Ok(done) => println!("{} users removed", done.kicked_users.len()),
        Err(error) if error.is_timeout() => println!("{}", Report(&error)),
        Err(error) => return Err(error),
    }
    Ok(())
}
