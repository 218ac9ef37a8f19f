//! Verbs on the second factor.

use chatadm::mattermost::UserId;
use serde_json::json;

use crate::support::verb::mattermost;

const USER: &str = "ejtydpp3xirt8ghouk73jpse3o";

fn ada() -> UserId {
    USER.parse().unwrap()
}

#[tokio::test]
async fn whether_a_login_needs_a_code_is_a_plain_answer() {
    for needed in [true, false] {
        let answer = mattermost("check_user_mfa", "/api/v4/users/mfa")
            .body(json!({"login_id": "ada"}))
            .answer(&json!({"mfa_required": needed}))
            .check(async |site| site.mattermost.check_mfa("ada").await)
            .await;
        assert_eq!(answer, needed);
    }
}

#[tokio::test]
async fn a_new_secret_is_given_and_never_printed() {
    let path = format!("/api/v4/users/{USER}/mfa/generate");
    let made = mattermost("generate_mfa_secret", &path)
        .answer(&json!({"secret": "planted-text", "qr_code": "planted-picture"}))
        .check(async |site| site.mattermost.user(ada()).generate_mfa_secret().await)
        .await;
    assert_eq!(made.secret.expose(), "planted-text");
    assert_eq!(made.qr_code.expose(), "planted-picture");
    assert!(!format!("{made:?}").contains("planted"), "{made:?}");
}

#[tokio::test]
async fn the_second_factor_is_switched_on_with_a_code() {
    let path = format!("/api/v4/users/{USER}/mfa");
    mattermost("update_user_mfa", &path)
        .body(json!({"activate": true, "code": "000123"}))
        .check(async |site| site.mattermost.user(ada()).activate_mfa("000123").await)
        .await;
}

#[tokio::test]
async fn the_second_factor_is_switched_off_without_one() {
    let path = format!("/api/v4/users/{USER}/mfa");
    mattermost("update_user_mfa", &path)
        .body(json!({"activate": false}))
        .check(async |site| site.mattermost.user(ada()).deactivate_mfa().await)
        .await;
}
