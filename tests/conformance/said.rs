//! What was asked, what was answered, and how both are written down.

use std::{collections::BTreeMap, sync::LazyLock};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use regex::Regex;
use reqwest::Method;
use serde_json::Value;

use crate::{
    names::Names,
    transcript::{Entry, Exchange},
};

/// What a path may hold as it is.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

static PARAMETER: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\{([a-z_]+)\}").unwrap());

/// Who sends a request.
#[derive(Clone)]
pub(crate) enum By {
    Admin,
    /// Somebody with no token.
    Nobody,
    /// Somebody whose token nobody gave out.
    Stranger,
    User(String),
    /// Somebody with this token.
    Token(String),
}

pub(crate) enum Body {
    Json(Value),
    Text(String),
    File(&'static str, Vec<u8>),
}

/// How an exchange is written down.
pub(crate) enum Form {
    Whole,
    /// With its status and error code.
    Brief,
    /// With its status, which has to be one of success.
    Step,
}

/// A request, and what of its answer is written down.
pub(crate) struct Said {
    label: String,
    pub(crate) method: Method,
    template: String,
    pub(crate) path: Vec<String>,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) body: Option<Body>,
    pub(crate) by: By,
    pub(crate) unordered: Vec<&'static str>,
    pub(crate) only: Vec<(&'static str, &'static [&'static str])>,
    pub(crate) with: Option<(&'static str, &'static str, Vec<String>)>,
    pub(crate) hidden: Vec<&'static str>,
    pub(crate) form: Form,
}

impl Said {
    pub(crate) fn new(label: String, method: Method, template: &str) -> Self {
        Self {
            label,
            method,
            template: template.to_owned(),
            path: Vec::new(),
            query: Vec::new(),
            body: None,
            by: By::Admin,
            unordered: Vec::new(),
            only: Vec::new(),
            with: None,
            hidden: Vec::new(),
            form: Form::Whole,
        }
    }

    /// The parameters of the path, with their values.
    fn parameters(&self) -> Vec<(&str, &str)> {
        let names = PARAMETER.captures_iter(&self.template);
        let names: Vec<&str> = names.map(|name| name.get(1).unwrap().as_str()).collect();
        assert_eq!(
            names.len(),
            self.path.len(),
            "{} is given {:?}",
            self.label,
            self.path
        );
        names
            .into_iter()
            .zip(self.path.iter().map(String::as_str))
            .collect()
    }

    pub(crate) fn url(&self, base: &str) -> String {
        let mut url = base.trim_end_matches('/').to_owned();
        let mut rest = &*self.template;
        for (name, value) in self.parameters() {
            let (before, after) = rest.split_once(&format!("{{{name}}}")).unwrap();
            url.push_str(before);
            url.extend(utf8_percent_encode(value, SEGMENT));
            rest = after;
        }
        url + rest
    }
}

/// A request with its answer, as both came.
pub(crate) struct Heard {
    pub(crate) said: Said,
    pub(crate) status: u16,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Value,
}

impl Heard {
    /// As a transcript has it.
    pub(crate) fn write(self, names: &mut Names) -> Entry {
        let said = &self.said;
        let by = match &said.by {
            By::Admin => "admin".to_owned(),
            By::Nobody => "nobody".to_owned(),
            By::Stranger => "stranger".to_owned(),
            By::User(user) => names.text("", user, true),
            By::Token(token) => names.text("access_token", token, true),
        };
        let path = said.parameters().into_iter();
        let path = path.map(|(name, value)| (name.to_owned(), names.text(name, value, true)));
        let path = path.collect();
        let query = said.query.iter();
        let query = query.map(|(name, value)| {
            let hidden = said.hidden.contains(&&*format!("?{name}"));
            let value = if hidden {
                "<hidden>".to_owned()
            } else {
                names.text(name, value, true)
            };
            format!("{name}={value}")
        });
        let query = query.collect();
        let body = said.body.as_ref().map(|body| match body {
            Body::Json(body) => names.show("", body),
            Body::Text(text) => names.text("", text, true).into(),
            Body::File(kind, bytes) => format!("<{} bytes of {kind}>", bytes.len()).into(),
        });
        let answer = self.shown();
        let answer = names.show_sorted(answer, &said.unordered);
        let exchange = Exchange {
            call: self.said.label.clone(),
            by,
            path,
            query,
            body,
            status: self.status,
            headers: self.headers,
            answer,
        };
        let mut brief = format!("{} by {}: {}", exchange.call, exchange.by, self.status);
        match self.said.form {
            Form::Whole => return Entry::Exchange(Box::new(exchange)),
            Form::Step => assert!(self.status < 300, "{exchange:?}"),
            Form::Brief => {
                let code = self.body["errcode"].as_str();
                brief.extend(code.map(|code| format!(" {code}")));
            }
        }
        Entry::Brief(brief)
    }

    /// The answer without what the scenario does not look at.
    fn shown(&self) -> Value {
        let mut shown = self.body.clone();
        if let Some((pointer, field, values)) = &self.said.with
            && let Some(Value::Array(list)) = shown.pointer_mut(pointer)
        {
            let wanted =
                |object: &Value| values.iter().any(|value| object[field] == value.as_str());
            list.retain(wanted);
        }
        for pointer in &self.said.hidden {
            if let Some(value) = shown.pointer_mut(pointer) {
                *value = "<hidden>".into();
            }
        }
        for (pointer, fields) in &self.said.only {
            let objects = match shown.pointer_mut(pointer) {
                Some(Value::Array(list)) => list.iter_mut().collect(),
                Some(object) => vec![object],
                None => Vec::new(),
            };
            for object in objects.into_iter().filter_map(Value::as_object_mut) {
                object.retain(|key, _| fields.contains(&key.as_str()));
            }
        }
        shown
    }
}
