//! Whole documents: texts that cannot be parsed, parts that do not fit, references, outline.

use chatadm_codegen::{Document, load};

use super::{case, changed, check, problems};

#[test]
fn roots_and_parts() {
    check(&[
        case(
            "openapi: 3.0.3",
            "openapi: 3.1.0",
            "openapi.yaml #/openapi",
            "`3.1.0`",
        ),
        case(
            "openapi: 3.0.3",
            "openapi: 2",
            "openapi.yaml #/openapi",
            "not supported",
        ),
        case("title: Test, ", "", "openapi.yaml #/info/title", "missing"),
        case(
            "version: '1', ",
            "",
            "openapi.yaml #/info/version",
            "missing",
        ),
        case(
            "description: A test.",
            "description: ''",
            "openapi.yaml #/info/description",
            "missing",
        ),
        case(
            "security: []",
            "secured: []",
            "openapi.yaml #/secured",
            "`secured`",
        ),
        case(
            "  responses:\n    NotFound",
            "  examples: {A: {}}\n  responses:\n    NotFound",
            "openapi.yaml #/components/examples",
            "`examples`",
        ),
        case(
            "paths:\n  /things:",
            "tags: []\npaths:\n  /things:",
            "parts.yaml #/tags",
            "only `paths` and `components`",
        ),
    ]);
}

#[test]
fn a_name_that_two_parts_define() {
    check(&[
        case(
            "    Started: {",
            "    Thing: {",
            "parts.yaml #/components/schemas/Thing",
            "already defined",
        ),
        case(
            "  /things:\n",
            "  /things/{id}:\n",
            "parts.yaml #/paths/~1things~1{id}",
            "already defined",
        ),
    ]);
}

#[test]
fn references() {
    check(&[
        case(
            "schema: {$ref: '#/components/schemas/Page'}",
            "schema: {$ref: '#/components/schemas/Gone'}",
            "parts.yaml #/paths/~1things/get/responses/200/content/application~1json/schema",
            "`#/components/schemas/Gone` points to nothing",
        ),
        case(
            "{$ref: '#/components/parameters/Id'}",
            "{$ref: 'other.yaml#/Id'}",
            "openapi.yaml #/paths/~1things~1{id}/get/parameters/0",
            "leaves the document",
        ),
        case(
            "{$ref: '#/components/responses/NotFound'}",
            "{$ref: '#/components/responses/NotFound', description: Gone.}",
            "openapi.yaml #/paths/~1things~1{id}/get/responses/404",
            "keys beside `$ref`",
        ),
        case(
            "items: {$ref: '#/components/schemas/Thing'}",
            "items: {$ref: '#/components/responses/NotFound'}",
            "parts.yaml #/components/schemas/Page/properties/things/items",
            "not the schema of a component",
        ),
        case(
            "items: {$ref: '#/components/schemas/Thing'}",
            "items: {$ref: '#/components/schemas/Thing/properties/name'}",
            "parts.yaml #/components/schemas/Page/properties/things/items",
            "not the schema of a component",
        ),
        case(
            "allOf: [{$ref: '#/components/schemas/Flag'}]",
            "allOf: [{$ref: '#/components/schemas/Flag/oneOf/0'}]",
            "openapi.yaml #/components/schemas/Thing/properties/flag/allOf/0",
            "not the schema of a component",
        ),
    ]);
}

#[test]
fn paths() {
    check(&[
        case(
            "  /things:\n",
            "  things:\n",
            "parts.yaml #/paths/things",
            "whole segments",
        ),
        case(
            "  /things:\n",
            "  /things/:\n",
            "parts.yaml #/paths/~1things~1",
            "whole segments",
        ),
        case(
            "  /things:\n",
            "  /things?a=b:\n",
            "parts.yaml #/paths/~1things?a=b",
            "whole segments",
        ),
        case(
            "  /things:\n",
            "  /things/a{b}:\n",
            "parts.yaml #/paths/~1things~1a{b}",
            "whole segments",
        ),
        case(
            "    post:",
            "    trace:",
            "parts.yaml #/paths/~1things/trace",
            "`trace`",
        ),
        case(
            "    post:",
            "    parameters: []\n    post:",
            "parts.yaml #/paths/~1things/parameters",
            "`parameters`",
        ),
        case(
            "    post:",
            "    put:\n    post:",
            "parts.yaml #/paths/~1things/put",
            "not an object",
        ),
        case(
            "  /things:\n",
            "  /none: 1\n  /things:\n",
            "parts.yaml #/paths/~1none",
            "not an object",
        ),
    ]);
}

#[test]
fn invalid_yaml_names_the_line() {
    let found = problems("test", &changed("summary: Gets.", "summary: Gets: it."));
    assert_eq!(found.len(), 1);
    assert_eq!(
        (&*found[0].file, &*found[0].place),
        ("test/openapi.yaml", "line 9 column 20")
    );
    assert!(found[0].message.contains("not valid YAML"), "{}", found[0]);
}

#[test]
fn a_key_that_stands_twice_is_found() {
    let found = problems(
        "test",
        &changed("summary: Gets.", "summary: Gets.\n      summary: Takes."),
    );
    assert_eq!(found.len(), 1);
    assert!(found[0].message.contains("duplicate entry"), "{}", found[0]);
}

#[test]
fn a_key_that_is_no_string_is_found() {
    let found = problems("test", &changed("security: []", "[1]: []"));
    assert_eq!(found.len(), 1);
    assert!(
        found[0].message.contains("has no JSON form"),
        "{}",
        found[0]
    );
}

#[test]
fn what_is_merged_must_be_an_object() {
    for (text, place) in [
        ("", "#"),
        ("[]", "#"),
        ("paths:", "#/paths"),
        ("components: 1", "#/components"),
        ("components: {schemas: []}", "#/components/schemas"),
    ] {
        for broken in ["test/openapi.yaml", "test/parts.yaml"] {
            let mut texts = changed("title: Test", "title: Test");
            for (_, own) in texts.iter_mut().filter(|(file, _)| file == broken) {
                text.clone_into(own);
            }
            let found = problems("test", &texts);
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!((&*found[0].file, &*found[0].place), (broken, place));
            assert!(found[0].message.contains("not an object"));
        }
    }
}

#[test]
fn a_document_without_operations_is_found() {
    let text = "{openapi: 3.0.3, info: {title: A, version: '1', description: B}, paths: {}}";
    let found = problems("test", &[("test/openapi.yaml".to_owned(), text.to_owned())]);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].place, "#/paths");
}

#[test]
fn a_folder_without_a_root_is_found() {
    for texts in [
        vec![],
        vec![("test/parts.yaml".to_owned(), "paths: {}".to_owned())],
    ] {
        let found = problems("test", &texts);
        assert_eq!(found.len(), 1);
        assert!(found[0].message.contains("no openapi.yaml"), "{}", found[0]);
    }
}

#[test]
fn an_api_that_cannot_be_a_module_is_found() {
    for api in ["", "Synapse", "two words", "mod", "../up"] {
        let error = Document::from_texts(api, &changed("title: Test", "title: Test")).unwrap_err();
        assert!(error.to_string().contains("Rust module"), "{error}");
    }
}

#[test]
fn a_folder_that_is_not_there_is_found() {
    let error = load("there/is/no/such/folder".as_ref()).unwrap_err();
    let files: Vec<&str> = error.iter().map(|found| found.file.as_str()).collect();
    assert_eq!(files, ["mattermost/", "synapse/"]);
}
