//! Turns the `OpenAPI` documents in `specs/` into the generated clients.
//!
//! [`generate`] is a pure function from spec files to named artifacts: nothing is written, no
//! clock, environment or network is read. The build script and `cargo xtask codegen` both call
//! it and differ only in where they put the result.
//!
//! The stages, one module each: [`bundle`] merges the parts of an API into one truthful document;
//! `lint` reports whatever the later stages or a reader could not cope with; `operations` reads
//! the facts the runtime needs; `normalise` bends a copy of the document into the subset that
//! progenitor handles; `emit` runs progenitor, edits its syntax tree and prints it.
//!
//! What does not live here: which files are written where (`build.rs`, `xtask`), and anything
//! that the generated code calls at run time (the library's `transport`, ids and open enums).

use std::path::Path;

pub mod bundle;
pub mod diagnostic;
mod dispatch;
mod emit;
mod enums;
mod lint;
mod names;
mod normalise;
pub mod operations;
mod patch;
mod polish;
mod prose;
mod seconds;
mod settings;
mod shapes;

pub use bundle::Document;
pub use diagnostic::{Diagnostic, Diagnostics};
pub use settings::APIS;

/// A file of generated text.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Artifact {
    /// The file's name below the output folder.
    pub name: String,
    /// The whole text.
    pub contents: String,
}

impl Artifact {
    pub(crate) fn new(name: impl Into<String>, contents: String) -> Self {
        Self {
            name: name.into(),
            contents,
        }
    }
}

/// Reads and merges the documents of every API below `specs`, without linting them.
///
/// # Errors
///
/// One diagnostic for each file that cannot be read or parsed, and for each name that two parts
/// of the same API define.
pub fn load(specs: &Path) -> Result<Vec<Document>, Diagnostics> {
    collect(APIS.iter().map(|api| bundle::load(specs, api)))
}

/// Generates every artifact from the documents below `specs`.
///
/// # Errors
///
/// One diagnostic for each problem in the documents. Problems of one stage are reported together;
/// a later stage runs only over documents in which the earlier one found nothing.
pub fn generate(specs: &Path) -> Result<Vec<Artifact>, Diagnostics> {
    let documents = load(specs)?;
    generate_from(&documents)
}

/// Generates every artifact from documents that are already loaded.
///
/// # Errors
///
/// As [`generate`].
pub fn generate_from(documents: &[Document]) -> Result<Vec<Artifact>, Diagnostics> {
    let found: Vec<Diagnostic> = documents.iter().flat_map(lint::check).collect();
    if !found.is_empty() {
        return Err(Diagnostics::new(found));
    }
    let mut artifacts = Vec::new();
    let mut tables = Vec::new();
    for document in documents {
        let operations = operations::read(document);
        artifacts.push(Artifact::new(
            format!("{}.openapi.json", document.api()),
            document.to_json(),
        ));
        artifacts.extend(emit::client(document)?);
        tables.push((document.api().to_owned(), operations));
    }
    artifacts.push(emit::operations_table(&tables)?);
    artifacts.sort_by(|left, right| left.name.cmp(&right.name));
    Ok(artifacts)
}

/// All results, or all diagnostics.
fn collect<T>(
    results: impl Iterator<Item = Result<T, Diagnostics>>,
) -> Result<Vec<T>, Diagnostics> {
    let mut values = Vec::new();
    let mut found = Vec::new();
    for result in results {
        match result {
            Ok(value) => values.push(value),
            Err(diagnostics) => found.extend(diagnostics),
        }
    }
    if found.is_empty() {
        Ok(values)
    } else {
        Err(Diagnostics::new(found))
    }
}
