//! Accounts that are only there to be many.

use anyhow::Result;
use serde_json::json;

use super::users::DISPLAY_NAMES;
use super::{Site, account, localparts, media, parallel};
use crate::live::manifest::Manifest;

/// Makes as many accounts as are missing from `total`.
pub(super) fn fill(site: &Site<'_>, total: usize, manifest: &mut Manifest) -> Result<()> {
    let missing = total.saturating_sub(manifest.users.all.len());
    let indexes: Vec<usize> = (0..missing).collect();
    let avatar = media::uri(&manifest.media.in_room);
    let ids = parallel::map(&indexes, |index| {
        let mut body = json!({});
        if index % 3 == 0 {
            let (_, name) = DISPLAY_NAMES[index % DISPLAY_NAMES.len()];
            body["displayname"] = format!("{name} {index}").into();
        }
        if index % 10 == 0 {
            body["avatar_url"] = avatar.as_str().into();
        }
        account::create(site.admin, &localparts::crowd(*index), &body)
    })?;
    manifest.users.all.extend(ids);
    manifest.users.total = manifest.users.all.len();
    Ok(())
}
