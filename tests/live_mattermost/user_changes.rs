//! Changing the profile of an account: some fields, or all of it.

use chatadm::mattermost::types::{NotifyProps, UserReplacement};

use crate::support::{FORBIDDEN, live, refusal, refused_with};

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn a_patch_changes_what_it_names_and_nothing_else() {
    live(async |site| {
        let ada = site.person().await;
        let user = site.client.user(&ada.id);
        let patch = user.patch().first_name("Ada").nickname("Countess");
        patch.send().await.unwrap();
        let patch = user.patch().nickname("Lady").position("Analyst");
        let answer = patch.send().await.unwrap();
        let read = user.get().await.unwrap();
        let locale = answer.locale.clone();
        for user in [answer, read] {
            assert_eq!((&*user.first_name, &*user.nickname), ("Ada", "Lady"));
            assert_eq!((&*user.position, &user.email), ("Analyst", &ada.email));
        }
        let refused = user.patch().locale("notalocale").send().await;
        assert_eq!(refusal(refused), "400 model.user.is_valid.locale.app_error");
        assert_eq!(user.get().await.unwrap().locale, locale);
    })
    .await;
}

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn a_patch_of_one_property_keeps_the_others() {
    live(async |site| {
        let ada = site.person().await;
        let client = site.session(&ada).await;
        let me = client.user(&ada.id);
        let props = [("first", "1"), ("second", "2")];
        me.patch().replace_props(props).send().await.unwrap();
        let patch = me.patch().prop("second", "two").prop("third", "3");
        patch.remove_prop("first").send().await.unwrap();
        let props = site
            .client
            .user(&ada.id)
            .get()
            .await
            .unwrap()
            .props
            .unwrap();
        let get = |name: &str| props.get(name).map(String::as_str);
        assert_eq!(
            (get("first"), get("second"), get("third")),
            (None, Some("two"), Some("3"))
        );

        let before = client.me().await.unwrap().notify_props.unwrap();
        let change = NotifyProps::builder().email("false".to_owned());
        let change = NotifyProps::try_from(change).unwrap();
        me.patch().notify_props(change).send().await.unwrap();
        let after = client.me().await.unwrap().notify_props.unwrap();
        assert_eq!(after.email.as_deref(), Some("false"));
        assert_eq!(after.desktop, before.desktop, "the rest of the map is kept");
    })
    .await;
}

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn an_update_reads_edits_and_writes_back() {
    live(async |site| {
        let ada = site.person().await;
        let client = site.session(&ada).await;
        let me = client.user(&ada.id);
        me.patch().position("Analyst").send().await.unwrap();
        let change = me.update(|user| user.last_name = "Lovelace".to_owned());
        change.await.unwrap();
        let user = site.client.user(&ada.id).get().await.unwrap();
        assert_eq!((&*user.last_name, &*user.position), ("Lovelace", "Analyst"));

        // One's own address changes with the password only.
        let change = me.update(|user| user.email = format!("new-{}", ada.email));
        assert_eq!(refused_with(change.await), 400);
        let user = site.client.user(&ada.id).get().await.unwrap();
        assert_eq!(user.email, ada.email);
    })
    .await;
}

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn a_replacement_empties_what_it_leaves_out() {
    live(async |site| {
        let ada = site.person().await;
        let client = site.session(&ada).await;
        let me = client.user(&ada.id);
        me.patch().nickname("Countess").send().await.unwrap();
        let created = client.me().await.unwrap().create_at.unwrap();
        let profile = UserReplacement::builder()
            .id(ada.id.to_string())
            .username(&*ada.name)
            .email(&*ada.email)
            .create_at(created)
            .locale("en".to_owned())
            .last_name("Lovelace".to_owned());
        let profile = UserReplacement::try_from(profile).unwrap();
        me.replace(profile).await.unwrap();
        let user = site.client.user(&ada.id).get().await.unwrap();
        assert_eq!((&*user.last_name, &*user.nickname), ("Lovelace", ""));
    })
    .await;
}

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn others_may_not_change_a_profile() {
    live(async |site| {
        let (ada, bob) = (site.person().await, site.person().await);
        let client = site.session(&bob).await;
        let patch = client.user(&ada.id).patch().nickname("Nobody");
        assert_eq!(refusal(patch.send().await), FORBIDDEN);
        let user = site.client.user(&ada.id).get().await.unwrap();
        assert_eq!(user.nickname, "");
    })
    .await;
}
