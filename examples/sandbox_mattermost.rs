//! Runs a Mattermost in memory until its standard input ends, for trying things out by hand.
//!
//! ```sh
//! cargo run --features sandbox --example sandbox_mattermost
//! ```
//!
//! With what it prints in the environment, `cargo xtask live --mattermost` runs the live tests on it. They
//! expect the server to be what it says it is, so switch off what came later first, by
//! `PUT /api/v4/config/patch` with `{"SandboxSettings": {"EnableNewerOperations": false}}`.

use chatadm::sandbox::Sandbox;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let sandbox = Sandbox::mattermost().users(1000).lenient().start().await?;
    println!("export MATTERMOST_URL='{}'", sandbox.url());
    println!(
        "export MATTERMOST_TOKEN='{}'",
        sandbox.admin_token().expose()
    );
    println!("export MATTERMOST_LOGIN=admin MATTERMOST_PASSWORD=admin");
    let end = tokio::task::spawn_blocking(|| std::io::stdin().lines().for_each(drop));
    end.await?;
    Ok(())
}
