//! Exchanges that were recorded on a Mattermost server, played back to the program.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use wiremock::{Match, Mock, MockGuard, Request, ResponseTemplate};

use crate::site::{Run, Site};

/// The system admin of the recordings, whose token the tests have.
pub(crate) const ADMIN: &str = "ejtydpp3xirt8ghouk73jpse3o";
pub(crate) const ALICE: &str = "m5n9h1q33bgr8jh76h5umt669o";
pub(crate) const CAROL: &str = "c3oeodtzbff1mmwyeswnedht6a";
pub(crate) const BOB: &str = "53w76pcd1pfe5gcmpqrtfnpjqy";
pub(crate) const DAVE: &str = "p85noe3bspg79p8qbwmghw8mzc";
/// Who is known by an id alone: a user with a second factor, and one who is deleted.
pub(crate) const ERIN: &str = "5zb3tyyhq38wxcjxj9fgeookuw";
pub(crate) const GONE: &str = "kyqk5ja6up84jnqzjqt4ckb4zy";

/// What was recorded under this name.
pub(crate) fn recorded(name: &str) -> Value {
    let file = format!(
        "{}/../tests/fixtures/mattermost/{name}.json",
        env!("CARGO_MANIFEST_DIR")
    );
    let mut exchange: Value =
        serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    if let Some(items) = exchange["response"]["body"].as_array_mut() {
        items.retain(|item| item.get("$elided").is_none());
    }
    exchange
}

/// The body that was answered.
pub(crate) fn answer(name: &str) -> Value {
    recorded(name)["response"]["body"].clone()
}

impl Site {
    /// A Mattermost server that knows the admin, Alice and Carol.
    pub(crate) async fn mattermost() -> Self {
        let site = Self::blank().await;
        site.get("/api/v4/users/me", answer("182_pat_enabled_ok"))
            .await;
        site.get(
            "/api/v4/users/username/alice",
            answer("077_get_user_by_username"),
        )
        .await;
        site.get("/api/v4/users/username/admin", answer("182_pat_enabled_ok"))
            .await;
        site.get(
            &format!("/api/v4/users/{CAROL}"),
            answer("295_get_user_failed_attempts"),
        )
        .await;
        site
    }

    /// A user like Alice, who can be had by this id.
    pub(crate) async fn user_with_id(&self, id: &str) {
        let mut user = answer("077_get_user_by_username");
        user["id"] = id.into();
        self.get(&format!("/api/v4/users/{id}"), user).await;
    }

    /// Answers as recorded, to the recorded method, path, query and body with our credentials only.
    pub(crate) async fn plays(&self, name: &str) -> MockGuard {
        let exchange = recorded(name);
        let response = &exchange["response"];
        let status = u16::try_from(response["status"].as_u64().unwrap()).unwrap();
        let template = ResponseTemplate::new(status);
        let template = match response["body"]["$summary"]["first_bytes_hex"].as_str() {
            Some(hex) => template.set_body_raw(bytes(hex), "image/png"),
            None => template.set_body_json(&response["body"]),
        };
        Mock::given(Recording(exchange))
            .respond_with(template)
            .expect(1)
            .named(name)
            .mount_as_scoped(&self.server)
            .await
    }

    /// A profile for this server, with more settings; the environment says nothing then.
    pub(crate) fn profile(&self, more: &str) {
        use std::os::unix::fs::PermissionsExt as _;
        let (file, uri) = (self.path("config.toml"), self.server.uri());
        let text = format!(
            "[profiles.mm]\napi = \"mattermost\"\nserver = \"{uri}\"\ntoken = \"planted\"\n{more}\n"
        );
        std::fs::write(&file, text).unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
    }

    /// Runs a command of Mattermost with that profile.
    pub(crate) fn profiled(&self, args: &[&str]) -> Run {
        let args = [&["mm"], args].concat();
        Run::of(self.bare(&args).output().unwrap())
    }

    /// The bodies of the requests to a path.
    pub(crate) async fn bodies_at(&self, at: &str) -> Vec<Value> {
        let requests = self.server.received_requests().await.unwrap();
        let own = requests.iter().filter(|request| request.url.path() == at);
        own.map(|request| serde_json::from_slice(&request.body).unwrap_or(json!(null)))
            .collect()
    }
}

