//! Recorded exchanges, as real servers answered them.

use std::{fs, path::Path};

use serde_json::Value;

use super::{
    api::Api,
    document::{Operation, object},
};

/// One recorded exchange.
#[derive(Debug)]
pub(crate) struct Fixture {
    /// The name of its file.
    pub(crate) name: String,
    value: Value,
}

impl Fixture {
    /// Every exchange recorded from a server of this API.
    pub(crate) fn all(api: Api) -> Vec<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/fixtures")
            .join(api.name());
        let mut fixtures: Vec<Self> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|kind| kind == "json"))
            .map(|path| Self {
                name: path.file_name().unwrap().to_str().unwrap().to_owned(),
                value: serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap(),
            })
            .collect();
        fixtures.sort_by(|left, right| left.name.cmp(&right.name));
        fixtures
    }

    /// The operation that the request reached; `None` when it is none of ours.
    pub(crate) fn operation(&self, api: Api) -> Option<Operation<'static>> {
        let document = api.document();
        let request = &self.value["request"];
        // One recording has its query in the path.
        let path = request["path"].as_str().unwrap().split('?').next().unwrap();
        document.route(request["method"].as_str().unwrap(), path)
    }

    /// What was asked, as it was written down: method, path, query, headers, body.
    pub(crate) fn request(&self) -> &Value {
        &self.value["request"]
    }

    /// The body of the request, if it is a JSON object.
    pub(crate) fn request_body(&self) -> Option<&Value> {
        let body = &self.value["request"]["body"];
        let marked = body.as_object()?.keys().any(|key| key.starts_with('$'));
        (!marked).then_some(body)
    }

    pub(crate) fn status(&self) -> u16 {
        self.value["response"]["status"]
            .as_u64()
            .unwrap()
            .try_into()
            .unwrap()
    }

    /// How many items the answer had, if it was a list.
    #[cfg(feature = "sandbox")]
    pub(crate) fn items(&self) -> Option<u64> {
        self.value["response"]["item_count"].as_u64()
    }

    /// The headers of the answer, but for those that came more than once.
    pub(crate) fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        let headers = self.value["response"]["headers"]
            .as_object()
            .into_iter()
            .flatten();
        headers.filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)))
    }

    /// All headers of the answer, one that came more than once as often as it came.
    pub(crate) fn all_headers(&self) -> impl Iterator<Item = (&str, &str)> {
        let headers = object(&self.value["response"]["headers"]).iter();
        headers.flat_map(|(name, value)| {
            let several = value.as_array().map_or(&[][..], Vec::as_slice).iter();
            let texts = value.as_str().into_iter();
            texts
                .chain(several.filter_map(Value::as_str))
                .map(move |text| (name.as_str(), text))
        })
    }

    pub(crate) fn body(&self) -> RecordedBody {
        let body = &self.value["response"]["body"];
        let length = body.pointer("/$summary/length").and_then(Value::as_u64);
        match (body, length) {
            (Value::Null, _) => RecordedBody::Nothing,
            (_, Some(length)) => {
                let start = body
                    .pointer("/$summary/first_bytes_hex")
                    .and_then(Value::as_str)
                    .unwrap();
                let mut bytes: Vec<u8> = start
                    .as_bytes()
                    .chunks(2)
                    .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
                    .collect();
                bytes.resize(usize::try_from(length).unwrap(), 0);
                RecordedBody::Bytes(bytes)
            }
            _ => match body["$text"].as_str() {
                Some(text) => RecordedBody::Text(text.to_owned()),
                None => RecordedBody::Json(without_gaps(body)),
            },
        }
    }
}

/// The body of a recorded answer.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum RecordedBody {
    Nothing,
    Json(Value),
    Text(String),
    /// Recorded by length and first bytes; the rest is zeros.
    Bytes(Vec<u8>),
}

/// Takes out the marks that stand for items left out of long lists.
fn without_gaps(value: &Value) -> Value {
    match value {
        Value::Array(items) => items
            .iter()
            .filter(|item| item.get("$elided").is_none())
            .map(without_gaps)
            .collect(),
        Value::Object(fields) => fields
            .iter()
            .map(|(name, field)| (name.clone(), without_gaps(field)))
            .collect(),
        other => other.clone(),
    }
}
