//! Runs a Synapse in memory until its standard input ends, for trying things out by hand.
//!
//! ```sh
//! cargo run --features sandbox --example sandbox
//! ```

use chatadm::sandbox::Sandbox;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let sandbox = Sandbox::synapse()
        .users(1000)
        .rooms(20)
        .lenient()
        .start()
        .await?;
    println!("export SYNAPSE_URL='{}'", sandbox.url());
    println!("export SYNAPSE_TOKEN='{}'", sandbox.admin_token().expose());
    println!(
        "export SYNAPSE_SHARED_SECRET='{}'",
        sandbox.shared_secret().expose()
    );
    let end = tokio::task::spawn_blocking(|| std::io::stdin().lines().for_each(drop));
    end.await?;
    Ok(())
}
