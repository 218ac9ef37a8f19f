//! The Mattermost facade, verb by verb.

mod drafts;
mod server;
mod users;
