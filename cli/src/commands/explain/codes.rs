//! The error codes of both servers and the HTTP statuses that were seen with them.

use serde_json::Value;

use super::{Explanation, simple};

/// A code, whose it is, what it means and what to do.
type Code = (&'static str, &'static str, &'static str, &'static str);

const MATRIX: &str = "Matrix error code";
const MATTERMOST: &str = "Mattermost error code";
const STATUS: &str = "HTTP status";

const CODES: &[Code] = &[
    (
        "M_FORBIDDEN",
        MATRIX,
        "The token is good, but its account may not do this: it is no server admin, a password is wrong, or the server does not allow it.",
        "Use an admin's token (`chatadm doctor`, check `rights`); the message of the server tells the rest.",
    ),
    (
        "M_UNKNOWN_TOKEN",
        MATRIX,
        "The server does not know the token, or not any more: logged out, expired, or the account is deactivated.",
        "Log in again with `chatadm auth login`.",
    ),
    (
        "M_MISSING_TOKEN",
        MATRIX,
        "The request had no access token.",
        "Log in with `chatadm auth login`; if you are, a proxy may drop the `Authorization` header.",
    ),
    (
        "M_USER_LOCKED",
        MATRIX,
        "The account of the token is locked.",
        "Have another admin unlock it: `chatadm synapse user unlock`.",
    ),
    (
        "M_USER_DEACTIVATED",
        MATRIX,
        "The account is deactivated.",
        "An admin can bring it back: `chatadm synapse user modify ID --activate`.",
    ),
    (
        "M_GUEST_ACCESS_FORBIDDEN",
        MATRIX,
        "The token belongs to a guest.",
        "Use the token of an admin.",
    ),
    (
        "ORG_MATRIX_EXPIRED_ACCOUNT",
        MATRIX,
        "The account's validity has run out.",
        "Renew it with `chatadm synapse user renew`.",
    ),
    (
        "M_NOT_FOUND",
        MATRIX,
        "There is no such thing: a user, room, event, file, report or job.",
        "Check the id. Ids of finished jobs are forgotten after a while.",
    ),
    (
        "M_UNRECOGNIZED",
        MATRIX,
        "The server has no such route (404), or not with this method (405).",
        "An older version, a worker without the admin routes, a proxy that passes other paths on, or delegated authentication, which removes some routes: `chatadm doctor` tells.",
    ),
    (
        "M_UNKNOWN",
        MATRIX,
        "A reason without a code of its own.",
        "The message of the server says it. With status 500, look into its log.",
    ),
    (
        "M_LIMIT_EXCEEDED",
        MATRIX,
        "Requests come too fast.",
        "Wait, or give `--rate` and a lower `--concurrency`.",
    ),
    (
        "M_INVALID_PARAM",
        MATRIX,
        "A value is not acceptable: its form, its range, or something that exists already.",
        "The message names the value. `chatadm explain OPERATION` tells what it may be.",
    ),
    (
        "M_MISSING_PARAM",
        MATRIX,
        "A value is missing.",
        "The message names it.",
    ),
    (
        "M_BAD_JSON",
        MATRIX,
        "The body is JSON, but not of the right form.",
        "`chatadm explain OPERATION` lists the fields and their types.",
    ),
    (
        "M_NOT_JSON",
        MATRIX,
        "The body is not JSON.",
        "Where a body is wanted, `{}` is the least.",
    ),
    (
        "M_USER_IN_USE",
        MATRIX,
        "The name of the account is taken, also when its account is deactivated.",
        "Choose another, or change the account that is there.",
    ),
    (
        "M_INVALID_USERNAME",
        MATRIX,
        "No account can have this name: digits alone, or characters besides a-z, 0-9 and `=_-./+`.",
        "Choose another.",
    ),
    (
        "M_EXCLUSIVE",
        MATRIX,
        "The name is reserved for an application service.",
        "Choose another.",
    ),
    (
        "M_TOO_LARGE",
        MATRIX,
        "What was sent is too large or too long.",
        "Send less.",
    ),
    (
        "api.context.session_expired.app_error",
        MATTERMOST,
        "The token is missing, unknown, revoked or expired.",
        "Log in again with `chatadm auth login`.",
    ),
    (
        "api.context.permissions.app_error",
        MATTERMOST,
        "The account of the token lacks the permission.",
        "`chatadm explain OPERATION` names the permission; a system admin has it.",
    ),
    (
        "api.context.invalid_body_param.app_error",
        MATTERMOST,
        "A field of the body is missing or not acceptable.",
        "The message names it.",
    ),
    (
        "api.context.invalid_url_param.app_error",
        MATTERMOST,
        "A part of the address is not acceptable.",
        "The message names it; ids have 26 characters.",
    ),
    (
        "api.context.404.app_error",
        MATTERMOST,
        "The server has no such route, or not with this method.",
        "An older version, or a part that is switched off: `chatadm doctor mattermost` tells.",
    ),
    (
        "app.user.missing_account.const",
        MATTERMOST,
        "There is no such user.",
        "Check the id; `chatadm mattermost user search` finds names.",
    ),
    (
        "api.user.login.invalid_credentials_email_username",
        MATTERMOST,
        "Login name or password is wrong.",
        "Type them again.",
    ),
    (
        "mfa.validate_token.authenticate.app_error",
        MATTERMOST,
        "The code of the second factor is missing or wrong.",
        "Give the present one.",
    ),
    (
        "mfa.mfa_disabled.app_error",
        MATTERMOST,
        "The server does not use second factors.",
        "Nothing can be done for a user; it is a setting of the server.",
    ),
    (
        "api.user.login.inactive.app_error",
        MATTERMOST,
        "The account is deactivated.",
        "`chatadm mattermost user activate`.",
    ),
    (
        "api.user.check_user_login_attempts.too_many.app_error",
        MATTERMOST,
        "Too many wrong passwords.",
        "Set a new password, or have the attempts reset.",
    ),
    (
        "app.user.save.username_exists.app_error",
        MATTERMOST,
        "The user name is taken.",
        "Choose another.",
    ),
    (
        "app.user.save.email_exists.app_error",
        MATTERMOST,
        "The e-mail address is taken.",
        "Choose another, or change the account that has it.",
    ),
    (
        "app.user_access_token.disabled",
        MATTERMOST,
        "The server does not allow personal access tokens.",
        "It is a setting of the server.",
    ),
    (
        "api.user.delete_user.not_enabled.app_error",
        MATTERMOST,
        "The server does not allow deleting users for good.",
        "It is a setting of the server; `chatadm mattermost user deactivate` always works.",
    ),
    (
        "api.team.demote_user_to_guest.license.error",
        MATTERMOST,
        "The license of the server does not include guests.",
        "It is a matter of the license.",
    ),
    (
        "301",
        STATUS,
        "The server redirects, and redirects are not followed.",
        "Check scheme and host of the address.",
    ),
    (
        "400",
        STATUS,
        "The request is not acceptable.",
        "The message says what; `chatadm explain OPERATION` tells what it takes. Exit code 6.",
    ),
    (
        "401",
        STATUS,
        "The token is missing or not good.",
        "Log in again. Exit code 4.",
    ),
    (
        "403",
        STATUS,
        "The account may not do this.",
        "Use an admin's token. Exit code 4.",
    ),
    (
        "404",
        STATUS,
        "There is no such thing, or no such route; the error code tells which.",
        "M_NOT_FOUND: check the id. M_UNRECOGNIZED, or no code: `chatadm doctor`. Exit code 5.",
    ),
    (
        "405",
        STATUS,
        "The route does not know the method.",
        "Check the method of a path. Exit code 6.",
    ),
    (
        "409",
        STATUS,
        "It conflicts with what is there.",
        "The message says with what. Exit code 6.",
    ),
    (
        "413",
        STATUS,
        "The request is too large, often for a proxy.",
        "Send less, or raise the limit of the proxy. Exit code 6.",
    ),
    (
        "429",
        STATUS,
        "Requests come too fast.",
        "They were tried again within limits already; try later, or slower. Exit code 7.",
    ),
    (
        "500",
        STATUS,
        "The server failed.",
        "Look into its log. Exit code 8.",
    ),
    (
        "501",
        STATUS,
        "The server lacks the license or the setting for this.",
        "It is a matter of the server. Exit code 8.",
    ),
    (
        "502",
        STATUS,
        "The proxy does not reach the server.",
        "Look whether the server runs. Exit code 8.",
    ),
    (
        "503",
        STATUS,
        "The server cannot serve now; Synapse says so too when it cannot ask who a delegated token belongs to.",
        "Try later. Exit code 8.",
    ),
    (
        "504",
        STATUS,
        "The server did not answer its proxy in time. The request may have been carried out.",
        "Look before you repeat it. Exit code 8.",
    ),
];

