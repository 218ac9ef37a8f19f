//! Runs commands at the root of the workspace, says which, and remembers how long each took.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context as _, ensure};

use crate::child;

#[derive(Debug)]
pub(super) struct Runner {
    root: PathBuf,
    timings: Vec<(String, Duration)>,
}

impl Runner {
    pub(super) fn new(root: PathBuf) -> Self {
        Self {
            root,
            timings: Vec::new(),
        }
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// Runs a command line; words are separated by spaces and nothing is quoted.
    pub(super) fn run(&mut self, line: &str) -> anyhow::Result<()> {
        self.run_with(line, &[])
    }

    /// Runs a command line with variables set.
    pub(super) fn run_with(
        &mut self,
        line: &str,
        variables: &[(&str, &str)],
    ) -> anyhow::Result<()> {
        let settings = variables
            .iter()
            .map(|(name, value)| format!("{name}='{value}' "));
        let shown = settings.collect::<String>() + line;
        let mut command = command(line)?;
        command.envs(variables.iter().copied());
        self.finish(command, &shown)
    }

    /// Runs a program that is not on the path.
    pub(super) fn run_program(&mut self, program: &Path, arguments: &str) -> anyhow::Result<()> {
        let shown = program.strip_prefix(&self.root).unwrap_or(program);
        let shown = format!("{} {arguments}", shown.display());
        let mut command = child::command(program);
        command.args(arguments.split_whitespace());
        self.finish(command, &shown)
    }

    /// What a command line prints; it is too quick to be worth a timing.
    pub(super) fn output(&self, line: &str) -> anyhow::Result<String> {
        println!("==> {line}");
        let mut command = command(line)?;
        let output = command
            .current_dir(&self.root)
            .stderr(Stdio::inherit())
            .output();
        let output = output.with_context(|| format!("cannot run `{line}`"))?;
        ensure!(
            output.status.success(),
            "`{line}` failed with {}",
            output.status
        );
        Ok(String::from_utf8(output.stdout)?)
    }

    pub(super) fn print_timings(&self) {
        let total: Duration = self.timings.iter().map(|(_, duration)| *duration).sum();
        println!("\n{:>7}  command", "seconds");
        for (shown, duration) in &self.timings {
            println!("{:>7.1}  {shown}", duration.as_secs_f64());
        }
        println!("{:>7.1}  in total", total.as_secs_f64());
    }

    fn finish(&mut self, mut command: Command, shown: &str) -> anyhow::Result<()> {
        println!("==> {shown}");
        let started = Instant::now();
        let status = command.current_dir(&self.root).status();
        let duration = started.elapsed();
        println!("    {:.1} s", duration.as_secs_f64());
        let status = status.with_context(|| format!("cannot run `{shown}`"));
        self.timings.push((shown.to_owned(), duration));
        let status = status?;
        ensure!(status.success(), "`{shown}` failed with {status}");
        Ok(())
    }
}

fn command(line: &str) -> anyhow::Result<Command> {
    let mut words = line.split_whitespace();
    let mut command = child::command(words.next().context("an empty command line")?);
    command.args(words);
    Ok(command)
}

#[cfg(test)]
mod tests {
    use std::env;

    use super::*;

    fn runner() -> Runner {
        Runner::new(env::temp_dir())
    }

    #[test]
    fn a_failing_command_is_an_error_and_is_timed() {
        let mut runner = runner();
        assert!(runner.run("cargo no-such-subcommand").is_err());
        assert!(runner.run("no-such-program-at-all").is_err());
        assert!(runner.run("").is_err());
        assert_eq!(runner.timings.len(), 2);
        assert!(runner.output("cargo no-such-subcommand").is_err());
    }

    #[test]
    fn a_command_that_succeeds_is_passed_over() {
        let mut runner = runner();
        runner
            .run_with("cargo --version", &[("CHATADM_TEST", "1")])
            .unwrap();
        assert!(
            runner
                .output("cargo --version")
                .unwrap()
                .starts_with("cargo ")
        );
    }
}
