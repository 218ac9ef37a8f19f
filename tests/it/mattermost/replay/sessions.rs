//! Recorded requests on sessions, access tokens, credentials and the second factor, as calls of the facade.

use chatadm::{
    Error, RetryPolicy, Timestamp,
    mattermost::{
        AccessToken, Client, ClientBuilder, DesktopLogin, IntuneLogin, Login, TokenId, User,
        UserId, raw::ClientInfo as _,
    },
};

use super::{Recorded, field, has_only};

/// Calls what the request would have come from; `None` when the facade cannot say it.
pub(super) async fn call(
    client: &Client,
    operation: &str,
    request: &Recorded,
) -> Option<Result<(), Error>> {
    // One after the other, because each knows a few operations only.
    if let Some(result) = log_in(client, operation, request).await {
        return Some(result);
    }
    if let Some(result) = sessions(client, operation, request).await {
        return Some(result);
    }
    if let Some(result) = access_tokens(client, operation, request).await {
        return Some(result);
    }
    credentials(client, operation, request).await
}

/// A builder for the same server.
fn builder(client: &Client) -> ClientBuilder {
    Client::builder(client.raw().baseurl())
        .http_client(client.raw().client().clone())
        .retry(RetryPolicy::NONE)
}

/// The user whom the path names.
fn user<'a>(client: &'a Client, request: &Recorded) -> Option<User<'a>> {
    let id: UserId = request.segment("user_id")?.parse().ok()?;
    Some(client.user(id))
}

/// The access token whom the path or the body names.
fn token<'a>(client: &'a Client, request: &Recorded) -> Option<AccessToken<'a>> {
    let id = request.segment("token_id").or(field(request, "token_id"));
    let id: TokenId = id?.parse().ok()?;
    Some(client.access_tokens().token(id))
}

async fn log_in(client: &Client, operation: &str, request: &Recorded) -> Option<Result<(), Error>> {
    let builder = builder(client);
    let text = |name| field(request, name);
    let result = match operation {
        "login" => {
            let login = login(request)?;
            builder.login(login).await
        }
        "login_with_desktop_token" => {
            let login = DesktopLogin::new(text("token")?);
            builder.login_with_desktop_token(login).await
        }
        "login_intune" => {
            let login = IntuneLogin::new(text("access_token")?);
            builder.login_with_intune(login).await
        }
        "login_sso_code_exchange" => {
            let (code, verifier) = (text("login_code")?, text("code_verifier")?);
            let state = text("state")?;
            builder.login_with_sso_code(code, verifier, state).await
        }
        "login_by_cws_token" => {
            let (login_id, token) = (text("login_id")?, text("cws_token")?);
            builder.login_with_cws_token(login_id, token).await
        }
        _ => return None,
    };
    // Whoever is logged in has a token.
    Some(result.map(|client| assert!(client.access_token().is_some())))
}

fn login(request: &Recorded) -> Option<Login> {
    let known = [
        "login_id",
        "id",
        "password",
        "token",
        "device_id",
        "ldap_only",
    ];
    if !has_only(request, &known) {
        return None;
    }
    let password = field(request, "password")?;
    let mut login = match (field(request, "login_id"), field(request, "id")) {
        (Some(name), None) => Login::new(name, password),
        (None, Some(id)) => Login::by_id(id.parse::<UserId>().ok()?, password),
        _ => return None,
    };
    if let Some(code) = field(request, "token") {
        login = login.mfa_code(code);
    }
    if let Some(device) = field(request, "device_id") {
        login = login.device_id(device);
    }
    if let Some(only) = field(request, "ldap_only") {
        login = login.ldap_only(only == "true");
    }
    Some(login)
}

async fn sessions(
    client: &Client,
    operation: &str,
    request: &Recorded,
) -> Option<Result<(), Error>> {
    let text = |name| field(request, name);
    Some(match operation {
        "logout" => client.logout().await,
        "get_login_type" => client.login_type(text("login_id")?).send().await.map(drop),
        "switch_account_type" => {
            let mut switch =
                client.switch_account_type(text("current_service")?, text("new_service")?);
            if let Some(email) = text("email") {
                switch = switch.email(email);
            }
            if let Some(password) = text("password") {
                switch = switch.password(password);
            }
            if let Some(id) = text("ldap_id") {
                switch = switch.ldap_id(id);
            }
            if let Some(password) = text("new_password") {
                switch = switch.new_password(password);
            }
            switch.send().await.map(drop)
        }
        "get_sessions" => user(client, request)?.sessions().list().await.map(drop),
        "revoke_session" => {
            let session: chatadm::mattermost::SessionId = text("session_id")?.parse().ok()?;
            user(client, request)?.sessions().revoke(session).await
        }
        "revoke_all_sessions" => user(client, request)?.sessions().revoke_all().await,
        "revoke_sessions_from_all_users" => client.revoke_all_sessions_of_all_users().await,
        "attach_device_extra_props" => {
            let mut device = client.attach_device();
            if let Some(id) = text("device_id") {
                device = device.device_id(id);
            }
            device.send().await
        }
        "get_session_attributes_manifest" => client.session_attributes().await.map(drop),
        _ => return None,
    })
}

