//! What a person at a terminal sees: tables that fit, a pager, questions.
#![cfg(unix)]

use std::{
    fs::File,
    io::{Read as _, Write as _},
    process::{Child, Command, Stdio},
    thread,
};

use rustix::{
    pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt},
    termios::{Winsize, tcsetwinsize},
};
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::site::{Site, user};

/// A terminal of a size.
pub(crate) struct Terminal {
    ours: File,
    theirs: File,
}

/// What a run left on a terminal.
#[derive(Debug)]
pub(crate) struct Seen {
    pub(crate) code: i32,
    pub(crate) text: String,
}

impl Terminal {
    pub(crate) fn new(width: u16, height: u16) -> Self {
        let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&ours).unwrap();
        unlockpt(&ours).unwrap();
        let name = ptsname(&ours, Vec::new()).unwrap();
        let theirs = File::options()
            .read(true)
            .write(true)
            .open(name.to_str().unwrap())
            .unwrap();
        let size = Winsize {
            ws_row: height,
            ws_col: width,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        tcsetwinsize(&theirs, size).unwrap();
        Self {
            ours: File::from(ours),
            theirs,
        }
    }

    fn start(&self, mut command: Command) -> Child {
        let end = || Stdio::from(self.theirs.try_clone().unwrap());
        command.stdin(end()).stdout(end()).stderr(end());
        if command.get_envs().all(|(name, _)| name != "TERM") {
            command.env("TERM", "xterm");
        }
        command.spawn().unwrap()
    }

    /// Runs a program to its end; `input` is typed ahead.
    pub(crate) fn run(self, command: Command, input: &str) -> Seen {
        let mut child = self.start(command);
        (&self.ours).write_all(input.as_bytes()).unwrap();
        // Nobody but the program holds it any more, so that its end is one of the terminal.
        drop(self.theirs);
        let ours = self.ours;
        let reader = thread::spawn(move || read(ours));
        let code = child.wait().unwrap().code().unwrap();
        Seen {
            code,
            text: reader.join().unwrap().replace("\r\n", "\n"),
        }
    }
}

/// Everything up to the end, which some systems call an error.
fn read(mut terminal: File) -> String {
    let mut bytes = Vec::new();
    let mut part = [0; 4096];
    while let Ok(length @ 1..) = terminal.read(&mut part) {
        bytes.extend_from_slice(&part[..length]);
    }
    String::from_utf8(bytes).unwrap()
}

/// Users with names of some length.
async fn crowd(count: usize) -> Site {
    let site = Site::new().await;
    let users: Vec<Value> = (0..count)
        .map(|number| user(&format!("somebody.with.a.long.name.{number}")))
        .collect();
    site.users(&users).await;
    site
}

fn list(site: &Site, more: &[&str]) -> Command {
    site.command(&[&["synapse", "user", "list"], more].concat())
}

