//! The same work for many items, a few at a time.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use anyhow::{Context as _, Result};

/// The server works on one thing at a time; more than a few waiting requests only cost memory.
const THREADS: usize = 4;

/// Applies `work` to every item and keeps their order; the first error stops the rest.
pub(super) fn map<T: Sync, R: Send>(
    items: &[T],
    work: impl Fn(&T) -> Result<R> + Sync,
) -> Result<Vec<R>> {
    let next = AtomicUsize::new(0);
    let failure = Mutex::new(None);
    let worker = || {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(index) else {
                return done;
            };
            match work(item) {
                Ok(result) => done.push((index, result)),
                Err(error) => {
                    // Nobody starts another item.
                    next.store(items.len(), Ordering::Relaxed);
                    if let Ok(mut failure) = failure.lock() {
                        failure.get_or_insert(error);
                    }
                    return done;
                }
            }
        }
    };
    let mut done = thread::scope(|scope| {
        let workers: Vec<_> = (0..THREADS).map(|_| scope.spawn(worker)).collect();
        let mut done = Vec::with_capacity(items.len());
        for worker in workers {
            done.extend(worker.join().ok().context("a worker panicked")?);
        }
        anyhow::Ok(done)
    })?;
    if let Some(error) = failure.into_inner().ok().flatten() {
        return Err(error);
    }
    done.sort_by_key(|(index, _)| *index);
    Ok(done.into_iter().map(|(_, result)| result).collect())
}

#[cfg(test)]
mod tests {
    use anyhow::bail;

    use super::map;

    #[test]
    fn results_keep_the_order_of_the_items() {
        let items: Vec<usize> = (0..1000).collect();
        let doubled = map(&items, |item| Ok(item * 2)).unwrap();
        assert!(
            doubled
                .iter()
                .enumerate()
                .all(|(index, value)| *value == index * 2)
        );
    }

    #[test]
    fn one_error_is_the_outcome() {
        let error = map(
            &[1, 2, 3],
            |item| if *item == 2 { bail!("two") } else { Ok(()) },
        );
        assert_eq!(error.unwrap_err().to_string(), "two");
    }
}
