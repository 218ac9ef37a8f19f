//! The normaliser, rule by rule: a small document in, one fact about what progenitor gets.

use serde_json::{Value, json};

use super::{Normalised, normalise};
use crate::{bundle::Document, operations};

/// A document of one GET with these keys and these component schemas, both as YAML objects.
fn document(operation: &str, schemas: &str) -> Document {
    let text = format!(
        "{{openapi: 3.0.3, info: {{}}, security: [{{token: []}}], tags: [], servers: [],\n\
         paths: {{/things: {{get: {operation}}}}},\n\
         components: {{schemas: {schemas}, responses: {{Shared: {{description: A.}}}}}}}}"
    );
    Document::from_texts("test", &[("openapi.yaml".to_owned(), text)])
        .unwrap_or_else(|found| panic!("{found}"))
}

fn operation(keys: &str) -> Value {
    let answer = "responses: {'200': {description: A.}}";
    let keys = if keys.contains("responses") {
        keys.to_owned()
    } else {
        format!("{keys}, {answer}")
    };
    let normalised = normalise(&document(&format!("{{operationId: get, {keys}}}"), "{}"));
    normalised.value["paths"]["/things"]["get"].clone()
}

fn components(schemas: &str) -> Normalised {
    normalise(&document(
        "{responses: {'200': {description: A.}}}",
        schemas,
    ))
}

/// One property of a component, normalised.
fn property(required: bool, schema: &str) -> Value {
    let required = if required { "[own]" } else { "[]" };
    let normalised = components(&format!(
        "{{A: {{type: object, required: {required}, properties: {{own: {schema}}}}}}}"
    ));
    normalised.value["components"]["schemas"]["A"]["properties"]["own"].clone()
}

const BYTES: &str = "application/octet-stream";

#[test]
fn success_statuses_become_one_and_errors_go() {
    let normal = operation(
        "responses: {'200': {description: A., content: {application/json: {schema: {type: string}}}},
          '201': {description: B., content: {application/json: {schema: {type: string}}}},
          '400': {description: C., content: {application/json: {schema: {type: object}}}},
          '404': {$ref: '#/components/responses/Shared'}}",
    );
    let responses = normal["responses"].as_object().unwrap();
    assert_eq!(responses.keys().collect::<Vec<_>>(), ["2XX"]);
    assert_eq!(
        responses["2XX"]["content"],
        json!({"application/json": {"schema": {"type": "string"}}})
    );
}

#[test]
fn an_answer_without_a_type_becomes_bytes() {
    for content in [
        "{description: A.}",
        "{description: A., content: {image/png: {schema: {}}}}",
        "{$ref: '#/components/responses/Shared'}",
    ] {
        let normal = operation(&format!("responses: {{'200': {content}}}"));
        let content = normal["responses"]["2XX"]["content"].as_object().unwrap();
        assert_eq!(content.keys().collect::<Vec<_>>(), [BYTES]);
        assert_eq!(content[BYTES]["schema"]["format"], "binary");
    }
}

#[test]
fn bounds_and_defaults_become_words() {
    let normal = property(
        false,
        "{type: integer, description: Size., minimum: 1, maximum: 9, default: 5}",
    );
    assert_eq!(
        normal,
        json!({
            "type": "integer",
            "format": "int64",
            "description": "Size.\n\nServer default: `5`. At least: `1`. At most: `9`.",
        })
    );
    let normal = property(
        false,
        "{type: string, minLength: 1, maxLength: 9, default: a}",
    );
    assert_eq!(
        normal["description"],
        "Server default: `a`. Shortest length: `1`. Longest length: `9`."
    );
    let normal = property(
        true,
        "{type: array, description: A., items: {}, minItems: 1, maxItems: 9, default: []}",
    );
    assert_eq!(
        normal["description"],
        "A.\n\nFewest items: `1`. Most items: `9`."
    );
    assert_eq!(
        normal.as_object().unwrap().keys().collect::<Vec<_>>(),
        ["description", "items", "type"]
    );
}