fn plain(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        plain.push_str(before);
        let end = after.find(|one: char| one.is_ascii_alphabetic());
        rest = end.map_or("", |end| &after[end + 1..]);
    }
    plain + rest
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_fits_the_terminal_and_its_ids_stay_whole() {
    let site = crowd(3).await;
    for width in [80, 60, 200] {
        let seen = Terminal::new(width, 24).run(list(&site, &[]), "");
        assert_eq!(seen.code, 0, "{seen:?}");
        let text = plain(&seen.text);
        let table: Vec<&str> = text.lines().take(4).collect();
        assert!(
            table.iter().all(|line| line.len() <= usize::from(width)),
            "{text}"
        );
        assert!(table[0].starts_with("NAME  "), "{text}");
        assert!(
            table[3].contains("@somebody.with.a.long.name.2:example.org"),
            "{text}"
        );
        assert_eq!(text.contains("no room for"), width < 200, "{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn colors_are_left_out_where_nobody_wants_them() {
    let site = crowd(1).await;
    let seen = Terminal::new(80, 24).run(list(&site, &[]), "");
    assert!(seen.text.starts_with("\u{1b}[1mNAME"), "{seen:?}");
    for (name, value) in [("NO_COLOR", "1"), ("TERM", "dumb")] {
        let terminal = Terminal::new(80, 24);
        let mut command = list(&site, &[]);
        command.env(name, value);
        let seen = terminal.run(command, "");
        assert!(seen.text.starts_with("NAME"), "{name}: {seen:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_taller_than_the_terminal_goes_through_a_pager() {
    let site = crowd(30).await;
    let run = |variables: &[(&str, &str)], more: &[&str], height| {
        let mut command = list(&site, more);
        command.envs(variables.iter().copied());
        let seen = Terminal::new(120, height).run(command, "");
        assert_eq!(seen.code, 0, "{seen:?}");
        seen.text
    };
    let pager = [("PAGER", "sed s/^/paged:/")];
    assert!(run(&pager, &[], 24).contains("paged:@somebody"));
    assert!(!run(&pager, &[], 40).contains("paged:"));
    assert!(!run(&pager, &["--no-pager"], 24).contains("paged:"));
    assert!(!run(&pager, &["-o", "json"], 24).contains("paged:"));
    for none in ["", "cat"] {
        let variables = [pager[0], ("CHATADM_PAGER", none)];
        assert!(!run(&variables, &[], 24).contains("paged:"));
    }
    let variables = [("PAGER", "false"), ("CHATADM_PAGER", "sed s/^/own:/")];
    assert!(run(&variables, &[], 24).contains("own:@somebody"));
    // One that leaves early has seen enough, and one that is not there is not needed.
    assert!(run(&[("PAGER", "head -n 1")], &[], 24).contains("NAME"));
    assert!(run(&[("PAGER", "no-such-program-1")], &[], 24).contains(".29:example.org"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_terminal_obeys_nothing_that_a_server_sends() {
    let site = Site::new().await;
    let mut evil = user("evil");
    evil["displayname"] = "\u{1b}[31m\u{9b}31m\u{202e}\u{7f}x".into();
    site.users(&[evil]).await;
    for format in [
        "table", "json", "jsonl", "yaml", "csv", "tsv", "pprint", "minified",
    ] {
        let mut command = list(&site, &["-o", format]);
        command.env("NO_COLOR", "1");
        let seen = Terminal::new(400, 24).run(command, "");
        let bad =
            |one: char| (one.is_control() && !matches!(one, '\n' | '\t')) || one == '\u{202e}';
        assert!(!seen.text.contains(bad), "{format}: {seen:?}");
        assert!(seen.text.contains("31m"), "{format}: {seen:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_changes_are_shown_asked_for_and_told_one_by_one() {
    let site = Site::new().await;
    for name in ["a", "b"] {
        let done = json!({"id_server_unbind_result": "success"});
        let at = format!("/_synapse/admin/v1/deactivate/@{name}:example.org");
        let answer = ResponseTemplate::new(200).set_body_json(done);
        site.answer("POST", &at, answer).await;
    }
    let command = || site.command(&["synapse", "user", "deactivate", "a", "b"]);
    let seen = Terminal::new(80, 24).run(command(), "no\n");
    assert_eq!(seen.code, 1, "{seen:?}");
    assert!(
        seen.text
            .contains("deactivate 2 users:\n  @a:example.org\n  @b:example.org\n"),
        "{seen:?}"
    );
    assert_eq!(site.changes().await, [""; 0]);
    let seen = Terminal::new(80, 24).run(command(), "2\n");
    assert_eq!(seen.code, 0, "{seen:?}");
    let text = plain(&seen.text);
    assert!(
        text.contains("ID              OUTCOME  MESSAGE\n"),
        "{text:?}"
    );
    assert!(text.contains("@b:example.org  done"), "{text:?}");
    assert!(text.ends_with("2 done\n"), "{text:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interrupt_ends_a_question() {
    let site = Site::new().await;
    let terminal = Terminal::new(80, 24);
    let mut child = terminal.start(site.command(&["synapse", "user", "deactivate", "ada"]));
    let mut seen = String::new();
    let mut part = [0; 256];
    while !seen.contains("(y/N)") {
        let length = (&terminal.ours).read(&mut part).unwrap();
        seen.push_str(std::str::from_utf8(&part[..length]).unwrap());
    }
    let id = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(id, rustix::process::Signal::INT).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert_eq!(site.changes().await, [""; 0]);
}
