//! Which operations a server of some version and settings answers, and with success.

use std::collections::BTreeSet;

use crate::facts::{Facts, READ, RECORDED};

/// What every Team Edition from 5.37 on answers with success, whatever its settings.
const ALWAYS: [&str; 38] = [
    "attach_device_extra_props",
    "autocomplete_users",
    "convert_bot_to_user",
    "convert_user_to_bot",
    "create_user",
    "delete_user",
    "get_default_profile_image",
    "get_known_users",
    "get_profile_image",
    "get_sessions",
    "get_total_users_stats",
    "get_total_users_stats_filtered",
    "get_uploads_for_user",
    "get_user",
    "get_user_audits",
    "get_user_by_email",
    "get_user_by_username",
    "get_users",
    "get_users_by_group_channel_ids",
    "get_users_by_ids",
    "get_users_by_usernames",
    "login",
    "logout",
    "patch_user",
    "publish_user_typing",
    "revoke_all_sessions",
    "revoke_session",
    "search_users",
    "send_password_reset_email",
    "send_verification_email",
    "set_default_profile_image",
    "set_profile_image",
    "update_user",
    "update_user_active",
    "update_user_auth",
    "update_user_password",
    "update_user_roles",
    "verify_user_email_without_token",
];

/// How many different operations have to succeed at least once on any server.
pub(crate) const MINIMUM: usize = ALWAYS.len();

const ACCESS_TOKENS: [&str; 8] = [
    "create_user_access_token",
    "disable_user_access_token",
    "enable_user_access_token",
    "get_user_access_token",
    "get_user_access_tokens",
    "get_user_access_tokens_for_user",
    "revoke_user_access_token",
    "search_user_access_tokens",
];

const DRAFTS: [&str; 4] = [
    "delete_draft",
    "delete_draft_for_thread",
    "get_drafts",
    "upsert_draft",
];

/// What would reach people and things that are not the suite's.
const LEFT_OUT: [&str; 5] = [
    "notify_admin",
    "permanent_delete_all_users",
    "revoke_non_compliant_user_access_tokens",
    "revoke_sessions_from_all_users",
    "trigger_notify_admin_posts",
];

/// What this server must answer with success at least once.
pub(crate) fn successful(facts: &Facts) -> BTreeSet<&'static str> {
    let mut all = BTreeSet::from(ALWAYS);
    let read = facts.version >= READ;
    if facts.has_access_tokens() {
        all.extend(ACCESS_TOKENS);
    }
    if facts.on("ServiceSettings/EnableMultifactorAuthentication") {
        all.extend(["generate_mfa_secret", "update_user_mfa"]);
    }
    if facts.version <= RECORDED {
        all.insert("check_user_mfa");
    }
    if facts.version >= (6, 2) {
        all.insert("get_channel_members_with_team_data_for_user");
    }
    if read {
        all.extend(["get_server_limits", "reset_password_failed_attempts"]);
    }
    if read && facts.on("ServiceSettings/AllowSyncedDrafts") {
        all.extend(DRAFTS);
    }
    if read && !facts.on("TeamSettings/EnableOpenServer") {
        all.insert("get_users_with_invalid_emails");
    }
    all
}

/// What must have been called at least once, with whatever answer.
pub(crate) fn called(known: &BTreeSet<&'static str>) -> BTreeSet<&'static str> {
    let left_out = BTreeSet::from(LEFT_OUT);
    known.difference(&left_out).copied().collect()
}

#[test]
fn only_operations_of_the_api_are_expected() {
    let known = chatadm::mattermost::Client::OPERATIONS;
    let known: BTreeSet<_> = known.iter().map(|operation| operation.id).collect();
    let lists = [&ALWAYS[..], &ACCESS_TOKENS, &DRAFTS, &LEFT_OUT];
    for name in lists.concat() {
        assert!(known.contains(name), "{name}");
    }
    assert_eq!(called(&known).len(), known.len() - LEFT_OUT.len());
}