/// A request that was recorded, which ours has to be.
struct Recording(Value);

impl Match for Recording {
    fn matches(&self, request: &Request) -> bool {
        let recorded = &self.0["request"];
        let is_ours = match request.headers.get("authorization") {
            Some(token) => token == "Bearer planted",
            // Some operations are for everybody.
            None => recorded["headers"]["Authorization"].is_null(),
        };
        request.method.as_str() == recorded["method"]
            && request.url.path() == recorded["path"]
            && is_ours
            && is_query(&recorded["query"], request)
            && is_body(recorded, request)
    }
}

/// Whether the query is the recorded one. Where that leaves the paging to the server, ours may name the first
/// page and its size.
fn is_query(recorded: &Value, request: &Request) -> bool {
    let mut ours: BTreeMap<String, String> = request.url.query_pairs().into_owned().collect();
    let none = serde_json::Map::new();
    let theirs = recorded.as_object().unwrap_or(&none);
    if !theirs.contains_key("page") && ours.get("page").is_some_and(|page| page == "0") {
        ours.remove("page");
        if !theirs.contains_key("per_page") {
            ours.remove("per_page");
        }
    }
    let text = |value: &Value| value.as_str().map_or(value.to_string(), str::to_owned);
    let theirs = theirs
        .iter()
        .map(|(name, value)| (name.clone(), text(value)));
    ours == theirs.collect()
}

fn is_body(recorded: &Value, request: &Request) -> bool {
    let mut body = recorded["body"].clone();
    if let Some(part) = body["$multipart"]["image"].as_object() {
        // The server looks at the picture and not at what it is said to be.
        let text = String::from_utf8_lossy(&request.body);
        let name = format!("filename={}", part["filename"]);
        return text.contains("name=\"image\"") && text.contains(&name);
    }
    if body.is_null() {
        return request.body.is_empty();
    }
    // An old field, which the specification says to leave out when it is empty.
    if recorded["path"].as_str().unwrap().ends_with("/auth") && body["password"] == "" {
        body.as_object_mut().unwrap().remove("password");
    }
    request.body_json::<Value>().is_ok_and(|ours| ours == body)
}

fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<char> = hex.chars().collect();
    let byte = |pair: &[char]| u8::from_str_radix(&String::from_iter(pair), 16).unwrap();
    digits.chunks(2).map(byte).collect()
}

#[test]
fn a_request_that_differs_from_the_recorded_one_does_not_play_it() {
    let request = |at: &str, token: &str, body: &Value| {
        let mut headers = wiremock::http::HeaderMap::new();
        headers.insert("authorization", format!("Bearer {token}").parse().unwrap());
        Request {
            url: format!("http://localhost{at}").parse().unwrap(),
            method: if body.is_null() { "GET" } else { "POST" }.parse().unwrap(),
            headers,
            body: body
                .as_str()
                .map_or_else(|| body.to_string(), str::to_owned)
                .into(),
        }
    };
    let plays = |name: &str, at: &str, token: &str, body: &Value| {
        let mut request = request(at, token, body);
        if body.is_null() {
            request.body.clear();
        }
        Recording(recorded(name)).matches(&request)
    };
    let search = |at: &str, token: &str, body: Value| plays("176_search_tokens", at, token, &body);
    let at = "/api/v4/users/tokens/search";
    assert!(search(at, "planted", json!({"term": "admin"})));
    assert!(!search(at, "planted", json!({"term": "admin", "limit": 1})));
    assert!(!search(at, "other", json!({"term": "admin"})));
    assert!(!search(
        "/api/v4/users/search",
        "planted",
        json!({"term": "admin"})
    ));
    assert!(!search(
        &format!("{at}?page=0&per_page=9"),
        "planted",
        json!({"term": "bob"})
    ));
    let list = |query: &str| {
        let at = format!("/api/v4/users{query}");
        plays("066_get_users_without_team", &at, "planted", &Value::Null)
    };
    assert!(list("?without_team=true&page=0&per_page=2"));
    assert!(!list("?without_team=true&page=1&per_page=2"));
    assert!(!list("?without_team=true&page=0&per_page=3"));
    assert!(!list("?page=0&per_page=2"));
}
