//! Fills an empty server so that each room of the admin API has something to show.
//!
//! Everything goes through the server's own APIs, but for the few rows of `history`. Each step fills
//! its part of the manifest; the last one asks the server whether the manifest is true.

use std::path::Path;

use anyhow::Result;

use super::http::Session;
use super::manifest::Manifest;
use super::server::Server;

mod account;
mod cast;
mod crowd;
mod events;
mod federation;
mod habits;
mod history;
mod localparts;
mod media;
mod memberships;
mod notices;
mod optional;
mod parallel;
mod reports;
mod rooms;
mod tasks;
mod tokens;
mod users;
mod verify;

pub(crate) use account::ordinary_user;

/// What every step needs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Site<'a> {
    pub(crate) server: &'a Server,
    pub(crate) python: &'a Path,
    pub(crate) admin: &'a Session,
    pub(crate) user: &'a Session,
}

/// Fills the server with `total` accounts, or more where the special ones need it.
pub(crate) fn seed(site: &Site<'_>, total: usize, manifest: &mut Manifest) -> Result<()> {
    manifest.seeded = true;
    let cast = cast::create(site, manifest)?;
    users::create(site, manifest)?;
    habits::form(site, manifest)?;
    // Before anybody joins a room: a new avatar makes an event in each room, some time later.
    media::upload(site, &cast, manifest)?;
    rooms::create(site, &cast, manifest)?;
    memberships::arrange(site, &cast, manifest)?;
    events::send(site, &cast, manifest)?;
    reports::file(site, &cast, manifest)?;
    tokens::create(site, manifest)?;
    notices::send(site, manifest)?;
    tasks::run(site, &cast, manifest)?;
    federation::meet(site, manifest)?;
    history::insert(site, manifest)?;
    crowd::fill(site, total, manifest)?;
    verify::verify(site, manifest)
}
