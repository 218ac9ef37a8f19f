//! The program as its users run it: arguments, environment and servers in, output and exit code out.
#![allow(clippy::unwrap_used, reason = "a failed test says where")]

mod bad_input;
mod bulk;
mod configuration;
mod event;
mod failures;
mod federation;
mod flows;
mod help;
mod history;
mod matrix;
mod mattermost_token;
mod mattermost_user;
mod mattermost_user_changes;
mod media;
mod notice;
mod output;
mod recorded;
mod regtok;
mod reports;
mod room;
mod room_deletion;
mod site;
mod stats;
mod task;
mod terminal;
mod updates;
mod user_more;
