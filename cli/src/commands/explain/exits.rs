//! The exit codes of this program, which scripts branch on.

use serde_json::Value;

use super::{Explanation, simple};

/// An exit code, what it means, and what to do then.
#[derive(Debug)]
pub(crate) struct Exit {
    pub(crate) code: u8,
    pub(crate) meaning: &'static str,
    pub(crate) advice: &'static str,
}

macro_rules! exits {
    ($($code:literal: $meaning:literal, $advice:literal;)*) => {
        /// All of them, in order.
        pub(crate) const ALL: &[Exit] = &[$(Exit { code: $code, meaning: $meaning, advice: $advice }),*];
    };
}

exits! {
    0: "Everything that was asked for is done.",
        "Nothing.";
    1: "Something else went wrong: a file cannot be read or written, or a question was answered with no.",
        "Read the message; if you said no, nothing was done.";
    2: "What was typed cannot be meant. Nothing was sent.",
        "Type what the message says instead; `--help` shows what a command takes.";
    3: "The configuration or the credentials do not do. Nothing was sent.",
        "Look at `chatadm config show` and `chatadm auth status`; log in with `chatadm auth login`.";
    4: "The server does not let this token do it (401 or 403).",
        "Use the token of a server admin; `chatadm doctor` tells whose token it is.";
    5: "There is no such thing (404), or the server does not have the route.",
        "Check the id; if the code is M_UNRECOGNIZED, `chatadm doctor` lists the missing routes.";
    6: "The server refused the values, or they conflict with what is there.",
        "Read what the server says; `chatadm explain OPERATION` tells what it takes.";
    7: "Requests came too fast, and trying again did not help (429).",
        "Try later, or slower with `--rate` and `--concurrency`.";
    8: "The server failed (5xx).",
        "Look into the log of the server; try later.";
    9: "No connection: the name, the network, the certificate, or a timeout.",
        "Check the address; `-vv` tells more, and `--timeout` gives more time.";
    10: "Of many, a part failed or was not begun.",
        "Run it again with `--resume REPORT`, if there is a report (`--report`).";
    11: "Work in the background was not over in time. It goes on.",
        "Ask again with the id that was printed, or wait longer.";
    12: "Work in the background failed.",
        "Read the reason in the answer and in the log of the server.";
    13: "The answer is not what the server promises.",
        "Check that the address is that of the server itself; otherwise report it with `-vv`.";
    130: "Interrupted with ^C.",
        "Many at once can go on with `--resume REPORT`.";
}

pub(super) fn all() -> impl Iterator<Item = Value> {
    ALL.iter().map(|exit| of(exit).document)
}

pub(super) fn explain(topic: &str) -> Option<Explanation> {
    let code: u8 = topic.parse().ok()?;
    ALL.iter().find(|exit| exit.code == code).map(of)
}

fn of(exit: &Exit) -> Explanation {
    simple(
        &exit.code.to_string(),
        "exit code",
        exit.meaning,
        exit.advice,
    )
}