async fn access_tokens(
    client: &Client,
    operation: &str,
    request: &Recorded,
) -> Option<Result<(), Error>> {
    let text = |name| field(request, name);
    let number = |name| request.query(name)?.parse::<u32>().ok();
    let expires_at = || {
        let moment = request.body()?["expires_at"].as_i64()?;
        Some(Timestamp::from_millis(moment))
    };
    Some(match operation {
        "get_user_access_tokens" => {
            let mut list = client.access_tokens().list().page_size(60);
            if let Some(size) = number("per_page") {
                list = list.page_size(size);
            }
            if let Some(page) = request.query("page") {
                list = list.start_at(page.into());
            }
            list.send().await.map(drop)
        }
        "get_user_access_tokens_for_user" => {
            let mut list = user(client, request)?.access_tokens().list().page_size(60);
            if let Some(size) = number("per_page") {
                list = list.page_size(size);
            }
            if let Some(page) = request.query("page") {
                list = list.start_at(page.into());
            }
            list.send().await.map(drop)
        }
        "create_user_access_token" => {
            let tokens = user(client, request)?.access_tokens();
            let mut create = tokens.create(text("description")?);
            if let Some(moment) = expires_at() {
                create = create.expires_at(moment);
            }
            create.send().await.map(drop)
        }
        "get_user_access_token" => token(client, request)?.get().await.map(drop),
        "enable_user_access_token" => token(client, request)?.enable().await,
        "disable_user_access_token" => token(client, request)?.disable().await,
        "revoke_user_access_token" => token(client, request)?.revoke().await,
        "rotate_user_access_token" => {
            let token = token(client, request)?;
            token.rotate(expires_at()).await.map(drop)
        }
        "search_user_access_tokens" => {
            let found = client.access_tokens().search(text("term")?).await;
            found.map(drop)
        }
        "get_non_compliant_user_access_token_count" => {
            client.access_tokens().non_compliant_count().await.map(drop)
        }
        "revoke_non_compliant_user_access_tokens" => {
            let revoked = client.access_tokens().revoke_non_compliant().await;
            revoked.map(drop)
        }
        _ => return None,
    })
}

async fn credentials(
    client: &Client,
    operation: &str,
    request: &Recorded,
) -> Option<Result<(), Error>> {
    let text = |name| field(request, name);
    let flag = |name: &str| request.body()?[name].as_bool();
    Some(match operation {
        "update_user_password" => {
            let (user, new) = (user(client, request)?, text("new_password")?);
            match text("current_password") {
                Some(current) => user.change_password(current, new).await,
                None => user.set_password(new).await,
            }
        }
        "send_password_reset_email" => client.send_password_reset_email(text("email")?).await,
        "reset_password" => {
            let (token, new) = (text("token")?, text("new_password")?);
            client.reset_password(token, new).await
        }
        "send_verification_email" => {
            let request = client.send_verification_email(text("email")?);
            request.send().await
        }
        "verify_user_email" => client.verify_email(text("token")?).await,
        "verify_user_email_without_token" => {
            user(client, request)?.verify_email_without_token().await
        }
        "update_user_auth" => {
            let (service, data) = (text("auth_service")?, text("auth_data")?);
            user(client, request)?
                .set_auth(service, data)
                .await
                .map(drop)
        }
        "reset_password_failed_attempts" => user(client, request)?.reset_failed_attempts().await,
        "migrate_auth_to_ldap" => {
            let migration = client.migrate_auth_to_ldap(text("from")?, text("match_field")?);
            migration.force(flag("force")?).send().await
        }
        "migrate_auth_to_saml" => {
            let migration = client.migrate_auth_to_saml(text("from")?);
            let migration = if flag("auto")? {
                migration.automatically()
            } else {
                migration.matches(matches(request)?)
            };
            migration.send().await
        }
        "check_user_mfa" => client.check_mfa(text("login_id")?).await.map(drop),
        "generate_mfa_secret" => {
            let made = user(client, request)?.generate_mfa_secret().await;
            made.map(drop)
        }
        "update_user_mfa" => {
            let user = user(client, request)?;
            if flag("activate")? {
                user.activate_mfa(text("code")?).await
            } else {
                user.deactivate_mfa().await
            }
        }
        _ => return None,
    })
}

fn matches(request: &Recorded) -> Option<Vec<(&str, &str)>> {
    let pairs = request.body()?["matches"].as_object()?.iter();

    pairs
        .map(|(from, to)| Some((from.as_str(), to.as_str()?)))
        .collect()
}
