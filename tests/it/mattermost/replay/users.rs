//! Recorded requests on users, drafts and the server, as calls of the facade.

use chatadm::{
    Error, Timestamp,
    mattermost::{
        ChannelId, Client, ListUsers, TeamId, User, UserId, UserSort,
        types::{self, NotifyProps, UserReplacement},
    },
};
use serde_json::Value;

use super::{Recorded, field, has_only};

/// Calls what the request would have come from; `None` when the facade cannot say it.
pub(super) async fn call(
    client: &Client,
    operation: &str,
    request: &Recorded,
) -> Option<Result<(), Error>> {
    // One after the other, because each knows a few operations only.
    if let Some(result) = of_all(client, operation, request).await {
        return Some(result);
    }
    if let Some(result) = of_some(client, operation, request).await {
        return Some(result);
    }
    if let Some(result) = of_one(client, operation, request).await {
        return Some(result);
    }
    if let Some(result) = changes(client, operation, request).await {
        return Some(result);
    }
    if let Some(result) = of_me(client, operation, request).await {
        return Some(result);
    }
    drafts_and_server(client, operation, request).await
}

fn nothing<T>(result: Result<T, Error>) -> Result<(), Error> {
    result.map(drop)
}

/// The user whom the path names.
fn user<'a>(client: &'a Client, request: &Recorded) -> Option<User<'a>> {
    let id: UserId = request
        .segment("user_id")
        .or(request.segment("bot_user_id"))?
        .parse()
        .ok()?;
    Some(client.user(id))
}

/// Whether the query has these parameters and no others.
fn asks_only(request: &Recorded, names: &[&str]) -> bool {
    request.query_names().all(|name| names.contains(&name))
}

/// Users, as the query selects them.
async fn of_all(client: &Client, operation: &str, request: &Recorded) -> Option<Result<(), Error>> {
    let users = client.users();
    let result = match operation {
        "get_users" => nothing(list(users.list(), request)?.send().await),
        "get_users_with_invalid_emails" => {
            let page = users.with_invalid_emails().page_size(60);
            nothing(page.send().await)
        }
        "get_known_users" => nothing(users.known().await),
        "get_total_users_stats" => nothing(users.stats().await),
        "get_total_users_stats_filtered" => {
            let mut stats = users.stats_filtered();
            for name in request.query_names() {
                let value = request.query(name)?;
                stats = match name {
                    "in_team" => stats.in_team(value.parse::<TeamId>().ok()?),
                    "include_bots" => stats.bots(value.parse().ok()?),
                    "include_deleted" => stats.deactivated(value.parse().ok()?),
                    _ => return None,
                };
            }
            nothing(stats.send().await)
        }
        "permanent_delete_all_users" => users.delete_all_permanently().await,
        _ => return None,
    };
    Some(result)
}

fn list<'a>(mut users: ListUsers<'a>, request: &Recorded) -> Option<ListUsers<'a>> {
    let mut size = 60;
    for name in request.query_names() {
        let value = request.query(name)?;
        users = match name {
            "page" => {
                value.parse::<u32>().ok()?;
                users.start_at(value.into())
            }
            "per_page" => {
                size = value.parse().ok()?;
                users
            }
            "in_team" => users.in_team(value.parse::<TeamId>().ok()?),
            "not_in_team" => users.not_in_team(value.parse::<TeamId>().ok()?),
            "in_channel" => users.in_channel(value.parse::<ChannelId>().ok()?),
            "not_in_channel" => {
                let team: TeamId = request.query("in_team")?.parse().ok()?;
                users.not_in_channel(team, value.parse::<ChannelId>().ok()?)
            }
            "without_team" => users.without_team(value.parse().ok()?),
            "active" if value == "true" => users.active(true),
            "inactive" if value == "true" => users.active(false),
            "roles" => users.roles(value.split(',')),
            "sort" => users.sort(UserSort::from(value)),
            _ => return None,
        };
    }
    Some(users.page_size(size))
}

