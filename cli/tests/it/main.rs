//! The program as its users run it: arguments, environment and servers in, output and exit code out.
#![allow(clippy::unwrap_used, reason = "a failed test says where")]

mod api;
mod api_pages;
mod auth;
mod bad_input;
mod bulk;
mod configuration;
mod connect;
mod doctor;
mod event;
mod explain;
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
mod secrets;
mod settings;
mod site;
mod stats;
mod task;
mod updates;
mod user_more;
