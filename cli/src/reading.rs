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
    let mut work = Bulk::new(keys, ask).stop_on_error(true);
    if let Some(keys) = connection.profile.concurrency {
        work = work.concurrency(keys);
    }
    let mut told = BTreeMap::new();
    let mut failure = None;
    while let Some(outcome) = work.next().await {
        bar.inc(1);
        match outcome.result {
            Ok(value) => {
                told.insert(outcome.key, value);
            }
            // The others that are on their way end too; none of them matters any more.
            Err(error) => {
                failure.get_or_insert(error);
                break;
            }
        }
    }
    bar.finish_and_clear();
    failure.map_or(Ok(told), Err)
}
