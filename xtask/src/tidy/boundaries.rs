//! Which part of the library may name, wait and print: layers kept by rule, not by package.

use super::{
    Finding,
    rust::{Code, Word},
    tree::{SourceFile, Tree},
};

const PRINTERS: [&str; 5] = ["println", "print", "eprintln", "eprint", "dbg"];
const APIS: [&str; 2] = ["mattermost", "synapse"];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.library() {
        let words = match Code::parse(&file.text) {
            Ok(code) => code.words(),
            Err(error) => {
                findings.push(Finding::of_file(
                    &file.path,
                    format!("does not parse: {error}"),
                ));
                continue;
            }
        };
        findings.extend(generated_code_has_one_door(file, &words));
        findings.extend(apis_stay_apart(file, &words));
        findings.extend(only_waiters_sleep(file, &words));
        findings.extend(the_library_is_silent(file, &words));
    }
    findings.extend(tree.rust().filter_map(one_door_to_the_output));
    findings
}

/// Standard output carries one document, which only one place can promise.
fn one_door_to_the_output(file: &SourceFile) -> Option<Finding> {
    let door = file.path == "cli/src/printer.rs" || file.path.starts_with("cli/src/printer/");
    if !file.path.starts_with("cli/src/") || door {
        return None;
    }
    // What does not parse is told by the compiler.
    let words = Code::parse(&file.text).ok()?.words();
    words.iter().find_map(|word| match word {
        Word::Name(name) if PRINTERS.contains(&name.as_str()) => Some(Finding::at(
            &file.path,
            file.line_of(name),
            format!("`{name}!` in the program; use the printer"),
        )),
        _ => None,
    })
}

/// One door per API keeps the choice between the two copies of the generated code in one place.
fn generated_code_has_one_door(file: &SourceFile, words: &[Word]) -> Option<Finding> {
    if file.path.ends_with("/raw.rs") || file.path == "src/operation.rs" {
        return None;
    }
    words.iter().find_map(|word| {
        let Word::Literal(literal) = word else {
            return None;
        };
        let needle = ["generated/", "OUT_DIR"]
            .into_iter()
            .find(|needle| literal.contains(needle))?;
        Some(Finding::at(
            &file.path,
            file.line_of(needle),
            format!("`{needle}` may be named by raw.rs and operation.rs only"),
        ))
    })
}

/// A user who enables one API must not compile the other, and the kernel serves both alike.
fn apis_stay_apart(file: &SourceFile, words: &[Word]) -> Vec<Finding> {
    // `lib.rs` wires the modules together; the sandbox serves both APIs on purpose.
    if file.path == "src/lib.rs" || is_inside(file, "sandbox") {
        return Vec::new();
    }
    let own = APIS.into_iter().find(|api| is_inside(file, api));
    let strangers = APIS.into_iter().filter(|api| Some(*api) != own);
    let named = strangers.filter(|api| words.contains(&Word::Name((*api).to_owned())));
    named
        .map(|stranger| {
            let who = own.unwrap_or("the kernel");
            Finding::at(
                &file.path,
                file.line_of(stranger),
                format!("{who} must not name the module `{stranger}`"),
            )
        })
        .collect()
}

/// A pause anywhere else could not be found, bounded or cancelled by the caller.
fn only_waiters_sleep(file: &SourceFile, words: &[Word]) -> Option<Finding> {
    let may_sleep = file.path == "src/wait.rs"
        || file.path == "src/transport.rs"
        || (file.path.starts_with("src/transport/") && file.path != "src/transport/retry.rs");
    let sleeps = |name: &str| name == "sleep" || name == "sleep_until";
    let found = words.iter().find_map(|word| match word {
        Word::Name(name) if sleeps(name) => Some(name),
        _ => None,
    });
    found.filter(|_| !may_sleep).map(|name| {
        Finding::at(
            &file.path,
            file.line_of(name),
            "only the transport and `wait.rs` may sleep",
        )
    })
}

