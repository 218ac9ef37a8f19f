//! Logins through other services, none of which serves a Team Edition: each refuses in its own way.

use chatadm::mattermost::{DesktopLogin, IntuneLogin};

use crate::support::{live, refusal, refused_with};

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn the_customer_portal_lets_nobody_in_without_a_license_for_it() {
    live(async |site| {
        site.facts.must_be_unlicensed();
        let outcome = site.builder().login_with_cws_token("nobody", "no token");
        let code = "401 api.user.login_cws.license.error";
        assert_eq!(refusal(outcome.await.map(drop)), code);
    })
    .await;
}

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn a_desktop_token_that_nobody_issued_is_refused() {
    live(async |site| {
        let login = DesktopLogin::new("no token");
        let outcome = site.builder().login_with_desktop_token(login).await;
        if let Some(outcome) = site.newer(Some((11, 6)), outcome) {
            let status = refused_with(outcome.map(drop));
            assert!(matches!(status, 400 | 401), "{status}");
        }
    })
    .await;
}

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn a_code_of_single_sign_on_that_nobody_issued_is_refused() {
    live(async |site| {
        let login = site
            .builder()
            .login_with_sso_code("code", "verifier", "state");
        if let Some(outcome) = site.newer(Some((11, 6)), login.await) {
            // 410 where the flag is off, as it is unless somebody switched it on.
            let status = refused_with(outcome.map(drop));
            assert!(matches!(status, 400 | 410), "{status}");
        }
    })
    .await;
}

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn intune_lets_nobody_in_without_a_license_for_it() {
    live(async |site| {
        site.facts.must_be_unlicensed();
        let login = IntuneLogin::new("no token");
        let outcome = site.builder().login_with_intune(login).await;
        // The route is not below `/api/v4`: a server without it knows the path with other methods only.
        let status = refused_with(outcome.map(drop));
        assert!(matches!(status, 501 | 404 | 405), "{status}");
    })
    .await;
}
