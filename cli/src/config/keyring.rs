//! The keyring of the system: Keychain, Credential Manager, or the Secret Service of a desktop.

use chatadm::Secret;

use crate::exit::Failure;

/// What our entries are filed under.
#[cfg(feature = "keyring")]
const SERVICE: &str = "chatadm";

/// An entry.
#[derive(Debug, Clone)]
pub(crate) struct Account(String);

impl Account {
    pub(super) fn new(profile: &str, server: &str) -> Self {
        Self(format!("{profile} at {}", server.trim_end_matches('/')))
    }

    /// The token, if there is one.
    pub(crate) fn read(&self) -> Result<Option<Secret>, Failure> {
        found(self.with(|entry| entry.get_password().map(Secret::from)))
    }

    pub(crate) fn write(&self, token: &Secret) -> Result<(), Failure> {
        let token = token.clone();
        self.with(move |entry| entry.set_password(token.expose()))
            .map_err(|error| unusable(&error))
    }

    /// Forgets the token; not to have had one is as good.
    pub(crate) fn delete(&self) -> Result<(), Failure> {
        found(self.with(|entry| entry.delete_credential())).map(|_| ())
    }
}

#[cfg(feature = "keyring")]
impl Account {
    /// Works on the entry, on a thread of its own: the service is asked by calls that wait, which our
    /// runtime does not allow.
    fn with<T: Send + 'static>(
        &self,
        work: impl FnOnce(keyring_core::Entry) -> keyring_core::Result<T> + Send + 'static,
    ) -> keyring_core::Result<T> {
        let account = self.0.clone();
        let thread = std::thread::spawn(move || {
            if keyring_core::get_default_store().is_none()
                && let Err(error) = keyring::Entry::store_status()
            {
                let reason = error.to_string();
                return Err(keyring_core::Error::NoStorageAccess(reason.into()));
            }
            work(keyring_core::Entry::new(SERVICE, &account)?)
        });
        thread.join().unwrap_or_else(|_| {
            let reason = "its service gave up";
            Err(keyring_core::Error::NoStorageAccess(reason.into()))
        })
    }
}

#[cfg(feature = "keyring")]
fn found<T>(outcome: keyring_core::Result<T>) -> Result<Option<T>, Failure> {
    match outcome {
        Ok(value) => Ok(Some(value)),
        Err(keyring_core::Error::NoEntry) => Ok(None),
        Err(error) => Err(unusable(&error)),
    }
}

#[cfg(feature = "keyring")]
fn unusable(error: &keyring_core::Error) -> Failure {
    // Other words could quote what an entry holds.
    let reason = match error {
        keyring_core::Error::PlatformFailure(error)
        | keyring_core::Error::NoStorageAccess(error) => error.to_string(),
        _ => "what is stored there is no token".to_owned(),
    };
    Failure::Config(format!(
        "the keyring of the system cannot be used: {reason}; on Linux a service such as GNOME Keyring or \
         KWallet has to run in this session and to be unlocked. Without one, log in without `--keyring`, \
         or let `token_cmd` of the profile print the token"
    ))
}

#[cfg(not(feature = "keyring"))]
mod absent {
    use super::Failure;

    pub(super) struct Entry;

    impl Entry {
        pub(super) fn get_password(&self) -> Result<String, ()> {
            Err(())
        }

        pub(super) fn set_password(&self, _: &str) -> Result<(), ()> {
            Err(())
        }

        pub(super) fn delete_credential(&self) -> Result<(), ()> {
            Err(())
        }
    }

    pub(super) fn failure() -> Failure {
        Failure::Config(
            "this program was built without the keyring (feature `keyring`); log in without `--keyring`"
                .to_owned(),
        )
    }
}

#[cfg(not(feature = "keyring"))]
impl Account {
    #[expect(clippy::unused_self, reason = "as with a keyring")]
    fn with<T>(&self, work: impl FnOnce(&absent::Entry) -> Result<T, ()>) -> Result<T, ()> {
        work(&absent::Entry)
    }
}

#[cfg(not(feature = "keyring"))]
fn found<T>(_: Result<T, ()>) -> Result<Option<T>, Failure> {
    Err(absent::failure())
}

#[cfg(not(feature = "keyring"))]
fn unusable(_: &()) -> Failure {
    absent::failure()
}

#[cfg(all(test, feature = "keyring"))]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_kept_for_one_profile_of_one_server_and_forgotten_at_once() {
        keyring_core::set_default_store(keyring_core::mock::Store::new().unwrap());
        let account = Account::new("home", "https://example.org/");
        assert_eq!(account.read().unwrap(), None);
        account.write(&Secret::from("planted")).unwrap();
        let same = Account::new("home", "https://example.org");
        assert_eq!(same.read().unwrap(), Some(Secret::from("planted")));
        let elsewhere = Account::new("home", "https://evil.example.org");
        assert_eq!(elsewhere.read().unwrap(), None);
        account.delete().unwrap();
        assert_eq!(account.read().unwrap(), None);
        account.delete().unwrap();
    }

    #[test]
    fn what_the_service_says_of_a_secret_is_not_repeated() {
        let error = keyring_core::Error::BadEncoding(b"planted".to_vec());
        let failure = unusable(&error);
        assert_eq!(failure.code(), 3);
        assert!(!failure.to_string().contains("planted"));
    }
}
