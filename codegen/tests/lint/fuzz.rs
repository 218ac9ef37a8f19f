//! Documents broken at random places, every place in turn: an answer always, a panic never.

use chatadm_codegen::{Document, generate_from};
use serde_json::{Value, json};

use super::FILES;

/// What a place is replaced with.
fn replacements() -> [Value; 9] {
    [
        Value::Null,
        json!(true),
        json!(-1),
        json!(1.5),
        json!(""),
        json!("½ {type}"),
        json!([]),
        json!([{"$ref": "#/components/schemas/Thing"}]),
        json!({}),
    ]
}

/// The pointers of everything in a value, itself last.
fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(object) => {
            let step = |key: &String| key.replace('~', "~0").replace('/', "~1");
            object
                .iter()
                .map(|(key, child)| (step(key), child))
                .collect()
        }
        Value::Array(items) => items
            .iter()
            .enumerate()
            .map(|(index, child)| (index.to_string(), child))
            .collect(),
        _ => Vec::new(),
    };
    for (step, child) in children {
        pointers(child, &format!("{at}/{step}"), found);
    }
    found.push(at.to_owned());
}

fn remove(root: &mut Value, pointer: &str) {
    let Some((parent, step)) = pointer.rsplit_once('/') else {
        return;
    };
    match root.pointer_mut(parent) {
        Some(Value::Object(object)) => {
            object.remove(&step.replace("~1", "/").replace("~0", "~"));
        }
        Some(Value::Array(items)) => {
            items.remove(step.parse().expect("steps into lists are numbers"));
        }
        _ => {}
    }
}

/// Generates, and says what went wrong if it was anything but a problem of the document.
fn outcome(parts: &[(String, Value)]) -> Result<(), String> {
    // JSON is YAML.
    let texts: Vec<(String, String)> = parts
        .iter()
        .map(|(file, value)| (file.clone(), value.to_string()))
        .collect();
    match Document::from_texts("test", &texts).and_then(|document| generate_from(&[document])) {
        Ok(_) => Ok(()),
        Err(found) => {
            let text = found.to_string();
            // The net below progenitor held, which means that a rule of the lint is missing.
            if text.contains("refused the document") {
                Err(text)
            } else {
                Ok(())
            }
        }
    }
}

fn base() -> Vec<(String, Value)> {
    let parse = |text: &str| serde_yaml_ng::from_str(text).expect("the base document is YAML");
    FILES
        .iter()
        .map(|(file, text)| ((*file).to_owned(), parse(text)))
        .collect()
}

/// Every place of every part.
fn places(parts: &[(String, Value)]) -> Vec<(usize, String)> {
    let mut places = Vec::new();
    for (index, (_, value)) in parts.iter().enumerate() {
        let mut found = Vec::new();
        pointers(value, "", &mut found);
        places.extend(found.into_iter().map(|place| (index, place)));
    }
    places
}

#[test]
fn every_place_broken_in_every_way_is_answered() {
    let parts = base();
    let mut missed = Vec::new();
    for (index, place) in places(&parts) {
        let mut try_it = |change: &str, edit: &dyn Fn(&mut Value)| {
            let mut broken = parts.clone();
            edit(&mut broken[index].1);
            if let Err(text) = outcome(&broken) {
                missed.push(format!("{} {place} {change}: {text}", parts[index].0));
            }
        };
        try_it("removed", &|root| remove(root, &place));
        for value in replacements() {
            let replace = |root: &mut Value| {
                if let Some(target) = root.pointer_mut(&place) {
                    *target = value.clone();
                }
            };
            try_it(&format!("replaced by {value}"), &replace);
        }
    }
    assert!(missed.is_empty(), "without a rule:\n{}", missed.join("\n"));
}

#[test]
fn every_kind_of_thing_in_the_wrong_place_is_answered() {
    /// Of the fifty thousand pairs, one in so many: a prime, so that no column repeats.
    const STRIDE: usize = 97;
    let parts = base();
    let places = places(&parts);
    let pairs = places
        .iter()
        .flat_map(|to| places.iter().map(move |from| (to, from)));
    let mut missed = Vec::new();
    for ((to, target), (from, source)) in pairs.step_by(STRIDE) {
        let mut broken = parts.clone();
        let value = parts[*from].1.pointer(source).cloned();
        if let Some(target) = broken[*to].1.pointer_mut(target) {
            *target = value.unwrap_or_default();
        }
        if let Err(text) = outcome(&broken) {
            missed.push(format!("{source} at {} {target}: {text}", parts[*to].0));
        }
    }
    assert!(missed.is_empty(), "without a rule:\n{}", missed.join("\n"));
}