pub(super) fn all() -> impl Iterator<Item = Value> {
    CODES.iter().map(|code| of(code).document)
}

pub(super) fn names() -> impl Iterator<Item = &'static str> {
    CODES.iter().map(|code| code.0)
}

pub(super) fn explain(topic: &str) -> Option<Explanation> {
    let found = CODES
        .iter()
        .find(|code| code.0.eq_ignore_ascii_case(topic))?;
    Some(of(found))
}

fn of((name, kind, meaning, advice): &Code) -> Explanation {
    simple(name, kind, meaning, advice)
}

#[cfg(test)]
mod tests {
    use chatadm::ErrorCode;

    use super::*;

    #[test]
    fn each_code_is_told_once_and_completely() {
        let mut known: Vec<&str> = names().collect();
        known.sort_unstable();
        known.dedup();
        assert_eq!(known.len(), CODES.len());
        for (name, _, meaning, advice) in CODES {
            assert!(meaning.ends_with('.') && advice.ends_with('.'), "{name}");
        }
    }

    #[test]
    fn what_the_library_names_is_explained() {
        for code in [
            ErrorCode::Forbidden,
            ErrorCode::Unrecognized,
            ErrorCode::SessionExpired,
            ErrorCode::TooManyAttempts,
        ] {
            assert!(explain(code.as_str()).is_some(), "{code}");
        }
    }
}
