//! What a command works with: clients that are built when they are needed, the printer, the prompter.

use std::sync::OnceLock;

use chatadm::{
    Operation, Safety, mattermost,
    synapse::{self, UserId},
};

use crate::{
    args::GlobalArgs,
    config::{Api, ConnectArgs, Connection},
    exit::Failure,
    printer::Printer,
    prompt::Prompter,
};

/// Everything that the flags and the configuration decide for a command.
#[derive(Debug)]
pub(crate) struct Context {
    pub(crate) connect: ConnectArgs,
    pub(crate) printer: Printer,
    pub(crate) prompter: Prompter,
    pub(crate) quiet: bool,
    synapse: OnceLock<Synapse>,
    mattermost: OnceLock<Mattermost>,
}

/// The Synapse server that is meant.
#[derive(Debug)]
pub(crate) struct Synapse {
    pub(crate) client: synapse::Client,
    pub(crate) connection: Connection,
    me: OnceLock<UserId>,
}

/// The Mattermost server that is meant.
#[derive(Debug)]
pub(crate) struct Mattermost {
    pub(crate) client: mattermost::Client,
    pub(crate) connection: Connection,
}

impl Context {
    pub(crate) fn new(args: GlobalArgs, api: Option<Api>) -> Self {
        // A mistake in the configuration is told by the command that needs it, and `--help` needs none.
        let profile = api.and_then(|api| args.connect.resolve_profile(api));
        let profile = profile.unwrap_or_default();
        let mut output = args.output;
        args.mmctl.translate(&mut output);
        output.time = output.time.or(profile.time_format);
        Self {
            quiet: output.quiet,
            printer: Printer::new(output, profile.output, jiff::Zoned::now()),
            prompter: Prompter::new(args.yes),
            connect: args.connect,
            synapse: OnceLock::new(),
            mattermost: OnceLock::new(),
        }
    }

    /// The Synapse server, with credentials.
    pub(crate) fn synapse(&self) -> Result<&Synapse, Failure> {
        if let Some(server) = self.synapse.get() {
            return Ok(server);
        }
        let connection = self.connect.resolve(Api::Synapse)?;
        let builder = synapse::Client::builder(connection.address.clone());
        let builder = connection.configure(&self.connect, builder)?;
        let client = builder
            .access_token(needed(&connection, Api::Synapse)?)
            .build()?;
        let server = Synapse {
            client,
            connection,
            me: OnceLock::new(),
        };
        Ok(self.synapse.get_or_init(|| server))
    }

    /// The Mattermost server, with credentials.
    pub(crate) fn mattermost(&self) -> Result<&Mattermost, Failure> {
        if let Some(server) = self.mattermost.get() {
            return Ok(server);
        }
        let connection = self.connect.resolve(Api::Mattermost)?;
        let builder = mattermost::Client::builder(connection.address.clone());
        let mut builder = connection.configure(&self.connect, builder)?;
        if !connection.is_local {
            builder = builder.access_token(needed(&connection, Api::Mattermost)?);
        }
        let client = builder.build()?;
        let server = Mattermost { client, connection };
        Ok(self.mattermost.get_or_init(|| server))
    }

    /// Refuses an operation that changes something, where only reading is allowed.
    pub(crate) fn allow(
        &self,
        operation: &Operation,
        connection: &Connection,
    ) -> Result<(), Failure> {
        if operation.safety == Safety::Read {
            return Ok(());
        }
        self.allow_changes(&format!("`{}`", operation.id), connection)
    }

    /// Refuses what changes something, where only reading is allowed.
    pub(crate) fn allow_changes(&self, what: &str, connection: &Connection) -> Result<(), Failure> {
        let who = match () {
            () if self.connect.read_only => "`--read-only`".to_owned(),
            () if connection.profile.read_only => {
                let name = connection.profile_name.as_deref().unwrap_or_default();
                format!("the profile `{name}` (`read_only`)")
            }
            () => return Ok(()),
        };
        Err(Failure::Config(format!(
            "{who} allows reading only, and {what} changes something"
        )))
    }
}

/// The flags of a run, for one of several profiles: what concerns another server is left out.
pub(crate) fn only_profile(args: &ConnectArgs, name: &str) -> ConnectArgs {
    ConnectArgs {
        profile: Some(name.to_owned()),
        url: None,
        token_file: None,
        local: false,
        ..args.clone()
    }
}

/// The token of a connection.
pub(crate) fn needed(connection: &Connection, api: Api) -> Result<chatadm::Secret, Failure> {
    let token = connection.token.as_ref().map(|token| token.secret.clone());
    token.ok_or_else(|| {
        let variable = format!("{}_TOKEN", api.to_string().to_uppercase());
        let Connection {
            address,
            address_from,
            ..
        } = connection;
        Failure::Config(format!(
            "there is no access token for {address} (from {address_from}); log in with \
             `chatadm auth login`, name a `--token-file`, or set `{variable}`"
        ))
    })
}

impl Synapse {
    /// Who the token belongs to; the server is asked once.
    pub(crate) async fn me(&self) -> Result<&UserId, Failure> {
        if let Some(me) = self.me.get() {
            return Ok(me);
        }
        let me = self.client.whoami().await?.user_id;
        if let Some((_, server)) = me.as_str().split_once(':') {
            self.connection.learn_server_name(server);
        }
        Ok(self.me.get_or_init(|| me))
    }

    /// A user id from what was typed: a full one, or the part before the colon.
    pub(crate) async fn user_id(&self, text: &str) -> Result<UserId, Failure> {
        if text.starts_with('@') || text.contains(':') {
            return parse(text);
        }
        if text.is_empty() {
            return Err(Failure::Usage(
                "a user id cannot be empty; write `@alice:example.org`".to_owned(),
            ));
        }
        let server = if let Some(name) = &self.connection.profile.server_name {
            name.clone()
        } else {
            let me = self.me().await?;
            let server = me.as_str().split_once(':').map(|(_, server)| server);
            server.unwrap_or_default().to_owned()
        };
        parse(&format!("@{text}:{server}"))
    }

    /// User ids from what was typed.
    pub(crate) async fn user_ids(&self, texts: &[String]) -> Result<Vec<UserId>, Failure> {
        let mut ids = Vec::new();
        for text in texts {
            ids.push(self.user_id(text).await?);
        }
        Ok(ids)
    }
}

impl Mattermost {
    /// A user from what was typed: an id, an e-mail address or a name.
    pub(crate) async fn user(&self, text: &str) -> Result<mattermost::types::User, Failure> {
        let users = self.client.users();
        let found = match mattermost::UserId::try_from(text) {
            Ok(id) => match self.client.user(id).get_opt().await? {
                Some(user) => Some(user),
                // A name can look like an id.
                None => users.by_username_opt(text).await?,
            },
            Err(_) if text.trim_start_matches('@').contains('@') => {
                users.by_email_opt(text).await?
            }
            Err(_) if text.is_empty() => None,
            Err(_) => users.by_username_opt(text.trim_start_matches('@')).await?,
        };
        found.ok_or_else(|| Failure::NotFound(format!("there is no user `{text}`")))
    }
}

fn parse(text: &str) -> Result<UserId, Failure> {
    let wrong = |error: synapse::ParseIdError| Failure::Usage(error.to_string());
    text.parse().map_err(wrong)
}
