//! The program as its users run it: arguments, environment and servers in, output and exit code out.
#![allow(clippy::unwrap_used, reason = "a failed test says where")]

mod bad_input;
mod bulk;
mod configuration;
mod event;
mod failures;
mod flows;
mod help;
mod history;
mod output;
mod room;
mod room_deletion;
mod site;
mod task;
