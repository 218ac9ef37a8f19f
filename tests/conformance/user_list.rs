//! Lists of accounts: pages, order, filters.

use serde_json::json;

use crate::talk::Talk;

scenarios!(
    an_account_shows_with_all_that_the_list_knows,
    pages_follow_one_another,
    past_the_end_there_is_nothing,
    a_limit_of_zero_goes_round_in_circles,
    a_limit_has_no_bound,
    a_list_is_in_the_order_that_was_asked_for,
    paging_that_makes_no_sense_is_refused,
    only_true_and_false_are_booleans,
    administrators_are_listed_alone_or_left_out,
    deactivated_accounts_are_left_out_unless_asked_for,
    locked_accounts_are_left_out_unless_asked_for,
    types_of_accounts_are_left_out,
    the_third_version_has_three_answers_on_deactivation,
    the_third_version_pages_like_the_second,
    names_are_found_by_any_part_of_them,
    ids_are_found_by_any_part_of_them,
    a_name_outranks_an_id,
);

const NAMES: &[&str] = &["name"];

/// Alice to Ellen.
async fn five(talk: &mut Talk) {
    for name in ["alice", "bob", "carol", "dave", "ellen"] {
        talk.user(name).await;
    }
}

async fn an_account_shows_with_all_that_the_list_knows(talk: &mut Talk) {
    let alice = talk.user("alice").await;
    let body = json!({"displayname": "Alice", "avatar_url": "mxc://remote.example/portrait"});
    talk.change(&alice, body).await;
    let run = talk.suffix.clone();
    talk.call("list_users_v2").query("name", &run).await;
    talk.call("list_users_v3").query("name", &run).await;
}

async fn pages_follow_one_another(talk: &mut Talk) {
    five(talk).await;
    let run = talk.suffix.clone();
    for from in [0, 2, 4] {
        let call = talk.call("list_users_v2").query("name", &run);
        call.query("limit", 2)
            .query("from", from)
            .only("/users", NAMES)
            .await;
    }
    // The last page is full, and yet there is no next one.
    let call = talk.call("list_users_v2").query("name", &run);
    call.query("limit", 5).only("/users", NAMES).await;
    let call = talk.call("list_users_v2").query("name", &run);
    call.query("limit", 1)
        .query("from", 3)
        .query("dir", "b")
        .only("/users", NAMES)
        .await;
}

async fn past_the_end_there_is_nothing(talk: &mut Talk) {
    five(talk).await;
    let run = talk.suffix.clone();
    for from in [5, 1000] {
        let call = talk.call("list_users_v2").query("name", &run);
        call.query("limit", 2).query("from", from).await;
    }
    talk.call("list_users_v2")
        .query("name", format!("{run}-nobody"))
        .await;
}

async fn a_limit_of_zero_goes_round_in_circles(talk: &mut Talk) {
    talk.user("alice").await;
    let run = talk.suffix.clone();
    talk.call("list_users_v2")
        .query("name", &run)
        .query("limit", 0)
        .await;
    let call = talk.call("list_users_v2").query("name", &run);
    call.query("limit", 0).query("from", 1).await;
}

async fn a_limit_has_no_bound(talk: &mut Talk) {
    five(talk).await;
    let run = talk.suffix.clone();
    let call = talk.call("list_users_v2").query("name", &run);
    call.query("limit", 1_000_000).only("/users", NAMES).await;
}

async fn a_list_is_in_the_order_that_was_asked_for(talk: &mut Talk) {
    five(talk).await;
    let bodies = [
        (
            "alice",
            json!({"displayname": "Zoe", "user_type": "support"}),
        ),
        ("bob", json!({"displayname": "Anna", "admin": true})),
        (
            "carol",
            json!({"displayname": "Mia", "avatar_url": "mxc://remote.example/a"}),
        ),
        (
            "dave",
            json!({"displayname": "Mia", "user_type": "bot", "locked": true}),
        ),
        ("ellen", json!({"displayname": "Lea", "deactivated": true})),
    ];
    for (name, body) in bodies {
        let user = talk.id(name);
        talk.change(&user, body).await;
    }
    let bob = talk.id("bob");
    talk.call("shadow_ban_user").at(&bob).step().await;
    let run = talk.suffix.clone();
    for order in [
        "name",
        "displayname",
        "is_guest",
        "admin",
        "deactivated",
        "user_type",
        "avatar_url",
        "shadow_banned",
        "locked",
    ] {
        for dir in ["f", "b"] {
            let call = talk.call("list_users_v2").query("name", &run);
            let call = call.query("deactivated", true).query("locked", true);
            call.query("order_by", order)
                .query("dir", dir)
                .only("/users", NAMES)
                .await;
        }
    }
    // The accounts were made within a second or not: only this direction is the same in both cases.
    // None of them was ever seen.
    for order in ["creation_ts", "last_seen_ts"] {
        let call = talk.call("list_users_v2").query("name", &run);
        call.query("order_by", order).only("/users", NAMES).await;
    }
    talk.call("set_user_admin")
        .at(&bob)
        .body(json!({"admin": false}))
        .step()
        .await;
}

async fn paging_that_makes_no_sense_is_refused(talk: &mut Talk) {
    for operation in ["list_users_v2", "list_users_v3"] {
        for (name, value) in [
            ("limit", "-1"),
            ("limit", "many"),
            ("limit", "1.5"),
            ("limit", ""),
            ("from", "-1"),
            ("from", "start"),
            ("order_by", "shoe_size"),
            ("order_by", ""),
            ("dir", "up"),
            ("dir", "F"),
        ] {
            talk.call(operation).query(name, value).await;
        }
    }
}

