//! Accounts: made, changed, impersonated, deactivated.

use chatadm::{
    Patch, Secret,
    synapse::{MxcUri, UnbindResult, types},
};

use crate::support::{RUN, Site, answer, from_now, now, password_login, refusal};

fn external_id(provider: &str, id: &str) -> types::ExternalId {
    types::ExternalId::builder()
        .auth_provider(provider)
        .external_id(id)
        .try_into()
        .unwrap()
}

fn threepid(medium: &str, address: &str) -> types::NewThreepid {
    types::NewThreepid::builder()
        .medium(medium)
        .address(address)
        .try_into()
        .unwrap()
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn what_an_account_is_created_with_is_what_the_server_reports() {
    let site = Site::open();
    let id = site.own_id("created");
    let email = format!("{}+tag%41@mail.test", &id.as_str()[1..20]);
    let subject = format!("sub/{id}/1+2 %2F?#é");
    // As unlike that of other runs as the digits of a phone number allow.
    let digits = u32::from_str_radix(&RUN[4..], 16).unwrap() % 1_000_000_000;
    let phone = format!("4477{digits:09}");
    let call = site.raw().create_or_modify_user().user_id(&id);
    let created = call
        .body_map(|body| {
            body.displayname("Ada 💡".to_owned())
                .password(Secret::from("first"))
                .admin(false)
                .user_type("bot".to_owned())
                .avatar_url("mxc://example.test/abc".to_owned())
                .threepids(vec![threepid("email", &email), threepid("msisdn", &phone)])
                .external_ids(vec![external_id("oidc-suite", &subject)])
        })
        .send()
        .await
        .unwrap();
    assert_eq!(created.status(), 201);

    let user = answer(site.raw().get_user().user_id(&id).send()).await;
    assert_eq!(user, created.into_inner());
    assert_eq!(user.name.as_str(), id.as_str());
    assert_eq!(user.displayname.as_deref(), Some("Ada 💡"));
    assert_eq!(user.user_type.as_deref(), Some("bot"));
    assert_eq!(
        user.avatar_url.as_ref().map(MxcUri::as_str),
        Some("mxc://example.test/abc")
    );
    assert_eq!(user.external_ids, [external_id("oidc-suite", &subject)]);
    let mut addresses: Vec<_> = user
        .threepids
        .iter()
        .map(|threepid| &*threepid.address)
        .collect();
    addresses.sort_unstable();
    assert_eq!(addresses, [&*phone, &email]);
    let found = site
        .raw()
        .find_user_by_threepid()
        .medium("email")
        .address(&*email);
    assert_eq!(answer(found.send()).await.user_id, id);
    let found = site
        .raw()
        .find_user_by_external_id()
        .provider("oidc-suite")
        .external_id(&*subject);
    assert_eq!(answer(found.send()).await.user_id, id);
    let created = user.creation_ts.unwrap();
    assert!(
        (created.as_seconds() - now().as_seconds()).abs() < 600,
        "now, not {created}"
    );
    assert!(!user.admin && !user.deactivated && !user.is_guest && !user.locked);
    assert_eq!(user.suspended, Some(false));
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn a_change_keeps_clears_or_sets_each_field() {
    let site = Site::open();
    let id = site.own_id("changed");
    let modify = || site.raw().create_or_modify_user().user_id(&id);
    answer(
        modify()
            .body_map(|body| {
                body.displayname("Before".to_owned())
                    .user_type("support".to_owned())
                    .avatar_url("mxc://example.test/abc".to_owned())
                    .external_ids(vec![external_id("oidc-suite", id.as_str())])
            })
            .send(),
    )
    .await;

    let response = modify()
        .body_map(|body| body.displayname("After".to_owned()))
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 200);
    let user = answer(site.raw().get_user().user_id(&id).send()).await;
    assert_eq!(user.displayname.as_deref(), Some("After"));
    assert_eq!(
        user.user_type.as_deref(),
        Some("support"),
        "what is not sent stays"
    );
    assert_eq!(user.external_ids.len(), 1);

    answer(
        modify()
            .body_map(|body| {
                body.user_type(Patch::Clear)
                    .avatar_url(String::new())
                    .displayname(String::new())
                    .external_ids(Vec::new())
            })
            .send(),
    )
    .await;
    let user = answer(site.raw().get_user().user_id(&id).send()).await;
    assert_eq!(user.user_type, None);
    assert_eq!(
        user.avatar_url
            .as_ref()
            .map(MxcUri::as_str)
            .unwrap_or_default(),
        ""
    );
    assert_eq!(user.displayname.as_deref().unwrap_or_default(), "");
    assert!(user.external_ids.is_empty());
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn a_name_that_no_account_may_have_is_refused() {
    let site = Site::open();
    let id = site.user_id("Suite-UPPER");
    let call = site
        .raw()
        .create_or_modify_user()
        .user_id(id)
        .body_map(|body| body.displayname("x".to_owned()));
    assert_eq!(refusal(call.send()).await, "400 M_INVALID_USERNAME");
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn a_locked_account_is_shut_out_softly_until_it_is_unlocked() {
    let site = Site::open();
    let session = site.account("locked").await;
    let lock = |locked| {
        let call = site.raw().create_or_modify_user().user_id(&session.user_id);
        answer(call.body_map(|body| body.locked(locked)).send())
    };
    assert!(lock(true).await.locked);
    assert!(
        answer(site.raw().get_user().user_id(&session.user_id).send())
            .await
            .locked
    );
    assert_eq!(session.probe().await, "401 M_USER_LOCKED");
    lock(false).await;
    assert!(
        !answer(site.raw().get_user().user_id(&session.user_id).send())
            .await
            .locked
    );
    assert_eq!(session.probe().await, "200");
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn a_password_reset_logs_out_and_lets_only_the_new_password_in() {
    let site = Site::open();
    let session = site.account("reset").await;
    let new = Secret::from("a new password");
    let reset = |logout| {
        let call = site.raw().reset_user_password().user_id(&session.user_id);
        answer(
            call.body_map(|body| body.new_password(new.clone()).logout_devices(logout))
                .send(),
        )
    };
    reset(false).await;
    assert_eq!(session.probe().await, "200", "the devices were to stay");
    reset(true).await;
    assert_eq!(session.probe().await, "401 M_UNKNOWN_TOKEN");

    assert_eq!(
        site.log_in(&session.user_id, &new).await.probe().await,
        "200"
    );
    let nobody = site.client_with(None);
    let old = password_login(&session.user_id, &Secret::from("the old password"));
    assert_eq!(
        refusal(nobody.raw().login().body(old).send()).await,
        "403 M_FORBIDDEN"
    );

    let call = site
        .raw()
        .reset_user_password()
        .user_id(site.own_id("nobody"));
    let call = call.body_map(|body| body.new_password(new.clone()));
    assert_eq!(refusal(call.send()).await, "404 M_NOT_FOUND");
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn an_impersonation_token_acts_as_the_account_until_it_logs_out() {
    let site = Site::open();
    let session = site.account("impersonated").await;
    let call = site.raw().login_as_user().user_id(&session.user_id);
    let valid_until = from_now(3_600_000);
    let token = answer(
        call.body_map(|body| body.valid_until_ms(valid_until))
            .send(),
    )
    .await;
    let puppet = site.client_with(Some(&token.access_token));
    let owner = answer(puppet.raw().whoami().send()).await;
    assert_eq!(owner.user_id, session.user_id);
    assert_eq!(owner.device_id, None, "such a session has no device");

    answer(puppet.raw().logout().send()).await;
    assert_eq!(
        refusal(puppet.raw().whoami().send()).await,
        "401 M_UNKNOWN_TOKEN"
    );
    assert_eq!(
        session.probe().await,
        "200",
        "the account's own session goes on"
    );

    let call = site
        .raw()
        .login_as_user()
        .user_id(site.manifest.text("/admin"));
    assert_eq!(
        refusal(call.send()).await,
        "400 M_UNKNOWN",
        "nobody impersonates themselves"
    );
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn deactivation_with_erasure_is_reported_and_can_be_undone_with_a_password() {
    let site = Site::open();
    let session = site.account("deactivated").await;
    let id = &session.user_id;
    let deactivate = || site.raw().deactivate_user().user_id(id);
    let result = answer(deactivate().body_map(|body| body.erase(true)).send()).await;
    assert_eq!(result.id_server_unbind_result, UnbindResult::Success);
    let user = answer(site.raw().get_user().user_id(id).send()).await;
    assert!(user.deactivated && user.erased);
    assert_eq!(session.probe().await, "401 M_UNKNOWN_TOKEN");
    let nobody = site.client_with(None);
    let login = nobody
        .raw()
        .login()
        .body(password_login(id, &Secret::from("any")));
    assert_eq!(refusal(login.send()).await, "403 M_FORBIDDEN");
    answer(deactivate().send()).await;

    let again = Secret::from("back again");
    let call = site.raw().create_or_modify_user().user_id(id);
    answer(
        call.body_map(|body| body.deactivated(false).password(again.clone()))
            .send(),
    )
    .await;
    let user = answer(site.raw().get_user().user_id(id).send()).await;
    assert!(!user.deactivated && !user.erased);
    assert_eq!(site.log_in(id, &again).await.probe().await, "200");

    let call = site.raw().deactivate_user().user_id(site.own_id("nobody"));
    assert_eq!(refusal(call.send()).await, "404 M_NOT_FOUND");
}
