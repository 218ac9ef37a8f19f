//! Requests that are put together at run time.

use chatadm::{Error, Method, Place, RetryPolicy, synapse};
use serde_json::{Value, json};
use wiremock::{Mock, MockServer, ResponseTemplate, matchers::any};

use crate::support::api::{self, Api, Site, TOKEN};

async fn serving(answer: ResponseTemplate) -> Site {
    let site = Site::start().await;
    Mock::given(any())
        .respond_with(answer)
        .mount(&site.server)
        .await;
    site
}

fn ok(body: Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(body)
}

#[tokio::test]
async fn any_path_is_reached_with_credentials_and_encoding() {
    let site = serving(ok(json!({"room_id": "!a:h"}))).await;
    let path = "/_matrix/client/v3/directory/room/{room_alias}";
    let answer: Value = site
        .synapse
        .request(Method::PUT, path)
        .param("room_alias", "#a/b:h")
        .param("q", "ü&")
        .json(&json!({"x": 1}))
        .send()
        .await
        .unwrap();
    assert_eq!(answer["room_id"], "!a:h");
    let [request] = &site.server.received_requests().await.unwrap()[..] else {
        panic!("one request")
    };
    assert_eq!(request.method, Method::PUT);
    assert_eq!(
        request.url.path(),
        "/prefix/_matrix/client/v3/directory/room/%23a%2Fb:h"
    );
    assert_eq!(request.url.query(), Some("q=%C3%BC%26"));
    assert_eq!(request.headers["authorization"], format!("Bearer {TOKEN}"));
    assert_eq!(request.body_json::<Value>().unwrap(), json!({"x": 1}));
}

#[tokio::test]
async fn a_place_in_a_path_may_stand_before_a_query() {
    let site = serving(ok(json!({}))).await;
    let request = site.synapse.request(Method::GET, "/users/{id}?a={id}");
    request.param("id", "x y").send::<Value>().await.unwrap();
    let requests = site.server.received_requests().await.unwrap();
    assert_eq!(requests[0].url.path(), "/prefix/users/x%20y");
    assert_eq!(requests[0].url.query(), Some("a={id}"));
}

#[tokio::test]
async fn a_whole_answer_has_status_headers_and_body_whatever_the_status() {
    for status in [200, 404, 500] {
        let answer = ResponseTemplate::new(status)
            .set_body_string("as it is")
            .insert_header("x-test", "yes")
            .insert_header("token", "planted");
        let site = serving(answer).await;
        let call = site.synapse.call("get_server_version");
        let answer = call.response().await.unwrap();
        assert_eq!(answer.status(), status);
        assert_eq!(answer.headers()["x-test"], "yes");
        assert!(!format!("{answer:?}").contains("planted"));
        assert_eq!(answer.body().as_ref(), b"as it is");
        let error = Error::from_answer("get_server_version", answer).await;
        assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
    }
    let reason = refused_response(|site| site.synapse.call("get_user")).await;
    assert_eq!(reason, "`user_id` is missing");
}

