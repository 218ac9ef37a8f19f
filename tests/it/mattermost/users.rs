//! Verbs on users.

use chatadm::mattermost::{ChannelId, TeamId, UserId};

mod activity;
mod bots;
mod create;
mod find;
mod image;
mod list;
mod one;
mod patch;
mod search;
mod terms;
mod update;

const ADA: &str = "ejtydpp3xirt8ghouk73jpse3o";

fn ada() -> UserId {
    ADA.parse().unwrap()
}

fn me() -> UserId {
    "me".parse().unwrap()
}

fn team() -> TeamId {
    "adourity3tfdjcygcc5d7rzptw".parse().unwrap()
}

fn channel() -> ChannelId {
    "h68ckm5mibybugyme5cqzfykye".parse().unwrap()
}
