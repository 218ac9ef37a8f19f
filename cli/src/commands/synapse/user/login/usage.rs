//! What becomes of a token that acts as an account: a command gets it, a shell, or a file.

use std::{
    ffi::OsString,
    path::PathBuf,
    process::{Command, ExitStatus},
};

use chatadm::{Secret, synapse, synapse::UserId};

use crate::{commands, context::Context, env_vars, exit::Failure, secret};

/// What to do with the token.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "What becomes of the token")]
#[group(multiple = false)]
pub(super) struct UsageArgs {
    /// Run this command with the token in its environment, and log the token out afterwards; all that follows
    /// belongs to the command
    #[arg(long, value_name = "COMMAND", num_args = 1.., allow_hyphen_values = true)]
    exec: Vec<OsString>,

    /// Print lines that set the token in a shell
    #[arg(long)]
    export: bool,

    /// Write the token to this new file, that only you can read
    #[arg(long, value_name = "FILE")]
    token_out: Option<PathBuf>,

    /// Print the token
    #[arg(long)]
    pub(super) show_token: bool,
}

impl UsageArgs {
    /// Refuses a token that nobody would get to see.
    pub(super) fn check(&self, is_dry: bool) -> Result<(), Failure> {
        let is_used =
            !self.exec.is_empty() || self.export || self.token_out.is_some() || self.show_token;
        if let Some(path) = self.token_out.as_ref().filter(|path| path.exists()) {
            let path = path.display();
            return Err(Failure::Usage(format!("{path} exists; name another file")));
        }
        if is_used || is_dry {
            return Ok(());
        }
        Err(Failure::Usage(
            "say what is to become of the token: `--exec COMMAND`, `--export`, `--token-out FILE` or \
             `--show-token`"
                .to_owned(),
        ))
    }

    /// Does it.
    pub(super) async fn run(
        &self,
        context: &Context,
        id: &UserId,
        token: Secret,
    ) -> Result<(), Failure> {
        if let Some(path) = &self.token_out {
            let written = secret::keep(path, &format!("{}\n", token.expose()));
            if written.is_err() {
                log_out(context, token).await?;
            }
            return written;
        }
        let variables = [
            (
                "MATRIX_HOMESERVER",
                context.synapse()?.connection.address.as_str(),
            ),
            ("MATRIX_USER_ID", id.as_str()),
            ("MATRIX_ACCESS_TOKEN", token.expose()),
            (env_vars::MTOKEN.name, token.expose()),
        ];
        let Some((program, arguments)) = self.exec.split_first() else {
            let lines = variables.map(|(name, value)| format!("export {name}={}\n", quoted(value)));
            return context.printer.text(lines.concat().as_bytes());
        };
        let mut command = Command::new(program);
        command.args(arguments).envs(variables);
        for variable in [env_vars::SYNAPSE_TOKEN, env_vars::SYNAPSE_TOKEN_FILE] {
            command.env_remove(variable.name);
        }
        // An interrupt is for the command; the token is logged out all the same.
        commands::listen();
        let ended = tokio::task::spawn_blocking(move || command.status()).await;
        let ended = ended.map_err(|error| Failure::Io(error.to_string()))?;
        log_out(context, token.clone()).await?;
        let program = program.display();
        let status = ended.map_err(|error| Failure::Io(format!("{program}: {error}")))?;
        match code(status) {
            0 => Ok(()),
            code => Err(Failure::Command(code)),
        }
    }
}

/// Ends the session of the token.
async fn log_out(context: &Context, token: Secret) -> Result<(), Failure> {
    let connection = &context.synapse()?.connection;
    let builder = synapse::Client::builder(connection.address.clone());
    let builder = connection.configure(&context.connect, builder)?;
    let client = builder.access_token(token).build()?;
    if let Err(error) = client.logout().await {
        context.printer.note(&format!(
            "the token could not be logged out and works until it expires: {error}"
        ));
    }
    Ok(())
}

/// The exit code of a command, as shells tell it.
fn code(status: ExitStatus) -> u8 {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return u8::try_from(128 + signal).unwrap_or(u8::MAX);
    }
    let code = status.code().unwrap_or(1);
    u8::try_from(code).unwrap_or(1)
}

/// Text that a shell takes for itself.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_runs_nothing_of_what_it_is_told() {
        assert_eq!(quoted("syt_a$(id)"), "'syt_a$(id)'");
        assert_eq!(quoted("it's"), r"'it'\''s'");
    }
}