async fn refused_response(build: impl FnOnce(&Site) -> chatadm::Request<'_>) -> String {
    let site = serving(ok(json!({}))).await;
    match build(&site).response().await {
        Err(Error::Argument { reason, .. }) => reason,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_preview_is_what_is_sent_but_for_the_credentials() {
    let site = serving(ok(json!({}))).await;
    let call = || {
        let call = site.synapse.call("suspend_user");
        let call = call.param("user_id", "@a/b:h").header("x-test", "yes");
        call.json(&json!({"suspend": true}))
    };
    let preview = call().preview().unwrap();
    assert!(site.server.received_requests().await.unwrap().is_empty());
    call().send::<Value>().await.unwrap();
    let requests = site.server.received_requests().await.unwrap();
    let sent = &requests[0];
    assert_eq!(preview.method(), &sent.method);
    assert_eq!(preview.uri().path(), sent.url.path());
    assert_eq!(preview.body().as_ref(), sent.body);
    assert_eq!(preview.headers()["x-test"], sent.headers["x-test"]);
    assert!(sent.headers.contains_key("authorization"));
    assert!(!preview.headers().contains_key("authorization"));
    let error = site.synapse.call("suspend_user").preview().unwrap_err();
    assert!(error.is_bad_request(), "{error}");
}

/// The reason for which nothing is sent.
async fn refused(build: impl FnOnce(&Site) -> chatadm::Request<'_>) -> String {
    let site = serving(ok(json!({}))).await;
    let error = build(&site).send::<Value>().await.unwrap_err();
    assert!(site.server.received_requests().await.unwrap().is_empty());
    assert!(error.is_bad_request(), "{error}");
    let Error::Argument { reason, .. } = error else {
        panic!("{error:?}")
    };
    reason
}

#[tokio::test]
async fn a_path_that_would_reach_another_place_is_refused() {
    for path in ["/a/../b", "/./a", "/a/%2e%2e/b", "a", "", "/a#b", "/a\\b"] {
        let reason = refused(|site| site.synapse.request(Method::GET, path)).await;
        assert!(!reason.is_empty(), "{path}");
    }
    for value in ["", ".", ".."] {
        let reason = refused(|site| {
            let request = site.synapse.request(Method::GET, "/users/{id}");
            request.param("id", value)
        })
        .await;
        assert!(reason.contains("path argument"), "{reason}");
    }
    let reason = refused(|site| site.synapse.request(Method::GET, "/users/{id}")).await;
    assert_eq!(reason, "`id` is missing");
}

#[tokio::test]
async fn a_call_that_does_not_fit_its_operation_is_refused() {
    let reason = refused(|site| site.synapse.call("get_everything")).await;
    assert_eq!(reason, "there is no operation `get_everything`");
    let reason = refused(|site| site.synapse.call("get_user").param("id", "@a:h")).await;
    assert_eq!(reason, "`get_user` has no parameter `id`, only `user_id`");
    let reason = refused(|site| site.synapse.call("get_user")).await;
    assert_eq!(reason, "`user_id` is missing");
    let reason = refused(|site| site.synapse.call("list_rooms").param("limit", "ten")).await;
    assert_eq!(reason, "`limit` is a whole number, not \"ten\"");
    let reason = refused(|site| {
        let call = site.synapse.call("list_rooms");
        call.param("empty_rooms", "yes")
    })
    .await;
    assert_eq!(reason, "`empty_rooms` is `true` or `false`, not \"yes\"");
    let reason = refused(|site| site.synapse.call("set_user_admin").param("user_id", "@a:h")).await;
    assert_eq!(reason, "the body is missing");
    let reason = refused(|site| site.synapse.call("get_server_version").json(&json!({}))).await;
    assert_eq!(reason, "`get_server_version` takes no body");
    let reason = refused(|site| {
        let call = site.mattermost.call("set_profile_image");
        call.param("user_id", "me").json(&json!({}))
    })
    .await;
    assert!(reason.contains("sends a file"), "{reason}");
}

#[tokio::test]
async fn every_operation_is_called_by_its_id_as_the_raw_client_calls_it() {
    let site = serving(ok(json!({}))).await;
    for api in api::ALL {
        for operation in api.document().operations() {
            let id = operation.id();
            let call = |id| match api {
                Api::Synapse => site.synapse.call(id),
                Api::Mattermost => site.mattermost.call(id),
            };
            if id == "set_profile_image" {
                continue;
            }
            let mut request = call(id);
            let known = request.operation();
            assert_eq!(known.id, id);
            for parameter in known.parameters {
                let value = match parameter.kind {
                    chatadm::Kind::Integer => "7",
                    chatadm::Kind::Boolean => "true",
                    _ => "a/b",
                };
                request = request.param(parameter.name, value);
            }
            if known.body.is_some() {
                request = request.json(&json!({"any": "thing"}));
            }
            request.send::<Value>().await.unwrap();
            let requests = site.server.received_requests().await.unwrap();
            let sent = requests.last().unwrap();
            assert_eq!(
                sent.method.as_str(),
                operation.method.to_uppercase(),
                "{id}"
            );
            let path = sent.url.path().strip_prefix("/prefix").unwrap();
            let wanted = operation.path.split('/').map(|segment| {
                if segment.starts_with('{') {
                    let name = segment.trim_matches(['{', '}']);
                    let parameter = known.parameters.iter().find(|found| found.name == name);
                    return match parameter.unwrap().kind {
                        chatadm::Kind::Integer => "7",
                        _ => "a%2Fb",
                    };
                }
                segment
            });
            assert_eq!(path, wanted.collect::<Vec<_>>().join("/"), "{id}");
            let names = known
                .parameters
                .iter()
                .filter(|found| found.place == Place::Query);
            assert_eq!(sent.url.query_pairs().count(), names.count(), "{id}");
            assert_eq!(sent.body.is_empty(), known.body.is_none(), "{id}");
            let authorized = sent.headers.contains_key("authorization");
            assert_eq!(authorized, operation.is_authenticated(), "{id}");
        }
    }
}

#[tokio::test]
async fn lists_repeat_their_name_and_other_parameters_count_once() {
    let site = serving(ok(json!({}))).await;
    let call = site.synapse.call("list_users_v2");
    let call = call
        .param("not_user_type", "bot")
        .param("not_user_type", "");
    let call = call.param("limit", 1).param("limit", 2);
    call.send::<Value>().await.unwrap();
    let requests = site.server.received_requests().await.unwrap();
    let query = requests[0].url.query().unwrap();
    assert_eq!(query, "not_user_type=bot&not_user_type=&limit=2");
}

#[tokio::test]
async fn answers_without_a_body_are_null_and_others_can_be_had_as_bytes() {
    let site = serving(ResponseTemplate::new(200)).await;
    let call = || site.synapse.request(Method::POST, "/x");
    assert_eq!(call().send::<Value>().await.unwrap(), Value::Null);
    let site = serving(ResponseTemplate::new(200).set_body_bytes(b"\x89PNG")).await;
    let call = || site.synapse.request(Method::POST, "/x");
    assert_eq!(&call().bytes().await.unwrap()[..], b"\x89PNG");
    let error = call().send::<Value>().await.unwrap_err();
    assert!(matches!(error, Error::Decode { .. }), "{error:?}");
}

#[tokio::test]
async fn the_method_says_what_may_be_sent_again() {
    for (method, sent) in [
        (Method::GET, 3),
        (Method::PUT, 3),
        (Method::DELETE, 3),
        (Method::POST, 1),
        (Method::PATCH, 1),
    ] {
        let server = MockServer::start().await;
        Mock::given(any())
            .respond_with(ResponseTemplate::new(503))
            .mount(&server)
            .await;
        let policy = RetryPolicy::default()
            .max_attempts(3)
            .first_delay(std::time::Duration::from_millis(1));
        let client = synapse::Client::builder(server.uri())
            .retry(policy)
            .build()
            .unwrap();
        let error = client.request(method.clone(), "/x").send::<Value>().await;
        assert_eq!(error.unwrap_err().operation(), Some("request"));
        let requests = server.received_requests().await.unwrap();
        assert_eq!(requests.len(), sent, "{method}");
    }
}
