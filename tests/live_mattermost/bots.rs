//! Accounts that become bots, and people again.

use chatadm::{Error, Method, Secret, mattermost::Login};
use serde_json::Value;

use crate::{
    support::{FORBIDDEN, live, refusal, refused_with},
    traces::Trace,
};

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn an_account_becomes_a_bot_and_a_person_again() {
    live(async |site| {
        let ada = site.person().await;
        let user = site.client.user(&ada.id);
        // NB: read from the bots, because 5.37 goes on showing the user as it was.
        let path = format!("/api/v4/bots/{}", ada.id);
        let bot = async || -> Result<Value, Error> {
            site.client.request(Method::GET, &*path).send().await
        };
        let code = "404 store.sql_bot.get.missing.app_error";
        assert_eq!(refused_with(bot().await), 404);
        let refused = user.convert_to_user(ada.password.clone()).send().await;
        assert_eq!(refusal(refused), code);

        let made = user.convert_to_bot().await.unwrap();
        site.made(Trace::Bot(ada.id.clone()));
        assert_eq!((&made.user_id, &made.username), (&ada.id, &ada.name));
        assert_eq!(bot().await.unwrap()["username"], *ada.name);

        let password = Secret::from(format!("Another-1-password-of-{}!", ada.name));
        let convert = user.convert_to_user(password.clone());
        let back = convert.nickname("Once a bot").send().await.unwrap();
        assert_eq!((&back.id, &*back.nickname), (&ada.id, "Once a bot"));
        assert_eq!(refused_with(bot().await), 404);
        let client = site.try_login(Login::new(&ada.name, password)).await;
        assert_eq!(client.unwrap().me().await.unwrap().id, ada.id);
    })
    .await;
}

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn people_may_not_make_bots_of_others() {
    live(async |site| {
        let (ada, bob) = (site.person().await, site.person().await);
        let client = site.session(&ada).await;
        let refused = client.user(&bob.id).convert_to_bot().await;
        assert_eq!(refusal(refused), FORBIDDEN);
        let path = format!("/api/v4/bots/{}", bob.id);
        let bot: Result<Value, _> = site.client.request(Method::GET, path).send().await;
        assert_eq!(refused_with(bot), 404);
    })
    .await;
}
