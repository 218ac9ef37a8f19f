//! What the library tells of its work, on standard error or in a file.

use std::{fs::File, sync::Mutex};

use tracing::level_filters::LevelFilter;

use crate::{args::GlobalArgs, exit::Failure};

/// How a line of the log is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum LogFormat {
    /// Text
    #[default]
    Text,
    /// A JSON document
    Json,
}

/// Starts the log, if one is wanted. The library blanks secrets at every level.
pub(crate) fn start(args: &GlobalArgs) -> Result<(), Failure> {
    let level = match args.verbosity() {
        0 if args.log_file.is_none() => return Ok(()),
        0 => LevelFilter::INFO,
        1 => LevelFilter::INFO,
        2 => LevelFilter::DEBUG,
        _ => LevelFilter::TRACE,
    };
    let builder = tracing_subscriber::fmt()
        .with_max_level(level)
        .with_ansi(false);
    let is_json = args.log_format == LogFormat::Json;
    match &args.log_file {
        Some(path) => {
            let file = File::options().create(true).append(true).open(path);
            let file = file.map_err(|error| Failure::file(path, &error))?;
            let builder = builder.with_writer(Mutex::new(file));
            if is_json {
                builder.json().init()
            } else {
                builder.init()
            }
        }
        None => {
            let builder = builder.with_writer(std::io::stderr);
            if is_json {
                builder.json().init()
            } else {
                builder.init()
            }
        }
    }
    Ok(())
}
