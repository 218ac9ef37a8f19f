//! A call that was put together from the command line: to an operation, or to any path.

use std::path::Path;

use bytes::Bytes;
use chatadm::{Method, Operation, Request, Safety, synapse};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use super::{check, fields, operations};
use crate::{
    config::{Api, Connection},
    context::Context,
    exit::Failure,
    printer::Shape,
};

const REQUEST: Shape = Shape {
    id: "path",
    columns: &["method", "path", "query", "body"],
};
/// Fields of bodies whose values `--dry-run` does not show.
const SECRETS: [&str; 6] = ["password", "token", "secret", "mac", "auth_data", "code"];

/// What is to be called, and with what.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) api: Api,
    pub(crate) target: Target,
    /// Parameters of an operation; of a path, what fills its braces, and the query.
    pub(crate) params: Vec<(String, String)>,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Option<Body>,
}

/// What is to be called.
#[derive(Debug, Clone)]
pub(crate) enum Target {
    Operation(&'static Operation),
    Path(Method, String),
}

/// What is sent.
#[derive(Debug, Clone)]
pub(crate) enum Body {
    Json(Value),
    /// Something else, with its content type.
    Raw(String, Bytes),
}

impl Call {
    /// A call to a path.
    pub(crate) fn to_path(api: Api, method: Method, path: String) -> Self {
        Self {
            api,
            target: Target::Path(method, path),
            params: Vec::new(),
            headers: Vec::new(),
            body: None,
        }
    }

    /// The operation that it is, if any document has it.
    pub(crate) fn operation(&self) -> Option<&'static Operation> {
        match &self.target {
            Target::Operation(operation) => Some(operation),
            Target::Path(method, path) => operations::at(self.api, method, path),
        }
    }

    /// Refuses what does not fit the operation; returns what looks odd and is sent all the same.
    pub(crate) fn check(&self) -> Result<Vec<String>, Failure> {
        let Target::Operation(operation) = self.target else {
            return Ok(Vec::new());
        };
        let body = match &self.body {
            Some(Body::Json(body)) => Some(body),
            Some(Body::Raw(..)) => {
                return Err(Failure::Usage(format!("`{}` takes JSON", operation.id)));
            }
            None => None,
        };
        check::parameters(operation, &self.params)?;
        check::body(operation, body)?;
        Ok(body.map_or_else(Vec::new, |body| check::unknown_fields(operation, body)))
    }

