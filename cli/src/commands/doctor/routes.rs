//! Which operations a server offers, found out without running any that changes something.

use std::{collections::BTreeMap, fmt::Write as _};

use bytes::Bytes;
use chatadm::{Bulk, Kind, Mas, Operation, Parameter, Place, Request};
use http::{Response, StatusCode};
use serde_json::Value;

use super::check::Check;
use crate::exit::Failure;

/// How many routes are asked for at once.
const AT_ONCE: usize = 8;
/// An id as Mattermost has them, of nothing.
const NOTHING: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaa";

/// What a server says of a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Route {
    Offered,
    Missing,
    /// The server has it, but its license or its settings do not.
    SwitchedOff,
    /// Something else answered.
    Unclear(u16),
}

/// Whether Synapse has a route, by its answer to a method that none of its routes has.
pub(super) fn by_refused_method(answer: &Response<Bytes>) -> Route {
    match (answer.status(), code(answer, "errcode").as_deref()) {
        (StatusCode::METHOD_NOT_ALLOWED, Some("M_UNRECOGNIZED")) => Route::Offered,
        (StatusCode::NOT_FOUND, Some("M_UNRECOGNIZED")) => Route::Missing,
        (status, _) => Route::Unclear(status.as_u16()),
    }
}

/// Whether Mattermost has a route, by its answer to a call that reads.
pub(super) fn by_reading(answer: &Response<Bytes>) -> Route {
    match (answer.status(), code(answer, "id").as_deref()) {
        (StatusCode::NOT_FOUND, Some("api.context.404.app_error") | None) => Route::Missing,
        (StatusCode::NOT_IMPLEMENTED, _) => Route::SwitchedOff,
        (status, None) if !status.is_success() => Route::Unclear(status.as_u16()),
        _ => Route::Offered,
    }
}

fn code(answer: &Response<Bytes>, field: &str) -> Option<String> {
    let body: Value = serde_json::from_slice(answer.body()).ok()?;
    Some(body.get(field)?.as_str()?.to_owned())
}

/// The path of an operation with harmless ids in it.
pub(super) fn harmless_path(operation: &Operation) -> String {
    let segments = operation.path.split('/').map(|segment| {
        let name = segment
            .strip_prefix('{')
            .and_then(|rest| rest.strip_suffix('}'));
        match name {
            None => segment,
            Some("user_id") => "@nobody:doctor.invalid",
            Some("room_id") => "!nowhere:doctor.invalid",
            Some(_) => "nothing",
        }
    });
    segments.collect::<Vec<_>>().join("/")
}

/// Gives a reading call of Mattermost what it needs: ids of oneself, or of nothing.
pub(super) fn harmless_call<'a>(mut request: Request<'a>, operation: &Operation) -> Request<'a> {
    for parameter in operation.parameters {
        if parameter.required {
            request = request.param(parameter.name, sample(parameter));
        } else if parameter.name == "per_page" {
            request = request.param("per_page", 1);
        }
    }
    request
}

fn sample(parameter: &Parameter) -> &'static str {
    match (parameter.kind, parameter.place, parameter.name) {
        (Kind::Text, Place::Path, "user_id") => "me",
        (Kind::Text, ..) => parameter.values.first().copied().unwrap_or(NOTHING),
        (Kind::Boolean, ..) => "false",
        _ => "1",
    }
}

