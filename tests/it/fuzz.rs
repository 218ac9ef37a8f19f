//! The worst that servers may send and callers may type: nothing panics, and what is accepted is kept.

use std::{
    fmt::{Debug, Display, Write as _},
    str::FromStr,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use chatadm::{Error, ErrorCode, Report, Timestamp, mattermost, synapse};
use chatadm_fuzz::{Tally, Target};
use proptest::{
    strategy::{Strategy as _, ValueTree as _},
    test_runner::TestRunner,
};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use wiremock::{Mock, MockServer, Request, ResponseTemplate, matchers::any};

use crate::{
    fidelity::{difference, required_arguments},
    support::{
        api::{self, Api, Refusal, Site},
        arbitrary,
        document::Operation,
        fixture::{Fixture, RecordedBody},
    },
};

/// No wait that a server asks for is longer: whoever adds one to a moment must not overflow.
const LONGEST_WAIT: Duration = Duration::from_secs(366 * 24 * 60 * 60);

/// What an answer can be besides its body.
const STATUSES: [u16; 18] = [
    200, 201, 202, 204, 206, 301, 304, 400, 401, 403, 404, 409, 413, 429, 500, 501, 502, 503,
];

/// Bodies of a component: arbitrary ones and those that were recorded.
fn bodies(api: Api, component: &str) -> Vec<Vec<u8>> {
    let schema = json!({"$ref": format!("#/components/schemas/{component}")});
    let strategy = arbitrary::value(api.document(), &schema);
    let mut runner = TestRunner::deterministic();
    let values = (0..4).map(|_| strategy.new_tree(&mut runner).unwrap().current());
    values.map(|value| value.to_string().into_bytes()).collect()
}

/// The recorded JSON bodies by the name of the component that they are.
fn recorded(api: Api, component: &str, fixtures: &[Fixture]) -> Vec<Vec<u8>> {
    let is_it = |operation: &Operation<'_>, status| {
        let schema = operation
            .response(status)?
            .pointer("/content/application~1json/schema")?;
        (schema["$ref"].as_str()?.rsplit('/').next()? == component).then_some(())
    };
    let bodies = fixtures.iter().filter_map(|fixture| {
        is_it(&fixture.operation(api)?, fixture.status())?;
        text(fixture)
    });
    bodies.take(8).collect()
}

fn text(fixture: &Fixture) -> Option<Vec<u8>> {
    match fixture.body() {
        RecordedBody::Json(body) => Some(body.to_string().into_bytes()),
        RecordedBody::Text(text) => Some(text.into_bytes()),
        RecordedBody::Nothing | RecordedBody::Bytes(_) => None,
    }
}

fn total(tallies: impl IntoIterator<Item = Tally>) -> (u64, u64) {
    tallies
        .into_iter()
        .fold((0, 0), |(executions, accepted), tally| {
            (executions + tally.executions, accepted + tally.accepted)
        })
}

#[test]
fn any_body_is_a_value_that_stays_the_same_or_an_error() {
    let targets = api::ALL.map(|api| api.components().len()).iter().sum();
    let mut tallies = Vec::new();
    for api in api::ALL {
        let fixtures = Fixture::all(api);
        for component in api.components() {
            let target = Target::new("bodies")
                .seeds(bodies(api, component))
                .seeds(recorded(api, component, &fixtures))
                .one_of(targets);
            tallies.push(target.run(|body| match api.recode_bytes(component, body) {
                Ok(value) => {
                    let again = api
                        .recode(component, &value)
                        .unwrap_or_else(|error| panic!("{component}: {error}"));
                    difference(&value, &again, component).unwrap();
                    true
                }
                Err(error) => {
                    assert!(!error.to_string().is_empty());
                    false
                }
            }));
        }
    }
    let (executions, accepted) = total(tallies);
    println!("fuzz bodies: {executions} executions, {accepted} accepted");
    assert!(
        accepted > 500 && accepted < executions,
        "{accepted} of {executions}"
    );
}

/// An answer as text: the status, headers, an empty line, the body.
struct Answer {
    status: u16,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    fn text(fixture: &Fixture) -> Option<Vec<u8>> {
        let mut all = format!("{}\n", fixture.status());
        for (name, value) in fixture.headers() {
            writeln!(all, "{name}: {value}").unwrap();
        }
        let mut all = (all + "\n").into_bytes();
        all.extend(text(fixture)?);
        Some(all)
    }

