//! Registration with the shared secret and with tokens.

use std::{collections::BTreeSet, fmt::Write as _};

use chatadm::{Patch, Secret, synapse::types};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha1::Sha1;

use crate::support::{RUN, Site, answer, from_now, refusal, variable};

/// The proof that the sender knows the secret: HMAC-SHA1 over the fields with NUL between them.
fn mac(secret: &str, fields: &[&str]) -> Secret {
    let mut mac = Hmac::<Sha1>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(fields.join("\0").as_bytes());
    let digits = mac
        .finalize()
        .into_bytes()
        .iter()
        .fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").unwrap();
            text
        });
    Secret::from(digits)
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn the_shared_secret_makes_an_administrator_and_a_nonce_works_once() {
    let site = Site::open();
    let nobody = site.client_with(None);
    let id = site.own_id("registered");
    let username = id.as_str()[1..].split_once(':').unwrap().0;
    let secret = variable("SYNAPSE_SHARED_SECRET");
    let nonce = answer(nobody.raw().get_registration_nonce().send())
        .await
        .nonce;
    let register = |secret: &str, nonce: &str| {
        let fields = [nonce, username, "a password", "admin", "bot"];
        let body = types::SharedSecretRegistration::builder()
            .nonce(nonce)
            .username(username)
            .displayname("Registered".to_owned())
            .password(Secret::from("a password"))
            .admin(true)
            .user_type("bot".to_owned())
            .mac(mac(secret, &fields));
        nobody
            .raw()
            .register_user_with_shared_secret()
            .body(body)
            .send()
    };
    assert_eq!(
        refusal(register("not the secret", &nonce)).await,
        "403 M_UNKNOWN"
    );
    assert_eq!(
        refusal(register(&secret, &nonce)).await,
        "400 M_UNKNOWN",
        "the nonce is spent"
    );

    let nonce = answer(nobody.raw().get_registration_nonce().send())
        .await
        .nonce;
    let registered = answer(register(&secret, &nonce)).await;
    assert_eq!(
        (&registered.user_id, registered.home_server.as_str()),
        (&id, site.server_name.as_str())
    );
    let session = site.session(id.clone(), registered.access_token.unwrap());
    assert_eq!(session.probe().await, "200");
    let user = answer(session.raw().get_user().user_id(&id).send()).await;
    assert!(user.admin);
    assert_eq!(user.user_type.as_deref(), Some("bot"));
    assert_eq!(user.displayname.as_deref(), Some("Registered"));

    let nonce = answer(nobody.raw().get_registration_nonce().send())
        .await
        .nonce;
    assert_eq!(
        refusal(register(&secret, &nonce)).await,
        "400 M_USER_IN_USE"
    );
    // The filters of `user_search` compare administrators with the seed's.
    answer(
        site.raw()
            .set_user_admin()
            .user_id(&id)
            .body_map(|body| body.admin(false))
            .send(),
    )
    .await;
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn a_token_lives_through_creation_change_use_and_deletion() {
    let site = Site::open();
    // Every character that is legal where it can hurt.
    let token = format!("~{}.-_~", *RUN);
    let get = || site.raw().get_registration_token().token(&*token).send();
    let expiry = from_now(3_600_000);
    let create = || {
        let call = site.raw().create_registration_token();
        call.body_map(|body| {
            body.token(token.clone())
                .uses_allowed(3)
                .expiry_time(expiry)
        })
        .send()
    };
    let created = answer(create()).await;
    assert_eq!(
        (created.uses_allowed, created.expiry_time),
        (Some(3), Some(expiry))
    );
    assert_eq!((created.completed, created.pending), (0, 0));
    assert_eq!(answer(get()).await, created);
    assert_eq!(refusal(create()).await, "400 M_INVALID_PARAM", "it exists");

    let call = site.raw().update_registration_token().token(&*token);
    let changed = answer(
        call.body_map(|body| body.uses_allowed(1).expiry_time(Patch::Clear))
            .send(),
    )
    .await;
    assert_eq!((changed.uses_allowed, changed.expiry_time), (Some(1), None));
    assert_eq!(answer(get()).await, changed);

    register_with_token(&site, &token).await;
    let used = answer(get()).await;
    assert_eq!((used.completed, used.pending), (1, 0));
    let listed = async |valid: bool| {
        let list = answer(site.raw().list_registration_tokens().valid(valid).send()).await;
        list.registration_tokens
            .iter()
            .any(|entry| entry.token == token)
    };
    assert!(listed(false).await && !listed(true).await, "it is used up");

    answer(site.raw().delete_registration_token().token(&*token).send()).await;
    assert_eq!(refusal(get()).await, "404 M_NOT_FOUND");
    let call = site.raw().delete_registration_token().token(&*token);
    assert_eq!(refusal(call.send()).await, "404 M_NOT_FOUND");
}

/// What a person with a token does: ask for the stages, then pass both.
async fn register_with_token(site: &Site, token: &str) {
    let user_id = site.own_id("invited");
    let mut body = json!({
        "username": user_id.as_str()[1..].split_once(':').unwrap().0,
        "password": "a password",
    });
    let http = reqwest::Client::new();
    let url = format!("{}/_matrix/client/v3/register", site.url);
    let send = async |body: &Value| http.post(&url).json(body).send().await.unwrap();
    let stages: Value = send(&body).await.json().await.unwrap();
    let session = stages["session"].as_str().unwrap();
    body["auth"] =
        json!({"type": "m.login.registration_token", "token": token, "session": session});
    assert_eq!(send(&body).await.status(), 401, "one stage of two");
    body["auth"] = json!({"type": "m.login.dummy", "session": session});
    assert_eq!(send(&body).await.status(), 200);
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn the_tokens_of_the_seed_are_listed_and_read() {
    let site = Site::open();
    let list = answer(site.raw().list_registration_tokens().send())
        .await
        .registration_tokens;
    let listed: BTreeSet<_> = list.iter().map(|entry| entry.token.clone()).collect();
    let expected = site.manifest.set("/registration_tokens/all");
    assert!(listed.is_superset(&expected), "{listed:?}");
    for token in site.manifest.texts("/registration_tokens/odd") {
        let call = site.raw().get_registration_token().token(token);
        if matches!(token, "." | "..") {
            call.send().await.unwrap_err();
        } else {
            assert_eq!(answer(call.send()).await.token, token);
        }
    }
    let used = site
        .raw()
        .get_registration_token()
        .token(site.manifest.text("/registration_tokens/used"));
    assert_eq!(answer(used.send()).await.completed, 1);
    let unlimited = site.manifest.text("/registration_tokens/unlimited");
    let unlimited = answer(site.raw().get_registration_token().token(unlimited).send()).await;
    assert_eq!(
        (unlimited.uses_allowed, unlimited.expiry_time),
        (None, None)
    );
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn the_server_makes_up_a_token_of_the_length_asked_for() {
    let site = Site::open();
    let call = site.raw().create_registration_token();
    let made = answer(call.body_map(|body| body.length(33)).send()).await;
    assert_eq!(made.token.len(), 33);
    answer(
        site.raw()
            .delete_registration_token()
            .token(made.token)
            .send(),
    )
    .await;
    let call = site.raw().create_registration_token();
    assert_eq!(
        refusal(call.body_map(|body| body.length(0)).send()).await,
        "400 M_INVALID_PARAM"
    );
    let call = site.raw().create_registration_token();
    let illegal = call.body_map(|body| body.token("a/b".to_owned()));
    assert_eq!(refusal(illegal.send()).await, "400 M_INVALID_PARAM");
}
