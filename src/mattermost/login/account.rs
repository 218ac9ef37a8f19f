//! How an account logs in: asking for it, and moving an account from one way to another.

use super::Stranger;
use crate::{
    Error, Secret,
    call::{answer, request},
    mattermost::{Client, User, types},
};

request! {
    /// A question for how an account logs in; see [`Client::login_type`].
    GetLoginType: get_login_type(GetLoginType) of mattermost
}

impl Client {
    /// Asks how the account with this login name logs in, for guests with magic links.
    ///
    /// It needs no session. The server may send the guest an e-mail with a link, so do not ask in a loop.
    ///
    /// Calls `POST /api/v4/users/login/type` (`get_login_type`).
    pub fn login_type(&self, login_id: impl Into<String>) -> GetLoginType<'_> {
        let request = self.raw().get_login_type();
        GetLoginType::new(request.body_map(|body| body.login_id(login_id.into())))
    }

    /// Moves an account from one way of logging in to another, each of `email`, `gitlab`, `google`,
    /// `office365`, `saml`, `ldap` and `openid`.
    ///
    /// What else has to be said depends on the two. From an OAuth service or SAML to `email` the client needs
    /// the session of the user; every other switch is proved by the password in the request.
    ///
    /// Calls `POST /api/v4/users/login/switch` (`switch_account_type`).
    pub fn switch_account_type(
        &self,
        current_service: impl Into<String>,
        new_service: impl Into<String>,
    ) -> SwitchAccountType<'_> {
        let request = self.raw().switch_account_type();
        SwitchAccountType::new(request.body_map(|body| {
            body.current_service(current_service.into())
                .new_service(new_service.into())
        }))
    }
}

impl<'a> User<'a> {
    /// Asks how this account logs in, for guests with magic links; `me` is refused.
    ///
    /// It needs no session. The server may send the guest an e-mail with a link, so do not ask in a loop.
    ///
    /// Calls `POST /api/v4/users/login/type` (`get_login_type`).
    pub fn login_type(&self) -> GetLoginType<'a> {
        let id = Stranger(self.id.clone());
        let request = self.client.raw().get_login_type();
        GetLoginType::new(request.body_map(|body| body.id(id)))
    }
}

impl GetLoginType<'_> {
    /// The device that is about to log in.
    pub fn device_id(self, device: impl Into<String>) -> Self {
        self.with(|request| request.body_map(|body| body.device_id(device.into())))
    }

    /// Sends the question.
    ///
    /// # Errors
    ///
    /// `is_not_found` while magic links for guests are switched off, and on servers that do not know them,
    /// as 5.37 does not.
    ///
    /// # Retries
    ///
    /// It is sent again only when it provably did not run.
    ///
    /// Calls `POST /api/v4/users/login/type` (`get_login_type`).
    pub async fn send(self) -> Result<types::LoginType, Error> {
        answer(Self::OPERATION, self.request.send()).await
    }
}

request! {
    /// A request to log in another way from now on; see [`Client::switch_account_type`].
    SwitchAccountType: switch_account_type(SwitchAccountType) of mattermost
}

impl SwitchAccountType<'_> {
    /// The e-mail address of the account.
    pub fn email(self, email: impl Into<String>) -> Self {
        self.with(|request| request.body_map(|body| body.email(email.into())))
    }

    /// The password that the account has now.
    pub fn password(self, password: impl Into<Secret>) -> Self {
        self.with(|request| request.body_map(|body| body.password(password.into())))
    }

    /// The current code of the second factor, for accounts that have one.
    pub fn mfa_code(self, code: impl Into<Secret>) -> Self {
        self.with(|request| request.body_map(|body| body.mfa_code(code.into())))
    }

    /// The id of the user in LDAP, for a switch to it.
    pub fn ldap_id(self, id: impl Into<String>) -> Self {
        self.with(|request| request.body_map(|body| body.ldap_id(id.into())))
    }

    /// The password for a switch to `email`, or that in LDAP for a switch from or to it.
    pub fn new_password(self, password: impl Into<Secret>) -> Self {
        self.with(|request| request.body_map(|body| body.new_password(password.into())))
    }

    /// Sends the request, and gives the address where the user has to go on.
    ///
    /// A switch from `email` to `ldap` ends all sessions of the user, even when it fails because the server
    /// has no LDAP: log in again, whatever the answer was.
    ///
    /// # Errors
    ///
    /// `is_bad_request` when the server cannot switch between these two, `is_not_found` when no account has
    /// the address, `is_not_implemented` when the server is not set up for the service.
    ///
    /// # Retries
    ///
    /// It is sent again only when it provably did not run.
    ///
    /// # Security
    ///
    /// Passwords are sent to the server; use `https`.
    ///
    /// Calls `POST /api/v4/users/login/switch` (`switch_account_type`).
    pub async fn send(self) -> Result<String, Error> {
        let switched = answer(Self::OPERATION, self.request.send()).await?;
        Ok(switched.follow_link)
    }
}
