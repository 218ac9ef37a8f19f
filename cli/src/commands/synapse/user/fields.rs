//! The fields of an account that its creation and its changes share, as the server is told them.

use std::path::{Path, PathBuf};

use chatadm::{
    Method,
    synapse::{Client, UserId, types},
};
use serde_json::{Value, json};

use crate::exit::Failure;

/// The fields of an account.
#[derive(Debug, Clone, Default, clap::Args)]
pub(super) struct FieldArgs {
    /// The display name; an empty one takes it away
    #[arg(short = 'n', long, value_name = "NAME")]
    pub(super) display_name: Option<String>,

    /// The picture, as an `mxc` URI; an empty one takes it away
    #[arg(short = 'v', long, value_name = "MXC", conflicts_with = "avatar")]
    pub(super) avatar_url: Option<String>,

    /// The picture, from a file (PNG, JPEG, GIF or WebP) that is uploaded
    #[arg(long, value_name = "FILE")]
    pub(super) avatar: Option<PathBuf>,

    /// An e-mail address (`email`) or phone number (`msisdn`), in place of all others; may be repeated
    #[arg(short, long, num_args = 2, value_names = ["MEDIUM", "ADDRESS"])]
    pub(super) threepid: Vec<String>,

    /// An identity at a single sign-on provider, in place of all others; may be repeated
    #[arg(long, num_args = 2, value_names = ["PROVIDER", "ID"])]
    pub(super) external_id: Vec<String>,

    /// Make the user a server admin
    #[arg(short, long)]
    pub(super) admin: bool,

    /// The type of the account: `bot`, `support`, another that the server knows, or `regular` for none
    #[arg(long, value_name = "TYPE")]
    pub(super) user_type: Option<String>,

    /// Approve the account, or with `false` take that back
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(super) approve: Option<bool>,
}

/// What an account was to be before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Expect {
    /// It does not exist yet
    Created,
    /// It exists
    Updated,
    /// Either
    Any,
}

impl Expect {
    /// Refuses an account that is there and should not be, or the other way round.
    pub(super) fn check(self, id: &UserId, before: Option<&types::User>) -> Result<(), Failure> {
        match (self, before) {
            (Self::Created, Some(_)) => Err(Failure::Conflict(format!(
                "{id} exists already; change it with `chatadm synapse user modify`"
            ))),
            (Self::Updated, None) => Err(Failure::NotFound(format!(
                "there is no account {id}; create it with `chatadm synapse user create`"
            ))),
            _ => Ok(()),
        }
    }
}

impl FieldArgs {
    /// Whether something is named that only one account can have.
    pub(super) fn is_personal(&self) -> bool {
        self.display_name.is_some()
            || self.avatar_url.is_some()
            || self.avatar.is_some()
            || !self.threepid.is_empty()
            || !self.external_id.is_empty()
    }

    /// Whether nothing is named.
    pub(super) fn is_empty(&self) -> bool {
        !self.is_personal() && !self.admin && self.user_type.is_none() && self.approve.is_none()
    }

    /// What the server is to be told. A picture is named by its file until it is uploaded.
    pub(super) fn body(&self) -> Value {
        let mut body = json!({});
        if let Some(name) = &self.display_name {
            body["displayname"] = name.as_str().into();
        }
        if let Some(uri) = &self.avatar_url {
            body["avatar_url"] = uri.as_str().into();
        }
        if let Some(path) = &self.avatar {
            body["avatar_url"] = format!("<{}, uploaded>", path.display()).into();
        }
        if !self.threepid.is_empty() {
            body["threepids"] = threepids(&pairs(&self.threepid));
        }
        if !self.external_id.is_empty() {
            body["external_ids"] = external_ids(&pairs(&self.external_id));
        }
        if self.admin {
            body["admin"] = true.into();
        }
        match self.user_type.as_deref() {
            None => {}
            Some("regular" | "null" | "") => body["user_type"] = Value::Null,
            Some(kind) => body["user_type"] = kind.into(),
        }
        if let Some(approved) = self.approve {
            body["approved"] = approved.into();
        }
        body
    }

    /// Uploads the picture, if there is one, and names it in the body.
    pub(super) async fn upload(&self, client: &Client, body: &mut Value) -> Result<(), Failure> {
        let Some(path) = &self.avatar else {
            return Ok(());
        };
        let (kind, bytes) = picture(path)?;
        let request = client.request(Method::POST, "/_matrix/media/v3/upload");
        let request = match path.file_name().and_then(|name| name.to_str()) {
            Some(name) => request.param("filename", name),
            None => request,
        };
        let answer: Value = request.body(kind, bytes).send().await?;
        body["avatar_url"] = answer["content_uri"].clone();
        Ok(())
    }

    /// Refuses a picture that cannot be read or shown, before anything is sent.
    pub(super) fn check(&self) -> Result<(), Failure> {
        check_media("--threepid", &self.threepid)?;
        self.avatar
            .as_deref()
            .map_or(Ok(()), |path| picture(path).map(drop))
    }
}

/// Refuses what is neither an e-mail address nor a phone number.
pub(super) fn check_media(flag: &str, texts: &[String]) -> Result<(), Failure> {
    let known = |pair: &&[String]| !matches!(pair[0].as_str(), "email" | "msisdn");
    match texts.chunks_exact(2).find(known) {
        Some(pair) => Err(Failure::Usage(format!(
            "`{flag}` takes `email` or `msisdn`, and then the address, not `{}`",
            pair[0]
        ))),
        None => Ok(()),
    }
}

/// Texts that come in twos.
pub(super) fn pairs(texts: &[String]) -> Vec<(String, String)> {
    let pairs = texts.chunks_exact(2);
    pairs
        .map(|pair| (pair[0].clone(), pair[1].clone()))
        .collect()
}

/// Addresses as the server wants them.
pub(super) fn threepids(pairs: &[(String, String)]) -> Value {
    let item = |(medium, address): &(String, String)| json!({"medium": medium, "address": address});
    pairs.iter().map(item).collect()
}

/// Identities as the server wants them.
pub(super) fn external_ids(pairs: &[(String, String)]) -> Value {
    let item =
        |(provider, id): &(String, String)| json!({"auth_provider": provider, "external_id": id});
    pairs.iter().map(item).collect()
}

/// A picture and its type, by what it begins with.
fn picture(path: &Path) -> Result<(&'static str, Vec<u8>), Failure> {
    let bytes = std::fs::read(path)
        .map_err(|error| Failure::Usage(format!("{}: {error}", path.display())))?;
    let kind = match bytes.as_slice() {
        [0x89, b'P', b'N', b'G', ..] => "image/png",
        [0xff, 0xd8, 0xff, ..] => "image/jpeg",
        [b'G', b'I', b'F', b'8', ..] => "image/gif",
        [
            b'R',
            b'I',
            b'F',
            b'F',
            _,
            _,
            _,
            _,
            b'W',
            b'E',
            b'B',
            b'P',
            ..,
        ] => "image/webp",
        _ => {
            let path = path.display();
            return Err(Failure::Usage(format!(
                "{path} is no picture that clients show; give a PNG, JPEG, GIF or WebP file"
            )));
        }
    };
    Ok((kind, bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_named_is_not_sent() {
        assert_eq!(FieldArgs::default().body(), json!({}));
        assert!(FieldArgs::default().is_empty());
    }

    #[test]
    fn ordinary_accounts_have_no_type() {
        for kind in ["regular", "null", ""] {
            let fields = FieldArgs {
                user_type: Some(kind.to_owned()),
                ..FieldArgs::default()
            };
            assert_eq!(fields.body(), json!({"user_type": null}));
        }
    }
}
