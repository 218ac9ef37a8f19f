//! What cargo says about the packages of the workspace and their dependencies.

use anyhow::Context as _;
use serde::Deserialize;

use super::runner::Runner;

const LIBRARY: &str = "chatadm";

#[derive(Debug, Deserialize)]
pub(super) struct Packages {
    packages: Vec<Package>,
}

#[derive(Debug, Deserialize)]
struct Package {
    name: String,
    version: String,
    rust_version: Option<String>,
    features: std::collections::BTreeMap<String, Vec<String>>,
}

/// A Rust version as manifests write it: `1.88` or `1.88.0`.
#[derive(Debug, Clone)]
pub(super) struct RustVersion {
    text: String,
    parts: Vec<u32>,
}

impl RustVersion {
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    fn parse(text: &str) -> anyhow::Result<Self> {
        let parts: Result<Vec<u32>, _> = text.split('.').map(str::parse).collect();
        let mut parts = parts.with_context(|| format!("`{text}` is no Rust version"))?;
        parts.resize(3, 0);
        Ok(Self {
            text: text.to_owned(),
            parts,
        })
    }
}

impl Packages {
    /// The members of the workspace.
    pub(super) fn local(runner: &Runner) -> anyhow::Result<Self> {
        Self::read(&runner.output("cargo metadata --format-version 1 --no-deps")?)
    }

    /// The members and everything they may depend on, on any platform.
    pub(super) fn all(runner: &Runner) -> anyhow::Result<Self> {
        Self::read(&runner.output("cargo metadata --format-version 1 --all-features --locked")?)
    }

    fn read(metadata: &str) -> anyhow::Result<Self> {
        serde_json::from_str(metadata).context("cargo's metadata has an unexpected form")
    }

    /// The features of the library, but for the set that is on by default.
    pub(super) fn library_features(&self) -> anyhow::Result<Vec<&str>> {
        let features = self.library()?.features.keys();
        Ok(features
            .map(String::as_str)
            .filter(|name| *name != "default")
            .collect())
    }

    /// The minimum that the library promises.
    pub(super) fn rust_version(&self) -> anyhow::Result<RustVersion> {
        let version = self.library()?.rust_version.as_deref();
        RustVersion::parse(version.context("the library has no `rust-version`")?)
    }

    /// Packages that declare a newer minimum.
    pub(super) fn needing_more_than(&self, limit: &RustVersion) -> anyhow::Result<Vec<String>> {
        let mut newer = Vec::new();
        for package in &self.packages {
            if let Some(version) = &package.rust_version
                && RustVersion::parse(version)?.parts > limit.parts
            {
                newer.push(format!("{} {} ({version})", package.name, package.version));
            }
        }
        Ok(newer)
    }

    fn library(&self) -> anyhow::Result<&Package> {
        let library = self.packages.iter().find(|package| package.name == LIBRARY);
        library.with_context(|| format!("no package `{LIBRARY}`"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packages() -> Packages {
        let library = r#"{"name": "chatadm", "version": "0.1.0", "rust_version": "1.88",
            "features": {"default": ["b"], "a": [], "b": []}}"#;
        let other = |name, version| {
            format!(
                r#"{{"name": "{name}", "version": "1.0.0", "rust_version": {version}, "features": {{}}}}"#
            )
        };
        let others = [
            other("old", "\"1.56.1\""),
            other("new", "\"1.88.1\""),
            other("silent", "null"),
        ];
        Packages::read(&format!(
            r#"{{"packages": [{library}, {}]}}"#,
            others.join(", ")
        ))
        .unwrap()
    }

    #[test]
    fn the_default_set_is_no_feature_of_its_own() {
        assert_eq!(packages().library_features().unwrap(), ["a", "b"]);
    }

    #[test]
    fn a_package_that_needs_a_newer_rust_is_named() {
        let packages = packages();
        let limit = packages.rust_version().unwrap();
        assert_eq!(
            packages.needing_more_than(&limit).unwrap(),
            ["new 1.0.0 (1.88.1)"]
        );
    }

    #[test]
    fn versions_are_compared_as_numbers() {
        let parts = |text| RustVersion::parse(text).unwrap().parts;
        assert!(parts("1.100") > parts("1.88.0"));
        assert_eq!(parts("1.88"), parts("1.88.0"));
        assert!(RustVersion::parse("stable").is_err());
    }
}