async fn only_true_and_false_are_booleans(talk: &mut Talk) {
    for name in ["guests", "admins", "deactivated", "locked"] {
        for value in ["1", "yes", "True", ""] {
            talk.call("list_users_v2").query(name, value).await;
        }
    }
}

async fn administrators_are_listed_alone_or_left_out(talk: &mut Talk) {
    five(talk).await;
    let bob = talk.id("bob");
    talk.call("set_user_admin")
        .at(&bob)
        .body(json!({"admin": true}))
        .step()
        .await;
    let run = talk.suffix.clone();
    for admins in [true, false] {
        let call = talk.call("list_users_v2").query("name", &run);
        call.query("admins", admins)
            .query("guests", false)
            .only("/users", NAMES)
            .await;
    }
    talk.call("set_user_admin")
        .at(&bob)
        .body(json!({"admin": false}))
        .step()
        .await;
}

async fn deactivated_accounts_are_left_out_unless_asked_for(talk: &mut Talk) {
    five(talk).await;
    let bob = talk.id("bob");
    talk.call("deactivate_user")
        .at(&bob)
        .body(json!({}))
        .step()
        .await;
    let run = talk.suffix.clone();
    talk.call("list_users_v2")
        .query("name", &run)
        .only("/users", NAMES)
        .await;
    for deactivated in [true, false] {
        let call = talk.call("list_users_v2").query("name", &run);
        call.query("deactivated", deactivated)
            .only("/users", NAMES)
            .await;
    }
}

async fn locked_accounts_are_left_out_unless_asked_for(talk: &mut Talk) {
    five(talk).await;
    let bob = talk.id("bob");
    talk.change(&bob, json!({"locked": true})).await;
    let run = talk.suffix.clone();
    talk.call("list_users_v2")
        .query("name", &run)
        .only("/users", NAMES)
        .await;
    for locked in [true, false] {
        let call = talk.call("list_users_v2").query("name", &run);
        call.query("locked", locked)
            .only("/users", &["name", "locked"])
            .await;
    }
}

async fn types_of_accounts_are_left_out(talk: &mut Talk) {
    five(talk).await;
    for (name, kind) in [("bob", "bot"), ("carol", "support")] {
        let user = talk.id(name);
        talk.change(&user, json!({"user_type": kind})).await;
    }
    let run = talk.suffix.clone();
    for kinds in [
        &["bot"] as &[&str],
        &["bot", "support"],
        &[""],
        &["", "bot"],
        &["king"],
    ] {
        let mut call = talk.call("list_users_v2").query("name", &run);
        for kind in kinds {
            call = call.query("not_user_type", kind);
        }
        call.only("/users", &["name", "user_type"]).await;
    }
}

async fn the_third_version_has_three_answers_on_deactivation(talk: &mut Talk) {
    five(talk).await;
    let bob = talk.id("bob");
    talk.call("deactivate_user")
        .at(&bob)
        .body(json!({}))
        .step()
        .await;
    let run = talk.suffix.clone();
    talk.call("list_users_v3")
        .query("name", &run)
        .only("/users", NAMES)
        .await;
    for deactivated in [true, false] {
        let call = talk.call("list_users_v3").query("name", &run);
        call.query("deactivated", deactivated)
            .only("/users", NAMES)
            .await;
    }
}

async fn the_third_version_pages_like_the_second(talk: &mut Talk) {
    five(talk).await;
    let run = talk.suffix.clone();
    for from in [0, 2, 4, 6] {
        let call = talk
            .call("list_users_v3")
            .query("name", &run)
            .query("order_by", "name");
        call.query("dir", "b")
            .query("limit", 2)
            .query("from", from)
            .only("/users", NAMES)
            .await;
    }
}

async fn names_are_found_by_any_part_of_them(talk: &mut Talk) {
    five(talk).await;
    let run = talk.suffix.clone();
    let bob = talk.id("bob");
    talk.change(
        &bob,
        json!({"displayname": format!("Sir Robert {run} Ærø")}),
    )
    .await;
    for name in [
        format!("alice-{run}"),
        format!("ALICE-{run}"),
        format!("robert {run}"),
        format!("ROBERT {run}"),
        format!("{run} Ærø"),
        format!("{run} ærø"),
        format!("su_te-alice-{run}"),
        format!("su%e-alice-{run}"),
    ] {
        let call = talk.call("list_users_v2").query("name", name);
        call.only("/users", &["name", "displayname"]).await;
    }
}

async fn ids_are_found_by_any_part_of_them(talk: &mut Talk) {
    five(talk).await;
    let run = talk.suffix.clone();
    let bob = talk.id("bob");
    talk.change(&bob, json!({"displayname": format!("Robert {run}")}))
        .await;
    for id in [
        format!("alice-{run}"),
        format!("@suite-alice-{run}"),
        format!("ALICE-{run}"),
        format!("Robert {run}"),
        format!("-{run}:"),
    ] {
        let call = talk.call("list_users_v2").query("user_id", id);
        call.only("/users", NAMES).await;
    }
    talk.call("list_users_v2").query("user_id", "Ærø").await;
}

async fn a_name_outranks_an_id(talk: &mut Talk) {
    five(talk).await;
    let run = talk.suffix.clone();
    let call = talk
        .call("list_users_v2")
        .query("name", format!("alice-{run}"));
    call.query("user_id", format!("bob-{run}"))
        .only("/users", NAMES)
        .await;
}
