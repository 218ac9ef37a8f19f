//! `docs/parity.md` names items and tests that exist.

use std::{collections::BTreeSet, fs, path::Path};

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// What stands in backquotes in the cells of a column, with the row for those who look for it.
fn quoted(page: &str, column: usize) -> Vec<(String, String)> {
    let rows = page.lines().filter(|line| line.starts_with("| "));
    rows.flat_map(|row| {
        let cell = row.split(" | ").nth(column).unwrap_or_default().to_owned();
        let quoted = cell.split('`').skip(1).step_by(2).map(str::to_owned);
        let quoted: Vec<String> = quoted.collect();
        quoted.into_iter().map(|text| (text, row.to_owned()))
    })
    .collect()
}

/// The paths of all public items, without their generics.
fn items() -> BTreeSet<String> {
    let snapshot = read("docs/public-api.txt");
    let mut items = BTreeSet::new();
    for line in snapshot.lines().filter(|line| line.contains("pub ")) {
        let Some(start) = line.find("chatadm::") else {
            continue;
        };
        let mut depth = 0;
        let mut path = String::new();
        for character in line[start + "chatadm::".len()..].chars() {
            match character {
                '<' => depth += 1,
                '>' => depth -= 1,
                _ if depth > 0 => {}
                ':' | '_' => path.push(character),
                _ if character.is_alphanumeric() => path.push(character),
                _ => break,
            }
        }
        items.insert(path.trim_end_matches(':').to_owned());
    }
    items
}

#[test]
fn every_item_that_the_page_names_is_public() {
    let page = read("docs/parity.md");
    let items = items();
    let others = ["tracing", "types"];
    let missing: Vec<_> = quoted(&page, 1)
        .into_iter()
        .filter(|(item, _)| !items.contains(item) && !others.contains(&item.as_str()))
        .collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn every_test_that_the_page_names_is_there() {
    let page = read("docs/parity.md");
    let tests = quoted(&page, 2);
    assert!(tests.len() > 80, "{} tests are named", tests.len());
    for (test, row) in tests {
        let (module, name) = test.rsplit_once("::").unwrap_or_else(|| panic!("{row}"));
        let path = module.replace("::", "/");
        let file = match (path.strip_prefix("src/"), path.strip_prefix("live/")) {
            (Some(path), _) => format!("src/{path}.rs"),
            (_, Some(path)) => format!("tests/live/{path}.rs"),
            _ => format!("tests/it/{path}.rs"),
        };
        // A module inside a file counts as its file.
        let inside = file
            .rsplit_once('/')
            .map(|(folder, _)| format!("{folder}.rs"))
            .unwrap_or_default();
        let exists = |file: &str| Path::new(env!("CARGO_MANIFEST_DIR")).join(file).exists();
        let file = if exists(&file) { file } else { inside };
        assert!(exists(&file), "{test}: no {file}");
        let wanted = format!("fn {name}(");
        assert!(read(&file).contains(&wanted), "{file} has no test {name}");
    }
}

#[test]
fn every_row_has_a_counterpart_and_a_test_or_says_why_not() {
    let page = read("docs/parity.md");
    let rows = page
        .lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("| Theirs"));
    let mut count = 0;
    for row in rows {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        let [_, ours, shown] = cells[..] else {
            panic!("{row}")
        };
        let absent = ours.starts_with("none: ") && shown == "none";
        assert!(absent || shown.contains('`'), "{row}");
        count += 1;
    }
    assert!(count > 90, "{count} rows");
}

/// The text of all tests of facade verbs.
fn tests_of_verbs(folder: &Path, text: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            tests_of_verbs(&path, text);
        } else {
            text.push_str(&fs::read_to_string(path).unwrap());
        }
    }
}

#[test]
fn every_operation_that_the_facade_calls_has_a_test_of_its_verb() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it");
    let mut text = String::new();
    for api in ["synapse", "mattermost"] {
        tests_of_verbs(&root.join(api), &mut text);
    }
    let coverage = read("docs/coverage.md");
    let rows = coverage.lines().filter(|row| row.ends_with("| yes |"));
    let operations: Vec<&str> = rows.map(|row| row.split('`').nth(1).unwrap()).collect();
    assert!(operations.len() > 180, "{} operations", operations.len());
    let untested: Vec<_> = operations
        .into_iter()
        .filter(|operation| !text.contains(&format!("\"{operation}\"")))
        .collect();
    assert!(untested.is_empty(), "{untested:?}");
}
