//! What an edit changes, read from its options.

use chatadm::mattermost::types::User;
use serde_json::{Map, Value, json};

use super::Args;
use crate::exit::Failure;

impl Args {
    /// The user that is meant, and what the form of mmctl adds to the options.
    pub(super) fn target(&mut self) -> Result<String, Failure> {
        let words: Vec<&str> = self.target.iter().map(String::as_str).collect();
        match words.as_slice() {
            [user] | ["auth", user] => Ok((*user).to_owned()),
            [what @ ("username" | "email" | "authdata"), user, value] => {
                let (user, value) = ((*user).to_owned(), (*value).to_owned());
                let field = match *what {
                    "username" => &mut self.username,
                    "email" => &mut self.email,
                    _ => &mut self.auth_data,
                };
                *field = Some(value);
                Ok(user)
            }
            _ => Err(Failure::Usage(
                "write the user and options; or `username`, `email` or `authdata`, the user, and the value"
                    .to_owned(),
            )),
        }
    }

    /// What is sent: maps as a whole, because the server replaces them.
    pub(super) fn body(&self, before: &User) -> Result<Map<String, Value>, Failure> {
        let texts = [
            ("username", &self.username),
            ("email", &self.email),
            ("nickname", &self.nickname),
            ("first_name", &self.first_name),
            ("last_name", &self.last_name),
            ("position", &self.position),
            ("locale", &self.locale),
        ];
        let given = texts
            .into_iter()
            .filter_map(|(name, text)| Some((name.to_owned(), Value::from(text.as_deref()?))));
        let mut body: Map<String, Value> = given.collect();
        let before = serde_json::to_value(before)?;
        for (name, pairs) in [("props", &self.prop), ("notify_props", &self.notify_prop)] {
            if pairs.is_empty() {
                continue;
            }
            // An admin of an old server does not see how others are notified.
            if name == "notify_props" && before[name].is_null() && !self.replace {
                return Err(Failure::Usage(
                    "this server does not tell the notification settings of the user, and would lose those \
                     that are not sent; give all that matter, and `--replace`"
                        .to_owned(),
                ));
            }
            let earlier = if self.replace {
                &Value::Null
            } else {
                &before[name]
            };
            body.insert(name.to_owned(), merged(earlier, pairs)?);
        }
        if let Some(zone) = &self.timezone {
            let pairs = match zone.as_str() {
                "auto" => vec!["useAutomaticTimezone=true".to_owned()],
                zone => vec![
                    "useAutomaticTimezone=false".to_owned(),
                    format!("manualTimezone={zone}"),
                ],
            };
            body.insert("timezone".to_owned(), merged(&before["timezone"], &pairs)?);
        }
        Ok(body)
    }

    /// The service and the identity there; what is not said stays. Without an identity it is the password of
    /// this server.
    pub(super) fn auth(&self, before: &User) -> Result<Option<Value>, Failure> {
        if self.auth_service.is_none() && self.auth_data.is_none() {
            return Ok(None);
        }
        let service = self.auth_service.as_deref();
        let is_email = matches!(service, Some("" | "email"));
        let is_cleared = self.auth_data.as_deref() == Some("");
        if is_email || (is_cleared && service.is_none()) {
            return match self.auth_data.as_deref() {
                None | Some("") => Ok(Some(json!({"auth_service": "email"}))),
                Some(_) => Err(Failure::Usage(
                    "who logs in with a password of this server has no `--auth-data`".to_owned(),
                )),
            };
        }
        let service = service.unwrap_or(before.auth_service.as_str());
        let data = self.auth_data.as_deref().or(before.auth_data.as_deref());
        match data {
            Some(data) if !data.is_empty() && !service.is_empty() => {
                Ok(Some(json!({"auth_service": service, "auth_data": data})))
            }
            _ => Err(Failure::Usage(
                "the server wants a service and an identity there; give `--auth-service` and `--auth-data`"
                    .to_owned(),
            )),
        }
    }
}

/// A map with these entries changed; those without a value go.
fn merged(map: &Value, pairs: &[String]) -> Result<Value, Failure> {
    let mut map = map.as_object().cloned().unwrap_or_default();
    for pair in pairs {
        match pair.split_once('=') {
            Some((name, "")) => drop(map.remove(name)),
            Some((name, value)) => drop(map.insert(name.to_owned(), value.into())),
            None => return Err(Failure::Usage(format!("`{pair}` is not `NAME=VALUE`"))),
        }
    }
    Ok(Value::Object(map))
}
