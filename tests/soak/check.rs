//! Whether what the server has is what the plan says, no more and no less.

use std::collections::BTreeMap;

use chatadm::{Bulk, synapse::Client};

use crate::{
    CONCURRENCY,
    plan::{HOLDERS, Key, Kind},
    work::Site,
};

/// Everything that is on one side only, or not as often.
pub(crate) async fn differences(client: &Client, site: &Site<'_>) -> Vec<String> {
    let mut differences = Vec::new();
    for (kind, found) in [
        (Kind::Account, accounts(client).await),
        (Kind::Device, devices(client, site).await),
        (Kind::Block, blocks(client, site).await),
        (Kind::Token, tokens(client).await),
        (Kind::Message, messages(client, site).await),
    ] {
        let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
        for key in Key::of(kind) {
            counts.entry(key.to_string()).or_default().0 += 1;
        }
        for key in found {
            counts.entry(key).or_default().1 += 1;
        }
        let wrong = counts
            .into_iter()
            .filter(|(_, (planned, found))| planned != found);
        differences.extend(wrong.map(|(key, (planned, found))| {
            format!("{kind:?} {key}: planned {planned} times, found {found} times")
        }));
    }
    differences
}

/// The display names of the accounts whose ids are of the plan.
async fn accounts(client: &Client) -> Vec<String> {
    let users = client
        .users()
        .list()
        .user_id("@soak-")
        .page_size(500)
        .stream();
    let users: Vec<_> = users.try_collect().await.unwrap();
    users
        .into_iter()
        .map(|user| user.displayname.unwrap_or_default())
        .collect()
}

async fn devices(client: &Client, site: &Site<'_>) -> Vec<String> {
    let mut found = Vec::new();
    for number in 0..HOLDERS {
        let devices = client
            .user(site.holder(number))
            .devices()
            .list()
            .await
            .unwrap();
        let ids = devices.iter().map(|device| device.device_id.to_string());
        found.extend(ids);
    }
    found
}

async fn blocks(client: &Client, site: &Site<'_>) -> Vec<String> {
    let keys: Vec<Key> = Key::of(Kind::Block).collect();
    let run = Bulk::new(keys, |key| async move {
        client.room(site.blocked(key)).is_blocked().await
    });
    let summary = run.concurrency(CONCURRENCY).finish().await;
    assert!(summary.is_complete(), "{summary}");
    let blocked = summary
        .succeeded
        .into_iter()
        .filter(|(_, is_blocked)| *is_blocked);
    blocked.map(|(key, _)| key.to_string()).collect()
}

async fn tokens(client: &Client) -> Vec<String> {
    let tokens = client.registration_tokens().list().send().await.unwrap();
    tokens.into_iter().map(|token| token.token).collect()
}

async fn messages(client: &Client, site: &Site<'_>) -> Vec<String> {
    let events = client
        .room(site.room.clone())
        .messages()
        .page_size(500)
        .stream();
    let events: Vec<_> = events.try_collect().await.unwrap();
    let body = |event| {
        let event = serde_json::to_value(event).unwrap();
        Some(event.pointer("/content/body")?.as_str()?.to_owned())
    };
    events.into_iter().filter_map(body).collect()
}
