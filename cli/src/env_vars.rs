//! Every variable of the environment that the program reads, with what it means.
//!
//! The names are here and nowhere else, so that the reference can be written from them.

use std::{env, ffi::OsString, path::PathBuf};

use chatadm::Secret;

/// A variable and what it does.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Variable {
    pub(crate) name: &'static str,
    pub(crate) help: &'static str,
}

macro_rules! variables {
    ($($constant:ident = $name:literal: $help:literal;)*) => {
        $(
            #[doc = $help]
            pub(crate) const $constant: Variable = Variable { name: $name, help: $help };
        )*

        /// All of them.
        pub(crate) const ALL: &[Variable] = &[$($constant),*];
    };
}

variables! {
    CONFIG = "CHATADM_CONFIG": "The configuration file, as `--config`";
    PROFILE = "CHATADM_PROFILE": "The profile to use, as `--profile`";
    SYNAPSE_URL = "SYNAPSE_URL": "The address of the Synapse server";
    SYNAPSE_TOKEN = "SYNAPSE_TOKEN": "The access token of a Synapse admin";
    SYNAPSE_TOKEN_FILE = "SYNAPSE_TOKEN_FILE": "A file that holds the access token of a Synapse admin";
    MATTERMOST_URL = "MATTERMOST_URL": "The address of the Mattermost server";
    MATTERMOST_TOKEN = "MATTERMOST_TOKEN": "The token of a Mattermost admin";
    MATTERMOST_TOKEN_FILE = "MATTERMOST_TOKEN_FILE": "A file that holds the token of a Mattermost admin";
    MMCTL_LOCAL_SOCKET_PATH = "MMCTL_LOCAL_SOCKET_PATH": "The socket of `--local`, in place of the usual one";
    MTOKEN = "MTOKEN": "The token of `chatadm synapse matrix api`, unless an option names one";
    XDG_CONFIG_HOME = "XDG_CONFIG_HOME": "Where configuration lies; `~/.config` unless set";
    NO_COLOR = "NO_COLOR": "No colors, when set to anything";
    CLICOLOR_FORCE = "CLICOLOR_FORCE": "Colors even when the output is not a terminal";
    CHATADM_PAGER = "CHATADM_PAGER": "The pager for tables that are taller than the terminal; none when empty or `cat`";
    PAGER = "PAGER": "The pager, unless `CHATADM_PAGER` names one; `less -FRX` when neither does";
    COLUMNS = "COLUMNS": "The width of tables, when the terminal does not tell";
    TZ = "TZ": "The time zone of `--time local` and of dates without one";
    VISUAL = "VISUAL": "The editor of `chatadm config edit`";
    EDITOR = "EDITOR": "The editor, where `VISUAL` is not set";
    HTTPS_PROXY = "HTTPS_PROXY": "The proxy, unless `--proxy` or the profile names one";
    HTTP_PROXY = "HTTP_PROXY": "The same, for servers at an address with `http`";
    ALL_PROXY = "ALL_PROXY": "The same, for all servers";
    NO_PROXY = "NO_PROXY": "Hosts that are reached without the proxy";
    SSL_CERT_FILE = "SSL_CERT_FILE": "Certificate authorities to trust, in place of the platform's";
    SSL_CERT_DIR = "SSL_CERT_DIR": "A directory of them, in place of the platform's";
    DBUS_SESSION_BUS_ADDRESS = "DBUS_SESSION_BUS_ADDRESS": "Where the keyring of a Linux desktop is reached";
}

impl Variable {
    /// The value, when there is one; an empty one is none.
    pub(crate) fn read(self) -> Option<OsString> {
        env::var_os(self.name).filter(|value| !value.is_empty())
    }

    /// The value, also an empty one.
    pub(crate) fn raw(self) -> Option<OsString> {
        env::var_os(self.name)
    }

    pub(crate) fn text(self) -> Option<String> {
        self.read()?.into_string().ok()
    }

    pub(crate) fn path(self) -> Option<PathBuf> {
        self.read().map(PathBuf::from)
    }

    pub(crate) fn secret(self) -> Option<Secret> {
        self.text().map(Secret::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_variable_is_named_once_and_explained() {
        let mut names: Vec<&str> = ALL.iter().map(|variable| variable.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), ALL.len());
        assert!(ALL.iter().all(|variable| !variable.help.is_empty()));
    }
}
