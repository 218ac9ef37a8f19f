//! The program as its users run it: arguments, environment and servers in, output and exit code out.

mod bad_input;
mod bulk;
mod configuration;
mod failures;
mod federation;
mod flows;
mod help;
mod matrix;
mod media;
mod notice;
mod output;
mod regtok;
mod reports;
mod site;
mod stats;
mod updates;
mod user_more;