    /// The server that it goes to.
    pub(crate) fn connection<'a>(&self, context: &'a Context) -> Result<&'a Connection, Failure> {
        Ok(match self.api {
            Api::Synapse => &context.synapse()?.connection,
            Api::Mattermost => &context.mattermost()?.connection,
        })
    }

    /// The request, by any client of Synapse. What is wrong with it is said here, before anything is asked.
    pub(crate) fn to_client<'a>(
        &self,
        client: &'a synapse::Client,
    ) -> Result<Request<'a>, Failure> {
        let request = match &self.target {
            Target::Operation(operation) => client.call(operation.id),
            Target::Path(method, path) => client.request(method.clone(), path),
        };
        let request = self.fill(request);
        request.preview()?;
        Ok(request)
    }

    /// The request, by the client of the server that is meant.
    pub(crate) fn request<'a>(&self, context: &'a Context) -> Result<Request<'a>, Failure> {
        match self.api {
            Api::Synapse => self.to_client(&context.synapse()?.client),
            Api::Mattermost => {
                let client = &context.mattermost()?.client;
                let request = self.fill(match &self.target {
                    Target::Operation(operation) => client.call(operation.id),
                    Target::Path(method, path) => client.request(method.clone(), path),
                });
                request.preview()?;
                Ok(request)
            }
        }
    }

    /// Gives a request what is to be sent with it.
    fn fill<'a>(&self, mut request: Request<'a>) -> Request<'a> {
        for (name, value) in &self.params {
            request = request.param(name, value);
        }
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        match &self.body {
            Some(Body::Json(body)) => request.json(body),
            Some(Body::Raw(kind, body)) => request.body(kind, body.clone()),
            None => request,
        }
    }

    /// Moves the query of a path to the parameters, so that one of them can be replaced.
    pub(crate) fn take_query(&mut self) {
        let Target::Path(_, path) = &mut self.target else {
            return;
        };
        let Some((bare, query)) = path.split_once('?') else {
            return;
        };
        let text = |text: &str| {
            let text = text.replace('+', " ");
            percent_decode_str(&text).decode_utf8_lossy().into_owned()
        };
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        self.params
            .extend(pairs.map(|(name, value)| (text(name), text(value))));
        *path = bare.to_owned();
    }

    /// The value of a parameter.
    pub(crate) fn param(&self, name: &str) -> Option<&str> {
        let mut found = self.params.iter().filter(|(given, _)| given == name);
        found.next_back().map(|(_, value)| value.as_str())
    }

    /// Gives a parameter this value and no other.
    pub(crate) fn set(&mut self, name: &str, value: String) {
        self.params.retain(|(given, _)| given != name);
        self.params.push((name.to_owned(), value));
    }

    /// Refuses what may not be done here, and asks before something is lost.
    pub(crate) fn allow(&self, context: &Context, is_meant: bool) -> Result<(), Failure> {
        self.allow_for(context, self.connection(context)?)?;
        match self.target {
            Target::Operation(operation) => self.ask(context, operation, is_meant),
            // What a path does is known to whoever typed its method.
            Target::Path(..) => Ok(()),
        }
    }

    /// Refuses what may not be done here.
    pub(crate) fn allow_for(
        &self,
        context: &Context,
        connection: &Connection,
    ) -> Result<(), Failure> {
        match (&self.target, self.operation()) {
            (_, Some(operation)) => context.allow(operation, connection),
            (Target::Path(method, _), None) if method.is_safe() => Ok(()),
            (Target::Path(method, _), None) => {
                context.allow_changes(&format!("{method} to a path"), connection)
            }
            (Target::Operation(operation), None) => context.allow(operation, connection),
        }
    }

    fn ask(&self, context: &Context, operation: &Operation, is_meant: bool) -> Result<(), Failure> {
        let question = format!("{}: {}", operation.id, operation.summary);
        match operation.safety {
            Safety::Read | Safety::Reversible => Ok(()),
            Safety::Irreversible if is_meant => Ok(()),
            Safety::Irreversible => {
                let question = format!("{question} Nothing brings back what this takes.");
                let mut places = operation.parameters.iter();
                let key = places.find_map(|parameter| self.param(parameter.name));
                let flag = Some("--yes-irreversible");
                context
                    .prompter
                    .typed(&question, key.unwrap_or(operation.id), flag)
            }
            _ => context
                .prompter
                .confirm(&format!("{question} Something is lost with that. Go on?")),
        }
    }

    /// Prints what would be sent.
    pub(crate) fn show(&self, context: &Context, request: &Request<'_>) -> Result<(), Failure> {
        let preview = request.preview()?;
        let body = match &self.body {
            Some(Body::Json(body)) => {
                let mut body = body.clone();
                blank(&mut body);
                body
            }
            Some(Body::Raw(_, body)) => String::from_utf8_lossy(body).into(),
            None => Value::Null,
        };
        let uri = preview.uri();
        context.printer.record(
            &REQUEST,
            json!({"method": preview.method().as_str(), "path": uri.path(), "query": uri.query(), "body": body}),
        )
    }
}

/// Replaces the values of telling names.
fn blank(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(blank),
        Value::Object(fields) => {
            for (name, field) in fields {
                let tells = |word| SECRETS.contains(&word);
                if field.is_string() && (tells(name) || name.split('_').any(tells)) {
                    *field = "…".into();
                } else {
                    blank(field);
                }
            }
        }
        _ => {}
    }
}

/// A method by its name, in any case.
pub(crate) fn method(name: &str) -> Result<Method, Failure> {
    let wrong = || {
        Failure::Usage(format!(
            "`{name}` is no method; write `GET`, `POST`, `PUT` or `DELETE`"
        ))
    };
    let upper = name.to_ascii_uppercase();
    if !upper.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return Err(wrong());
    }
    Method::from_bytes(upper.as_bytes()).map_err(|_| wrong())
}

/// A body as JSON, from its text.
pub(crate) fn json_body(text: &str) -> Result<Value, Failure> {
    serde_json::from_str(text)
        .map_err(|error| Failure::Usage(format!("the body is no JSON: {error}")))
}

/// A body from the text of a flag, or from a file, `-` being standard input.
pub(crate) fn read_body(text: Option<&str>, file: Option<&Path>) -> Result<Option<Body>, Failure> {
    let text = match (text, file) {
        (Some(text), _) => text.to_owned(),
        (None, Some(path)) => fields::read(path)?,
        (None, None) => return Ok(None),
    };
    json_body(&text).map(|body| Some(Body::Json(body)))
}
