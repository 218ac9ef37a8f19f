//! The sandbox of Mattermost through the facade, held to the document: what one call changes the next sees.

use std::time::Duration;

use chatadm::{
    Error, ErrorCode, Secret,
    mattermost::{Client, Login, TokenId, UserId, types},
    sandbox::Sandbox,
};
use serde_json::{Value, json};

const EXPIRED: &str = "401 api.context.session_expired.app_error";
const FORBIDDEN: &str = "403 api.context.permissions.app_error";

/// A password that is good enough for a new account.
const PASSWORD: &str = "Correct-horse-1!";

/// The status and the id of a refusal.
#[track_caller]
fn refusal<T: std::fmt::Debug>(answer: Result<T, Error>) -> String {
    let error = answer.unwrap_err();
    let status = error.api().unwrap().status().as_u16();
    format!("{status} {}", error.code().map_or("", ErrorCode::as_str))
}

async fn started(users: u64) -> (Sandbox<Client>, Client) {
    let sandbox = Sandbox::mattermost().users(users).start().await.unwrap();
    let client = sandbox.client().unwrap();
    (sandbox, client)
}

fn client_with(sandbox: &Sandbox<Client>, token: Secret) -> Client {
    let builder = Client::builder(sandbox.url()).access_token(token);
    builder.build().unwrap()
}

async fn log_in(sandbox: &Sandbox<Client>, name: &str, password: &str) -> Result<Client, Error> {
    let login = Login::new(name, Secret::from(password.to_owned()));
    Client::builder(sandbox.url()).login(login).await
}

/// What the sandbox has instead of a mailbox.
async fn mails(client: &Client) -> Vec<Value> {
    let mails: Value = client
        .request(chatadm::Method::GET, "/sandbox/mails")
        .send()
        .await
        .unwrap();
    mails.as_array().unwrap().clone()
}

#[tokio::test]
async fn a_hundred_thousand_users_are_made_when_they_are_looked_at() {
    let (_sandbox, client) = started(100_000).await;
    let users = client.users();
    assert_eq!(users.stats().await.unwrap(), 100_001);
    let page = users.list().page_size(200).send().await.unwrap();
    assert_eq!(page.items.len(), 200);
    assert_eq!(page.items[1].username, "user-00000");
    let name = "user-99999";
    let last = users.by_username(name).await.unwrap();
    assert_eq!(client.user(&last.id).get().await.unwrap(), last);
    assert_eq!(users.by_email(&last.email).await.unwrap(), last);
    let other = Sandbox::mattermost().users(100_000).start().await.unwrap();
    let same = other.client().unwrap().users().by_username(name).await;
    assert_eq!(
        same.unwrap().id,
        last.id,
        "the same seed makes the same users"
    );
    let other = Sandbox::mattermost().users(100_000).seed(1).start().await;
    let other = other
        .unwrap()
        .client()
        .unwrap()
        .users()
        .by_username(name)
        .await;
    assert_ne!(other.unwrap().id, last.id);
}

#[tokio::test]
async fn a_walk_sees_everybody_once_and_ends_with_a_short_page() {
    let (sandbox, client) = started(250).await;
    let walk = client.users().list().page_size(100);
    let all: Vec<types::User> = walk.stream().try_collect().await.unwrap();
    let mut names: Vec<&str> = all.iter().map(|user| &*user.username).collect();
    assert!(names.is_sorted());
    names.dedup();
    assert_eq!(names.len(), 251);
    assert_eq!(sandbox.count("get_users"), 3);
}

#[tokio::test]
async fn changes_are_seen_by_whoever_looks_next() {
    let (_sandbox, client) = started(20).await;
    let users = client.users();
    let ada = users.by_username("user-03").await.unwrap();
    let user = client.user(&ada.id);
    let changed = user.patch().nickname("Countess").send().await.unwrap();
    assert_eq!(changed.nickname, "Countess");
    user.patch().username("aaron").send().await.unwrap();
    let list = users.list().page_size(2).send().await.unwrap();
    assert_eq!(list.items[0].username, "aaron");
    assert_eq!(list.items[0].nickname, "Countess");
    assert_eq!(users.by_username_opt("user-03").await.unwrap(), None);
    assert_eq!(users.stats().await.unwrap(), 21);

    user.deactivate().await.unwrap();
    assert_eq!(users.stats().await.unwrap(), 20);
    let inactive = users.list().active(false).send().await.unwrap();
    assert_eq!(inactive.items.len(), 1);
    assert!(inactive.items[0].delete_at.as_millis() > 0);
    user.activate().await.unwrap();
    user.delete_permanently().await.unwrap();
    assert!(user.get().await.unwrap_err().is_not_found());
    assert_eq!(users.stats().await.unwrap(), 20);
}

