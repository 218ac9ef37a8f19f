//! What the expected clients send and read, without a server.

use std::{
    future::Future,
    pin::pin,
    task::{Context, Poll, Waker},
};

use chatadm_golden::{Patch, Timestamp, bodies, bytes, parameters, transport::Transport};
use serde_json::{Value, json};

/// Runs a future that never waits: the transport answers from memory.
fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("nothing here waits"),
    }
}

fn http() -> reqwest::Client {
    // In a build of the whole workspace reqwest has TLS without a provider, as the library wants it.
    // A second attempt finds the first one's, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::new()
}

const BASE: &str = "https://example.org/prefix";

fn new_user() -> bodies::raw::types::builder::NewUser {
    bodies::raw::types::NewUser::builder()
        .name("a")
        .tags(vec!["b".to_owned()])
        .note(None)
}

fn encoded(user: bodies::raw::types::builder::NewUser) -> Value {
    let user = bodies::raw::types::NewUser::try_from(user).expect("every required field is set");
    serde_json::to_value(user).expect("it has a JSON form")
}

#[test]
fn every_parameter_goes_where_it_belongs() {
    let transport = Transport::answering("[]");
    let client = parameters::raw::Client::new_with_client(BASE, http(), transport.clone());
    let request = client
        .list_things()
        .text("a b&c")
        .limit(10)
        .ratio(0.5)
        .all(true)
        .before(Timestamp::from_millis(1_700_000_000_000))
        .owner("@a:b".parse::<parameters::ids::UserId>().unwrap())
        .dir(parameters::raw::open::Direction::from("sideways"))
        .tag(vec!["x".to_owned(), "y".to_owned()])
        .order(vec!["f".into(), "b".into()])
        .type_("t")
        .client("c")
        .camel_case("d")
        .code("hunter2")
        .x_device("phone");
    now(request.send()).unwrap();
    let sent = transport.sent();
    assert_eq!(
        sent[0].line,
        "GET /prefix/things?all=true&before=1700000000000&camelCase=d&client=c&code=hunter2&dir=sideways&limit=10\
         &order=f&order=b&owner=%40a%3Ab&ratio=0.5&tag=x&tag=y&text=a+b%26c&type=t"
    );
    assert!(
        sent[0]
            .headers
            .contains(&("x-device".to_owned(), "phone".to_owned()))
    );
}

#[test]
fn optional_parameters_are_left_out() {
    let transport = Transport::answering("[]");
    let client = parameters::raw::Client::new_with_client(BASE, http(), transport.clone());
    now(client.list_things().all(false).send()).unwrap();
    assert_eq!(transport.sent()[0].line, "GET /prefix/things?all=false");
    // Without a required one nothing is sent.
    assert!(now(client.list_things().send()).is_err());
    assert_eq!(transport.sent().len(), 1);
}

