//! Personal access tokens: issuing, finding, disabling and revoking them.
//!
//! They belong to a user where the server lets users have them, and otherwise to a bot, which is exempt.

use chatadm::{
    Error,
    mattermost::{IssuedToken, TokenId, UserId},
};
use serde_json::json;

use crate::{
    facts::is_disposable,
    support::{FORBIDDEN, NOBODY, SESSION_OVER, Site, live, name, refusal, refused_with, text},
    traces::Trace,
};

/// Who can have a token on this server, and under which name.
async fn holder(site: &Site) -> (UserId, String) {
    let users = site.facts.on("ServiceSettings/EnableUserAccessTokens");
    if users || !site.facts.has_access_tokens() {
        let person = site.person().await;
        return (person.id, person.name);
    }
    let name = name();
    let bot = site.post("/api/v4/bots", &json!({"username": name})).await;
    let id = UserId::try_from(text(&bot, "user_id")).unwrap();
    site.made(Trace::Bot(id.clone()));
    (id, name)
}

/// A new token, or `None` where there can be none, which the server has said.
async fn issued(site: &Site) -> Option<(UserId, String, IssuedToken)> {
    let (id, name) = holder(site).await;
    let tokens = site.client.user(&id).access_tokens();
    let outcome: Result<_, Error> = tokens.create("live suite").send().await;
    if site.facts.has_access_tokens() {
        return Some((id, name, outcome.unwrap()));
    }
    assert_eq!(refusal(outcome), "501 app.user_access_token.disabled");
    None
}

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn a_token_acts_as_its_user_until_it_is_revoked() {
    live(async |site| {
        let Some((id, _, issued)) = issued(site).await else {
            return;
        };
        assert_eq!((&issued.user_id, issued.is_active), (&id, true));
        assert_eq!(issued.description, "live suite");
        let client = site.client_with(issued.token);
        assert_eq!(client.me().await.unwrap().id, id);

        let token = site.client.access_tokens().token(&issued.id);
        assert_eq!(token.get().await.unwrap().user_id, id);
        token.revoke().await.unwrap();
        assert_eq!(refusal(client.me().await), SESSION_OVER);
        assert_eq!(token.get_opt().await.unwrap(), None);
        assert_eq!(refused_with(token.revoke().await), 404);
    })
    .await;
}

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn a_disabled_token_rests_until_it_is_enabled() {
    live(async |site| {
        let Some((id, _, issued)) = issued(site).await else {
            return;
        };
        let client = site.client_with(issued.token);
        let token = site.client.access_tokens().token(&issued.id);
        token.disable().await.unwrap();
        assert!(!token.get().await.unwrap().is_active);
        assert_eq!(refusal(client.me().await), SESSION_OVER);
        token.enable().await.unwrap();
        assert!(token.get().await.unwrap().is_active);
        assert_eq!(client.me().await.unwrap().id, id);
        token.revoke().await.unwrap();
    })
    .await;
}

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn tokens_are_listed_and_searched_without_their_secrets() {
    live(async |site| {
        let Some((id, name, first)) = issued(site).await else {
            return;
        };
        let own = site.client.user(&id).access_tokens();
        let second = own.create("another").send().await.unwrap();
        let mut wanted = [first.id, second.id];
        wanted.sort();

        let list = own.list().page_size(1);
        let listed: Vec<_> = list.stream().try_collect().await.unwrap();
        // Without an order of the rows a walk can miss one; the search below cannot.
        assert!(!listed.is_empty());
        assert!(listed.iter().all(|token| wanted.contains(&token.id)));
        assert!(
            listed
                .iter()
                .all(|token| !token.extra.contains_key("token"))
        );
        let all = site.client.access_tokens().list().page_size(200);
        let all = all.send().await.unwrap().items;
        let complete = all.len() < 200;
        assert!(
            !complete
                || wanted
                    .iter()
                    .all(|id| all.iter().any(|token| token.id == *id))
        );

        let found = site.client.access_tokens().search(name).await.unwrap();
        let mut found: Vec<_> = found.into_iter().map(|token| token.id).collect();
        found.sort();
        assert_eq!(found, wanted);
        for id in &wanted {
            let token = site.client.access_tokens().token(id);
            token.revoke().await.unwrap();
        }
        assert!(own.list().send().await.unwrap().items.is_empty());
    })
    .await;
}

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn tokens_of_others_and_unknown_ones_are_refused() {
    live(async |site| {
        let (ada, bob) = (site.person().await, site.person().await);
        let client = site.session(&ada).await;
        let refused = client.user(&bob.id).access_tokens().list().send().await;
        assert_eq!(refusal(refused), FORBIDDEN);
        let refused = client.access_tokens().list().send().await;
        assert_eq!(refusal(refused), FORBIDDEN);
        let refused = client.access_tokens().search(bob.name).await;
        assert_eq!(refusal(refused), FORBIDDEN);

        let unknown = TokenId::try_from(NOBODY).unwrap();
        let unknown = site.client.access_tokens().token(&unknown);
        let code = "404 app.user_access_token.get_by_user.app_error";
        assert_eq!(refusal(unknown.get().await), code);
        assert_eq!(refusal(unknown.revoke().await), code);
        assert_eq!(refused_with(unknown.enable().await), 404);
        assert_eq!(refused_with(unknown.disable().await), 404);
    })
    .await;
}

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn a_rotated_token_has_another_secret() {
    live(async |site| {
        let unknown = TokenId::try_from(NOBODY).unwrap();
        let unknown = site.client.access_tokens().token(&unknown);
        let missing = unknown.rotate(None).await;
        let Some(missing) = site.newer(None, missing) else {
            return;
        };
        assert_eq!(refused_with(missing), 404);
        let Some((id, _, issued)) = issued(site).await else {
            return;
        };
        let token = site.client.access_tokens().token(&issued.id);
        let rotated = token.rotate(None).await.unwrap();
        let (old, new) = (
            site.client_with(issued.token),
            site.client_with(rotated.token),
        );
        assert_eq!(refusal(old.me().await), SESSION_OVER);
        assert_eq!(new.me().await.unwrap().id, id);
        token.revoke().await.unwrap();
    })
    .await;
}

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn tokens_that_live_too_long_are_counted() {
    live(async |site| {
        let tokens = site.client.access_tokens();
        let count = tokens.non_compliant_count().await;
        let Some(count) = site.newer(None, count) else {
            // Both routes came together, so nothing can be revoked here.
            assert_eq!(refused_with(tokens.revoke_non_compliant().await), 404);
            return;
        };
        assert!(count.unwrap() >= 0);
        if is_disposable() {
            // 400 where no longest life is set.
            match tokens.revoke_non_compliant().await {
                Ok(_) => assert_eq!(tokens.non_compliant_count().await.unwrap(), 0),
                refused => assert_eq!(refused_with(refused), 400),
            }
        }
    })
    .await;
}
