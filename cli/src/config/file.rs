//! The file itself: read by its owner alone, replaced as a whole, its comments left where they are.

use std::{fs, io::Write as _, path::Path};

use chatadm::Secret;
use toml_edit::{DocumentMut, Item, TableLike, Value};

use super::Config;
use crate::exit::Failure;

impl Config {
    /// The file at this path; an empty configuration when there is none.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Self::default());
            }
            Err(error) => {
                return Err(Failure::Config(format!("{}: {error}", path.display())));
            }
        };
        is_private(path)?;
        // It is wiped when the tokens are out of it.
        let text = Secret::from(text);
        parse(path, text.expose())
    }

    /// Changes the file. Two programs that do so at once take turns.
    pub(crate) fn update<T>(
        path: &Path,
        change: impl FnOnce(&mut Self) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let directory = path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(directory).map_err(|error| Failure::file(path, &error))?;
        let _turn = turn(directory);
        let mut config = Self::read(path)?;
        let outcome = change(&mut config)?;
        config.write(path)?;
        Ok(outcome)
    }

    fn write(&self, path: &Path) -> Result<(), Failure> {
        let wrong = |error: &dyn std::fmt::Display| {
            Failure::Config(format!("{}: cannot be written: {error}", path.display()))
        };
        let text = toml_edit::ser::to_string_pretty(self).map_err(|error| wrong(&error))?;
        let new: DocumentMut = text.parse().map_err(|_| wrong(&"this is a defect"))?;
        // What cannot be read has been refused before.
        let old = fs::read_to_string(path).unwrap_or_default();
        let mut document: DocumentMut = old.parse().unwrap_or_default();
        merge(document.as_table_mut(), new.as_table());
        replace(path, &document.to_string())
    }
}

/// Reads a text in place of the file at this path.
pub(crate) fn parse(path: &Path, text: &str) -> Result<Config, Failure> {
    let config: Config = toml_edit::de::from_str(text).map_err(|error| {
        let line = error.span().map_or(1, |span| {
            let before = text.get(..span.start).unwrap_or_default();
            before.matches('\n').count() + 1
        });
        Failure::Config(format!(
            "{}: line {line}: {}",
            path.display(),
            unquoted(error.message())
        ))
    })?;
    for (name, profile) in &config.profiles {
        profile.check().map_err(|what| {
            Failure::Config(format!("{}: the profile `{name}`: {what}", path.display()))
        })?;
    }
    Ok(config)
}

/// What a reader says, without the value that it says it of: that could be a token.
fn unquoted(message: &str) -> String {
    let quotes = ["invalid type", "invalid value", "unknown variant"];
    if !quotes.iter().any(|quote| message.starts_with(quote)) {
        return message.to_owned();
    }
    let expected = message.find("expected").and_then(|at| message.get(at..));
    expected.unwrap_or("a value cannot be meant").to_owned()
}

/// Replaces the file, so that a reader sees either the old one or the new one, and nobody else any.
pub(crate) fn replace(path: &Path, text: &str) -> Result<(), Failure> {
    // A link, such as one into a directory with all of one's settings, stays one.
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let broken = |error: &std::io::Error| Failure::file(&path, error);
    let directory = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(directory).map_err(|error| broken(&error))?;
    // A temporary file has mode 0600 from its beginning.
    let mut file = tempfile::NamedTempFile::new_in(directory).map_err(|error| broken(&error))?;
    file.write_all(text.as_bytes())
        .map_err(|error| broken(&error))?;
    file.as_file().sync_all().map_err(|error| broken(&error))?;
    file.persist(&path).map_err(|error| broken(&error.error))?;
    Ok(())
}

/// Gives a table the values of another one, and leaves comments and order where they are.
fn merge(old: &mut dyn TableLike, new: &dyn TableLike) {
    let gone: Vec<String> = old
        .iter()
        .map(|(key, _)| key.to_owned())
        .filter(|key| !new.contains_key(key))
        .collect();
    for key in gone {
        old.remove(&key);
    }
    for (key, item) in new.iter() {
        let Some(present) = old.get_mut(key) else {
            old.insert(key, item.clone());
            continue;
        };
        if let (Some(present), Some(item)) = (present.as_table_like_mut(), item.as_table_like()) {
            merge(present, item);
        } else if let (Some(present), Some(value)) = (present.as_value_mut(), item.as_value()) {
            if !is_same(present, value) {
                let decor = present.decor().clone();
                *present = value.clone();
                *present.decor_mut() = decor;
            }
        } else {
            *present = Item::clone(item);
        }
    }
}

/// Whether two values mean the same, however they are written.
fn is_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::String(one), Value::String(other)) => one.value() == other.value(),
        (Value::Integer(one), Value::Integer(other)) => one.value() == other.value(),
        (Value::Boolean(one), Value::Boolean(other)) => one.value() == other.value(),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .zip(other)
                    .all(|(one, other)| is_same(one, other))
        }
        _ => false,
    }
}

