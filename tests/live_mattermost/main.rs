//! The Mattermost client against a real server, which the environment names; `cargo xtask live
//! --mattermost` runs it.
//!
//! # The server
//!
//! Team Edition without a license, 5.37 or newer. No test changes a setting; each looks at the settings that
//! decide what the server answers (`facts`) and expects that. The suite cannot work where these are set:
//! `EnforceMultifactorAuthentication`, `RestrictCreationToDomains` (addresses are at `example.test`), and
//! `EnableSignInWithUsername` off. To see every operation succeed that can, switch on
//! `EnableUserAccessTokens`, `EnableMultifactorAuthentication` and `EnableAPIUserDeletion`. From 11 on a
//! server without a license takes no more than 250 active users; the suite needs room for five of them.
//!
//! # What it leaves behind
//!
//! Everything is made for one test and named `chatadm-<run>-<number>`. At the end of each test, failed or
//! not, its users are deactivated, its bots disabled and its teams archived, and their channels with them. Group
//! channels, posts of the test of drafts, and the deactivated accounts themselves remain, because the
//! API has no way to remove them. The administrator's session ends with the last test.
//!
//! # What it leaves out, because others may be using the server
//!
//! - `permanent_delete_all_users` and `revoke_sessions_from_all_users`: always.
//! - `revoke_non_compliant_user_access_tokens`, `notify_admin` and `trigger_notify_admin_posts`: where they would
//!   take effect, unless `MATTERMOST_DISPOSABLE` is `1`.
//! - What needs an e-mail to arrive (`reset_password`, `verify_user_email` with a good token), a license or a login
//!   provider: there the documented refusal is what is expected.
//! - What nothing reads back: the typing indicator goes through web sockets only, e-mails go elsewhere.
//!
//! `census` counts the operations from what the transport itself reports about each answer, and
//! `expectations` says which of them this server must have answered.
#![cfg(feature = "mattermost")]
#![allow(clippy::unwrap_used, reason = "helpers of tests fail tests")]

use std::{collections::BTreeSet, io::Write as _};

mod access_tokens;
mod activation;
mod activity;
mod auth_services;
mod bots;
#[path = "../live/census.rs"]
mod census;
mod drafts;
mod expectations;
mod facts;
mod guests;
mod images;
mod login_services;
mod logins;
mod lookups;
mod mail;
mod mfa;
mod passwords;
mod roles;
mod server;
mod sessions;
mod statistics;
mod support;
mod terms;
mod traces;
mod user_changes;
mod user_lists;
mod user_search;
mod users;

/// The name sorts last, so with `--test-threads=1`, as the runner has it, everything else is over.
#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn zz_the_server_answered_what_a_server_like_it_can() {
    support::live(async |site| {
        // The last of the administrator's session, which counts too.
        site.client.logout().await.unwrap();
        let known = chatadm::mattermost::Client::OPERATIONS;
        let known: BTreeSet<_> = known.iter().map(|operation| operation.id).collect();
        let of_the_api = |operations: BTreeSet<String>| -> BTreeSet<String> {
            let names = operations.into_iter();
            names.filter(|name| known.contains(&**name)).collect()
        };
        let called = of_the_api(census::called());
        let answered = of_the_api(census::successful());
        // Not a macro, because the harness hides what those print when a test passes.
        writeln!(
            std::io::stderr(),
            "\nlive: Mattermost {}: {} different operations called, {} answered with success; only refused: {:?}",
            site.facts,
            called.len(),
            answered.len(),
            called.difference(&answered).collect::<Vec<_>>()
        )
        .unwrap();

        let lacking = |wanted: BTreeSet<&'static str>, seen: &BTreeSet<String>| -> Vec<&str> {
            wanted.into_iter().filter(|name| !seen.contains(*name)).collect()
        };
        let expected = expectations::successful(site.facts);
        assert!(expected.len() >= expectations::MINIMUM);
        let refused = lacking(expected, &answered);
        assert!(refused.is_empty(), "never answered with success: {refused:?}");
        let silent = lacking(expectations::called(&known), &called);
        assert!(silent.is_empty(), "never called: {silent:?}");
    })
    .await;
}
