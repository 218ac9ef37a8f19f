//! Steps that an older release of the server cannot take.

use anyhow::Result;
use serde_json::Value;

use crate::live::http::Reply;
use crate::live::manifest::Manifest;

/// The answer; none, and a note in the manifest, where the server has no such endpoint.
pub(super) fn optional(manifest: &mut Manifest, what: &str, reply: Reply) -> Result<Option<Value>> {
    if reply.is_unrecognized() {
        if !manifest.absent.iter().any(|absent| absent == what) {
            manifest.absent.push(what.to_owned());
        }
        return Ok(None);
    }
    reply.success().map(Some)
}
