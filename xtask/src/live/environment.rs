//! What the live tests are told, and how.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// The variables of one running server.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub(crate) struct Environment {
    pub(crate) url: String,
    pub(crate) admin_token: String,
    pub(crate) user_token: String,
    pub(crate) shared_secret: String,
    pub(crate) manifest: PathBuf,
    /// Reads the server's database for tests that do not take the API's word.
    pub(crate) python: PathBuf,
}

impl Environment {
    /// Each variable with its value.
    pub(crate) fn variables(&self) -> [(&'static str, String); 6] {
        [
            ("SYNAPSE_URL", self.url.clone()),
            ("SYNAPSE_TOKEN", self.admin_token.clone()),
            ("CHATADM_LIVE_USER_TOKEN", self.user_token.clone()),
            ("SYNAPSE_SHARED_SECRET", self.shared_secret.clone()),
            ("CHATADM_LIVE_MANIFEST", self.manifest.display().to_string()),
            ("CHATADM_LIVE_PYTHON", self.python.display().to_string()),
        ]
    }

    /// The variables as lines for a shell.
    pub(crate) fn exports(&self) -> String {
        let lines = self
            .variables()
            .map(|(name, value)| format!("export {name}={}\n", quote(&value)));
        lines.concat()
    }
}

/// Quotes a word for a POSIX shell, in which nothing is special between single quotes.
fn quote(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn quotes_survive_quoting() {
        assert_eq!(super::quote("it's $HOME"), r"'it'\''s $HOME'");
    }
}
