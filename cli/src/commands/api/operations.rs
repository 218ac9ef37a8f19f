//! The operations of both servers: found by id or by path, listed, and offered to shells.

use chatadm::{Method, Operation, mattermost, synapse};
use clap::{
    Arg, Command,
    builder::{PossibleValue, StringValueParser, TypedValueParser},
};
use serde_json::json;

use crate::{config::Api, context::Context, exit::Failure, printer::Shape, suggest};

const OPERATIONS: Shape = Shape {
    id: "id",
    columns: &["api", "id", "method", "path", "safety"],
};

/// The operations of one API, or of both.
pub(crate) fn all(api: Option<Api>) -> impl Iterator<Item = (Api, &'static Operation)> {
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

/// The operation with an id, or those: some ids are used by both APIs.
pub(crate) fn find(api: Option<Api>, id: &str) -> Result<Vec<(Api, &'static Operation)>, Failure> {
    let found: Vec<_> = all(api).filter(|(_, found)| found.id == id).collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let meant = suggest::question(id, all(api).map(|(_, operation)| operation.id));
    Err(Failure::Usage(format!(
        "there is no operation `{id}`: `chatadm api --list` lists them, and paths begin with `/`{meant}"
    )))
}

/// The operation that a request to a path is.
pub(super) fn at(api: Api, method: &Method, path: &str) -> Option<&'static Operation> {
    let path = path.split('?').next().unwrap_or_default();
    let fits = |operation: &Operation| {
        let mut segments = path.split('/');
        let fits = operation
            .path
            .split('/')
            .all(|wanted| match segments.next() {
                Some(segment) => {
                    segment == wanted || wanted.starts_with('{') && !segment.is_empty()
                }
                None => false,
            });
        fits && segments.next().is_none() && operation.method == method.as_str()
    };
    let found = all(Some(api)).map(|(_, operation)| operation);
    // A literal segment counts before a place for any: `/tokens/new` is no token.
    found
        .filter(|operation| fits(operation))
        .min_by_key(|operation| operation.path.matches('{').count())
}

/// Lists the operations.
pub(crate) fn list(context: &Context, api: Option<Api>) -> Result<(), Failure> {
    let mut list = context.printer.list(&OPERATIONS);
    for (api, operation) in all(api) {
        let names = operation.parameters.iter().map(|parameter| parameter.name);
        list.push(json!({
            "api": api,
            "id": operation.id,
            "method": operation.method,
            "path": operation.path,
            "safety": format!("{:?}", operation.safety).to_lowercase(),
            "summary": operation.summary,
            "parameters": names.collect::<Vec<_>>(),
            "body": operation.body.is_some(),
            "deprecated": operation.deprecated,
            "since": operation.since,
        }))?;
    }
    list.finish()
}

/// Takes any text, and tells shells the ids of the operations and some words more.
#[derive(Debug, Clone)]
pub(crate) struct OperationOr(pub(crate) &'static [&'static str]);

impl TypedValueParser for OperationOr {
    type Value = String;

    fn parse_ref(
        &self,
        command: &Command,
        argument: Option<&Arg>,
        value: &std::ffi::OsStr,
    ) -> Result<String, clap::Error> {
        StringValueParser::new().parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let ids = all(None).map(|(_, operation)| operation.id);
        let mut words: Vec<&str> = ids.chain(self.0.iter().copied()).collect();
        words.sort_unstable();
        words.dedup();
        Some(Box::new(words.into_iter().map(PossibleValue::new)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_known_as_the_operation_that_it_is() {
        let id = |method, path| at(Api::Synapse, &method, path).map(|operation| operation.id);
        assert_eq!(
            id(Method::GET, "/_synapse/admin/v2/users/@a:h?x=1"),
            Some("get_user")
        );
        assert_eq!(
            id(Method::POST, "/_synapse/admin/v1/registration_tokens/new"),
            Some("create_registration_token")
        );
        assert_eq!(id(Method::GET, "/_synapse/admin/v2/users/"), None);
        assert_eq!(id(Method::PATCH, "/_synapse/admin/v2/users/@a:h"), None);
    }

    #[test]
    fn an_unknown_operation_is_answered_with_one_like_it() {
        let said = find(None, "list_room").unwrap_err().to_string();
        assert!(said.contains("did you mean `list_rooms`?"), "{said}");
        assert_eq!(find(None, "get_user").unwrap().len(), 2);
    }
}
