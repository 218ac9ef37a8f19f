//! What the server sends by e-mail, as far as it can be seen from here; addresses that are verified.

use crate::support::{SESSION_OVER, live, refusal, stranger};

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn the_server_does_not_say_which_addresses_it_knows() {
    live(async |site| {
        let (visitor, stranger) = (site.visitor(), stranger());
        let send = visitor.send_password_reset_email(&stranger.email);
        send.await.unwrap();
        let send = visitor.send_verification_email(&stranger.email).send();
        send.await.unwrap();
    })
    .await;
}

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn an_address_is_not_verified_with_a_made_up_token() {
    live(async |site| {
        let verify = site.visitor().verify_email("x".repeat(64)).await;
        assert_eq!(
            refusal(verify),
            "400 api.user.verify_email.bad_link.app_error"
        );
    })
    .await;
}

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn an_administrator_vouches_for_an_address() {
    live(async |site| {
        let ada = site.person().await;
        let visitor = site.visitor();
        let refused = visitor.user(&ada.id).verify_email_without_token().await;
        assert_eq!(refusal(refused), SESSION_OVER);
        let user = site.client.user(&ada.id);
        user.verify_email_without_token().await.unwrap();
        // Only oneself is shown this on 5.37.
        let me = site.session(&ada).await.me().await.unwrap();
        assert_eq!(me.email_verified, Some(true));
    })
    .await;
}
