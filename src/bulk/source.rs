//! Where the keys of bulk work come from.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures_core::Stream;

use crate::Error;

/// Keys, one at a time.
pub(super) struct Source<'a, K> {
    keys: Keys<'a, K>,
    over: bool,
}

enum Keys<'a, K> {
    /// They are all known.
    Known(Box<dyn Iterator<Item = K> + Send + 'a>),
    /// They come from a server.
    Read(Pin<Box<dyn Stream<Item = Result<K, Error>> + Send + 'a>>),
}

impl<'a, K> Source<'a, K> {
    pub(super) fn of_iterator(keys: impl Iterator<Item = K> + Send + 'a) -> Self {
        Self {
            keys: Keys::Known(Box::new(keys)),
            over: false,
        }
    }

    pub(super) fn of_stream(keys: impl Stream<Item = Result<K, Error>> + Send + 'a) -> Self {
        Self {
            keys: Keys::Read(Box::pin(keys)),
            over: false,
        }
    }

    /// How many keys there are, if that is known.
    pub(super) fn total(&self) -> Option<usize> {
        match &self.keys {
            Keys::Known(keys) => match keys.size_hint() {
                (least, Some(most)) if least == most => Some(most),
                _ => None,
            },
            Keys::Read(_) => None,
        }
    }

    /// The next key. A failure ends the keys.
    pub(super) fn poll_key(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<K, Error>>> {
        if self.over {
            return Poll::Ready(None);
        }
        let key = match &mut self.keys {
            Keys::Known(keys) => keys.next().map(Ok),
            Keys::Read(keys) => ready!(keys.as_mut().poll_next(context)),
        };
        self.over = !matches!(key, Some(Ok(_)));
        Poll::Ready(key)
    }

    /// The keys that were not taken, where they are known.
    pub(super) fn rest(self) -> Vec<K> {
        match self.keys {
            Keys::Known(keys) => keys.collect(),
            Keys::Read(_) => Vec::new(),
        }
    }
}
