//! What the library tells of its work, on standard error or in a file.

use std::{fs::File, sync::Mutex};

use tracing::level_filters::LevelFilter;
use tracing_subscriber::fmt::writer::BoxMakeWriter;

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
        0 | 1 => LevelFilter::INFO,
        2 => LevelFilter::DEBUG,
        _ => LevelFilter::TRACE,
    };
    let writer: BoxMakeWriter = match &args.log_file {
        Some(path) => {
            let mut options = File::options();
            options.create(true).append(true);
            #[cfg(unix)]
            {
                use std::os::unix::fs::OpenOptionsExt as _;
                // Names and addresses of people are nobody else's business.
                options.mode(0o600);
            }
            let file = options.open(path);
            let file = file.map_err(|error| Failure::file(path, &error))?;
            BoxMakeWriter::new(Mutex::new(file))
        }
        None => BoxMakeWriter::new(std::io::stderr),
    };
    let builder = tracing_subscriber::fmt()
        .with_max_level(level)
        .with_ansi(false)
        .with_writer(writer);
    match args.log_format {
        LogFormat::Json => builder.json().init(),
        LogFormat::Text => builder.init(),
    }
    Ok(())
}
