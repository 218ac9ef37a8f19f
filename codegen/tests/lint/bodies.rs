//! Bodies of requests and answers.

use super::{case, changed, check, problems};

const BODY: &str = "content: {application/json: {schema: {$ref: '#/components/schemas/NewThing'}}}";
const BODY_AT: &str = "parts.yaml #/paths/~1things/post/requestBody";

#[test]
fn requests() {
    check(&[
        case(
            BODY,
            "content: {application/json: {schema: {$ref: '#/components/schemas/NewThing'}}, text/plain: {schema: {type: string}}}",
            BODY_AT,
            "2 media types",
        ),
        case(
            BODY,
            "content: {multipart/form-data: {schema: {$ref: '#/components/schemas/NewThing'}}, application/json: {schema: {}}}",
            BODY_AT,
            "2 media types",
        ),
        case(
            "'#/components/schemas/NewThing'}}}}",
            "'#/components/schemas/NewThing'}}}, require: true}",
            "parts.yaml #/paths/~1things/post/requestBody/require",
            "`require`",
        ),
        case(
            BODY,
            "content: {image/png: {schema: {$ref: '#/components/schemas/NewThing'}}}",
            BODY_AT,
            "`image/png`",
        ),
        case(
            BODY,
            "content: {application/json: {schema: {$ref: '#/components/schemas/NewThing'}, encoding: {}}}",
            "parts.yaml #/paths/~1things/post/requestBody/content/application~1json/encoding",
            "`encoding`",
        ),
    ]);
    // Without its one use, the component is a second problem.
    for (to, place, says) in [
        ("content: {}", "requestBody", "0 media types"),
        (
            "content: {application/json: {}}",
            "requestBody/content/application~1json/schema",
            "is missing",
        ),
        (
            "content: {application/json: 5}",
            "requestBody/content/application~1json",
            "not an object",
        ),
        (
            "content: {application/json: {schema: {type: object, properties: {a: {}}}}}",
            "requestBody/content/application~1json/schema",
            "an object with properties has no name",
        ),
        (
            "content: {application/json: {schema: {type: object, required: [a]}}}",
            "requestBody/content/application~1json/schema",
            "an object with properties has no name",
        ),
        (
            "content: {application/json: {schema: {oneOf: [{type: string}, {type: integer}]}}}",
            "requestBody/content/application~1json/schema",
            "a choice between schemas has no name",
        ),
    ] {
        let found = problems("test", &changed(BODY, to));
        assert_eq!(found.len(), 2, "{to}: {found:?}");
        assert_eq!(found[0].place, format!("#/paths/~1things/post/{place}"));
        assert!(found[0].message.contains(says), "{}", found[0]);
        assert_eq!(found[1].message, "nothing refers to it");
    }
}

#[test]
fn statuses() {
    let started = |status: &str| changed("'202'", status);
    for status in ["default", "2XX", "'99'", "'2000'", "'600'"] {
        let found = problems("test", &started(status));
        assert!(
            found
                .iter()
                .any(|found| found.message.contains("is not a status")),
            "{status}: {found:?}"
        );
    }
    check(&[
        case(
            "'202': {",
            "default: {description: Others.}\n        '202': {",
            "parts.yaml #/paths/~1things/post/responses/default",
            "`default` is not a status",
        ),
        case(
            "'202': {",
            "5XX: {description: Others.}\n        '202': {",
            "parts.yaml #/paths/~1things/post/responses/5XX",
            "`5XX` is not a status",
        ),
    ]);
}

#[test]
fn no_success() {
    // A job names a field of the success, so it goes first.
    let mut texts = changed("x-job: {poll: list_things, id: job}", "x-removed: '2'");
    for (_, text) in &mut texts {
        *text = text.replace("'202'", "'400'");
    }
    let found = problems("test", &texts);
    assert_eq!(found.len(), 1);
    assert!(found[0].message.contains("name no success"));
}

#[test]
fn answers() {
    check(&[
        case(
            "'201': {description: New., content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}",
            "'201': {description: New., content: {application/json: {schema: {$ref: '#/components/schemas/Page'}}}}",
            "openapi.yaml #/paths/~1things~1{id}/get/responses",
            "different bodies",
        ),
        case(
            "'201': {description: New., content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}",
            "'204': {description: Nothing.}",
            "openapi.yaml #/paths/~1things~1{id}/get/responses",
            "different bodies",
        ),
        case(
            "'201': {description: New., content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}",
            "'201': {description: New., content: {text/plain: {schema: {type: string}}}}",
            "openapi.yaml #/paths/~1things~1{id}/get/responses",
            "different bodies",
        ),
        case(
            "'200': {description: A page., content: {",
            "'200': {description: A page., content: {text/csv: {schema: {type: string}}, ",
            "parts.yaml #/paths/~1things/get/responses/200/content",
            "JSON or something else",
        ),
        case(
            "'200': {description: A page., ",
            "'200': {",
            "parts.yaml #/paths/~1things/get/responses/200",
            "no description",
        ),
        case(
            "NotFound: {description: There is none.}",
            "NotFound: {description: There is none., content: {text/plain: {}}}",
            "openapi.yaml #/paths/~1things~1{id}/get/responses/404/content/text~1plain/schema",
            "is missing",
        ),
        case(
            "NotFound: {description: There is none.}",
            "NotFound: {description: There is none., content: {'text/*': {schema: {type: string}}}}",
            "openapi.yaml #/paths/~1things~1{id}/get/responses/404/content/text~1*",
            "plain media type",
        ),
        case(
            "NotFound: {description: There is none.}",
            "NotFound: {description: There is none., links: {}}",
            "openapi.yaml #/paths/~1things~1{id}/get/responses/404/links",
            "`links`",
        ),
        case(
            "'404': {$ref: '#/components/responses/NotFound'}",
            "'404': {$ref: '#/components/responses/NotFound'}\n        '500': broken",
            "openapi.yaml #/paths/~1things~1{id}/get/responses/500",
            "not an object",
        ),
    ]);
}