/// Output belongs to the program that uses the library; the library has `tracing`.
fn the_library_is_silent(file: &SourceFile, words: &[Word]) -> Option<Finding> {
    words.iter().find_map(|word| match word {
        Word::Name(name) if PRINTERS.contains(&name.as_str()) => Some(Finding::at(
            &file.path,
            file.line_of(name),
            format!("`{name}!` in the library; use `tracing`"),
        )),
        _ => None,
    })
}

/// Whether a file of the library is the module or lies in its directory.
fn is_inside(file: &SourceFile, module: &str) -> bool {
    let rest = file
        .path
        .strip_prefix("src/")
        .and_then(|path| path.strip_prefix(module));
    rest.is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines that break a rule when `text` is the file at `path`.
    fn lines(path: &str, text: &str) -> Vec<Option<usize>> {
        check(&Tree::of(&[(path, text)]))
            .into_iter()
            .map(|finding| finding.line)
            .collect()
    }

    #[test]
    fn generated_code_is_named_at_its_door_only() {
        let text = "// generated/ in a comment\ninclude!(\"../../generated/synapse.rs\");";
        assert_eq!(lines("src/synapse/users.rs", text), [Some(2)]);
        let text_out = "include!(env!(\"OUT_DIR\"));";
        assert_eq!(lines("src/transport.rs", text_out), [Some(1)]);
        assert_eq!(lines("src/synapse/raw.rs", text), []);
        assert_eq!(lines("src/operation.rs", text), []);
        // Tests compare the two copies, so they know both.
        assert_eq!(lines("tests/it/providers.rs", text), []);
    }

    #[test]
    fn the_apis_do_not_name_each_other() {
        assert_eq!(
            lines("src/synapse/users.rs", "use crate::mattermost::Client;"),
            [Some(1)]
        );
        assert_eq!(
            lines("src/mattermost.rs", "fn f(c: crate::synapse::Client) {}"),
            [Some(1)]
        );
        assert_eq!(lines("src/synapse.rs", "use crate::synapse::ids;"), []);
    }

    #[test]
    fn the_kernel_names_neither_api() {
        assert_eq!(
            lines("src/error.rs", "use crate::{synapse, mattermost};"),
            [Some(1), Some(1)]
        );
        assert_eq!(
            lines("src/lib.rs", "pub mod synapse; pub mod mattermost;"),
            []
        );
        assert_eq!(
            lines("src/operation.rs", "const A: &str = \"synapse\";"),
            []
        );
    }

    #[test]
    fn only_the_transport_and_the_waiters_sleep() {
        let text = "async fn f() { tokio::time::sleep(PAUSE).await }";
        assert_eq!(lines("src/bulk.rs", text), [Some(1)]);
        assert_eq!(lines("src/transport/retry.rs", text), [Some(1)]);
        assert_eq!(lines("src/transport/body.rs", text), []);
        assert_eq!(lines("src/wait.rs", text), []);
    }

    #[test]
    fn the_library_prints_nothing_outside_tests() {
        assert_eq!(
            lines("src/error.rs", "fn f() {\n    eprintln!(\"x\");\n}"),
            [Some(2)]
        );
        assert_eq!(
            lines(
                "src/error.rs",
                "#[cfg(test)]\nmod t { fn f() { println!() } }"
            ),
            []
        );
        assert_eq!(
            lines("src/error.rs", "/// `println!` is for programs.\nfn f() {}"),
            []
        );
    }

    #[test]
    fn the_program_prints_through_its_printer() {
        let text = "fn f() { println!(\"x\"); }";
        assert_eq!(lines("cli/src/commands/api.rs", text), [Some(1)]);
        assert_eq!(lines("cli/src/printer.rs", text), []);
        assert_eq!(lines("cli/tests/it/main.rs", text), []);
    }

    #[test]
    fn rust_that_does_not_parse_is_a_finding() {
        assert_eq!(lines("src/error.rs", "fn f( {"), [None]);
    }
}
