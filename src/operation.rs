//! What is known of each operation beyond its types: how it may be repeated, what it endangers.

/// One operation of a server, as the specification describes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Operation {
    /// The operation's id, which is also the name of its function in the raw client.
    pub id: &'static str,
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