#[tokio::test]
async fn only_administrators_may_touch_others() {
    let (sandbox, admin) = started(3).await;
    let client = log_in(&sandbox, "user-0", "user-0").await.unwrap();
    let other = client.users().by_username("user-1").await.unwrap();
    let user = client.user(&other.id);
    assert_eq!(refusal(user.patch().nickname("x").send().await), FORBIDDEN);
    assert_eq!(refusal(user.sessions().list().await), FORBIDDEN);
    assert_eq!(refusal(user.delete().await), FORBIDDEN);
    assert_eq!(
        refusal(client.access_tokens().list().send().await),
        FORBIDDEN
    );
    let roles = ["system_user", "system_admin"];
    assert_eq!(refusal(user.set_roles(roles).await), FORBIDDEN);

    let me = client.me().await.unwrap();
    admin.user(&me.id).set_roles(roles).await.unwrap();
    user.patch().nickname("x").send().await.unwrap();
    let nobody = Client::builder(sandbox.url()).build().unwrap();
    assert_eq!(refusal(nobody.me().await), EXPIRED);
}

#[tokio::test]
async fn sessions_end_one_by_one_all_at_once_and_by_themselves() {
    let (sandbox, admin) = started(1).await;
    let first = log_in(&sandbox, "user-0", "user-0").await.unwrap();
    let second = log_in(&sandbox, "user-0@example.test", "user-0")
        .await
        .unwrap();
    let id = first.me().await.unwrap().id;
    let sessions = admin.user(&id).sessions();
    let list = sessions.list().await.unwrap();
    assert_eq!(list.len(), 2);
    sessions.revoke(&list[0].id).await.unwrap();
    assert_eq!(refusal(second.me().await), EXPIRED);
    first.me().await.unwrap();
    sessions.revoke_all().await.unwrap();
    assert_eq!(refusal(first.me().await), EXPIRED);

    let third = log_in(&sandbox, "user-0", "user-0").await.unwrap();
    third.me().await.unwrap();
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(181 * 24 * 60 * 60)).await;
    tokio::time::resume();
    assert_eq!(refusal(third.me().await), EXPIRED);
}

#[tokio::test]
async fn an_access_token_lives_from_its_secret_to_its_end() {
    let (sandbox, admin) = started(1).await;
    let ada = admin.users().by_username("user-0").await.unwrap();
    let own = admin.user(&ada.id).access_tokens();
    let issued = own.create("for a test").send().await.unwrap();
    let client = client_with(&sandbox, issued.token.clone());
    assert_eq!(client.me().await.unwrap().id, ada.id);
    let listed = own.list().send().await.unwrap().items;
    assert!(
        listed
            .iter()
            .all(|token| !token.extra.contains_key("token"))
    );
    assert_eq!(
        admin.access_tokens().search("user-0").await.unwrap().len(),
        1
    );

    let token = admin.access_tokens().token(&issued.id);
    token.disable().await.unwrap();
    assert_eq!(refusal(client.me().await), EXPIRED);
    token.enable().await.unwrap();
    client.me().await.unwrap();
    let rotated = token.rotate(None).await.unwrap();
    assert_eq!(refusal(client.me().await), EXPIRED);
    let client = client_with(&sandbox, rotated.token);
    client.me().await.unwrap();
    token.revoke().await.unwrap();
    assert_eq!(refusal(client.me().await), EXPIRED);
    assert!(token.get().await.unwrap_err().is_not_found());
    let unknown = TokenId::try_from("qqqqqqqqqqqqqqqqqqqqqqqqqq").unwrap();
    let unknown = admin.access_tokens().token(&unknown);
    let code = "404 app.user_access_token.get_by_user.app_error";
    assert_eq!(refusal(unknown.revoke().await), code);
}

