//! Accounts that are made, and accounts that are changed.

use chatadm::{
    Error, ErrorCode, Secret,
    synapse::{MxcUri, types::User},
};

use super::localpart;
use crate::support::{Site, answer, password_login, refusal};

/// Whether somebody can log in with this password.
async fn logs_in(site: &Site, user: &chatadm::synapse::User<'_>, password: &str) -> bool {
    let login = password_login(user.id(), &Secret::from(password));
    let nobody = site.client_with(None);
    nobody.raw().login().body(login).send().await.is_ok()
}

fn avatar(user: &User) -> Option<&str> {
    user.avatar_url.as_ref().map(MxcUri::as_str)
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn an_account_is_made_once() {
    let site = Site::open();
    let user = site.user_of("created");
    let email = format!("{}@mail.test", localpart(user.id()));
    let created = user
        .create()
        .password("first")
        .displayname("Ada 💡")
        .avatar_url("mxc://example.test/ada")
        .threepids([("email", &email)])
        .external_ids([("oidc-verbs", localpart(user.id()))])
        .user_type("bot")
        .send()
        .await
        .unwrap();
    assert_eq!(user.get().await.unwrap(), created);
    assert_eq!(created.displayname.as_deref(), Some("Ada 💡"));
    assert_eq!(avatar(&created), Some("mxc://example.test/ada"));
    assert_eq!(created.threepids[0].address, email);
    assert_eq!(created.external_ids[0].auth_provider, "oidc-verbs");
    assert_eq!(created.user_type.as_deref(), Some("bot"));
    assert!(!created.admin);
    assert!(logs_in(&site, &user, "first").await);

    let again = user.create().displayname("Eve").admin(true).send().await;
    let error = again.unwrap_err();
    assert!(matches!(error, Error::Argument { .. }), "{error:?}");
    assert_eq!(user.get().await.unwrap(), created, "nothing was changed");
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn an_external_id_of_somebody_else_is_a_conflict_that_leaves_an_account() {
    let site = Site::open();
    let (first, second) = (site.user_of("first"), site.user_of("second"));
    let ids = [("oidc-verbs", format!("one of {}", first.id()))];
    let create = first.create().external_ids(ids.clone());
    create.send().await.unwrap();
    let error = second.create().external_ids(ids).send().await.unwrap_err();
    assert!(error.is_conflict(), "{error}");
    assert!(second.get().await.unwrap().external_ids.is_empty());
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn a_change_touches_only_what_it_names() {
    let site = Site::open();
    let user = site.user_of("kept");
    let email = format!("{}@mail.test", localpart(user.id()));
    let create = user
        .create()
        .password("kept")
        .displayname("Before")
        .avatar_url("mxc://example.test/ada")
        .threepids([("email", &email)])
        .external_ids([("oidc-verbs", localpart(user.id()))])
        .admin(true)
        .user_type("support");
    create.send().await.unwrap();
    user.shadow_ban().await.unwrap();
    let mut expected = user.get().await.unwrap();
    assert!(expected.admin && expected.shadow_banned);

    user.modify().displayname("After").send().await.unwrap();
    expected.displayname = Some("After".to_owned());
    assert_eq!(user.get().await.unwrap(), expected);
    user.modify().send().await.unwrap();
    assert_eq!(user.get().await.unwrap(), expected, "nothing was named");
    user.modify().user_type("bot").send().await.unwrap();
    expected.user_type = Some("bot".to_owned());
    assert_eq!(user.get().await.unwrap(), expected);
    assert!(logs_in(&site, &user, "kept").await);

    let none: [(&str, &str); 0] = [];
    let clear = user
        .modify()
        .clear_displayname()
        .clear_avatar()
        .clear_user_type()
        .threepids(none)
        .external_ids(none)
        .admin(false);
    clear.send().await.unwrap();
    let cleared = user.get().await.unwrap();
    assert_eq!(cleared.displayname.as_deref().unwrap_or_default(), "");
    assert_eq!(avatar(&cleared).unwrap_or_default(), "");
    assert_eq!(cleared.user_type, None);
    assert!(cleared.threepids.is_empty() && cleared.external_ids.is_empty());
    assert!(!cleared.admin && cleared.shadow_banned);
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn a_change_of_nobody_creates_nobody_unless_it_may() {
    let site = Site::open();
    let user = site.user_of("nobody-changed");
    let error = user.modify().displayname("x").send().await.unwrap_err();
    assert!(error.is_not_found());
    assert!(user.lock().await.unwrap_err().is_not_found());
    assert!(user.unlock().await.unwrap_err().is_not_found());
    assert_eq!(user.get_opt().await.unwrap(), None);
    let modify = user.modify().displayname("x").check_exists(false);
    modify.send().await.unwrap();
    assert!(user.get_opt().await.unwrap().is_some());
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn a_new_password_logs_out_unless_told() {
    let site = Site::open();
    let session = site.account("verb-password").await;
    let user = site.client.user(&session.user_id);
    let modify = user.modify().password("second").logout_devices(false);
    modify.send().await.unwrap();
    assert_eq!(session.probe().await, "200");
    assert!(logs_in(&site, &user, "second").await);
    user.modify().password("third").send().await.unwrap();
    assert_eq!(session.probe().await, "401 M_UNKNOWN_TOKEN");
    assert!(logs_in(&site, &user, "third").await);
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn a_deactivated_account_stays_so_until_it_is_reactivated() {
    let site = Site::open();
    let user = site.user_of("returning");
    user.create().password("first").send().await.unwrap();
    user.modify().deactivate().send().await.unwrap();
    user.modify().user_type("bot").send().await.unwrap();
    assert!(user.get().await.unwrap().deactivated);
    assert!(user.create().send().await.unwrap_err().is_bad_request());
    assert!(user.get().await.unwrap().deactivated);

    let back = user.modify().reactivate_without_password();
    back.send().await.unwrap();
    assert!(!user.get().await.unwrap().deactivated);
    assert!(!logs_in(&site, &user, "first").await);
    user.deactivate().send().await.unwrap();
    user.modify().reactivate("second").send().await.unwrap();
    assert!(!user.get().await.unwrap().deactivated);
    assert!(logs_in(&site, &user, "second").await);
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn names_that_no_account_can_have_are_refused_with_their_code() {
    let site = Site::open();
    let user = site.client.user(site.user_id("Suite-VERB"));
    let error = user.create().send().await.unwrap_err();
    assert_eq!(error.code(), Some(&ErrorCode::InvalidUsername));
    assert_eq!(user.get_opt().await.unwrap(), None);
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn a_lock_shuts_the_user_out_and_nothing_else() {
    let site = Site::open();
    let session = site.account("verb-locked").await;
    let user = site.client.user(&session.user_id);
    let before = user.get().await.unwrap();
    user.lock().await.unwrap();
    assert_eq!(session.probe().await, "401 M_USER_LOCKED");
    assert!(
        answer(site.raw().get_user().user_id(user.id()).send())
            .await
            .locked
    );
    user.unlock().await.unwrap();
    user.unlock().await.unwrap();
    assert_eq!(session.probe().await, "200");
    let mut after = user.get().await.unwrap();
    after.last_seen_ts = before.last_seen_ts;
    assert_eq!(after, before);
    let nobody = site.raw().get_user().user_id(site.own_id("verb-nobody"));
    assert_eq!(refusal(nobody.send()).await, "404 M_NOT_FOUND");
}
