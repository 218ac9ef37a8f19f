//! Changing some fields of an account.
//!
//! The server replaces the maps of an account whole, so a change of single entries reads them first.

use std::fmt::Display;

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use super::{User, create::texts};
use crate::{
    Error, Secret,
    call::answer,
    mattermost::{raw::types::builder, types},
};

const OPERATION: &str = "patch_user";

/// What of the account a map is.
type Part = fn(types::User) -> Option<Map<String, Value>>;

impl<'a> User<'a> {
    /// Changes some fields of the account and leaves the others.
    ///
    /// ```no_run
    /// # async fn run(mattermost: chatadm::mattermost::Client, id: chatadm::mattermost::UserId) -> Result<(), chatadm::Error> {
    /// let ada = mattermost.user(id).patch().position("Countess").prop("team", "engines").send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Calls `PUT /api/v4/users/{user_id}/patch` (`patch_user`).
    pub fn patch(&self) -> PatchUser<'a> {
        PatchUser {
            user: self.clone(),
            body: types::UserPatch::builder(),
            props: MapChange::default(),
            notify_props: MapChange::default(),
            timezone: MapChange::default(),
        }
    }
}

/// A request to change an account; see [`User::patch`].
///
/// Custom properties, notification settings and the time zone are maps, which the server only replaces
/// whole. [`prop`](Self::prop), [`notify_props`](Self::notify_props) and [`timezone`](Self::timezone)
/// change entries and keep the others: the account is read first, and the complete map is sent. A change that somebody
/// else makes between the two calls is lost. The methods named `replace_` send what they are given.
#[derive(Debug, Clone)]
#[must_use = "a request does nothing until it is sent"]
pub struct PatchUser<'a> {
    user: User<'a>,
    body: builder::UserPatch,
    props: MapChange,
    notify_props: MapChange,
    timezone: MapChange,
}

