//! Exchanges that were recorded on a Mattermost server, played back to the program.

use serde_json::{Value, json};
use wiremock::{
    Mock, MockGuard, ResponseTemplate,
    matchers::{body_json, method, path},
};

use crate::site::Site;

/// The system admin of the recordings, whose token the tests have.
pub(crate) const ADMIN: &str = "ejtydpp3xirt8ghouk73jpse3o";
pub(crate) const ALICE: &str = "m5n9h1q33bgr8jh76h5umt669o";
pub(crate) const CAROL: &str = "c3oeodtzbff1mmwyeswnedht6a";

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

    /// Answers as recorded, to the recorded method, path and body only.
    pub(crate) async fn plays(&self, name: &str) -> MockGuard {
        let exchange = recorded(name);
        let (request, response) = (&exchange["request"], &exchange["response"]);
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let mut mock = Mock::given(method(text(&request["method"]).as_str()))
            .and(path(text(&request["path"])));
        if !request["body"].is_null() && request["body"].get("$multipart").is_none() {
            mock = mock.and(body_json(&request["body"]));
        }
        let status = u16::try_from(response["status"].as_u64().unwrap()).unwrap();
        mock.respond_with(ResponseTemplate::new(status).set_body_json(&response["body"]))
            .expect(1)
            .mount_as_scoped(&self.server)
            .await
    }

    /// The bodies of the requests to a path.
    pub(crate) async fn bodies_at(&self, at: &str) -> Vec<Value> {
        let requests = self.server.received_requests().await.unwrap();
        let own = requests.iter().filter(|request| request.url.path() == at);
        own.map(|request| serde_json::from_slice(&request.body).unwrap_or(json!(null)))
            .collect()
    }
}
