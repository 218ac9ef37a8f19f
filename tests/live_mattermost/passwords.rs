//! Changing passwords.

use chatadm::{Secret, mattermost::Login};

use crate::support::{Person, live, refusal, refused_with};

const WRONG: &str = "401 api.user.login.invalid_credentials_email_username";

fn another(person: &Person) -> Secret {
    Secret::from(format!("Another-1-password-of-{}!", person.name))
}

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn people_change_their_password_with_the_current_one() {
    live(async |site| {
        let ada = site.person().await;
        let client = site.session(&ada).await;
        let me = client.user(&ada.id);
        let refused = me.change_password("not the password", another(&ada)).await;
        assert_eq!(
            refusal(refused),
            "400 api.user.update_password.incorrect.app_error"
        );
        let refused = me.change_password(ada.password.clone(), "abc").await;
        assert_eq!(refused_with(refused), 400, "too short for any policy");
        let refused = me.set_password(another(&ada)).await;
        assert_eq!(
            refusal(refused),
            "400 api.context.invalid_body_param.app_error"
        );

        let change = me.change_password(ada.password.clone(), another(&ada));
        change.await.unwrap();
        let old = site.try_login(Login::new(&ada.name, ada.password.clone()));
        assert_eq!(refusal(old.await.map(drop)), WRONG);
        let new = site.try_login(Login::new(&ada.name, another(&ada)));
        assert_eq!(new.await.unwrap().me().await.unwrap().id, ada.id);
    })
    .await;
}

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn an_administrator_sets_a_password_without_the_current_one() {
    live(async |site| {
        let (ada, bob) = (site.person().await, site.person().await);
        let client = site.session(&bob).await;
        let refused = client.user(&ada.id).set_password(another(&ada)).await;
        assert_eq!(
            refusal(refused),
            "403 api.user.update_password.context.app_error"
        );

        let user = site.client.user(&ada.id);
        user.set_password(another(&ada)).await.unwrap();
        let old = site.try_login(Login::new(&ada.name, ada.password.clone()));
        assert_eq!(refusal(old.await.map(drop)), WRONG);
        let new = site.try_login(Login::new(&ada.name, another(&ada)));
        assert_eq!(new.await.unwrap().me().await.unwrap().id, ada.id);
    })
    .await;
}

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn a_password_is_not_reset_with_a_made_up_token() {
    live(async |site| {
        let ada = site.person().await;
        let visitor = site.visitor();
        let reset = visitor.reset_password("x".repeat(64), another(&ada)).await;
        assert_eq!(
            refusal(reset),
            "400 api.user.reset_password.invalid_link.app_error"
        );
        let client = site.session(&ada).await;
        assert_eq!(client.me().await.unwrap().id, ada.id);
    })
    .await;
}
