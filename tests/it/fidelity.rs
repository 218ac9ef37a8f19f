//! Recorded answers decode into the generated types and encode to the same JSON again.

use std::collections::BTreeMap;

use chatadm::synapse::types;
use serde_json::Value;
use wiremock::{Mock, ResponseTemplate, matchers::any};

use crate::{
    by_hand,
    support::{
        api::{self, Api, Refusal, Site},
        dispatch::Body,
        document::Operation,
        fixture::{Fixture, RecordedBody},
        sample,
    },
};

/// Exchanges that cannot pass, each with its reason; fewer than two in a hundred.
const EXCEPTIONS: &[(&str, &str)] = &[
    (
        "124_patch_user_wrong_type.json#request",
        "sends a number where a string belongs, which this server ignored and later ones refuse",
    ),
    (
        "125_patch_user_notify_props_bool.json#request",
        "sends a boolean where a string belongs, which this server ignored and later ones refuse",
    ),
    (
        "061_get_users_active_and_inactive.json",
        "the server writes a list and an error into one body, which is not JSON",
    ),
    (
        "285_gzip_accept_encoding.json",
        "recorded as compressed bytes, of which only the first eight were kept",
    ),
    (
        "renew_account_validity__ts_not_int.json#request",
        "sends a string where a time belongs, which the server does not check",
    ),
    (
        "renew_account_validity__ts_not_int.json",
        "the server repeats whatever the request said, here a string where a time belongs",
    ),
];

