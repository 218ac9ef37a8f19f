//! The Synapse facade, verb by verb.

mod account_validity;
mod background_updates;
mod federation;
mod matrix;
mod media;
mod registration;
mod registration_tokens;
mod reports;
mod rooms;
mod scheduled_tasks;
mod server;
mod server_notices;
mod statistics;
mod users;
