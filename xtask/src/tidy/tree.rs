//! The files that the rules look at, read once.

use std::{
    fs,
    path::{Component, Path},
};

use anyhow::Context as _;

/// Hidden directories that belong to the project; all others hold tools' state.
const HIDDEN: [&str; 3] = [".cargo", ".ci", ".github"];
/// What builds and interpreters leave behind.
const LEFTOVERS: [&str; 2] = ["target", "__pycache__"];

/// One text file, its path relative to the root with forward slashes.
#[derive(Debug)]
pub(super) struct SourceFile {
    pub(super) path: String,
    pub(super) text: String,
}

impl SourceFile {
    /// Whether this is Rust that people write; generated and expected output is not.
    pub(super) fn is_rust(&self) -> bool {
        has_extension(&self.path, "rs") && !self.is_generated()
    }

    /// Written by the generator, or kept to compare its output with.
    pub(super) fn is_generated(&self) -> bool {
        self.path.starts_with("generated/") || self.path.contains("/golden/")
    }

    /// Whether a file is nothing but tests.
    pub(super) fn is_test(&self) -> bool {
        self.path.starts_with("tests/")
            || self.path.contains("/tests/")
            || self.name() == "tests.rs"
    }

    pub(super) fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// The one-based number of the first line that contains the text.
    pub(super) fn line_of(&self, needle: &str) -> usize {
        let is_code = |line: &str| !line.trim_start().starts_with("//");
        let numbered = || self.text.lines().zip(1..);
        numbered()
            .find(|(line, _)| is_code(line) && line.contains(needle))
            .or_else(|| numbered().find(|(line, _)| line.contains(needle)))
            .map_or(1, |(_, number)| number)
    }
}

/// All text files of the project.
#[derive(Debug)]
pub(super) struct Tree {
    files: Vec<SourceFile>,
}

impl Tree {
    pub(super) fn load(root: &Path) -> anyhow::Result<Self> {
        let mut files = Vec::new();
        collect(root, root, &mut files)?;
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Self { files })
    }

    /// A tree that exists only in a test.
    #[cfg(test)]
    pub(super) fn of(files: &[(&str, &str)]) -> Self {
        let files = files.iter().map(|(path, text)| SourceFile {
            path: (*path).to_owned(),
            text: (*text).to_owned(),
        });
        Self {
            files: files.collect(),
        }
    }

    pub(super) fn files(&self) -> &[SourceFile] {
        &self.files
    }

    /// Rust that people write, anywhere.
    pub(super) fn rust(&self) -> impl Iterator<Item = &SourceFile> {
        self.files.iter().filter(|file| file.is_rust())
    }

    /// Rust of the library.
    pub(super) fn library(&self) -> impl Iterator<Item = &SourceFile> {
        self.rust()
            .filter(|file| file.path.starts_with("src/") && !file.is_test())
    }

    pub(super) fn get(&self, path: &str) -> Option<&SourceFile> {
        self.files.iter().find(|file| file.path == path)
    }
}

/// Whether a path ends in an extension, which is given in lower case.
pub(super) fn has_extension(path: &str, extension: &str) -> bool {
    Path::new(path)
        .extension()
        .is_some_and(|found| found.eq_ignore_ascii_case(extension))
}

fn collect(root: &Path, directory: &Path, files: &mut Vec<SourceFile>) -> anyhow::Result<()> {
    let unreadable = || format!("cannot read {}", directory.display());
    for entry in fs::read_dir(directory).with_context(unreadable)? {
        let entry = entry.with_context(unreadable)?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let path = entry.path();
        if entry.file_type()?.is_dir() {
            let is_hidden = name.starts_with('.') && !HIDDEN.contains(&name.as_ref());
            if !is_hidden && !LEFTOVERS.contains(&name.as_ref()) {
                collect(root, &path, files)?;
            }
        } else if let Ok(text) = fs::read_to_string(&path) {
            // What is not UTF-8 is not text, and no rule applies to it.
            files.push(SourceFile {
                path: relative(root, &path),
                text,
            });
        }
    }
    Ok(())
}

fn relative(root: &Path, path: &Path) -> String {
    let parts = path.strip_prefix(root).unwrap_or(path).components();
    let names: Vec<_> = parts
        .filter_map(|part| match part {
            Component::Normal(name) => Some(name.to_string_lossy()),
            _ => None,
        })
        .collect();
    names.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_project_and_none_of_its_leftovers() {
        let root = tempfile::tempdir().unwrap();
        for path in [
            "src/a/b.rs",
            ".ci/run",
            "target/x.rs",
            ".venv/y.py",
            ".git/config",
        ] {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "text").unwrap();
        }
        fs::write(root.path().join("image.png"), [0xff, 0xfe]).unwrap();
        let tree = Tree::load(root.path()).unwrap();
        let paths: Vec<&str> = tree.files().iter().map(|file| file.path.as_str()).collect();
        assert_eq!(paths, [".ci/run", "src/a/b.rs"]);
    }

    #[test]
    fn prefers_a_line_of_code_to_a_comment() {
        let tree = Tree::of(&[("a.rs", "// sleep\nfn f() {\n    sleep();\n}\n")]);
        assert_eq!(tree.files()[0].line_of("sleep"), 3);
    }
}