#[tokio::test]
async fn recorded_answers_survive_the_generated_types() {
    let mut problems = Vec::new();
    let mut checked = 0;
    for api in api::ALL {
        let site = Site::start().await;
        for fixture in Fixture::all(api) {
            let Some(operation) = fixture.operation(api) else {
                continue;
            };
            checked += 1;
            let request = request_body(api, &operation, &fixture);
            let answer = check(api, &site, &operation, &fixture).await;
            for (place, result) in [
                (format!("{}#request", fixture.name), request),
                (fixture.name.clone(), answer),
            ] {
                let excepted = EXCEPTIONS.iter().any(|(name, _)| *name == place);
                match result {
                    Ok(()) if excepted => problems.push(format!("{place}: needs no exception")),
                    Err(problem) if !excepted => problems.push(format!("{place}: {problem}")),
                    _ => {}
                }
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert!(checked >= 670, "only {checked} exchanges were found");
    assert!(EXCEPTIONS.len() * 50 < checked);
    println!(
        "fidelity: {checked} exchanges, {} exceptions",
        EXCEPTIONS.len()
    );
}

async fn check(
    api: Api,
    site: &Site,
    operation: &Operation<'_>,
    fixture: &Fixture,
) -> Result<(), String> {
    let recorded = fixture.body();
    site.server.reset().await;
    Mock::given(any())
        .respond_with(replay(fixture, &recorded))
        .mount(&site.server)
        .await;
    let arguments = required_arguments(api, operation);
    let result = if by_hand::OPERATIONS.contains(&operation.id()) && api == Api::Mattermost {
        by_hand::call(&site.mattermost, operation.id()).await
    } else {
        api.call(site, operation.id(), &arguments).await
    };
    match result {
        Ok(reply) => {
            if reply.status != fixture.status() {
                return Err(format!(
                    "status {} became {}",
                    fixture.status(),
                    reply.status
                ));
            }
            same(&recorded, &reply.body)
        }
        Err(Refusal::Answer(response)) => {
            if response.status().as_u16() != fixture.status() {
                return Err(format!(
                    "status {} became {}",
                    fixture.status(),
                    response.status()
                ));
            }
            if response.status().is_success() {
                return Err("could not be decoded".to_owned());
            }
            error_body(api, operation, fixture.status(), &recorded)
        }
        Err(Refusal::Other(error)) => Err(error),
    }
}

/// A request that the server took can be written with the generated type of its body.
fn request_body(api: Api, operation: &Operation<'_>, fixture: &Fixture) -> Result<(), String> {
    if !(200..300).contains(&fixture.status()) {
        return Ok(());
    }
    let reference = operation.body().and_then(|schema| schema["$ref"].as_str());
    let (Some(reference), Some(recorded)) = (reference, fixture.request_body()) else {
        return Ok(());
    };
    let component = reference.rsplit('/').next().unwrap();
    let again = api
        .recode(component, recorded)
        .map_err(|error| format!("request: {error}"))?;
    difference(recorded, &again, "request")
}

fn replay(fixture: &Fixture, recorded: &RecordedBody) -> ResponseTemplate {
    let mut template = ResponseTemplate::new(fixture.status());
    let kind = fixture
        .headers()
        .find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    let kind = kind.map_or("application/octet-stream", |(_, kind)| kind);
    template = match recorded {
        RecordedBody::Nothing => template,
        RecordedBody::Json(value) => template.set_body_raw(value.to_string(), kind),
        RecordedBody::Text(text) => template.set_body_raw(text.clone(), kind),
        RecordedBody::Bytes(bytes) => template.set_body_raw(bytes.clone(), kind),
    };
    template
}

pub(crate) fn required_arguments(api: Api, operation: &Operation<'_>) -> BTreeMap<String, Value> {
    let document = api.document();
    let mut arguments: BTreeMap<String, Value> = operation
        .parameters()
        .filter(|parameter| parameter["required"] == true)
        .map(|parameter| {
            let key = format!(
                "{}.{}",
                parameter["in"].as_str().unwrap(),
                parameter["name"].as_str().unwrap()
            );
            (
                key,
                sample::for_api(api.name(), document, &parameter["schema"]),
            )
        })
        .collect();
    if let Some(schema) = operation.body() {
        arguments.insert(
            "body".to_owned(),
            sample::for_api(api.name(), document, schema),
        );
    }
    arguments
}

fn same(recorded: &RecordedBody, decoded: &Body) -> Result<(), String> {
    match (recorded, decoded) {
        (RecordedBody::Json(recorded), Body::Json(decoded)) => difference(recorded, decoded, ""),
        (RecordedBody::Bytes(recorded), Body::Bytes(decoded)) if recorded == decoded => Ok(()),
        (RecordedBody::Nothing, Body::Bytes(decoded)) if decoded.is_empty() => Ok(()),
        (recorded, decoded) => Err(format!("{recorded:?} became {decoded:?}")),
    }
}

/// The type that the document gives the body of an error holds it without loss.
fn error_body(
    api: Api,
    operation: &Operation<'_>,
    status: u16,
    recorded: &RecordedBody,
) -> Result<(), String> {
    let response = operation
        .response(status)
        .ok_or_else(|| format!("{status} is not documented"))?;
    match recorded {
        RecordedBody::Nothing => Ok(()),
        RecordedBody::Text(_) => response
            .pointer("/content/text~1plain/schema")
            .filter(|schema| schema["type"] == "string")
            .map(|_| ())
            .ok_or_else(|| "text is not documented".to_owned()),
        RecordedBody::Json(recorded) => {
            let reference = response.pointer("/content/application~1json/schema/$ref");
            let reference = reference
                .and_then(Value::as_str)
                .ok_or("no schema for the error")?;
            let component = reference.rsplit('/').next().unwrap();
            let again = api
                .recode(component, recorded)
                .map_err(|error| error.to_string())?;
            difference(recorded, &again, "")
        }
        RecordedBody::Bytes(_) => Err("an error in bytes".to_owned()),
    }
}

/// The first place where two values differ.
pub(crate) fn difference(recorded: &Value, decoded: &Value, at: &str) -> Result<(), String> {
    match (recorded, decoded) {
        (Value::Object(left), Value::Object(right)) => {
            for name in left.keys().chain(right.keys()) {
                match (left.get(name), right.get(name)) {
                    (Some(left), Some(right)) => difference(left, right, &format!("{at}/{name}"))?,
                    (Some(_), None) => return Err(format!("{at}/{name} is lost")),
                    (None, Some(_)) => return Err(format!("{at}/{name} is invented")),
                    (None, None) => {}
                }
            }
            Ok(())
        }
        (Value::Array(left), Value::Array(right)) if left.len() == right.len() => left
            .iter()
            .zip(right)
            .enumerate()
            .try_for_each(|(index, (left, right))| {
                difference(left, right, &format!("{at}/{index}"))
            }),
        (left, right) if left == right => Ok(()),
        (left, right) => Err(format!("{at}: {left} became {right}")),
    }
}

/// The details of a user are in seconds and the lists in milliseconds; neither shows in the types.
#[test]
fn a_moment_is_the_same_in_seconds_and_in_milliseconds() {
    let recorded = |name: &str| {
        let fixtures = Fixture::all(Api::Synapse);
        let fixture = fixtures.iter().find(|fixture| fixture.name == name);
        match fixture.map(Fixture::body) {
            Some(RecordedBody::Json(body)) => body,
            other => panic!("{name}: {other:?}"),
        }
    };
    let user = recorded("get_user__postgresql.json");
    let user: types::User = serde_json::from_value(user).unwrap();
    let page = recorded("list_users_v2__postgresql.json");
    let page: types::UserPage = serde_json::from_value(page).unwrap();
    let listed = page.users.iter().find(|listed| listed.name == user.name);
    assert!(user.creation_ts.is_some());
    assert_eq!(listed.unwrap().creation_ts, user.creation_ts);
}

#[test]
fn the_comparison_sees_lost_invented_and_changed_fields() {
    let recorded = serde_json::json!({"a": [1, {"b": null}]});
    for (decoded, problem) in [
        (serde_json::json!({"a": [1, {}]}), "/a/1/b is lost"),
        (
            serde_json::json!({"a": [1, {"b": null, "c": 1}]}),
            "/a/1/c is invented",
        ),
        (
            serde_json::json!({"a": [2, {"b": null}]}),
            "/a/0: 1 became 2",
        ),
    ] {
        assert_eq!(difference(&recorded, &decoded, ""), Err(problem.to_owned()));
    }
}
