//! Verbs on drafts.

use chatadm::mattermost::{ChannelId, TeamId};
use serde_json::json;

use crate::support::verb::mattermost;

fn channel() -> ChannelId {
    "h68ckm5mibybugyme5cqzfykye".parse().unwrap()
}

fn team() -> TeamId {
    "adourity3tfdjcygcc5d7rzptw".parse().unwrap()
}

#[tokio::test]
async fn a_draft_is_saved() {
    let draft = mattermost("upsert_draft", "/api/v4/drafts")
        .body(json!({
            "channel_id": "h68ckm5mibybugyme5cqzfykye", "message": "hello", "root_id": "p1", "type": "custom",
            "props": {"k": [1]}, "file_ids": ["f1", "f2"], "priority": {"priority": "urgent"},
        }))
        .check(async |site| {
            let draft = site.mattermost.drafts().upsert(channel(), "hello");
            draft
                .thread("p1")
                .post_type("custom")
                .props(json!({"k": [1]}).as_object().unwrap().clone())
                .files(["f1", "f2"])
                .priority(json!({"priority": "urgent"}).as_object().unwrap().clone())
                .send()
                .await
        })
        .await;
    assert!(draft.is_some());
}

#[tokio::test]
async fn an_empty_message_deletes_the_draft() {
    let draft = mattermost("upsert_draft", "/api/v4/drafts")
        .body(json!({"channel_id": "h68ckm5mibybugyme5cqzfykye", "message": ""}))
        .answer(&json!(null))
        .check(async |site| site.mattermost.drafts().upsert(channel(), "").send().await)
        .await;
    assert!(draft.is_none());
}

#[tokio::test]
async fn drafts_are_listed_by_team() {
    let drafts = mattermost(
        "get_drafts",
        "/api/v4/users/me/teams/adourity3tfdjcygcc5d7rzptw/drafts",
    )
    .check(async |site| site.mattermost.drafts().list(team()).await)
    .await;
    assert_eq!(drafts.len(), 1);
}

#[tokio::test]
async fn a_draft_is_deleted() {
    mattermost(
        "delete_draft",
        "/api/v4/users/me/channels/h68ckm5mibybugyme5cqzfykye/drafts",
    )
    .check(async |site| site.mattermost.drafts().delete(channel()).await)
    .await;
}

#[tokio::test]
async fn the_draft_of_a_thread_is_deleted() {
    mattermost(
        "delete_draft_for_thread",
        "/api/v4/users/me/channels/h68ckm5mibybugyme5cqzfykye/drafts/p%2F1",
    )
    .check(async |site| {
        let drafts = site.mattermost.drafts();
        drafts.delete_for_thread(channel(), "p/1").await
    })
    .await;
}
