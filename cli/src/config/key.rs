//! The settings one by one, as `chatadm config get` and `set` call them.

use clap::ValueEnum;
use serde_json::{Value, json};

use super::{Api, Config, Profile, check};
use crate::{exit::Failure, moment, moment::TimeFormat, printer::Format};

/// A setting of a profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Key {
    pub(crate) name: &'static str,
    kind: Kind,
}

/// What the values of a setting are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Api,
    Address,
    Text,
    Path,
    Seconds,
    Count,
    Flag,
    Patterns,
    Output,
    Time,
    /// A URL that may hold a password.
    Proxy,
    /// What is never typed: a token, or the word that it is in the keyring.
    Login,
}

const KEYS: &[(&str, Kind)] = &[
    ("api", Kind::Api),
    ("server", Kind::Address),
    ("server_name", Kind::Text),
    ("user", Kind::Text),
    ("token", Kind::Login),
    ("token_file", Kind::Path),
    ("token_cmd", Kind::Text),
    ("keyring", Kind::Login),
    ("unix_socket", Kind::Path),
    ("timeout", Kind::Seconds),
    ("connect_timeout", Kind::Seconds),
    ("ca_cert", Kind::Path),
    ("client_cert", Kind::Path),
    ("client_key", Kind::Path),
    ("insecure", Kind::Flag),
    ("proxy", Kind::Proxy),
    ("retries", Kind::Count),
    ("concurrency", Kind::Count),
    ("protected_users", Kind::Patterns),
    ("output", Kind::Output),
    ("time_format", Kind::Time),
    ("mas_url", Kind::Address),
    ("read_only", Kind::Flag),
];

/// Where a setting is.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// The current profile of an API.
    Current(Api),
    /// A setting of the profile with this name.
    Profile(String, Key),
}

/// Finds a setting: `timeout` of the profile that is meant, `profiles.NAME.timeout`, or `current.API`.
pub(crate) fn place(
    text: &str,
    config: &Config,
    profile: Option<String>,
) -> Result<Place, Failure> {
    if let Some(api) = text.strip_prefix("current.") {
        let api = Api::from_str(api, true).map_err(|_| {
            Failure::Usage(format!(
                "`{text}` is no setting; there are `current.synapse` and `current.mattermost`"
            ))
        })?;
        return Ok(Place::Current(api));
    }
    // A name can hold dots, a key cannot.
    let (profile, key) = match text
        .strip_prefix("profiles.")
        .map(|rest| rest.rsplit_once('.'))
    {
        Some(Some((name, key))) => (Some(name.to_owned()), key),
        Some(None) => return Err(unknown(text)),
        None => (profile, text),
    };
    let key = KEYS
        .iter()
        .find(|(name, _)| *name == key.replace('-', "_"))
        .map(|(name, kind)| Key { name, kind: *kind })
        .ok_or_else(|| unknown(key))?;
    let name = match profile {
        Some(name) => name,
        None => config.only_usual()?,
    };
    config.profile(&name)?;
    Ok(Place::Profile(name, key))
}

fn unknown(key: &str) -> Failure {
    let names: Vec<&str> = KEYS.iter().map(|(name, _)| *name).collect();
    Failure::Usage(format!(
        "`{key}` is no setting of a profile; there are {}",
        names.join(", ")
    ))
}

impl Key {
    /// What the setting says, one line for each value; nothing where it is not set.
    pub(crate) fn get(self, profile: &Profile) -> Result<Vec<String>, Failure> {
        if self.name == "token" {
            return Err(Failure::Usage(
                "the token is a secret; `chatadm auth token` prints it".to_owned(),
            ));
        }
        let document = serde_json::to_value(profile)?;
        Ok(match document.get(self.name) {
            None | Some(Value::Null) => Vec::new(),
            Some(Value::String(text)) if self.kind == Kind::Proxy && text.contains('@') => {
                return Err(Failure::Usage(
                    "this proxy has a password; look at it with `chatadm config edit`".to_owned(),
                ));
            }
            Some(Value::String(text)) => vec![text.clone()],
            Some(Value::Array(values)) => values
                .iter()
                .filter_map(|value| value.as_str().map(ToOwned::to_owned))
                .collect(),
            Some(other) => vec![other.to_string()],
        })
    }