    /// `None` for what no server can send, because HTTP has no form for it.
    fn read(input: &[u8]) -> Option<Self> {
        let end = input.windows(2).position(|pair| pair == b"\n\n")?;
        let (head, body) = (&input[..end], &input[end + 2..]);
        let mut lines = head.split(|byte| *byte == b'\n');
        let status = std::str::from_utf8(lines.next()?).ok()?.parse().ok()?;
        let mut headers = HeaderMap::new();
        for line in lines {
            let colon = line.iter().position(|byte| *byte == b':')?;
            let name = HeaderName::from_bytes(&line[..colon]).ok()?;
            // These say how the body is carried, which is the business of HTTP.
            if [
                "content-encoding",
                "content-length",
                "transfer-encoding",
                "connection",
            ]
            .contains(&name.as_str())
            {
                continue;
            }
            headers.append(
                name,
                HeaderValue::from_bytes(line[colon + 1..].trim_ascii()).ok()?,
            );
        }
        Some(Self {
            status,
            headers,
            body: body.to_vec(),
        })
    }
}

/// What holds for every failure, whatever was answered.
fn holds(error: &Error, status: u16, body: &[u8]) {
    assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
    if let Some(wait) = error.retry_after() {
        assert!(wait <= LONGEST_WAIT, "{wait:?}");
        assert!(Instant::now().checked_add(wait).is_some());
    }
    let told = format!("{}", Report(error));
    assert!(
        told.len() <= 4 * body.len() + 1024,
        "{} bytes for {}",
        told.len(),
        body.len()
    );
    assert!(!format!("{error:?}").is_empty());
    let _ = (error.hint(), error.is_retryable(), error.is_timeout());
}

fn failures() -> impl Iterator<Item = Vec<u8>> {
    let fixtures = api::ALL.into_iter().flat_map(Fixture::all);
    let failed = fixtures.filter(|fixture| fixture.status() >= 300);
    failed
        .filter_map(|fixture| Answer::text(&fixture))
        .step_by(4)
}

#[test]
fn any_failure_keeps_its_status_and_asks_for_no_endless_wait() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let tally = Target::new("failures").seeds(failures()).run(|input| {
        let Some(Answer {
            status,
            headers,
            body,
        }) = Answer::read(input)
        else {
            return false;
        };
        let mut answer = http::Response::new(body.clone().into());
        let Ok(code) = http::StatusCode::from_u16(status) else {
            return false;
        };
        *answer.status_mut() = code;
        *answer.headers_mut() = headers;
        let error = runtime.block_on(Error::from_answer("get_user", answer));
        holds(&error, status, &body);
        true
    });
    assert!(tally.accepted * 4 > tally.executions, "{tally:?}");
}

#[test]
fn any_answer_to_any_operation_is_a_reply_or_a_failure() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let server = runtime.block_on(MockServer::builder().disable_request_recording().start());
    let next = Arc::new(Mutex::new(ResponseTemplate::new(200)));
    let answers = Arc::clone(&next);
    let answer = move |_: &Request| answers.lock().unwrap().clone();
    runtime.block_on(Mock::given(any()).respond_with(answer).mount(&server));
    let site = Site {
        synapse: api::synapse(&server),
        mattermost: api::mattermost(&server),
        server,
    };
    let targets = api::ALL.map(|api| api.generated().len()).iter().sum();
    let mut tallies = Vec::new();
    for api in api::ALL {
        let fixtures = Fixture::all(api);
        for id in api.generated() {
            let operation = api.document().operation(id);
            let own =
                |fixture: &&Fixture| fixture.operation(api).is_some_and(|own| own.id() == *id);
            let seeds: Vec<_> = fixtures
                .iter()
                .filter(own)
                .filter_map(text)
                .take(6)
                .collect();
            let target = Target::new("answers")
                .seeds(seeds)
                .seeds(["{}"])
                .one_of(targets);
            let arguments = required_arguments(api, &operation);
            tallies.push(target.run(|body| {
                // The body says which status it has, so that an input is all there is to a case.
                let sum: usize = body.iter().map(|&byte| usize::from(byte)).sum();
                let status = STATUSES.get(sum % (3 * STATUSES.len()));
                let status = status.copied().unwrap_or(200);
                *next.lock().unwrap() =
                    ResponseTemplate::new(status).set_body_raw(body, "application/json");
                runtime.block_on(async {
                    match api.call(&site, id, &arguments).await {
                        Ok(reply) => assert_eq!(reply.status, status),
                        Err(Refusal::Answer(answer)) => {
                            let error = synapse::raw::Error::UnexpectedResponse(answer);
                            holds(&Error::from_raw("any", error).await, status, body);
                            return false;
                        }
                        Err(Refusal::Other(what)) => panic!("{id}: {what}"),
                    }
                    true
                })
            }));
        }
    }
    let (executions, accepted) = total(tallies);
    println!("fuzz answers: {executions} executions, {accepted} accepted");
    assert!(
        accepted > 100 && accepted < executions,
        "{accepted} of {executions}"
    );
}

