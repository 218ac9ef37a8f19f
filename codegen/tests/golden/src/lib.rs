//! Compiles what the generator is expected to write, with the least around it that it calls.
//!
//! `expected/` holds the output for the documents in `specs/`; `codegen/tests/golden.rs` compares
//! both and rewrites `expected/` on request. `Patch`, `Secret`, `Timestamp`, identifiers and open enums are the
//! library's own files, so that there is one copy. The transport is a stand-in that answers from
//! memory: `tests/behaviour.rs` reads there what the generated code would have sent.

// The dispatchers are written for tests of the library and name it.
extern crate self as chatadm;

mod dispatch;
#[allow(dead_code, reason = "only the library makes ids of keys")]
#[rustfmt::skip]
#[path = "../../../../src/identifier.rs"]
mod identifier;
#[cfg(feature = "schemars")]
#[rustfmt::skip]
#[path = "../../../../src/nullable.rs"]
mod nullable;
#[rustfmt::skip]
#[path = "../../../../src/open_enum.rs"]
#[allow(unreachable_pub, reason = "its own tests declare a public type")]
mod open_enum;
#[rustfmt::skip]
#[path = "../../../../src/patch.rs"]
mod patch;
#[rustfmt::skip]
#[path = "../../../../src/secret.rs"]
#[allow(
    dead_code,
    reason = "nothing here prints bodies, so nothing is redacted"
)]
mod secret;
#[rustfmt::skip]
#[path = "../../../../src/timestamp.rs"]
mod timestamp;
pub mod transport;

pub use patch::Patch;
pub use secret::Secret;
pub use timestamp::Timestamp;

macro_rules! api {
    ($name:ident) => {
        #[doc = concat!("The document `", stringify!($name), "`.")]
        pub mod $name {
            /// Identifiers, which a library writes by hand.
            pub mod ids {
                pub use crate::identifier::ParseIdError;
                use crate::identifier::identifier;

                identifier! {
                    /// The id of a user.
                    UserId: "a user id, which starts with `@`", |id| id.starts_with('@')
                }
            }

            /// The expected client.
            #[allow(
                clippy::all,
                clippy::pedantic,
                clippy::restriction,
                missing_docs,
                missing_debug_implementations,
                unreachable_pub,
                unused_mut,
                unused_qualifications,
                reason = "written by a generator"
            )]
            pub mod raw {
                include!(concat!("../expected/", stringify!($name), ".rs"));

                crate::transport::hooks!(Client);
            }

            #[cfg(feature = "schemars")]
            use crate::dispatch::derive;
            use crate::dispatch::recode;

            /// The expected dispatcher.
            #[allow(
                clippy::all,
                clippy::pedantic,
                clippy::restriction,
                dead_code,
                unused_mut,
                unused_qualifications,
                reason = "written by a generator"
            )]
            mod calls {
                use crate::dispatch::{Arguments, Reply};

                include!(concat!("../expected/", stringify!($name), "_dispatch.rs"));
            }
        }
    };
}

api!(bodies);
api!(bytes);
api!(parameters);
