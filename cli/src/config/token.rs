//! Where the access token comes from.

use std::{path::Path, process::Command};

use chatadm::Secret;

use super::Profile;
use crate::{env_vars::Variable, exit::Failure, prompt};

/// A token, and where it was found.
#[derive(Debug, Clone)]
pub(crate) struct Token {
    pub(crate) secret: Secret,
    pub(crate) from: String,
}

/// The first of: the file that a flag names, the environment, the profile.
pub(super) fn find(
    flag: Option<&Path>,
    variables: Option<[Variable; 2]>,
    profile: &Profile,
    profile_name: &str,
) -> Result<Option<Token>, Failure> {
    if let Some(path) = flag {
        return from_file(path, "--token-file").map(Some);
    }
    if let Some([value, file]) = variables {
        if let Some(secret) = value.secret() {
            return Ok(Some(Token {
                secret,
                from: value.name.to_owned(),
            }));
        }
        if let Some(path) = file.path() {
            return from_file(&path, file.name).map(Some);
        }
    }
    if let Some(command) = &profile.token_cmd {
        return from_command(command).map(Some);
    }
    if let Some(path) = &profile.token_file {
        return from_file(path, "token_file of the profile").map(Some);
    }
    if profile.keyring {
        let secret = profile.keyring_account(profile_name).read()?;
        let secret = secret.ok_or_else(|| {
            Failure::Config(format!(
                "the keyring has no token of the profile `{profile_name}`; log in again with \
                 `chatadm auth refresh {profile_name}`"
            ))
        })?;
        return Ok(Some(Token {
            secret,
            from: "the keyring".to_owned(),
        }));
    }
    Ok(profile.token.clone().map(|secret| Token {
        secret,
        from: "the profile".to_owned(),
    }))
}

fn from_file(path: &Path, said: &str) -> Result<Token, Failure> {
    let secret = prompt::secret_from(path)?;
    Ok(Token {
        secret,
        from: format!("{} ({said})", path.display()),
    })
}

fn from_command(command: &str) -> Result<Token, Failure> {
    let wrong = |what: String| Failure::Config(format!("the profile's `token_cmd` {what}"));
    let shell = if cfg!(windows) {
        ["cmd", "/C"]
    } else {
        ["sh", "-c"]
    };
    let output = Command::new(shell[0])
        .args([shell[1], command])
        .stdin(std::process::Stdio::inherit())
        .stderr(std::process::Stdio::inherit())
        .output()
        .map_err(|error| wrong(format!("cannot be run: {error}")))?;
    if !output.status.success() {
        return Err(wrong(format!("failed: {}", output.status)));
    }
    let text = String::from_utf8(output.stdout).map_err(|_| wrong("prints no text".to_owned()))?;
    let text = Secret::from(text);
    match text.expose().trim() {
        "" => Err(wrong("prints nothing".to_owned())),
        token => Ok(Token {
            secret: token.into(),
            from: "token_cmd of the profile".to_owned(),
        }),
    }
}
