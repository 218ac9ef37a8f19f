//! Verbs on passwords, e-mail addresses and the service that an account logs in with.

use chatadm::{
    Error,
    mattermost::{LdapMigrationSource, SamlMigrationSource, UserAuthService, UserId},
};
use serde_json::{Value, json};

use crate::support::{api::Site, verb::mattermost};

const USER: &str = "ejtydpp3xirt8ghouk73jpse3o";

fn ada() -> UserId {
    USER.parse().unwrap()
}

/// As long as the tokens in e-mails are.
fn mail_token() -> String {
    "x".repeat(64)
}

async fn refused(verb: impl AsyncFn(&Site) -> Result<(), Error>) {
    let site = Site::start().await;
    let error = verb(&site).await.unwrap_err();
    assert!(matches!(error, Error::Argument { .. }), "{error:?}");
    assert!(error.is_bad_request());
    assert!(!format!("{error:?}").contains("planted"), "{error:?}");
    assert!(site.server.received_requests().await.unwrap().is_empty());
}

async fn password(body: Value, verb: impl AsyncFn(&Site) -> Result<(), Error>) {
    let path = format!("/api/v4/users/{USER}/password");
    mattermost("update_user_password", &path)
        .body(body)
        .check(verb)
        .await;
}

#[tokio::test]
async fn the_password_of_another_is_set_without_the_current_one() {
    let body = json!({"new_password": "new/ü"});
    password(body, async |site| {
        site.mattermost.user(ada()).set_password("new/ü").await
    })
    .await;
}

#[tokio::test]
async fn ones_own_password_is_changed_with_the_current_one() {
    let body = json!({"current_password": "old", "new_password": "new"});
    password(body, async |site| {
        site.mattermost
            .user(ada())
            .change_password("old", "new")
            .await
    })
    .await;
}

#[tokio::test]
async fn a_hash_is_said_to_be_one_in_text() {
    let body = json!({"new_password": "$2a$10$hash", "already_hashed": "true"});
    password(body, async |site| {
        let user = site.mattermost.user(ada());
        user.set_password_hash("$2a$10$hash").await
    })
    .await;
}

#[tokio::test]
async fn a_password_is_not_stored_as_a_hash() {
    refused(async |site| {
        site.mattermost
            .user(ada())
            .set_password_hash("planted")
            .await
    })
    .await;
}

#[tokio::test]
async fn an_email_with_a_link_to_reset_the_password_is_sent() {
    mattermost(
        "send_password_reset_email",
        "/api/v4/users/password/reset/send",
    )
    .body(json!({"email": "ada@example.org"}))
    .check(async |site| {
        site.mattermost
            .send_password_reset_email("ada@example.org")
            .await
    })
    .await;
}

#[tokio::test]
async fn a_password_is_reset_with_the_token_and_not_with_a_code() {
    mattermost("reset_password", "/api/v4/users/password/reset")
        .body(json!({"token": mail_token(), "new_password": "new"}))
        .check(async |site| site.mattermost.reset_password(mail_token(), "new").await)
        .await;
}

#[tokio::test]
async fn tokens_of_another_length_than_those_in_emails_are_not_sent() {
    for token in ["", "planted", &"planted".repeat(10)] {
        refused(async |site| site.mattermost.reset_password(token, "new").await).await;
        refused(async |site| site.mattermost.verify_email(token).await).await;
    }
}

#[tokio::test]
async fn an_email_to_verify_an_address_is_sent_again() {
    let verb = || mattermost("send_verification_email", "/api/v4/users/email/verify/send");
    verb()
        .body(json!({"email": "ada@example.org"}))
        .check(async |site| {
            let request = site.mattermost.send_verification_email("ada@example.org");
            request.send().await
        })
        .await;
    verb()
        .query("r", "https://example.org/?a=b&c")
        .body(json!({"email": "ada@example.org"}))
        .check(async |site| {
            let request = site.mattermost.send_verification_email("ada@example.org");
            let request = request.redirect_to("https://example.org/?a=b&c");
            request.send().await
        })
        .await;
}

#[tokio::test]
async fn an_address_is_verified_with_the_token() {
    mattermost("verify_user_email", "/api/v4/users/email/verify")
        .body(json!({"token": mail_token()}))
        .check(async |site| site.mattermost.verify_email(mail_token()).await)
        .await;
}

#[tokio::test]
async fn an_address_is_verified_without_a_token() {
    let path = format!("/api/v4/users/{USER}/email/verify/member");
    mattermost("verify_user_email_without_token", &path)
        .check(async |site| {
            let user = site.mattermost.user(ada());
            user.verify_email_without_token().await
        })
        .await;
}

#[tokio::test]
async fn the_service_of_an_account_is_set_with_the_id_there() {
    let path = format!("/api/v4/users/{USER}/auth");
    let stored = mattermost("update_user_auth", &path)
        .body(json!({"auth_service": "gitlab", "auth_data": "ada/ü"}))
        .check(async |site| {
            let user = site.mattermost.user(ada());
            user.set_auth(UserAuthService::Gitlab, "ada/ü").await
        })
        .await;
    assert!(stored.auth_data.is_some());
}

#[tokio::test]
async fn failed_attempts_are_forgotten() {
    let path = format!("/api/v4/users/{USER}/reset_failed_attempts");
    mattermost("reset_password_failed_attempts", &path)
        .check(async |site| site.mattermost.user(ada()).reset_failed_attempts().await)
        .await;
}

#[tokio::test]
async fn a_migration_to_ldap_says_all_three_things() {
    let verb = || mattermost("migrate_auth_to_ldap", "/api/v4/users/migrate_auth/ldap");
    verb()
        .body(json!({"from": "gitlab", "match_field": "email", "force": false}))
        .check(async |site| {
            let migration = site.mattermost.migrate_auth_to_ldap("gitlab", "email");
            migration.send().await
        })
        .await;
    verb()
        .body(json!({"from": "saml", "match_field": "username", "force": true}))
        .check(async |site| {
            let from = LdapMigrationSource::Saml;
            let migration = site.mattermost.migrate_auth_to_ldap(from, "username");
            migration.force(true).send().await
        })
        .await;
}

#[tokio::test]
async fn a_migration_to_saml_is_automatic_or_listed() {
    let verb = || mattermost("migrate_auth_to_saml", "/api/v4/users/migrate_auth/saml");
    verb()
        .body(json!({"from": "email", "auto": true, "matches": {}}))
        .check(async |site| {
            let migration = site.mattermost.migrate_auth_to_saml("email");
            migration.automatically().send().await
        })
        .await;
    verb()
        .body(json!({"from": "ldap", "auto": false, "matches": {"a@example.org": "ada"}}))
        .check(async |site| {
            let from = SamlMigrationSource::Ldap;
            let migration = site.mattermost.migrate_auth_to_saml(from);
            migration.matches([("a@example.org", "ada")]).send().await
        })
        .await;
    refused(async |site| site.mattermost.migrate_auth_to_saml("email").send().await).await;
}
