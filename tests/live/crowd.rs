//! Many accounts, and a server that asks for patience.

use std::{collections::BTreeSet, time::Duration};

use chatadm::{Bulk, Method, RetryPolicy, synapse::Client};
use serde_json::{Value, json};

use crate::support::{PREFIX, RUN, Site, variable};

/// How many accounts there are when the reading starts.
const CROWD: usize = 5_000;

/// Makes accounts, several at once; none has a password, whose hashing would take most of the time.
async fn make(site: &Site, names: impl IntoIterator<Item = String>) {
    let ids: Vec<_> = names.into_iter().map(|name| site.user_id(&name)).collect();
    let wanted = ids.len();
    let client = &site.client;
    let run = Bulk::new(ids, |id| async move {
        let request = client.raw().create_or_modify_user().user_id(&id);
        match request.send().await {
            Ok(_) => Ok(()),
            Err(error) => Err(chatadm::Error::from_raw("create_or_modify_user", error).await),
        }
    });
    let summary = run.concurrency(8).finish().await;
    assert!(
        summary.is_complete(),
        "{summary}: {:?}",
        summary.failed.first()
    );
    assert_eq!(summary.succeeded.len(), wanted);
}

/// The names of all accounts of this run's crowd, as a stream gives them.
async fn crowd(site: &Site, prefetch: usize) -> Vec<String> {
    let list = site
        .client
        .users()
        .list()
        .user_id(format!("{PREFIX}{}-crowd", *RUN));
    let users = list.page_size(100).stream().prefetch(prefetch);
    let users: Vec<_> = users.try_collect().await.unwrap();
    users
        .into_iter()
        .map(|user| user.name.to_string())
        .collect()
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn every_account_of_five_thousand_is_listed_while_others_are_made() {
    let site = Site::open();
    let name = |number: usize| format!("{PREFIX}{}-crowd-{number:05}", *RUN);
    // Later numbers leave room between them, so that new accounts get in everywhere.
    make(&site, (0..CROWD).map(|number| name(number * 2))).await;
    let before: BTreeSet<String> = crowd(&site, 0).await.into_iter().collect();
    assert_eq!(before.len(), CROWD);
    for prefetch in [0, 4] {
        let newcomers = (0..100).map(|number| name(number * 100 + 1 + 2 * prefetch));
        let (listed, ()) = tokio::join!(crowd(&site, prefetch), make(&site, newcomers));
        let listed: BTreeSet<String> = listed.into_iter().collect();
        let lost: Vec<_> = before.difference(&listed).collect();
        assert_eq!(lost, Vec::<&String>::new(), "with {prefetch} pages ahead");
    }
}

/// A client of the account that waits as long as it is asked to.
fn patient(token: &chatadm::Secret) -> Client {
    let policy = RetryPolicy::default()
        .max_attempts(50)
        .max_total(Duration::from_secs(120));
    Client::builder(variable("SYNAPSE_URL"))
        .access_token(token.clone())
        .retry(policy)
        .build()
        .unwrap()
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn a_server_that_wants_it_slower_loses_nothing_and_gets_nothing_twice() {
    const MESSAGES: usize = 24;
    let site = Site::open();
    let account = site.account("hasty").await;
    let room = account.public_room().await;
    let limit = site
        .raw()
        .set_user_ratelimit_override()
        .user_id(&account.user_id);
    let limit = limit.body_map(|body| body.messages_per_second(2).burst_count(1));
    crate::support::answer(limit.send()).await;

    // A client without patience sees that the limit is real.
    let path = "/_matrix/client/v3/rooms/{room}/send/m.room.message/{txn}";
    let hurried = Client::builder(variable("SYNAPSE_URL"))
        .access_token(account.token.clone())
        .retry(RetryPolicy::NONE)
        .build()
        .unwrap();
    let (client, room_id) = (&hurried, &room);
    let run = Bulk::new(0..8, |number| async move {
        let message = json!({"msgtype": "m.text", "body": format!("hurried {number}")});
        let call = client.request(Method::PUT, path).param("room", room_id);
        let call = call.param("txn", format!("h{number}")).json(&message);
        call.send::<Value>().await
    });
    let summary = run.concurrency(8).finish().await;
    assert!(!summary.failed.is_empty(), "eight at once are too many");
    for (_, error) in &summary.failed {
        assert!(
            error.is_rate_limited() && error.retry_after().is_some(),
            "{error:?}"
        );
    }

    // `PUT` with a transaction id may be repeated, `POST` may not; neither comes twice.
    let patient = patient(&account.token);
    let (client, room_id) = (&patient, &room);
    let run = Bulk::new(0..MESSAGES, |number| async move {
        let message = json!({"msgtype": "m.text", "body": format!("message {number}")});
        if number % 2 == 0 {
            let call = client.request(Method::PUT, path).param("room", room_id);
            call.param("txn", format!("p{number}"))
                .json(&message)
                .send::<Value>()
                .await
        } else {
            let path = "/_matrix/client/v3/rooms/{room}/send/m.room.message";
            let call = client.request(Method::POST, path).param("room", room_id);
            call.json(&message).send::<Value>().await
        }
    });
    let summary = run.concurrency(4).finish().await;
    assert!(
        summary.is_complete(),
        "{summary}: {:?}",
        summary.failed.first()
    );

    let messages = site.raw().list_room_messages().room_id(&room).limit(200);
    let page = crate::support::answer(messages.dir("b").send()).await;
    let mut bodies: Vec<String> = page
        .chunk
        .iter()
        .map(|event| serde_json::to_value(event).unwrap())
        .filter_map(|event| Some(event.pointer("/content/body")?.as_str()?.to_owned()))
        .filter(|body| body.starts_with("message "))
        .collect();
    bodies.sort();
    let mut expected: Vec<String> = (0..MESSAGES)
        .map(|number| format!("message {number}"))
        .collect();
    expected.sort();
    assert_eq!(bodies, expected, "each message once");
}