#[tokio::test]
async fn a_password_is_reset_with_the_word_of_a_mail() {
    let (sandbox, admin) = started(1).await;
    let session = log_in(&sandbox, "user-0", "user-0").await.unwrap();
    let nobody = Client::builder(sandbox.url()).build().unwrap();
    for email in ["user-0@example.test", "ghost@example.test"] {
        nobody.send_password_reset_email(email).await.unwrap();
    }
    let mails = mails(&admin).await;
    assert_eq!(mails.len(), 1, "{mails:?}");
    let token = mails[0]["token"].as_str().unwrap();
    let weak = nobody.reset_password(token, "abc").await;
    assert!(weak.unwrap_err().is_bad_request());
    nobody.reset_password(token, PASSWORD).await.unwrap();
    let used = nobody.reset_password(token, PASSWORD).await;
    assert_eq!(
        refusal(used),
        "400 api.user.reset_password.invalid_link.app_error"
    );
    assert_eq!(refusal(session.me().await), EXPIRED);
    assert!(log_in(&sandbox, "user-0", "user-0").await.is_err());
    log_in(&sandbox, "user-0", PASSWORD).await.unwrap();
}

#[tokio::test]
async fn a_bot_has_no_sessions_and_becomes_a_person_again() {
    let (sandbox, admin) = started(1).await;
    let ada = admin.users().by_username("user-0").await.unwrap();
    let session = log_in(&sandbox, "user-0", "user-0").await.unwrap();
    let user = admin.user(&ada.id);
    let bot = user.convert_to_bot().await.unwrap();
    assert_eq!((&bot.user_id, &*bot.username), (&ada.id, "user-0"));
    assert_eq!(user.get().await.unwrap().is_bot, Some(true));
    assert_eq!(refusal(session.me().await), EXPIRED);
    let back = user.convert_to_user(PASSWORD).send().await.unwrap();
    assert_eq!(back.is_bot, None);
    log_in(&sandbox, "user-0", PASSWORD).await.unwrap();
    let refused = user.convert_to_user(PASSWORD).send().await;
    assert_eq!(refusal(refused), "404 store.sql_bot.get.missing.app_error");
}

#[tokio::test]
async fn teams_and_channels_divide_people() {
    let (_sandbox, admin) = started(30).await;
    let post = async |path: &str, body: Value| -> Value {
        let request = admin.request(chatadm::Method::POST, path.to_owned());
        request.json(&body).send().await.unwrap()
    };
    let team = post(
        "/api/v4/teams",
        json!({"name": "red", "display_name": "Red", "type": "O"}),
    )
    .await;
    let team = team["id"].as_str().unwrap();
    let ada = admin.users().by_username("user-07").await.unwrap();
    let path = format!("/api/v4/teams/{team}/members");
    post(&path, json!({"team_id": team, "user_id": ada.id})).await;
    let team: chatadm::mattermost::TeamId = team.parse().unwrap();
    let users = admin.users();
    let inside = users.list().in_team(&team).send().await.unwrap().items;
    let names: Vec<&str> = inside.iter().map(|user| &*user.username).collect();
    assert_eq!(names, ["admin", "user-07"]);
    let outside = users.list().not_in_team(&team).page_size(200).send().await;
    assert_eq!(outside.unwrap().items.len(), 29);
    let alone = users.list().without_team(true).page_size(200).send().await;
    assert_eq!(alone.unwrap().items.len(), 29);
    assert_eq!(users.known().await.unwrap(), std::slice::from_ref(&ada.id));
    let found = users.search("user-0").in_team(&team).send().await.unwrap();
    assert_eq!(found.len(), 1);
    let rows = admin.user(&ada.id).channel_members().send().await.unwrap();
    assert!(rows.items.iter().all(|row| row.team_name == "red"));
    assert_eq!(rows.items.len(), 2, "those that are for everybody");
}

#[tokio::test]
async fn what_takes_a_license_is_refused_as_without_one() {
    let (_sandbox, admin) = started(1).await;
    let ada = admin.users().by_username("user-0").await.unwrap();
    let refused = admin.user(&ada.id).demote().await;
    assert_eq!(
        refusal(refused),
        "501 api.team.demote_user_to_guest.license.error"
    );
    let unknown = UserId::try_from("qqqqqqqqqqqqqqqqqqqqqqqqqq").unwrap();
    let refused = admin.user(&unknown).get().await;
    assert_eq!(refusal(refused), "404 app.user.missing_account.const");
}

#[tokio::test]
async fn a_field_that_no_server_reads_is_a_violation() {
    let (sandbox, admin) = started(1).await;
    let request = admin.request(chatadm::Method::POST, "/api/v4/users/search");
    let body = json!({"term": "x", "nickname": "y"});
    let refused: Result<Value, Error> = request.json(&body).send().await;
    assert_eq!(refusal(refused), "400 chatadm.violation");
    let violations = sandbox.violations();
    assert_eq!(violations.len(), 1, "{violations:?}");
    assert_eq!(violations[0].operation_id, Some("search_users"));
}
