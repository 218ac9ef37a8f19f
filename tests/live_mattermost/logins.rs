//! Logging in with a password, and out.

use chatadm::{ErrorCode, Secret, mattermost::Login};

use crate::support::{SESSION_OVER, live, refusal, stranger};

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn name_address_and_id_let_in_with_the_password() {
    live(async |site| {
        let ada = site.person().await;
        let password = || ada.password.clone();
        let device = format!("android:{}", ada.name);
        let logins = [
            Login::new(&ada.name, password()),
            Login::new(&ada.email, password()).device_id(&*device),
            Login::by_id(&ada.id, password()),
        ];
        for login in logins {
            let client = site.try_login(login).await.unwrap();
            assert_eq!(client.me().await.unwrap().id, ada.id);
        }
        let sessions = site.client.user(&ada.id).sessions().list().await.unwrap();
        assert_eq!(sessions.len(), 3);
        let devices = sessions
            .iter()
            .filter(|session| session.device_id == device);
        assert_eq!(devices.count(), 1);
    })
    .await;
}

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn nobody_gets_in_with_another_password() {
    live(async |site| {
        let (ada, stranger) = (site.person().await, stranger());
        for name in [&ada.name, &stranger.name] {
            let login = Login::new(name, "not the password");
            let error = site.try_login(login).await.unwrap_err();
            assert!(error.is_unauthorized());
            assert_eq!(error.code(), Some(&ErrorCode::InvalidCredentials));
        }
        let blank = site.try_login(Login::new(&ada.name, "")).await;
        assert_eq!(
            refusal(blank.map(drop)),
            "400 api.user.login.blank_pwd.app_error"
        );
        let sessions = site.client.user(&ada.id).sessions();
        assert!(sessions.list().await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn a_logout_ends_the_session_and_may_be_repeated() {
    live(async |site| {
        let ada = site.person().await;
        let client = site.session(&ada).await;
        assert!(client.access_token().is_some());
        client.logout().await.unwrap();
        assert_eq!(refusal(client.me().await), SESSION_OVER);
        client.logout().await.unwrap();
        let sessions = site.client.user(&ada.id).sessions();
        assert!(sessions.list().await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn an_account_is_locked_after_too_many_wrong_passwords() {
    live(async |site| {
        let ada = site.person().await;
        let login = |password: Secret| site.try_login(Login::new(&ada.name, password));
        let attempts = site.facts.number("ServiceSettings/MaximumLoginAttempts");
        assert!((1..=50).contains(&attempts), "the limit is {attempts}");
        for _ in 0..attempts {
            let error = login("not the password".into()).await.unwrap_err();
            assert_eq!(error.code(), Some(&ErrorCode::InvalidCredentials));
        }
        let error = login(ada.password.clone()).await.unwrap_err();
        assert!(error.is_unauthorized());
        assert_eq!(error.code(), Some(&ErrorCode::TooManyAttempts));

        let unlock = site.client.user(&ada.id).reset_failed_attempts().await;
        if let Some(unlocked) = site.newer(Some((11, 6)), unlock) {
            unlocked.unwrap();
            let client = login(ada.password.clone()).await.unwrap();
            assert_eq!(client.me().await.unwrap().id, ada.id);
        }
    })
    .await;
}

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn guests_with_magic_links_need_a_license() {
    live(async |site| {
        site.facts.must_be_unlicensed();
        let ada = site.person().await;
        // Not found both ways: where the route is missing, and where such links are off.
        let visitor = site.visitor();
        let by_name = visitor.login_type(&ada.name).send().await;
        assert!(by_name.unwrap_err().is_not_found());
        let by_id = visitor.user(&ada.id).login_type().send().await;
        assert!(by_id.unwrap_err().is_not_found());
    })
    .await;
}