/// Keeps the turn until it is dropped; nothing where the file system has no locks.
#[cfg(unix)]
fn turn(directory: &Path) -> Option<fs::File> {
    let directory = fs::File::open(directory).ok()?;
    rustix::fs::flock(&directory, rustix::fs::FlockOperation::LockExclusive).ok()?;
    Some(directory)
}

#[cfg(not(unix))]
fn turn(_: &Path) {}

/// Refuses a file that others can read, because it can hold tokens.
#[cfg(unix)]
pub(crate) fn is_private(path: &Path) -> Result<(), Failure> {
    use std::os::unix::fs::PermissionsExt as _;
    let metadata = fs::metadata(path).map_err(|error| Failure::file(path, &error))?;
    let others = metadata.permissions().mode() & 0o077;
    if others == 0 {
        return Ok(());
    }
    let path = path.display();
    Err(Failure::Config(format!(
        "{path} can be read by others, and it can hold tokens; run `chmod 600 {path}`"
    )))
}

#[cfg(not(unix))]
pub(crate) fn is_private(_: &Path) -> Result<(), Failure> {
    Ok(())
}

/// Whether everybody can read a file. A pipe, such as a shell makes of `<(pass show token)`, is no file.
#[cfg(unix)]
pub(crate) fn is_exposed(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    let metadata = fs::metadata(path);
    metadata.is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o004 != 0)
}

#[cfg(not(unix))]
pub(crate) fn is_exposed(_: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::{
        super::{Api, Profile},
        *,
    };

    #[test]
    fn what_is_written_is_read_again() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("deep").join("config.toml");
        let profile = Profile {
            api: Some(Api::Synapse),
            server: Some("https://example.org".to_owned()),
            token: Some("planted".into()),
            protected_users: vec!["@root:.*".to_owned()],
            insecure: true,
            ..Profile::default()
        };
        Config::update(&path, |config| {
            config.current.insert(Api::Synapse, "home".to_owned());
            config.profiles.insert("home".to_owned(), profile.clone());
            Ok(())
        })
        .unwrap();
        let read = Config::read(&path).unwrap();
        assert_eq!(read.current[&Api::Synapse], "home");
        assert_eq!(read.profiles["home"], profile);
        assert!(!format!("{read:?}").contains("planted"));
    }

    #[test]
    fn comments_and_what_did_not_change_stay_as_they_are() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("config.toml");
        let text = "# mine\n[profiles.\"a.b\"] # home\nserver = 'https://a.b' # the old one\ntimeout = 5 # slow\n\
                    retries = 1\n\n[profiles.c]\n# kept\nprotected_users = ['x']\n";
        replace(&path, text).unwrap();
        Config::update(&path, |config| {
            let profile = config.profiles.get_mut("a.b").unwrap();
            profile.timeout = Some(9);
            profile.retries = None;
            profile.user = Some("ada".to_owned());
            Ok(())
        })
        .unwrap();
        let expected = text
            .replace("= 5", "= 9")
            .replace("retries = 1", "user = \"ada\"");
        assert_eq!(fs::read_to_string(&path).unwrap(), expected);
    }

    #[test]
    fn a_mistake_is_told_by_its_line_and_without_quoting_the_file() {
        for (text, word) in [
            ("[profiles.a]\ntoken = [\"planted\"]\n", "line 2: expected"),
            ("[profiles.a]\ntimeout = \"planted\"\n", "line 2: expected"),
            ("[profiles.a]\n\napi = \"planted\"\n", "line 3: expected"),
            ("[profiles.a]\ntoken = planted\n", "line 2"),
            ("[profiles.a]\nproxy = \"planted\"\n", "`proxy`"),
        ] {
            let failure = parse(Path::new("config.toml"), text).unwrap_err();
            assert_eq!(failure.code(), 3);
            let said = failure.to_string();
            assert!(said.contains(word) && !said.contains("planted"), "{said}");
        }
    }

    #[test]
    fn any_file_is_a_configuration_or_refused_without_quoting_it() {
        // Rules for protected users are expressions, and take their time: a quarter will do.
        let tally = chatadm_fuzz::Target::new("configuration")
            .one_of(4)
            .run(
                |input| match parse(Path::new("config.toml"), &String::from_utf8_lossy(input)) {
                    Ok(config) => {
                        let text = toml_edit::ser::to_string_pretty(&config).unwrap();
                        let again = parse(Path::new("config.toml"), &text).unwrap();
                        assert_eq!(again.profiles, config.profiles);
                        true
                    }
                    Err(failure) => {
                        assert_eq!(failure.code(), 3);
                        assert!(!failure.to_string().contains("planted"), "{failure}");
                        false
                    }
                },
            );
        assert!(
            tally.accepted > 10 && tally.accepted < tally.executions,
            "{tally:?}"
        );
    }
}
