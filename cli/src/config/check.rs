//! What a profile must not say, whoever wrote it.

use regex::Regex;
use url::Url;

use super::{Profile, keyring};
use crate::exit::Failure;

impl Profile {
    /// What is wrong, if something is. Secrets are not quoted.
    pub(crate) fn check(&self) -> Result<(), String> {
        let sources = [
            self.token.is_some(),
            self.token_file.is_some(),
            self.token_cmd.is_some(),
            self.keyring,
        ];
        if sources.into_iter().filter(|is_set| *is_set).count() > 1 {
            return Err(
                "only one of `token`, `token_file`, `token_cmd` and `keyring` can say where the token is"
                    .to_owned(),
            );
        }
        for (key, address) in [("server", &self.server), ("mas_url", &self.mas_url)] {
            if let Some(address) = address {
                check_address(address).map_err(|what| format!("`{key}`: {what}"))?;
            }
        }
        if let Some(name) = &self.server_name
            && (name.is_empty() || name.contains(['/', '@', ' ']))
        {
            return Err("`server_name` is what user ids end in, such as `example.org`".to_owned());
        }
        for (key, limit) in [
            ("timeout", self.timeout),
            ("connect_timeout", self.connect_timeout),
        ] {
            if limit == Some(0) {
                return Err(format!("`{key}` is a number of seconds, at least 1"));
            }
        }
        if self.concurrency == Some(0) {
            return Err("`concurrency` is at least 1".to_owned());
        }
        if let Some(proxy) = &self.proxy
            && !Url::parse(proxy.expose()).is_ok_and(|url| url.has_host())
        {
            return Err("`proxy` is no URL such as `http://proxy.example.org:3128`".to_owned());
        }
        if self.client_key.is_some() && self.client_cert.is_none() {
            return Err("`client_key` needs the certificate in `client_cert`".to_owned());
        }
        for pattern in &self.protected_users {
            Regex::new(pattern)
                .map_err(|error| format!("`{pattern}` in `protected_users`: {error}"))?;
        }
        Ok(())
    }

    /// The profile as people may see it: without its token, and a proxy without its password.
    pub(crate) fn shown(&self) -> Result<serde_json::Value, Failure> {
        let mut document = serde_json::to_value(self)?;
        if let Some(token) = document.get_mut("token") {
            *token = "(set)".into();
        }
        if let Some(proxy) = document.get_mut("proxy")
            && self
                .proxy
                .as_ref()
                .is_some_and(|proxy| proxy.expose().contains('@'))
        {
            *proxy = "(set, with a password)".into();
        }
        Ok(document)
    }

    /// The setting that says where the token is.
    pub(crate) fn token_source(&self) -> Option<&'static str> {
        Some(match () {
            () if self.token.is_some() => "token",
            () if self.token_file.is_some() => "token_file",
            () if self.token_cmd.is_some() => "token_cmd",
            () if self.keyring => "keyring",
            () => return None,
        })
    }

    /// The name under which the keyring has the token of this profile. It holds the address, so that a
    /// profile whose address was changed does not carry its token to another server.
    pub(crate) fn keyring_account(&self, name: &str) -> keyring::Account {
        keyring::Account::new(name, self.server.as_deref().unwrap_or_default())
    }
}

/// Whether an address can be one of a server.
pub(super) fn check_address(address: &str) -> Result<(), String> {
    // The library knows what it can connect to; nothing is sent.
    match chatadm::synapse::Client::builder(address).build() {
        Ok(_) => Ok(()),
        Err(error) => Err(chatadm::Report(&error).to_string()),
    }
}