/// Asks for each, some at once. A call that fails altogether leaves its operation out.
pub(super) async fn ask<F>(
    operations: impl Iterator<Item = &'static Operation>,
    ask: impl Fn(&'static Operation) -> F + Send + Sync,
) -> Vec<(&'static Operation, Route)>
where
    F: Future<Output = Result<Route, chatadm::Error>> + Send,
{
    let by_id: BTreeMap<&str, &'static Operation> = operations
        .map(|operation| (operation.id, operation))
        .collect();
    let ids: Vec<&str> = by_id.keys().copied().collect();
    let mut work = Bulk::new(ids, |id: &str| {
        let ask = &ask;
        let asked = by_id.get(id).map(|operation| ask(operation));
        async move {
            match asked {
                Some(asked) => asked.await.map(Some),
                None => Ok(None),
            }
        }
    })
    .concurrency(AT_ONCE)
    .stop_on_error(false);
    let mut found = Vec::new();
    while let Some(outcome) = work.next().await {
        if let (Ok(Some(route)), Some(operation)) = (outcome.result, by_id.get(outcome.key)) {
            found.push((*operation, route));
        }
    }
    found.sort_by_key(|(operation, _)| operation.id);
    found
}

/// What the routes tell together, and each of them if that is wanted.
pub(super) fn checks(
    found: &[(&'static Operation, Route)],
    asked: usize,
    is_delegated: bool,
    each: bool,
) -> Vec<Check> {
    let mut checks = vec![summary(found, asked, is_delegated)];
    if each {
        checks.extend(found.iter().map(|(operation, route)| {
            let name = format!("route {}", operation.id);
            let what = format!("{} {}", operation.method, operation.path);
            match route {
                Route::Offered => Check::ok(name, format!("offered: {what}")),
                Route::SwitchedOff => Check::ok(name, format!("switched off: {what}")),
                Route::Missing => Check::warning(
                    name,
                    format!("missing: {what}"),
                    reason(operation, is_delegated),
                ),
                Route::Unclear(status) => Check::warning(
                    name,
                    format!("unclear, answered with {status}: {what}"),
                    "a proxy may answer in place of the server",
                ),
            }
        }));
    }
    checks
}

fn reason(operation: &Operation, is_delegated: bool) -> String {
    match (operation.mas, operation.since) {
        (Mas::Removed, _) if is_delegated => {
            "delegated authentication removes it; it is done at the service".to_owned()
        }
        (_, Some(since)) => format!("it came with version {since}"),
        _ => "an older version, or a part that is not there".to_owned(),
    }
}

fn summary(found: &[(&'static Operation, Route)], asked: usize, is_delegated: bool) -> Check {
    let count =
        |wanted: fn(&Route) -> bool| found.iter().filter(|(_, route)| wanted(route)).count();
    let offered = count(|route| matches!(route, Route::Offered | Route::SwitchedOff));
    let unclear = count(|route| matches!(route, Route::Unclear(_))) + (asked - found.len());
    let missing: Vec<&'static Operation> = found
        .iter()
        .filter(|(_, route)| *route == Route::Missing)
        .map(|(operation, _)| *operation)
        .collect();
    let names = |operations: &[&Operation]| -> String {
        let names: Vec<&str> = operations.iter().map(|operation| operation.id).collect();
        names.join(", ")
    };
    if offered == 0 && unclear == 0 {
        return Check::failed(
            "operations",
            Failure::NotFound(format!("none of {asked} operations is offered")),
            "what answers is a worker without the admin routes, or a proxy that does not pass their paths \
             on; use the address of the main process",
        );
    }
    if unclear > 0 {
        return Check::warning(
            "operations",
            format!("{offered} of {asked} offered, {unclear} unclear"),
            "something before the server answers; `--routes` tells where",
        );
    }
    if missing.is_empty() {
        return Check::ok("operations", format!("all {asked} offered"));
    }
    let (removed, others): (Vec<_>, Vec<_>) = missing
        .iter()
        .copied()
        .partition(|operation| is_delegated && operation.mas == Mas::Removed);
    let mut detail = format!("{offered} of {asked} offered");
    if !removed.is_empty() {
        let _ = write!(detail, "; removed by delegation: {}", names(&removed));
    }
    if others.is_empty() {
        return Check::ok("operations", detail);
    }
    let _ = write!(detail, "; missing: {}", names(&others));
    Check::warning(
        "operations",
        detail,
        "an older version, a part that is switched off, a worker without some routes, or a proxy that \
         does not pass them on",
    )
}

#[cfg(test)]
mod tests {
    use chatadm::synapse;

    use super::*;

    fn answer(status: u16, body: &'static str) -> Response<Bytes> {
        Response::builder()
            .status(status)
            .body(Bytes::from_static(body.as_bytes()))
            .unwrap()
    }

    #[test]
    fn a_route_is_judged_by_what_the_server_itself_says() {
        let unrecognized = r#"{"errcode": "M_UNRECOGNIZED", "error": "x"}"#;
        for (status, body, route) in [
            (405, unrecognized, Route::Offered),
            (404, unrecognized, Route::Missing),
            // A proxy of its own mind.
            (405, "<html>", Route::Unclear(405)),
            (403, "", Route::Unclear(403)),
            (400, unrecognized, Route::Unclear(400)),
        ] {
            assert_eq!(
                by_refused_method(&answer(status, body)),
                route,
                "{status} {body}"
            );
        }
        let context = r#"{"id": "api.context.404.app_error", "status_code": 404}"#;
        let user = r#"{"id": "app.user.missing_account.const", "status_code": 404}"#;
        let license = r#"{"id": "api.license", "status_code": 501}"#;
        for (status, body, route) in [
            (404, context, Route::Missing),
            (404, user, Route::Offered),
            (501, license, Route::SwitchedOff),
            (200, "[]", Route::Offered),
            (502, "<html>", Route::Unclear(502)),
        ] {
            assert_eq!(by_reading(&answer(status, body)), route, "{status} {body}");
        }
    }

    #[test]
    fn delegation_explains_what_it_removes_and_nothing_else() {
        let all = synapse::Client::OPERATIONS.iter();
        let found: Vec<_> = all
            .map(|operation| {
                let is_gone = operation.mas == Mas::Removed || operation.id == "list_rooms";
                let route = if is_gone {
                    Route::Missing
                } else {
                    Route::Offered
                };
                (operation, route)
            })
            .collect();
        let told = |is_delegated| {
            let check = summary(&found, found.len(), is_delegated).document();
            (check["result"].clone(), check["detail"].to_string())
        };
        let (result, detail) = told(true);
        assert_eq!(result, "warning");
        assert!(detail.contains("missing: list_rooms\""), "{detail}");
        let (_, detail) = told(false);
        assert!(!detail.contains("delegation"), "{detail}");
    }
}
