//! Registration with the shared secret, the one way to a first administrator.

use anyhow::Result;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::json;
use sha1::Sha1;

use super::http::{Api, Session, text};
use super::secret;

const PATH: &str = "/_synapse/admin/v1/register";

/// The account to be made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NewAccount<'a> {
    pub(crate) username: &'a str,
    pub(crate) password: &'a str,
    pub(crate) admin: bool,
    pub(crate) user_type: Option<&'a str>,
}

/// Fetches a nonce, answers it, and gives back the new account's session.
pub(crate) fn register(
    api: &Api,
    shared_secret: &str,
    account: &NewAccount<'_>,
) -> Result<Session> {
    let nonce = text(&api.json("GET", PATH, None, None)?.success()?, "nonce")?;
    let mut body = json!({
        "nonce": nonce,
        "username": account.username,
        "password": account.password,
        "admin": account.admin,
        "mac": mac(shared_secret, &nonce, account)?,
    });
    if let Some(user_type) = account.user_type {
        body["user_type"] = user_type.into();
    }
    let answer = api.json("POST", PATH, None, Some(&body))?.success()?;
    Session::from_answer(api, &answer)
}

/// The proof that the sender knows the secret: HMAC-SHA1 over the fields with NUL between them.
fn mac(shared_secret: &str, nonce: &str, account: &NewAccount<'_>) -> Result<String> {
    let admin = if account.admin { "admin" } else { "notadmin" };
    let mut fields = vec![nonce, account.username, account.password, admin];
    fields.extend(account.user_type);
    let mut mac = Hmac::<Sha1>::new_from_slice(shared_secret.as_bytes())?;
    mac.update(fields.join("\0").as_bytes());
    Ok(secret::hex(&mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::{NewAccount, mac};

    #[test]
    fn the_mac_is_the_one_a_server_accepts() {
        let vectors = include_str!("../../../tests/fixtures/registration_mac_vectors.json");
        let vectors: Vec<Value> = serde_json::from_str(vectors).unwrap();
        assert_eq!(vectors.len(), 5);
        for vector in vectors {
            let field = |key: &str| vector[key].as_str().unwrap();
            let account = NewAccount {
                username: field("username"),
                password: field("password"),
                admin: vector["admin"].as_bool().unwrap(),
                user_type: vector["user_type"].as_str(),
            };
            let computed = mac(field("shared_secret"), field("nonce"), &account).unwrap();
            assert_eq!(computed, field("mac"), "{vector}");
        }
    }
}
