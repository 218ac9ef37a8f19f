//! Recorded exchanges, replayed through the facade: it sends what was recorded, and understands the answer.
//!
//! What no verb can or will say stands in the table of `by_hand`, with the reason, and is put together with
//! `Client::request`.

use std::collections::BTreeMap;

use chatadm::{Error, ErrorCode};
use percent_encoding::percent_decode_str;
use serde_json::Value;
use wiremock::{
    Match, Mock, Request, Respond, ResponseTemplate,
    matchers::{any, method},
};

use crate::support::{
    api::{Api, Site, TOKEN},
    document::{Operation, object},
    fixture::{Fixture, RecordedBody},
    sample,
};

mod by_hand;
mod sessions;
mod users;

use by_hand::BY_HAND;

/// The rooms whose operations `sessions` calls; `users` calls the others.
const OF_SESSIONS: [&str; 4] = ["sessions", "access_tokens", "credentials", "mfa"];

/// Headers that the facade says for itself: credentials are its own, and of what it takes it takes all.
const OWN_HEADERS: [&str; 2] = ["authorization", "content-type"];

/// Secrets whose length the facade looks at, by the placeholders in their place.
const PLACEHOLDERS: [(&str, usize); 2] = [
    ("<PASSWORD_RECOVERY_TOKEN>", 64),
    ("<EMAIL_VERIFY_TOKEN>", 64),
];

/// A request as it was recorded.
#[derive(Debug)]
pub(super) struct Recorded {
    method: String,
    path: String,
    segments: BTreeMap<String, String>,
    query: Vec<(String, String)>,
    headers: Vec<(String, String)>,
    body: Option<Value>,
}

impl Recorded {
    fn new(fixture: &Fixture, operation: &Operation<'_>) -> Self {
        let request = fixture.request();
        let text = |value: &Value| match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        // One recording has its query in the path.
        let path = text(&request["path"]);
        let (path, in_path) = path.split_once('?').unwrap_or((&path, ""));
        let places = operation.path.split('/').zip(path.split('/'));
        let segments = places.filter_map(|(place, segment)| {
            let name = place.strip_prefix('{')?.strip_suffix('}')?;
            let segment = percent_decode_str(segment).decode_utf8().unwrap();
            Some((name.to_owned(), segment.into_owned()))
        });
        let pairs = |value: &Value| {
            let pairs = object(value).iter();
            pairs
                .map(|(name, value)| (name.clone(), text(value)))
                .collect()
        };
        let mut query: Vec<(String, String)> = pairs(&request["query"]);
        let in_path = in_path.split('&').filter_map(|pair| pair.split_once('='));
        query.extend(in_path.map(|(name, value)| (name.to_owned(), value.to_owned())));
        Self {
            method: text(&request["method"]),
            segments: segments.collect(),
            query,
            headers: pairs(&request["headers"]),
            body: Some(&request["body"])
                .filter(|body| !body.is_null())
                .map(fill),
            path: path.to_owned(),
        }
    }

    /// A parameter of the path, decoded.
    pub(super) fn segment(&self, name: &str) -> Option<&str> {
        self.segments.get(name).map(String::as_str)
    }

    /// A parameter of the query.
    pub(super) fn query(&self, name: &str) -> Option<&str> {
        let pair = self.query.iter().find(|(given, _)| given == name);
        pair.map(|(_, value)| value.as_str())
    }

    /// The names of all parameters of the query.
    pub(super) fn query_names(&self) -> impl Iterator<Item = &str> {
        self.query.iter().map(|(name, _)| name.as_str())
    }

    /// A header.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        let found = headers.find(|(given, _)| given.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// The body: JSON, or marked with a key that begins with `$` if it is something else.
    pub(super) fn body(&self) -> Option<&Value> {
        self.body.as_ref()
    }

    /// Whether another request is this one, told by method and path.
    fn is(&self, request: &Request) -> bool {
        request.method.as_str() == self.method
            && request.url.path() == format!("/prefix{}", self.path)
    }

    /// Whether all of a request is as it was recorded.
    fn compare(&self, request: &Request, operation: &Operation<'_>, by: By) -> Result<(), String> {
        let mut query: Vec<(String, String)> = request
            .url
            .query_pairs()
            .map(|(name, value)| (name.into(), value.into()))
            .collect();
        let mut wanted = self.query.clone();
        query.sort();
        wanted.sort();
        if query != wanted {
            return Err(format!("query {wanted:?} became {query:?}"));
        }
        let header = |name: &str| {
            request
                .headers
                .get(name)
                .map(|value| value.to_str().unwrap())
        };
        for (name, wanted) in &self.headers {
            let own = OWN_HEADERS.contains(&&*name.to_ascii_lowercase());
            if !own && header(name) != Some(wanted.as_str()) {
                return Err(format!(
                    "header {name} {wanted:?} became {:?}",
                    header(name)
                ));
            }
        }
        // A login sends the token of nobody, and the client after it that of its own session.
        let bearer = format!("Bearer {TOKEN}");
        let authenticated = operation.is_authenticated() || matches!(by, By::Hand);
        let bearer = authenticated.then_some(bearer.as_str());
        if header("authorization") != bearer {
            return Err(format!("credentials became {:?}", header("authorization")));
        }
        self.compare_body(request, header("content-type"))
    }

