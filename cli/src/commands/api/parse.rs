//! What `chatadm api` is to call, read from the words on the command line.

use std::path::Path;

use chatadm::Method;

use super::{
    Args,
    call::{self, Body, Call, Target},
    fields::{self, Field},
    operations,
};
use crate::{config::Api, exit::Failure};

/// The call that the arguments say.
pub(super) fn call(args: &Args) -> Result<Call, Failure> {
    let params = args.param.iter().map(|text| fields::split(text, '='));
    let params = params.collect::<Result<_, _>>()?;
    let headers = args.header.iter().map(|text| {
        let (name, value) = fields::split(text, ':')?;
        Ok((name, value.trim().to_owned()))
    });
    let mut headers = headers.collect::<Result<_, Failure>>()?;
    let body = body(args, &mut headers)?;
    let mut call = Call {
        params,
        headers,
        body,
        ..target(args)?
    };
    let typed = args.field.iter().map(|text| Field::typed(text));
    let raw = args.raw_field.iter().map(|text| Field::raw(text));
    let fields: Vec<Field> = typed.chain(raw).collect::<Result<_, _>>()?;
    let takes_body = match &call.target {
        Target::Operation(operation) => operation.body.is_some(),
        Target::Path(method, _) => !method.is_safe(),
    };
    if call.body.is_some() || !takes_body {
        for field in fields {
            call.params.push(field.parameter()?);
        }
    } else if !fields.is_empty() {
        call.body = Some(Body::Json(fields::object(fields)?));
    }
    if let (Target::Path(method, _), Some(_), None) = (&call.target, &call.body, told(args)) {
        return Err(Failure::Usage(format!(
            "a body is seldom sent with {method}; say the method, for example `-X POST`"
        )));
    }
    Ok(call)
}

/// The method that was typed.
fn told(args: &Args) -> Option<&str> {
    match args.target.as_slice() {
        [method, _] => Some(method),
        _ => args.method.as_deref(),
    }
}

fn target(args: &Args) -> Result<Call, Failure> {
    let Some(name) = args.target.last() else {
        return Err(Failure::Usage("name an operation or a path".to_owned()));
    };
    if args.target.len() == 2 && args.method.is_some() {
        return Err(Failure::Usage(
            "the method is given twice; leave out `--method`".to_owned(),
        ));
    }
    if !is_path(name) {
        if let Some(method) = told(args) {
            return Err(Failure::Usage(format!(
                "`{name}` is no path, which {method} needs; paths begin with `/`, and an operation knows its \
                 method"
            )));
        }
        return operation(args.api, name);
    }
    let method = told(args).map_or(Ok(Method::GET), call::method)?;
    Ok(to_path(args.api, method, name))
}

/// Whether something is a path: an operation id has no slash.
fn is_path(name: &str) -> bool {
    name.contains('/')
}

/// A call to a path, of the API that its beginning tells.
pub(crate) fn to_path(api: Option<Api>, method: Method, path: &str) -> Call {
    let path = format!("/{}", path.trim_start_matches('/'));
    let fallback = if path.starts_with("/api/v4") {
        Api::Mattermost
    } else {
        Api::Synapse
    };
    Call::to_path(api.unwrap_or(fallback), method, path)
}

fn operation(api: Option<Api>, id: &str) -> Result<Call, Failure> {
    let found = operations::find(api, id)?;
    let [(api, operation)] = found[..] else {
        return Err(Failure::Usage(format!(
            "both APIs have `{id}`; give `--api synapse` or `--api mattermost`"
        )));
    };
    Ok(Call {
        api,
        target: Target::Operation(operation),
        params: Vec::new(),
        headers: Vec::new(),
        body: None,
    })
}

/// The body, from the command line, a file or standard input. A content type that is not JSON takes it
/// as it is.
fn body(args: &Args, headers: &mut Vec<(String, String)>) -> Result<Option<Body>, Failure> {
    let (text, file) = match (args.body.as_deref(), args.input.as_deref()) {
        (Some("-"), _) => (None, Some(Path::new("-"))),
        (Some(text), _) => match text.strip_prefix('@') {
            Some(path) => (None, Some(Path::new(path))),
            None => (Some(text), None),
        },
        (None, file) => (None, file),
    };
    let is_other = |(name, value): &(String, String)| {
        name.eq_ignore_ascii_case("content-type") && !value.contains("json")
    };
    let Some(at) = headers.iter().position(is_other) else {
        return call::read_body(text, file);
    };
    let (_, kind) = headers.remove(at);
    let bytes = match (text, file) {
        (Some(text), _) => text.as_bytes().to_vec(),
        (None, Some(path)) => fields::read_bytes(path)?,
        (None, None) => return Ok(None),
    };
    Ok(Some(Body::Raw(kind, bytes.into())))
}
