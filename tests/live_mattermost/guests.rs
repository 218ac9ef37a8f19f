//! Guests, for whom a server without a license has no room.

use crate::support::{live, refusal};

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn guests_need_a_license() {
    live(async |site| {
        site.facts.must_be_unlicensed();
        let ada = site.person().await;
        let user = site.client.user(&ada.id);
        let code = "501 api.team.demote_user_to_guest.license.error";
        assert_eq!(refusal(user.demote().await), code);
        let code = "501 api.user.promote_guest_to_user.no_guest.app_error";
        assert_eq!(refusal(user.promote().await), code);
        assert_eq!(user.get().await.unwrap().roles, "system_user");
    })
    .await;
}
