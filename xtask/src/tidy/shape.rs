//! The shape of files: how long, how they open, what they are called.

use super::{
    Finding,
    rust::Code,
    tree::{SourceFile, Tree},
};

/// A file that wants more is two nouns.
const MOST_LINES: usize = 400;
/// A command of the program that wants more hides something that is not a command.
const MOST_LINES_OF_A_COMMAND: usize = 200;
/// With its tests, and for files that are nothing but tests.
const MOST_LINES_WITH_TESTS: usize = 600;
/// These say that something had no better place, so everything follows it there.
const BANNED_NAMES: [&str; 8] = [
    "common.rs",
    "helper.rs",
    "helpers.rs",
    "misc.rs",
    "mod.rs",
    "types.rs",
    "util.rs",
    "utils.rs",
];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.rust() {
        findings.extend(fits_the_budget(file));
        findings.extend(opens_with_documentation(file));
        findings.extend(has_a_telling_name(file));
    }
    findings
}

fn fits_the_budget(file: &SourceFile) -> Option<Finding> {
    let lines = file.text.lines().count();
    let before_tests = if file.is_test() {
        0
    } else {
        let is_test_code = |line: &str| line.trim() == "#[cfg(test)]";
        file.text
            .lines()
            .take_while(|line| !is_test_code(line))
            .count()
    };
    let is_command = file.path.starts_with("cli/src/commands/") && file.text.contains("fn run(");
    let most = if is_command {
        MOST_LINES_OF_A_COMMAND
    } else {
        MOST_LINES
    };
    let over = if before_tests > most {
        format!("{before_tests} lines before its tests, at most {most}")
    } else if lines > MOST_LINES_WITH_TESTS {
        format!("{lines} lines, at most {MOST_LINES_WITH_TESTS}")
    } else {
        return None;
    };
    Some(Finding::of_file(
        &file.path,
        format!("{over}; split it by noun"),
    ))
}

fn opens_with_documentation(file: &SourceFile) -> Option<Finding> {
    let is_documented = Code::parse(&file.text).is_ok_and(|code| code.has_documentation());
    (!is_documented).then(|| {
        Finding::at(
            &file.path,
            1,
            "opens without `//!`: say what lives here, and what does not",
        )
    })
}

fn has_a_telling_name(file: &SourceFile) -> Option<Finding> {
    let name = file.name();
    BANNED_NAMES.contains(&name).then(|| {
        Finding::of_file(
            &file.path,
            format!("`{name}` names no thing; name the file after one"),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(path: &str, text: &str) -> Vec<String> {
        check(&Tree::of(&[(path, text)]))
            .into_iter()
            .map(|finding| finding.message)
            .collect()
    }

    /// A documented file of so many lines, some of them in a test module at the end.
    fn file(code: usize, tests: usize) -> String {
        let mut text = "//! A file.\n".to_owned() + &"//\n".repeat(code - 1);
        if tests > 0 {
            text += "#[cfg(test)]\nmod tests {}\n";
            text += &"//\n".repeat(tests - 2);
        }
        text
    }

    #[test]
    fn a_file_over_its_budget_is_found() {
        assert_eq!(messages("src/a.rs", &file(400, 200)), [""; 0]);
        assert_eq!(messages("src/a.rs", &file(401, 0)).len(), 1);
        assert_eq!(messages("src/a.rs", &file(400, 201)).len(), 1);
        assert_eq!(messages("tests/it/a.rs", &file(600, 0)), [""; 0]);
        assert_eq!(messages("tests/it/a.rs", &file(601, 0)).len(), 1);
    }

    #[test]
    fn a_command_has_a_smaller_budget() {
        let command = |lines| file(lines, 0).replacen("//\n", "fn run() {}\n", 1);
        assert_eq!(messages("cli/src/commands/a/b.rs", &command(200)), [""; 0]);
        assert_eq!(messages("cli/src/commands/a/b.rs", &command(201)).len(), 1);
        assert_eq!(messages("cli/src/commands/a/b.rs", &file(201, 0)), [""; 0]);
        assert_eq!(messages("cli/src/context.rs", &command(201)), [""; 0]);
    }

    #[test]
    fn generated_and_expected_output_has_no_budget() {
        assert_eq!(messages("generated/synapse.rs", &file(9000, 0)), [""; 0]);
        assert_eq!(
            messages("codegen/tests/golden/a.rs", &file(9000, 0)),
            [""; 0]
        );
    }

    #[test]
    fn a_module_without_documentation_is_found() {
        assert_eq!(messages("src/a.rs", "// A comment.\nfn f() {}\n").len(), 1);
        assert_eq!(
            messages("src/a.rs", "#![allow(x)]\n//! After an attribute.\n"),
            [""; 0]
        );
    }

    #[test]
    fn a_name_that_says_nothing_is_found() {
        for name in BANNED_NAMES {
            assert_eq!(
                messages(&format!("codegen/src/{name}"), "//! X.\n").len(),
                1
            );
        }
        assert_eq!(messages("src/error.rs", "//! X.\n"), [""; 0]);
    }
}