impl PatchUser<'_> {
    /// The new user name.
    pub fn username(self, name: impl Into<String>) -> Self {
        self.with(|body| body.username(name.into()))
    }

    /// The new e-mail address; whoever changes their own also gives their [`password`](Self::password).
    pub fn email(self, email: impl Into<String>) -> Self {
        self.with(|body| body.email(email.into()))
    }

    /// The current password of the caller, which a change of their own address takes.
    ///
    /// # Security
    ///
    /// It is sent to the server, and never printed.
    pub fn password(self, password: impl Into<Secret>) -> Self {
        self.with(|body| body.password(Some(password.into())))
    }

    /// The new first name.
    pub fn first_name(self, name: impl Into<String>) -> Self {
        self.with(|body| body.first_name(name.into()))
    }

    /// The new last name.
    pub fn last_name(self, name: impl Into<String>) -> Self {
        self.with(|body| body.last_name(name.into()))
    }

    /// The new nickname.
    pub fn nickname(self, name: impl Into<String>) -> Self {
        self.with(|body| body.nickname(name.into()))
    }

    /// The new job title.
    pub fn position(self, position: impl Into<String>) -> Self {
        self.with(|body| body.position(position.into()))
    }

    /// The new language, for example `en`; the server answers 400 to one that it does not know.
    pub fn locale(self, locale: impl Into<String>) -> Self {
        self.with(|body| body.locale(locale.into()))
    }

    /// The id of the connected server that the user belongs to.
    pub fn remote_id(self, id: impl Into<String>) -> Self {
        self.with(|body| body.remote_id(id.into()))
    }

    /// Sets one custom property and keeps the others.
    pub fn prop(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let value = Value::String(value.into());
        self.props.entries.insert(name.into(), value);
        self
    }

    /// Removes one custom property and keeps the others.
    pub fn remove_prop(mut self, name: impl Into<String>) -> Self {
        // `null` marks it here; it is never sent.
        self.props.entries.insert(name.into(), Value::Null);
        self
    }

    /// Changes the notification settings that are set here and keeps the others.
    ///
    /// It takes a session that sees the settings: the user's own, or an administrator's on a newer server.
    pub fn notify_props(mut self, settings: types::NotifyProps) -> Self {
        self.notify_props.entries.extend(map_of(settings));
        self
    }

    /// Changes the settings of the time zone that are set here and keeps the others.
    pub fn timezone(mut self, timezone: types::Timezone) -> Self {
        self.timezone.entries.extend(map_of(timezone));
        self
    }

    /// Replaces all custom properties; what is not among these is removed.
    pub fn replace_props<N: Into<String>, V: Into<String>>(
        mut self,
        props: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        self.props.replace(texts(props));
        self
    }

    /// Replaces all notification settings; what is not among these is removed.
    pub fn replace_notify_props(mut self, settings: types::NotifyProps) -> Self {
        self.notify_props.replace(map_of(settings));
        self
    }

    /// Replaces all settings of the time zone; what is not among these is removed.
    pub fn replace_timezone(mut self, timezone: types::Timezone) -> Self {
        self.timezone.replace(map_of(timezone));
        self
    }

    fn with(mut self, change: impl FnOnce(builder::UserPatch) -> builder::UserPatch) -> Self {
        self.body = change(self.body);
        self
    }

    /// Sends the request, after reading the account if entries of a map change, and gives the changed account.
    ///
    /// # Errors
    ///
    /// `is_bad_request` when a value is not acceptable; also, before anything is changed, when notification
    /// settings are to change that the server does not show to the caller. `is_forbidden` without the permission
    /// `edit_other_users`.
    ///
    /// Calls `GET /api/v4/users/{user_id}` (`get_user`).
    ///
    /// Calls `PUT /api/v4/users/{user_id}/patch` (`patch_user`).
    pub async fn send(self) -> Result<types::User, Error> {
        let Self {
            user,
            mut body,
            props,
            notify_props,
            timezone,
        } = self;
        let reads = [&props, &notify_props, &timezone]
            .into_iter()
            .any(MapChange::needs_current);
        let current = if reads { Some(user.get().await?) } else { None };
        let of = |part: Part| current.clone().map_or_else(|| Some(Map::new()), part);

        // The server leaves these out when they are empty.
        let stored = of(|user| Some(user.props.map(texts).unwrap_or_default()));
        if let Some(props) = props.on(stored, "the properties")? {
            body = body.props(Some(props));
        }
        let stored = of(|user| user.notify_props.as_ref().map(map_of));
        if let Some(settings) = notify_props.on(stored, "the notification settings")? {
            body = body.notify_props(typed::<types::NotifyProps>(settings)?);
        }
        let stored = of(|user| Some(user.timezone.as_ref().map(map_of).unwrap_or_default()));
        if let Some(timezone) = timezone.on(stored, "the time zone")? {
            body = body.timezone(typed::<types::Timezone>(timezone)?);
        }
        let request = user.client.raw().patch_user().user_id(&user.id);
        // The body has room for everything, which is much for a future.
        answer(OPERATION, Box::pin(request.body(body).send())).await
    }
}

/// What happens to one map: what it is replaced with, if it is, and which entries then change.
#[derive(Debug, Clone, Default)]
struct MapChange {
    replacement: Option<Map<String, Value>>,
    /// Entries to set, or to remove where the value is null.
    entries: Map<String, Value>,
}

impl MapChange {
    fn replace(&mut self, map: Map<String, Value>) {
        self.replacement = Some(map);
        self.entries.clear();
    }

    /// Whether the map as it is now must be known.
    fn needs_current(&self) -> bool {
        self.replacement.is_none() && !self.entries.is_empty()
    }

    /// The complete map to send, if any.
    fn on(
        self,
        current: Option<Map<String, Value>>,
        what: &str,
    ) -> Result<Option<Map<String, Value>>, Error> {
        if self.replacement.is_none() && self.entries.is_empty() {
            return Ok(None);
        }
        let Some(mut map) = self.replacement.or(current) else {
            return Err(refused(format!(
                "{what} are not shown to this session, and changing some would reset the others"
            )));
        };
        for (name, value) in self.entries {
            if value.is_null() {
                map.remove(&name);
            } else {
                map.insert(name, value);
            }
        }
        Ok(Some(map))
    }
}

/// The entries that are set.
fn map_of(settings: impl Serialize) -> Map<String, Value> {
    match serde_json::to_value(settings) {
        Ok(Value::Object(map)) => map,
        // Structures of texts become objects.
        _ => Map::new(),
    }
}

fn typed<T: DeserializeOwned>(map: Map<String, Value>) -> Result<T, Error> {
    serde_json::from_value(Value::Object(map)).map_err(refused)
}

fn refused(reason: impl Display) -> Error {
    Error::Argument {
        operation: OPERATION,
        reason: reason.to_string(),
    }
}
