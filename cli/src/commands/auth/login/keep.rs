//! Where a token is kept: in the file of the profiles, or in the keyring.

use chatadm::Secret;

use crate::{config::Profile, exit::Failure};

/// Finds out before anything is sent whether the keyring can be used.
pub(crate) fn try_keyring(profile: &Profile, name: &str) -> Result<(), Failure> {
    profile.keyring_account(name).read().map(|_| ())
}

/// Makes a token the one of a profile. The profile is still to be written.
pub(crate) fn keep(
    profile: &mut Profile,
    name: &str,
    token: Secret,
    in_keyring: bool,
) -> Result<(), Failure> {
    (profile.token_file, profile.token_cmd) = (None, None);
    if in_keyring {
        profile.keyring_account(name).write(&token)?;
        (profile.token, profile.keyring) = (None, true);
        return Ok(());
    }
    if profile.keyring {
        // Two of them would sooner or later differ.
        profile.keyring_account(name).delete()?;
    }
    (profile.token, profile.keyring) = (Some(token), false);
    Ok(())
}
