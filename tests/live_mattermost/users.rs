//! Making accounts, and what of them is shown to whom.

use chatadm::{ErrorCode, mattermost::UserId};

use crate::support::{NOBODY, SESSION_OVER, live, refusal, refused_with, stranger};

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn a_new_account_is_as_it_was_described() {
    live(async |site| {
        let person = stranger();
        let users = site.client.users();
        let create = users
            .create(&person.name, &person.email)
            .password(person.password.clone())
            .first_name("Ada")
            .last_name("Ōe")
            .nickname("Countess")
            .position("Analyst")
            .locale("de")
            .props([("team", "engines")]);
        let made = create.send().await.unwrap();
        assert!(made.password.is_none(), "no password comes back");
        let person = site.enter(made, person).await;

        let user = site.client.user(&person.id).get().await.unwrap();
        assert_eq!(user.username, person.name);
        assert_eq!(user.email, person.email);
        assert_eq!((&*user.first_name, &*user.last_name), ("Ada", "Ōe"));
        assert_eq!((&*user.nickname, &*user.position), ("Countess", "Analyst"));
        assert_eq!((&*user.locale, &*user.roles), ("de", "system_user"));
        let props = user.props.unwrap();
        assert_eq!(props.get("team").map(String::as_str), Some("engines"));
        assert_eq!(user.delete_at.as_millis(), 0);
    })
    .await;
}

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn names_and_addresses_are_taken_once() {
    live(async |site| {
        let (ada, other) = (site.person().await, stranger());
        let users = site.client.users();
        let password = &other.password;

        let create = users.create(&ada.name, &other.email);
        let error = create.password(password.clone()).send().await.unwrap_err();
        assert!(error.is_bad_request());
        assert_eq!(error.code(), Some(&ErrorCode::UsernameExists));

        let create = users.create(&other.name, &ada.email);
        let error = create.password(password.clone()).send().await.unwrap_err();
        assert!(error.is_bad_request());
        assert_eq!(error.code(), Some(&ErrorCode::EmailExists));

        for (name, email, code) in [
            (
                "Not a name!",
                &*other.email,
                "400 model.user.is_valid.username.app_error",
            ),
            (
                &*other.name,
                "no address",
                "400 model.user.is_valid.email.app_error",
            ),
        ] {
            let create = users.create(name, email).password(password.clone());
            assert_eq!(refusal(create.send().await), code);
        }
        let create = users.create(&other.name, &other.email).password("abc");
        assert_eq!(
            refused_with(create.send().await),
            400,
            "the password is too short"
        );
        assert_eq!(users.by_username_opt(&other.name).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn the_invitation_of_a_team_lets_a_visitor_in() {
    live(async |site| {
        let (team, guest) = (site.team(&[]).await, stranger());
        let visitor = site.visitor();
        let create = visitor.users().create(&guest.name, &guest.email);
        let create = create.password(guest.password.clone());
        let outcome = create.team_invite(&team.invite_id).send().await;
        if !site.facts.has_sign_up() {
            assert_eq!(refused_with(outcome), 501, "nobody may sign up");
            return;
        }
        let guest = site.enter(outcome.unwrap(), guest).await;
        let members = site.client.users().list().in_team(&team.id);
        let members = members.send().await.unwrap().items;
        assert!(members.iter().any(|user| user.id == guest.id));

        let other = stranger();
        let create = visitor.users().create(&other.name, &other.email);
        let create = create.password(other.password.clone());
        let outcome = create.invitation("nosuchtoken").send().await;
        let code = "404 api.user.create_user.signup_link_invalid.app_error";
        assert_eq!(refusal(outcome), code);
    })
    .await;
}

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn a_visitor_signs_up_where_the_server_is_open() {
    live(async |site| {
        let (visitor, person) = (site.visitor(), stranger());
        let create = visitor.users().create(&person.name, &person.email);
        let outcome = create.password(person.password.clone()).send().await;
        if !site.facts.has_sign_up() {
            assert_eq!(refused_with(outcome), 501);
        } else if site.facts.on("TeamSettings/EnableOpenServer") {
            let person = site.enter(outcome.unwrap(), person).await;
            let user = site.client.users().by_username(&person.name).await.unwrap();
            assert_eq!(user.id, person.id);
        } else {
            assert_eq!(refusal(outcome), "403 api.user.create_user.no_open_server");
        }
    })
    .await;
}

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn an_account_that_is_not_there_is_not_found() {
    live(async |site| {
        let nobody = UserId::try_from(NOBODY).unwrap();
        let nobody = site.client.user(&nobody);
        assert_eq!(nobody.get_opt().await.unwrap(), None);
        let error = nobody.get().await.unwrap_err();
        assert_eq!(error.code(), Some(&ErrorCode::MissingAccount));
        assert_eq!(refusal(site.visitor().me().await), SESSION_OVER);
    })
    .await;
}

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn only_oneself_sees_the_private_fields() {
    live(async |site| {
        let (ada, bob) = (site.person().await, site.person().await);
        let client = site.session(&ada).await;
        let me = client.me().await.unwrap();
        assert_eq!((&me.id, &me.email), (&ada.id, &ada.email));
        assert!(me.notify_props.is_some());
        assert!(me.last_password_update.is_some());

        let other = client.user(&bob.id).get().await.unwrap();
        assert_eq!(other.username, bob.name);
        assert!(other.notify_props.is_none());
        assert!(other.last_password_update.is_none());
    })
    .await;
}
