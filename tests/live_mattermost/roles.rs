//! The system roles of an account.

use crate::support::{FORBIDDEN, live, refusal};

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn roles_are_replaced_as_a_whole() {
    live(async |site| {
        let ada = site.person().await;
        let user = site.client.user(&ada.id);
        let roles = async || {
            let roles = user.get().await.unwrap().roles;
            let mut roles: Vec<_> = roles.split(' ').map(str::to_owned).collect();
            roles.sort();
            roles
        };
        assert_eq!(roles().await, ["system_user"]);
        let more = ["system_user", "system_user_access_token"];
        user.set_roles(more).await.unwrap();
        assert_eq!(roles().await, more);
        user.set_roles(["system_user"]).await.unwrap();
        assert_eq!(roles().await, ["system_user"]);

        let unknown = user.set_roles(["no_such_role"]).await;
        assert_eq!(
            refusal(unknown),
            "400 app.role.check_roles_exist.role_not_found"
        );
        let own = site.session(&ada).await;
        let refused = own.user(&ada.id).set_roles(more).await;
        assert_eq!(refusal(refused), FORBIDDEN);
        assert_eq!(roles().await, ["system_user"]);
    })
    .await;
}
