//! The Rust types mean what the document says, judged by the JSON Schema that schemars derives.
//!
//! schemars reads the generated types; nothing here shares code with the generator that wrote them.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::{
    api::{self, Api},
    document::object,
};

/// What no Rust type can mean, by place, with the reason.
const EXCEPTIONS: &[(&str, &str)] = &[(
    "ProfileImageUpload.image",
    "bytes in a multipart body, which is written by hand",
)];

#[test]
fn every_component_is_what_its_rust_type_is() {
    let mut problems = Vec::new();
    for api in api::ALL {
        for component in api.components() {
            let derived = Derived {
                root: api.derive(component),
            };
            let documented = Documented { api };
            let mut found = Vec::new();
            let schema = &api.document().components()[*component];
            compare(
                &documented,
                schema,
                &derived,
                &derived.root,
                component,
                &mut found,
            );
            problems.extend(found);
        }
    }
    problems.retain(|problem| {
        !EXCEPTIONS
            .iter()
            .any(|(place, _)| problem.starts_with(place))
    });
    assert!(
        problems.is_empty(),
        "{} problems:\n{}",
        problems.len(),
        problems.join("\n")
    );
}

struct Documented {
    api: Api,
}

struct Derived {
    root: Value,
}

/// What a schema says of a value, in a form that both sides can be brought into.
#[derive(Debug, PartialEq)]
struct Meaning<'a> {
    kind: BTreeSet<&'a str>,
    format: Option<&'a str>,
    nullable: bool,
}

impl Documented {
    /// Follows references and wrappers; tells whether null is allowed on the way.
    fn resolve<'a>(&self, schema: &'a Value) -> (&'a Value, bool)
    where
        Self: 'a,
    {
        let null = serde_json::json!([null]);
        if let [reference, nothing] = array(&schema["oneOf"])
            && nothing["enum"] == null
        {
            let (inner, _) = self.resolve(reference);
            return (inner, true);
        }
        if let [inner] = array(&schema["allOf"]) {
            return self.resolve(inner);
        }
        let target = self.api.document().resolve(schema);
        // Components live as long as the documents, which are static.
        (target, target["nullable"] == true)
    }
}

impl Derived {
    fn resolve<'a>(&'a self, schema: &'a Value) -> (&'a Value, bool) {
        let nullable = schema["nullable"] == true;
        let inner = match (
            schema["$ref"].as_str(),
            array(&schema["allOf"]),
            array(&schema["anyOf"]),
        ) {
            (Some(reference), ..) => self
                .definition(reference)
                .unwrap_or_else(|| panic!("{reference}")),
            (None, [inner], _) => inner,
            (None, _, [inner, nothing])
                if nothing["type"] == "null" || nothing["nullable"] == true =>
            {
                return (self.resolve(inner).0, true);
            }
            _ => return (schema, nullable),
        };
        let (inner, deeper) = self.resolve(inner);
        (inner, nullable || deeper)
    }

    fn definition(&self, reference: &str) -> Option<&Value> {
        // The settings name a place for definitions that the root schema may or may not use.
        let name = reference.rsplit('/').next()?;
        let places = ["/components/schemas", "/definitions", "/$defs"];
        places
            .iter()
            .find_map(|place| self.root.pointer(place)?.get(name))
    }
}

fn compare(
    documented: &Documented,
    wanted: &Value,
    derived: &Derived,
    given: &Value,
    at: &str,
    problems: &mut Vec<String>,
) {
    let (wanted, wanted_null) = documented.resolve(wanted);
    let (given, given_null) = derived.resolve(given);
    let left = meaning(wanted, wanted_null);
    let right = meaning(given, given_null);
    if left != right {
        problems.push(format!("{at}: documented {left:?}, typed {right:?}"));
        return;
    }
    alternatives(documented, wanted, derived, given, at, problems);
    if wanted["type"] == "array" {
        compare(
            documented,
            &wanted["items"],
            derived,
            &given["items"],
            &format!("{at}[]"),
            problems,
        );
    }
    if wanted["additionalProperties"].is_object() {
        let (wanted, given) = (
            &wanted["additionalProperties"],
            &given["additionalProperties"],
        );
        compare(
            documented,
            wanted,
            derived,
            given,
            &format!("{at}{{}}"),
            problems,
        );
    }
    properties(documented, wanted, derived, given, at, problems);
}

