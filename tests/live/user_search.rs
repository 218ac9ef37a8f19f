//! Lists of accounts and ways to find one.

use std::collections::BTreeSet;

use chatadm::synapse::{Direction, UserOrder, raw::builder, types};

use crate::support::{PREFIX, Site, answer, refusal};

/// The accounts on a page but for those that this suite has made.
fn seeded(users: &[types::UserSummary]) -> BTreeSet<String> {
    let names = users.iter().map(|user| user.name.to_string());
    names
        .filter(|name| !name[1..].starts_with(PREFIX))
        .collect()
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn the_filters_of_the_list_pick_the_accounts_that_the_manifest_names() {
    let site = Site::open();
    let list = || site.raw().list_users_v2().limit(100_000);
    let picked = async |call: builder::ListUsersV2<'_>| seeded(&answer(call.send()).await.users);
    let all = site.manifest.set("/users/all");
    let but = |pointers: &[&str]| {
        let hidden: BTreeSet<_> = pointers
            .iter()
            .flat_map(|pointer| site.manifest.set(pointer))
            .collect();
        &all - &hidden
    };
    assert_eq!(picked(list().deactivated(true).locked(true)).await, all);
    assert_eq!(
        picked(list()).await,
        but(&["/users/deactivated", "/users/locked"])
    );
    assert_eq!(
        picked(list().admins(true)).await,
        site.manifest.set("/users/admins")
    );
    assert_eq!(
        picked(list().guests(false).deactivated(true).locked(true)).await,
        but(&["/users/guests"])
    );
    let types = vec!["bot".to_owned(), "support".to_owned()];
    assert_eq!(
        picked(list().not_user_type(types).deactivated(true).locked(true)).await,
        but(&["/users/bots", "/users/support"])
    );
    let flags = |users: Vec<types::UserSummary>, flag: fn(&types::UserSummary) -> bool| {
        seeded(&users.into_iter().filter(flag).collect::<Vec<_>>())
    };
    let users = answer(list().deactivated(true).locked(true).send())
        .await
        .users;
    assert_eq!(
        flags(users.clone(), |user| user.locked),
        site.manifest.set("/users/locked")
    );
    assert_eq!(
        flags(users.clone(), |user| user.erased),
        site.manifest.set("/users/erased")
    );
    assert_eq!(
        flags(users.clone(), |user| user.is_guest),
        site.manifest.set("/users/guests")
    );
    assert_eq!(
        flags(users, |user| user.shadow_banned),
        site.manifest.set("/users/shadow_banned")
    );
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn the_third_version_of_the_list_tells_deactivated_accounts_apart() {
    let site = Site::open();
    let list = || site.raw().list_users_v3().limit(100_000).locked(true);
    let deactivated = site.manifest.set("/users/deactivated");
    let all = site.manifest.set("/users/all");
    assert_eq!(seeded(&answer(list().send()).await.users), all);
    assert_eq!(
        seeded(&answer(list().deactivated(true).send()).await.users),
        deactivated
    );
    assert_eq!(
        seeded(&answer(list().deactivated(false).send()).await.users),
        &all - &deactivated
    );
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn pages_follow_each_other_in_the_order_asked_for() {
    let site = Site::open();
    let list = || {
        let call = site
            .raw()
            .list_users_v2()
            .order_by(UserOrder::CreationTs)
            .dir(Direction::B);
        call.name("crowd").limit(30)
    };
    let mut times = Vec::new();
    let mut names = BTreeSet::new();
    let mut from = 0;
    let total = loop {
        let page = answer(list().from(from).send()).await;
        times.extend(page.users.iter().map(|user| user.creation_ts));
        names.extend(page.users.into_iter().map(|user| user.name.to_string()));
        match page.next_token {
            Some(next) => from = next.parse().unwrap(),
            None => break page.total,
        }
    };
    assert!(total > 60, "several pages of the crowd, not {total}");
    assert_eq!(i64::try_from(names.len()).unwrap(), total);
    assert!(times.is_sorted_by(|newer, older| newer >= older));
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn a_name_is_available_until_somebody_takes_it() {
    let site = Site::open();
    let id = site.own_id("taken");
    let localpart = id.as_str()[1..].split_once(':').unwrap().0.to_owned();
    let check = |name: &str| site.raw().check_username_available().username(name).send();
    assert!(answer(check(&localpart)).await.available);
    site.account("taken").await;
    assert_eq!(refusal(check(&localpart)).await, "400 M_USER_IN_USE");
    assert_eq!(refusal(check("not a name")).await, "400 M_INVALID_USERNAME");
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn the_old_search_finds_by_a_part_of_the_name() {
    let site = Site::open();
    let admin = site.manifest.text("/admin");
    let hits = answer(
        site.raw()
            .search_users()
            .user_id(admin)
            .term("shadow-banned.")
            .send(),
    )
    .await;
    let names: BTreeSet<_> = hits.iter().map(|hit| hit.name.to_string()).collect();
    assert_eq!(names, site.manifest.set("/users/shadow_banned"));
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn third_party_and_external_ids_lead_to_their_accounts() {
    let site = Site::open();
    for entry in site.manifest.list("/users/threepids") {
        let field = |key: &str| entry[key].as_str().unwrap();
        let call = site
            .raw()
            .find_user_by_threepid()
            .medium(field("medium"))
            .address(field("address"));
        assert_eq!(answer(call.send()).await.user_id.as_str(), field("user_id"));
    }
    for entry in site.manifest.list("/users/external_ids") {
        let field = |key: &str| entry[key].as_str().unwrap();
        let call = site
            .raw()
            .find_user_by_external_id()
            .provider(field("auth_provider"));
        let found = answer(call.external_id(field("external_id")).send()).await;
        assert_eq!(found.user_id.as_str(), field("user_id"));
    }
    let call = site
        .raw()
        .find_user_by_threepid()
        .medium("email")
        .address("nobody@mail.test");
    assert_eq!(refusal(call.send()).await, "404 M_NOT_FOUND");
    let call = site
        .raw()
        .find_user_by_external_id()
        .provider("oidc-corp")
        .external_id("nobody");
    assert_eq!(refusal(call.send()).await, "404 M_NOT_FOUND");
}
