//! `docs/faults.md` is what the table says.

use std::{collections::BTreeMap, fmt::Write as _, fs, path::Path};

use chatadm::sandbox::Fault;

use crate::{TESTED, table, uses::Use};

const PAGE: &str = "docs/faults.md";
const FAULTS: usize = 25;

/// What stands in the heads of the columns, and what each use is.
const USES: [(&str, &str); 6] = [
    ("read", "one page of a list of users"),
    ("idempotent write", "`PUT` of an account"),
    ("unsafe write", "`POST` of a new registration token"),
    ("stream", "three pages of users"),
    ("waiter", "the end of a redaction, which takes three looks"),
    (
        "bulk",
        "`PUT` of four accounts, two at once, one of them named twice",
    ),
];

fn written() -> String {
    let cells = TESTED.len() * Use::ALL.len();
    let mut page = format!(
        "# Faults\n\n\
         Written by `UPDATE_FAULTS=1 cargo test --test faults --features sandbox`; do not edit.\n\n\
         What becomes of a call when something goes wrong, for {} faults and {} uses: {cells} cells, and a test for\n\
         each. A cell says what is promised when the fault happens once, then what is promised when it does not\n\
         end, each with the number of requests that reach the server, and it names the test below `tests/faults`.\n\
         Without a fault the uses take {} requests.\n\n\
         Every cell also holds that an unsafe write was done at most once, that nobody went where a redirect leads,\n\
         that each key of bulk work has one outcome, that a stream gives an error once, and that memory stays within\n\
         a small multiple of the limit of bodies.\n\n\
         | Use | What it does here |\n|---|---|\n",
        TESTED.len(),
        Use::ALL.len(),
        Use::ALL.map(|usage| usage.whole().0.to_string()).join(", "),
    );
    for (name, about) in USES {
        writeln!(page, "| {name} | {about} |").unwrap();
    }
    page.push_str(
        "\n| Word | The error |\n|---|---|\n\
         | works | none |\n\
         | lost | `Error::Transport`, `is_retryable` |\n\
         | timeout | `Error::Transport`, `is_timeout` |\n\
         | a status | `Error::Api`, with the predicate of the status |\n\
         | undecodable | `Error::Decode`, which says where in the body |\n\
         | too large | `Error::Decode`, which names the limit |\n\
         | cursor repeated | `Error::CursorRepeated`, after the items of the page |\n\
         | unfinished | `Error::WaitTimedOut`, which keeps the id of the job |\n\n\
         ## The table\n\n",
    );
    let heads = USES.map(|(name, _)| name).join(" | ");
    writeln!(page, "| Fault | {heads} |").unwrap();
    writeln!(page, "|---{}|", "|---".repeat(USES.len())).unwrap();
    let mut notes: BTreeMap<&str, usize> = BTreeMap::new();
    for (module, fault) in TESTED {
        write!(page, "| **{fault}**<br>{} |", short(*fault)).unwrap();
        let row = table::row(*fault);
        for (usage, promise) in Use::ALL.into_iter().zip(row) {
            let mark = table::instead(*fault, usage).map_or(String::new(), |note| {
                let next = notes.len() + 1;
                format!(" [{}]", notes.entry(note).or_insert(next))
            });
            let (once, always) = (promise.once, promise.always);
            let name = usage.name();
            write!(page, " {once}, {always}{mark}<br>`{module}::{name}` |").unwrap();
        }
        page.push('\n');
    }
    page.push_str("\nWhere a fault cannot exist, the nearest thing that can is tested:\n\n");
    let mut notes: Vec<(usize, &str)> = notes
        .into_iter()
        .map(|(note, number)| (number, note))
        .collect();
    notes.sort_unstable();
    for (number, note) in notes {
        writeln!(page, "- [{number}] {note}.").unwrap();
    }
    page
}

/// What a fault is, without what only links in the documentation understand.
fn short(fault: Fault) -> String {
    fault
        .about()
        .replace("[`Sandbox::heal`]", "`Sandbox::heal`")
}

#[test]
fn the_page_is_what_is_tested() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(PAGE);
    let written = written();
    if std::env::var_os("UPDATE_FAULTS").is_some() {
        fs::write(&path, &written).unwrap();
    }
    let present = fs::read_to_string(&path).unwrap_or_default();
    let present = present.replace("\r\n", "\n");
    assert!(
        present == written,
        "{PAGE} is stale: run the tests with UPDATE_FAULTS=1 and commit the result"
    );
}

#[test]
fn the_table_is_as_large_as_it_has_to_be() {
    assert!(TESTED.len() >= FAULTS, "{}", TESTED.len());
    let page = written();
    for (module, _) in TESTED {
        for usage in Use::ALL {
            assert!(page.contains(&format!("`{module}::{}`", usage.name())));
        }
    }
}
