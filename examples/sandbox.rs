//! A job of one's own, and its tests on a server in memory.
//!
//! ```sh
//! cargo run --features sandbox --example sandbox
//! cargo test --features sandbox --example sandbox
//! ```
#![allow(
    clippy::print_stdout,
    reason = "it is what an example does instead of work"
)]

use chatadm::{
    Error,
    sandbox::Sandbox,
    synapse::{Client, UserId},
};

/// Locks the accounts that a filter finds, and tells how many they were.
async fn lock_all(synapse: &Client, name: &str) -> Result<usize, Error> {
    // All are found before the first is changed, or the pages would shift.
    let mut found = synapse.users().list().name(name).stream();
    let mut ids: Vec<UserId> = Vec::new();
    while let Some(user) = found.try_next().await? {
        ids.push(user.name);
    }
    let users = synapse.users();
    let run = users.each(ids, |user| async move { user.lock().await });
    let summary = run.concurrency(4).finish().await;
    Ok(summary.succeeded.len())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let sandbox = Sandbox::synapse().users(250).start().await?;
    let locked = lock_all(&sandbox.client()?, "user-01").await?;
    println!("{locked} of 251 accounts are locked");
    Ok(())
}

#[cfg(test)]
mod tests {
    use chatadm::{RetryPolicy, sandbox::Fault};

    use super::*;

    #[tokio::test]
    async fn those_that_are_found_are_locked() -> Result<(), Box<dyn std::error::Error>> {
        let sandbox = Sandbox::synapse().users(250).start().await?;
        let synapse = sandbox.client()?;
        assert_eq!(lock_all(&synapse, "user-01").await?, 10);
        assert_eq!(sandbox.count("create_or_modify_user"), 10);
        let request = sandbox.assert_received("list_users_v2");
        assert_eq!(request.query("name"), Some("user-01"));
        Ok(())
    }

    #[tokio::test]
    async fn nobody_is_locked_when_the_list_breaks_off() -> Result<(), Box<dyn std::error::Error>> {
        let sandbox = Sandbox::synapse().users(250).start().await?;
        sandbox.fault(Fault::ResetMidBody.on("list_users_v2"));
        let policy = RetryPolicy::default().max_attempts(1);
        let synapse = sandbox.client_builder().retry(policy).build()?;
        assert!(lock_all(&synapse, "user-01").await.is_err());
        assert_eq!(sandbox.count("create_or_modify_user"), 0);
        Ok(())
    }
}
