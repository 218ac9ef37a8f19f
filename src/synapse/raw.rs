//! The complete generated client: every operation of the specification, typed.
//!
//! Each operation is a function of [`Client`] that answers a builder; `send` sends it. Requests pass
//! through the same transport as those of the facade, so credentials and path safety come with it.
//!
//! ```no_run
//! # async fn run(synapse: chatadm::synapse::Client) -> Result<(), Box<dyn std::error::Error>> {
//! let page = synapse.raw().list_federation_destinations().limit(50).send().await?.into_inner();
//! println!("{} destinations", page.total);
//! # Ok(())
//! # }
//! ```

pub use generated::{ByteStream, Client, ClientInfo, Error, ResponseValue, builder, open, types};

use crate::transport::hooks;

#[allow(
    clippy::all,
    clippy::pedantic,
    clippy::restriction,
    missing_debug_implementations,
    missing_docs,
    rustdoc::all,
    unreachable_pub,
    unused_mut,
    unused_qualifications,
    reason = "written by a generator"
)]
mod generated {
    #[cfg(feature = "codegen")]
    include!(concat!(env!("OUT_DIR"), "/synapse.rs"));
    #[cfg(not(feature = "codegen"))]
    include!("../../generated/synapse.rs");
}

hooks!(Client);

/// The document of the API, as it is published.
#[cfg(feature = "sandbox")]
pub(crate) const DOCUMENT: &str = include_str!("../../generated/synapse.openapi.json");