#[test]
fn bounds_go_below_the_surface_too() {
    let normal = property(true, "{type: array, items: {type: integer, minimum: 1}}");
    assert_eq!(normal["items"].get("minimum"), None);
    let normal = property(
        true,
        "{type: object, additionalProperties: {type: integer, minimum: 1}}",
    );
    assert_eq!(normal["additionalProperties"].get("minimum"), None);
    let normalised =
        components("{A: {oneOf: [{type: string, format: uuid}, {type: integer, minimum: 1}]}}");
    assert_eq!(
        normalised.value["components"]["schemas"]["A"]["oneOf"][0]
            .as_object()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(
        normalised.value["components"]["schemas"]["A"]["oneOf"][1].get("minimum"),
        None
    );
}

#[test]
fn secrets_become_their_component() {
    let secret = json!([{"$ref": "#/components/schemas/Secret"}]);
    let normal = property(
        true,
        "{type: string, format: password, description: A., minLength: 8}",
    );
    assert_eq!(
        normal,
        json!({"description": "A.\n\nShortest length: `8`.", "allOf": secret})
    );
    let normal = property(false, "{type: string, format: password, nullable: true}");
    assert_eq!(normal, json!({"nullable": true, "allOf": secret}));
    let normal = property(
        true,
        "{type: array, items: {type: string, format: password}}",
    );
    assert_eq!(normal["items"], json!({"allOf": secret}));
    let normalised = components("{}");
    assert_eq!(
        normalised.value["components"]["schemas"]["Secret"]["type"],
        "string"
    );
}

#[test]
fn collections_may_be_null_where_they_may_be_missing() {
    let array = "{type: array, items: {type: string}}";
    let map = "{type: object, additionalProperties: {type: string}}";
    for schema in [array, map, "{type: object}"] {
        assert_eq!(property(false, schema)["nullable"], true, "{schema}");
        assert_eq!(property(true, schema).get("nullable"), None, "{schema}");
    }
    assert_eq!(property(false, "{type: string}").get("nullable"), None);
}

#[test]
fn a_collection_that_may_be_null_has_no_third_state_by_that() {
    let normalised = components("{A: {type: object, properties: {own: {type: array, items: {}}}}}");
    assert!(normalised.three_state.is_empty());
}

#[test]
fn unknown_fields_are_kept() {
    let schemas = components(
        "{Free: {type: object}, Open: {type: object, additionalProperties: true},
          Known: {type: object, properties: {a: {type: string}}},
          Typed: {type: object, properties: {a: {type: string}}, additionalProperties: {type: boolean}}}",
    )
    .value["components"]["schemas"]
        .clone();
    for name in ["Free", "Open", "Known"] {
        assert_eq!(schemas[name]["additionalProperties"], json!({}), "{name}");
    }
    assert_eq!(
        schemas["Typed"]["additionalProperties"],
        json!({"type": "boolean"})
    );
}

#[test]
fn enumerations_are_recorded_and_become_strings() {
    let normalised =
        components("{Dir: {type: string, description: A., enum: [f, b]}, Text: {type: string}}");
    assert_eq!(normalised.enums.keys().collect::<Vec<_>>(), ["Dir"]);
    assert_eq!(
        normalised.value["components"]["schemas"]["Dir"],
        json!({"type": "string", "description": "A."})
    );
}

#[test]
fn formats_go_except_for_bytes_and_numbers_of_64_bits() {
    for (schema, format) in [
        ("{type: string, format: date-time}", Value::Null),
        ("{type: string, format: uuid}", Value::Null),
        ("{type: string, format: binary}", "binary".into()),
        ("{type: integer}", "int64".into()),
        ("{type: integer, format: int32}", "int64".into()),
        ("{type: number, format: float}", Value::Null),
        ("{type: number, format: double}", "double".into()),
    ] {
        assert_eq!(property(true, schema)["format"], format, "{schema}");
    }
}

#[test]
fn missing_null_and_a_value_are_told_apart_where_all_three_exist() {
    let normalised = components(
        "{A: {type: object, required: [always], properties: {
            always: {type: string, nullable: true},
            plain: {type: string},
            either: {type: string, nullable: true},
            named: {oneOf: [{$ref: '#/components/schemas/B'}, {nullable: true, enum: [null]}]}}},
          B: {type: object}}",
    );
    let pair = |property: &str| ("A".to_owned(), property.to_owned());
    assert_eq!(
        normalised.three_state.into_iter().collect::<Vec<_>>(),
        [pair("either"), pair("named")]
    );
}

