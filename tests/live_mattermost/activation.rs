//! Switching accounts off and on, and deleting them.

use chatadm::ErrorCode;

use crate::support::{FORBIDDEN, SESSION_OVER, live, refusal, refused_with};

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn a_deactivated_account_has_no_sessions_and_gets_none() {
    live(async |site| {
        let ada = site.person().await;
        let client = site.session(&ada).await;
        let user = site.client.user(&ada.id);
        user.deactivate().await.unwrap();
        assert!(user.get().await.unwrap().delete_at.as_millis() > 0);
        assert_eq!(refusal(client.me().await), SESSION_OVER);
        let login = chatadm::mattermost::Login::new(&ada.name, ada.password.clone());
        let error = site.try_login(login).await.unwrap_err();
        assert!(error.is_unauthorized());
        assert_eq!(error.code(), Some(&ErrorCode::Inactive));

        user.activate().await.unwrap();
        assert_eq!(user.get().await.unwrap().delete_at.as_millis(), 0);
        let again = site.session(&ada).await;
        assert_eq!(again.me().await.unwrap().id, ada.id);
    })
    .await;
}

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn deleting_deactivates_and_may_be_repeated() {
    live(async |site| {
        let ada = site.person().await;
        let user = site.client.user(&ada.id);
        user.delete().await.unwrap();
        let deleted = user.get().await.unwrap().delete_at;
        assert!(deleted.as_millis() > 0);
        user.delete().await.unwrap();
        assert!(user.get().await.unwrap().delete_at >= deleted);
    })
    .await;
}

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn deleting_for_good_is_for_servers_that_allow_it() {
    live(async |site| {
        let ada = site.person().await;
        let user = site.client.user(&ada.id);
        let outcome = user.delete_permanently().await;
        if site.facts.on("ServiceSettings/EnableAPIUserDeletion") {
            outcome.unwrap();
            let found = site.client.users().by_username_opt(&ada.name).await;
            assert_eq!(found.unwrap(), None);
            // 400 from 5.37, although there is no such account any more.
            let again = refused_with(user.delete_permanently().await);
            assert!(matches!(again, 400 | 404), "{again}");
        } else {
            let code = "401 api.user.delete_user.not_enabled.app_error";
            assert_eq!(refusal(outcome), code);
            assert_eq!(user.get().await.unwrap().delete_at.as_millis(), 0);
        }
    })
    .await;
}

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn people_leave_where_the_server_lets_them() {
    live(async |site| {
        let (ada, bob) = (site.person().await, site.person().await);
        let client = site.session(&ada).await;
        let refused = client.user(&bob.id).deactivate().await;
        assert_eq!(
            refusal(refused),
            "403 api.user.update_active.permissions.app_error"
        );
        assert_eq!(refusal(client.user(&bob.id).delete().await), FORBIDDEN);

        let outcome = client.user(&ada.id).delete().await;
        let left = site.facts.on("TeamSettings/EnableUserDeactivation");
        if left {
            outcome.unwrap();
        } else {
            let code = "401 api.user.update_active.not_enable.app_error";
            assert_eq!(refusal(outcome), code);
        }
        let user = site.client.user(&ada.id).get().await.unwrap();
        assert_eq!(user.delete_at.as_millis() > 0, left);
    })
    .await;
}
