//! `cargo xtask soak`: ten thousand changes of a server that is killed meanwhile, by clients that are.
//!
//! `tests/soak` has the work and the proof; this kills, starts again, and writes down what came of it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::Value;

use super::process::{self, Process};
use super::server::Lifetime;
use super::suite::cargo;
use super::{ServerArgs, bring_up, interrupt, venv};
use crate::{child, workspace};

/// After so many outcomes somebody is killed.
const KILLS: [(usize, Victim); 5] = [
    (1_500, Victim::Server),
    (3_000, Victim::Client),
    (4_500, Victim::Server),
    (6_500, Victim::Client),
    (8_000, Victim::Server),
];
/// Ten thousand changes take some minutes; what takes this long is stuck.
const LIMIT: Duration = Duration::from_secs(60 * 60);
const RESULT: &str = "docs/soak.md";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Victim {
    Client,
    Server,
}

/// Makes ten thousand changes of a server that is killed meanwhile, and writes docs/soak.md.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The `matrix-synapse` release to install from `PyPI`.
    #[arg(long, value_name = "VERSION", default_value = venv::PINNED, value_parser = venv::parse_version)]
    synapse_version: String,
    /// The Python to build the environment with [default: the first suitable `python3`].
    #[arg(long, value_name = "PROGRAM")]
    python: Option<PathBuf>,
}

/// Runs the verb.
pub(crate) fn run(args: Args) -> Result<ExitCode> {
    interrupt::install()?;
    let program = program()?;
    let server = ServerArgs {
        synapse_version: args.synapse_version,
        python: args.python,
        no_seed: true,
        users: 0,
    };
    let (mut site, environment) = bring_up(&server, Lifetime::Tied)?;
    let journal = site.directory().join("soak.jsonl");
    let test = |name: &str| {
        let mut command = child::command(&program);
        command
            .args([name, "--exact", "--ignored", "--nocapture"])
            .envs(environment.variables())
            .env("CHATADM_SOAK_JOURNAL", &journal);
        command
    };

    let started = Instant::now();
    let mut client = Process::background(&mut test("client_works_until_all_is_done"))?;
    let mut kills = KILLS.into_iter().peekable();
    let status = loop {
        interrupt::check()?;
        ensure!(started.elapsed() < LIMIT, "not done after {LIMIT:?}");
        let done = outcomes(&journal);
        if let Some((_, victim)) = kills.next_if(|(after, _)| done >= *after) {
            eprintln!("soak: {done} outcomes; the {victim:?} is killed");
            match victim {
                Victim::Server => site.kill_and_restart()?,
                Victim::Client => {
                    client.kill()?;
                    client = Process::background(&mut test("client_works_until_all_is_done"))?;
                }
            }
        } else if let Some(status) = client.try_wait()? {
            break status;
        } else {
            thread::sleep(process::POLL);
        }
    };
    let took = started.elapsed();
    ensure!(
        kills.next().is_none(),
        "the work was over before everybody was killed"
    );
    if !status.success() {
        site.print_log_tail();
        bail!("the last client failed ({status})");
    }
    let figures = verify(&mut test("verify_that_the_server_equals_the_plan"))?;
    let page = report(&figures, &server.synapse_version, took)?;
    let path = workspace::root().join(RESULT);
    fs::write(&path, page).with_context(|| format!("cannot write {}", path.display()))?;
    eprintln!("soak: {figures}");
    Ok(ExitCode::SUCCESS)
}

/// Builds the test program and tells where it is. It is run without cargo, so that a kill reaches it.
fn program() -> Result<PathBuf> {
    let mut command = child::command(cargo());
    command
        .current_dir(workspace::root())
        .args(["test", "--package", "chatadm", "--test", "soak", "--no-run"])
        .args(["--message-format", "json-render-diagnostics"])
        .stderr(Stdio::inherit());
    let output = command.output().context("cannot start cargo")?;
    ensure!(output.status.success(), "the test program was not built");
    let messages = String::from_utf8(output.stdout)?;
    let mut programs = messages.lines().filter_map(|line| {
        let message: Value = serde_json::from_str(line).ok()?;
        Some(PathBuf::from(message["executable"].as_str()?))
    });
    programs.next_back().context("cargo named no test program")
}

/// How many keys have an outcome.
fn outcomes(journal: &Path) -> usize {
    // There is none before the client writes it.
    let text = fs::read_to_string(journal).unwrap_or_default();
    text.matches("\"event\":\"done\"").count()
}

/// Compares the server with the plan; the figures, if there is no difference.
fn verify(command: &mut Command) -> Result<Value> {
    let output = command.stderr(Stdio::inherit()).output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let figures = text.lines().find_map(|line| line.split_once("soak: "));
    ensure!(
        output.status.success(),
        "the server differs from the plan:\n{text}"
    );
    let (_, figures) = figures.context("the proof has no figures")?;
    Ok(serde_json::from_str(figures)?)
}

fn report(figures: &Value, version: &str, took: Duration) -> Result<String> {
    let figure = |name: &str| figures[name].as_u64().with_context(|| name.to_owned());
    let keys = figure("keys")?;
    let killed = |victim: Victim| KILLS.iter().filter(|(_, killed)| *killed == victim).count();
    Ok(format!(
        "# Nothing lost, nothing twice\n\
         \n\
         Written by `cargo xtask soak`. A client makes {keys} changes of a real Synapse {version} through the bulk engine, 16 at\n\
         once: a fifth each are accounts (`PUT`), devices (`POST`), blocked rooms (`PUT`), registration tokens (`POST`, refused when\n\
         repeated) and messages (`PUT` with a transaction id, which would show twice without it). Meanwhile the server is killed\n\
         (SIGKILL) and started again {server} times, and the client {client} times. In the end the server is read in full and\n\
         compared with the plan.\n\
         \n\
         | Figure | Last result |\n\
         |---|---:|\n\
         | Changes planned | {keys} |\n\
         | Changes with exactly one recorded outcome | {outcomes} |\n\
         | Changes with none or more than one | {other} |\n\
         | Differences between the server and the plan (lost, doubled, unplanned) | {differences} |\n\
         | Begun, counting what was begun again | {begun} |\n\
         | Attempts that failed and were made again | {failed} |\n\
         | Found done when they were to be made again | {found} |\n\
         | Seconds | {seconds} |\n",
        server = killed(Victim::Server),
        client = killed(Victim::Client),
        outcomes = figure("outcomes")?,
        other = figure("keys_with_other_than_one_outcome")?,
        differences = figure("differences")?,
        begun = figure("begun")?,
        failed = figure("failed_attempts")?,
        found = figure("found_done")?,
        seconds = took.as_secs(),
    ))
}
