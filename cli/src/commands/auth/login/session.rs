//! A token that works: one that was given, or one that the server makes for a password.

use chatadm::{ErrorCode, Secret, mattermost, synapse};

use super::{CredentialArgs, detect};
use crate::{
    config::{Api, Connection, Profile},
    context::Context,
    exit::Failure,
    prompt::Prompter,
};

/// A session, and what was learned on the way to it.
pub(crate) struct Session {
    pub(crate) token: Secret,
    pub(crate) user: String,
    pub(crate) version: Option<String>,
    /// Whether the server made the token just now.
    pub(crate) is_new: bool,
    server_name: Option<String>,
    mas_url: Option<String>,
}

impl Session {
    /// Keeps in a profile whose session it is.
    pub(crate) fn keep_in(&self, profile: &mut Profile) {
        profile.user = Some(self.user.clone());
        profile.server_name.clone_from(&self.server_name);
        profile.mas_url.clone_from(&self.mas_url);
    }
}

/// Logs in, or tries the token that was given.
pub(crate) async fn open(
    context: &Context,
    connection: &Connection,
    api: Api,
    credentials: &CredentialArgs,
) -> Result<Session, Failure> {
    match api {
        Api::Synapse => synapse(context, connection, credentials).await,
        Api::Mattermost => mattermost(context, connection, credentials).await,
    }
}

async fn synapse(
    context: &Context,
    connection: &Connection,
    credentials: &CredentialArgs,
) -> Result<Session, Failure> {
    let builder = detect::synapse(context, connection)?;
    let issuer = detect::issuer(&builder.clone().build()?).await;
    let is_new = !credentials.has_token(context);
    let token = match (credentials.token(context)?, &issuer) {
        (Some(token), _) => token,
        (None, Some(issuer)) => return Err(delegated(&connection.address, issuer)),
        (None, None) => {
            let (username, password) = credentials.account(connection.profile.user.as_deref())?;
            let login = synapse::Login::new(username, password).device_name("chatadm");
            builder.clone().login(login).await?.access_token
        }
    };
    let client = builder.access_token(token.clone()).build()?;
    let me = client.whoami().await?.user_id;
    let version = match client.version().await {
        Ok(version) => Some(version),
        Err(error) => {
            let error = chatadm::Report(&error);
            context.printer.note(&format!(
                "warning: the admin API is not to be seen at this address: {error}"
            ));
            None
        }
    };
    if let Err(error) = client.user(me.clone()).get().await
        && error.is_forbidden()
    {
        context.printer.note(&format!(
            "warning: {me} is no server admin; most commands will be refused"
        ));
    }
    let server_name = me.as_str().split_once(':');
    Ok(Session {
        token,
        server_name: server_name.map(|(_, name)| name.to_owned()),
        user: me.to_string(),
        version,
        is_new,
        mas_url: issuer,
    })
}

/// Why there is no password to log in with.
fn delegated(address: &str, issuer: &str) -> Failure {
    Failure::Config(format!(
        "{address} leaves authentication to {issuer} (Matrix Authentication Service), so there is no login \
         with a password here; make a token there, for example on its machine with `mas-cli manage \
         issue-compatibility-token NAME --yes-i-want-to-grant-synapse-admin-privileges`, and give it with \
         `--token-stdin`"
    ))
}

async fn mattermost(
    context: &Context,
    connection: &Connection,
    credentials: &CredentialArgs,
) -> Result<Session, Failure> {
    let builder = detect::mattermost(context, connection)?;
    let is_new = !credentials.has_token(context);
    let (client, token) = match credentials.token(context)? {
        Some(token) => (builder.access_token(token.clone()).build()?, token),
        None => with_password(builder, connection, credentials).await?,
    };
    let user = client.me().await?.username;
    Ok(Session {
        token,
        user,
        version: detect::mattermost_version(&client).await,
        is_new,
        server_name: None,
        mas_url: None,
    })
}

async fn with_password(
    builder: mattermost::ClientBuilder,
    connection: &Connection,
    credentials: &CredentialArgs,
) -> Result<(mattermost::Client, Secret), Failure> {
    let (username, password) = credentials.account(connection.profile.user.as_deref())?;
    let login = || mattermost::Login::new(username.clone(), password.clone());
    let first = match &credentials.mfa_token {
        Some(code) => login().mfa_code(code.clone()),
        None => login(),
    };
    let client = match builder.clone().login(first).await {
        Err(error)
            if error.code() == Some(&ErrorCode::BadMfaToken)
                && credentials.mfa_token.is_none()
                && Prompter::is_answered() =>
        {
            let code = CredentialArgs::second_factor()?;
            builder.login(login().mfa_code(code)).await?
        }
        outcome => outcome?,
    };
    let token = client.access_token().ok_or_else(|| {
        Failure::Config("the server opened a session and gave no token for it".to_owned())
    })?;
    Ok((client, token))
}

/// Ends the session of a token on the server.
pub(crate) async fn end(
    context: &Context,
    connection: &Connection,
    api: Api,
    token: Secret,
) -> Result<(), Failure> {
    Ok(match api {
        Api::Synapse => {
            let builder = detect::synapse(context, connection)?;
            builder.access_token(token).build()?.logout().await
        }
        Api::Mattermost => {
            let builder = detect::mattermost(context, connection)?;
            builder.access_token(token).build()?.logout().await
        }
    }?)
}

/// Whose token it is that a connection has.
pub(crate) async fn owner(
    context: &Context,
    connection: &Connection,
    api: Api,
) -> Result<String, Failure> {
    if connection.is_local {
        return Ok("nobody; the socket asks for no token".to_owned());
    }
    let token = crate::context::needed(connection, api)?;
    Ok(match api {
        Api::Synapse => {
            let builder = detect::synapse(context, connection)?;
            let client = builder.access_token(token).build()?;
            let me = client.whoami().await?.user_id;
            if let Some((_, server)) = me.as_str().split_once(':') {
                connection.learn_server_name(server);
            }
            me.to_string()
        }
        Api::Mattermost => {
            let builder = detect::mattermost(context, connection)?;
            builder.access_token(token).build()?.me().await?.username
        }
    })
}
