//! The ways in which a client is used, each on a sandbox where something may go wrong.

use std::time::Duration;

use chatadm::{
    ClientBuilder, Error,
    sandbox::Sandbox,
    synapse::{Client, UserId},
};

/// A way to use a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    /// One page of a list.
    Read,
    /// A change of an account.
    Idempotent,
    /// A new registration token.
    Unsafe,
    /// All pages of a list, two accounts on each.
    Stream,
    /// The end of a redaction that was begun before.
    Waiter,
    /// A change of four accounts, two at once, one of them named twice.
    Bulk,
}

/// What makes a client ready.
pub(crate) type Builder = ClientBuilder<Client>;

/// What a use has given, and what it has failed with.
#[derive(Debug, Default)]
pub(crate) struct Given {
    pub(crate) things: usize,
    pub(crate) errors: Vec<Error>,
    /// Keys that nothing was done for.
    pub(crate) not_started: usize,
}

impl From<Result<usize, Error>> for Given {
    fn from(result: Result<usize, Error>) -> Self {
        match result {
            Ok(things) => Self {
                things,
                ..Self::default()
            },
            Err(error) => Self {
                errors: vec![error],
                ..Self::default()
            },
        }
    }
}

/// How many accounts there are, the administrator's among them.
const ACCOUNTS: usize = 6;
const NAME: &str = "Renamed";

/// How large a body may be.
pub(crate) const BODY_LIMIT: usize = 1024 * 1024;

/// How long a job is waited for.
const PATIENCE: Duration = Duration::from_secs(60);

impl Use {
    pub(crate) const ALL: [Self; 6] = [
        Self::Read,
        Self::Idempotent,
        Self::Unsafe,
        Self::Stream,
        Self::Waiter,
        Self::Bulk,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Idempotent => "idempotent",
            Self::Unsafe => "unsafe_write",
            Self::Stream => "stream",
            Self::Waiter => "waiter",
            Self::Bulk => "bulk",
        }
    }

    /// The operation whose requests something happens to.
    pub(crate) fn operation(self) -> &'static str {
        match self {
            Self::Read | Self::Stream => "list_users_v2",
            Self::Idempotent | Self::Bulk => "create_or_modify_user",
            Self::Unsafe => "create_registration_token",
            Self::Waiter => "get_redact_status",
        }
    }

    /// How many requests it takes when all is well, and how many things it gives.
    pub(crate) fn whole(self) -> (u64, usize) {
        match self {
            Self::Read => (1, 2),
            Self::Idempotent | Self::Unsafe => (1, 1),
            Self::Stream => (3, ACCOUNTS),
            Self::Waiter => (3, 1),
            Self::Bulk => (4, 4),
        }
    }

    /// How many things are given before something goes wrong with the second request, or beside it.
    pub(crate) fn before_a_failure(self) -> usize {
        match self {
            Self::Stream => 2,
            Self::Bulk => 3,
            _ => 0,
        }
    }
}

/// A sandbox, and all that a use needs besides.
pub(crate) struct Stage {
    pub(crate) sandbox: Sandbox<Client>,
    client: Client,
    /// Another client, for what comes before and after.
    other: Client,
    /// A job that was begun.
    redaction: String,
}

impl Stage {
    /// Opens a sandbox for a client that `change` has settled the rest of.
    pub(crate) async fn new(change: impl FnOnce(Builder) -> Builder) -> Self {
        let sandbox = Sandbox::synapse().users(5).job_steps(2).start();
        let sandbox = sandbox.await.unwrap();
        let other = sandbox.client().unwrap();
        let redaction = other.user(user(0)).redact().send().await.unwrap();
        let redaction = redaction.id().to_owned();
        let builder = sandbox.client_builder().body_limit(BODY_LIMIT);
        let builder = change(builder.timeout(Duration::from_secs(10)));
        let client = builder.build().unwrap();
        Self {
            sandbox,
            client,
            other,
            redaction,
        }
    }

    /// Uses the client.
    pub(crate) async fn perform(&self, usage: Use) -> Given {
        let Self {
            client, redaction, ..
        } = self;
        match usage {
            Use::Read => {
                let page = client.users().list().page_size(2).send().await;
                page.map(|page| page.items.len()).into()
            }
            Use::Idempotent => rename(client, user(0)).await.map(|()| 1).into(),
            Use::Unsafe => {
                let token = client.registration_tokens().create().send().await;
                token.map(|_| 1).into()
            }
            Use::Stream => {
                let mut given = Given::default();
                let mut users = client.users().list().page_size(2).stream();
                loop {
                    match users.try_next().await {
                        Ok(Some(_)) => given.things += 1,
                        Ok(None) => break given,
                        Err(error) => given.errors.push(error),
                    }
                }
            }
            Use::Waiter => {
                let redaction = client.users().redaction(redaction.clone());
                let done = redaction.wait(PATIENCE).await;
                done.map(|_| 1).into()
            }
            Use::Bulk => {
                let ids = [0, 1, 0, 2, 3].map(user);
                let run = client.users().each(ids, move |one| {
                    let id = one.id().clone();
                    async move { rename(client, id).await }
                });
                let summary = run.concurrency(2).finish().await;
                assert!(summary.repeated <= 1);
                Given {
                    things: summary.succeeded.len(),
                    errors: summary.failed.into_iter().map(|(_, error)| error).collect(),
                    not_started: summary.not_started.len(),
                }
            }
        }
    }

    /// How many registration tokens there are, which is how often one was made.
    pub(crate) async fn tokens(&self) -> usize {
        let client = self.sandbox.client().unwrap();
        client
            .registration_tokens()
            .list()
            .send()
            .await
            .unwrap()
            .len()
    }

    /// Whether an account has its new name.
    pub(crate) async fn is_renamed(&self) -> bool {
        let user = self.other.user(user(0)).get().await.unwrap();
        user.displayname.as_deref() == Some(NAME)
    }
}

fn user(number: usize) -> UserId {
    format!("@user-{number}:example.test").parse().unwrap()
}

async fn rename(client: &Client, id: UserId) -> Result<(), Error> {
    let changed = client.user(id).modify().displayname(NAME);
    changed.check_exists(false).send().await.map(|_| ())
}