/// Users whom the request names.
async fn of_some(
    client: &Client,
    operation: &str,
    request: &Recorded,
) -> Option<Result<(), Error>> {
    let users = client.users();
    let result = match operation {
        "get_user_by_username" => {
            let name = request.segment("username")?;
            nothing(users.by_username(name).await)
        }
        "get_user_by_email" => nothing(users.by_email(request.segment("email")?).await),
        "get_user_by_auth_data" => nothing(users.by_auth_data(request.query("value")?).await),
        "get_users_by_ids" => {
            let ids: Vec<UserId> = items(request)?
                .into_iter()
                .map(|id| id.parse().ok())
                .collect::<Option<_>>()?;
            let mut found = users.by_ids(ids);
            if let Some(since) = request.query("since") {
                found = found.since(Timestamp::from_millis(since.parse().ok()?));
            }
            nothing(found.send().await)
        }
        "get_users_by_usernames" => nothing(users.by_usernames(items(request)?).await),
        "get_users_by_group_channel_ids" => {
            let channels: Vec<ChannelId> = items(request)?
                .into_iter()
                .map(|id| id.parse().ok())
                .collect::<Option<_>>()?;
            nothing(users.by_group_channels(channels).await)
        }
        "search_users" if has_only(request, &["term", "without_team", "limit"]) => {
            let mut search = users.search(field(request, "term")?);
            let body = request.body()?;
            if let Some(only) = body["without_team"].as_bool() {
                search = search.without_team(only);
            }
            if let Some(limit) = body["limit"].as_u64() {
                search = search.limit(limit.try_into().ok()?);
            }
            nothing(search.send().await)
        }
        "autocomplete_users" if asks_only(request, &["name", "in_team", "in_channel", "limit"]) => {
            let mut found = users.autocomplete(request.query("name")?);
            let team = match request.query("in_team") {
                Some(team) => Some(team.parse::<TeamId>().ok()?),
                None => None,
            };
            if let Some(channel) = request.query("in_channel") {
                found = found.in_channel(team?, channel.parse::<ChannelId>().ok()?);
            } else if let Some(team) = team {
                found = found.in_team(team);
            }
            if let Some(limit) = request.query("limit") {
                found = found.limit(limit.parse().ok()?);
            }
            nothing(found.send().await)
        }
        _ => return None,
    };
    Some(result)
}

/// The texts of a body that is a list; `None` for an empty one, which the facade refuses.
fn items(request: &Recorded) -> Option<Vec<&str>> {
    let items = request.body()?.as_array()?;
    let items: Vec<&str> = items.iter().map(Value::as_str).collect::<Option<_>>()?;
    (!items.is_empty()).then_some(items)
}

/// One account.
async fn of_one(client: &Client, operation: &str, request: &Recorded) -> Option<Result<(), Error>> {
    let user = user(client, request)?;
    let result = match operation {
        "get_user" => nothing(user.get().await),
        "delete_user" => match request.query("permanent") {
            Some("true") => user.delete_permanently().await,
            Some(_) => return None,
            None => user.delete().await,
        },
        "update_user_roles" => {
            let roles = field(request, "roles")?;
            user.set_roles(roles.split(' ')).await
        }
        "update_user_active" => {
            if request.body()?["active"].as_bool()? {
                user.activate().await
            } else {
                user.deactivate().await
            }
        }
        "promote_guest_to_user" => user.promote().await,
        "demote_user_to_guest" => user.demote().await,
        "convert_user_to_bot" => nothing(user.convert_to_bot().await),
        "convert_bot_to_user" if has_only(request, &["password", "username", "email"]) => {
            let mut bot = user.convert_to_user(field(request, "password")?);
            if let Some(name) = field(request, "username") {
                bot = bot.username(name);
            }
            if let Some(email) = field(request, "email") {
                bot = bot.email(email);
            }
            nothing(bot.send().await)
        }
        "get_profile_image" => {
            let image = match request.header("If-None-Match") {
                Some(etag) => user.image().send_if_changed(etag).await,
                None => user.image().send().await.map(Some),
            };
            match image {
                Ok(Some(image)) => nothing(image.bytes(1 << 20).await),
                Ok(None) => Ok(()),
                Err(error) => Err(error),
            }
        }
        "get_default_profile_image" => match user.default_image().await {
            Ok(image) => nothing(image.bytes(1 << 20).await),
            Err(error) => Err(error),
        },
        "set_profile_image" => {
            let file = request.body()?.pointer("/$multipart/image/filename")?;
            user.set_image(file.as_str()?, b"\x89PNG".to_vec()).await
        }
        "set_default_profile_image" => user.reset_image().await,
        _ => return None,
    };
    Some(result)
}

