//! What is known of each operation beyond its types: how it may be repeated, what it endangers.

/// One operation of a server, as the specification describes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Operation {
    /// The operation's id, which is also the name of its function in the raw client.
    pub id: &'static str,
    /// What it does, in one sentence.
    pub summary: &'static str,
    /// The part of the API that it belongs to.
    pub room: &'static str,
    /// The HTTP method.
    pub method: &'static str,
    /// The path, with parameters in braces.
    pub path: &'static str,
    /// Whether the function was generated; the others are written by hand.
    pub generated: bool,
    /// Whether the server wants credentials.
    pub authenticated: bool,
    /// Whether there is something newer to use instead.
    pub deprecated: bool,
    /// Whether a repeat is harmless.
    pub retry: Retry,
    /// What is lost when it runs by mistake.
    pub safety: Safety,
    /// What delegated authentication does to it; always `Available` on Mattermost.
    pub mas: Mas,
    /// The first server version that has it, where a release note names one.
    pub since: Option<&'static str>,
    /// Who may call it, in words.
    pub permission: &'static str,
    /// How its list goes on, if it answers one in pages.
    pub pagination: Option<Pagination>,
    /// How to follow the work, if it only starts some.
    pub job: Option<Job>,
    /// What it takes besides a body.
    pub parameters: &'static [Parameter],
    /// What it takes as a body, if it takes one.
    pub body: Option<Body>,
}

/// A parameter of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Parameter {
    /// Its name on the wire.
    pub name: &'static str,
    /// Where it is sent.
    pub place: Place,
    /// What its values look like, or those of the list.
    pub kind: Kind,
    /// Whether it may be given several times.
    pub list: bool,
    /// Whether the operation is refused without it.
    pub required: bool,
    /// The values that the server knows, where these are few; it may know more by now.
    pub values: &'static [&'static str],
    /// What it is for, in one sentence.
    pub about: &'static str,
}

/// Where a parameter is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Place {
    /// As a segment of the path.
    Path,
    /// In the query.
    Query,
    /// As a header.
    Header,
}

/// What the text of a parameter means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// Any text.
    Text,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// An object, or something that is now of one kind and now of another, as JSON.
    Json,
}

impl Kind {
    /// Whether this text is a value of the kind.
    pub fn accepts(self, text: &str) -> bool {
        match self {
            Self::Text => true,
            Self::Integer => text.parse::<i64>().is_ok(),
            Self::Number => text.parse::<f64>().is_ok_and(f64::is_finite),
            Self::Boolean => matches!(text, "true" | "false"),
            Self::Json => serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok(),
        }
    }
}

impl std::fmt::Display for Kind {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Text => "text",
            Self::Integer => "a whole number",
            Self::Number => "a number",
            Self::Boolean => "`true` or `false`",
            Self::Json => "JSON",
        })
    }
}

/// What an operation takes as a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Body {
    /// Its form.
    pub kind: BodyKind,
    /// Whether the operation is refused without it.
    pub required: bool,
    /// Whether it is a list, and not an object.
    pub list: bool,
    /// The fields of an object, as far as they are known; the server may know more by now.
    pub fields: &'static [Field],
}

/// A field of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Field {
    /// Its name on the wire.
    pub name: &'static str,
    /// What its value is, or what those of the list are.
    pub kind: Kind,
    /// Whether it is a list.
    pub list: bool,
    /// Whether the operation is refused without it.
    pub required: bool,
    /// Whether it may be null.
    pub nullable: bool,
    /// The values that the server knows, where these are few; it may know more by now.
    pub values: &'static [&'static str],
    /// What it is for, in one sentence.
    pub about: &'static str,
}

/// The form of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum BodyKind {
    /// JSON.
    Json,
    /// Pairs, as forms in browsers send them.
    Form,
    /// Parts, one of them a file.
    Multipart,
}

/// Whether an operation may be sent again after a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Retry {
    /// It changes nothing.
    Safe,
    /// Sending it twice has the effect of sending it once.
    Idempotent,
    /// A repeat does something more; only for requests that provably did not run.
    Unsafe,
}

/// What an operation endangers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Safety {
    /// It changes nothing.
    Read,
    /// Another call restores the earlier state.
    Reversible,
    /// Something is lost for somebody, but the account or room goes on.
    Destructive,
    /// No call brings back what it takes.
    Irreversible,
}

/// What happens to a Synapse operation when authentication is delegated to MAS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Mas {
    /// It stays as it is.
    Available,
    /// It refuses some requests.
    Restricted,
    /// The server does not have it.
    Removed,
}

