//! Where a new password comes from, and where one that is made here goes.

use std::{
    collections::BTreeMap, convert::Infallible, fmt::Write as _, fs, path::PathBuf, str::FromStr,
};

use chatadm::{Secret, synapse::UserId};

use crate::{
    exit::Failure,
    prompt,
    secret::{self, asked},
};

/// What to do instead of writing a password among the arguments.
const INSTEAD: &str = "everybody on this machine can see a password among the arguments; pipe it into \
    `--password-stdin`, name a `--password-file`, let it be asked for with `--password-prompt`, or let one be \
    made with `--generate`";

/// Where a new password comes from.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Password")]
#[group(multiple = false)]
pub(crate) struct NewPasswordArgs {
    /// Read it from standard input
    #[arg(long)]
    password_stdin: bool,

    /// Read it from this file
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,

    /// Ask for it, twice
    #[arg(long)]
    password_prompt: bool,

    /// Make a strong one; it is printed once, and kept nowhere
    #[arg(long)]
    pub(super) generate: bool,

    /// Ask for it; a value is refused
    #[arg(long, hide = true, value_name = "NOTHING", num_args = 0..=1, default_missing_value = "")]
    password: Option<Typed>,
}

/// What followed `--password`; a password that was typed among the arguments is forgotten at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Typed {
    Nothing,
    Something,
}

impl FromStr for Typed {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(if text.is_empty() {
            Self::Nothing
        } else {
            Self::Something
        })
    }
}

impl NewPasswordArgs {
    /// Refuses a password among the arguments.
    pub(crate) fn check(&self) -> Result<(), Failure> {
        if self.password == Some(Typed::Something) {
            return Err(Failure::Usage(INSTEAD.to_owned()));
        }
        Ok(())
    }

    /// Whether there is to be a password.
    pub(crate) fn is_given(&self) -> bool {
        self.password_stdin
            || self.password_file.is_some()
            || self.password_prompt
            || self.generate
            || self.password.is_some()
    }

    /// The password, if there is to be one.
    pub(crate) fn read(&self) -> Result<Option<Secret>, Failure> {
        if self.generate {
            return secret::generate().map(Some);
        }
        if self.password_stdin {
            return prompt::secret_from("-".as_ref()).map(Some);
        }
        if let Some(path) = &self.password_file {
            return prompt::secret_from(path).map(Some);
        }
        self.is_given().then(asked).transpose()
    }

    /// The password; it is asked for where no option says where it is.
    pub(crate) fn read_or_ask(&self) -> Result<Secret, Failure> {
        self.read()?.map_or_else(asked, Ok)
    }
}

/// Where generated passwords are kept.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Password")]
pub(crate) struct KeepArgs {
    /// Write generated passwords to this new file, as CSV that only you can read, and print none
    #[arg(long, value_name = "FILE", requires = "generate")]
    pub(super) passwords_file: Option<PathBuf>,
}

impl KeepArgs {
    /// A password for each account. They are in the file before any is sent, so that none gets lost.
    ///
    /// A run that is resumed reads what the run before wrote.
    pub(super) fn generate(
        &self,
        ids: &[UserId],
        is_resumed: bool,
    ) -> Result<BTreeMap<UserId, Secret>, Failure> {
        if let (Some(path), true) = (&self.passwords_file, is_resumed) {
            let passwords = read(path)?;
            if let Some(id) = ids.iter().find(|id| !passwords.contains_key(*id)) {
                let path = path.display();
                return Err(Failure::Usage(format!("{path} holds no password of {id}")));
            }
            return Ok(passwords);
        }
        let mut passwords = BTreeMap::new();
        for id in ids {
            passwords.insert(id.clone(), secret::generate()?);
        }
        if let Some(path) = &self.passwords_file {
            let mut text = "user_id,password\n".to_owned();
            for (id, password) in &passwords {
                // A string takes whatever is written.
                let _ = writeln!(text, "{id},{}", password.expose());
            }
            secret::keep(path, &text)?;
        }
        Ok(passwords)
    }

    /// Takes the file away again, where nothing was sent.
    pub(super) fn tidy(&self, is_resumed: bool, outcome: &Result<(), Failure>) {
        let is_untouched = matches!(
            outcome,
            Err(Failure::Declined | Failure::Usage(_) | Failure::Config(_))
        );
        if let (Some(path), true, false) = (&self.passwords_file, is_untouched, is_resumed) {
            // That it stays would be untidy and nothing worse.
            let _ = fs::remove_file(path);
        }
    }
}

fn read(path: &std::path::Path) -> Result<BTreeMap<UserId, Secret>, Failure> {
    let wrong = || Failure::Usage(format!("{} is no file of passwords", path.display()));
    let text = fs::read_to_string(path).map_err(|error| Failure::file(path, &error))?;
    let lines = text.lines().skip(1);
    let pairs = lines.map(|line| {
        let (id, password) = line.split_once(',').ok_or_else(wrong)?;
        Ok((id.parse().map_err(|_| wrong())?, Secret::from(password)))
    });
    pairs.collect()
}
