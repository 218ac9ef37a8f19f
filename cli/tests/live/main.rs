//! The program on a real Synapse, as an admin types it. `cargo xtask live` starts the server and runs this.
#![allow(clippy::unwrap_used, reason = "a failed test says where")]

mod crowd;
mod database;
mod day;
mod deactivation;
mod site;