/// How a list is read page by page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Pagination {
    /// The kind of cursor.
    pub dialect: Dialect,
    /// What tells the last page.
    pub ends: Ends,
    /// The query parameter that takes the cursor.
    pub request: Option<&'static str>,
    /// The field of the answer that holds the next cursor.
    pub response: Option<&'static str>,
    /// The field of the answer that holds the items; the answer itself when there is none.
    pub items: Option<&'static str>,
    /// Whether a cursor is a position that can be computed without reading the pages before it.
    pub offset: bool,
    /// The most items that the server puts on one page, where it has a limit.
    pub max: Option<u64>,
}

/// Kinds of cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Dialect {
    /// A string in `next_token` or the like.
    StringToken,
    /// An integer in `next_token`.
    IntegerToken,
    /// A token in `next_batch`.
    NextBatch,
    /// The number of the page, from 0.
    PageNumber,
    /// No cursor: each call takes away the first page.
    RepeatUntilEmpty,
}

/// What tells the last page of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Ends {
    /// The answer has no next cursor.
    TokenMissing,
    /// The page has no items.
    EmptyItems,
    /// The count in the answer is 0.
    TotalZero,
    /// The page has fewer items than were asked for.
    ShortPage,
}

/// An operation that starts work and answers before it is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Job {
    /// The operation that tells how far the work is.
    pub poll: &'static str,
    /// The field of the answer that holds the id to ask with.
    pub id: &'static str,
}

impl Operation {
    /// Whether a path, without the client's base path, is one this operation can have.
    ///
    /// False when an argument was empty, `.` or `..`: URL parsers resolve such segments, and the
    /// request would reach another operation.
    pub(crate) fn owns_path(&self, path: &str) -> bool {
        let mut segments = path.split('/');
        let fits = self.path.split('/').all(|wanted| match segments.next() {
            Some(segment) if wanted.starts_with('{') => !segment.is_empty(),
            Some(segment) => segment == wanted,
            None => false,
        });
        fits && segments.next().is_none()
    }
}

/// A call outside the documents, which only a sandbox has to tell from others.
#[cfg(feature = "sandbox")]
pub(crate) const fn route(id: &'static str, method: &'static str, path: &'static str) -> Operation {
    Operation {
        id,
        method,
        path,
        ..unnamed(Retry::Unsafe, Safety::Irreversible)
    }
}

/// What a request to any path counts as, by its method: HTTP says which may be repeated.
pub(crate) fn any(method: &reqwest::Method) -> &'static Operation {
    static ANY: [Operation; 3] = [
        unnamed(Retry::Safe, Safety::Read),
        unnamed(Retry::Idempotent, Safety::Irreversible),
        unnamed(Retry::Unsafe, Safety::Irreversible),
    ];
    let [read, idempotent, other] = &ANY;
    match (method.is_safe(), method.is_idempotent()) {
        (true, _) => read,
        (false, true) => idempotent,
        (false, false) => other,
    }
}

/// An operation that no document describes. Its path may hold what its caller takes for private, so it
/// is empty, and not in traces.
const fn unnamed(retry: Retry, safety: Safety) -> Operation {
    Operation {
        id: "request",
        summary: "",
        room: "",
        method: "",
        path: "",
        generated: false,
        authenticated: true,
        deprecated: false,
        retry,
        safety,
        mas: Mas::Available,
        since: None,
        permission: "",
        pagination: None,
        job: None,
        parameters: &[],
        body: None,
    }
}

#[cfg(feature = "codegen")]
include!(concat!(env!("OUT_DIR"), "/operations.rs"));
#[cfg(not(feature = "codegen"))]
include!("../generated/operations.rs");

#[cfg(test)]
#[cfg(feature = "synapse")]
mod tests {
    use super::*;

    fn get_user() -> &'static Operation {
        SYNAPSE
            .iter()
            .find(|operation| operation.id == "get_user")
            .unwrap()
    }

    #[test]
    fn a_path_with_one_segment_for_each_parameter_is_owned() {
        assert!(get_user().owns_path("/_synapse/admin/v2/users/@a%2Fb:h"));
    }

    #[test]
    fn a_path_that_lost_or_gained_a_segment_is_not_owned() {
        for path in [
            "/_synapse/admin/v2/users/",
            "/_synapse/admin/v2/users",
            "/_synapse/admin/v2/users/a/b",
            "/_synapse/admin/v2/",
            "",
        ] {
            assert!(!get_user().owns_path(path), "{path}");
        }
    }
}
