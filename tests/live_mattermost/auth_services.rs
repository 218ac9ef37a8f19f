//! Other services that accounts log in with: setting them, and moving accounts to them.

use chatadm::mattermost::{LdapMigrationSource, SamlMigrationSource, UserAuthService};

use crate::support::{FORBIDDEN, SESSION_OVER, live, refusal};

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn an_account_is_tied_to_a_service() {
    live(async |site| {
        let ada = site.person().await;
        let user = site.client.user(&ada.id);
        let refused = user.set_auth(UserAuthService::Gitlab, "").await;
        assert_eq!(
            refusal(refused),
            "400 api.user.update_user_auth.invalid_request"
        );
        let client = site.session(&ada).await;
        let own = client.user(&ada.id);
        let own = own.set_auth(UserAuthService::Gitlab, &*ada.name);
        assert_eq!(refusal(own.await), FORBIDDEN);

        let set = user.set_auth(UserAuthService::Gitlab, &*ada.name);
        let set = set.await.unwrap();
        assert_eq!(set.auth_data.as_deref(), Some(&*ada.name));
        assert_eq!(set.auth_service.as_deref(), Some("gitlab"));
        // NB: by name, because 5.37 goes on showing the user of this id as it was.
        let users = site.client.users();
        let read = users.by_username(&ada.name).await.unwrap();
        assert_eq!(read.auth_service, UserAuthService::Gitlab);

        let found = users.by_auth_data(&ada.name).await;
        if let Some(found) = site.newer(None, found) {
            assert_eq!(found.unwrap().id, ada.id);
        }
    })
    .await;
}

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn switching_to_a_service_that_is_not_set_up_is_refused() {
    live(async |site| {
        site.facts.must_be_unlicensed();
        let ada = site.person().await;
        let client = site.session(&ada).await;
        let switch = |from: &str, to: &str| {
            let switch = client.switch_account_type(from, to);
            switch.email(&*ada.email).password(ada.password.clone())
        };
        let refused = switch("x", "y").send().await;
        assert_eq!(
            refusal(refused),
            "400 api.context.invalid_body_param.app_error"
        );
        if !site.facts.on("GitLabSettings/Enable") {
            let refused = switch("email", "gitlab").send().await;
            let code = "501 api.user.authorize_oauth_user.unsupported.app_error";
            assert_eq!(refusal(refused), code);
        }
        assert_eq!(client.me().await.unwrap().id, ada.id);

        let switch = switch("email", "ldap").ldap_id(&*ada.name);
        let refused = switch.new_password(ada.password.clone()).send().await;
        assert_eq!(
            refusal(refused),
            "501 api.user.email_to_ldap.not_available.app_error"
        );
        assert_eq!(
            refusal(client.me().await),
            SESSION_OVER,
            "refused, and logged out"
        );
        let again = site.session(&ada).await.me().await.unwrap();
        assert_eq!(again.auth_service, UserAuthService::Empty);
    })
    .await;
}

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn accounts_are_not_moved_without_a_license() {
    live(async |site| {
        // With a license these would move accounts that are not the suite's.
        site.facts.must_be_unlicensed();
        let move_to_ldap = site
            .client
            .migrate_auth_to_ldap(LdapMigrationSource::Gitlab, "email");
        let code = "501 api.admin.ldap.not_available.app_error";
        assert_eq!(refusal(move_to_ldap.send().await), code);
        let move_to_saml = site
            .client
            .migrate_auth_to_saml(SamlMigrationSource::Gitlab);
        let nobody = [("nobody@example.test", "nobody")];
        let code = "501 api.admin.saml.not_available.app_error";
        assert_eq!(refusal(move_to_saml.matches(nobody).send().await), code);
    })
    .await;
}
