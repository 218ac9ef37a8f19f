//! What one logs in with: a token that exists, or the name and password of an account.

use std::path::{Path, PathBuf};

use chatadm::Secret;

use crate::{
    context::Context,
    exit::Failure,
    prompt::{self, Prompter},
};

/// A token or a password, and where it comes from. Neither is taken from the arguments.
#[derive(Debug, clap::Args)]
pub(crate) struct CredentialArgs {
    /// The name of the account
    #[arg(short, long, visible_alias = "user", value_name = "NAME")]
    pub(super) username: Option<String>,

    /// Read the password from standard input
    #[arg(long, conflicts_with_all = ["password_file", "token_stdin", "access_token_file"])]
    password_stdin: bool,

    /// Read the password from this file
    #[arg(short = 'f', long, value_name = "FILE", conflicts_with_all = ["token_stdin", "access_token_file"])]
    password_file: Option<PathBuf>,

    /// Read a token from standard input
    #[arg(long, conflicts_with_all = ["username", "access_token_file"])]
    token_stdin: bool,

    /// Read a token from this file, as `--token-file`
    #[arg(short = 't', long, value_name = "FILE", conflicts_with = "username")]
    access_token_file: Option<PathBuf>,

    /// The present code of the second factor (Mattermost); asked for at a terminal unless given
    #[arg(short, long, visible_alias = "mfa", value_name = "CODE")]
    pub(super) mfa_token: Option<Secret>,

    /// Refused, because everybody on this machine can see it
    #[arg(short, long, hide = true, num_args = 0..=1, value_name = "PASSWORD")]
    password: Option<Vec<Secret>>,

    /// Refused, because everybody on this machine can see it
    #[arg(short, long, visible_alias = "token", hide = true, num_args = 0..=1, value_name = "TOKEN")]
    access_token: Option<Vec<Secret>>,
}

impl CredentialArgs {
    /// Refuses secrets among the arguments.
    pub(crate) fn check(&self) -> Result<(), Failure> {
        let (what, instead) = match (&self.password, &self.access_token) {
            (Some(_), _) => ("password", "`--password-stdin` or `--password-file`"),
            (None, Some(_)) => ("token", "`--token-stdin` or `--access-token-file`"),
            (None, None) => return Ok(()),
        };
        Err(Failure::Usage(format!(
            "a {what} among the arguments is seen by everybody on this machine and stays in the history of \
             the shell; give {instead}"
        )))
    }

    /// The token that was given, if there is one.
    pub(super) fn token(&self, context: &Context) -> Result<Option<Secret>, Failure> {
        let stdin = self.token_stdin.then(|| Path::new("-"));
        let file = self.access_token_file.as_deref();
        let path = file.or(stdin).or(context.connect.token_file.as_deref());
        path.map(prompt::secret_from).transpose()
    }

    /// Whether a token is given.
    pub(super) fn has_token(&self, context: &Context) -> bool {
        self.token_stdin || self.access_token_file.is_some() || context.connect.token_file.is_some()
    }

    /// The name and the password; the latter is asked for where no option says where it is.
    pub(super) fn account(&self, known: Option<&str>) -> Result<(String, Secret), Failure> {
        let username = self.username.as_deref().or(known).ok_or_else(|| {
            Failure::Usage(
                "name the account with `--username`, or give a token with `--token-stdin`"
                    .to_owned(),
            )
        })?;
        let stdin = self.password_stdin.then(|| Path::new("-"));
        let password = match self.password_file.as_deref().or(stdin) {
            Some(path) => prompt::secret_from(path)?,
            None => Prompter::secret(
                &format!("password of {username}: "),
                "`--password-stdin` or `--token-stdin`",
            )?,
        };
        Ok((username.to_owned(), password))
    }

    /// The code of the second factor, asked for because the server wants one.
    pub(super) fn second_factor() -> Result<Secret, Failure> {
        Prompter::secret("code of the second factor: ", "`--mfa-token`")
    }
}
