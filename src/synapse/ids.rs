//! Identifiers of Matrix.
//!
//! Arguments are checked where they are made from text (`parse`, `try_from`). Identifiers in answers
//! are taken as the server sends them: servers hold old ones that the present grammar refuses, and one
//! of these must never fail a page.

pub use crate::identifier::ParseIdError;
use crate::identifier::identifier;

/// The longest identifier that a server accepts, in bytes.
const LONGEST: usize = 255;

identifier! {
    /// A full user id such as `@alice:example.org`.
    ///
    /// The local part may hold any character but `:` and NUL, because old accounts do.
    UserId: "a user id such as `@alice:example.org`", |id| {
        id.strip_prefix('@').and_then(|rest| rest.split_once(':')).is_some_and(|(_, server)| is_server(server))
            && fits(id)
    }
}

identifier! {
    /// A room id such as `!abc:example.org`; those of version 12 rooms have no `:domain`.
    RoomId: "a room id such as `!abc:example.org`", |id| is_room_id(id)
}

identifier! {
    /// A room alias such as `#lobby:example.org`.
    RoomAlias: "a room alias such as `#lobby:example.org`", |id| is_room_alias(id)
}

identifier! {
    /// A room id (`!abc:example.org`) or a room alias (`#lobby:example.org`).
    RoomIdOrAlias: "a room id such as `!abc:example.org` or an alias such as `#lobby:example.org`", |id| {
        is_room_id(id) || is_room_alias(id)
    }
}

impl From<RoomId> for RoomIdOrAlias {
    fn from(id: RoomId) -> Self {
        Self(id.0)
    }
}

impl From<&RoomId> for RoomIdOrAlias {
    fn from(id: &RoomId) -> Self {
        Self(id.0.clone())
    }
}

impl From<RoomAlias> for RoomIdOrAlias {
    fn from(alias: RoomAlias) -> Self {
        Self(alias.0)
    }
}

impl From<&RoomAlias> for RoomIdOrAlias {
    fn from(alias: &RoomAlias) -> Self {
        Self(alias.0.clone())
    }
}

identifier! {
    /// An event id such as `$abc`; it can hold `/` and `+`, and in old rooms ends in `:domain`.
    EventId: "an event id such as `$abc`", |id| id.len() > 1 && id.starts_with('$') && fits(id)
}

identifier! {
    /// The id of a device. Clients choose it freely, so any text but an empty one will do.
    DeviceId: "a device id, which is not empty", |id| !id.is_empty()
}

identifier! {
    /// A server name: a host name or address, with an optional port.
    ServerName: "a server name such as `example.org` or `example.org:8448`", |id| is_server(id) && fits(id)
}

identifier! {
    /// Where a file is kept: a server and a media id, as in `mxc://example.org/abc`.
    ///
    /// Avatars in answers are what somebody once stored, and servers do not check them all: they can
    /// be any text, an empty one among it. [`MxcUri::server_name`] and [`MxcUri::media_id`] tell.
    MxcUri: "a URI of media such as `mxc://example.org/abc`", |id| mxc_parts(id).is_some()
}

impl MxcUri {
    /// Puts a URI together from its parts.
    ///
    /// # Errors
    ///
    /// When the media id is empty or holds a character that would end it, such as `/` or `?`, or when
    /// the server name is one from an answer that is no server name.
    pub fn new(server_name: &ServerName, media_id: &str) -> Result<Self, ParseIdError> {
        Self::try_from(format!("mxc://{server_name}/{media_id}"))
    }

    /// The server that the file was uploaded to; `None` when the text is no `mxc` URI.
    pub fn server_name(&self) -> Option<ServerName> {
        mxc_parts(&self.0).map(|(server, _)| ServerName(server.to_owned()))
    }

    /// The id of the file on that server; `None` when the text is no `mxc` URI.
    pub fn media_id(&self) -> Option<&str> {
        mxc_parts(&self.0).map(|(_, media_id)| media_id)
    }
}

/// The server name and the media id of an `mxc` URI.
fn mxc_parts(uri: &str) -> Option<(&str, &str)> {
    let ends =
        |byte: u8| byte.is_ascii_whitespace() || byte.is_ascii_control() || b"/?#".contains(&byte);
    let (server, media_id) = uri.strip_prefix("mxc://")?.split_once('/')?;
    let is_media_id = !media_id.is_empty() && !media_id.bytes().any(ends);
    (is_media_id && is_server(server) && fits(server)).then_some((server, media_id))
}

