//! Reports about events and about accounts.

use std::collections::BTreeSet;

use chatadm::synapse::Direction;
use reqwest::Method;
use serde_json::json;

use crate::support::{Site, answer, refusal};

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn a_reported_event_is_listed_read_and_dismissed() {
    let site = Site::open();
    let (author, reader) = (site.account("author").await, site.account("reader").await);
    let room = author
        .create_room(json!({"preset": "public_chat", "name": "Reported"}))
        .await;
    reader.join(&room).await;
    let event = author.say(&room, "an outrage").await;
    let path = ["rooms", room.as_str(), "report", event.as_str()];
    let report = json!({"reason": "Ärger 😠", "score": -100});
    reader.call(Method::POST, &path, &report).await;

    let list = |user: &str| {
        let call = site.raw().list_event_reports().room_id(room.as_str());
        answer(
            call.user_id(user)
                .event_sender_user_id(author.user_id.as_str())
                .send(),
        )
    };
    assert_eq!(
        list(author.user_id.as_str()).await.total,
        0,
        "the author reported nothing"
    );
    let page = list(reader.user_id.as_str()).await;
    assert_eq!(page.total, 1);
    let listed = &page.event_reports[0];
    assert_eq!((&listed.room_id, &listed.event_id), (&room, &event));
    assert_eq!(
        (&listed.user_id, &listed.sender),
        (&reader.user_id, &Some(author.user_id.clone()))
    );
    assert_eq!(listed.reason.as_deref(), Some("Ärger 😠"));
    assert_eq!(
        (listed.score, listed.name.as_deref()),
        (Some(-100), Some("Reported"))
    );

    let get = || site.raw().get_event_report().report_id(listed.id).send();
    let details = answer(get()).await;
    assert_eq!(
        (details.id, details.received_ts),
        (listed.id, listed.received_ts)
    );
    assert_eq!(details.event_json.content["body"], "an outrage");

    answer(site.raw().delete_event_report().report_id(listed.id).send()).await;
    assert_eq!(refusal(get()).await, "404 M_NOT_FOUND");
    assert_eq!(list(reader.user_id.as_str()).await.total, 0);
    let again = site.raw().delete_event_report().report_id(listed.id);
    assert_eq!(refusal(again.send()).await, "404 M_NOT_FOUND");
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn the_event_reports_of_the_seed_come_newest_first_in_pages() {
    let site = Site::open();
    let sender = site.manifest.text("/reports/reported_event_sender");
    let list = || {
        site.raw()
            .list_event_reports()
            .event_sender_user_id(sender)
            .limit(5)
    };
    let mut listed = Vec::new();
    let mut from = 0;
    let total = loop {
        let page = answer(list().from(from).send()).await;
        listed.extend(page.event_reports.iter().map(|report| report.id));
        match page.next_token {
            Some(next) => from = next,
            None => break page.total,
        }
    };
    let expected: Vec<_> = site
        .manifest
        .list("/reports/events")
        .iter()
        .map(|id| id.as_i64().unwrap())
        .collect();
    assert_eq!(listed, expected);
    assert_eq!(usize::try_from(total).unwrap(), expected.len());
    let oldest = answer(list().dir(Direction::F).limit(1).send()).await;
    assert_eq!(oldest.event_reports[0].id, *expected.last().unwrap());
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn a_reported_account_is_listed_read_and_dismissed() {
    let site = Site::open();
    let (target, reporter) = (site.account("target").await, site.account("reporter").await);
    let path = ["users", target.user_id.as_str(), "report"];
    reporter
        .call(Method::POST, &path, &json!({"reason": "rude"}))
        .await;
    let list = || {
        let call = site
            .raw()
            .list_user_reports()
            .target_user_id(target.user_id.as_str());
        answer(call.user_id(reporter.user_id.as_str()).send())
    };
    let page = list().await;
    assert_eq!(page.total, 1);
    let listed = &page.user_reports[0];
    assert_eq!(
        (&listed.user_id, &listed.target_user_id),
        (&reporter.user_id, &target.user_id)
    );
    assert_eq!(listed.reason, "rude");
    let get = || site.raw().get_user_report().report_id(listed.id).send();
    assert_eq!(&answer(get()).await, listed);

    answer(site.raw().delete_user_report().report_id(listed.id).send()).await;
    assert_eq!(refusal(get()).await, "404 M_NOT_FOUND");
    assert_eq!(list().await.total, 0);
    let again = site.raw().delete_user_report().report_id(listed.id);
    assert_eq!(refusal(again.send()).await, "404 M_NOT_FOUND");
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn the_account_reports_of_the_seed_are_listed() {
    let site = Site::open();
    let call = site
        .raw()
        .list_user_reports()
        .target_user_id(site.manifest.text("/reports/reported_user"));
    let listed: BTreeSet<_> = answer(call.send())
        .await
        .user_reports
        .iter()
        .map(|report| report.id)
        .collect();
    let seeded = site.manifest.list("/reports/users");
    let seeded: BTreeSet<_> = seeded.iter().map(|id| id.as_i64().unwrap()).collect();
    assert!(
        !listed.is_empty() && listed.is_subset(&seeded),
        "{listed:?}"
    );
}
