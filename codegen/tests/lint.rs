//! The lint, rule by rule: a document that is right, one change, and what the author reads then.

use chatadm_codegen::{Diagnostic, Document, generate_from};

#[path = "lint/bodies.rs"]
mod bodies;
#[path = "lint/documents.rs"]
mod documents;
#[path = "lint/fuzz.rs"]
mod fuzz;
#[path = "lint/operations.rs"]
mod operations;
#[path = "lint/parameters.rs"]
mod parameters;
#[path = "lint/schemas.rs"]
mod schemas;

/// A document in two parts without a problem; the changes below start from it.
const FILES: [(&str, &str); 2] = [
    ("test/openapi.yaml", include_str!("lint/base/openapi.yaml")),
    ("test/parts.yaml", include_str!("lint/base/parts.yaml")),
];

/// One change and the diagnostic that it must bring: where, and words of the message.
struct Case {
    from: &'static str,
    to: &'static str,
    place: &'static str,
    says: &'static str,
}

/// `from` stands once in the base document; `place` begins with the name of the file.
const fn case(
    from: &'static str,
    to: &'static str,
    place: &'static str,
    says: &'static str,
) -> Case {
    Case {
        from,
        to,
        place,
        says,
    }
}

fn changed(from: &str, to: &str) -> Vec<(String, String)> {
    let count: usize = FILES
        .iter()
        .map(|(_, text)| text.matches(from).count())
        .sum();
    assert_eq!(count, 1, "`{from}` should stand once in the base document");
    FILES
        .iter()
        .map(|(file, text)| ((*file).to_owned(), text.replace(from, to)))
        .collect()
}

fn problems(api: &str, texts: &[(String, String)]) -> Vec<Diagnostic> {
    let generated =
        Document::from_texts(api, texts).and_then(|document| generate_from(&[document]));
    generated.err().into_iter().flatten().collect()
}

/// Each case brings its diagnostic and no other.
fn check(cases: &[Case]) {
    let mut wrong = Vec::new();
    for case in cases {
        let found = problems("test", &changed(case.from, case.to));
        let is_right = |only: &Diagnostic| {
            let place = format!("{} {}", only.file, only.place);
            place == format!("test/{}", case.place)
                && only.message.contains(case.says)
                && !only.help.is_empty()
        };
        if !matches!(&found[..], [only] if is_right(only)) {
            let found: Vec<String> = found.iter().map(ToString::to_string).collect();
            wrong.push(format!(
                "`{}` became `{}`; expected\n{}: {}\nfound\n{}",
                case.from,
                case.to,
                case.place,
                case.says,
                found.join("\n")
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn the_base_document_has_no_problem() {
    assert_eq!(problems("test", &changed("title: Test", "title: Test")), []);
}

#[test]
fn each_problem_has_its_own_diagnostic() {
    let mut texts = changed("operationId: get_thing", "operationId: new");
    for (_, text) in &mut texts {
        *text = text
            .replace("summary: Lists.", "summary: ''")
            .replace("x-retry: unsafe", "x-retry: never")
            .replace(
                "{type: string, description: Its name.}",
                "{type: text, description: Its name.}",
            );
    }
    let found = problems("test", &texts);
    let places: Vec<&str> = found.iter().map(|found| found.place.as_str()).collect();
    assert_eq!(
        places,
        [
            "#/paths/~1things~1{id}/get/operationId",
            "#/paths/~1things/get/summary",
            "#/paths/~1things/post/x-retry",
            "#/components/schemas/Thing/properties/name/type",
        ]
    );
    let parts = Document::from_texts(
        "test",
        &[
            ("test/openapi.yaml".to_owned(), "a: [".to_owned()),
            ("test/parts.yaml".to_owned(), "b: [".to_owned()),
        ],
    );
    assert_eq!(parts.unwrap_err().iter().count(), 2);
}

#[test]
fn a_diagnostic_prints_where_what_and_what_to_do() {
    let found = problems("test", &changed("x-since: '1.0'", "x-since: 1.0"));
    assert_eq!(
        found[0].to_string(),
        "test/parts.yaml #/paths/~1things/post/x-since: `1.0` is not allowed\n  \
         help: name the server version that has it first, or null when no release note does; \
         quote version numbers"
    );
}
