//! Logging in, in every way the server knows, and out; who one is then.

use reqwest::header::{HeaderMap, SET_COOKIE};

use super::{
    Client, ClientBuilder, UserId,
    raw::{self, ClientInfo, ResponseValue},
    types,
};
use crate::{Error, Secret, call::call};

mod account;
mod password;
mod services;

pub use account::{GetLoginType, SwitchAccountType};
pub use password::Login;
pub use services::{DesktopLogin, IntuneLogin};

/// The cookie that holds the session token, where the server sets one.
const SESSION_COOKIE: &str = "MMAUTHTOKEN=";

impl ClientBuilder {
    /// Opens a session with a login name and a password, and gives a client that uses it.
    ///
    /// A token that was given to the builder is not used. The session lasts as long as the server is set
    /// up to keep it; [`Client::logout`] ends it.
    ///
    /// ```no_run
    /// # use chatadm::{Secret, mattermost::{Client, Login}};
    /// # async fn run(password: Secret) -> Result<(), chatadm::Error> {
    /// let mattermost = Client::builder("https://chat.example.org")
    ///     .login(Login::new("sysadmin", password).mfa_code("123456"))
    ///     .await?;
    /// println!("signed in as {}", mattermost.me().await?.username);
    /// mattermost.logout().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// `is_unauthorized` when the server does not let the user in, and mostly does not say why. With the
    /// code [`ErrorCode::BadMfaToken`](crate::ErrorCode::BadMfaToken), call again with a code of the second
    /// factor. `is_bad_request` when the password is empty. Do not repeat a rejected password in a loop:
    /// after some failures the account refuses even the right one.
    ///
    /// # Retries
    ///
    /// It is sent again only when it provably did not run.
    ///
    /// # Security
    ///
    /// The password is sent to the server; use `https`. The session token stays in the client, which never
    /// prints it; [`Client::access_token`] gives it out.
    ///
    /// Calls `POST /api/v4/users/login` (`login`).
    pub async fn login(self, login: Login) -> Result<Client, Error> {
        let visitor = self.clone().build()?;
        let request = visitor.raw().login().body(login.request);
        let token = opened("login", request.send()).await?;
        self.enter(&visitor, token)
    }

    /// A client with the session of this token, over the connections of another client.
    fn enter(self, visitor: &Client, token: Secret) -> Result<Client, Error> {
        let http = visitor.raw().client().clone();
        self.http_client(http).access_token(token).build()
    }
}

/// The token of the session that a login has opened.
async fn opened<T>(
    operation: &'static str,
    call: impl Future<Output = Result<ResponseValue<T>, raw::Error<()>>>,
) -> Result<Secret, Error> {
    let answer = match call.await {
        Ok(answer) => answer,
        Err(error) => return Err(Error::from_raw(operation, error).await),
    };
    match session_token(answer.headers()) {
        Some(token) => Ok(token),
        // A login by form is refused by a redirect too, one that sets no cookie.
        None if answer.status().is_redirection() => {
            let mut refusal = http::Response::new("");
            *refusal.status_mut() = answer.status();
            Err(Error::from_response(operation, refusal.into()).await)
        }
        None => Err(Error::Decode {
            operation,
            status: answer.status(),
            excerpt: String::new(),
            source: "the answer holds no session token".into(),
        }),
    }
}

/// The session token, which comes in a header of its own and sometimes also, or only, in a cookie.
fn session_token(headers: &HeaderMap) -> Option<Secret> {
    let header = headers.get("token").into_iter();
    let cookies = headers.get_all(SET_COOKIE).iter();
    header
        .filter_map(|value| value.to_str().ok())
        .chain(cookies.filter_map(|value| {
            let cookie = value.to_str().ok()?.strip_prefix(SESSION_COOKIE)?;
            cookie.split(';').next()
        }))
        .find(|token| !token.is_empty())
        .map(Secret::from)
}

/// The id of a user who has not logged in yet.
struct Stranger(UserId);

impl TryFrom<Stranger> for Option<String> {
    type Error = &'static str;

    /// Before the login `me` is nobody, and the server would take it for a bad password.
    fn try_from(Stranger(id): Stranger) -> Result<Self, Self::Error> {
        match id.as_str() {
            "me" => Err("`me` names nobody without a session"),
            id => Ok(Some(id.to_owned())),
        }
    }
}

impl Client {
    /// The token that this client sends: the one given to the builder, or that of the session which a login
    /// has opened. A program can store it and build the next client with it.
    ///
    /// # Security
    ///
    /// Whoever has the token acts as its user. Keep it where passwords are kept.
    pub fn access_token(&self) -> Option<Secret> {
        self.raw().inner().token()
    }

    /// The user whom the token belongs to, with the fields that only they see.
    ///
    /// # Errors
    ///
    /// `is_unauthorized` when the token is missing, unknown, disabled, revoked or expired.
    ///
    /// Calls `GET /api/v4/users/{user_id}` (`get_user`).
    pub async fn me(&self) -> Result<types::User, Error> {
        call!(self, get_user.user_id("me")).await
    }

    /// Ends the session of this client; its token is refused from then on.
    ///
    /// The server says yes even when there was no session, so this may be repeated. Clones of this client
    /// and all others with the same token are logged out too.
    ///
    /// # Errors
    ///
    /// `is_rate_limited` when requests come too fast; none when the session is over already.
    ///
    /// Calls `POST /api/v4/users/logout` (`logout`).
    pub async fn logout(&self) -> Result<(), Error> {
        call!(self, logout).await.map(drop)
    }
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderValue;

    use super::*;

    #[test]
    fn the_header_counts_before_cookies_and_empty_ones_do_not_count() {
        let mut headers = HeaderMap::new();
        assert_eq!(session_token(&headers), None);
        for (name, value, token) in [
            ("set-cookie", "MMCSRF=x; Path=/", None),
            ("set-cookie", "MMAUTHTOKEN=; Path=/; Max-Age=-1", None),
            ("token", "", None),
            ("set-cookie", "MMAUTHTOKEN=c1; Path=/; HttpOnly", Some("c1")),
        ] {
            headers.append(name, HeaderValue::from_static(value));
            assert_eq!(session_token(&headers), token.map(Secret::from), "{value}");
        }
        headers.insert("token", HeaderValue::from_static("h1"));
        assert_eq!(session_token(&headers), Some("h1".into()));
    }
}
