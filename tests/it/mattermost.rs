//! The Mattermost facade, verb by verb.

mod access_tokens;
mod credentials;
mod login;
mod mfa;
mod replay;
mod sessions;
mod users;
