//! Creating registration tokens.

use crate::{
    Error, Timestamp,
    call::answer,
    synapse::{raw::builder, types},
};

const CREATE: &str = "create_registration_token";

/// A request to create a registration token; see
/// [`RegistrationTokens::create`](super::RegistrationTokens::create).
#[derive(Debug, Clone)]
#[must_use = "a request does nothing until it is sent"]
pub struct CreateRegistrationToken<'a> {
    request: builder::CreateRegistrationToken<'a>,
    token: Option<String>,
    length: Option<u32>,
}

impl<'a> CreateRegistrationToken<'a> {
    pub(super) fn new(request: builder::CreateRegistrationToken<'a>) -> Self {
        Self {
            request,
            token: None,
            length: None,
        }
    }

    /// The text of the token: 1 to 64 letters, digits, `.`, `_`, `~` and `-`; random unless told.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.token = Some(token.into());
        self
    }

    /// How many characters a random token has, from 1 to 64; 16 unless told.
    pub fn length(mut self, characters: u32) -> Self {
        self.length = Some(characters);
        self
    }

    /// How many registrations the token is good for; unlimited unless told. With 0 nobody can use it.
    pub fn uses_allowed(self, uses: i64) -> Self {
        self.with(|body| body.uses_allowed(uses))
    }

    /// When the token stops working; never unless told.
    pub fn expiry_time(self, moment: Timestamp) -> Self {
        self.with(|body| body.expiry_time(moment))
    }

    fn with(
        mut self,
        change: impl FnOnce(
            types::builder::NewRegistrationToken,
        ) -> types::builder::NewRegistrationToken,
    ) -> Self {
        self.request = self.request.body_map(change);
        self
    }

    /// Creates the token.
    ///
    /// # Errors
    ///
    /// `is_bad_request` when the token exists, holds other characters, or when a limit is out of range
    /// or lies in the past. So are two things that the server would accept in silence: a length beside
    /// a text, which it ignores, and the texts `new`, `.` and `..`, which nobody could change or delete.
    ///
    /// # Retries
    ///
    /// Sent again only when it provably did not run. Name the text yourself if you may have to repeat
    /// it: a token that exists is then an error and not a second token.
    ///
    /// Calls `POST /_synapse/admin/v1/registration_tokens/new` (`create_registration_token`).
    pub async fn send(mut self) -> Result<types::RegistrationToken, Error> {
        let refuse = |reason: String| {
            Err(Error::Argument {
                operation: CREATE,
                reason,
            })
        };
        match (self.token.take(), self.length) {
            (Some(_), Some(_)) => return refuse("a token that is given has its length".to_owned()),
            (Some(token), None) if matches!(&*token, "new" | "." | "..") => {
                return refuse(format!("a token `{token}` could not be reached again"));
            }
            (Some(token), None) => self = self.with(|body| body.token(token)),
            (None, Some(length)) => self = self.with(|body| body.length(i64::from(length))),
            (None, None) => {}
        }
        answer(CREATE, self.request.send()).await
    }
}
