//! Redacting what a user has sent, and waiting for it.

use std::{collections::BTreeMap, time::Duration};

use chatadm::synapse::{EventId, RedactionStatus, RoomId};

use crate::support::{Site, answer};

const LIMIT: Duration = Duration::from_secs(60);

/// The text of a message as the room shows it; none once it is redacted.
async fn text(site: &Site, room: &RoomId, event: &EventId) -> Option<String> {
    let call = site.raw().get_event_context().room_id(room);
    let event = answer(call.event_id(event).send()).await.event;
    let text = event.content.get("body")?;
    Some(text.as_str().unwrap().to_owned())
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn a_redaction_is_waited_for_and_takes_the_text_away() {
    let site = Site::open();
    let host = site.account("verb-moderator").await;
    let spammer = site.account("verb-spammer").await;
    let (first, second) = (host.public_room().await, host.public_room().await);
    let mut spam = Vec::new();
    for room in [&first, &second] {
        spammer.join(room).await;
        spam.push(spammer.say(room, "buy this").await);
    }
    let innocent = host.say(&first, "please stop").await;
    let user = site.client.user(&spammer.user_id);

    let redact = user.redact().rooms([&first]).reason("spam").limit(50);
    let redaction = redact.send().await.unwrap();
    let failed = redaction.wait(LIMIT).await.unwrap();
    assert_eq!(failed, BTreeMap::new());
    assert_eq!(text(&site, &first, &spam[0]).await, None);
    let left = Some("buy this".to_owned());
    assert_eq!(text(&site, &second, &spam[1]).await, left, "not that room");
    let left = Some("please stop".to_owned());
    assert_eq!(text(&site, &first, &innocent).await, left);

    let everywhere = user.redact().send().await.unwrap();
    let resumed = site.client.users().redaction(everywhere.id());
    assert_eq!(resumed.wait(LIMIT).await.unwrap(), BTreeMap::new());
    let status = resumed.status().await.unwrap();
    assert_eq!(status.status, RedactionStatus::Complete);
    assert_eq!(text(&site, &second, &spam[1]).await, None);
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn events_that_could_not_be_redacted_are_named() {
    let site = Site::open();
    let spammer = site.account("verb-unreachable").await;
    let room = spammer.public_room().await;
    let spam = spammer.say(&room, "buy this").await;
    let user = site.client.user(&spammer.user_id);
    // The administrator is not in the room and cannot send anything there.
    let redact = user.redact().rooms([&room]).use_admin(true);
    let redaction = redact.send().await.unwrap();
    let failed = redaction.wait(LIMIT).await.unwrap();
    assert!(failed.contains_key(&spam), "{failed:?}");
    assert!(text(&site, &room, &spam).await.is_some());
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn a_redaction_keeps_to_its_moments() {
    let site = Site::open();
    let talker = site.account("verb-talker").await;
    let room = talker.public_room().await;
    let mut said = Vec::new();
    for number in 0..3 {
        said.push(talker.say(&room, &format!("number {number}")).await);
    }
    let call = site.raw().get_event_context().room_id(&room);
    let middle = answer(call.event_id(&said[1]).send()).await.event;
    let middle = middle.origin_server_ts;
    let user = site.client.user(&talker.user_id);
    let redact = user.redact().rooms([&room]).after(middle).before(middle);
    let redaction = redact.send().await.unwrap();
    assert_eq!(redaction.wait(LIMIT).await.unwrap(), BTreeMap::new());
    assert_eq!(text(&site, &room, &said[1]).await, None);
    assert!(text(&site, &room, &said[0]).await.is_some());
    assert!(text(&site, &room, &said[2]).await.is_some());
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn a_redaction_that_nobody_started_is_not_found() {
    let site = Site::open();
    let redaction = site.client.users().redaction("unknown/1");
    assert!(redaction.status().await.unwrap_err().is_not_found());
    assert!(redaction.wait(LIMIT).await.unwrap_err().is_not_found());
}
