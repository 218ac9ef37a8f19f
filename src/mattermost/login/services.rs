//! Logging in with what another service has issued: tokens of the desktop app, of Intune, of the customer
//! portal, and codes of a single sign-on.

use super::opened;
use crate::{
    Error, Secret,
    call::answer,
    mattermost::{Client, ClientBuilder, raw::types},
};

/// The token that the desktop app gets after a login elsewhere; see
/// [`ClientBuilder::login_with_desktop_token`](crate::ClientBuilder::login_with_desktop_token).
///
/// `Debug` never shows the token.
#[derive(Debug, Clone)]
#[must_use = "nobody is logged in until the builder of a client gets it"]
pub struct DesktopLogin {
    request: types::builder::DesktopTokenLogin,
}

impl DesktopLogin {
    /// A login with this token.
    pub fn new(token: impl Into<Secret>) -> Self {
        Self {
            request: types::DesktopTokenLogin::builder().token(token.into()),
        }
    }

    /// The device that the session belongs to.
    pub fn device_id(self, device: impl Into<String>) -> Self {
        Self {
            request: self.request.device_id(device.into()),
        }
    }
}

/// An access token of Microsoft Intune; see
/// [`ClientBuilder::login_with_intune`](crate::ClientBuilder::login_with_intune).
///
/// `Debug` never shows the token.
#[derive(Debug, Clone)]
#[must_use = "nobody is logged in until the builder of a client gets it"]
pub struct IntuneLogin {
    request: types::builder::IntuneLoginRequest,
}

impl IntuneLogin {
    /// A login with this access token of Intune.
    pub fn new(access_token: impl Into<Secret>) -> Self {
        Self {
            request: types::IntuneLoginRequest::builder().access_token(access_token.into()),
        }
    }

    /// The mobile device for push notifications.
    pub fn device_id(self, device: impl Into<String>) -> Self {
        Self {
            request: self.request.device_id(device.into()),
        }
    }

    /// The device for voice calls.
    pub fn voip_device_id(self, device: impl Into<String>) -> Self {
        Self {
            request: self.request.voip_device_id(device.into()),
        }
    }
}

impl ClientBuilder {
    /// Opens a session with the token that the desktop app gets after a login by OAuth or SAML, and gives
    /// a client that uses it.
    ///
    /// # Errors
    ///
    /// `is_unauthorized` when the token is not accepted, or the account logs in with neither OAuth nor
    /// SAML; `is_not_found` when the server is older than this way of logging in, as 5.37 is.
    ///
    /// # Retries
    ///
    /// It is sent again only when it provably did not run.
    ///
    /// # Security
    ///
    /// The session token stays in the client; [`Client::access_token`] gives it out.
    ///
    /// Calls `POST /api/v4/users/login/desktop_token` (`login_with_desktop_token`).
    pub async fn login_with_desktop_token(self, login: DesktopLogin) -> Result<Client, Error> {
        let visitor = self.clone().build()?;
        let request = visitor.raw().login_with_desktop_token().body(login.request);
        let token = opened("login_with_desktop_token", request.send()).await?;
        self.enter(&visitor, token)
    }

    /// Opens a session with an access token of Microsoft Intune, and gives a client that uses it.
    ///
    /// Needs an Enterprise Advanced license.
    ///
    /// # Errors
    ///
    /// `is_unauthorized` when the token is not accepted, `is_not_implemented` without the license. The server
    /// answers 409 when the account cannot be used (`is_conflict`), 428 when something has to be done before,
    /// and 405 when it is older than this way of logging in.
    ///
    /// # Retries
    ///
    /// It is sent again only when it provably did not run.
    ///
    /// # Security
    ///
    /// The session token stays in the client; [`Client::access_token`] gives it out.
    ///
    /// Calls `POST /oauth/intune` (`login_intune`).
    pub async fn login_with_intune(self, login: IntuneLogin) -> Result<Client, Error> {
        let visitor = self.clone().build()?;
        let request = visitor.raw().login_intune().body(login.request);
        let token = opened("login_intune", request.send()).await?;
        self.enter(&visitor, token)
    }

    /// Opens a session with the code of a single sign-on, and gives a client that uses it.
    ///
    /// The verifier belongs to the challenge, and the state is that, which were sent when the sign-on began.
    /// The server is going to drop this way of logging in, and has it switched off unless a feature flag is
    /// on.
    ///
    /// # Errors
    ///
    /// `is_bad_request` when the code is not accepted; status 410 when the feature is off; `is_not_found` when
    /// the server is older than it.
    ///
    /// # Retries
    ///
    /// It is sent again only when it provably did not run.
    ///
    /// # Security
    ///
    /// The session token stays in the client; [`Client::access_token`] gives it out.
    ///
    /// Calls `POST /api/v4/users/login/sso/code-exchange` (`login_sso_code_exchange`).
    pub async fn login_with_sso_code(
        self,
        code: impl Into<Secret>,
        verifier: impl Into<Secret>,
        state: impl Into<String>,
    ) -> Result<Client, Error> {
        let visitor = self.clone().build()?;
        let body = types::SsoCodeExchange::builder()
            .login_code(code.into())
            .code_verifier(verifier.into())
            .state(state.into());
        let request = visitor.raw().login_sso_code_exchange().body(body);
        let session = answer("login_sso_code_exchange", request.send()).await?;
        self.enter(&visitor, session.token)
    }

    /// Opens a session on a cloud server with a token of the customer portal, and gives a client that
    /// uses it.
    ///
    /// The server answers a redirect to its site, with the session in a cookie. The redirect is not followed.
    ///
    /// # Errors
    ///
    /// `is_unauthorized` when the server has no cloud license. A login that failed is answered by a redirect
    /// too, without a session: the error then has the status of the redirect, mostly 302.
    ///
    /// # Retries
    ///
    /// It is sent again only when it provably did not run.
    ///
    /// # Security
    ///
    /// The session token stays in the client; [`Client::access_token`] gives it out.
    ///
    /// Calls `POST /api/v4/users/login/cws` (`login_by_cws_token`).
    pub async fn login_with_cws_token(
        self,
        login_id: impl Into<String>,
        token: impl Into<Secret>,
    ) -> Result<Client, Error> {
        let visitor = self.clone().build()?;
        let login = types::CwsLogin {
            login_id: Some(login_id.into()),
            cws_token: Some(token.into()),
            extra: serde_json::Map::new(),
        };
        let request = visitor.raw().login_by_cws_token(&login);
        let token = opened("login_by_cws_token", request).await?;
        self.enter(&visitor, token)
    }
}
