//! An admin's day: the commands one after the other, each with what it prints, says and returns.

use crate::site::Site;

mod events;
mod failures;
mod files;
mod formats;
mod rooms;
mod server;
mod sessions;
mod tokens;
mod users;

/// What is done in one corner of the server.
type Part = fn(&Site);

/// How many runs the day has to have.
const RUNS: usize = 60;

#[test]
#[ignore = "needs: cargo xtask live"]
fn an_admins_day() {
    let site = Site::open();
    let parts: [(&str, Part); 9] = [
        ("users", users::script),
        ("sessions", sessions::script),
        ("rooms", rooms::script),
        ("events", events::script),
        ("files", files::script),
        ("tokens", tokens::script),
        ("server", server::script),
        ("formats", formats::script),
        ("failures", failures::script),
    ];
    for (name, script) in parts {
        let before = site.runs();
        script(&site);
        eprintln!("{name}: {} runs", site.runs() - before);
    }
    assert!(site.runs() >= RUNS, "{} runs are no day", site.runs());
    eprintln!("an admin's day: {} runs", site.runs());
}