fn alternatives(
    documented: &Documented,
    wanted: &Value,
    derived: &Derived,
    given: &Value,
    at: &str,
    problems: &mut Vec<String>,
) {
    let (left, right) = (array(&wanted["oneOf"]), array(&given["anyOf"]));
    if left.len() != right.len() {
        problems.push(format!(
            "{at}: {} alternatives documented, {} typed",
            left.len(),
            right.len()
        ));
        return;
    }
    for (index, (wanted, given)) in left.iter().zip(right).enumerate() {
        compare(
            documented,
            wanted,
            derived,
            given,
            &format!("{at}|{index}"),
            problems,
        );
    }
}

fn properties(
    documented: &Documented,
    wanted: &Value,
    derived: &Derived,
    given: &Value,
    at: &str,
    problems: &mut Vec<String>,
) {
    let (left, right) = (object(&wanted["properties"]), object(&given["properties"]));
    let names = |properties: &serde_json::Map<String, Value>| {
        properties.keys().cloned().collect::<BTreeSet<_>>()
    };
    if names(left) != names(right) {
        problems.push(format!(
            "{at}: properties {:?} against {:?}",
            names(left),
            names(right)
        ));
        return;
    }
    let required = |schema: &Value| {
        array(&schema["required"])
            .iter()
            .filter_map(|name| name.as_str().map(str::to_owned))
            .collect::<BTreeSet<_>>()
    };
    if required(wanted) != required(given) {
        problems.push(format!(
            "{at}: required {:?} against {:?}",
            required(wanted),
            required(given)
        ));
    }
    for (name, wanted_property) in left {
        let at = format!("{at}.{name}");
        let given_property = &right[name];
        if required(wanted).contains(name) {
            compare(
                documented,
                wanted_property,
                derived,
                given_property,
                &at,
                problems,
            );
            continue;
        }
        // What may be missing is an `Option`, or a `Patch` where null means something of its own.
        let null_has_meaning = documented.resolve(wanted_property).1 || is_open(wanted_property);
        if null_has_meaning != (given_property["x-patch"] == true) {
            problems.push(format!(
                "{at}: null has a meaning: {null_has_meaning}, but the type says otherwise"
            ));
        }
        let (inner, _) = derived.resolve(given_property);
        let (wanted_inner, _) = documented.resolve(wanted_property);
        let mut inner = inner.clone();
        let mut wanted_inner = wanted_inner.clone();
        for schema in [&mut inner, &mut wanted_inner] {
            without_null(schema);
        }
        compare(documented, &wanted_inner, derived, &inner, &at, problems);
    }
}

/// Whether a schema says nothing of the value, so that it may be null as well.
fn is_open(schema: &Value) -> bool {
    let kinds = ["type", "$ref", "allOf", "anyOf", "oneOf", "enum"];
    kinds.iter().all(|kind| schema.get(kind).is_none())
}

/// Takes null out of what a schema allows.
fn without_null(schema: &mut Value) {
    let Some(object) = schema.as_object_mut() else {
        return;
    };
    object.remove("nullable");
    if let Some(Value::Array(kinds)) = object.get_mut("type") {
        kinds.retain(|kind| kind != "null");
    }
}

fn meaning(schema: &Value, nullable: bool) -> Meaning<'_> {
    let mut kind: BTreeSet<&str> = match &schema["type"] {
        Value::String(one) => BTreeSet::from([one.as_str()]),
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
        _ => BTreeSet::new(),
    };
    let nullable = kind.remove("null") || nullable || schema["nullable"] == true;
    // Without a type or alternatives everything is allowed, null included.
    let alternatives = array(&schema["oneOf"]).len() + array(&schema["anyOf"]).len();
    let nullable = nullable && !(kind.is_empty() && alternatives == 0);
    Meaning {
        kind,
        format: schema["format"].as_str(),
        nullable,
    }
}

fn array(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}
