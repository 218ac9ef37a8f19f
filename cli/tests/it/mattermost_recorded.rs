//! Each command of Mattermost against what was recorded: the request is the recorded one, and the answer is
//! understood. A command without such a run has a reason.

use std::{collections::BTreeSet, fs};

use crate::{
    recorded::{ADMIN, ALICE, BOB, CAROL, DAVE, ERIN, GONE, answer, recorded},
    site::{Run, Site},
};

/// Arguments, the recordings that they play, each once, and the exit code.
type Row = (&'static [&'static str], &'static [&'static str], i32);

const TOKEN: &str = "cbxq74uwhfy9zktpkkfhwjp5ao";
const UNKNOWN: &str = "qqqqqqqqqqqqqqqqqqqqqqqqqq";
const TEAM: &str = "adourity3tfdjcygcc5d7rzptw";

/// What every run is to do. A word in brackets is the path of a file that holds such a thing.
#[rustfmt::skip]
const ROWS: &[Row] = &[
    (&["user", "list", "--page-size", "50", "--limit", "50"], &["040_get_users_page0_per50"], 0),
    (&["user", "list", "--page", "1", "--per-page", "50"], &["041_get_users_page1_per50"], 0),
    (&["user", "list", "--from", "10", "--page-size", "50"], &["045_get_users_page_past_end"], 0),
    (&["user", "list", "--team", TEAM], &["051_get_users_in_team"], 0),
    (&["user", "list", "--not-in-team", TEAM, "--limit", "3"], &["054_get_users_not_in_team"], 0),
    (&["user", "list", "--inactive", "--limit", "2"], &["062_get_users_inactive"], 0),
    (&["user", "list", "--no-team", "--limit", "2"], &["066_get_users_without_team"], 0),
    (&["user", "search", "ali"], &["095_search_users"], 0),
    (&["user", "search", "u0", "--no-team", "--limit", "2"], &["096_search_users_in_team_limit"], 0),
    (&["user", "search", "zzzznomatch"], &["101_search_users_no_match"], 0),
    (&["user", "show", ALICE], &["074_get_user_other_as_admin"], 0),
    (&["user", "show", "alice@example.test"], &["080_get_user_by_email"], 0),
    (&["user", "show", "nosuch@example.test"], &["081_get_user_by_email_404"], 5),
    (&["user", "show", UNKNOWN], &["076_get_user_unknown_404"], 5),
    (&["user", "stats"], &["111_get_total_users_stats"], 0),
    (&["user", "stats", "--team", TEAM, "--bots", "--deactivated"], &["112_get_total_users_stats_filtered"], 0),
    (&["user", "invalid-emails"], &["273_get_invalid_emails_404_route"], 5),
    (&["user", "create", "--username", "bob", "--email", "bob@example.test", "--password-file", "[USER]"],
        &["029_create_user_open_signup_201"], 0),
    (&["user", "create", "--username", "bob", "--email", "other@example.test", "--password-file", "[USER]"],
        &["030_create_user_duplicate_username_400"], 6),
    (&["user", "edit", "alice", "--nickname", "Ali", "--notify-prop", "email=false", "--prop", "k2=v", "--replace", "-y"],
        &["121_patch_user"], 0),
    (&["user", "edit", "alice", "--locale", "notalocale", "-y"], &["127_patch_user_bad_locale_400"], 6),
    (&["user", "edit", "auth", DAVE, "--auth-service", "gitlab", "--auth-data", "dave-ext", "-y"],
        &["234_update_user_auth"], 0),
    (&["user", "deactivate", DAVE], &["136_get_deactivated_user", "135_update_user_active_off"], 0),
    (&["user", "delete", GONE, "-y"], &["279_delete_user_again"], 0),
    (&["user", "delete", GONE, "--permanent", "--confirm"], &["280_delete_user_permanent"], 0),
    (&["user", "delete", "alice", "--permanent", "--yes-permanent"], &["322_r_delete_permanent_401"], 4),
    (&["user", "reset-password", "ghost@example.test", "-y"], &["214_send_password_reset_unknown"], 0),
    (&["user", "change-password", BOB, "--password-file", "[NEW]", "-y"],
        &["300_get_user_verified_seen_by_admin", "145_update_password_admin"], 0),
    (&["user", "change-password", "alice", "--current-file", "[USER]", "--password-file", "[NEW]", "-y"],
        &["142_update_password_self"], 0),
    (&["user", "mfa", "off", ERIN, "-y"], &["212_update_mfa_deactivate"], 0),
    (&["user", "resetmfa", ERIN, "-y"], &["212_update_mfa_deactivate"], 0),
    (&["user", "unlock", BOB], &["300_get_user_verified_seen_by_admin", "274_reset_failed_attempts_404_route"], 5),
    (&["user", "send-verification", "bob@example.test"], &["221_send_verification_email"], 0),
    (&["user", "verify", CAROL, "-y"], &["227_verify_email_member"], 0),
    (&["user", "promote", CAROL, "--retries", "0"], &["247_promote_non_guest_501"], 8),
    (&["user", "demote", CAROL, "--retries", "0"], &["245_demote_user_501"], 8),
    (&["user", "convert", CAROL, "--bot"], &["250_convert_user_to_bot_403"], 4),
    (&["user", "convert", CAROL, "--user", "--email", "carol@example.test", "--username", "carol", "--password-file", "[USER]"],
        &["254_convert_bot_to_user_404"], 5),
    (&["user", "roles", CAROL, "--add", "system_admin"], &["129_update_user_roles"], 0),
    (&["user", "roles", CAROL, "--set", "no_such_role"], &["131_update_user_roles_unknown_400"], 6),
    (&["roles", "system-admin", CAROL], &["129_update_user_roles"], 0),
    (&["roles", "member", "caroladmin"], &["130_update_user_roles_back"], 0),
    (&["user", "migrate-auth", "email", "ldap", "email", "--confirm"], &["240_migrate_auth_ldap_403"], 4),
    (&["user", "migrate-auth", "email", "saml", "--auto", "--confirm", "--retries", "0"], &["241_migrate_auth_saml_501"], 8),
    (&["user", "audits", "alice"], &["197_get_user_audits"], 0),
    (&["user", "image", "get", "alice", "--output-file", "[TO]"], &["150_get_profile_image"], 0),
    (&["user", "image", "get", "alice", "--default", "--output-file", "[TO]"], &["152_get_default_profile_image"], 0),
    (&["user", "image", "set", "alice", "[a.png]", "-y"], &["149_set_profile_image"], 0),
    (&["user", "image", "reset", "alice", "-y"], &["158_set_default_profile_image"], 0),
    (&["token", "generate", "admin", "ci token"], &["162_create_token"], 0),
    (&["token", "generate", "alice", "mine"], &["161_create_token_403"], 4),
    (&["token", "list", "admin", "--all", "--page-size", "4"],
        &["166_get_tokens_for_user_page0", "167_get_tokens_for_user_page1"], 0),
    (&["token", "list", "--all-users", "--page", "0", "--per-page", "3"], &["170_get_tokens_all"], 0),
    (&["token", "list", "--all-users", "--from", "9", "--page-size", "3"], &["171_get_tokens_all_empty_page"], 0),
    (&["token", "search", "admin"], &["176_search_tokens"], 0),
    (&["token", "show", TOKEN], &["180_get_token_disabled"], 0),
    (&["token", "show", UNKNOWN], &["174_get_token_404"], 5),
    (&["token", "revoke", TOKEN, "-y"], &["184_revoke_token"], 0),
    (&["token", "revoke", TOKEN, "-y"], &["185_revoke_token_again_404"], 5),
    (&["token", "enable", TOKEN], &["181_enable_token"], 0),
    (&["token", "rotate", TOKEN, "-y"], &["180_get_token_disabled", "187_rotate_token_404_route"], 5),
    (&["token", "audit", "--page-size", "200"], &["189_get_sessions_admin"], 0),
    (&["token", "non-compliant"], &["312_non_compliant_count_404_route"], 5),
    (&["token", "non-compliant", "--revoke", "--yes-revoke"], &["313_non_compliant_revoke_404_route"], 5),
    (&["session", "list", "admin"], &["189_get_sessions_admin"], 0),
    (&["session", "revoke", "alice", UNKNOWN, "-y"], &["194_revoke_session_unknown_400"], 6),
    (&["session", "revoke-all", "alice", "-y"], &["288_revoke_all_sessions_user"], 0),
    (&["session", "revoke-all", "--all-users", "-y"], &["297_revoke_all_sessions_all_users"], 0),
    (&["limits"], &["275_get_server_limits_404_route"], 5),
];

