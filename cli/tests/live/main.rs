//! The program on a real Synapse, as an admin types it. `cargo xtask live` starts the server and runs this.

mod crowd;
mod database;
mod day;
mod deactivation;
mod site;
