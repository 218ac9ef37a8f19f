//! Where a password comes from, and secrets that leave the program.

use std::{
    convert::Infallible,
    fs::{self, File, OpenOptions},
    io::Write as _,
    path::{Path, PathBuf},
};

use chatadm::Secret;

use crate::{
    exit::Failure,
    prompt::{self, Prompter},
};

/// How long a generated password is: about 140 bits.
const LENGTH: usize = 24;

/// Of every kind that a server can want, without those that look alike.
const KINDS: [&str; 4] = [
    "abcdefghijkmnpqrstuvwxyz",
    "ABCDEFGHJKLMNPQRSTUVWXYZ",
    "23456789",
    "!#%+-=?@",
];

/// A password among the arguments, which is not even kept.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Told;

/// Forgets what was typed.
#[expect(clippy::unnecessary_wraps, reason = "clap wants a result")]
pub(crate) fn forgotten(_: &str) -> Result<Told, Infallible> {
    Ok(Told)
}

/// Where a password comes from.
#[derive(Debug, Clone, Default, clap::Args)]
#[group(multiple = false)]
pub(crate) struct PasswordArgs {
    /// Read the password from standard input
    #[arg(long)]
    password_stdin: bool,

    /// Read the password from this file
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,

    /// The password itself, which is refused
    #[arg(short, long, hide = true, value_name = "PASSWORD", value_parser = forgotten)]
    password: Option<Told>,
}

impl PasswordArgs {
    /// Refuses a password among the arguments, before anything is sent.
    pub(crate) fn check(&self) -> Result<(), Failure> {
        match self.password {
            Some(Told) => Err(refusal("`--password-stdin`", "`--password-file`")),
            None => Ok(()),
        }
    }

    /// Whether one of the options says where it is.
    pub(crate) fn is_given(&self) -> bool {
        self.password_stdin || self.password_file.is_some()
    }

    /// The password, if one of the options says where it is.
    pub(crate) fn given(&self) -> Result<Option<Secret>, Failure> {
        self.check()?;
        match &self.password_file {
            Some(path) => prompt::secret_from(path).map(Some),
            None if self.password_stdin => prompt::secret_from(Path::new("-")).map(Some),
            None => Ok(None),
        }
    }

    /// The new password; it is asked for twice where no option names one.
    pub(crate) fn given_or_asked(&self) -> Result<Secret, Failure> {
        self.given()?.map_or_else(asked, Ok)
    }
}

/// Asks for a new password, twice.
pub(crate) fn asked() -> Result<Secret, Failure> {
    let instead = "`--password-stdin` or `--password-file`";
    let password = Prompter::secret("new password: ", instead)?;
    if password.expose().is_empty() {
        return Err(Failure::Usage("the password is empty".to_owned()));
    }
    let again = Prompter::secret("the same again: ", instead)?;
    if password == again {
        Ok(password)
    } else {
        Err(Failure::Usage("the two passwords differ".to_owned()))
    }
}

/// Says why a password among the arguments is refused, and what to type in its place.
pub(crate) fn refusal(pipe: &str, file: &str) -> Failure {
    Failure::Usage(format!(
        "everybody on this machine can read a password among the arguments, so it was not used; pipe it \
         into {pipe}, name a file with {file}, or leave it out and be asked"
    ))
}

/// Makes a password that the policies of servers accept.
pub(crate) fn generate() -> Result<Secret, Failure> {
    let all = KINDS.concat();
    loop {
        let mut password = String::new();
        while password.len() < LENGTH {
            let mut byte = [0_u8; 1];
            getrandom::fill(&mut byte).map_err(|error| Failure::Io(error.to_string()))?;
            // All that fit evenly, so that each character is as likely as the others.
            let place = usize::from(byte[0]);
            if place < 256 / all.len() * all.len() {
                password.extend(all.chars().nth(place % all.len()));
            }
        }
        if KINDS
            .iter()
            .all(|kind| password.contains(|found| kind.contains(found)))
        {
            return Ok(Secret::from(password));
        }
    }
}

/// A new file that only its owner can read, made before the server is asked for what it is to hold.
#[derive(Debug)]
#[must_use = "a file that is not written is to be discarded"]
pub(crate) struct NewFile {
    path: PathBuf,
    file: File,
}

impl NewFile {
    /// Makes the file, which must not exist.
    pub(crate) fn create(path: &Path) -> Result<Self, Failure> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt as _;
            options.mode(0o600);
        }
        let file = options.open(path).map_err(|error| {
            let more = match error.kind() {
                std::io::ErrorKind::AlreadyExists => "; name another file",
                _ => "",
            };
            Failure::Usage(format!("{}: {error}{more}", path.display()))
        })?;
        Ok(Self {
            path: path.to_owned(),
            file,
        })
    }

    /// Fills the file.
    pub(crate) fn write(mut self, text: &str) -> Result<(), Failure> {
        let written = self.file.write_all(text.as_bytes());
        written.map_err(|error| Failure::file(&self.path, &error))
    }

    /// Takes the file away again: there is nothing to put into it.
    pub(crate) fn discard(self) {
        // An empty file that stays does no harm.
        let _ = fs::remove_file(&self.path);
    }
}

/// Keeps a text in a new file that only its owner can read.
pub(crate) fn keep(path: &Path, text: &str) -> Result<(), Failure> {
    NewFile::create(path)?.write(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_have_every_kind_of_character_and_differ() {
        let password = generate().unwrap();
        let text = password.expose();
        assert_eq!(text.len(), LENGTH);
        assert!(
            KINDS
                .iter()
                .all(|kind| text.contains(|found| kind.contains(found)))
        );
        assert!(password != generate().unwrap());
    }
}
