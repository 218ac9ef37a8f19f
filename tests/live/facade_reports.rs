//! Reports about events and accounts, through the facade.

use chatadm::synapse::Direction;
use reqwest::Method;
use serde_json::json;

use crate::support::Site;

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn event_reports_are_streamed_read_and_dismissed() {
    let site = Site::open();
    let author = site.account("facade-author").await;
    let reader = site.account("facade-reader").await;
    let room = author.public_room().await;
    reader.join(&room).await;
    let mut events = Vec::new();
    for text in ["first", "second", "third"] {
        let event = author.say(&room, text).await;
        let path = ["rooms", room.as_str(), "report", event.as_str()];
        let report = json!({"reason": text, "score": -1});
        reader.call(Method::POST, &path, &report).await;
        events.push(event);
    }
    let list = || {
        let list = site.client.event_reports().list().room_id(room.as_str());
        list.user_id(reader.user_id.as_str()).page_size(2)
    };
    let about = list().event_sender(&author.user_id);
    let oldest = about.direction(Direction::F).stream();
    let reports: Vec<_> = oldest.try_collect().await.unwrap();
    let listed: Vec<_> = reports.iter().map(|report| &report.event_id).collect();
    assert_eq!(listed, events.iter().collect::<Vec<_>>());
    let none = list().event_sender(&reader.user_id).send().await.unwrap();
    assert_eq!((none.items.len(), none.total), (0, Some(0)));

    let report = site.client.event_report(reports[1].id);
    let details = report.get().await.unwrap();
    assert_eq!(details.event_json.content["body"], "second");
    report.delete().await.unwrap();
    assert!(report.get_opt().await.unwrap().is_none());
    assert!(report.delete().await.unwrap_err().is_not_found());
    assert_eq!(list().send().await.unwrap().total, Some(2));
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn user_reports_are_streamed_read_and_dismissed() {
    let site = Site::open();
    let target = site.account("facade-target").await;
    let path = ["users", target.user_id.as_str(), "report"];
    let mut reporters = Vec::new();
    for purpose in [
        "facade-reporter-1",
        "facade-reporter-2",
        "facade-reporter-3",
    ] {
        let reporter = site.account(purpose).await;
        let report = json!({"reason": purpose});
        reporter.call(Method::POST, &path, &report).await;
        reporters.push(reporter.user_id);
    }
    let list = || {
        let list = site.client.user_reports().list();
        list.target_user_id(target.user_id.as_str()).page_size(2)
    };
    let oldest = list().direction(Direction::F).stream();
    let reports: Vec<_> = oldest.try_collect().await.unwrap();
    let listed: Vec<_> = reports.iter().map(|report| &report.user_id).collect();
    assert_eq!(listed, reporters.iter().collect::<Vec<_>>());
    let one = list().user_id(reporters[1].as_str()).send().await.unwrap();
    assert_eq!(one.items, [reports[1].clone()]);

    let report = site.client.user_report(reports[1].id);
    assert_eq!(report.get().await.unwrap(), reports[1]);
    report.delete().await.unwrap();
    assert!(report.get_opt().await.unwrap().is_none());
    assert!(report.delete().await.unwrap_err().is_not_found());
    assert_eq!(list().send().await.unwrap().total, Some(2));
}
