//! Tests against scripted servers and recorded answers: what is sent, and what is understood.
#![cfg(all(feature = "mattermost", feature = "synapse"))]
#![allow(clippy::unwrap_used, reason = "helpers of tests fail the way tests do")]

#[cfg(feature = "blocking")]
mod blocking;
mod by_hand;
mod connection;
mod contract;
mod facade;
mod fidelity;
mod fuzz;
mod mattermost;
mod parity;
mod providers;
mod requests;
mod retry;
mod roundtrip;
#[cfg(feature = "sandbox")]
mod sandbox;
#[cfg(feature = "schemars")]
mod schemas;
mod secrets;
mod support;
mod synapse;
mod transport;
