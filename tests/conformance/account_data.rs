//! What the server keeps about an account: rooms, invitations, settings, notifications, connections.

use crate::talk::Talk;

scenarios!(
    the_rooms_of_an_account_are_listed,
    the_rooms_of_nobody_are_none,
    memberships_of_all_kinds_are_listed,
    invitations_are_counted_from_a_time_on,
    joined_rooms_are_counted_from_a_time_on,
    counts_without_a_time_are_refused,
    a_new_account_has_its_settings,
    settings_of_nobody_are_refused,
    a_new_account_has_no_pushers,
    pushers_of_nobody_are_refused,
    connections_show_device_and_address,
    connections_of_nobody_are_none,
    an_account_sees_its_own_connections_only,
);

async fn the_rooms_of_an_account_are_listed(talk: &mut Talk) {
    let (alice, bob) = (talk.session("alice").await, talk.session("bob").await);
    talk.call("list_user_joined_rooms").at(&bob).await;
    let one = talk.public_room(&alice).await;
    let two = talk.public_room(&alice).await;
    talk.join(&bob, &one).await;
    talk.join(&bob, &two).await;
    talk.call("list_user_joined_rooms")
        .at(&bob)
        .unordered("/joined_rooms")
        .await;
    talk.leave(&bob, &one).await;
    talk.call("list_user_joined_rooms").at(&bob).await;
}

async fn the_rooms_of_nobody_are_none(talk: &mut Talk) {
    let nobody = talk.id("nobody");
    for id in [&*nobody, "nonsense", "@alice:elsewhere.example"] {
        talk.call("list_user_joined_rooms").at(id).await;
        talk.call("list_user_memberships").at(id).await;
    }
}

async fn memberships_of_all_kinds_are_listed(talk: &mut Talk) {
    let (alice, bob) = (talk.session("alice").await, talk.session("bob").await);
    let joined = talk.public_room(&alice).await;
    let left = talk.public_room(&alice).await;
    let invited = talk.public_room(&alice).await;
    talk.join(&bob, &joined).await;
    talk.join(&bob, &left).await;
    talk.leave(&bob, &left).await;
    talk.invite(&alice, &invited, &bob).await;
    talk.call("list_user_memberships").at(&bob).await;
    talk.call("list_user_joined_rooms").at(&bob).await;
}

async fn invitations_are_counted_from_a_time_on(talk: &mut Talk) {
    let (alice, bob) = (talk.session("alice").await, talk.user("bob").await);
    let carol = talk.user("carol").await;
    let room = talk.public_room(&alice).await;
    talk.call("get_user_sent_invite_count")
        .at(&alice)
        .query("from_ts", 0)
        .await;
    talk.invite(&alice, &room, &bob).await;
    talk.invite(&alice, &room, &carol).await;
    talk.call("get_user_sent_invite_count")
        .at(&alice)
        .query("from_ts", 0)
        .await;
    let late = 4_102_444_800_000_i64;
    talk.call("get_user_sent_invite_count")
        .at(&alice)
        .query("from_ts", late)
        .await;
    let nobody = talk.id("nobody");
    talk.call("get_user_sent_invite_count")
        .at(nobody)
        .query("from_ts", 0)
        .await;
}

async fn joined_rooms_are_counted_from_a_time_on(talk: &mut Talk) {
    let (alice, bob) = (talk.session("alice").await, talk.session("bob").await);
    let one = talk.public_room(&alice).await;
    let two = talk.public_room(&alice).await;
    talk.join(&bob, &one).await;
    talk.join(&bob, &two).await;
    // A room counts even when it was left.
    talk.leave(&bob, &two).await;
    let operation = "get_user_cumulative_joined_room_count";
    talk.call(operation).at(&bob).query("from_ts", 0).await;
    talk.call(operation)
        .at(&bob)
        .query("from_ts", 4_102_444_800_000_i64)
        .await;
    let nobody = talk.id("nobody");
    talk.call(operation).at(nobody).query("from_ts", 0).await;
}

async fn counts_without_a_time_are_refused(talk: &mut Talk) {
    let alice = talk.user("alice").await;
    for operation in [
        "get_user_sent_invite_count",
        "get_user_cumulative_joined_room_count",
    ] {
        talk.call(operation).at(&alice).await;
        for time in ["", "-1", "today", "1.5"] {
            talk.call(operation).at(&alice).query("from_ts", time).await;
        }
    }
}

async fn a_new_account_has_its_settings(talk: &mut Talk) {
    let alice = talk.user("alice").await;
    talk.call("get_user_account_data").at(&alice).await;
}

async fn settings_of_nobody_are_refused(talk: &mut Talk) {
    let nobody = talk.id("nobody");
    for id in [&*nobody, "nonsense", "@alice:elsewhere.example"] {
        talk.call("get_user_account_data").at(id).await;
    }
}

async fn a_new_account_has_no_pushers(talk: &mut Talk) {
    let alice = talk.user("alice").await;
    talk.call("list_user_pushers").at(&alice).await;
}

async fn pushers_of_nobody_are_refused(talk: &mut Talk) {
    let nobody = talk.id("nobody");
    for id in [&*nobody, "nonsense", "@alice:elsewhere.example"] {
        talk.call("list_user_pushers").at(id).await;
    }
}

async fn connections_show_device_and_address(talk: &mut Talk) {
    let alice = talk.user("alice").await;
    talk.call("whois_user").at(&alice).await;
    talk.log_in(&alice, Some("PHONE")).await;
    talk.call("whoami").by(&alice).step().await;
    talk.call("whois_user").at(&alice).await;
}

async fn connections_of_nobody_are_none(talk: &mut Talk) {
    let nobody = talk.id("nobody");
    for id in [&*nobody, "nonsense", "@alice:elsewhere.example"] {
        talk.call("whois_user").at(id).await;
        talk.call("client_whois_user").at(id).await;
    }
}

async fn an_account_sees_its_own_connections_only(talk: &mut Talk) {
    let (alice, bob) = (talk.session("alice").await, talk.user("bob").await);
    for operation in ["whois_user", "client_whois_user"] {
        talk.call(operation).at(&alice).by(&alice).await;
        talk.call(operation).at(&bob).by(&alice).await;
        talk.call(operation).at(&bob).await;
    }
}