fn is_room_alias(id: &str) -> bool {
    let parts = id.strip_prefix('#').and_then(|rest| rest.split_once(':'));
    parts.is_some_and(|(_, server)| is_server(server)) && fits(id)
}

fn is_room_id(id: &str) -> bool {
    id.len() > 1 && id.starts_with('!') && fits(id)
}

fn fits(id: &str) -> bool {
    id.len() <= LONGEST && !id.contains('\0')
}

/// A host name, an IPv4 address or an IPv6 address in brackets, then maybe a port.
fn is_server(name: &str) -> bool {
    let (host, port) = match name.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, rest)) => {
            let port = match rest.strip_prefix(':') {
                Some(port) => Some(port),
                None if rest.is_empty() => None,
                None => return false,
            };
            return address.parse::<std::net::Ipv6Addr>().is_ok() && port.is_none_or(is_port);
        }
        None => match name.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (name, None),
        },
    };
    let is_host = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.');
    !host.is_empty() && host.bytes().all(is_host) && port.is_none_or(is_port)
}

fn is_port(port: &str) -> bool {
    (1..=5).contains(&port.len()) && port.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_that_servers_hold_are_accepted() {
        for id in [
            "@a:b",
            "@a/b+c=.-_:example.org:8448",
            "@Ünïcode:[::1]:8448",
            "@:example.org",
        ] {
            assert!(id.parse::<UserId>().is_ok(), "{id}");
        }
        for id in [
            "!abc:example.org",
            "!31hneApxJ_1o-63DmFrpeqnkFfWppnzWso1JvH3ogLM",
        ] {
            assert!(
                id.parse::<RoomId>().is_ok() && id.parse::<RoomIdOrAlias>().is_ok(),
                "{id}"
            );
        }
        let alias = "#lobby:example.org".parse::<RoomAlias>().unwrap();
        assert_eq!(
            RoomIdOrAlias::from(&alias),
            "#lobby:example.org".parse().unwrap()
        );
        for uri in ["mxc://a/b", "mxc://[::1]:8448/A_b-9", "mxc://example.org/ü"] {
            assert!(uri.parse::<MxcUri>().is_ok(), "{uri}");
        }
        assert!("$a/b+c".parse::<EventId>().is_ok());
    }

    #[test]
    fn other_text_is_refused_with_an_example() {
        for id in [
            "",
            "alice",
            "@alice",
            "@alice:",
            "@alice:exa mple",
            "#a:b",
            "@a:[::1",
            "@a:b:port",
        ] {
            let error = id.parse::<UserId>().unwrap_err();
            assert!(error.to_string().contains("@alice:example.org"), "{error}");
        }
        assert!("#lobby:example.org".parse::<RoomId>().is_err());
        assert!("!abc:example.org".parse::<RoomAlias>().is_err());
        for uri in [
            "",
            "https://example.org/a",
            "mxc://",
            "mxc://a",
            "mxc://a/",
            "mxc:///b",
            "mxc://a/b/c",
            "mxc://a/b?c",
            "mxc://a/b#c",
            "mxc://a/b c",
            "mxc://a b/c",
        ] {
            let error = uri.parse::<MxcUri>().unwrap_err();
            assert!(
                error.to_string().contains("mxc://example.org/abc"),
                "{error}"
            );
        }
        assert!("$".parse::<EventId>().is_err());
        assert!("".parse::<DeviceId>().is_err());
        assert!(format!("@{}:h", "a".repeat(260)).parse::<UserId>().is_err());
    }

    #[test]
    fn answers_are_taken_as_they_are() {
        let odd: UserId = serde_json::from_str("\"not an id\"").unwrap();
        assert_eq!(odd.as_str(), "not an id");
        let odd: MxcUri = serde_json::from_str("\"https://example.org/me.png\"").unwrap();
        assert_eq!(odd.as_str(), "https://example.org/me.png");
        assert_eq!((odd.server_name(), odd.media_id()), (None, None));
    }

    #[test]
    fn media_uris_come_apart_and_together_again() {
        let server: ServerName = "example.org:8448".parse().unwrap();
        let uri = MxcUri::new(&server, "abc").unwrap();
        assert_eq!(uri.as_str(), "mxc://example.org:8448/abc");
        assert_eq!(uri.server_name(), Some(server.clone()));
        assert_eq!(uri.media_id(), Some("abc"));
        assert!(MxcUri::new(&server, "a/b").is_err());
        let odd: ServerName = serde_json::from_str("\"a/b\"").unwrap();
        assert!(MxcUri::new(&odd, "c?d").is_err());
    }
}
