//! The accounts that do what the other steps want done.

use anyhow::{Result, bail};

use super::{Site, account, parallel};
use crate::live::http::Session;
use crate::live::manifest::Manifest;

/// Sessions of accounts that create rooms, talk, report and misbehave.
#[derive(Debug)]
pub(super) struct Cast {
    pub(super) alice: Session,
    pub(super) bob: Session,
    pub(super) carol: Session,
    pub(super) dave: Session,
    pub(super) erin: Session,
    /// Whose messages are reported.
    pub(super) trouble: Session,
    /// Whose messages are redacted.
    pub(super) spammer: Session,
}

impl Cast {
    /// Everybody.
    pub(super) fn all(&self) -> [&Session; 7] {
        let Self {
            alice,
            bob,
            carol,
            dave,
            erin,
            trouble,
            spammer,
        } = self;
        [alice, bob, carol, dave, erin, trouble, spammer]
    }
}

pub(super) fn create(site: &Site<'_>, manifest: &mut Manifest) -> Result<Cast> {
    let people = [
        ("alice", "Alice"),
        ("bob", "Bob"),
        ("carol", "Carol"),
        ("dave", "Dave"),
        ("erin", "Erin"),
        ("trouble", "Trouble Maker"),
        ("spammer", "Spammer"),
    ];
    let sessions = parallel::map(&people, |(localpart, name)| {
        account::create_and_log_in(site.admin, localpart, name)
    })?;
    manifest
        .users
        .all
        .extend(sessions.iter().map(|session| session.user_id.clone()));
    let Ok([alice, bob, carol, dave, erin, trouble, spammer]) = <[Session; 7]>::try_from(sessions)
    else {
        bail!("the cast is not complete");
    };
    Ok(Cast {
        alice,
        bob,
        carol,
        dave,
        erin,
        trouble,
        spammer,
    })
}
