//! Identifiers of Mattermost: 26 lower-case letters and digits.
//!
//! Arguments are checked where they are made from text (`parse`, `try_from`). Identifiers in answers
//! are taken as the server sends them; an absent one arrives as an empty string.

pub use crate::identifier::ParseIdError;
use crate::identifier::identifier;

identifier! {
    /// The id of a user; `me` names the user of the session.
    UserId: "a user id, which is `me` or 26 lower-case letters and digits", |id| id == "me" || is_id(id)
}

identifier! {
    /// The id of a team.
    TeamId: "a team id, which is 26 lower-case letters and digits", |id| is_id(id)
}

identifier! {
    /// The id of a channel.
    ChannelId: "a channel id, which is 26 lower-case letters and digits", |id| is_id(id)
}

identifier! {
    /// The id of a session, which is not its token.
    SessionId: "a session id, which is 26 lower-case letters and digits", |id| is_id(id)
}

identifier! {
    /// The id of a personal access token, which is not the token itself.
    TokenId: "an access token's id, which is 26 lower-case letters and digits", |id| is_id(id)
}

fn is_id(id: &str) -> bool {
    id.len() == 26
        && id
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ids_and_me_are_accepted() {
        assert!("ejtydpp3xirt8ghouk73jpse3o".parse::<UserId>().is_ok());
        assert!("me".parse::<UserId>().is_ok());
        for id in [
            "",
            "Me",
            "EJTYDPP3XIRT8GHOUK73JPSE3O",
            "short",
            "../../../../../../../../etc",
        ] {
            assert!(id.parse::<UserId>().is_err(), "{id}");
        }
        assert!("me".parse::<TeamId>().is_err());
    }
}
