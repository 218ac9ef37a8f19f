//! `cargo xtask ci`: everything that the continuous integration checks, for a laptop as well.
//!
//! A job is one function below; each command it runs is printed, so that one that fails can be run
//! alone. `runner` runs and times them, `packages` asks cargo about the packages, and `tools` provides
//! the programs that do not come with the toolchain.

use anyhow::{Context as _, bail, ensure};
use clap::ValueEnum;

use crate::workspace;

mod packages;
mod runner;
mod tools;

use packages::Packages;
use runner::Runner;

/// What library users are told to compile, and the smallest build tree.
const USERS_FEATURES: &str = "synapse,mattermost,rustls";
/// The commands that README.md promises.
const README_TESTS: &str = "cargo test --workspace";
const README_MAIN: &str = "cargo run -p chatadm-cli -- demo";
const README_LIVE: &str = "cargo xtask live run -- cargo run --example list_users";
/// None of these may be in the build tree of library users.
const GENERATORS: [&str; 4] = ["chatadm-codegen", "progenitor", "progenitor-impl", "typify"];

/// Runs the checks of the continuous integration.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The jobs, in the order given
    #[arg(value_enum, default_value = "all")]
    jobs: Vec<Job>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Job {
    /// Every job below, cheap ones first
    All,
    /// Formatting, spelling, house rules
    Style,
    /// Clippy with all, default and users' features
    Lint,
    /// The tests, with default and with users' features
    Test,
    /// Freshness of generated files, of the program's reference and of the interface's snapshot; no generator in users' builds
    Codegen,
    /// Each feature alone compiles without a warning, and any two together compile
    Features,
    /// Documentation without a warning
    Docs,
    /// Licences, sources and bans of dependencies
    Deny,
    /// Documents and recordings, by other people's validators
    Independent,
    /// What would be published is complete and compiles
    Package,
    /// The minimum Rust version is the one promised
    Msrv,
    /// The live tests and the README's example, against a real server
    Live,
}

impl Job {
    /// In this order a mistake shows as early as possible.
    const EACH: [Self; 11] = [
        Self::Style,
        Self::Independent,
        Self::Lint,
        Self::Test,
        Self::Codegen,
        Self::Features,
        Self::Docs,
        Self::Msrv,
        Self::Deny,
        Self::Package,
        Self::Live,
    ];

    fn run(self, runner: &mut Runner) -> anyhow::Result<()> {
        match self {
            Self::All => Self::EACH.into_iter().try_for_each(|job| job.run(runner)),
            Self::Style => style(runner),
            Self::Lint => lint(runner),
            Self::Test => test(runner),
            Self::Codegen => codegen(runner),
            Self::Features => features(runner),
            Self::Docs => docs(runner),
            Self::Deny => deny(runner),
            Self::Independent => independent(runner),
            Self::Package => package(runner),
            Self::Msrv => msrv(runner),
            Self::Live => live(runner),
        }
    }
}

pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let mut runner = Runner::new(workspace::root());
    let outcome = args.jobs.iter().try_for_each(|job| job.run(&mut runner));
    // After a failure as well: the timings tell how far it came.
    runner.print_timings();
    outcome
}

fn style(runner: &mut Runner) -> anyhow::Result<()> {
    runner.run("cargo fmt --all --check")?;
    runner.run("cargo xtask tidy")?;
    let python = tools::python(runner)?;
    runner.run_program(&python.program("typos"), ".")
}

fn lint(runner: &mut Runner) -> anyhow::Result<()> {
    // Three times, because each sees code that the others do not compile.
    runner.run("cargo clippy --workspace --all-targets --all-features -- -D warnings")?;
    runner.run("cargo clippy --workspace --all-targets -- -D warnings")?;
    runner.run(&format!(
        "cargo clippy --all-targets --no-default-features --features {USERS_FEATURES} -- -D warnings"
    ))
}

fn test(runner: &mut Runner) -> anyhow::Result<()> {
    readme_says(README_MAIN)?;
    runner.run(README_MAIN)?;
    readme_says(README_TESTS)?;
    runner.run(README_TESTS)?;
    runner.run(&format!(
        "cargo test --no-default-features --features {USERS_FEATURES},blocking,sandbox,schemars"
    ))
}

