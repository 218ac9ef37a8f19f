//! Registration by the shared secret and with tokens, through the facade.

use std::collections::BTreeSet;

use chatadm::{Patch, synapse::Login};

use crate::support::{RUN, Site, from_now, variable};

/// The local part of an id.
fn localpart(id: &impl ToString) -> String {
    let id = id.to_string();
    id[1..].split_once(':').unwrap().0.to_owned()
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn who_is_registered_can_log_in() {
    let site = Site::open();
    let nobody = site.client_with(None);
    let registration = nobody.registration(variable("SYNAPSE_SHARED_SECRET"));
    let id = site.own_id("by-secret");
    let request = || registration.register(localpart(&id), "pässwörd");
    let user = request()
        .displayname("By secret")
        .user_type("bot")
        .device_name("first device")
        .send()
        .await
        .unwrap();
    assert_eq!(user.user_id, id);

    let first = site.client_with(user.access_token.as_ref());
    let owner = first.whoami().await.unwrap();
    assert_eq!((&owner.user_id, &owner.device_id), (&id, &user.device_id));
    let account = site.client.user(&id).get().await.unwrap();
    assert_eq!(account.displayname.as_deref(), Some("By secret"));
    assert_eq!(account.user_type.as_deref(), Some("bot"));
    assert!(!account.admin);

    let builder = chatadm::synapse::Client::builder(&*site.url);
    let login = Login::new(localpart(&id), "pässwörd");
    let session = builder.login(login).await.unwrap();
    assert_eq!(session.user_id, id);

    let taken = request().send().await.unwrap_err();
    assert!(taken.is_bad_request(), "{taken}");
    assert_eq!(taken.code().unwrap().as_str(), "M_USER_IN_USE");
    let wrong = nobody.registration("not the secret");
    let wrong = wrong.register("nobody", "x").send().await.unwrap_err();
    assert!(wrong.is_forbidden(), "{wrong}");
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn an_admin_is_registered_without_being_logged_in() {
    let site = Site::open();
    let id = site.own_id("admin-by-secret");
    let registration = site.client.registration(variable("SYNAPSE_SHARED_SECRET"));
    let request = registration.register(localpart(&id), "a password");
    let user = request.admin(true).log_in(false).send().await.unwrap();
    assert!(user.access_token.is_none() && user.device_id.is_none());
    assert!(site.client.user(&id).get().await.unwrap().admin);
    // Other tests compare administrators with the seed's.
    let call = site.raw().set_user_admin().user_id(&id);
    call.body_map(|body| body.admin(false))
        .send()
        .await
        .unwrap();
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn a_registration_token_is_created_limited_freed_and_deleted() {
    let site = Site::open();
    let token = format!("~{}.-_f", *RUN);
    let expiry = from_now(3_600_000);
    let tokens = site.client.registration_tokens();
    let create = || tokens.create().token(&*token).uses_allowed(3);
    let created = create().expiry_time(expiry).send().await.unwrap();
    assert_eq!(created.token, token);
    let again = create().send().await.unwrap_err();
    assert!(again.is_bad_request(), "{again}");

    let one = site.client.registration_token(&*token);
    let read = one.get().await.unwrap();
    assert_eq!(read, created);
    assert_eq!(
        (read.uses_allowed, read.expiry_time),
        (Some(3), Some(expiry))
    );
    // One limit goes, the other stays.
    let changed = one.update().uses_allowed(None).send().await.unwrap();
    assert_eq!(
        (changed.uses_allowed, changed.expiry_time),
        (None, Some(expiry))
    );
    let request = one.update().uses_allowed(0).expiry_time(Patch::Clear);
    request.send().await.unwrap();
    let changed = one.get().await.unwrap();
    assert_eq!((changed.uses_allowed, changed.expiry_time), (Some(0), None));

    let listed = async |valid: bool| {
        let list = tokens.list().valid(valid).send().await.unwrap();
        list.iter().any(|listed| listed.token == token)
    };
    assert!(
        !listed(true).await && listed(false).await,
        "nobody can use it"
    );
    one.delete().await.unwrap();
    assert_eq!(one.get_opt().await.unwrap(), None);
    let gone = one.delete().await.unwrap_err();
    assert!(gone.is_not_found(), "{gone}");
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn random_tokens_have_the_length_that_is_asked_for() {
    let site = Site::open();
    let tokens = site.client.registration_tokens();
    let made = tokens.create().length(20).send().await.unwrap();
    assert_eq!(made.token.len(), 20);
    let all = tokens.list().send().await.unwrap();
    let all: BTreeSet<String> = all.into_iter().map(|token| token.token).collect();
    assert!(all.contains(&made.token));
    assert!(all.is_superset(&site.manifest.set("/registration_tokens/all")));
    let one = site.client.registration_token(made.token);
    one.delete().await.unwrap();
    assert!(one.get_opt().await.unwrap().is_none());
}
