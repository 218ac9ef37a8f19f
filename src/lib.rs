//! Spec-exact clients for the Synapse admin API and the Mattermost v4 users API.
//!
//! There are two levels. The facade ([`synapse::Client`], [`mattermost::Client`]) is what most
//! programs want: lists are streams, options are builders, there is one [`Error`]. Below it lies
//! the complete generated client of each API ([`synapse::raw`], [`mattermost::raw`]), one function
//! for each operation of the server, with every parameter, field and status the server knows. Both
//! levels share one transport, so authentication and path safety are the same in both.
//!
//! ```no_run
//! # async fn run(token: &str) -> Result<(), chatadm::Error> {
//! let synapse = chatadm::synapse::Client::builder("https://matrix.example.org")
//!     .access_token(token)
//!     .build()?;
//! let mut users = synapse.users().list().guests(false).stream();
//! while let Some(user) = users.try_next().await? {
//!     println!("{} {}", user.name, user.displayname.as_deref().unwrap_or("-"));
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Features
//!
//! - `synapse`, `mattermost` (default): the module and its generated client.
//! - `codegen` (default): generate the clients from `specs/` while building. Without it the same
//!   text, committed in `generated/`, is compiled, and the build needs no generator: applications
//!   will want `default-features = false` and the features they use.
//! - `rustls` (default): TLS by rustls with the ring provider and the platform's certificates.
//! - `native-tls`: TLS by the platform's own library.
//! - `blocking`: the same facade for code without an async runtime (streams become iterators).
//! - `schemars`: `JsonSchema` on the generated types.
//! - `sandbox`: both servers on loopback and in memory, for tests.
#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(
    not(any(feature = "mattermost", feature = "synapse")),
    allow(
        dead_code,
        unused_imports,
        unused_macros,
        reason = "the kernel alone has no callers"
    )
)]

#[cfg(feature = "blocking")]
pub mod blocking;
mod bulk;
mod call;
mod connection;
mod error;
mod identifier;
#[cfg(feature = "schemars")]
mod nullable;
mod open_enum;
mod operation;
mod paginate;
mod patch;
mod request;
mod retry;
#[cfg(feature = "sandbox")]
pub mod sandbox;
mod secret;
mod timestamp;
pub mod transport;
mod wait;

#[cfg(feature = "mattermost")]
pub mod mattermost;
#[cfg(feature = "synapse")]
pub mod synapse;

pub use bulk::{Bulk, Outcome, Progress, Stop, Summary};
pub use connection::ClientBuilder;
pub use error::{ApiError, ConfigError, Error, ErrorCode, Report};
pub use identifier::ParseIdError;
pub use operation::{
    Body, BodyKind, Dialect, Ends, Field, Job, Kind, Mas, Operation, Pagination, Parameter, Place,
    Retry, Safety,
};
pub use paginate::{Cursor, Page, Pages, Paginated};
pub use patch::Patch;
pub use request::Request;
pub use reqwest::Method;
pub use retry::RetryPolicy;
pub use secret::Secret;
pub use timestamp::Timestamp;

// The README's examples compile, or the tests fail.
#[cfg(all(
    doctest,
    feature = "mattermost",
    feature = "sandbox",
    feature = "synapse"
))]
#[doc = include_str!("../README.md")]
struct Readme;
