//! Schemas: the shapes that become the Rust types we want, and no others.

use super::{case, changed, check, problems};

const THING: &str = "openapi.yaml #/components/schemas/Thing";
const NAME: &str = "{type: string, description: Its name.}";
const NAME_AT: &str = "openapi.yaml #/components/schemas/Thing/properties/name";
const SIZE: &str = "{type: integer, description: Bytes., minimum: 0}";

#[test]
fn keywords() {
    check(&[
        case(
            NAME,
            "{type: string, description: Its name., anyOf: [{type: string}]}",
            "openapi.yaml #/components/schemas/Thing/properties/name/anyOf",
            "`anyOf` is not supported",
        ),
        case(
            NAME,
            "{type: string, description: Its name., pattern: '^a'}",
            "openapi.yaml #/components/schemas/Thing/properties/name/pattern",
            "`pattern` is not supported",
        ),
        case(
            NAME,
            "{type: string, description: Its name., const: a}",
            "openapi.yaml #/components/schemas/Thing/properties/name/const",
            "`const` is not supported",
        ),
        case(
            NAME,
            "{type: string, description: Its name., not: {}}",
            "openapi.yaml #/components/schemas/Thing/properties/name/not",
            "`not` is not supported",
        ),
        case(
            NAME,
            "{type: string, description: Its name., nullish: true}",
            "openapi.yaml #/components/schemas/Thing/properties/name/nullish",
            "`nullish` is not supported",
        ),
        case(
            NAME,
            "{type: string, description: Its name., nullable: 'yes'}",
            "openapi.yaml #/components/schemas/Thing/properties/name/nullable",
            "not true or false",
        ),
        case(
            "required: [name]",
            "required: name",
            "openapi.yaml #/components/schemas/Thing/required",
            "not a list",
        ),
        case(
            "required: [name]",
            "required: [label]",
            "openapi.yaml #/components/schemas/Thing/required",
            "`label` is not a property",
        ),
        case(
            SIZE,
            "{type: integer, description: Bytes., minimum: none}",
            "openapi.yaml #/components/schemas/Thing/properties/size/minimum",
            "not a number",
        ),
        case(
            SIZE,
            "{type: integer, description: Bytes., items: {}}",
            "openapi.yaml #/components/schemas/Thing/properties/size/items",
            "needs `type: array`",
        ),
        case(
            SIZE,
            "{description: Bytes., format: date}",
            "openapi.yaml #/components/schemas/Thing/properties/size/format",
            "needs `type: string`",
        ),
    ]);
}

#[test]
fn types() {
    check(&[
        case(
            NAME,
            "{type: [string, 'null'], description: Its name.}",
            "openapi.yaml #/components/schemas/Thing/properties/name/type",
            "is not a type",
        ),
        case(
            NAME,
            "{type: text, description: Its name.}",
            "openapi.yaml #/components/schemas/Thing/properties/name/type",
            "is not a type",
        ),
        case(
            NAME,
            "{type: 'null', description: Its name.}",
            "openapi.yaml #/components/schemas/Thing/properties/name/type",
            "is not a type",
        ),
        case(
            NAME,
            "{type: array, description: Its name.}",
            NAME_AT,
            "does not say what it holds",
        ),
        case(
            "type: object\n      description: A thing to be.",
            "description: A thing to be.",
            "parts.yaml #/components/schemas/NewThing/properties",
            "needs `type: object`",
        ),
        case(
            "additionalProperties: {type: boolean}",
            "additionalProperties: false",
            "openapi.yaml #/components/schemas/Thing/properties/props/additionalProperties",
            "forbids unknown fields",
        ),
        case(
            "additionalProperties: {type: boolean}",
            "additionalProperties: 5",
            "openapi.yaml #/components/schemas/Thing/properties/props/additionalProperties",
            "a schema or `true`",
        ),
    ]);
}

#[test]
fn nothing_inline_needs_a_name() {
    check(&[
        case(
            NAME,
            "{type: object, description: A., properties: {a: {type: string}}}",
            NAME_AT,
            "an object with properties has no name",
        ),
        case(
            NAME,
            "{type: string, description: A., enum: [a, b]}",
            NAME_AT,
            "an enumeration has no name",
        ),
        case(
            NAME,
            "{description: A., oneOf: [{type: string}, {type: integer}]}",
            NAME_AT,
            "a choice between schemas has no name",
        ),
        case(
            "items: {type: string}}\n        props",
            "items: {type: string, enum: [a]}}\n        props",
            "openapi.yaml #/components/schemas/Thing/properties/words/items",
            "an enumeration has no name",
        ),
        case(
            "additionalProperties: {type: boolean}",
            "additionalProperties: {type: object, properties: {a: {}}}",
            "openapi.yaml #/components/schemas/Thing/properties/props/additionalProperties",
            "an object with properties has no name",
        ),
    ]);
}

#[test]
fn combinations() {
    let flag = "{description: A flag., allOf: [{$ref: '#/components/schemas/Flag'}]}";
    check(&[
        case(
            flag,
            "{description: A flag., allOf: [{$ref: '#/components/schemas/Flag'}, {$ref: '#/components/schemas/Kind'}]}",
            "openapi.yaml #/components/schemas/Thing/properties/flag/allOf",
            "combines schemas",
        ),
        case(
            flag,
            "{description: A flag., type: boolean, allOf: [{$ref: '#/components/schemas/Flag'}]}",
            "openapi.yaml #/components/schemas/Thing/properties/flag/type",
            "stands beside `allOf`",
        ),
        case(
            "{type: boolean}, {type: integer}",
            "{type: boolean}",
            "openapi.yaml #/components/schemas/Flag/oneOf",
            "no choice",
        ),
        case(
            "{type: boolean}, {type: integer}",
            "{type: boolean}, {type: array, items: {}}",
            "openapi.yaml #/components/schemas/Flag/oneOf/1",
            "cannot be told apart",
        ),
    ]);
    // Both halves of a pair that cannot be told apart are named.
    let found = problems(
        "test",
        &changed(
            "{type: boolean}, {type: integer}",
            "{type: boolean}, {type: boolean}",
        ),
    );
    assert_eq!(found.len(), 2);
}

