//! Notices that the server sends to an account.

use serde_json::json;

use crate::talk::Talk;

scenarios!(
    a_notice_opens_a_room_with_the_account,
    a_notice_under_one_id_is_sent_once,
    a_notice_to_nobody_is_refused,
    a_notice_that_makes_no_sense_is_refused,
);

async fn a_notice_opens_a_room_with_the_account(talk: &mut Talk) {
    let alice = talk.user("alice").await;
    let content = json!({"msgtype": "m.text", "body": "We close at ten"});
    let body = json!({"user_id": alice, "content": content});
    talk.call("send_server_notice").body(body.clone()).await;
    talk.call("send_server_notice").body(body).await;
    talk.call("list_user_memberships").at(&alice).await;
}

async fn a_notice_under_one_id_is_sent_once(talk: &mut Talk) {
    let alice = talk.user("alice").await;
    let content = json!({"msgtype": "m.text", "body": "We close at ten"});
    let body = json!({"user_id": alice, "content": content});
    let id = talk.localpart("notice");
    talk.call("send_server_notice_txn")
        .at(&id)
        .body(body.clone())
        .await;
    talk.call("send_server_notice_txn")
        .at(&id)
        .body(body.clone())
        .await;
    let other = talk.localpart("other");
    talk.call("send_server_notice_txn")
        .at(&other)
        .body(body)
        .await;
}

async fn a_notice_to_nobody_is_refused(talk: &mut Talk) {
    let nobody = talk.id("nobody");
    for id in [&*nobody, "nonsense", "@alice:elsewhere.example"] {
        let body = json!({"user_id": id, "content": {"msgtype": "m.text", "body": "Hello"}});
        talk.call("send_server_notice").body(body).await;
    }
}

async fn a_notice_that_makes_no_sense_is_refused(talk: &mut Talk) {
    let alice = talk.user("alice").await;
    for text in ["", "[]", "{}"] {
        talk.call("send_server_notice").text(text).await;
        let id = talk.localpart("notice");
        talk.call("send_server_notice_txn").at(id).text(text).await;
    }
    talk.call("send_server_notice")
        .body(json!({"user_id": alice}))
        .await;
    talk.call("send_server_notice")
        .body(json!({"content": {}}))
        .await;
}
