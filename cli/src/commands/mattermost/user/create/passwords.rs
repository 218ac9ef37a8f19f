//! The file with the passwords that were made.

use std::{
    collections::BTreeMap,
    fs::{self, File, OpenOptions},
    io::Write as _,
    path::{Path, PathBuf},
};

use chatadm::Secret;

use crate::{
    exit::Failure,
    secret::{self, NewFile},
};

/// Passwords by the names of their users. Each is written before it is set, so that none is lost.
#[derive(Debug)]
pub(super) struct Passwords {
    path: PathBuf,
    file: File,
    /// Those of an earlier run, which was not finished.
    earlier: BTreeMap<String, Secret>,
    is_new: bool,
}

/// The line that says what is in the columns.
const HEAD: &str = "username,password\n";

impl Passwords {
    /// Makes the file, or where work is resumed goes on with it.
    pub(super) fn open(path: &Path, is_resumed: bool) -> Result<Self, Failure> {
        let mut earlier = BTreeMap::new();
        let is_new = !(is_resumed && path.exists());
        if is_new {
            NewFile::create(path)?.write(HEAD)?;
        } else {
            let wrong = |error: &dyn std::fmt::Display| {
                Failure::Usage(format!("{}: {error}", path.display()))
            };
            let text = fs::read_to_string(path).map_err(|error| wrong(&error))?;
            for line in text.lines().skip(1) {
                let (name, password) = line
                    .split_once(',')
                    .ok_or_else(|| wrong(&"this is no file of passwords"))?;
                earlier.insert(name.to_owned(), Secret::from(password));
            }
        }
        let file = OpenOptions::new().append(true).open(path);
        Ok(Self {
            path: path.to_owned(),
            file: file.map_err(|error| Failure::file(path, &error))?,
            earlier,
            is_new,
        })
    }

    /// Makes a password and writes it down; a user of an earlier run keeps the one of then.
    pub(super) fn make(&mut self, name: &str) -> Result<Secret, Failure> {
        if let Some(password) = self.earlier.get(name) {
            return Ok(password.clone());
        }
        let password = secret::generate()?;
        self.keep(name, &password)?;
        Ok(password)
    }

    /// Writes a password down.
    pub(super) fn keep(&mut self, name: &str, password: &Secret) -> Result<(), Failure> {
        let line = [name, ",", password.expose(), "\n"].concat();
        let written = self.file.write_all(line.as_bytes());
        written.map_err(|error| Failure::file(&self.path, &error))
    }

    /// Takes a new file away again: nothing was sent.
    pub(super) fn discard(self) {
        if self.is_new {
            // A file that stays names passwords that nobody has.
            let _ = fs::remove_file(&self.path);
        }
    }
}
