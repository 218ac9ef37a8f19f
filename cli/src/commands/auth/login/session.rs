//! A token that works: one that was given, or one that the server makes for a password.

use chatadm::{Secret, mattermost, synapse};

use super::{Args, detect};
use crate::{config::Connection, context::Context, exit::Failure, prompt::Prompter};

impl Args {
    fn credentials(&self) -> Result<(String, Secret), Failure> {
        let username = self.username.clone().ok_or_else(|| {
            Failure::Usage(
                "name the account with `--username`, or give a token with `--token-stdin`"
                    .to_owned(),
            )
        })?;
        let password = match self.password.given()? {
            Some(password) => password,
            None => Prompter::secret("password: ", "`--password-stdin` or `--token-stdin`")?,
        };
        Ok((username, password))
    }

    /// The token, and who it belongs to.
    pub(super) async fn synapse(
        &self,
        context: &Context,
        connection: &Connection,
        given: Option<Secret>,
    ) -> Result<(Secret, String), Failure> {
        let builder = detect::synapse(context, connection)?;
        if let Some(token) = given {
            let client = builder.access_token(token.clone()).build()?;
            return Ok((token, client.whoami().await?.user_id.to_string()));
        }
        let (username, password) = self.credentials()?;
        let login = synapse::Login::new(username, password).device_name("chatadm");
        let session = builder.login(login).await?;
        Ok((session.access_token, session.user_id.to_string()))
    }

    /// The token, and who it belongs to.
    pub(super) async fn mattermost(
        &self,
        context: &Context,
        connection: &Connection,
        given: Option<Secret>,
    ) -> Result<(Secret, String), Failure> {
        let builder = detect::mattermost(context, connection)?;
        if let Some(token) = given {
            let client = builder.access_token(token.clone()).build()?;
            return Ok((token, client.me().await?.username));
        }
        let (username, password) = self.credentials()?;
        let mut login = mattermost::Login::new(username, password);
        if let Some(code) = &self.mfa_token {
            login = login.mfa_code(code.as_str());
        }
        let client = builder.login(login).await?;
        let token = client.access_token().ok_or_else(|| {
            Failure::Config("the server opened a session and gave no token for it".to_owned())
        })?;
        Ok((token, client.me().await?.username))
    }
}
