//! Recordings that no verb of the facade can or will send, each with the reason, put together by hand.

use std::fmt::Write as _;

use chatadm::{Error, Method, mattermost::Client};
use serde_json::Value;

use super::{OWN_HEADERS, Recorded};
use crate::support::document::object;

/// The name of a recording, and why no verb says it.
pub(super) const BY_HAND: &[(&str, &str)] = &[
    (
        "007_login_empty_password_400.json",
        "has no password, which every login of the facade has",
    ),
    (
        "010_login_text_plain_content_type_ok.json",
        "calls its JSON plain text, to show that the server does not look",
    ),
    ("011_login_invalid_json_400.json", "sends what is not JSON"),
    (
        "015_login_browser_header_cookies.json",
        "asks for cookies like a browser, which the facade does not need",
    ),
    (
        "016_cookie_auth_without_csrf_post_401.json",
        "has its credentials in a cookie, which the facade never sends",
    ),
    (
        "017_cookie_auth_get_ok.json",
        "has its credentials in a cookie, which the facade never sends",
    ),
    (
        "027_create_user_invalid_json_400.json",
        "sends what is not JSON",
    ),
    (
        "046_get_users_per_page_500_capped.json",
        "asks for more than the server gives; the facade asks for as much as it gives",
    ),
    (
        "047_get_users_per_page_0.json",
        "asks for pages of nothing, which never end; the facade asks for one user at least",
    ),
    (
        "049_get_users_page_negative.json",
        "asks for a page below 0, which the facade refuses",
    ),
    (
        "050_get_users_page_not_a_number.json",
        "asks for pages by letters, which the facade refuses",
    ),
    (
        "061_get_users_active_and_inactive.json",
        "asks for active and for inactive users; the facade says one of them",
    ),
    (
        "070_get_users_if_none_match_304.json",
        "asks whether a list changed, which the facade does for pictures only",
    ),
    (
        "072_get_user_me_if_none_match_304.json",
        "asks whether a user changed, which the facade does for pictures only",
    ),
    (
        "075_get_user_bad_id_400.json",
        "has an id that is none, which the facade has no type for",
    ),
    (
        "085_get_users_by_ids_since_bad_400.json",
        "has letters for a moment, which the facade has no type for",
    ),
    (
        "086_get_users_by_ids_empty_400.json",
        "names nobody, which the facade refuses",
    ),
    (
        "090_get_users_by_usernames_empty_400.json",
        "names nobody, which the facade refuses",
    ),
    (
        "092_get_users_by_group_channel_ids_empty_400.json",
        "names no channel, which the facade refuses",
    ),
    (
        "100_search_users_not_in_channel_without_team_400.json",
        "leaves out the team, which the facade wants with the channel",
    ),
    (
        "105_autocomplete_users_yaml_names_ignored.json",
        "uses the names of the documentation, which the server does not read",
    ),
    (
        "106_autocomplete_users_channel_without_team_500.json",
        "leaves out the team, which the facade wants with the channel",
    ),
    (
        "109_autocomplete_users_no_name.json",
        "leaves out the text, in whose place the facade sends an empty one",
    ),
    (
        "115_update_user_yaml_fields_only_400.json",
        "leaves out the time of creation, without which the facade has no profile",
    ),
    (
        "119_update_user_other_403.json",
        "leaves out the time of creation, without which the facade has no profile",
    ),
    (
        "124_patch_user_wrong_type.json",
        "has a number for a name, which the facade has no type for",
    ),
    (
        "125_patch_user_notify_props_bool.json",
        "has a truth value among the settings, which are texts",
    ),
    (
        "139_update_user_active_missing_400.json",
        "does not say whether active, which the facade always says",
    ),
    (
        "140_update_user_active_string_400.json",
        "says whether active by a text, which the facade has no type for",
    ),
    (
        "154_set_profile_image_wrong_field_400.json",
        "calls the part `file`, which the server does not look for",
    ),
    (
        "156_set_profile_image_json_body_500.json",
        "sends JSON, where the facade sends a file",
    ),
    (
        "183_disable_token_missing_id_404.json",
        "names no token, which the server takes for one that is not there; the facade refuses to",
    ),
    (
        "195_revoke_session_missing_400.json",
        "names no session, which the facade needs as an argument",
    ),
    (
        "202_check_user_mfa_missing_400.json",
        "gives no login name, which the facade needs as an argument",
    ),
    (
        "206_update_mfa_missing_code_400.json",
        "gives no code, without which the facade does not switch the second factor on",
    ),
    (
        "207_update_mfa_missing_activate_400.json",
        "does not say whether on or off, which the facade always says",
    ),
    (
        "215_send_password_reset_missing_400.json",
        "gives no address, which the facade needs as an argument",
    ),
    (
        "216_reset_password_yaml_field_code_400.json",
        "calls the token `code`, as the documentation does and the server does not",
    ),
    (
        "226_verify_email_short_token_400.json",
        "has a token of another length than any in an e-mail, which the facade refuses",
    ),
    (
        "234_update_user_auth.json",
        "sends an empty password beside what counts; the facade leaves it out",
    ),
    (
        "235_update_user_auth_back_to_email_400.json",
        "does not say the id at the service, which the facade needs as an argument",
    ),
    (
        "237_update_user_auth_missing_data_400.json",
        "does not say the id at the service, which the facade needs as an argument",
    ),
    (
        "244_login_cws_json_401.json",
        "sends JSON, as the documentation does; the server reads a form, which the facade sends",
    ),
    (
        "251_convert_bot_to_user_missing_400.json",
        "gives no password, which the facade needs as an argument",
    ),
    (
        "257_register_terms_of_service_yaml_names_400.json",
        "uses the names of the documentation, which the server does not read",
    ),
    (
        "262_register_terms_of_service_other_user.json",
        "decides for somebody else, which the server takes for a decision of the caller; the facade refuses",
    ),
    (
        "265_publish_typing_missing_channel_403.json",
        "names no channel, which the facade needs as an argument",
    ),
    (
        "285_gzip_accept_encoding.json",
        "takes gzip alone and asks for pages of 60, which the server assumes and the facade does not say",
    ),
];

/// Sends a recorded request as it is.
pub(super) async fn call(client: &Client, recorded: &Recorded) -> Result<(), Error> {
    let method = Method::from_bytes(recorded.method.as_bytes()).unwrap();
    let mut request = client.request(method, recorded.path.as_str());
    for (name, value) in &recorded.query {
        request = request.param(name, value);
    }
    for (name, value) in &recorded.headers {
        if !OWN_HEADERS.contains(&&*name.to_ascii_lowercase()) {
            request = request.header(name, value);
        }
    }
    let kind = recorded.header("content-type").unwrap_or_default();
    request = match &recorded.body {
        None => request,
        Some(body) if body["$text"].is_string() => {
            request.body(kind, body["$text"].as_str().unwrap().to_owned())
        }
        Some(body) if body["$multipart"].is_object() => {
            let boundary = kind.rsplit("boundary=").next().unwrap();
            request.body(kind, parts(&body["$multipart"], boundary))
        }
        Some(body) => request.body(kind, body.to_string()),
    };
    request.bytes().await.map(drop)
}

/// Parts of a form, as they are on the wire.
fn parts(parts: &Value, boundary: &str) -> String {
    let mut body = String::new();
    for (name, part) in object(parts) {
        let file = part["filename"].as_str().unwrap_or_default();
        let head = format!("Content-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"");
        write!(body, "--{boundary}\r\n{head}\r\n\r\nx\r\n").unwrap();
    }
    body + &format!("--{boundary}--\r\n")
}
