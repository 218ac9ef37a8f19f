//! The program as its users run it: arguments, environment and servers in, output and exit code out.

mod bad_input;
mod bulk;
mod configuration;
mod failures;
mod flows;
mod help;
mod mattermost_token;
mod mattermost_user;
mod output;
mod recorded;
mod site;
