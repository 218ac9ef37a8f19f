//! Values that fit a schema, with characters that are easily mangled.

use serde_json::{Map, Value, json};

use super::document::{Document, object};

/// The value of every secret.
pub(crate) const SECRET: &str = "planted-secret";

/// A value of a schema, all properties set.
pub(crate) fn value(document: &Document, schema: &Value) -> Value {
    if let Some(reference) = schema["$ref"].as_str() {
        let name = reference.rsplit('/').next().unwrap();
        return identifier(name).unwrap_or_else(|| value(document, document.resolve(schema)));
    }
    if let Some(inner) = schema
        .pointer("/allOf/0")
        .or_else(|| schema.pointer("/oneOf/0"))
    {
        return value(document, inner);
    }
    if let Some(values) = schema["enum"].as_array() {
        return values[0].clone();
    }
    if schema["format"] == "password" {
        return json!(SECRET);
    }
    match schema["type"].as_str() {
        Some("string") => json!("a/b c?d#e%f+g&h=ü\\"),
        Some("integer") => json!(7),
        Some("number") => json!(1.5),
        Some("boolean") => json!(true),
        Some("array") => json!([value(document, &schema["items"])]),
        Some("object") => {
            let mut fields: Map<String, Value> = object(&schema["properties"])
                .iter()
                .map(|(name, property)| (name.clone(), value(document, property)))
                .collect();
            if schema["additionalProperties"].is_object() {
                fields.insert(
                    "free key".to_owned(),
                    value(document, &schema["additionalProperties"]),
                );
            }
            Value::Object(fields)
        }
        _ => json!({"any": [null, 1]}),
    }
}

/// Identifiers at their most hazardous.
fn identifier(component: &str) -> Option<Value> {
    Some(match component {
        "UserId" => json!("@a/b+c=d%e:example.org"),
        "RoomId" => json!("!room/+?:example.org"),
        "RoomAlias" => json!("#al/ias?ü:example.org"),
        "MxcUri" => json!("mxc://[::1]:8448/ü%2F"),
        "RoomIdOrAlias" => json!("#al/ias ü:example.org"),
        "EventId" => json!("$event/+?"),
        "DeviceId" => json!("DEVICE/ID ..%2F"),
        "ServerName" => json!("[::1]:8448"),
        _ => return None,
    })
}

/// The same for Mattermost, whose identifiers are all of one kind.
pub(crate) fn for_api(api: &str, document: &Document, schema: &Value) -> Value {
    let sampled = value(document, schema);
    if api == "mattermost" {
        mattermost_ids(document, schema, sampled)
    } else {
        sampled
    }
}

fn mattermost_ids(document: &Document, schema: &Value, sampled: Value) -> Value {
    let inner = schema
        .pointer("/allOf/0")
        .or_else(|| schema.pointer("/oneOf/0"))
        .unwrap_or(schema);
    if let Some(name) = inner["$ref"]
        .as_str()
        .and_then(|reference| reference.rsplit('/').next())
        && ["UserId", "TeamId", "ChannelId", "SessionId", "TokenId"].contains(&name)
    {
        return json!("ejtydpp3xirt8ghouk73jpse3o");
    }
    let schema = document.resolve(inner);
    match sampled {
        Value::Array(items) => items
            .into_iter()
            .map(|item| mattermost_ids(document, &schema["items"], item))
            .collect(),
        Value::Object(fields) => Value::Object(
            fields
                .into_iter()
                .map(|(name, field)| {
                    let property = &schema["properties"][&name];
                    let field = mattermost_ids(document, property, field);
                    (name, field)
                })
                .collect(),
        ),
        other => other,
    }
}
