//! Asking a server about many things at once.

use std::{collections::BTreeMap, fmt::Display};

use chatadm::{Bulk, Error};

use crate::{config::Connection, context::Context, progress};

/// How many answers come so soon that nobody needs to see how far they are.
const MOMENT: usize = 20;

/// What a server tells of each key, by key. The first failure ends it, and is told.
///
/// `what` is said with a bar on a terminal, while there are many.
pub(crate) async fn each<K, V, F>(
    context: &Context,
    connection: &Connection,
    what: &str,
    keys: Vec<K>,
    ask: impl Fn(K) -> F + Send,
) -> Result<BTreeMap<K, V>, Error>
where
    K: Ord + Clone + Send + Display,
    V: Send,
    F: Future<Output = Result<V, Error>> + Send,
{
    let is_short = keys.len() <= MOMENT;
    let bar = progress::bar(keys.len(), what, context.quiet || is_short);
    let mut work = Bulk::new(keys, ask);
    if let Some(keys) = connection.profile.concurrency {
        work = work.concurrency(keys);
    }
    let told = collect(work, || bar.inc(1)).await;
    bar.finish_and_clear();
    told
}

/// What a server tells of each key, by key, without a word about how far that is.
pub(crate) async fn quietly<K, V, F>(
    keys: impl IntoIterator<Item = K>,
    ask: impl Fn(K) -> F + Send,
) -> Result<BTreeMap<K, V>, Error>
where
    K: Ord + Clone + Send,
    V: Send,
    F: Future<Output = Result<V, Error>> + Send,
{
    let keys: Vec<K> = keys.into_iter().collect();
    collect(Bulk::new(keys, ask), || ()).await
}

async fn collect<'a, K, V>(work: Bulk<'a, K, V>, tell: impl Fn()) -> Result<BTreeMap<K, V>, Error>
where
    K: Ord + Clone + Send + 'a,
    V: Send + 'a,
{
    let mut work = work.stop_on_error(true);
    let mut told = BTreeMap::new();
    while let Some(outcome) = work.next().await {
        tell();
        // The others that are on their way end too; none of them matters any more.
        told.insert(outcome.key, outcome.result?);
    }
    Ok(told)
}
