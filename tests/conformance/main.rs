//! Scenarios of the Synapse admin API, which run unchanged on a real server and on the sandbox.
//!
//! A scenario is a function that talks to a server (`Talk`). What it sent and what it heard becomes a
//! transcript, in which everything that differs from run to run has given way to placeholders. The
//! transcript of the real server is committed (`expected/<noun>/<scenario>.json`), and every server has
//! to answer in just that way. So the sandbox cannot drift from the server that it stands for.
//!
//! - `server` says where a server comes from, `talk` sends and `said` writes down, `people` brings about what a
//!   scenario begins with, `names` makes the placeholders, `transcript` compares, `coverage` counts.
//! - Every other module is a noun. A scenario is listed in the `scenarios!` of its module, and there it
//!   becomes two tests: `on_the_sandbox` always runs, `on_the_real_server` is run by `cargo xtask live`.
//! - `CHATADM_UPDATE=1` writes the expectations anew, from the real server only.
//!
//! A server under test has other contents too, and other scenarios run at the same time: each has
//! names of its own, looks only for those, and counts nothing that belongs to the whole server.
//!
//! The texts of errors are not compared: a text belongs to the server that words it, its code to all.
#![cfg(feature = "synapse")]
#![allow(clippy::unwrap_used, reason = "helpers of tests fail tests")]

/// Makes tests of scenarios: each is run on the sandbox, and on the real server where there is one.
macro_rules! scenarios {
    ($($name:ident),+ $(,)?) => {
        #[cfg(feature = "sandbox")]
        mod on_the_sandbox {
            $(
                #[tokio::test]
                async fn $name() {
                    let server = crate::server::sandbox().await;
                    crate::talk::run(server, module_path!(), stringify!($name), super::$name).await;
                }
            )+
        }

        mod on_the_real_server {
            $(
                #[tokio::test]
                #[ignore = "needs: cargo xtask live"]
                async fn $name() {
                    let server = crate::server::real();
                    crate::talk::run(server, module_path!(), stringify!($name), super::$name).await;
                }
            )+
        }
    };
}

mod coverage;
mod names;
mod people;
mod said;
mod server;
mod talk;
mod transcript;

mod access;
mod account_data;
mod account_states;
mod controls;
mod devices;
mod events;
mod federation;
mod history;
mod media;
mod media_quarantine;
mod membership;
mod messages;
mod registration;
mod registration_tokens;
mod reports;
mod room_deletion;
mod room_list;
mod rooms;
mod scheduled_work;
mod server_notices;
mod sessions;
mod statistics;
mod user_list;
mod user_redaction;
mod user_search;
mod users;
