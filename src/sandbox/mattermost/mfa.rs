//! The second factor: codes that come from a secret and the time (RFC 6238).

use hmac::{Hmac, KeyInit as _, Mac as _};
use http::{HeaderValue, StatusCode, header};
use serde_json::{Value, json};
use sha1::Sha1;

use super::{
    Guard, Row, World,
    parameters::{field, object},
    picture,
    refusal::{Answer, Refusal},
    status_ok,
};
use crate::sandbox::exchange::{Call, Reply};

pub(super) const TABLE: &[Row] = &[
    ("generate_mfa_secret", Guard::User, generate_mfa_secret),
    ("update_user_mfa", Guard::User, update_user_mfa),
];

/// For how many milliseconds a code is good, beside those before and after it.
const PERIOD: i64 = 30_000;

const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

impl World {
    fn need_mfa(&self) -> Result<(), Refusal> {
        let is_on = self
            .configuration
            .is_on("ServiceSettings", "EnableMultifactorAuthentication");
        match is_on {
            true => Ok(()),
            false => Err(Refusal::not_implemented(
                "mfa.mfa_disabled.app_error",
                "Multi-factor authentication has been disabled on this server.",
            )),
        }
    }

    /// Whether a code belongs to a secret now.
    pub(super) fn is_code(&self, secret: &str, given: &str) -> bool {
        let now = self.clock.now() / PERIOD;
        let is_good = |period: i64| code(secret, period).is_some_and(|code| code == given);
        !secret.is_empty() && (now - 1..=now + 1).any(is_good)
    }
}

fn generate_mfa_secret(world: &mut World, call: &Call) -> Answer {
    let caller = world.caller(call)?;
    let user = caller.named(call)?;
    caller.need_user(&user)?;
    world.need_mfa()?;
    let letters = (0..16).filter_map(|_| world.random.pick(BASE32).copied());
    let secret: String = letters.map(char::from).collect();
    let account = world.accounts.get_mut(&user).ok_or_else(Refusal::no_user)?;
    account.mfa_secret.clone_from(&secret);
    // NB: a picture of the right kind, but nothing that a camera could read.
    let picture = picture::base64(&picture::draw(picture::hash(secret.as_bytes())));
    let mut reply: Reply = json!({"secret": secret, "qr_code": picture}).into();
    let never = HeaderValue::from_static("no-cache");
    reply.headers.insert(header::CACHE_CONTROL, never);
    Ok(reply)
}

fn update_user_mfa(world: &mut World, call: &Call) -> Answer {
    let caller = world.caller(call)?;
    let user = caller.named(call)?;
    caller.need_user(&user)?;
    let body = object(call);
    let activate = body.get("activate").and_then(Value::as_bool);
    let activate = activate.ok_or_else(|| Refusal::body("activate"))?;
    let given = field(&body, "code");
    if activate && given.is_empty() {
        return Err(Refusal::body("code"));
    }
    world.need_mfa()?;
    let account = world.accounts.get(&user).ok_or_else(Refusal::no_user)?;
    if activate && !world.is_code(&account.mfa_secret, given) {
        let id = "mfa.activate.bad_token.app_error";
        return Err(Refusal::new(
            StatusCode::UNAUTHORIZED,
            id,
            "Invalid MFA token.",
        ));
    }
    let now = world.clock.now();
    if let Some(account) = world.accounts.get_mut(&user) {
        account.is_mfa_active = activate;
        account.update_at = now;
        if !activate {
            account.mfa_secret.clear();
        }
    }
    Ok(status_ok())
}

/// The code of a secret in base32 for a number of periods since 1970.
fn code(secret: &str, period: i64) -> Option<String> {
    let mut mac = Hmac::<Sha1>::new_from_slice(&base32(secret)?).ok()?;
    mac.update(&period.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let start = usize::from(digest[19] & 0xf);
    let mut word: [u8; 4] = digest[start..start + 4].try_into().ok()?;
    word[0] &= 0x7f;
    Some(format!("{:06}", u32::from_be_bytes(word) % 1_000_000))
}

fn base32(text: &str) -> Option<Vec<u8>> {
    let (mut bytes, mut held, mut bits) = (Vec::new(), 0_u16, 0);
    for letter in text.bytes() {
        let value = BASE32.iter().position(|known| *known == letter)?;
        held = held << 5 | u16::try_from(value).ok()?;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits).to_be_bytes()[1]);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_standard() {
        // The secret and the times of the examples in RFC 6238, appendix B.
        let secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
        for (seconds, expected) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(code(secret, seconds / 30).as_deref(), Some(expected));
        }
    }
}