#[test]
fn a_component_or_null_is_a_nullable_reference() {
    let normal = property(
        true,
        "{description: A., oneOf: [{$ref: '#/components/schemas/A'}, {nullable: true, enum: [null]}]}",
    );
    assert_eq!(
        normal,
        json!({"description": "A.", "nullable": true, "allOf": [{"$ref": "#/components/schemas/A"}]})
    );
}

#[test]
fn operations_written_by_hand_leave_the_paths_and_stay_in_the_table() {
    for by_hand in [
        "{operationId: own, requestBody: {content: {multipart/form-data: {schema: {}}}}, responses: {'200': {description: A.}}}",
        "{operationId: own, requestBody: {content: {application/x-www-form-urlencoded: {schema: {}}}}, responses: {'200': {description: A.}}}",
        "{operationId: own, responses: {'302': {description: A.}, '401': {description: B.}}}",
    ] {
        let document = document(by_hand, "{}");
        assert_eq!(normalise(&document).value["paths"], json!({}), "{by_hand}");
        let table = operations::read(&document);
        assert_eq!(
            (table.len(), &*table[0].id, table[0].generated),
            (1, "own", false)
        );
    }
    let generated = document(
        "{operationId: own, responses: {'200': {description: A.}}}",
        "{}",
    );
    assert!(operations::read(&generated)[0].generated);
}

#[test]
fn a_parameter_without_a_name_in_rust_goes() {
    let normal = operation(
        "parameters: [{name: _, in: query, schema: {type: string}}, {name: a, in: query, schema: {type: string}}]",
    );
    let names: Vec<&Value> = normal["parameters"]
        .as_array()
        .unwrap()
        .iter()
        .map(|parameter| &parameter["name"])
        .collect();
    assert_eq!(names, ["a"]);
}

#[test]
fn a_parameter_is_the_component_itself_and_keeps_its_words() {
    let normal = operation(
        "parameters: [{name: a, in: query, description: See <b>.,
           schema: {default: f, allOf: [{$ref: '#/components/schemas/Dir'}]}}]",
    );
    let parameter = &normal["parameters"][0];
    assert_eq!(
        parameter["schema"],
        json!({"$ref": "#/components/schemas/Dir"})
    );
    assert_eq!(parameter["description"], "See \\<b\\>.");
}

#[test]
fn a_body_is_required_and_simplified() {
    let normal = operation(
        "requestBody: {required: false, content: {application/json: {schema: {type: integer, minimum: 1}}}}",
    );
    assert_eq!(normal["requestBody"]["required"], true);
    assert_eq!(
        normal["requestBody"]["content"]["application/json"]["schema"].get("minimum"),
        None
    );
}

#[test]
fn facts_are_said_in_the_description() {
    let normal = operation(
        "description: Gets., x-permission: admins, x-since: '1.2', x-mas: removed, deprecated: true",
    );
    assert_eq!(
        normal["description"],
        "Gets.\n\nPermission: admins. Since server version 1.2. \
         Absent when authentication is delegated. Deprecated."
    );
    let normal =
        operation("description: Gets., x-permission: all, x-since: null, x-mas: restricted");
    assert_eq!(
        normal["description"],
        "Gets.\n\nPermission: all. Restricted when authentication is delegated."
    );
    let normal = operation("description: Gets., x-mas: available, deprecated: false");
    assert_eq!(normal["description"], "Gets.");
}

#[test]
fn what_would_change_generated_names_goes() {
    let normalised = normalise(&document(
        "{operationId: a, tags: [b], responses: {'200': {description: A.}}}",
        "{}",
    ));
    let root = normalised.value.as_object().unwrap();
    assert_eq!(
        root.keys().collect::<Vec<_>>(),
        ["components", "info", "openapi", "paths"]
    );
    assert_eq!(
        root["components"]
            .as_object()
            .unwrap()
            .keys()
            .collect::<Vec<_>>(),
        ["schemas"]
    );
    assert_eq!(root["paths"]["/things"]["get"].get("tags"), None);
}

#[test]
fn the_document_itself_stays_as_it_is() {
    let document = document(
        "{operationId: a, responses: {'200': {description: A.}, '404': {description: B.}}}",
        "{A: {type: integer, minimum: 1}}",
    );
    let before = document.value().clone();
    normalise(&document);
    assert_eq!(document.value(), &before);
}
