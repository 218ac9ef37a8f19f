//! What kind of server this is: version, license and settings, which decide what it answers.

use std::fmt;

use chatadm::{Error, Method, mattermost::Client};
use serde_json::Value;

/// A release, without its patch level.
pub(crate) type Version = (u32, u32);

/// The oldest version whose answers are recorded; later routes are missing there.
pub(crate) const RECORDED: Version = (5, 37);
/// The version whose source was read; what is newer still is missing there.
pub(crate) const READ: Version = (11, 6);

#[derive(Debug)]
pub(crate) struct Facts {
    pub(crate) version: Version,
    licensed: bool,
    settings: Value,
}

impl Facts {
    /// Asks the server, which tells an administrator all of it.
    pub(crate) async fn learn(admin: &Client) -> Result<Self, Error> {
        let get = |path: &'static str| admin.request(Method::GET, path).param("format", "old");
        let client: Value = get("/api/v4/config/client").send().await?;
        let license: Value = get("/api/v4/license/client").send().await?;
        let settings = admin.request(Method::GET, "/api/v4/config").send().await?;
        Ok(Self {
            version: version(client["Version"].as_str().unwrap_or_default()),
            licensed: license["IsLicensed"] == "true",
            settings,
        })
    }

    /// Whether a setting is on, such as `ServiceSettings/EnableUserAccessTokens`.
    pub(crate) fn on(&self, setting: &str) -> bool {
        self.setting(setting).as_bool().unwrap_or(false)
    }

    /// The number that a setting has.
    pub(crate) fn number(&self, setting: &str) -> i64 {
        self.setting(setting).as_i64().unwrap_or(0)
    }

    fn setting(&self, setting: &str) -> &Value {
        let value = self.settings.pointer(&format!("/{setting}"));
        value.unwrap_or(&Value::Null)
    }

    /// Fails where a license could make a call succeed that the suite wants refused.
    #[track_caller]
    pub(crate) fn must_be_unlicensed(&self) {
        assert!(
            !self.licensed,
            "the suite is for Team Edition, and this server holds a license"
        );
    }

    /// Whether people can sign up, invited or not.
    pub(crate) fn has_sign_up(&self) -> bool {
        self.on("TeamSettings/EnableUserCreation") && self.on("EmailSettings/EnableSignUpWithEmail")
    }

    /// Whether access tokens can be made: for users where that is on, for bots where these can be made.
    pub(crate) fn has_access_tokens(&self) -> bool {
        self.on("ServiceSettings/EnableUserAccessTokens")
            || self.on("ServiceSettings/EnableBotAccountCreation")
    }
}

impl fmt::Display for Facts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (major, minor) = self.version;
        let license = if self.licensed {
            "licensed"
        } else {
            "no license"
        };
        write!(formatter, "{major}.{minor} ({license})")
    }
}

/// Whether nobody else uses the server, so that what reaches all of it may be tried.
#[expect(
    clippy::disallowed_methods,
    reason = "a part of the environment of the suite"
)]
pub(crate) fn is_disposable() -> bool {
    std::env::var("MATTERMOST_DISPOSABLE").is_ok_and(|value| value == "1")
}

/// The first two numbers of a version such as `5.37.0`.
fn version(text: &str) -> Version {
    let mut numbers = text.split('.').map(str::parse);
    match (numbers.next(), numbers.next()) {
        (Some(Ok(major)), Some(Ok(minor))) => (major, minor),
        _ => panic!("the server calls its version {text:?}"),
    }
}

#[test]
fn versions_are_read_and_compared() {
    assert_eq!(version("5.37.0"), RECORDED);
    assert_eq!(version("11.6.0-rc1"), READ);
    assert!(version("11.10.1") > READ);
}
