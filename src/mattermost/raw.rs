//! The complete generated client: every operation of the specification, typed.
//!
//! Each operation is a function of [`Client`] that answers a builder; `send` sends it. Requests pass
//! through the same transport as those of the facade, so credentials and path safety come with it.
//!
//! ```no_run
//! # async fn run(mattermost: chatadm::mattermost::Client) -> Result<(), Box<dyn std::error::Error>> {
//! let me = mattermost.raw().get_user().user_id("me".parse::<chatadm::mattermost::UserId>()?).send().await?.into_inner();
//! println!("{}", me.username);
//! # Ok(())
//! # }
//! ```

pub use generated::{ByteStream, Client, ClientInfo, Error, ResponseValue, builder, open, types};

use crate::transport::hooks;

mod by_hand;

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
    include!(concat!(env!("OUT_DIR"), "/mattermost.rs"));
    #[cfg(not(feature = "codegen"))]
    include!("../../generated/mattermost.rs");
}

hooks!(Client);

/// The document of the API, as it is published.
#[cfg(feature = "sandbox")]
pub(crate) const DOCUMENT: &str = include_str!("../../generated/mattermost.openapi.json");
