//! Servers in memory that live as long as a run: for `--sandbox`, `chatadm sandbox` and `chatadm demo`.

use std::collections::BTreeMap;

use chatadm::{
    Operation, Secret, mattermost,
    sandbox::{Injection, Sandbox, SandboxBuilder, Violation},
    synapse,
};

use crate::{config::Api, exit::Failure, printer::Printer};

const SYNAPSE: &[Operation] = synapse::Client::OPERATIONS;
const MATTERMOST: &[Operation] = mattermost::Client::OPERATIONS;

/// What the servers begin with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::Args)]
#[command(next_help_heading = "What there is")]
pub(crate) struct Sizes {
    /// So many accounts beside the administrator's
    #[arg(long, value_name = "N", default_value_t = 250)]
    pub(crate) users: u64,

    /// So many rooms
    #[arg(long, value_name = "N", default_value_t = 40)]
    pub(crate) rooms: u64,

    /// What ids, tokens and the properties of accounts come from; the same seed, the same server
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) seed: u64,
}

impl Default for Sizes {
    fn default() -> Self {
        Self {
            users: 250,
            rooms: 40,
            seed: 0,
        }
    }
}

/// What else is told to the servers.
#[derive(Debug, Clone, Default)]
pub(crate) struct Manner {
    /// The port of Synapse, before that of Mattermost; any unless told.
    pub(crate) port: Option<u16>,
    pub(crate) faults: Vec<Injection>,
    pub(crate) is_lenient: bool,
}

/// One server of each API.
#[derive(Debug)]
pub(crate) struct Sandboxes {
    pub(crate) synapse: Sandbox<synapse::Client>,
    pub(crate) mattermost: Sandbox<mattermost::Client>,
}

/// Where the servers of a run are.
#[derive(Debug, Clone, Default)]
pub(crate) struct Places(BTreeMap<Api, Place>);

/// Where a server is, and what opens it.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    pub(crate) address: String,
    pub(crate) token: Secret,
}

impl Places {
    pub(crate) fn of(&self, api: Api) -> Option<&Place> {
        self.0.get(&api)
    }
}

impl Sandboxes {
    /// Starts both on the current runtime.
    pub(crate) async fn start(sizes: Sizes, manner: &Manner) -> Result<Self, Failure> {
        manner.check()?;
        let port = manner.port;
        let synapse = begin(Sandbox::synapse(), SYNAPSE, sizes, manner, port);
        let port = port.map(|port| port.saturating_add(1));
        let mattermost = begin(Sandbox::mattermost(), MATTERMOST, sizes, manner, port);
        Ok(Self {
            synapse: synapse.start().await?,
            mattermost: mattermost.start().await?,
        })
    }

    pub(crate) fn places(&self) -> Places {
        let synapse = Place {
            address: self.synapse.url().to_owned(),
            token: self.synapse.admin_token().clone(),
        };
        let mattermost = Place {
            address: self.mattermost.url().to_owned(),
            token: self.mattermost.admin_token().clone(),
        };
        Places([(Api::Synapse, synapse), (Api::Mattermost, mattermost)].into())
    }

    /// Tells where requests broke the document of their API since this was last called.
    pub(crate) fn tell_violations(&self, printer: &Printer) {
        let violations = self.synapse.violations().into_iter();
        for Violation {
            pointer, reason, ..
        } in violations.chain(self.mattermost.violations())
        {
            printer.note(&format!(
                "the request breaks the document at `{pointer}`: {reason}"
            ));
        }
    }
}

impl Manner {
    /// Refuses faults of operations that neither server has.
    fn check(&self) -> Result<(), Failure> {
        let mut ids = self.faults.iter().filter_map(Injection::operation);
        match ids.find(|id| !is_among(SYNAPSE, id) && !is_among(MATTERMOST, id)) {
            Some(id) => Err(Failure::Usage(format!(
                "there is no operation `{id}`; `chatadm api --list` lists them"
            ))),
            None => Ok(()),
        }
    }
}

fn is_among(operations: &[Operation], id: &str) -> bool {
    operations.iter().any(|operation| operation.id == id)
}

fn begin<C>(
    builder: SandboxBuilder<C>,
    operations: &[Operation],
    sizes: Sizes,
    manner: &Manner,
    port: Option<u16>,
) -> SandboxBuilder<C> {
    let mut builder = builder.users(sizes.users).rooms(sizes.rooms);
    builder = builder.seed(sizes.seed);
    if let Some(port) = port {
        builder = builder.port(port);
    }
    if manner.is_lenient {
        builder = builder.lenient();
    }
    for fault in &manner.faults {
        // A fault without an operation is for both servers.
        if fault.operation().is_none_or(|id| is_among(operations, id)) {
            builder = builder.fault(fault.clone());
        }
    }
    builder
}
