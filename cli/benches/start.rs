//! How much time of the processor the program takes to say little: `cargo bench -p chatadm-cli --bench start`.
//!
//! Time of the processor and not of the clock, so that a busy machine tells the same. `docs/performance.md`
//! has the figures, and what they are to stay below.
#![allow(
    clippy::print_stdout,
    reason = "a benchmark talks to the person who runs it"
)]

#[cfg(unix)]
fn main() {
    // `cargo test --benches` wants to know only whether this compiles.
    if std::env::args().any(|argument| argument == "--bench") {
        measure::all();
    }
}

#[cfg(not(unix))]
fn main() {
    println!("only Unix tells how much time a child has taken");
}

#[cfg(unix)]
mod measure {
    use std::{
        fs,
        process::{Command, Stdio},
    };

    use nix::sys::{
        resource::{UsageWho, getrusage},
        time::TimeValLike as _,
    };

    const PROGRAM: &str = env!("CARGO_BIN_EXE_chatadm");
    const RUNS: usize = 101;

    pub(crate) fn all() {
        for args in [
            &["--version"][..],
            &["--help"],
            &["synapse", "user", "list", "--help"],
            &["version"],
            &["completions", "bash"],
        ] {
            let mut times: Vec<i64> = (0..RUNS).map(|_| once(args)).collect();
            times.sort_unstable();
            let (median, slowest) = (times[RUNS / 2], times[RUNS - 1]);
            println!(
                "chatadm {:<30} median {} slowest {}",
                args.join(" "),
                millis(median),
                millis(slowest)
            );
        }
        let size = fs::metadata(PROGRAM).map_or(0, |metadata| metadata.len());
        println!("the program has {} KiB", size / 1024);
    }

    /// Microseconds, of user and system together.
    fn once(args: &[&str]) -> i64 {
        let before = spent();
        let status = Command::new(PROGRAM)
            .args(args)
            .env_clear()
            .env("HOME", "/nonexistent")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        assert!(status.is_ok_and(|status| status.success()), "{args:?}");
        spent() - before
    }

    fn spent() -> i64 {
        getrusage(UsageWho::RUSAGE_CHILDREN).map_or(0, |usage| {
            usage.user_time().num_microseconds() + usage.system_time().num_microseconds()
        })
    }

    fn millis(micros: i64) -> String {
        format!("{}.{:01} ms", micros / 1000, micros % 1000 / 100)
    }
}