#[test]
fn components() {
    check(&[
        case(
            "description: A thing.",
            "description: ''",
            THING,
            "no description",
        ),
        case(NAME, "{type: string}", NAME_AT, "no description"),
        case(
            "    Started: {",
            "    Unused: {type: string, description: A.}\n    Started: {",
            "parts.yaml #/components/schemas/Unused",
            "nothing refers to it",
        ),
        case(
            "    UserId: {type: string,",
            "    UserId: {type: integer,",
            "openapi.yaml #/components/schemas/UserId",
            "an identifier",
        ),
        case(
            "description: A page.\n",
            "description: A page.\n      nullable: true\n",
            "parts.yaml #/components/schemas/Page",
            "nullable wherever",
        ),
        case(
            "{description: True or 1., oneOf: [{type: boolean}, {type: integer}]}",
            "{description: A., allOf: [{$ref: '#/components/schemas/UserId'}]}",
            "openapi.yaml #/components/schemas/Flag",
            "another name",
        ),
    ]);
}

#[test]
fn names_of_components() {
    for (name, says) in [
        ("kind", "not in PascalCase"),
        ("Secret", "cannot be the name of a Rust type"),
        ("Self", "cannot be the name of a Rust type"),
        (
            "ListThingsResponse",
            "derives the name `ListThingsResponse` for an inline body of `list_things`",
        ),
        (
            "StartBody",
            "derives the name `StartBody` for an inline body of `start`",
        ),
    ] {
        let mut texts = changed("    Kind: {", &format!("    {name}: {{"));
        for (_, text) in &mut texts {
            *text = text.replace("schemas/Kind'", &format!("schemas/{name}'"));
        }
        let found = problems("test", &texts);
        assert_eq!(found.len(), 1, "{name}: {found:?}");
        assert_eq!(found[0].place, format!("#/components/schemas/{name}"));
        assert!(found[0].message.contains(says), "{}", found[0]);
    }
}

#[test]
fn enumerations() {
    let at = "openapi.yaml #/components/schemas/Kind/enum";
    check(&[
        case("enum: [a, b]", "enum: []", at, "lists no value"),
        case("enum: [a, b]", "enum: [a, 1]", at, "`1` is not a string"),
        case(
            "enum: [a, b]",
            "enum: [a-b, a_b]",
            at,
            "`a_b` would become the variant `AB`",
        ),
        case("enum: [a, b]", "enum: [a, unknown]", at, "`unknown`"),
        case("enum: [a, b]", "enum: [a, self]", at, "`self`"),
        case("enum: [a, b]", "enum: [a, ½]", at, "`½`"),
    ]);
    let found = problems(
        "test",
        &changed(
            "{type: string, description: A kind., enum: [a, b]}",
            "{type: integer, description: A kind., enum: [1]}",
        ),
    );
    assert!(
        found
            .iter()
            .any(|found| found.message.contains("only strings can be enumerated"))
    );
}

#[test]
fn names_of_fields() {
    check(&[
        case(
            "note: {type: string",
            "Secret: {type: string",
            "parts.yaml #/components/schemas/NewThing/properties/secret",
            "same field as `Secret`",
        ),
        case(
            "note: {type: string",
            "extra: {type: string",
            "parts.yaml #/components/schemas/NewThing/properties/extra",
            "the map of unknown fields",
        ),
        case(
            "note: {type: string",
            "3d: {type: string",
            "parts.yaml #/components/schemas/NewThing/properties/3d",
            "no name in Rust",
        ),
        case(
            "note: {type: string",
            "'+': {type: string",
            "parts.yaml #/components/schemas/NewThing/properties/+",
            "no name in Rust",
        ),
    ]);
}

#[test]
fn moments() {
    const SEEN: &str =
        "{description: When., allOf: [{$ref: '#/components/schemas/TimestampSeconds'}]}";
    check(&[
        case(
            SEEN,
            "{type: array, description: When., items: {$ref: '#/components/schemas/TimestampSeconds'}}",
            "openapi.yaml #/components/schemas/Thing/properties/seen/items",
            "not a property",
        ),
        case(
            SEEN,
            "{description: When., oneOf: [{$ref: '#/components/schemas/TimestampSeconds'}, {nullable: true, enum: [null]}]}",
            "openapi.yaml #/components/schemas/Thing/properties/seen/oneOf/0",
            "can be missing and can be null",
        ),
        case(
            "{name: tag, in: query, description: Its tags., schema: {type: array, items: {type: string}}}",
            "{name: tag, in: query, description: When., schema: {$ref: '#/components/schemas/TimestampSeconds'}}",
            "parts.yaml #/paths/~1things/get/parameters/1/schema",
            "not a property",
        ),
        case(
            "TimestampSeconds: {type: integer, description: A moment in seconds.}",
            "TimestampSeconds: {type: string, description: A moment in seconds.}",
            "openapi.yaml #/components/schemas/TimestampSeconds",
            "a whole number",
        ),
    ]);
}