/// New accounts, and changed ones.
async fn changes(
    client: &Client,
    operation: &str,
    request: &Recorded,
) -> Option<Result<(), Error>> {
    let result = match operation {
        "create_user" if has_only(request, &["username", "email", "password"]) => {
            let (name, email) = (field(request, "username")?, field(request, "email")?);
            let mut new = client.users().create(name, email);
            if let Some(password) = field(request, "password") {
                new = new.password(password);
            }
            if let Some(token) = request.query("t") {
                new = new.invitation(token);
            }
            nothing(new.send().await)
        }
        "update_user" => {
            let profile: UserReplacement = serde_json::from_value(request.body()?.clone()).ok()?;
            nothing(user(client, request)?.replace(profile).await)
        }
        "patch_user" => nothing(patch(&user(client, request)?, request)?.send().await),
        _ => return None,
    };
    Some(result)
}

/// The recordings show that the server replaces maps, so these are replaced here.
fn patch<'a>(user: &User<'a>, request: &Recorded) -> Option<chatadm::mattermost::PatchUser<'a>> {
    let mut patch = user.patch();
    for (name, value) in request.body()?.as_object()? {
        patch = match &**name {
            "nickname" => patch.nickname(value.as_str()?),
            "position" => patch.position(value.as_str()?),
            "locale" => patch.locale(value.as_str()?),
            "props" => {
                let props = value.as_object()?.iter();
                let props: Option<Vec<(&str, &str)>> = props
                    .map(|(name, value)| Some((name.as_str(), value.as_str()?)))
                    .collect();
                patch.replace_props(props?)
            }
            "notify_props" => {
                let settings: NotifyProps = serde_json::from_value(value.clone()).ok()?;
                patch.replace_notify_props(settings)
            }
            "timezone" => {
                let timezone: types::Timezone = serde_json::from_value(value.clone()).ok()?;
                patch.replace_timezone(timezone)
            }
            _ => return None,
        };
    }
    Some(patch)
}

/// What users do, mostly the user of the session.
async fn of_me(client: &Client, operation: &str, request: &Recorded) -> Option<Result<(), Error>> {
    let user = user(client, request)?;
    let result = match operation {
        "get_user_audits" => nothing(user.audits().page_size(60).send().await),
        "get_channel_members_with_team_data_for_user" => {
            nothing(user.channel_members().page_size(60).send().await)
        }
        "get_uploads_for_user" => nothing(user.uploads().await),
        "get_user_terms_of_service" => nothing(user.terms_of_service().await),
        "register_terms_of_service_action" => {
            let id = field(request, "termsOfServiceId")?;
            match request.body()?["accepted"].as_bool()? {
                // For somebody else the facade refuses.
                _ if user.id().as_str() != "me" => return None,
                true => user.accept_terms(id).await,
                false => user.reject_terms(id).await,
            }
        }
        "publish_user_typing" => {
            let channel: ChannelId = field(request, "channel_id")?.parse().ok()?;
            match field(request, "parent_id") {
                Some(thread) => user.typing_in_thread(channel, thread).await,
                None => user.typing(channel).await,
            }
        }
        _ => return None,
    };
    Some(result)
}

async fn drafts_and_server(
    client: &Client,
    operation: &str,
    request: &Recorded,
) -> Option<Result<(), Error>> {
    let drafts = client.drafts();
    let channel = || -> Option<ChannelId> {
        let id = request.segment("channel_id");
        id.or(field(request, "channel_id"))?.parse().ok()
    };
    let trial = || request.body()?["trial_notification"].as_bool();
    let result = match operation {
        "upsert_draft" if has_only(request, &["channel_id", "message"]) => {
            let draft = drafts.upsert(channel()?, field(request, "message")?);
            nothing(draft.send().await)
        }
        "get_drafts" => {
            let team: TeamId = request.segment("team_id")?.parse().ok()?;
            nothing(drafts.list(team).await)
        }
        "delete_draft" => drafts.delete(channel()?).await,
        "delete_draft_for_thread" => {
            let thread = request.segment("thread_id")?;
            drafts.delete_for_thread(channel()?, thread).await
        }
        "get_server_limits" => nothing(client.server_limits().await),
        "notify_admin" if has_only(request, &["trial_notification"]) => {
            client.notify_admin().trial(trial()?).send().await
        }
        "trigger_notify_admin_posts" if has_only(request, &["trial_notification"]) => {
            let wishes = client.trigger_notify_admin_posts();
            wishes.trial(trial()?).send().await
        }
        _ => return None,
    };
    Some(result)
}
