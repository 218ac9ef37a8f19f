//! Servers in memory: for one command, for other programs, and for the tour.

use std::{
    collections::BTreeMap,
    io::{BufRead as _, BufReader, Read as _},
    process::{Child, Stdio},
};

use crate::site::{Run, Site};

/// The servers, as another process serves them.
struct Served {
    child: Child,
    exports: BTreeMap<String, String>,
}

impl Served {
    /// Starts them, and reads what is to be exported.
    fn start(site: &Site, args: &[&str]) -> Self {
        let mut command = site.bare(&[&["sandbox"], args].concat());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let exports = lines.take(5).map(|line| {
            let line = line.unwrap();
            let (name, value) = line
                .strip_prefix("export ")
                .unwrap()
                .split_once('=')
                .unwrap();
            (name.to_owned(), value.to_owned())
        });
        let exports = exports.collect();
        Self { child, exports }
    }

    fn run(&self, site: &Site, args: &[&str]) -> Run {
        Run::of(site.bare(args).envs(&self.exports).output().unwrap())
    }

    /// ^C; the exit code, and what was said meanwhile.
    #[cfg(unix)]
    fn end(mut self) -> (i32, String) {
        let id = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(id, rustix::process::Signal::INT).unwrap();
        let mut said = String::new();
        let mut stderr = self.child.stderr.take().unwrap();
        stderr.read_to_string(&mut said).unwrap();
        (self.child.wait().unwrap().code().unwrap(), said)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn is_everybody(run: &Run, users: usize) {
    assert_eq!(
        (run.code, run.stdout.lines().count()),
        (0, users),
        "{run:?}"
    );
}

#[tokio::test]
async fn a_command_runs_on_a_fresh_server_each_time() {
    let site = Site::blank().await;
    // The profile forbids changes, but the server in memory is not of the profile.
    let profile = "default_synapse = \"live\"\n[profiles.live]\napi = \"synapse\"\nread_only = true\n\
                   url = \"http://127.0.0.1:9\"\n";
    std::fs::write(site.path("config.toml"), profile).unwrap();
    let run = |args: &[&str]| Run::of(site.bare(args).output().unwrap());

    let everybody = run(&["--sandbox", "synapse", "user", "list", "--all", "-o", "ids"]);
    is_everybody(&everybody, 251);
    let everybody = run(&[
        "--sandbox",
        "mattermost",
        "user",
        "list",
        "--all",
        "-o",
        "ids",
    ]);
    is_everybody(&everybody, 251);

    let user = "@user-007:example.test";
    let change = run(&["--sandbox", "synapse", "user", "lock", user, "--yes"]);
    assert_eq!(change.code, 0, "{change:?}");
    let after = run(&["--sandbox", "synapse", "user", "details", user]);
    assert_eq!(after.json()["locked"], false, "{after:?}");
    assert_eq!(site.requests().await, 0);
}

#[tokio::test]
async fn a_server_in_memory_is_no_other_server() {
    let site = Site::blank().await;
    for elsewhere in [
        ["--url", "http://127.0.0.1:9"],
        ["--profile", "live"],
        ["--token-file", "token"],
    ] {
        let args = [&["--sandbox", "synapse", "user", "list"][..], &elsewhere].concat();
        let run = Run::of(site.bare(&args).output().unwrap());
        assert_eq!(run.code, 2, "{run:?}");
        assert!(run.stderr.contains("`--sandbox`"), "{run:?}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn other_programs_use_what_is_served() {
    let site = Site::blank().await;
    let served = Served::start(&site, &["--users", "30", "--rooms", "2", "--seed", "7"]);
    let list = ["synapse", "user", "list", "--all", "-o", "ids"];
    is_everybody(&served.run(&site, &list), 31);
    let rooms = ["synapse", "room", "list", "--all", "-o", "ids"];
    is_everybody(&served.run(&site, &rooms), 2);
    let users = ["mattermost", "user", "list", "--all", "-o", "ids"];
    is_everybody(&served.run(&site, &users), 31);

    // What is changed stays so until the end.
    let lock = [
        "synapse",
        "user",
        "lock",
        "@user-07:example.test",
        "-o",
        "json",
        "--yes",
    ];
    assert_eq!(served.run(&site, &lock).code, 0);
    let locked = served.run(
        &site,
        &["synapse", "user", "details", "@user-07:example.test"],
    );
    assert_eq!(locked.json()["locked"], true, "{locked:?}");

    // What breaks the document is refused, and told where it is served.
    let wrong = served.run(&site, &["api", "GET", "/_synapse/admin/v2/users?limits=3"]);
    assert_ne!(wrong.code, 0, "{wrong:?}");
    let (code, said) = served.end();
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("limits"), "{said}");
}

#[cfg(unix)]
#[tokio::test]
async fn what_shall_go_wrong_does() {
    let site = Site::blank().await;
    let served = Served::start(
        &site,
        &["--users", "3", "--fault", "html-bad-gateway:list_rooms"],
    );
    let list = ["synapse", "user", "list", "-o", "ids"];
    is_everybody(&served.run(&site, &list), 4);
    let broken = served.run(&site, &["synapse", "room", "list", "--retries", "0"]);
    assert_ne!(broken.code, 0, "{broken:?}");
    drop(served);

    for (fault, word) in [("no-such", "slow-drip"), ("slow-drip:no_such", "no_such")] {
        let args = ["sandbox", "--fault", fault];
        let run = Run::of(site.bare(&args).output().unwrap());
        assert_eq!(run.code, 2, "{run:?}");
        assert!(run.stderr.contains(word), "{run:?}");
    }
}

#[tokio::test]
async fn the_tour_shows_the_main_jobs() {
    let site = Site::blank().await;
    let run = Run::of(site.bare(&["demo"]).output().unwrap());
    assert_eq!(run.code, 0, "{run:?}");
    let shown = |text: &str| run.stdout.contains(text);
    for command in [
        "$ chatadm synapse user list --limit 5",
        "$ chatadm synapse user deactivate --match",
        "$ chatadm synapse room delete",
        "$ chatadm mattermost token generate",
        "$ chatadm mattermost token revoke",
    ] {
        assert!(shown(command), "{command}: {run:?}");
    }
    assert_eq!(
        run.stdout.matches("  done  ").count() + run.stdout.matches("  done\n").count(),
        10 + 4,
        "ten accounts, a room, a token disabled, enabled and revoked: {run:?}"
    );
    // The plan, the end of the run and of the deletion are for people.
    for told in ["deactivate 10 users", "10 done", "complete"] {
        assert!(run.stderr.contains(told), "{told}: {run:?}");
    }
    assert!(!run.stderr.contains("breaks the document"), "{run:?}");
}
