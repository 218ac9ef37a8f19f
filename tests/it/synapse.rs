//! The Synapse facade, verb by verb.

mod rooms;
mod users;
