//! Operations: ids, words, and the facts that the runtime needs.

use super::{case, changed, check, problems};

#[test]
fn ids() {
    let place = "openapi.yaml #/paths/~1things~1{id}/get/operationId";
    let second = "parts.yaml #/paths/~1things/post/operationId";
    check(&[
        case("operationId: get_thing", "x-removed: '2'", place, "missing"),
        case(
            "operationId: get_thing",
            "operationId: getThing",
            place,
            "not in snake case",
        ),
        case(
            "operationId: get_thing",
            "operationId: match",
            place,
            "Rust function",
        ),
        case(
            "operationId: get_thing",
            "operationId: ''",
            place,
            "Rust function",
        ),
        case(
            "operationId: get_thing",
            "operationId: 1st",
            place,
            "Rust function",
        ),
        case(
            "operationId: get_thing",
            "operationId: new",
            place,
            "every generated client",
        ),
        case(
            "operationId: get_thing",
            "operationId: baseurl",
            place,
            "every generated client",
        ),
        case(
            "operationId: start",
            "operationId: get_thing",
            second,
            "also the id of test/openapi.yaml",
        ),
        case(
            "operationId: start",
            "operationId: list_things",
            second,
            "also the id of test/parts.yaml",
        ),
    ]);
}

#[test]
fn ids_that_differ_in_spelling_only() {
    let found = problems(
        "test",
        &changed("operationId: start", "operationId: getThing"),
    );
    let messages: Vec<&str> = found.iter().map(|found| found.message.as_str()).collect();
    assert_eq!(messages.len(), 2, "{messages:?}");
    assert!(messages[0].contains("not in snake case"));
    assert!(messages[1].contains("also the id of test/openapi.yaml"));
}

#[test]
fn words_and_keys() {
    check(&[
        case(
            "summary: Gets.",
            "summary: ''",
            "openapi.yaml #/paths/~1things~1{id}/get/summary",
            "missing",
        ),
        case(
            "description: Gets a thing.",
            "description: 5",
            "openapi.yaml #/paths/~1things~1{id}/get/description",
            "missing",
        ),
        case(
            "tags: [things]\n      summary: Gets.",
            "summary: Gets.",
            "openapi.yaml #/paths/~1things~1{id}/get/tags",
            "one room",
        ),
        case(
            "tags: [things]\n      summary: Gets.",
            "tags: [a, b]\n      summary: Gets.",
            "openapi.yaml #/paths/~1things~1{id}/get/tags",
            "one room",
        ),
        case(
            "summary: Gets.",
            "summary: Gets.\n      deprecated: yes please",
            "openapi.yaml #/paths/~1things~1{id}/get/deprecated",
            "true or false",
        ),
        case(
            "summary: Gets.",
            "summary: Gets.\n      security: none",
            "openapi.yaml #/paths/~1things~1{id}/get/security",
            "a list",
        ),
        case(
            "summary: Gets.",
            "summary: Gets.\n      request_body: {}",
            "openapi.yaml #/paths/~1things~1{id}/get/request_body",
            "not supported",
        ),
        case(
            "summary: Gets.",
            "summary: Gets.\n      callbacks: {}",
            "openapi.yaml #/paths/~1things~1{id}/get/callbacks",
            "not supported",
        ),
        case(
            "summary: Gets.",
            "summary: Gets.\n      x-safe: true",
            "openapi.yaml #/paths/~1things~1{id}/get/x-safe",
            "extension of ours",
        ),
    ]);
}

#[test]
fn every_extension_is_there() {
    let place = "openapi.yaml #/paths/~1things~1{id}/get";
    let rest = "x-retry: safe\n      x-safety: read\n      x-since: null\n      x-pagination: none\n      parameters:";
    let without = |missing: &str| {
        let lines: Vec<&str> = rest
            .lines()
            .filter(|line| !line.trim().starts_with(missing))
            .collect();
        changed(rest, lines.join("\n").trim_start())
    };
    for missing in ["x-retry", "x-safety", "x-since", "x-pagination"] {
        let found = problems("test", &without(missing));
        let about: Vec<_> = found
            .iter()
            .filter(|found| found.message.contains("is missing"))
            .collect();
        assert_eq!(about.len(), 1, "{missing}: {found:?}");
        assert_eq!(
            format!("{} {}", about[0].file, about[0].place),
            format!("test/{place}")
        );
        assert!(about[0].message.contains(missing));
    }
    check(&[case(
        "x-permission: anybody",
        "deprecated: true",
        place,
        "`x-permission` is missing",
    )]);
}

