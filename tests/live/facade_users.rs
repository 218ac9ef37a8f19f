//! Verbs on users, each with its effect read back through another operation.

use chatadm::{
    Error, ErrorCode,
    synapse::{User, UserId},
};

use crate::support::{RUN, Site, from_now};

mod changes;
mod controls;
mod devices;
mod media;
mod records;
mod redact;

impl Site {
    /// An id of this run that the other rooms of the suite do not use.
    fn user_of(&self, purpose: &str) -> User<'_> {
        self.client.user(self.own_id(&format!("verb-{purpose}")))
    }

    /// The same, with an account of nothing but a name.
    async fn made(&self, purpose: &str) -> User<'_> {
        let user = self.user_of(purpose);
        user.create().send().await.unwrap();
        user
    }
}

/// The name without `@` and server.
fn localpart(id: &UserId) -> &str {
    id.as_str()[1..].split(':').next().unwrap()
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn users_are_found_by_address_and_external_id() {
    let site = Site::open();
    let user = site.user_of("found");
    let email = format!("{}+x@mail.test", localpart(user.id()));
    let subject = format!("sub/{}/1 2?", *RUN);
    let create = user.create().threepids([("email", &email)]);
    let create = create.external_ids([("oidc-verbs", &subject)]);
    create.send().await.unwrap();

    let users = site.client.users();
    let found = users.find_by_threepid("email", &email).await.unwrap();
    assert_eq!(&found, user.id());
    let found = users.find_by_external_id("oidc-verbs", &subject).await;
    assert_eq!(&found.unwrap(), user.id());

    let shouting = email.to_uppercase();
    let found = users
        .find_by_threepid_opt("email", &shouting)
        .await
        .unwrap();
    assert_eq!(found, None, "addresses are compared as they stand");
    let error = users
        .find_by_threepid("email", &shouting)
        .await
        .unwrap_err();
    assert!(error.is_not_found());
    let found = users.find_by_external_id_opt("oidc-other", &subject).await;
    assert_eq!(found.unwrap(), None);
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn a_name_is_available_until_it_is_taken() {
    let site = Site::open();
    let user = site.user_of("available");
    let name = localpart(user.id()).to_owned();
    let users = site.client.users();
    assert!(users.is_username_available(&name).await.unwrap());
    user.create().send().await.unwrap();
    assert!(!users.is_username_available(&name).await.unwrap());
    let error = users
        .is_username_available("NO CAPITALS")
        .await
        .unwrap_err();
    assert_eq!(error.code(), Some(&ErrorCode::InvalidUsername));
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn search_finds_accounts_by_a_part_of_their_id() {
    let site = Site::open();
    let user = site.user_of("searched");
    user.create().password("any").send().await.unwrap();
    let name = localpart(user.id()).to_owned();
    let admin: UserId = site.manifest.id("/admin");
    let hits = site.client.users().search(&admin, name).await.unwrap();
    assert_eq!(hits.len(), 1);
    assert_eq!(&hits[0].name, user.id());
    assert!(!format!("{hits:?}").contains("$2b$"), "hashes do not print");
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn the_third_version_of_the_list_takes_deactivated_users_three_ways() {
    let site = Site::open();
    let (gone, here) = (site.made("v3-gone").await, site.made("v3-here").await);
    gone.deactivate().send().await.unwrap();
    let listed = async |only: Option<bool>| {
        let list = site
            .client
            .users()
            .list_v3()
            .user_id(format!("{}-verb-v3-", *RUN));
        let list = match only {
            Some(only) => list.deactivated(only),
            None => list,
        };
        let users: Vec<_> = list.page_size(1).stream().try_collect().await.unwrap();
        users.into_iter().map(|user| user.name).collect::<Vec<_>>()
    };
    let (gone, here) = (gone.id().clone(), here.id().clone());
    assert_eq!(listed(None).await, [gone.clone(), here.clone()]);
    assert_eq!(listed(Some(true)).await, [gone]);
    assert_eq!(listed(Some(false)).await, [here]);
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn a_password_reset_lets_only_the_new_password_in() {
    let site = Site::open();
    let session = site.account("verb-reset").await;
    let user = site.client.user(&session.user_id);
    let reset = user.reset_password("second").logout_devices(false);
    reset.send().await.unwrap();
    assert_eq!(session.probe().await, "200");
    user.reset_password("third").send().await.unwrap();
    assert_eq!(session.probe().await, "401 M_UNKNOWN_TOKEN");
    let again = site.log_in(&session.user_id, &"third".into()).await;
    assert_eq!(again.probe().await, "200");
    let error = site.user_of("nobody").reset_password("any").send().await;
    assert!(error.unwrap_err().is_not_found());
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn a_token_acts_as_the_user_until_the_moment_that_was_said() {
    let site = Site::open();
    let user = site.made("puppet").await;
    let login = user.login_as().valid_until(from_now(3_600_000));
    let token = login.send().await.unwrap().access_token;
    let puppet = site.client_with(Some(&token));
    let owner = puppet.raw().whoami().send().await.unwrap();
    assert_eq!((&owner.user_id, &owner.device_id), (user.id(), &None));

    let login = user.login_as().valid_until(from_now(-1000));
    let expired = login.send().await.unwrap().access_token;
    let expired = site.session(user.id().clone(), expired);
    assert_eq!(expired.probe().await, "401 M_UNKNOWN_TOKEN");

    let forever = user.login_as().send().await.unwrap().access_token;
    let forever = site.session(user.id().clone(), forever);
    assert_eq!(forever.probe().await, "200");

    let oneself: UserId = site.manifest.id("/admin");
    let error = site.client.user(oneself).login_as().send().await;
    assert!(error.unwrap_err().is_bad_request());
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn users_of_other_servers_are_refused() {
    let site = Site::open();
    let remote: UserId = "@somebody:elsewhere.test".parse().unwrap();
    let user = site.client.user(remote);
    let errors: [Error; 4] = [
        user.get().await.unwrap_err(),
        user.is_admin().await.unwrap_err(),
        user.devices().list().await.unwrap_err(),
        user.modify().displayname("x").send().await.unwrap_err(),
    ];
    for error in errors {
        assert!(error.is_bad_request(), "{error}");
    }
}
