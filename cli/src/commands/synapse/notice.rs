//! `chatadm synapse notice`: what the server tells its users.

use crate::commands::verbs;

mod old;
mod transactions;

verbs! {
    /// Sends a notice to users, in a room that the server opens for that
    Send(send),
}
