//! A list of a hundred thousand users takes the memory of a few pages, not of the list.
//!
//! Memory is counted by thread, so the server has a thread of its own.
#![allow(clippy::unwrap_used, reason = "a failed test says where")]

use std::{sync::mpsc, thread};

use allocation_counter::measure;
use chatadm::{
    Secret, mattermost,
    sandbox::{Sandbox, SandboxBuilder},
    synapse,
};
use tokio::{runtime, sync::oneshot};

const USERS: u64 = 100_000;
/// The most that may be taken at once, in bytes.
const LIMIT: u64 = 10_000_000;

/// A server on a thread of its own, until it is dropped.
struct Served {
    url: String,
    token: Secret,
    end: Option<oneshot::Sender<()>>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.end.take());
        let ended = self.thread.take().unwrap().join();
        assert!(ended.is_ok() || thread::panicking(), "the server broke");
    }
}

fn on_one_thread<T>(work: impl Future<Output = T>) -> T {
    let runtime = runtime::Builder::new_current_thread().enable_all().build();
    runtime.unwrap().block_on(work)
}

/// Starts a server that `builder` describes.
macro_rules! serve {
    ($builder:expr) => {{
        let (tell, told) = mpsc::channel();
        let (end, ended) = oneshot::channel::<()>();
        let builder: SandboxBuilder<_> = $builder;
        let thread = thread::spawn(move || {
            on_one_thread(async {
                let sandbox = builder.users(USERS).start().await.unwrap();
                let place = (sandbox.url().to_owned(), sandbox.admin_token().clone());
                tell.send(place).unwrap();
                // An error is the other side's end as well.
                drop(ended.await);
            });
        });
        let (url, token) = told.recv().unwrap();
        Served {
            url,
            token,
            end: Some(end),
            thread: Some(thread),
        }
    }};
}

/// Lists all, and tells how many they were and the most memory that was taken at once. `keep` is
/// given each of them.
macro_rules! list {
    ($client:expr, $page_size:expr, $keep:expr) => {{
        let client = $client;
        let keep: &mut dyn FnMut(_) = &mut $keep;
        let mut listed = 0;
        let memory = measure(|| {
            on_one_thread(async {
                let mut users = client.users().list().page_size($page_size).stream();
                while let Some(user) = users.try_next().await.unwrap() {
                    listed += 1;
                    keep(user);
                }
            });
        });
        println!("{listed} users, {} bytes at most", memory.bytes_max);
        (listed, memory.bytes_max)
    }};
}

#[test]
fn a_hundred_thousand_users_of_synapse_are_listed_in_little_memory() {
    let served = serve!(Sandbox::synapse());
    let client = || {
        let builder = synapse::Client::builder(&served.url);
        builder.access_token(served.token.clone()).build().unwrap()
    };
    let (listed, memory) = list!(client(), 500, drop);
    assert_eq!(listed, USERS + 1);
    assert!(memory < LIMIT, "{memory} bytes");

    // Who keeps them all sees that the measure tells.
    let mut all = Vec::new();
    let (_, memory) = list!(client(), 500, |user| all.push(user));
    assert!(memory > LIMIT, "{memory} bytes");
}

#[test]
fn a_hundred_thousand_users_of_mattermost_are_listed_in_little_memory() {
    let served = serve!(Sandbox::mattermost());
    let client = mattermost::Client::builder(&served.url);
    let client = client.access_token(served.token.clone()).build().unwrap();
    let (listed, memory) = list!(client, 200, drop);
    assert_eq!(listed, USERS + 1);
    assert!(memory < LIMIT, "{memory} bytes");
}
