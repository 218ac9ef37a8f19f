//! Verbs on reports about events and users.

use chatadm::synapse::{Direction, UserId};
use serde_json::json;

use crate::support::{two_pages, verb::synapse};

const EVENTS: &str = "/_synapse/admin/v1/event_reports";
const USERS: &str = "/_synapse/admin/v1/user_reports";

#[tokio::test]
async fn event_reports_are_filtered_and_sorted() {
    let sender: UserId = "@a/b:example.org".parse().unwrap();
    let page = synapse("list_event_reports", EVENTS)
        .query("limit", "5")
        .query("from", "10")
        .query("user_id", "@report")
        .query("room_id", "!ro&om")
        .query("event_sender_user_id", "@a/b:example.org")
        .query("dir", "f")
        .check(async |site| {
            let list = site.synapse.event_reports().list().page_size(5);
            list.user_id("@report")
                .room_id("!ro&om")
                .event_sender(&sender)
                .direction(Direction::F)
                .start_at("10".into())
                .send()
                .await
        })
        .await;
    assert_eq!((page.items.len(), page.total), (1, Some(7)));
}

#[tokio::test]
async fn event_reports_are_read_by_next_token() {
    let site = two_pages::of("list_event_reports", EVENTS, &json!(2)).await;
    let list = site.synapse.event_reports().list().page_size(2).stream();
    assert_eq!(list.try_collect::<Vec<_>>().await.unwrap().len(), 2);
}

#[tokio::test]
async fn one_event_report_is_read_and_deleted() {
    let path = format!("{EVENTS}/12");
    synapse("get_event_report", &path)
        .check(async |site| site.synapse.event_report(12).get().await)
        .await;
    synapse("get_event_report", &path)
        .not_an_error(404)
        .check(async |site| site.synapse.event_report(12).get_opt().await)
        .await
        .unwrap();
    synapse("delete_event_report", &path)
        .check(async |site| site.synapse.event_report(12).delete().await)
        .await;
}

#[tokio::test]
async fn user_reports_are_filtered_and_sorted() {
    synapse("list_user_reports", USERS)
        .query("limit", "100")
        .query("user_id", "@report")
        .query("target_user_id", "@a/b:example.org")
        .query("dir", "f")
        .check(async |site| {
            let list = site.synapse.user_reports().list().user_id("@report");
            list.target_user_id("@a/b:example.org")
                .direction(Direction::F)
                .send()
                .await
        })
        .await;
}

#[tokio::test]
async fn user_reports_are_read_by_next_token() {
    let site = two_pages::of("list_user_reports", USERS, &json!(2)).await;
    let list = site.synapse.user_reports().list().page_size(2).stream();
    assert_eq!(list.try_collect::<Vec<_>>().await.unwrap().len(), 2);
}

#[tokio::test]
async fn one_user_report_is_read_and_deleted() {
    let path = format!("{USERS}/12");
    synapse("get_user_report", &path)
        .check(async |site| site.synapse.user_report(12).get().await)
        .await;
    synapse("get_user_report", &path)
        .not_an_error(404)
        .check(async |site| site.synapse.user_report(12).get_opt().await)
        .await
        .unwrap();
    synapse("delete_user_report", &path)
        .check(async |site| site.synapse.user_report(12).delete().await)
        .await;
}