    fn compare_body(&self, request: &Request, kind: Option<&str>) -> Result<(), String> {
        let Some(wanted) = &self.body else {
            return match request.body.len() {
                0 => Ok(()),
                length => Err(format!("a body of {length} bytes came out of nothing")),
            };
        };
        let mut kinds = self.headers.iter();
        let (_, recorded) = kinds
            .find(|(name, _)| name.eq_ignore_ascii_case("content-type"))
            .ok_or("the recording does not say what it sent")?;
        // The boundary of parts is anybody's choice.
        let media = |kind: &str| kind.split(';').next().unwrap_or_default().to_owned();
        if kind.map(media) != Some(media(recorded)) {
            return Err(format!("content type {recorded} became {kind:?}"));
        }
        if let Some(text) = wanted["$text"].as_str() {
            let same = request.body == text.as_bytes();
            return same
                .then_some(())
                .ok_or_else(|| format!("the body is not {text}"));
        }
        let parts = object(&wanted["$multipart"]);
        if parts.is_empty() {
            let sent = serde_json::from_slice::<Value>(&request.body).ok();
            return if sent.as_ref() == Some(wanted) {
                Ok(())
            } else {
                Err(format!("body {wanted} became {sent:?}"))
            };
        }
        let body = String::from_utf8_lossy(&request.body);
        for (name, part) in parts {
            let file = part["filename"].as_str().unwrap_or_default();
            let head = format!("name=\"{name}\"; filename=\"{file}\"");
            if !body.contains(&head) || body.matches("name=\"").count() != 2 * parts.len() {
                return Err(format!("there is no part {head}"));
            }
        }
        Ok(())
    }
}

/// Puts something of the right length in the place of secrets whose length matters.
fn fill(value: &Value) -> Value {
    match value {
        Value::String(text) => {
            let found = PLACEHOLDERS
                .iter()
                .find(|(placeholder, _)| placeholder == text);
            found.map_or_else(|| value.clone(), |(_, length)| "x".repeat(*length).into())
        }
        Value::Array(items) => items.iter().map(fill).collect(),
        Value::Object(fields) => fields
            .iter()
            .map(|(name, field)| (name.clone(), fill(field)))
            .collect(),
        other => other.clone(),
    }
}

