//! Creating accounts.

use serde_json::{Map, Value};

use crate::{
    Error, Secret,
    call::{answer, request},
    mattermost::{NewUserAuthService, raw::types::builder, types},
};

request! {
    /// A request to create an account; see [`Users::create`](super::Users::create).
    CreateUser: create_user(CreateUser) of mattermost
}

impl CreateUser<'_> {
    /// The password; needed unless the account logs in elsewhere. At most 72 bytes, and as the server's
    /// policy wants it.
    ///
    /// # Security
    ///
    /// It is sent to the server, and never printed.
    pub fn password(self, password: impl Into<Secret>) -> Self {
        self.body(|body| body.password(Some(password.into())))
    }

    /// The first name.
    pub fn first_name(self, name: impl Into<String>) -> Self {
        self.body(|body| body.first_name(name.into()))
    }

    /// The last name.
    pub fn last_name(self, name: impl Into<String>) -> Self {
        self.body(|body| body.last_name(name.into()))
    }

    /// The nickname.
    pub fn nickname(self, name: impl Into<String>) -> Self {
        self.body(|body| body.nickname(name.into()))
    }

    /// The job title.
    pub fn position(self, position: impl Into<String>) -> Self {
        self.body(|body| body.position(position.into()))
    }

    /// The language, for example `en`.
    pub fn locale(self, locale: impl Into<String>) -> Self {
        self.body(|body| body.locale(locale.into()))
    }

    /// Custom properties.
    pub fn props<N: Into<String>, V: Into<String>>(
        self,
        props: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        self.body(|body| body.props(Some(texts(props))))
    }

    /// Notification settings; the server's own unless told.
    pub fn notify_props(self, settings: types::NotifyProps) -> Self {
        self.body(|body| body.notify_props(settings))
    }

    /// The time zone; the server's own unless told.
    pub fn timezone(self, timezone: types::Timezone) -> Self {
        self.body(|body| body.timezone(timezone))
    }

    /// Makes the account log in at another service, by its identity there; for administrators only.
    pub fn auth(self, service: NewUserAuthService, identity: impl Into<String>) -> Self {
        self.body(|body| body.auth_service(service).auth_data(identity.into()))
    }

    /// The token of an invitation by e-mail, which lets anybody create the account.
    pub fn invitation(self, token: impl Into<Secret>) -> Self {
        self.with(|request| request.t(token.into()))
    }

    /// The invite id of a team, out of its open invitation link, which lets anybody create the account.
    pub fn team_invite(self, invite_id: impl Into<String>) -> Self {
        self.with(|request| request.iid(invite_id.into()))
    }

    /// Where the link in the welcome message leads.
    pub fn redirect(self, url: impl Into<String>) -> Self {
        self.with(|request| request.r(url.into()))
    }

    pub(super) fn body(self, change: impl FnOnce(builder::NewUser) -> builder::NewUser) -> Self {
        self.with(|request| request.body_map(change))
    }

    /// Sends the request, and gives the new account.
    ///
    /// # Errors
    ///
    /// `is_bad_request` when a value is not acceptable; also when the name or the address is taken, which
    /// the code tells ([`UsernameExists`](crate::ErrorCode::UsernameExists),
    /// [`EmailExists`](crate::ErrorCode::EmailExists)). `is_forbidden` when the server is not open and there is
    /// neither an invitation nor the session of an administrator, `is_not_found` when the invitation is not valid.
    ///
    /// # Retries
    ///
    /// It is sent again only when it provably did not run. After a lost answer look for the name first.
    ///
    /// Calls `POST /api/v4/users` (`create_user`).
    pub async fn send(self) -> Result<types::User, Error> {
        // The body has room for everything, which is much for a future.
        answer(Self::OPERATION, Box::pin(self.request.send())).await
    }
}

/// Custom properties as the server takes them: every value is a text.
pub(super) fn texts<N: Into<String>, V: Into<String>>(
    props: impl IntoIterator<Item = (N, V)>,
) -> Map<String, Value> {
    let props = props.into_iter();
    props
        .map(|(name, value)| (name.into(), Value::String(value.into())))
        .collect()
}
