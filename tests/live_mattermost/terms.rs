//! Terms of service, which take a license to write: here are none to accept.

use chatadm::{Error, mattermost::UserId};

use crate::support::{NOBODY, live, refusal};

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn nobody_accepts_terms_that_are_not_there() {
    live(async |site| {
        let ada = site.person().await;
        let client = site.session(&ada).await;
        let me = client.user(UserId::try_from("me").unwrap());
        assert_eq!(me.terms_of_service_opt().await.unwrap(), None);
        let code = "404 app.terms_of_service.get.no_rows.app_error";
        assert_eq!(refusal(me.accept_terms(NOBODY).await), code);
        assert_eq!(refusal(me.reject_terms(NOBODY).await), code);
        let code = "404 app.user_terms_of_service.get_by_user.no_rows.app_error";
        assert_eq!(refusal(me.terms_of_service().await), code);

        // The server would take anybody else for oneself.
        let named = client.user(&ada.id).accept_terms(NOBODY).await;
        assert!(matches!(named.unwrap_err(), Error::Argument { .. }));
    })
    .await;
}
