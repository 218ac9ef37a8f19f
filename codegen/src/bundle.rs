//! Merges the parts of an API into one document, and remembers which file each piece came from.

use std::{fs, path::Path};

use serde_json::{Map, Value};

use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    names,
};

/// The file of an API that holds `info`, security and what several parts share.
const ROOT: &str = "openapi.yaml";

/// The methods that `OpenAPI` knows, in the order in which we list operations of one path.
pub(crate) const METHODS: [&str; 7] = ["get", "put", "post", "delete", "patch", "head", "options"];

/// One file of an API.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    /// Path relative to the folder of the specs, with forward slashes.
    pub(crate) file: String,
    pub(crate) value: Value,
}

/// The truthful document of one API: what the server does, not what a generator can take.
#[derive(Debug, Clone)]
pub struct Document {
    api: String,
    pub(crate) parts: Vec<Part>,
    pub(crate) value: Value,
}

impl Document {
    /// The name of the API, which is also the name of its folder and of its Rust module.
    pub fn api(&self) -> &str {
        &self.api
    }

    /// The merged document.
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// The merged document as JSON text, keys in alphabetical order.
    pub fn to_json(&self) -> String {
        // `Value` prints without fail, and its alternate form is pretty-printed JSON.
        format!("{:#}\n", self.value)
    }

    /// Merges parts given as `(file, YAML text)`; the first must be the root.
    ///
    /// # Errors
    ///
    /// As [`crate::load`].
    pub fn from_texts(api: &str, texts: &[(String, String)]) -> Result<Self, Diagnostics> {
        if !names::is_function_name(api) {
            let message = format!("`{api}` cannot be the name of a Rust module");
            return Err(Diagnostic::new(api, "", message, "use snake case").into());
        }
        let parts = crate::collect(texts.iter().map(|(file, text)| parse(file, text)))?;
        let value = merge(&parts)?;
        Ok(Self {
            api: api.to_owned(),
            parts,
            value,
        })
    }

    /// Every operation: its part's file, path template, method and object.
    pub(crate) fn operations(&self) -> impl Iterator<Item = Located<'_>> {
        self.parts.iter().flat_map(|part| {
            entries(&part.value, "paths").flat_map(move |(path, item)| {
                METHODS.into_iter().filter_map(move |method| {
                    Some(Located {
                        file: &part.file,
                        path,
                        method,
                        value: item.get(method)?,
                    })
                })
            })
        })
    }

    /// Every component schema: its part's file, name and schema.
    pub(crate) fn schemas(&self) -> impl Iterator<Item = (&str, &str, &Value)> {
        self.parts.iter().flat_map(|part| {
            let schemas = part
                .value
                .pointer("/components/schemas")
                .and_then(Value::as_object);
            schemas
                .into_iter()
                .flatten()
                .map(|(name, schema)| (part.file.as_str(), name.as_str(), schema))
        })
    }

    /// The value itself, or what its `$ref` points to; `None` when that does not exist.
    pub(crate) fn resolve<'a>(&'a self, value: &'a Value) -> Option<&'a Value> {
        resolve(&self.value, value)
    }
}

/// An operation and where it stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Located<'a> {
    pub(crate) file: &'a str,
    pub(crate) path: &'a str,
    pub(crate) method: &'static str,
    pub(crate) value: &'a Value,
}

impl Located<'_> {
    /// The JSON pointer of the operation in its file.
    pub(crate) fn pointer(&self) -> String {
        format!("#/paths/{}/{}", escape(self.path), self.method)
    }
}

/// Follows a local reference in `root`, once.
pub(crate) fn resolve<'a>(root: &'a Value, value: &'a Value) -> Option<&'a Value> {
    match value.get("$ref").and_then(Value::as_str) {
        Some(reference) => root.pointer(reference.strip_prefix('#')?),
        None => Some(value),
    }
}

/// One step of a JSON pointer.
pub(crate) fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// The entries of an object-valued key; none when it is missing.
pub(crate) fn entries<'a>(
    value: &'a Value,
    key: &str,
) -> impl Iterator<Item = (&'a str, &'a Value)> {
    value
        .get(key)
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .map(|(name, entry)| (name.as_str(), entry))
}

/// Reads and merges `specs/<api>/*.yaml`.
pub(crate) fn load(specs: &Path, api: &str) -> Result<Document, Diagnostics> {
    let folder = specs.join(api);
    let unreadable = |file: String, error: &std::io::Error| {
        Diagnostic::new(
            &file,
            "",
            format!("cannot be read: {error}"),
            "check the path and its permissions",
        )
    };
    let listing = fs::read_dir(&folder).map_err(|error| unreadable(format!("{api}/"), &error))?;
    let mut names: Vec<String> = listing
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| {
            Path::new(name)
                .extension()
                .is_some_and(|extension| extension == "yaml")
        })
        .collect();
    // The root first, so that a name defined twice is blamed on the part.
    names.sort_by_key(|name| (name != ROOT, name.clone()));
    let texts = crate::collect(names.iter().map(|name| {
        let file = format!("{api}/{name}");
        match fs::read_to_string(folder.join(name)) {
            Ok(text) => Ok((file, text.replace("\r\n", "\n"))),
            Err(error) => Err(unreadable(file, &error).into()),
        }
    }))?;
    Document::from_texts(api, &texts)
}

