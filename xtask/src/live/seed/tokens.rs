//! Registration tokens.

use anyhow::Result;
use serde_json::{Value, json};

use super::Site;
use crate::live::http::{Session, text};
use crate::live::manifest::Manifest;
use crate::live::secret;

/// Names with every legal character.
///
/// `.` and `..` are left out of the paths that tests use: many clients rewrite them on the way.
const ODD: [&str; 7] = [
    ".",
    "..",
    "~",
    "-",
    "_.~-",
    "ALL.the~legal_ones-09",
    "0123456789012345678901234567890123456789012345678901234567890123",
];
/// Milliseconds, in the year 2100.
const FAR_FUTURE: i64 = 4_102_444_800_000;

pub(super) fn create(site: &Site<'_>, manifest: &mut Manifest) -> Result<()> {
    let tokens = &mut manifest.registration_tokens;
    let admin = site.admin;
    for name in ODD {
        tokens.odd.push(one(admin, &json!({"token": name}))?);
    }
    tokens.unlimited = one(admin, &json!({"token": "unlimited"}))?;
    tokens.expiring = one(
        admin,
        &json!({"token": "expiring", "expiry_time": FAR_FUTURE}),
    )?;
    tokens.used = one(admin, &json!({"token": "used", "uses_allowed": 3}))?;
    for number in 1..=4 {
        let token = format!("disposable-{number}");
        tokens.disposable.push(one(
            admin,
            &json!({"token": token, "uses_allowed": number}),
        )?);
    }
    tokens.all = [&tokens.unlimited, &tokens.expiring, &tokens.used]
        .into_iter()
        .chain(&tokens.odd)
        .chain(&tokens.disposable)
        .cloned()
        .collect();
    let user_id = sign_up(site, "used")?;
    manifest.users.all.push(user_id);
    Ok(())
}

fn one(admin: &Session, body: &Value) -> Result<String> {
    let answer = admin.post("/_synapse/admin/v1/registration_tokens/new", body)?;
    text(&answer, "token")
}

/// Makes an account with a token, as a newcomer would: ask for the stages, then pass both.
fn sign_up(site: &Site<'_>, token: &str) -> Result<String> {
    let api = &site.admin.api;
    let path = "/_matrix/client/v3/register";
    let mut body = json!({"username": "token.newcomer", "password": secret::random()?});
    let stages = api.json("POST", path, None, Some(&body))?.body;
    let session = text(&stages, "session")?;
    body["auth"] =
        json!({"type": "m.login.registration_token", "token": token, "session": session});
    // Passing one stage of several still answers 401.
    api.json("POST", path, None, Some(&body))?;
    body["auth"] = json!({"type": "m.login.dummy", "session": session});
    text(
        &api.json("POST", path, None, Some(&body))?.success()?,
        "user_id",
    )
}
