//! The Synapse facade, verb by verb.

mod users;