fn parse(file: &str, text: &str) -> Result<Part, Diagnostics> {
    let yaml: serde_yaml_ng::Value = serde_yaml_ng::from_str(text).map_err(|error| {
        let place = error.location().map_or_else(String::new, |location| {
            format!("line {} column {}", location.line(), location.column())
        });
        Diagnostic::new(
            file,
            place,
            format!("is not valid YAML: {error}"),
            "mend the indentation or quoting there; text that holds `: ` or starts with a backquote needs quotes",
        )
    })?;
    let value = serde_json::to_value(yaml).map_err(|error| {
        Diagnostic::new(
            file,
            "",
            format!("has no JSON form: {error}"),
            "use strings as keys; quote numbers such as status codes",
        )
    })?;
    Ok(Part {
        file: file.to_owned(),
        value,
    })
}

fn merge(parts: &[Part]) -> Result<Value, Diagnostics> {
    let root = parts
        .first()
        .filter(|part| part.file.ends_with(ROOT))
        .ok_or_else(|| {
            Diagnostic::new(
                parts.first().map_or("", |part| &part.file),
                "",
                format!("the folder has no {ROOT}"),
                "put `openapi`, `info` and shared components there",
            )
        })?;
    let mut merged = root.value.clone();
    let mut found = Vec::new();
    for part in parts {
        containers(part, &mut found);
    }
    if !found.is_empty() {
        return Err(Diagnostics::new(found));
    }
    for part in parts.iter().skip(1) {
        for (key, value) in part.value.as_object().into_iter().flatten() {
            match key.as_str() {
                "paths" => {
                    for (path, item) in value.as_object().into_iter().flatten() {
                        let place = format!("#/paths/{}", escape(path));
                        insert(
                            &mut merged,
                            &["paths"],
                            path,
                            item,
                            part,
                            &place,
                            &mut found,
                        );
                    }
                }
                "components" => {
                    for (kind, members) in value.as_object().into_iter().flatten() {
                        for (name, member) in members.as_object().into_iter().flatten() {
                            let place = format!("#/components/{kind}/{}", escape(name));
                            let to = ["components", kind.as_str()];
                            insert(&mut merged, &to, name, member, part, &place, &mut found);
                        }
                    }
                }
                other => found.push(Diagnostic::new(
                    &part.file,
                    format!("#/{}", escape(other)),
                    "only `paths` and `components` may stand in a part",
                    format!("move it to {}", root.file),
                )),
            }
        }
    }
    if found.is_empty() {
        Ok(merged)
    } else {
        Err(Diagnostics::new(found))
    }
}

/// What the merge walks into must be objects; anything else would be left out without a word.
fn containers(part: &Part, found: &mut Vec<Diagnostic>) {
    let kinds = entries(&part.value, "components")
        .map(|(kind, members)| (format!("#/components/{}", escape(kind)), Some(members)));
    let containers = [
        ("#".to_owned(), Some(&part.value)),
        ("#/paths".to_owned(), part.value.get("paths")),
        ("#/components".to_owned(), part.value.get("components")),
    ];
    for (place, value) in containers.into_iter().chain(kinds) {
        if value.is_some_and(|value| !value.is_object()) {
            found.push(Diagnostic::new(
                &part.file,
                place,
                "is not an object",
                "write keys and values there, or `{}` for none",
            ));
        }
    }
}

/// Adds `name` to the object at `to`, or reports that it is there already.
fn insert(
    merged: &mut Value,
    to: &[&str],
    name: &str,
    value: &Value,
    part: &Part,
    place: &str,
    found: &mut Vec<Diagnostic>,
) {
    let mut target = merged;
    for key in to {
        let Some(object) = target.as_object_mut() else {
            return;
        };
        target = object
            .entry(*key)
            .or_insert_with(|| Value::Object(Map::new()));
    }
    let Some(object) = target.as_object_mut() else {
        return;
    };
    // Two parts may share a path as long as they give it different methods.
    if to == ["paths"]
        && let (Some(present), Some(added)) = (
            object.get_mut(name).and_then(Value::as_object_mut),
            value.as_object(),
        )
        && added.keys().all(|method| !present.contains_key(method))
    {
        present.extend(
            added
                .iter()
                .map(|(method, operation)| (method.clone(), operation.clone())),
        );
        return;
    }
    if object.contains_key(name) {
        found.push(Diagnostic::new(
            &part.file,
            place,
            format!("`{name}` is already defined in another part"),
            "keep one definition; what several parts share belongs in the root",
        ));
    } else {
        object.insert(name.to_owned(), value.clone());
    }
}
