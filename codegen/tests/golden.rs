//! Goldens: what the generator writes for three small documents, compared letter by letter.
//!
//! The expected files are compiled by the crate in `golden/`. After a wanted change, write them
//! anew and read the difference:
//!
//! ```sh
//! UPDATE_GOLDENS=1 cargo test -p chatadm-codegen --test golden
//! ```

use std::{env, fs, io, path::PathBuf};

use chatadm_codegen::{Document, generate_from};

/// Each is a folder of `golden/specs`, and a module of the crate that compiles the output.
const APIS: [&str; 3] = ["bodies", "bytes", "parameters"];

fn folder(name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "tests", "golden", name]
        .iter()
        .collect()
}

fn read(path: &PathBuf) -> String {
    // Checkouts may turn LF into CRLF.
    fs::read_to_string(path)
        .unwrap_or_default()
        .replace("\r\n", "\n")
}

fn names(folder: &PathBuf) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("the folder is there");
    let name = |entry: io::Result<fs::DirEntry>| {
        let name = entry.expect("the folder can be read").file_name();
        name.into_string().expect("goldens have plain names")
    };
    let mut names: Vec<String> = entries.map(name).collect();
    names.sort();
    names
}

fn document(api: &str) -> Document {
    let specs = folder("specs").join(api);
    let mut files = names(&specs);
    files.sort_by_key(|file| (file != "openapi.yaml", file.clone()));
    let texts: Vec<(String, String)> = files
        .iter()
        .map(|file| (format!("{api}/{file}"), read(&specs.join(file))))
        .collect();
    Document::from_texts(api, &texts).unwrap_or_else(|found| panic!("{found}"))
}

#[test]
fn the_output_is_what_was_read_and_approved() {
    let documents = APIS.map(document);
    let artifacts = generate_from(&documents).unwrap_or_else(|found| panic!("{found}"));
    let expected = folder("expected");
    if env::var_os("UPDATE_GOLDENS").is_some() {
        for artifact in &artifacts {
            fs::write(expected.join(&artifact.name), &artifact.contents).unwrap();
        }
    }
    let written: Vec<&String> = artifacts.iter().map(|artifact| &artifact.name).collect();
    assert_eq!(names(&expected).iter().collect::<Vec<_>>(), written);
    for artifact in &artifacts {
        let old = read(&expected.join(&artifact.name));
        let mut lines = old.lines().zip(artifact.contents.lines()).zip(1..);
        let first = lines.find(|((old, new), _)| old != new);
        assert!(
            old == artifact.contents,
            "{} differs, first at {first:?}; UPDATE_GOLDENS=1 accepts the new text",
            artifact.name
        );
    }
}

#[test]
fn the_same_documents_give_the_same_output() {
    assert_eq!(
        generate_from(&[document("bodies")]),
        generate_from(&[document("bodies")])
    );
}
