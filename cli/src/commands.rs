//! The commands. The path of a command is the path of its file.

pub(crate) mod api;
pub(crate) mod auth;
pub(crate) mod completions;
pub(crate) mod config;
pub(crate) mod demo;
pub(crate) mod doctor;
pub(crate) mod explain;
pub(crate) mod man;
pub(crate) mod mattermost;
pub(crate) mod raw;
pub(crate) mod sandbox;
pub(crate) mod synapse;
pub(crate) mod version;

use std::sync::atomic::{AtomicBool, Ordering};

/// Whether somebody listens for ^C and ends by itself.
static HEARD: AtomicBool = AtomicBool::new(false);

/// Says that ^C is listened for from now on.
pub(crate) fn listen() {
    HEARD.store(true, Ordering::Relaxed);
}

/// Somebody who listens for ^C as long as this lives.
pub(crate) struct Listening;

/// Says that ^C is listened for while what is given back lives.
pub(crate) fn listening() -> Listening {
    listen();
    Listening
}

impl Drop for Listening {
    fn drop(&mut self) {
        HEARD.store(false, Ordering::Relaxed);
    }
}

/// Comes back on ^C, unless somebody else listens for it.
pub(crate) async fn abandoned() {
    loop {
        if tokio::signal::ctrl_c().await.is_err() {
            // Without signals there is nothing to come back from.
            return std::future::pending().await;
        }
        if !HEARD.load(Ordering::Relaxed) {
            return;
        }
    }
}

/// Declares the commands of a noun: the argument, and what runs each of its verbs.
///
/// `Name(module)` is a verb; its documentation is the one in lists and in `-h`, and `--help` has that of
/// its arguments. The modules are declared beside the list, where rustfmt finds them.
macro_rules! verbs {
    ($(#[doc = $about:literal] $(#[$attribute:meta])* $name:ident($module:ident),)*) => {
        /// What can be done.
        #[derive(Debug, clap::Args)]
        pub(crate) struct Args {
            #[command(subcommand)]
            command: Command,
        }

        #[derive(Debug, clap::Subcommand)]
        enum Command {
            // Documentation would replace the longer one of the arguments too.
            $(#[command(about = $about.trim())] $(#[$attribute])* $name($module::Args),)*
        }

        pub(crate) async fn run(
            context: &$crate::context::Context,
            args: Args,
        ) -> Result<(), $crate::exit::Failure> {
            match args.command {
                // Boxed, because each verb would make room for the largest of them.
                $(Command::$name(args) => Box::pin($module::run(context, args)).await,)*
            }
        }
    };
}

pub(crate) use verbs;