    /// Changes the setting; no value, or an empty one, takes it away.
    pub(crate) fn set(self, profile: &mut Profile, values: &[String]) -> Result<(), Failure> {
        let wrong = |what: String| Failure::Usage(format!("`{}`: {what}", self.name));
        let mut document = serde_json::to_value(&*profile)?;
        let settings = document.as_object_mut();
        let settings = settings.ok_or_else(|| wrong("there is no profile".to_owned()))?;
        match values {
            [] => {
                settings.remove(self.name);
            }
            [value] if value.is_empty() => {
                settings.remove(self.name);
            }
            values => {
                let value = self.value(values).map_err(wrong)?;
                settings.insert(self.name.to_owned(), value);
            }
        }
        if self.name == "server" && profile.token.is_some() {
            return Err(wrong(
                "the token of this profile is for its server and must not reach another; log in there with \
                 `chatadm auth login`"
                    .to_owned(),
            ));
        }
        let changed: Profile =
            serde_json::from_value(document).map_err(|error| wrong(error.to_string()))?;
        changed.check().map_err(Failure::Usage)?;
        *profile = changed;
        Ok(())
    }

    /// A value from what was typed.
    fn value(self, values: &[String]) -> Result<Value, String> {
        if self.kind == Kind::Patterns {
            return Ok(json!(values));
        }
        let [text] = values else {
            return Err("takes one value".to_owned());
        };
        Ok(match self.kind {
            Kind::Address => {
                check::check_address(text)?;
                json!(text)
            }
            Kind::Path => {
                let path = std::path::absolute(text).map_err(|error| error.to_string())?;
                json!(path)
            }
            Kind::Seconds => {
                let seconds = match text.parse() {
                    Ok(seconds) => seconds,
                    Err(_) => moment::duration(text)?.as_secs(),
                };
                json!(seconds)
            }
            Kind::Count => {
                let count: u32 = text
                    .parse()
                    .map_err(|_| format!("`{text}` is no number, such as 4"))?;
                json!(count)
            }
            Kind::Flag => match text.as_str() {
                "true" | "yes" | "on" => json!(true),
                "false" | "no" | "off" => json!(false),
                _ => return Err(format!("`{text}` is neither `true` nor `false`")),
            },
            Kind::Api => json!(one_of::<Api>(text)?),
            Kind::Output => json!(one_of::<Format>(text)?),
            Kind::Time => json!(one_of::<TimeFormat>(text)?),
            Kind::Proxy if text.contains('@') => {
                return Err(
                    "a password must not be an argument, which everybody on this machine can see; write it \
                     with `chatadm config edit`"
                        .to_owned(),
                );
            }
            Kind::Proxy | Kind::Text => json!(text),
            Kind::Login => {
                return Err(
                    "a token must not be an argument, which everybody on this machine can see; store it with \
                     `chatadm auth login --token-stdin`, or with `--keyring` in the keyring"
                        .to_owned(),
                );
            }
            Kind::Patterns => json!(values),
        })
    }
}

/// A value out of few, with the spellings that a flag would take.
fn one_of<V: ValueEnum>(text: &str) -> Result<V, String> {
    V::from_str(text, true).map_err(|_| {
        let values = V::value_variants().iter().filter_map(V::to_possible_value);
        let values: Vec<String> = values.map(|value| value.get_name().to_owned()).collect();
        format!("`{text}` is not one of {}", values.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_of_a_profile_has_a_key_and_the_other_way_round() {
        let full = "api = 'synapse'\nserver = 'http://a'\nserver_name = 'a'\nuser = 'a'\ntoken = 'a'\n\
                    token_file = 'a'\ntoken_cmd = 'a'\nkeyring = true\nunix_socket = 'a'\ntimeout = 1\n\
                    connect_timeout = 1\nca_cert = 'a'\nclient_cert = 'a'\nclient_key = 'a'\n\
                    insecure = true\nproxy = 'http://a'\nretries = 1\nconcurrency = 1\n\
                    protected_users = ['a']\noutput = 'json'\ntime_format = 'local'\nmas_url = 'http://a'\n\
                    read_only = true\n";
        let profile: Profile = toml_edit::de::from_str(full).unwrap();
        let document = serde_json::to_value(&profile).unwrap();
        let mut keys: Vec<&str> = KEYS.iter().map(|(name, _)| *name).collect();
        keys.sort_unstable();
        let known: Vec<&String> = document.as_object().unwrap().keys().collect();
        assert_eq!(known, keys);
    }

    #[test]
    fn places_are_found_although_names_have_dots() {
        let profile = Profile {
            api: Some(Api::Synapse),
            ..Profile::default()
        };
        let config = Config {
            profiles: [("matrix.example.org".to_owned(), profile)].into(),
            ..Config::default()
        };
        let at = |text: &str| place(text, &config, None);
        let expected = at("profiles.matrix.example.org.time-format").unwrap();
        assert_eq!(at("time_format").unwrap(), expected);
        assert_eq!(at("current.synapse").unwrap(), Place::Current(Api::Synapse));
        for text in [
            "timeouts",
            "profiles.timeout",
            "current.irc",
            "profiles.b.timeout",
        ] {
            assert!(at(text).is_err(), "{text}");
        }
    }
}
