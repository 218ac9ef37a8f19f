//! Every generated operation, called with every parameter, against its own entry in the document.

use std::collections::{BTreeMap, BTreeSet};

use percent_encoding::percent_decode_str;
use serde_json::{Value, json};
use wiremock::{Mock, Request, ResponseTemplate, matchers::any};

use crate::{
    by_hand,
    support::{
        api::{self, Api, Site, TOKEN},
        document::Operation,
        sample,
    },
};

#[test]
fn every_operation_is_generated_or_written_by_hand() {
    for api in api::ALL {
        let documented: BTreeSet<&str> = api
            .document()
            .operations()
            .map(|operation| operation.id())
            .collect();
        let by_hand = if api == Api::Mattermost {
            by_hand::OPERATIONS
        } else {
            &[]
        };
        let tested: BTreeSet<&str> = api.generated().iter().chain(by_hand).copied().collect();
        assert_eq!(documented, tested, "{}", api.name());
    }
}

#[test]
fn every_component_is_a_type() {
    for api in api::ALL {
        let documented: BTreeSet<&str> = api
            .document()
            .components()
            .keys()
            .map(String::as_str)
            .collect();
        let typed: BTreeSet<&str> = api.components().iter().copied().collect();
        assert_eq!(documented, typed, "{}", api.name());
    }
}

#[tokio::test]
async fn requests_with_every_parameter_are_as_documented() {
    check_all(|_| true).await;
}

#[tokio::test]
async fn requests_with_required_parameters_only_hold_nothing_else() {
    check_all(|parameter| parameter["required"] == true).await;
}

