//! What kind of account it is: user or guest, person or bot.

use super::{User, create::texts};
use crate::{
    Error, Secret,
    call::{answer, call, request},
    mattermost::{raw::types::builder, types},
};

impl<'a> User<'a> {
    /// Makes a guest an ordinary user.
    ///
    /// # Errors
    ///
    /// `is_not_implemented` when the user is no guest, `is_forbidden` without the permission `promote_guest`.
    ///
    /// # Retries
    ///
    /// It is sent again only when it provably did not run.
    ///
    /// Calls `POST /api/v4/users/{user_id}/promote` (`promote_guest_to_user`).
    pub async fn promote(&self) -> Result<(), Error> {
        call!(self.client, promote_guest_to_user.user_id(&self.id)).await?;
        Ok(())
    }

    /// Makes an ordinary user a guest.
    ///
    /// # Errors
    ///
    /// `is_not_implemented` without a license for guests, whoever calls, and when the user is a guest already;
    /// `is_forbidden` without the permission `demote_to_guest`.
    ///
    /// # Retries
    ///
    /// It is sent again only when it provably did not run.
    ///
    /// Calls `POST /api/v4/users/{user_id}/demote` (`demote_user_to_guest`).
    pub async fn demote(&self) -> Result<(), Error> {
        call!(self.client, demote_user_to_guest.user_id(&self.id)).await?;
        Ok(())
    }

    /// Makes the account a bot, and gives that. [`convert_to_user`](Self::convert_to_user) is the way back.
    ///
    /// # Errors
    ///
    /// `is_forbidden` without the permission `manage_system`.
    ///
    /// # Retries
    ///
    /// It is sent again only when it provably did not run.
    ///
    /// Calls `POST /api/v4/users/{user_id}/convert_to_bot` (`convert_user_to_bot`).
    pub async fn convert_to_bot(&self) -> Result<types::Bot, Error> {
        call!(self.client, convert_user_to_bot.user_id(&self.id)).await
    }

    /// Makes a bot an ordinary account with this password; the id is the user id of the bot.
    ///
    /// # Security
    ///
    /// The password is sent to the server, and never printed.
    ///
    /// Calls `POST /api/v4/bots/{bot_user_id}/convert_to_user` (`convert_bot_to_user`).
    pub fn convert_to_user(&self, password: impl Into<Secret>) -> ConvertBot<'a> {
        let request = self.client.raw().convert_bot_to_user();
        let password = password.into();
        ConvertBot::new(request.bot_user_id(&self.id)).body(|body| body.password(password))
    }
}

request! {
    /// A request to make a bot an ordinary account; see [`User::convert_to_user`].
    ConvertBot: convert_bot_to_user(ConvertBotToUser) of mattermost
}

impl ConvertBot<'_> {
    /// Whether to make the user a system administrator; not unless told.
    pub fn set_system_admin(self, admin: bool) -> Self {
        self.with(|request| request.set_system_admin(admin))
    }

    /// The new user name.
    pub fn username(self, name: impl Into<String>) -> Self {
        self.body(|body| body.username(name.into()))
    }

    /// The new e-mail address.
    pub fn email(self, email: impl Into<String>) -> Self {
        self.body(|body| body.email(email.into()))
    }

    /// The new first name.
    pub fn first_name(self, name: impl Into<String>) -> Self {
        self.body(|body| body.first_name(name.into()))
    }

    /// The new last name.
    pub fn last_name(self, name: impl Into<String>) -> Self {
        self.body(|body| body.last_name(name.into()))
    }

    /// The new nickname.
    pub fn nickname(self, name: impl Into<String>) -> Self {
        self.body(|body| body.nickname(name.into()))
    }

    /// The new job title.
    pub fn position(self, position: impl Into<String>) -> Self {
        self.body(|body| body.position(position.into()))
    }

    /// The new language, for example `en`.
    pub fn locale(self, locale: impl Into<String>) -> Self {
        self.body(|body| body.locale(locale.into()))
    }

    /// Replaces all custom properties of the bot.
    pub fn replace_props<N: Into<String>, V: Into<String>>(
        self,
        props: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        self.body(|body| body.props(Some(texts(props))))
    }

    /// Replaces all notification settings of the bot.
    pub fn replace_notify_props(self, settings: types::NotifyProps) -> Self {
        self.body(|body| body.notify_props(settings))
    }

    fn body(
        self,
        change: impl FnOnce(builder::BotToUserRequest) -> builder::BotToUserRequest,
    ) -> Self {
        self.with(|request| request.body_map(change))
    }

    /// Sends the request, and gives the user that the bot has become.
    ///
    /// # Errors
    ///
    /// `is_not_found` when the account is no bot (any more), `is_bad_request` when a value is not acceptable,
    /// `is_forbidden` without the permission `manage_system`.
    ///
    /// # Retries
    ///
    /// It is sent again only when it provably did not run.
    ///
    /// Calls `POST /api/v4/bots/{bot_user_id}/convert_to_user` (`convert_bot_to_user`).
    pub async fn send(self) -> Result<types::User, Error> {
        // The body has room for everything, which is much for a future.
        answer(Self::OPERATION, Box::pin(self.request.send())).await
    }
}
