//! Passwords that are made here, and secrets that leave the program.

use std::{fs::OpenOptions, io::Write as _, path::Path};

use chatadm::Secret;

use crate::{commands::synapse::user::password::PasswordArgs, context::Context, exit::Failure};

/// How long a generated password is: about 140 bits.
const LENGTH: usize = 24;

/// Of every kind that a server can want, without those that look alike.
const KINDS: [&str; 4] = [
    "abcdefghijkmnpqrstuvwxyz",
    "ABCDEFGHJKLMNPQRSTUVWXYZ",
    "23456789",
    "!#%+-=?@",
];

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

/// Says what a password among the arguments means.
pub(crate) fn warn(context: &Context, password: &PasswordArgs) {
    if password.password.is_some() {
        context.printer.note(
            "everybody on this machine can see a password among the arguments; \
             `--password-stdin` and `--password-file` keep it private",
        );
    }
}

/// Writes secrets to a new file that only its owner can read.
pub(crate) fn keep(path: &Path, text: &str) -> Result<(), Failure> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let wrong = |error: std::io::Error| Failure::Usage(format!("{}: {error}", path.display()));
    let mut file = options.open(path).map_err(wrong)?;
    file.write_all(text.as_bytes()).map_err(wrong)
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
