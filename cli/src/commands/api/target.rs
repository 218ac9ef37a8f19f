//! What `chatadm api` is to call, and with what: read from the words on the command line.

use std::{io, path::Path};

use chatadm::{Method, Operation, Request, mattermost, synapse};
use serde_json::Value;

use super::Args;
use crate::{config::Api, context::Context, exit::Failure};

/// What is to be called.
pub(super) enum Target {
    Operation(Api, &'static Operation),
    Path(Api, Method, String),
}

impl Target {
    /// A request that is still to get its parameters.
    pub(super) fn start<'a>(&self, context: &'a Context) -> Result<Request<'a>, Failure> {
        Ok(match self {
            Self::Operation(Api::Synapse, operation) => {
                context.synapse()?.client.call(operation.id)
            }
            Self::Operation(Api::Mattermost, operation) => {
                context.mattermost()?.client.call(operation.id)
            }
            Self::Path(Api::Synapse, method, path) => {
                context.synapse()?.client.request(method.clone(), path)
            }
            Self::Path(Api::Mattermost, method, path) => {
                context.mattermost()?.client.request(method.clone(), path)
            }
        })
    }

    /// An operation or a path, by what was typed.
    pub(super) fn parse(args: &Args) -> Result<Self, Failure> {
        let (method, name) = match args.target.as_slice() {
            [method, path] => (Some(method), path),
            [name] => (args.method.as_ref(), name),
            _ => return Err(Failure::Usage("name an operation or a path".to_owned())),
        };
        if !name.starts_with('/') {
            if method.is_some() {
                return Err(Failure::Usage(format!(
                    "`{name}` is no path; paths begin with `/`"
                )));
            }
            return Self::operation(args.api, name);
        }
        let method = method.map_or(Ok(Method::GET), |method| {
            Method::from_bytes(method.to_ascii_uppercase().as_bytes())
                .map_err(|_| Failure::Usage(format!("`{method}` is no method")))
        })?;
        let fallback = if name.starts_with("/api/v4") {
            Api::Mattermost
        } else {
            Api::Synapse
        };
        Ok(Self::Path(
            args.api.unwrap_or(fallback),
            method,
            name.clone(),
        ))
    }

    fn operation(api: Option<Api>, id: &str) -> Result<Self, Failure> {
        let mut found: Vec<(Api, &Operation)> = operations(api)
            .filter(|(_, found)| found.id == id)
            .collect();
        match (found.pop(), found.is_empty()) {
            (Some((api, operation)), true) => Ok(Self::Operation(api, operation)),
            (Some(_), false) => Err(Failure::Usage(format!(
                "both APIs have `{id}`; give `--api synapse` or `--api mattermost`"
            ))),
            (None, _) => Err(Failure::Usage(format!(
                "there is no operation `{id}`; `chatadm api --list` lists them, and paths begin with `/`"
            ))),
        }
    }
}

/// The body, from the command line, a file or standard input.
pub(super) fn read_body(body: Option<&str>, file: Option<&Path>) -> Result<Option<Value>, Failure> {
    let path = match (body, file) {
        (None, None) => return Ok(None),
        (_, Some(path)) => Some(path),
        (Some("-"), None) => Some(Path::new("-")),
        (Some(body), None) => body.strip_prefix('@').map(Path::new),
    };
    let text = match path {
        Some(path) if path.as_os_str() == "-" => io::read_to_string(io::stdin())?,
        Some(path) => std::fs::read_to_string(path)
            .map_err(|error| Failure::Usage(format!("{}: {error}", path.display())))?,
        None => body.unwrap_or_default().to_owned(),
    };
    let body = serde_json::from_str(&text);
    body.map(Some)
        .map_err(|error| Failure::Usage(format!("the body is no JSON: {error}")))
}

/// The operations of one API, or of both.
pub(super) fn operations(api: Option<Api>) -> impl Iterator<Item = (Api, &'static Operation)> {
    let synapse = synapse::Client::OPERATIONS
        .iter()
        .map(|operation| (Api::Synapse, operation));
    let mattermost = mattermost::Client::OPERATIONS
        .iter()
        .map(|operation| (Api::Mattermost, operation));
    synapse
        .chain(mattermost)
        .filter(move |(own, _)| api.is_none_or(|api| api == *own))
}

/// Names with their values.
pub(super) fn pairs(texts: &[String], separator: char) -> Result<Vec<(String, String)>, Failure> {
    let split = |text: &String| {
        let (name, value) = text.split_once(separator).ok_or_else(|| {
            Failure::Usage(format!(
                "`{text}` has no `{separator}`; write `name{separator}value`"
            ))
        })?;
        let value = if separator == ':' {
            value.trim()
        } else {
            value
        };
        Ok((name.to_owned(), value.to_owned()))
    };
    texts.iter().map(split).collect()
}
