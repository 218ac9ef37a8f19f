//! Policy: which APIs there are, what their documents must say, and how progenitor is set up.

use progenitor::{GenerationSettings, HooksMode, InterfaceStyle, TagStyle, TypeImpl};
use quote::quote;

use crate::normalise::Normalised;

/// Every API: a folder below the specs, an artifact, and a module of the library.
pub const APIS: [&str; 2] = ["mattermost", "synapse"];

/// The component that stands for a secret string after normalisation.
pub(crate) const SECRET: &str = "Secret";

/// The components that stand for a moment, in milliseconds and in seconds.
pub(crate) const MILLISECONDS: &str = "Timestamp";
pub(crate) const SECONDS: &str = "TimestampSeconds";

/// The library's type for a moment, and what stands for one in seconds until that is edited away.
pub(crate) const TIMESTAMP_PATH: &str = "crate::timestamp::Timestamp";
pub(crate) const SECONDS_MARKER: &str = "crate::timestamp::Seconds";

/// The extensions that each operation of an API must have.
pub(crate) fn required_extensions(api: &str) -> &'static [&'static str] {
    // Delegated authentication is a mode of Synapse; Mattermost has nothing like it.
    match api {
        "synapse" => &["x-retry", "x-safety", "x-mas"],
        _ => &["x-retry", "x-safety"],
    }
}

/// Components that the library writes by hand, in `<api>::ids`.
pub(crate) fn identifiers(api: &str) -> &'static [&'static str] {
    match api {
        "synapse" => &[
            "DeviceId",
            "EventId",
            "MxcUri",
            "RoomAlias",
            "RoomId",
            "RoomIdOrAlias",
            "ServerName",
            "UserId",
        ],
        "mattermost" => &["ChannelId", "SessionId", "TeamId", "TokenId", "UserId"],
        // Documents of the generator's own tests.
        _ => &["UserId"],
    }
}

/// How progenitor is to write the client of `api`.
pub(crate) fn progenitor(api: &str, normalised: &Normalised) -> GenerationSettings {
    let mut settings = GenerationSettings::new();
    settings
        // A new optional parameter is an addition to a builder; it would break positional arguments.
        .with_interface(InterfaceStyle::Builder)
        // Inherent methods need no trait in scope.
        .with_tag(TagStyle::Merged)
        // The default mode silently skips a missing hook, and with it the authentication.
        .with_hooks(HooksMode::Expected)
        .with_inner_type(quote!(crate::transport::Transport))
        .with_map_type("::std::collections::BTreeMap")
        .with_derive("PartialEq");
    let text = || [TypeImpl::Display, TypeImpl::FromStr].into_iter();
    for name in normalised.enums.keys() {
        settings.with_replacement(name, format!("crate::{api}::raw::open::{name}"), text());
    }
    for name in identifiers(api) {
        settings.with_replacement(name, format!("crate::{api}::ids::{name}"), text());
    }
    for (name, path) in [(MILLISECONDS, TIMESTAMP_PATH), (SECONDS, SECONDS_MARKER)] {
        settings.with_replacement(name, path, [TypeImpl::Display].into_iter());
    }
    // Without `Display`, a secret cannot reach a formatted string by accident.
    settings.with_replacement(SECRET, "crate::secret::Secret", std::iter::empty());
    settings
}
