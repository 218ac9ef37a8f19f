//! Sessions: listing and ending them, and the device of one's own.

use chatadm::mattermost::{Client, SessionId};

use crate::support::{FORBIDDEN, NOBODY, SESSION_OVER, live, refusal};

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn one_session_ends_and_the_others_go_on() {
    live(async |site| {
        let ada = site.person().await;
        let first = site.session(&ada).await;
        let sessions = site.client.user(&ada.id).sessions();
        let before = sessions.list().await.unwrap();
        assert_eq!(before.len(), 1);
        assert_eq!(before[0].user_id, ada.id);
        assert_eq!(before[0].token.expose(), "", "the token is not shown again");
        let second = site.session(&ada).await;
        assert_eq!(sessions.list().await.unwrap().len(), 2);

        sessions.revoke(&before[0].id).await.unwrap();
        assert_eq!(refusal(first.me().await), SESSION_OVER);
        assert_eq!(second.me().await.unwrap().id, ada.id);
        let left = sessions.list().await.unwrap();
        assert!(left.iter().all(|session| session.id != before[0].id));

        let unknown = SessionId::try_from(NOBODY).unwrap();
        let refused = sessions.revoke(unknown).await;
        assert_eq!(refusal(refused), "400 app.session.get.app_error");
    })
    .await;
}

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn all_sessions_of_a_user_end_at_once() {
    live(async |site| {
        let (ada, bob) = (site.person().await, site.person().await);
        let (first, second) = (site.session(&ada).await, site.session(&ada).await);
        let other = site.session(&bob).await;
        let refused = other.user(&ada.id).sessions().list().await;
        assert_eq!(refusal(refused), FORBIDDEN);

        first.user(&ada.id).sessions().revoke_all().await.unwrap();
        for client in [&first, &second] {
            assert_eq!(refusal(client.me().await), SESSION_OVER);
        }
        let sessions = site.client.user(&ada.id).sessions();
        assert!(sessions.list().await.unwrap().is_empty());
        assert_eq!(other.me().await.unwrap().id, bob.id);
    })
    .await;
}

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn a_session_knows_its_device() {
    live(async |site| {
        let ada = site.person().await;
        let client = site.session(&ada).await;
        let device = format!("android:{}", ada.name);
        client
            .attach_device()
            .device_id(&*device)
            .send()
            .await
            .unwrap();
        let sessions = site.client.user(&ada.id).sessions();
        let sessions = sessions.list().await.unwrap();
        assert_eq!(sessions.len(), 1);
        assert_eq!(sessions[0].device_id, device);
        let visitor: Client = site.visitor();
        let refused = visitor.attach_device().device_id(device).send().await;
        assert_eq!(refusal(refused), SESSION_OVER);
    })
    .await;
}

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn attributes_of_sessions_need_a_license() {
    live(async |site| {
        site.facts.must_be_unlicensed();
        let answer = site.client.session_attributes().await;
        if let Some(answer) = site.newer(None, answer) {
            assert!(refusal(answer).starts_with("501"));
        }
    })
    .await;
}
