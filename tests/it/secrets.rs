//! Secrets that are planted wherever there can be one never show: not in `Debug`, not in errors and
//! what caused them, not in traces.

use std::{
    cell::RefCell,
    collections::BTreeMap,
    fmt::{Debug, Write as _},
    sync::Once,
};

use chatadm::{Error, Report, Secret, mattermost, synapse};
use serde_json::{Value, json};
use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    span,
    subscriber::Interest,
};
use wiremock::{Mock, ResponseTemplate, matchers::any};

use crate::support::{
    api::{self, Refusal, Site, TOKEN},
    dispatch::SHOWN,
    sample::{self, SECRET},
};

/// What all planted secrets have in common.
const PLANTED: &str = "planted";

#[test]
fn the_planted_words_are_what_is_looked_for() {
    assert!(SECRET.contains(PLANTED) && TOKEN.contains(PLANTED));
}

thread_local! {
    /// What was said on this thread, once it listens.
    static HEARD: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Keeps everything that anybody says on a thread that listens, at every level. One for the process:
/// those for a thread alone miss what other threads have met first.
struct Listener;

/// Listens on this thread from now on.
fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| tracing::subscriber::set_global_default(Listener).unwrap());
    HEARD.set(Some(String::new()));
}

/// What was said since it was asked last.
fn heard() -> String {
    HEARD.replace(Some(String::new())).unwrap_or_default()
}

/// Writes fields down.
struct Pen;

impl Visit for Pen {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        HEARD.with_borrow_mut(|heard| {
            if let Some(heard) = heard {
                writeln!(heard, "{field}={value:?}").unwrap();
            }
        });
    }
}

impl Subscriber for Listener {
    fn register_callsite(&self, _: &'static Metadata<'static>) -> Interest {
        Interest::sometimes()
    }

    fn enabled(&self, _: &Metadata<'_>) -> bool {
        HEARD.with_borrow(Option::is_some)
    }

    fn new_span(&self, attributes: &span::Attributes<'_>) -> span::Id {
        attributes.record(&mut Pen);
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, values: &span::Record<'_>) {
        values.record(&mut Pen);
    }

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut Pen);
    }

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

#[test]
fn no_type_shows_its_secrets() {
    let mut secrets = 0;
    for api in api::ALL {
        for component in api.components() {
            let schema = json!({"$ref": format!("#/components/schemas/{component}")});
            let value = sample::for_api(api.name(), api.document(), &schema);
            let again = api.recode(component, &value).unwrap();
            let shown = SHOWN.take();
            assert!(!shown.contains(PLANTED), "{component}: {shown}");
            secrets += again.to_string().matches(PLANTED).count();
        }
    }
    assert!(secrets > 40, "{secrets} secrets were planted");
}

/// Answers that hold secrets in all places, well and badly formed.
fn answers() -> Vec<ResponseTemplate> {
    let body = json!({
        "errcode": "M_FORBIDDEN", "error": "no", "id": "x", "message": "no",
        "access_token": SECRET, "token": SECRET, "nested": {"password": SECRET},
    });
    let cut = format!(r#"{{"x": 1, "access_token": "{SECRET}", "password": "{SECRET}"#);
    [200, 201, 400, 401, 403, 404, 500]
        .into_iter()
        .flat_map(|status| {
            let answer = ResponseTemplate::new(status)
                .insert_header("Token", SECRET)
                .insert_header("Set-Cookie", format!("MMAUTHTOKEN={SECRET}"));
            [
                answer.clone().set_body_json(&body),
                answer.set_body_string(&cut),
            ]
        })
        .collect()
}

fn assert_silent(what: &str, text: &str) {
    assert!(!text.contains(PLANTED), "{what}: {text}");
}

#[tokio::test]
async fn no_call_shows_secrets_whatever_is_answered() {
    listen();
    let site = Site::start().await;
    let mut traced = 0;
    for answer in answers() {
        site.server.reset().await;
        Mock::given(any())
            .respond_with(answer)
            .mount(&site.server)
            .await;
        for api in api::ALL {
            for id in api.generated() {
                let operation = api.document().operation(id);
                let mut arguments = BTreeMap::new();
                for parameter in operation.parameters() {
                    let (place, name) = (&parameter["in"], &parameter["name"]);
                    let key = format!("{}.{}", place.as_str().unwrap(), name.as_str().unwrap());
                    let schema = &parameter["schema"];
                    arguments.insert(key, sample::for_api(api.name(), api.document(), schema));
                }
                if let Some(schema) = operation.body() {
                    let body = sample::for_api(api.name(), api.document(), schema);
                    arguments.insert("body".to_owned(), body);
                }
                let outcome = api.call(&site, id, &arguments).await;
                if let Err(refusal) = outcome {
                    assert_silent(id, &format!("{refusal:?}"));
                    if let Refusal::Answer(response) = refusal {
                        let raw = synapse::raw::Error::UnexpectedResponse(response);
                        let error = Error::from_raw("test", raw).await;
                        assert_silent(id, &format!("{error:?} {error} {}", Report(&error)));
                    }
                }
                let heard = heard();
                traced += usize::from(heard.contains(id));
                assert_silent(id, &heard);
            }
        }
    }
    assert!(traced > 1000, "{traced} calls were traced");
}

#[tokio::test]
async fn nothing_that_holds_credentials_shows_them() {
    let builder = synapse::Client::builder("http://ada:planted@127.0.0.1:1/")
        .access_token(SECRET)
        .proxy("http://ada:planted@127.0.0.1:1")
        .client_certificate(SECRET);
    assert_silent("builder", &format!("{builder:?}"));
    let error = builder.build().unwrap_err();
    assert_silent("refusal", &format!("{error:?} {}", Report(&error)));
    let client = mattermost::Client::builder("http://127.0.0.1:1")
        .access_token(SECRET)
        .retry(chatadm::RetryPolicy::NONE)
        .build()
        .unwrap();
    assert_silent("client", &format!("{client:?}"));
    let request = client
        .call("login")
        .json(&json!({"login_id": "ada", "password": SECRET}));
    assert_silent("request", &format!("{request:?}"));
    // A connection that fails has an address to tell of, and a query can hold secrets.
    let request = client
        .request(chatadm::Method::GET, "/x")
        .param("token", SECRET);
    let error = request.send::<Value>().await.unwrap_err();
    assert!(matches!(error, Error::Transport { .. }), "{error:?}");
    assert_silent("error", &format!("{error:?} {}", Report(&error)));
    assert_silent("secret", &format!("{:?}", Secret::from(SECRET)));
}