/// The commands without a recording, and why there is none.
const UNRECORDED: &[(&str, &str)] = &[
    (
        "user activate",
        "only the other direction of the same operation was recorded",
    ),
    (
        "user channels",
        "the server of the recordings does not have the route",
    ),
    (
        "user delete-all",
        "only a local socket offers it; `mattermost_user_changes` has one",
    ),
    (
        "user invite",
        "invitations belong to teams, which were not recorded",
    ),
    ("user preference list", "preferences were not recorded"),
    ("user preference get", "preferences were not recorded"),
    ("user preference set", "preferences were not recorded"),
    ("user preference delete", "preferences were not recorded"),
    (
        "token disable",
        "only the refusal of a request that is never sent was recorded",
    ),
];

#[tokio::test]
async fn every_recorded_run_sends_the_recorded_requests() {
    for (args, names, code) in ROWS {
        // Who never waits uses up the turns of the runtime, and the end of a guard would hang.
        tokio::task::yield_now().await;
        let site = Site::mattermost().await;
        let mut played = Vec::new();
        for name in *names {
            played.push(site.plays(name).await);
        }
        people(&site).await;
        let args: Vec<String> = args.iter().map(|arg| file(&site, arg)).collect();
        let words: Vec<&str> = args.iter().map(String::as_str).collect();
        let run = site.run(&[&["mm"], words.as_slice()].concat());
        assert_eq!(run.code, *code, "{args:?}: {run:?}");
        let changes = names
            .iter()
            .filter(|name| recorded(name)["request"]["method"] != "GET")
            .count();
        assert_eq!(site.changes().await.len(), changes, "{args:?}");
        for secret in ["planted", "_PASSWORD>", "BCRYPT_HASH", "<CSRF>"] {
            let said = [&run.stdout, &run.stderr];
            assert!(!said.iter().any(|text| text.contains(secret)), "{run:?}");
        }
        drop(played);
    }
}

