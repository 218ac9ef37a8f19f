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
    /// A room id (`!abc:example.org`) or a room alias (`#lobby:example.org`).
    RoomIdOrAlias: "a room id such as `!abc:example.org` or an alias such as `#lobby:example.org`", |id| {
        is_room_id(id)
            || (id.strip_prefix('#').and_then(|rest| rest.split_once(':')).is_some_and(|(_, server)| is_server(server))
                && fits(id))
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
        assert!("#lobby:example.org".parse::<RoomIdOrAlias>().is_ok());
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
        assert!("$".parse::<EventId>().is_err());
        assert!("".parse::<DeviceId>().is_err());
        assert!(format!("@{}:h", "a".repeat(260)).parse::<UserId>().is_err());
    }

    #[test]
    fn answers_are_taken_as_they_are() {
        let odd: UserId = serde_json::from_str("\"not an id\"").unwrap();
        assert_eq!(odd.as_str(), "not an id");
    }
}
