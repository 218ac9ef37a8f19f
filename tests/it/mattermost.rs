//! The Mattermost facade, verb by verb.

mod users;
