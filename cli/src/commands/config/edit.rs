//! `chatadm config edit`: the file in an editor, checked before it counts.

use std::{
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
};

use serde_json::json;

use crate::{config, context::Context, env_vars, exit::Failure, printer::Shape};

const EDITED: Shape = Shape {
    id: "path",
    columns: &["path", "changed"],
};

/// Changes the configuration in the editor that `VISUAL` or `EDITOR` names, or in `vi`.
///
/// A copy is edited. It replaces the file only when it can be read, so that a mistake breaks nothing.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm config edit
  EDITOR='code --wait' chatadm config edit")]
pub(crate) struct Args {}

#[expect(clippy::unused_async, reason = "all commands are run alike")]
pub(crate) async fn run(context: &Context, _: Args) -> Result<(), Failure> {
    let path = context.connect.config_path()?;
    let directory = path.parent().unwrap_or(Path::new("."));
    let broken = |error: &std::io::Error| Failure::file(&path, error);
    // A file that is wrong is read all the same, because it is to be mended.
    let old = if path.exists() {
        config::is_private(&path)?;
        std::fs::read_to_string(&path).map_err(|error| broken(&error))?
    } else {
        String::new()
    };
    std::fs::create_dir_all(directory).map_err(|error| broken(&error))?;
    let mut copy = tempfile::Builder::new()
        .prefix("config-")
        .suffix(".toml")
        .tempfile_in(directory)
        .map_err(|error| broken(&error))?;
    copy.write_all(old.as_bytes())
        .and_then(|()| copy.flush())
        .map_err(|error| broken(&error))?;
    // The name alone is passed on: some editors replace the file instead of writing into it.
    let copy = copy.into_temp_path();
    edit(&copy)?;
    let new = std::fs::read_to_string(&copy).map_err(|error| Failure::file(&copy, &error))?;
    let changed = new != old;
    if changed {
        if let Err(failure) = config::parse(&path, &new) {
            let kept = copy.keep().map_err(|error| broken(&error.error))?;
            return Err(Failure::Config(format!(
                "{failure}; nothing was changed, and what you wrote is in {}",
                kept.display()
            )));
        }
        config::replace(&path, &new)?;
    }
    context
        .printer
        .record(&EDITED, json!({"path": path, "changed": changed}))
}

/// Runs the editor, which may be a command with options.
fn edit(path: &Path) -> Result<(), Failure> {
    let editor = env_vars::VISUAL.text().or_else(|| env_vars::EDITOR.text());
    let editor = editor.unwrap_or_else(|| {
        let usual = if cfg!(windows) { "notepad" } else { "vi" };
        usual.to_owned()
    });
    let mut command = if cfg!(windows) {
        let mut words = editor.split_whitespace();
        let mut command = Command::new(words.next().unwrap_or("notepad"));
        command.args(words);
        command
    } else {
        let mut command = Command::new("sh");
        command.args(["-c", &format!("{editor} \"$@\""), "sh"]);
        command
    };
    // Standard output carries our document; an editor draws where a person looks.
    let status = command
        .arg(path)
        .stdout(Stdio::from(std::io::stderr()))
        .status()
        .map_err(|error| Failure::Io(format!("{editor}: {error}")))?;
    if status.success() {
        Ok(())
    } else {
        Err(Failure::Io(format!(
            "the editor `{editor}` ended with {status}; nothing was changed"
        )))
    }
}
