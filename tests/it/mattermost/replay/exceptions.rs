//! Recordings that the facade cannot or will not send, each with the reason.

/// The name of a recording, and why it is not replayed.
pub(super) const EXCEPTIONS: &[(&str, &str)] = &[
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
        "169_get_tokens_for_user_403.json",
        "does not say which page it wants, which the facade always says",
    ),
    (
        "172_get_tokens_all_403.json",
        "does not say which page it wants, which the facade always says",
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
];