#[tokio::test]
async fn recorded_exchanges_are_what_the_facade_sends_and_understands() {
    let site = Site::start().await;
    let mut problems = Vec::new();
    let (mut by_verbs, mut by_hand) = (0, 0);
    for fixture in Fixture::all(Api::Mattermost) {
        let Some(operation) = fixture.operation(Api::Mattermost) else {
            continue;
        };
        let name = fixture.name.as_str();
        let excepted = BY_HAND.iter().any(|(excepted, _)| *excepted == name);
        match replay(&site, &fixture, &operation, By::Verb).await {
            Ok(()) if excepted => problems.push(format!("{name}: a verb can say it")),
            Ok(()) => by_verbs += 1,
            Err(_) if excepted => match replay(&site, &fixture, &operation, By::Hand).await {
                Ok(()) => by_hand += 1,
                Err(problem) => problems.push(format!("{name}, by hand: {problem}")),
            },
            Err(problem) => problems.push(format!("{name} ({}): {problem}", operation.id())),
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert_eq!(
        by_hand,
        BY_HAND.len(),
        "the table names what is no recording, or one twice"
    );
    println!("replay: {by_verbs} exchanges by verbs, {by_hand} by hand");
}

/// What puts the request together.
#[derive(Clone, Copy)]
enum By {
    Verb,
    Hand,
}

/// Replays one recording; an error says what differs.
async fn replay(
    site: &Site,
    fixture: &Fixture,
    operation: &Operation<'_>,
    by: By,
) -> Result<(), String> {
    let recorded = Recorded::new(fixture, operation);
    serve(site, fixture, &recorded).await;
    let client = &site.mattermost;
    let room = operation.value["tags"][0].as_str().unwrap();
    let result = match by {
        By::Hand => Some(by_hand::call(client, &recorded).await),
        By::Verb if OF_SESSIONS.contains(&room) => {
            sessions::call(client, operation.id(), &recorded).await
        }
        By::Verb => users::call(client, operation.id(), &recorded).await,
    };
    let result = result.ok_or("no verb can say it")?;
    let requests = site.server.received_requests().await.unwrap();
    let sent: Vec<&Request> = requests.iter().filter(|sent| recorded.is(sent)).collect();
    let [request] = sent[..] else {
        let all: Vec<String> = requests
            .iter()
            .map(|sent| format!("{} {}", sent.method, sent.url))
            .collect();
        return Err(format!("sent {} times: {all:?} {result:?}", sent.len()));
    };
    recorded.compare(request, operation, by)?;
    outcome(fixture, result)
}

/// Answers what was recorded, and whatever else the facade asks for with a sample.
async fn serve(site: &Site, fixture: &Fixture, recorded: &Recorded) {
    let mut answer = ResponseTemplate::new(fixture.status());
    for (name, value) in fixture.all_headers() {
        // The length is that of the body as it was, compressed and before anything was taken out of it.
        if !["content-length", "content-encoding"].contains(&&*name.to_ascii_lowercase()) {
            answer = answer.append_header(name, value);
        }
    }
    let kind = fixture
        .headers()
        .find(|(name, _)| name.eq_ignore_ascii_case("content-type"))
        .map_or("application/octet-stream", |(_, kind)| kind);
    answer = match fixture.body() {
        RecordedBody::Nothing => answer,
        RecordedBody::Json(value) => answer.set_body_raw(value.to_string(), kind),
        RecordedBody::Text(text) => answer.set_body_raw(text, kind),
        RecordedBody::Bytes(bytes) => answer.set_body_raw(bytes, kind),
    };
    site.server.reset().await;
    Mock::given(method(recorded.method.as_str()))
        .and(At(format!("/prefix{}", recorded.path)))
        .respond_with(answer)
        .with_priority(1)
        .mount(&site.server)
        .await;
    Mock::given(any())
        .respond_with(Samples)
        .with_priority(2)
        .mount(&site.server)
        .await;
}

/// A path as it is on the wire.
struct At(String);

impl Match for At {
    fn matches(&self, request: &Request) -> bool {
        request.url.path() == self.0
    }
}

/// Answers any operation with a sample of what is documented.
struct Samples;

impl Respond for Samples {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let document = Api::Mattermost.document();
        let path = request.url.path();
        let path = path.strip_prefix("/prefix").unwrap_or(path);
        let Some(operation) = document.route(request.method.as_str(), path) else {
            return ResponseTemplate::new(404);
        };
        let (status, response) = operation.success();
        let answer = ResponseTemplate::new(status);
        match response.pointer("/content/application~1json/schema") {
            Some(schema) => answer.set_body_json(sample::for_api("mattermost", document, schema)),
            None => answer,
        }
    }
}

/// Whether the facade says of the answer what was recorded.
fn outcome(fixture: &Fixture, result: Result<(), Error>) -> Result<(), String> {
    let status = fixture.status();
    let code = match fixture.body() {
        RecordedBody::Json(body) => body["id"].as_str().map(str::to_owned),
        _ => None,
    };
    match result {
        // What was asked for is there already.
        Ok(()) if (200..300).contains(&status) || status == 304 => Ok(()),
        Ok(()) => Err(format!("{status} became a success")),
        Err(error) => {
            let said = error.api().map(|api| api.status().as_u16());
            let same =
                said == Some(status) && error.code().map(ErrorCode::as_str) == code.as_deref();
            if same {
                Ok(())
            } else {
                Err(format!("{status} {code:?} became {error:?}"))
            }
        }
    }
}

/// Decodes a field of a recorded body.
pub(super) fn field<'a>(request: &'a Recorded, name: &str) -> Option<&'a str> {
    request.body()?[name].as_str()
}

/// Whether the body has these keys and no others.
pub(super) fn has_only(request: &Recorded, names: &[&str]) -> bool {
    let body = request.body().map(object);
    body.is_none_or(|body| body.keys().all(|key| names.contains(&key.as_str())))
}

#[test]
fn recordings_that_differ_are_told_apart() {
    let fixtures = Fixture::all(Api::Mattermost);
    let named = |name: &str| {
        let fixture = fixtures.iter().find(|fixture| fixture.name == name);
        let fixture = fixture.unwrap();
        let operation = fixture.operation(Api::Mattermost).unwrap();
        (Recorded::new(fixture, &operation), operation)
    };
    let sent = |path: &str, body: &str, bearer: &str| {
        let url = format!("http://h/prefix{path}");
        let mut headers = wiremock::http::HeaderMap::new();
        headers.insert("content-type", "application/json".parse().unwrap());
        headers.insert("authorization", bearer.parse().unwrap());
        Request {
            url: wiremock::http::Url::parse(&url).unwrap(),
            method: wiremock::http::Method::POST,
            headers,
            body: body.as_bytes().to_vec(),
        }
    };
    let (recorded, operation) = named("176_search_tokens.json");
    let (path, body, bearer) = (
        "/api/v4/users/tokens/search",
        r#"{"term": "admin"}"#,
        "Bearer planted-token",
    );
    let compare = |request: &Request| recorded.compare(request, &operation, By::Verb);
    assert_eq!(compare(&sent(path, body, bearer)), Ok(()));
    for request in [
        sent(&format!("{path}?page=0"), body, bearer),
        sent(path, r#"{"term": "admin", "x": 1}"#, bearer),
        sent(path, "", bearer),
        sent(path, body, "Bearer other"),
    ] {
        assert!(compare(&request).is_err(), "{request:?}");
    }
    assert!(!recorded.is(&sent("/api/v4/users/tokens/search/", body, bearer)));
}
