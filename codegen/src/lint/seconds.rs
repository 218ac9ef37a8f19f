//! Where times in seconds may stand: the generated clients convert them in fields, nowhere else.

use serde_json::Value;

use crate::{
    bundle::{Document, escape},
    diagnostic::Diagnostic,
    settings::SECONDS,
};

pub(super) fn check(document: &Document, found: &mut Vec<Diagnostic>) {
    for part in &document.parts {
        let mut places = Vec::new();
        references(&part.value, "#", &mut places);
        for place in places {
            if let Some((message, help)) = problem(document, &place) {
                found.push(Diagnostic::new(&part.file, place, message, help));
            }
        }
    }
}

/// Every place that refers to the component for seconds.
fn references(value: &Value, place: &str, places: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            let reference = object.get("$ref").and_then(Value::as_str);
            if reference.and_then(|text| text.strip_prefix("#/components/schemas/"))
                == Some(SECONDS)
            {
                places.push(place.to_owned());
            }
            for (key, child) in object {
                references(child, &format!("{place}/{}", escape(key)), places);
            }
        }
        Value::Array(items) => {
            for (index, child) in items.iter().enumerate() {
                references(child, &format!("{place}/{index}"), places);
            }
        }
        _ => {}
    }
}

fn problem(document: &Document, place: &str) -> Option<(&'static str, &'static str)> {
    let steps: Vec<&str> = place.split('/').collect();
    let (component, property, inside) = match &steps[..] {
        [
            "#",
            "components",
            "schemas",
            component,
            "properties",
            property,
            inside @ ..,
        ] if matches!(inside, [] | ["allOf" | "oneOf", "0"]) => (component, property, inside),
        _ => {
            return Some((
                "a time in seconds is not a property of a component",
                "only properties are converted; declare an integer and say its unit in words",
            ));
        }
    };
    let schema = &document.value["components"]["schemas"][component];
    let required = schema["required"].as_array().into_iter().flatten();
    let is_required = required
        .filter_map(Value::as_str)
        .any(|name| escape(name) == **property);
    (inside.first() == Some(&"oneOf") && !is_required).then_some((
        "a time in seconds can be missing and can be null",
        "the three states have no conversion yet; add one to the module `seconds` of the library",
    ))
}
