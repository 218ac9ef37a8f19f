//! The Mattermost facade, verb by verb.

mod access_tokens;
mod credentials;
mod drafts;
mod login;
mod mfa;
mod replay;
mod server;
mod sessions;
mod users;