#[test]
fn delegated_authentication_is_a_fact_of_synapse() {
    let found = problems(
        "synapse",
        &changed("summary: Gets.", "summary: Gets.\n      x-mas: removed"),
    );
    let places: Vec<&str> = found.iter().map(|found| found.place.as_str()).collect();
    assert_eq!(places, ["#/paths/~1things/get", "#/paths/~1things/post"]);
    assert!(
        found
            .iter()
            .all(|found| found.message.contains("`x-mas` is missing"))
    );
}

#[test]
fn values_of_extensions() {
    check(&[
        case(
            "x-retry: unsafe",
            "x-retry: never",
            "parts.yaml #/paths/~1things/post/x-retry",
            "`\"never\"` is not allowed",
        ),
        case(
            "x-retry: unsafe",
            "x-retry: safe",
            "parts.yaml #/paths/~1things/post/x-retry",
            "only read",
        ),
        case(
            "x-safety: destructive",
            "x-safety: null",
            "parts.yaml #/paths/~1things/post/x-safety",
            "not allowed",
        ),
        case(
            "x-since: '1.0'",
            "x-since: 1.0",
            "parts.yaml #/paths/~1things/post/x-since",
            "not allowed",
        ),
        case(
            "x-permission: some",
            "x-permission: [a]",
            "parts.yaml #/paths/~1things/post/x-permission",
            "not allowed",
        ),
        case(
            "x-since: '1.0'",
            "x-since: '1.0'\n      x-mas: maybe",
            "parts.yaml #/paths/~1things/post/x-mas",
            "not allowed",
        ),
    ]);
}

#[test]
fn a_get_only_reads() {
    let text = changed(
        "x-retry: safe\n      x-safety: read\n      x-since: null",
        "x-retry: unsafe\n      x-safety: reversible\n      x-since: null",
    );
    let found = problems("test", &text);
    assert_eq!(found.len(), 1);
    assert!(found[0].message.contains("a GET that changes something"));
}

#[test]
fn pagination() {
    let place = "parts.yaml #/paths/~1things/get/x-pagination";
    check(&[
        case(
            "x-pagination: {dialect: next_batch, ends: token_missing, request: from, response: next, items: things}",
            "x-pagination: pages",
            place,
            "`pages` is not allowed",
        ),
        case(
            "dialect: next_batch",
            "dialect: pages",
            "parts.yaml #/paths/~1things/get/x-pagination/dialect",
            "not allowed",
        ),
        case(
            "ends: token_missing",
            "ends: never",
            "parts.yaml #/paths/~1things/get/x-pagination/ends",
            "not allowed",
        ),
        case(
            "request: from",
            "request: form",
            "parts.yaml #/paths/~1things/get/x-pagination/request",
            "`form` is not a query parameter",
        ),
        case(
            "request: from",
            "limit: count",
            "parts.yaml #/paths/~1things/get/x-pagination/limit",
            "`count` is not a query parameter",
        ),
        case(
            "response: next",
            "response: later",
            "parts.yaml #/paths/~1things/get/x-pagination/response",
            "`later` is not a field",
        ),
        case(
            "items: things",
            "items: rows",
            "parts.yaml #/paths/~1things/get/x-pagination/items",
            "`rows` is not a field",
        ),
        case(
            "items: things",
            "total: rows",
            "parts.yaml #/paths/~1things/get/x-pagination/total",
            "`rows` is not a field",
        ),
        case(
            "items: things",
            "elements: things",
            "parts.yaml #/paths/~1things/get/x-pagination/elements",
            "`elements`",
        ),
        case(
            "items: things",
            "max: many",
            "parts.yaml #/paths/~1things/get/x-pagination/max",
            "whole number",
        ),
        case(
            "items: things",
            "offset: many",
            "parts.yaml #/paths/~1things/get/x-pagination/offset",
            "true or false",
        ),
        case(
            "items: things",
            "items: 7",
            "parts.yaml #/paths/~1things/get/x-pagination/items",
            "not a name",
        ),
    ]);
}

#[test]
fn jobs() {
    check(&[
        case(
            "poll: list_things",
            "poll: look",
            "parts.yaml #/paths/~1things/post/x-job/poll",
            "`look` is not an operation",
        ),
        case(
            "id: job",
            "id: task",
            "parts.yaml #/paths/~1things/post/x-job/id",
            "`task` is not a field",
        ),
        case(
            "id: job",
            "id: job, every: 5",
            "parts.yaml #/paths/~1things/post/x-job/every",
            "`every`",
        ),
        case(
            "{poll: list_things, id: job}",
            "list_things",
            "parts.yaml #/paths/~1things/post/x-job",
            "not an object",
        ),
    ]);
}