/// Text that is accepted as an identifier is kept letter by letter; what is refused is told on one tame line.
fn keeps<T>(text: &str) -> bool
where
    T: FromStr + Display + Debug + PartialEq + Serialize + DeserializeOwned,
    T::Err: Display,
{
    match text.parse::<T>() {
        Ok(id) => {
            assert_eq!(id.to_string(), text);
            assert_eq!(serde_json::to_value(&id).unwrap(), Value::from(text));
            assert_eq!(serde_json::from_value::<T>(text.into()).unwrap(), id);
            true
        }
        Err(error) => {
            let told = error.to_string();
            assert!(
                !told.contains(char::is_control) && told.chars().count() < 1200,
                "{told}"
            );
            false
        }
    }
}

#[test]
fn any_text_is_refused_or_kept_as_an_identifier() {
    let tally = Target::new("identifiers").run(|input| {
        let text = String::from_utf8_lossy(input);
        let accepted = [
            keeps::<synapse::UserId>(&text),
            keeps::<synapse::RoomId>(&text),
            keeps::<synapse::RoomAlias>(&text),
            keeps::<synapse::RoomIdOrAlias>(&text),
            keeps::<synapse::EventId>(&text),
            keeps::<synapse::ServerName>(&text),
            keeps::<mattermost::UserId>(&text),
            keeps::<mattermost::TeamId>(&text),
            keeps::<mattermost::ChannelId>(&text),
            keeps::<mattermost::SessionId>(&text),
            keeps::<mattermost::TokenId>(&text),
            media(&text),
        ];
        assert_eq!(keeps::<synapse::DeviceId>(&text), !text.is_empty());
        assert_eq!(chatadm::Cursor::from(&*text).to_string(), text);
        assert_eq!(ErrorCode::from(text.to_string()).to_string(), text);
        accepted.contains(&true)
    });
    assert!(
        tally.accepted > 100 && tally.accepted < tally.executions,
        "{tally:?}"
    );
}

/// A URI of media comes apart and together again, and in an answer is anything.
fn media(text: &str) -> bool {
    let answered: synapse::MxcUri = serde_json::from_value(text.into()).unwrap();
    let is_uri = keeps::<synapse::MxcUri>(text);
    assert_eq!(is_uri, answered.media_id().is_some());
    assert_eq!(is_uri, answered.server_name().is_some());
    if let (Some(server), Some(media)) = (answered.server_name(), answered.media_id()) {
        assert_eq!(synapse::MxcUri::new(&server, media).as_ref(), Ok(&answered));
        assert!(!media.contains(['/', '?', '#']));
    }
    is_uri
}

#[test]
fn any_number_is_a_moment() {
    let tally = Target::new("moments").run(|input| {
        let Ok(moment) = serde_json::from_slice::<Timestamp>(input) else {
            return false;
        };
        assert_eq!(moment.to_string().parse(), Ok(moment.as_millis()));
        assert_eq!(serde_json::to_value(moment).unwrap(), moment.as_millis());
        let seconds = Timestamp::from_seconds(moment.as_millis());
        assert!(seconds.as_millis().unsigned_abs() >= moment.as_millis().unsigned_abs());
        if let Some(time) = moment.to_system_time() {
            assert_eq!(Timestamp::from(time), moment);
        }
        true
    });
    assert!(tally.accepted > 100, "{tally:?}");
}
