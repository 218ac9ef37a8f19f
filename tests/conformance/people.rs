//! What scenarios begin with: accounts, rooms, what is said there, uploads.
//!
//! All of this is written down as steps. What these calls answer is told by scenarios of their own.

use reqwest::Method;
use serde_json::{Value, json};

use crate::talk::Talk;

/// The password of every account.
pub(crate) const PASSWORD: &str = "correct horse battery staple";

impl Talk {
    /// The id that an account of this run has, or would have.
    pub(crate) fn id(&self, name: &str) -> String {
        format!("@{}:{}", self.localpart(name), self.server_name)
    }

    /// The part of that id before the name of the server. The beginning is that of all accounts of
    /// tests, so that the live tests can tell them from those that a server was filled with.
    pub(crate) fn localpart(&self, name: &str) -> String {
        format!("suite-{name}-{}", self.suffix)
    }

    /// Makes an account with a password.
    pub(crate) async fn user(&mut self, name: &str) -> String {
        let id = self.id(name);
        let body = json!({"password": PASSWORD});
        self.call("create_or_modify_user")
            .at(&id)
            .body(body)
            .step()
            .await;
        id
    }

    /// Changes an account, or makes one with something said about it.
    pub(crate) async fn change(&mut self, user: &str, body: Value) {
        self.call("create_or_modify_user")
            .at(user)
            .body(body)
            .step()
            .await;
    }

    /// Makes an account and logs it in.
    pub(crate) async fn session(&mut self, name: &str) -> String {
        let id = self.user(name).await;
        self.log_in(&id, None).await;
        id
    }

    /// Logs in, which makes a device of this id, or of one that the server chooses.
    pub(crate) async fn log_in(&mut self, user: &str, device: Option<&str>) -> String {
        let mut body = login(user, PASSWORD);
        if let Some(device) = device {
            body["device_id"] = device.into();
        }
        let answer = self.call("login").body(body).by_nobody().step().await;
        let token = text(&answer, "access_token");
        self.tokens.insert(user.to_owned(), token);
        text(&answer, "device_id")
    }

    pub(crate) async fn room(&mut self, creator: &str, body: Value) -> String {
        let answer = self
            .client(Method::POST, "createRoom", &[], creator, body)
            .await;
        text(&answer, "room_id")
    }

    /// A room that everybody may join.
    pub(crate) async fn public_room(&mut self, creator: &str) -> String {
        self.room(creator, json!({"preset": "public_chat"})).await
    }

    pub(crate) async fn join(&mut self, user: &str, room: &str) {
        self.client(Method::POST, "join/{room_id}", &[room], user, json!({}))
            .await;
    }

    pub(crate) async fn leave(&mut self, user: &str, room: &str) {
        let path = "rooms/{room_id}/leave";
        self.client(Method::POST, path, &[room], user, json!({}))
            .await;
    }

    pub(crate) async fn invite(&mut self, user: &str, room: &str, guest: &str) {
        let path = "rooms/{room_id}/invite";
        self.client(Method::POST, path, &[room], user, json!({"user_id": guest}))
            .await;
    }

    /// Sends a text and answers with the id of the event.
    pub(crate) async fn say(&mut self, user: &str, room: &str, words: &str) -> String {
        let body = json!({"msgtype": "m.text", "body": words});
        self.send(user, room, "m.room.message", body).await
    }

    /// Sets a state of the room, with the empty key.
    pub(crate) async fn set(&mut self, user: &str, room: &str, kind: &str, body: Value) -> String {
        let path = "rooms/{room_id}/state/{kind}";
        let answer = self
            .client(Method::PUT, path, &[room, kind], user, body)
            .await;
        text(&answer, "event_id")
    }

    pub(crate) async fn redact(&mut self, user: &str, room: &str, event: &str) -> String {
        let path = "rooms/{room_id}/redact/{event_id}/{txn_id}";
        let body = json!({"reason": "Said in anger"});
        let answer = self
            .client(Method::PUT, path, &[room, event, "once"], user, body)
            .await;
        text(&answer, "event_id")
    }

    pub(crate) async fn report_event(&mut self, user: &str, room: &str, event: &str, reason: &str) {
        let path = "rooms/{room_id}/report/{event_id}";
        let body = json!({"reason": reason, "score": -100});
        self.client(Method::POST, path, &[room, event], user, body)
            .await;
    }

    pub(crate) async fn report_user(&mut self, user: &str, target: &str, reason: &str) {
        let path = "users/{user_id}/report";
        self.client(
            Method::POST,
            path,
            &[target],
            user,
            json!({"reason": reason}),
        )
        .await;
    }

    /// Uploads a file of so many bytes and answers with its media id.
    ///
    /// The bytes are those of the name in this run: the server treats equal files alike.
    pub(crate) async fn upload(&mut self, user: &str, name: &str, length: usize) -> String {
        let mut bytes = self.localpart(name).into_bytes();
        assert!(
            bytes.len() < length,
            "{name} does not fit into {length} bytes"
        );
        bytes.resize(length, b'x');
        let call = self.plain(Method::POST, "/_matrix/media/v3/upload");
        let call = call.query("filename", name).file("text/plain", bytes);
        let answer = call.by(user).step().await;
        let uri = text(&answer, "content_uri");
        uri.rsplit('/').next().unwrap().to_owned()
    }

    /// Sends an event of any content and answers with its id.
    pub(crate) async fn send(&mut self, user: &str, room: &str, kind: &str, body: Value) -> String {
        let path = "rooms/{room_id}/send/{kind}";
        let answer = self
            .client(Method::POST, path, &[room, kind], user, body)
            .await;
        text(&answer, "event_id")
    }

    /// Waits until the server has counted what is in a room; it does that after it has answered.
    pub(crate) async fn settle(&mut self, room: &str) {
        let state = self.call("get_room_state").at(room).quietly().await;
        let state = state["state"].as_array().unwrap();
        let joined = |event: &&Value| event["content"]["membership"] == "join";
        let (events, members) = (state.len(), state.iter().filter(joined).count());
        let counted =
            |seen: &Value| seen["state_events"] == events && seen["joined_members"] == members;
        self.wait_quietly(|talk| talk.call("get_room").at(room), counted)
            .await;
    }

    /// Calls the client-server API, as a user, with success.
    async fn client(
        &mut self,
        method: Method,
        path: &str,
        at: &[&str],
        user: &str,
        body: Value,
    ) -> Value {
        let mut call = self.plain(method, &format!("/_matrix/client/v3/{path}"));
        for value in at {
            call = call.at(value);
        }
        call.body(body).by(user).step().await
    }
}

/// The body of a login by password.
pub(crate) fn login(user: &str, password: &str) -> Value {
    json!({
        "type": "m.login.password",
        "identifier": {"type": "m.id.user", "user": user},
        "password": password,
    })
}

/// A text of an answer, without which the scenario cannot go on.
pub(crate) fn text(answer: &Value, key: &str) -> String {
    let found = answer[key].as_str();
    found
        .unwrap_or_else(|| panic!("no `{key}` in {answer}"))
        .to_owned()
}
