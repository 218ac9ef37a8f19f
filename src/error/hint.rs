//! What to try, for failures whose cause is known well enough.

use super::{Error, ErrorCode};

impl Error {
    /// What most likely is the cause and what to do about it, in one sentence for people.
    ///
    /// `None` when the error says enough by itself.
    pub fn hint(&self) -> Option<&'static str> {
        let api = self.api()?;
        Some(match (api.status().as_u16(), api.code()) {
            (404 | 405, Some(ErrorCode::Unrecognized)) => {
                "the server does not have this route: it may be an older version, a worker without the \
                 admin routes, or one that delegates authentication to MAS, which removes some of them"
            }
            (401, Some(ErrorCode::MissingToken)) => "give an access token",
            (401, Some(ErrorCode::UserLocked)) => {
                "the account of this token is locked; another admin can unlock it"
            }
            (401, Some(ErrorCode::UnknownToken | ErrorCode::SessionExpired)) => {
                "the token is wrong, revoked or expired; log in again"
            }
            (401, Some(ErrorCode::BadMfaToken)) => {
                "the account has a second factor; give its present code"
            }
            (403, Some(ErrorCode::Forbidden)) => {
                "the account of this token is no server admin, or lacks the power for this in the room"
            }
            (403, Some(ErrorCode::Permissions)) => {
                "the account of this token lacks the permission; a system admin has it"
            }
            (404, None) => {
                "what answered is not the API; check the address, its path, and whether a proxy hides it"
            }
            (300..=399, _) => {
                "the server redirects, which neither API does; check the scheme and the host of the address"
            }
            (429, _) => "requests come too fast; try later, or at a lower rate",
            (501, _) => "the server lacks the license or the setting for this",
            (502..=504, _) => {
                "the server is not reachable behind its proxy, or is overloaded; try later"
            }
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn hint(status: u16, body: &'static str) -> Option<&'static str> {
        let response = http::Response::builder().status(status).body(body).unwrap();
        Error::from_response("get_user", response.into())
            .await
            .hint()
    }

    #[tokio::test]
    async fn known_causes_are_named() {
        for (status, body, word) in [
            (404, r#"{"errcode": "M_UNRECOGNIZED", "error": "x"}"#, "MAS"),
            (404, "<html>", "not the API"),
            (403, r#"{"errcode": "M_FORBIDDEN", "error": "x"}"#, "admin"),
            (
                401,
                r#"{"errcode": "M_UNKNOWN_TOKEN", "error": "x"}"#,
                "log in",
            ),
            (301, "", "redirects"),
            (502, "", "proxy"),
        ] {
            let hint = hint(status, body).await.unwrap();
            assert!(hint.contains(word), "{status} {body}: {hint}");
        }
    }

    #[tokio::test]
    async fn an_error_that_says_enough_has_no_hint() {
        let body = r#"{"errcode": "M_NOT_FOUND", "error": "User not found"}"#;
        assert_eq!(hint(404, body).await, None);
        assert_eq!(
            Error::Argument {
                operation: "x",
                reason: String::new()
            }
            .hint(),
            None
        );
    }
}