fn codegen(runner: &mut Runner) -> anyhow::Result<()> {
    runner.run("cargo xtask codegen --check")?;
    runner.run("cargo xtask coverage --check")?;
    runner.run("cargo xtask cli --check")?;
    runner.run("cargo xtask api --check")?;
    let tree = runner.output(&format!(
        "cargo tree --edges normal,build --no-default-features --features {USERS_FEATURES} \
         --prefix none --format {{p}}"
    ))?;
    let generator = tree
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .find(|name| GENERATORS.contains(name));
    if let Some(name) = generator {
        bail!("`{name}` is in the build tree of a library user");
    }
    Ok(())
}

fn features(runner: &mut Runner) -> anyhow::Result<()> {
    const CLIPPY: &str = "cargo clippy --lib --no-default-features";
    // Clippy and not check: it can make warnings fail without compiling every dependency again.
    runner.run(&format!("{CLIPPY} -- -D warnings"))?;
    for feature in Packages::local(runner)?.library_features()? {
        runner.run(&format!("{CLIPPY} --features {feature} -- -D warnings"))?;
    }
    // Any two features together; the generator apart, whose output is that of the committed files.
    let cargo_hack = tools::cargo_hack(runner)?;
    runner.run_program(
        &cargo_hack,
        "hack check --lib --feature-powerset --depth 2 --exclude-features codegen,default",
    )
}

fn docs(runner: &mut Runner) -> anyhow::Result<()> {
    runner.run_with(
        "cargo doc --workspace --no-deps --all-features",
        &[("RUSTDOCFLAGS", "-D warnings")],
    )
}

fn deny(runner: &mut Runner) -> anyhow::Result<()> {
    let cargo_deny = tools::cargo_deny(runner)?;
    // All platforms' dependencies must be at hand before nothing may be fetched.
    runner.run("cargo fetch --locked")?;
    runner.run_program(&cargo_deny, "--offline check bans licenses sources")
}

fn independent(runner: &mut Runner) -> anyhow::Result<()> {
    let python = tools::python(runner)?.program("python");
    runner.run_program(&python, "-B -m unittest discover -q -s tests/independent")?;
    runner.run_program(&python, "-B tests/independent/validate.py")
}

fn package(runner: &mut Runner) -> anyhow::Result<()> {
    // Both packages at once: cargo lets the library see the generator that is not published yet. The
    // verification compiles them from what the archives hold, so that a file missing there is seen.
    tools::forget_verified(runner, "chatadm-codegen")?;
    runner.run("cargo package --package chatadm-codegen --package chatadm --allow-dirty")
}

fn msrv(runner: &mut Runner) -> anyhow::Result<()> {
    let packages = Packages::all(runner)?;
    let version = packages.rust_version()?;
    readme_says(version.text())?;
    let newer = packages.needing_more_than(&version)?;
    ensure!(
        newer.is_empty(),
        "need a newer Rust than {}: {}",
        version.text(),
        newer.join(", ")
    );
    // The workflow installs this toolchain; elsewhere the versions that dependencies declare must do.
    let toolchains = runner.output("rustup toolchain list").unwrap_or_default();
    if toolchains
        .lines()
        .any(|line| line.starts_with(version.text()))
    {
        let version = version.text();
        runner.run(&format!(
            "cargo +{version} check --workspace --all-targets --locked"
        ))
    } else {
        println!(
            "Rust {} is not installed; only declared versions were compared",
            version.text()
        );
        Ok(())
    }
}

fn live(runner: &mut Runner) -> anyhow::Result<()> {
    readme_says(README_LIVE)?;
    runner.run("cargo xtask live")?;
    runner.run(README_LIVE)
}

/// What README.md tells the reader to run is what runs here, to the letter.
fn readme_says(text: &str) -> anyhow::Result<()> {
    let path = workspace::root().join("README.md");
    let readme = std::fs::read_to_string(&path)
        .with_context(|| format!("cannot read {}", path.display()))?;
    ensure!(readme.contains(text), "README.md does not say `{text}`");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_means_every_job_once() {
        let mut missing: Vec<Job> = Job::value_variants().to_vec();
        missing.retain(|job| *job != Job::All && !Job::EACH.contains(job));
        assert_eq!(missing, []);
        assert_eq!(Job::EACH.len() + 1, Job::value_variants().len());
    }

    #[test]
    fn the_readme_is_held_to_its_commands() {
        assert!(readme_says("a command that no README promises").is_err());
    }
}