#[test]
fn path_parameters_stay_one_segment_each() {
    let transport = Transport::answering(r#"{"name": "a", "added_later": 1}"#);
    let client = parameters::raw::Client::new_with_client(BASE, http(), transport.clone());
    let thing = now(client
        .get_thing()
        .user_id("@a/b:c")
        .thing("x/y?z#")
        .number(-1)
        .send())
    .unwrap();
    assert_eq!(
        transport.sent()[0].line,
        "GET /prefix/users/@a%2Fb:c/things/x%2Fy%3Fz%23/-1"
    );
    // A field that the document does not know is kept.
    assert_eq!(thing.extra["added_later"], 1);
}

#[test]
fn an_argument_that_is_refused_says_why() {
    let client = parameters::raw::Client::new_with_client(BASE, http(), Transport::default());
    let error = now(client.get_thing().user_id("a").thing("b").number(1).send()).unwrap_err();
    let text = error.to_string();
    assert!(
        text.contains("user_id") && text.contains("starts with `@`"),
        "{text}"
    );
}

#[test]
fn nothing_is_sent_that_was_not_set() {
    assert_eq!(
        encoded(new_user()),
        json!({"name": "a", "tags": ["b"], "note": null})
    );
}

#[test]
fn missing_null_and_a_value_are_three_things() {
    let user = new_user()
        .display_name(Patch::Clear)
        .avatar_url("mxc://a".to_owned())
        .former_type(Patch::Clear);
    let value = encoded(user);
    assert_eq!(value["display_name"], Value::Null);
    assert!(value.as_object().unwrap().contains_key("display_name"));
    assert_eq!(value["avatarUrl"], "mxc://a");
    assert!(value.as_object().unwrap().contains_key("former_type"));
    let again: bodies::raw::types::NewUser = serde_json::from_value(value).unwrap();
    assert_eq!(again.display_name, Patch::Clear);
    assert_eq!(again.old_password, Patch::Keep);
}

#[test]
fn missing_and_empty_collections_are_two_things() {
    let value = encoded(new_user().threepids(vec![]).codes(vec!["s".into()]));
    assert_eq!(value["threepids"], json!([]));
    assert_eq!(value["codes"], json!(["s"]));
    let read = |text: &str| serde_json::from_str::<bodies::raw::types::NewUser>(text).unwrap();
    let null = read(r#"{"name": "", "tags": [], "note": null, "threepids": null, "props": null}"#);
    assert_eq!((null.threepids, null.props), (None, None));
}

#[test]
fn secrets_are_sent_and_never_printed() {
    let user = new_user().password(chatadm_golden::Secret::from("planted"));
    let user = bodies::raw::types::NewUser::try_from(user).unwrap();
    assert!(!format!("{user:?}").contains("planted"));
    assert_eq!(serde_json::to_value(user).unwrap()["password"], "planted");
}

#[test]
fn answers_outside_the_document_are_still_read() {
    let user: bodies::raw::types::User = serde_json::from_value(json!({
        "id": "not an id", "flag": 0, "seen": null, "created": "", "reports": null,
        "born": 0, "joined": -1, "lastSeen": null,
        "settings": {"email": "true", "sound": "false"}, "new": [1],
    }))
    .unwrap();
    assert_eq!(user.id.as_str(), "not an id");
    assert_eq!(user.settings.unwrap().extra["sound"], "false");
    assert_eq!(user.extra["new"], json!([1]));
}

#[test]
fn every_success_status_answers_the_same_type() {
    let transport = Transport::answering(
        r#"{"id": "@a:b", "flag": true, "seen": 1, "born": 2, "joined": 3, "lastSeen": 4}"#,
    );
    let client = bodies::raw::Client::new_with_client(BASE, http(), transport.clone());
    let user = now(client.create_user().body(new_user()).send()).unwrap();
    let wrapped = now(client.wrap().body(new_user()).send()).unwrap();
    assert_eq!(*user, *wrapped);
    assert_eq!(transport.sent()[0].body, transport.sent()[1].body);
}

#[test]
fn every_moment_is_in_the_same_unit() {
    let json = json!({
        "id": "@a:b", "flag": true, "seen": 1, "born": 2500, "joined": 3, "lastSeen": 4, "left": 5,
    });
    let user: bodies::raw::types::User = serde_json::from_value(json.clone()).unwrap();
    assert_eq!(user.born, Timestamp::from_millis(2500));
    assert_eq!(user.joined, Timestamp::from_millis(3000));
    assert_eq!(user.last_seen, Some(Timestamp::from_millis(4000)));
    assert_eq!(user.left, Some(Timestamp::from_millis(5000)));
    assert_eq!(serde_json::to_value(&user).unwrap(), json);
    // A required key may be null, and may not be missing.
    let read = |text: &str| serde_json::from_str::<bodies::raw::types::User>(text);
    let start = r#"{"id": "", "flag": 1, "seen": 1, "born": 0, "joined": 0"#;
    assert_eq!(
        read(&format!("{start}, \"lastSeen\": null}}"))
            .unwrap()
            .left,
        None
    );
    assert!(read(&format!("{start}}}")).is_err());
    // What is built is converted like what is read.
    let built = bodies::raw::types::User::builder()
        .id(user.id.clone())
        .flag(user.flag.clone())
        .seen(1)
        .born(user.born)
        .joined(user.joined)
        .last_seen(user.last_seen)
        .left(Timestamp::from_seconds(5));
    let built = bodies::raw::types::User::try_from(built).unwrap();
    assert_eq!(built, user);
}

#[test]
fn null_may_be_the_whole_answer() {
    let client = bodies::raw::Client::new_with_client(BASE, http(), Transport::answering("null"));
    let flags = std::collections::BTreeMap::from([("a".to_owned(), true)]);
    assert_eq!(
        now(client.set_flags().body(flags).send())
            .unwrap()
            .into_inner(),
        None
    );
}

#[test]
fn answers_without_a_type_stay_in_reach() {
    let transport = Transport::answering("\u{89}PNG");
    let client = bytes::raw::Client::new_with_client(BASE, http(), transport.clone());
    let image: bytes::raw::ByteStream = now(client.get_image().name("a").send())
        .unwrap()
        .into_inner();
    let mut stream = image.into_inner();
    let chunk = now(std::future::poll_fn(|context| {
        stream.as_mut().poll_next(context)
    }));
    assert_eq!(chunk.unwrap().unwrap(), "\u{89}PNG".as_bytes());
    let _: bytes::raw::ByteStream = now(client.delete_image().name("a").send())
        .unwrap()
        .into_inner();
    assert_eq!(transport.sent()[1].line, "DELETE /prefix/images/a");
}