/// Who is looked up on the way, and is not what the row is about.
async fn people(site: &Site) {
    for id in [ERIN, GONE] {
        site.user_with_id(id).await;
    }
    // Asked for before and after a change, so neither is the recorded one.
    let dave = answer("136_get_deactivated_user");
    site.get(&format!("/api/v4/users/{DAVE}"), dave).await;
    let mut carol = answer("295_get_user_failed_attempts");
    carol["roles"] = "system_user system_admin".into();
    site.get("/api/v4/users/username/caroladmin", carol).await;
    site.get("/api/v4/users/tokens", answer("170_get_tokens_all"))
        .await;
    let admin = answer("182_pat_enabled_ok");
    site.get(&format!("/api/v4/users/{ADMIN}"), admin).await;
}

/// The argument, with a file where it names one.
fn file(site: &Site, arg: &str) -> String {
    let Some(name) = arg.strip_prefix('[').and_then(|arg| arg.strip_suffix(']')) else {
        return arg.to_owned();
    };
    let path = site.path(name);
    match name {
        "USER" => fs::write(&path, "<USER_PASSWORD>\n").unwrap(),
        "NEW" => fs::write(&path, "<NEW_PASSWORD>\n").unwrap(),
        "a.png" => fs::write(&path, b"\x89PNG").unwrap(),
        _ => {}
    }
    path.to_str().unwrap().to_owned()
}

#[tokio::test]
async fn every_command_is_recorded_or_has_a_reason() {
    let site = Site::blank().await;
    let commands = leaves(&site, &[]);
    assert!(commands.len() > 40, "{commands:?}");
    let is_of = |args: &[&str], command: &str| {
        let words: Vec<&str> = command.split(' ').collect();
        args.starts_with(&words)
    };
    let runs = |command: &str| ROWS.iter().any(|(args, ..)| is_of(args, command));
    let excused: BTreeSet<&str> = UNRECORDED.iter().map(|(command, _)| *command).collect();
    for command in &commands {
        let is_excused = excused.contains(command.as_str());
        assert!(
            runs(command) != is_excused,
            "`{command}` needs either a run against a recording or a reason why there is none"
        );
    }
    for command in excused {
        assert!(
            commands.contains(command),
            "there is no command `{command}`"
        );
    }
}

/// The commands below these words that have none below themselves, as the help lists them.
fn leaves(site: &Site, words: &[&str]) -> BTreeSet<String> {
    let args = [&["mm"], words, &["--help"]].concat();
    let run = Run::of(site.bare(&args).output().unwrap());
    assert_eq!(run.code, 0, "{run:?}");
    let section = run
        .stdout
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty());
    // What a command is called stands two spaces from the edge, and what it does further on.
    let names = section.filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    let names: Vec<&str> = names
        .filter(|name| !name.is_empty() && *name != "help")
        .collect();
    if names.is_empty() {
        return [words.join(" ")].into();
    }
    names
        .iter()
        .flat_map(|name| leaves(site, &[words, &[*name]].concat()))
        .collect()
}