/// Calls all operations with the chosen parameters, and reports every deviation at once.
async fn check_all(chosen: fn(&Value) -> bool) {
    let mut problems = Vec::new();
    let site = Site::start().await;
    for api in api::ALL {
        for id in api.generated() {
            let operation = api.document().operation(id);
            for problem in check(api, &site, &operation, chosen).await {
                problems.push(format!("{id}: {problem}"));
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

async fn check(
    api: Api,
    site: &Site,
    operation: &Operation<'_>,
    chosen: fn(&Value) -> bool,
) -> Vec<String> {
    let document = api.document();
    let mut arguments = BTreeMap::new();
    for parameter in operation
        .parameters()
        .filter(|parameter| chosen(parameter) && has_rust_name(parameter))
    {
        let key = format!("{}.{}", text(&parameter["in"]), text(&parameter["name"]));
        arguments.insert(
            key,
            sample::for_api(api.name(), document, &parameter["schema"]),
        );
    }
    if let Some(schema) = operation.body() {
        arguments.insert(
            "body".to_owned(),
            sample::for_api(api.name(), document, schema),
        );
    }
    site.server.reset().await;
    let (status, response) = operation.success();
    let mut template = ResponseTemplate::new(status);
    if let Some(schema) = response.pointer("/content/application~1json/schema") {
        template = template.set_body_json(sample::for_api(api.name(), document, schema));
    }
    Mock::given(any())
        .respond_with(template)
        .mount(&site.server)
        .await;
    if let Err(refusal) = api.call(site, operation.id(), &arguments).await {
        return vec![format!("failed: {refusal:?}")];
    }
    match &site.server.received_requests().await.unwrap()[..] {
        [request] => compare(api, operation, &arguments, request),
        requests => vec![format!("sent {} requests", requests.len())],
    }
}

/// A cache buster named `_` has no name in Rust and is not offered.
fn has_rust_name(parameter: &Value) -> bool {
    text(&parameter["name"]).chars().any(char::is_alphanumeric)
}

fn compare(
    api: Api,
    operation: &Operation<'_>,
    arguments: &BTreeMap<String, Value>,
    request: &Request,
) -> Vec<String> {
    let mut problems = Vec::new();
    if !request
        .method
        .as_str()
        .eq_ignore_ascii_case(operation.method)
    {
        problems.push(format!("method {}", request.method));
    }
    problems.extend(path_problem(operation, arguments, request.url.path()));
    let mut sent: Vec<(String, String)> = request
        .url
        .query_pairs()
        .map(|(name, value)| (name.into(), value.into()))
        .collect();
    let mut wanted: Vec<(String, String)> = arguments
        .iter()
        .filter_map(|(key, value)| Some((key.strip_prefix("query.")?, value)))
        .flat_map(|(name, value)| {
            let values = value
                .as_array()
                .cloned()
                .unwrap_or_else(|| vec![value.clone()]);
            values
                .into_iter()
                .map(|value| (name.to_owned(), plain(&value)))
        })
        .collect();
    sent.sort();
    wanted.sort();
    if sent != wanted {
        problems.push(format!("query {sent:?} instead of {wanted:?}"));
    }
    for (key, value) in arguments {
        if let Some(name) = key.strip_prefix("header.") {
            let sent = request
                .headers
                .get(name)
                .map(|sent| sent.as_bytes().to_vec());
            if sent != Some(plain(value).into_bytes()) {
                problems.push(format!("header {name} is {sent:?}"));
            }
        }
    }
    let authorization = request
        .headers
        .get("authorization")
        .and_then(|value| value.to_str().ok());
    let expected = format!("Bearer {TOKEN}");
    if authorization != operation.is_authenticated().then_some(&*expected) {
        problems.push(format!("authorization {authorization:?}"));
    }
    if request.headers.contains_key("api-version") {
        problems.push("sends the generator's own header".to_owned());
    }
    problems.extend(body_problems(api, operation, arguments, request));
    problems
}

fn path_problem(
    operation: &Operation<'_>,
    arguments: &BTreeMap<String, Value>,
    path: &str,
) -> Option<String> {
    let segments: Vec<&str> = path.split('/').collect();
    let template = format!("/prefix{}", operation.path);
    let wanted: Vec<&str> = template.split('/').collect();
    let fits = segments.len() == wanted.len()
        && segments.iter().zip(&wanted).all(|(segment, wanted)| {
            let Some(name) = wanted
                .strip_prefix('{')
                .and_then(|name| name.strip_suffix('}'))
            else {
                return segment == wanted;
            };
            let decoded = percent_decode_str(segment).decode_utf8_lossy();
            segment.is_ascii() && decoded == plain(&arguments[&format!("path.{name}")])
        });
    (!fits).then(|| format!("path {path}"))
}

fn body_problems(
    api: Api,
    operation: &Operation<'_>,
    arguments: &BTreeMap<String, Value>,
    request: &Request,
) -> Vec<String> {
    let Some(schema) = operation.body() else {
        let empty = request.body.is_empty();
        return if empty {
            Vec::new()
        } else {
            vec!["sends a body".to_owned()]
        };
    };
    let Ok(body) = serde_json::from_slice::<Value>(&request.body) else {
        return vec!["the body is not JSON".to_owned()];
    };
    let mut problems = Vec::new();
    if body != arguments["body"] {
        problems.push(format!("body {body} instead of {}", arguments["body"]));
    }
    if request
        .headers
        .get("content-type")
        .is_none_or(|kind| kind != "application/json")
    {
        problems.push("the content type is not JSON".to_owned());
    }
    let validator = jsonschema::validator_for(&api.document().json_schema(schema)).unwrap();
    problems.extend(
        validator
            .iter_errors(&body)
            .map(|error| format!("body{}: {error}", error.instance_path())),
    );
    problems
}

/// A parameter as it stands in a URL or header.
fn plain(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

#[test]
fn the_comparison_sees_a_deviation() {
    let operation = Api::Synapse.document().operation("get_user");
    let arguments = BTreeMap::from([("path.user_id".to_owned(), json!("@a/b:h"))]);
    assert_eq!(
        path_problem(
            &operation,
            &arguments,
            "/prefix/_synapse/admin/v2/users/@a%2Fb:h"
        ),
        None
    );
    for path in [
        "/prefix/_synapse/admin/v2/users/@a/b:h",
        "/prefix/_synapse/admin/v2/users/@a:h",
        "/_synapse/admin/v2/users/@a%2Fb:h",
    ] {
        assert!(
            path_problem(&operation, &arguments, path).is_some(),
            "{path}"
        );
    }
}
