//! `cargo xtask live`: a throwaway real Synapse for the live tests, or a Mattermost that is there.
//!
//! With `--mattermost` nothing is started: `mattermost` says which server is meant and runs the tests
//! on it. How one run with Synapse works:
//!
//! 1. `venv` installs the pinned server from `PyPI` into `.synapse/venv-<version>`, once, under a lock.
//! 2. `server` picks a free loopback port, writes a configuration (`config`) into a fresh temporary
//!    directory, starts the server and waits until `/health` answers. The server and its directory
//!    belong to one value; dropping it kills, waits and removes, on success, failure and signals alike.
//! 3. `registration` makes the first administrator with the shared secret.
//! 4. `seed` fills the server, so that each room of the admin API has something to show, and
//!    `manifest` says what is where. Tests read the manifest and guess nothing.
//! 5. `suite` runs the live tests and the conformance scenarios, or `run` runs any command, with the
//!    variables of `environment` set.
//!
//! `up` and `down` (`detached`) keep a server running between commands instead.
//!
//! A signal only sets a flag (`interrupt`). Every wait and every request looks at it, so an
//! interrupted run leaves through the same drops as a failed one and nothing stays behind. Where the
//! program itself is killed outright, Linux kills the server too (see `launch.py`).
//!
//! Whatever happened, the last server's log is kept as `.synapse/last.log`.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context as _, Result};
use clap::{Parser, Subcommand};

use crate::{child, workspace};

mod config;
mod detached;
mod environment;
mod http;
mod interrupt;
mod manifest;
mod mattermost;
mod process;
mod registration;
mod secret;
mod seed;
mod server;
pub(crate) mod soak;
mod suite;
mod venv;

use environment::Environment;
use manifest::Manifest;
use server::{Lifetime, Server};
use suite::Suite;

/// How many tests have to pass at least, unless told: nearly all of the 170 and more of the library and
/// the program, and of the 248 scenarios.
const MINIMUM: u16 = 415;

/// Runs the live tests against a throwaway real Synapse (or just brings one up).
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Args {
    #[command(subcommand)]
    action: Option<Action>,
    #[command(flatten)]
    test: TestArgs,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Bring a server up, run the live suite, tear down (the default).
    Test(TestArgs),
    /// Bring a server up and leave it running; prints `export` lines for a shell to evaluate.
    Up(ServerArgs),
    /// Stop the server that `up` left running and remove its files.
    Down,
    /// Bring a server up, run a command with its address and tokens set, tear down.
    Run(RunArgs),
}

#[derive(Debug, Clone, Parser)]
struct ServerArgs {
    /// The `matrix-synapse` release to install from `PyPI`.
    #[arg(long, value_name = "VERSION", default_value = venv::PINNED, value_parser = venv::parse_version)]
    synapse_version: String,
    /// The Python to build the environment with [default: the first suitable `python3`].
    #[arg(long, value_name = "PROGRAM")]
    python: Option<PathBuf>,
    /// Leave the server empty but for the administrator and one ordinary user.
    #[arg(long)]
    no_seed: bool,
    /// How many accounts the seeded server has in total (more, where the special ones need it).
    #[arg(
        long,
        value_name = "N",
        default_value_t = 260,
        conflicts_with = "no_seed"
    )]
    users: usize,
}

#[derive(Debug, Parser)]
struct TestArgs {
    #[command(flatten)]
    server: ServerArgs,
    /// Test the Mattermost client, on the server that `MATTERMOST_URL` names.
    #[arg(long, conflicts_with_all = ["synapse_version", "python", "no_seed", "users"])]
    mattermost: bool,
    /// Fail when fewer tests than this have run and passed [default: 415; with --mattermost 73].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    min_tests: Option<u16>,
    /// Passed on to the test program, for example a filter.
    #[arg(last = true, value_name = "ARGS")]
    args: Vec<OsString>,
}

#[derive(Debug, Parser)]
struct RunArgs {
    #[command(flatten)]
    server: ServerArgs,
    /// The command and its arguments.
    #[arg(last = true, required = true, value_name = "COMMAND")]
    command: Vec<OsString>,
}

