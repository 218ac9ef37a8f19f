//! `docs/cli-parity.md`, from what `tests/parity.toml` says.

use std::fmt::Write as _;

use super::{Every, Exception, Parity, Row, Section};

/// The page for people.
pub(super) fn write(parity: &Parity) -> String {
    let mut page = "\
# Parity with synadm and mmctl

What the two programs can do and how it is typed here, row by row: synadm 0.49 and mmctl. Their spellings keep
working: `-` in the first column means that they have nothing of the kind. This page is written from
`cli/tests/parity.toml`. A test types every line, holds that every command has a row, and keeps this page fresh.
"
    .to_owned();
    for (section, title) in [
        (Section::Global, "What every command takes"),
        (Section::Synapse, "The commands of synadm"),
        (Section::Operations, "What synadm lacks"),
        (Section::Mattermost, "The commands of mmctl"),
        (Section::Ours, "What neither has"),
    ] {
        let _ = write!(page, "\n## {title}\n");
        for row in parity.row.iter().filter(|row| row.section == section) {
            row.write(&mut page);
        }
        if section == Section::Global {
            for every in &parity.every {
                every.write(&mut page);
            }
        }
    }
    page
}

impl Row {
    fn write(&self, page: &mut String) {
        if self.peer != "-" {
            let _ = write!(page, "\n### {}\n", self.peer);
        }
        if !self.command.is_empty() {
            let _ = write!(page, "\n{}\n", listed(&self.command, "chatadm "));
        }
        let tests = match self.shown_by.as_slice() {
            [] => String::new(),
            tests => format!(" (shown by {})", listed(tests, "")),
        };
        if let Some(better) = &self.better {
            let _ = write!(page, "\n{better}{tests}\n");
        }
        if let Some(why) = &self.left_out {
            let _ = write!(page, "\nLeft out: {why}.\n");
        }
        if !self.variables.is_empty() {
            let _ = write!(page, "\nVariables: {}\n", listed(&self.variables, ""));
        }
        if self.options.is_empty() {
            return;
        }
        page.push_str("\n| Theirs | Here |\n|---|---|\n");
        for option in &self.options {
            let mut here = listed(&option.lines, "");
            if let Some(why) = &option.left_out {
                let _ = write!(here, "left out: {why}");
            }
            if !option.refused.is_empty() {
                let _ = write!(here, "; refused: {}", listed(&option.refused, ""));
            }
            let _ = writeln!(
                page,
                "| {} | {} |",
                cell(&option.peer),
                here.trim_start_matches("; ")
            );
        }
    }
}

impl Every {
    fn write(&self, page: &mut String) {
        let _ = write!(
            page,
            "\n### Flags of {}\n\n{}\n\n",
            self.name,
            listed(&self.flags, "")
        );
        for path in &self.commands {
            let _ = match self.except.get(path) {
                Some(Exception { flags, why }) => {
                    writeln!(page, "- `{path}`, without {}: {why}", listed(flags, ""))
                }
                None => writeln!(page, "- `{path}`"),
            };
        }
    }
}

fn listed(texts: &[String], before: &str) -> String {
    let texts: Vec<String> = texts
        .iter()
        .map(|text| cell(&format!("`{before}{text}`")))
        .collect();
    texts.join(", ")
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
