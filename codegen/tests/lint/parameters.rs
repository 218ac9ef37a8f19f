//! Parameters: what progenitor can send, and what Rust can name.

use super::{case, check};

const KIND: &str =
    "{name: kind, in: query, description: Its kind., schema: {$ref: '#/components/schemas/Kind'}}";
const KIND_AT: &str = "openapi.yaml #/paths/~1things~1{id}/get/parameters/1";
const FROM: &str = "{name: from, in: query, description: Where to go on., schema: {type: string}}";
const TAG: &str =
    "{name: tag, in: query, description: Its tags., schema: {type: array, items: {type: string}}}";
const TAG_AT: &str = "parts.yaml #/paths/~1things/get/parameters/1";
const DEVICE_AT: &str = "parts.yaml #/paths/~1things/get/parameters/2";
const LAST_AT: &str = "parts.yaml #/paths/~1things/get/parameters/3";

#[test]
fn places_and_styles() {
    check(&[
        case(
            "name: tag, in: query",
            "name: tag, in: cookie",
            TAG_AT,
            "stands in `cookie`",
        ),
        case("name: tag, in: query", "name: tag", TAG_AT, "stands in ``"),
        case(
            "name: tag, in: query",
            "name: tag, in: query, style: deepObject",
            TAG_AT,
            "style",
        ),
        case(
            "name: tag, in: query",
            "name: tag, in: query, style: spaceDelimited",
            TAG_AT,
            "style",
        ),
        case(
            "name: X-Device, in: header",
            "name: X-Device, in: header, style: form",
            DEVICE_AT,
            "style",
        ),
        case(
            "name: tag, in: query",
            "name: tag, in: query, explode: false",
            TAG_AT,
            "explode",
        ),
        case(
            "name: id, in: path, required: true",
            "name: id, in: path",
            "openapi.yaml #/paths/~1things~1{id}/get/parameters/0",
            "not required",
        ),
    ]);
}

#[test]
fn declarations() {
    check(&[
        case("name: tag, in: query", "in: query", TAG_AT, "no name"),
        case("description: Its tags., ", "", TAG_AT, "no description"),
        case(
            ", schema: {$ref: '#/components/schemas/UserId'}}\n  responses",
            "}\n  responses",
            "openapi.yaml #/paths/~1things~1{id}/get/parameters/0",
            "no schema",
        ),
        case(
            "name: tag, in: query",
            "name: from, in: query",
            TAG_AT,
            "declared twice",
        ),
        case(
            "name: tag, in: query",
            "name: tag, in: query, require: true",
            "parts.yaml #/paths/~1things/get/parameters/1/require",
            "`require`",
        ),
        case(
            "name: tag, in: query",
            "name: tag, in: query, content: {}",
            "parts.yaml #/paths/~1things/get/parameters/1/content",
            "`content`",
        ),
        case(
            "- {$ref: '#/components/parameters/Id'}",
            "- {$ref: '#/components/parameters/Id'}\n        - 5",
            KIND_AT,
            "no name",
        ),
    ]);
}

#[test]
fn paths_and_parameters_agree() {
    check(&[
        case(
            "  /things/{id}:",
            "  /things/{id}/{part}:",
            "openapi.yaml #/paths/~1things~1{id}~1{part}/get/parameters",
            "`{part}` of the path is not declared",
        ),
        case(
            "  /things/{id}:",
            "  /things/{id}/{id}:",
            "openapi.yaml #/paths/~1things~1{id}~1{id}/get/parameters",
            "more than once",
        ),
        case(
            "name: tag, in: query, description: Its tags., schema: {type: array, items: {type: string}}",
            "name: tag, in: path, required: true, description: A., schema: {type: string}",
            "parts.yaml #/paths/~1things/get/parameters",
            "not in the path",
        ),
    ]);
}

#[test]
fn names() {
    check(&[
        case("name: tag, in", "name: 3pid, in", TAG_AT, "no name in Rust"),
        case("name: tag, in", "name: send, in", TAG_AT, "every builder"),
        case("name: tag, in", "name: New, in", TAG_AT, "every builder"),
        case("name: tag, in", "name: From, in", TAG_AT, "same function"),
        case(
            "name: _, in: query",
            "name: _, in: query, required: true",
            LAST_AT,
            "cannot be left out",
        ),
        case(
            "x-job: {",
            "parameters: [{name: body, in: query, description: A., schema: {type: string}}]\n      x-job: {",
            "parts.yaml #/paths/~1things/post/parameters/0",
            "same function as the body",
        ),
    ]);
}

#[test]
fn shapes() {
    check(&[
        case(
            TAG,
            "{name: tag, in: query, description: A., schema: {type: object}}",
            TAG_AT,
            "neither plain nor",
        ),
        case(
            TAG,
            "{name: tag, in: query, description: A., schema: {}}",
            TAG_AT,
            "neither plain nor",
        ),
        case(
            TAG,
            "{name: tag, in: query, description: A., schema: {$ref: '#/components/schemas/Page'}}",
            TAG_AT,
            "neither plain nor",
        ),
        case(
            TAG,
            "{name: tag, in: query, description: A., schema: {$ref: '#/components/schemas/Flag'}}",
            TAG_AT,
            "neither plain nor",
        ),
        case(
            TAG,
            "{name: tag, in: query, description: A., schema: {type: array, items: {type: array, items: {}}}}",
            TAG_AT,
            "neither plain nor",
        ),
        case(
            TAG,
            "{name: tag, in: header, description: A., schema: {type: array, items: {type: string}}}",
            TAG_AT,
            "neither plain nor",
        ),
        case(
            "schema: {type: string, maxLength: 9}",
            "schema: {type: string, nullable: true}",
            DEVICE_AT,
            "nullable",
        ),
        case(
            "schema: {type: string, maxLength: 9}",
            "schema: {type: string, format: password}",
            DEVICE_AT,
            "a secret in the header",
        ),
        case(
            FROM,
            "{name: from, in: query, description: A., schema: [string]}",
            "parts.yaml #/paths/~1things/get/parameters/0/schema",
            "not a schema",
        ),
        case(
            FROM,
            "{name: from, in: query, description: A., schema: {type: string, enum: [a]}}",
            "parts.yaml #/paths/~1things/get/parameters/0/schema",
            "an enumeration has no name",
        ),
        case(
            KIND,
            "{name: kind, in: query, description: A., schema: {$ref: '#/components/schemas/Kind/enum'}}",
            "openapi.yaml #/paths/~1things~1{id}/get/parameters/1/schema",
            "not the schema of a component",
        ),
    ]);
}