/// Runs the verb; the exit status is that of the suite or command where there is one.
pub(crate) fn run(args: Args) -> Result<ExitCode> {
    interrupt::install()?;
    let outcome = match args.action.unwrap_or(Action::Test(args.test)) {
        Action::Test(args) => test(&args),
        Action::Up(args) => detached::up(&args),
        Action::Down => detached::down(),
        Action::Run(args) => run_command(&args),
    };
    match outcome {
        Err(_) if interrupt::requested() => {
            eprintln!("live: interrupted; nothing is left running");
            Ok(ExitCode::from(interrupt::EXIT_STATUS))
        }
        other => other,
    }
}

fn test(args: &TestArgs) -> Result<ExitCode> {
    if args.mattermost {
        return mattermost::test(args.min_tests, &args.args);
    }
    let (server, environment) = bring_up(&args.server, Lifetime::Tied)?;
    let suites = [
        Suite {
            packages: &["chatadm", "chatadm-cli"],
            program: "live",
            parallel: false,
            variables: environment.variables().into(),
        },
        Suite {
            packages: &["chatadm"],
            program: "conformance",
            parallel: true,
            variables: environment.variables().into(),
        },
    ];
    let minimum = args.min_tests.unwrap_or(MINIMUM);
    let outcome = suite::run(&suites, minimum.into(), &args.args);
    if !matches!(outcome, Ok(code) if code == ExitCode::SUCCESS) && !interrupt::requested() {
        server.print_log_tail();
    }
    outcome
}

fn run_command(args: &RunArgs) -> Result<ExitCode> {
    let (_server, environment) = bring_up(&args.server, Lifetime::Tied)?;
    let (program, rest) = args.command.split_first().context("a command is needed")?;
    let mut command = child::command(program);
    command.args(rest).envs(environment.variables());
    let status = process::Process::interactive(&mut command)?.wait()?;
    Ok(process::exit_code(status))
}

/// Starts and fills a server; the environment is complete whether it was seeded or not.
fn bring_up(args: &ServerArgs, lifetime: Lifetime) -> Result<(Server, Environment)> {
    let started = Instant::now();
    let python = venv::ensure(&args.synapse_version, args.python.as_deref())?;
    eprintln!("live: starting Synapse {}", args.synapse_version);
    let server = Server::start(&python, lifetime)?;
    eprintln!(
        "live: {} is ready after {:.1?}",
        server.base_url(),
        started.elapsed()
    );
    match fill(&server, &python, args) {
        Ok(environment) => {
            eprintln!("live: ready for use after {:.1?}", started.elapsed());
            Ok((server, environment))
        }
        Err(error) => {
            if !interrupt::requested() {
                server.print_log_tail();
            }
            Err(error)
        }
    }
}

fn fill(server: &Server, python: &std::path::Path, args: &ServerArgs) -> Result<Environment> {
    let api = http::Api::new(server.base_url());
    let admin = registration::register(
        &api,
        server.shared_secret(),
        &registration::NewAccount {
            username: "live-admin",
            password: &secret::random()?,
            admin: true,
            user_type: None,
        },
    )?;
    // Some limits have no setting; an override of 0/0 lifts them for the administrator.
    admin.post(
        &http::path(
            "/_synapse/admin/v1/users/{}/override_ratelimit",
            &[&admin.user_id],
        ),
        &serde_json::json!({"messages_per_second": 0, "burst_count": 0}),
    )?;
    let user = seed::ordinary_user(&admin)?;
    let mut manifest = Manifest::new(server, &admin, &user)?;
    if !args.no_seed {
        let started = Instant::now();
        seed::seed(
            &seed::Site {
                server,
                python,
                admin: &admin,
                user: &user,
            },
            args.users,
            &mut manifest,
        )?;
        eprintln!(
            "live: seeded {} accounts and {} rooms in {:.1?}",
            manifest.users.total,
            manifest.rooms.all.len(),
            started.elapsed()
        );
    }
    let path = server.directory().join("manifest.json");
    manifest.write(&path)?;
    Ok(Environment {
        url: server.base_url().to_owned(),
        admin_token: admin.token,
        user_token: user.token,
        shared_secret: server.shared_secret().to_owned(),
        manifest: path,
        python: python.to_owned(),
    })
}

/// Where everything that outlives one run is kept: environments, the last log, the record of `up`.
fn state_directory() -> Result<PathBuf> {
    let directory = workspace::root().join(".synapse");
    std::fs::create_dir_all(&directory)
        .with_context(|| format!("cannot create {}", directory.display()))?;
    Ok(directory)
}
