//! How many files a deletion means, and how many bytes they take, as far as the server tells.

use std::{collections::BTreeMap, fmt, iter::Sum};

use chatadm::{
    Error, Timestamp,
    synapse::{Client, MxcUri, UserId, types::UserMedia},
};
use indicatif::BinaryBytes;
use serde_json::{Value, json};

use crate::reading;

/// How many users with files to read at once.
const PAGE: u32 = 500;

/// Files, and the bytes they take.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Weight {
    files: u64,
    bytes: u64,
}

impl Weight {
    fn of(bytes: Option<i64>) -> Self {
        let bytes = bytes.and_then(|bytes| bytes.try_into().ok());
        Self {
            files: 1,
            bytes: bytes.unwrap_or_default(),
        }
    }

    /// The fields beside a request.
    pub(super) fn facts(self) -> Value {
        json!({"files": self.files, "bytes": self.bytes})
    }
}

impl Sum for Weight {
    fn sum<I: Iterator<Item = Self>>(weights: I) -> Self {
        weights.fold(Self::default(), |sum, weight| Self {
            files: sum.files + weight.files,
            bytes: sum.bytes.saturating_add(weight.bytes),
        })
    }
}

impl fmt::Display for Weight {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { files, bytes } = self;
        let plural = if *files == 1 { "" } else { "s" };
        write!(formatter, "{files} file{plural}, {}", BinaryBytes(*bytes))
    }
}

/// Weighs files by name; one that is gone weighs nothing.
pub(super) async fn of_files(
    client: &Client,
    uris: &[MxcUri],
) -> Result<BTreeMap<MxcUri, Weight>, Error> {
    let look = |uri: MxcUri| async move {
        let found = client.media().get_opt(&uri).await?;
        Ok(found
            .map(|file| Weight::of(file.media_length))
            .unwrap_or_default())
    };
    reading::quietly(uris.iter().cloned(), look).await
}

/// Weighs all that users have uploaded.
pub(super) async fn of_users(
    client: &Client,
    ids: &[UserId],
) -> Result<BTreeMap<UserId, Weight>, Error> {
    of_users_where(client, ids.iter().cloned(), |_| true).await
}

/// Weighs what a deletion by age means. What is in use as an avatar weighs too, because no list tells.
pub(super) async fn of_age(
    client: &Client,
    before: Timestamp,
    larger_than: u64,
) -> Result<Weight, Error> {
    let mut ids = Vec::new();
    let mut pages = client.statistics().user_media().page_size(PAGE).pages();
    while let Some(page) = pages.try_next().await? {
        ids.extend(page.items.into_iter().filter_map(|user| user.user_id));
    }
    let is_meant = |file: &UserMedia| {
        let length = file.media_length.and_then(|length| length.try_into().ok());
        file.last_access_ts.unwrap_or(file.created_ts) < before
            && length.is_some_and(|length: u64| length > larger_than)
            && file.quarantined_by.is_none()
            && !file.safe_from_quarantine
    };
    Ok(of_users_where(client, ids, is_meant)
        .await?
        .into_values()
        .sum())
}

async fn of_users_where(
    client: &Client,
    ids: impl IntoIterator<Item = UserId>,
    is_meant: impl Fn(&UserMedia) -> bool + Send + Sync,
) -> Result<BTreeMap<UserId, Weight>, Error> {
    let is_meant = &is_meant;
    let look = |id: UserId| async move {
        let mut weights = Vec::new();
        let mut files = client.user(id).media().list().page_size(PAGE).stream();
        while let Some(file) = files.try_next().await? {
            if is_meant(&file) {
                weights.push(Weight::of(file.media_length));
            }
        }
        Ok(weights.into_iter().sum())
    };
    reading::quietly(ids, look).await
}
