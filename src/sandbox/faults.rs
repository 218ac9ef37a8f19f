//! What can go wrong on purpose: the faults by name. Which request each is for and what it does to one is in
//! the files below, how a connection breaks in `wire`.

use std::{error::Error, fmt, str::FromStr};

use super::{Sandbox, SandboxBuilder};

mod bomb;
mod elsewhere;
mod injection;
mod mishap;
mod pages;
mod refusal;
mod shape;

pub use injection::Injection;

pub(super) use elsewhere::Elsewhere;

macro_rules! faults {
    ($($(#[doc = $about:literal])+ $fault:ident = $name:literal,)+) => {
        /// Something that goes wrong on the way to a server, in it, or on the way back.
        ///
        /// It happens to every request, or to those that an [`Injection`] says:
        ///
        /// ```
        /// use chatadm::sandbox::{Fault, Injection};
        ///
        /// let injection = Fault::ResetMidBody.on("list_users_v2").nth(2);
        /// assert_eq!("reset-mid-body:list_users_v2:2".parse::<Injection>()?, injection);
        /// # Ok::<_, chatadm::sandbox::ParseFaultError>(())
        /// ```
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Fault {
            $($(#[doc = $about])+ $fault,)+
        }

        impl Fault {
            /// All faults, in the order of their kinds.
            pub const ALL: &[Self] = &[$(Self::$fault),+];

            /// The name in text, for example `reset-mid-body`.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$fault => $name,)+
                }
            }

            /// What happens, in one sentence.
            pub fn about(self) -> &'static str {
                match self {
                    $(Self::$fault => concat!($($about),+).trim_ascii(),)+
                }
            }
        }
    };
}

faults! {
    /// The port is closed: for a second when it is for one request, until [`Sandbox::heal`] otherwise.
    ConnectionRefused = "connection-refused",
    /// The connection is reset before anything is carried out.
    ResetBeforeRequest = "reset-before-request",
    /// The request is carried out, and the connection is reset before anything is answered.
    ResetAfterRequest = "reset-after-request",
    /// The connection is reset after half of the body.
    ResetMidBody = "reset-mid-body",
    /// The connection is closed in good order after half of the body.
    ClosedMidBody = "closed-mid-body",
    /// The request is carried out, and nothing is ever answered.
    StalledHeaders = "stalled-headers",
    /// After half of the body nothing more comes.
    StalledBody = "stalled-body",
    /// The answer comes byte by byte, one in a second.
    SlowDrip = "slow-drip",
    /// What is answered is not HTTP.
    NotHttp = "not-http",

    /// The request is carried out, and a proxy answers 502 with HTML.
    HtmlBadGateway = "html-bad-gateway",
    /// The server says 503 and does nothing.
    Unavailable = "unavailable",
    /// The server says 500 and does nothing.
    InternalError = "internal-error",
    /// The answer is 302 and names another origin.
    RedirectElsewhere = "redirect-elsewhere",
    /// The token is not known any more.
    ExpiredToken = "expired-token",
    /// The answer is 429, and `Retry-After` names two seconds.
    LimitedSeconds = "limited-seconds",
    /// The answer is 429, and `Retry-After` names a date two seconds ahead.
    LimitedDate = "limited-date",
    /// The answer is 429, and `retry_after_ms` in its body names 2000.
    LimitedMilliseconds = "limited-milliseconds",
    /// The answer is 429, and `X-Ratelimit-Reset` names two seconds.
    LimitedReset = "limited-reset",
    /// The answer is 429 and names no time.
    LimitedUnexplained = "limited-unexplained",
    /// The answer is 429 and names negative times.
    LimitedNegative = "limited-negative",
    /// The answer is 429 and names a date in the year 9999.
    LimitedYear9999 = "limited-year-9999",

    /// The JSON of the answer stops half-way.
    TruncatedJson = "truncated-json",
    /// The answer is JSON and calls itself HTML.
    WrongContentType = "wrong-content-type",
    /// The request is carried out, and a proxy answers 200 with HTML.
    HtmlSuccess = "html-success",
    /// The answer is 200 without a body.
    EmptySuccess = "empty-success",
    /// The body of a success never ends.
    EndlessBody = "endless-body",
    /// The body of a 502 never ends.
    EndlessFailure = "endless-failure",
    /// The body is compressed, small, and without end when it is not.
    DecompressionBomb = "decompression-bomb",
    /// A text in the answer is not UTF-8.
    InvalidUtf8 = "invalid-utf8",

    /// Every object that the document describes has a field more than it says.
    UnknownFields = "unknown-fields",
    /// Every value of an enumeration is a new one; where there is none, it is the code of a refusal.
    UnknownValues = "unknown-values",
    /// A promised value is null.
    NullValues = "null-values",
    /// Whole numbers have a decimal point; where there is none, a number stands where something else should.
    FloatNumbers = "float-numbers",

    /// The next page is the present one.
    RepeatedCursor = "repeated-cursor",
    /// There is always another page, though behind the end there is nothing on it.
    EndlessPages = "endless-pages",
    /// The first item of a page comes again at its end.
    DuplicateItems = "duplicate-items",
    /// The last item of a page is missing.
    ShrinkingPages = "shrinking-pages",
}

impl Fault {
    /// For one operation only, by its id.
    pub fn on(self, operation: impl Into<String>) -> Injection {
        Injection::from(self).on(operation)
    }

    /// For one request only, counted from 1 and from now.
    pub fn nth(self, nth: u64) -> Injection {
        Injection::from(self).nth(nth)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl FromStr for Fault {
    type Err = ParseFaultError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.iter().find(|fault| fault.name() == text);
        found.copied().ok_or_else(|| {
            let names: Vec<&str> = Self::ALL.iter().map(|fault| fault.name()).collect();
            ParseFaultError(format!(
                "there is no fault `{text}`, only {}",
                names.join(", ")
            ))
        })
    }
}

/// Why a text is no fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseFaultError(String);

impl fmt::Display for ParseFaultError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl Error for ParseFaultError {}

impl<C> SandboxBuilder<C> {
    /// Lets something go wrong from the start; see [`Sandbox::fault`].
    ///
    /// Starting fails when the fault is for an operation that does not exist.
    pub fn fault(mut self, fault: impl Into<Injection>) -> Self {
        self.injections.push(fault.into());
        self
    }
}

impl<C> Sandbox<C> {
    /// Lets something go wrong from now on; of several faults for a request the first given happens.
    ///
    /// ```
    /// # use chatadm::sandbox::{Fault, Sandbox};
    /// # #[cfg(feature = "synapse")]
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::synapse().users(3).start().await?;
    /// sandbox.fault(Fault::ExpiredToken.on("list_users_v2").nth(2));
    ///
    /// let synapse = sandbox.client()?;
    /// let mut users = synapse.users().list().page_size(2).stream();
    /// assert!(users.try_next().await?.is_some());
    /// assert!(users.try_next().await?.is_some());
    /// assert!(users.try_next().await.is_err_and(|error| error.is_unauthorized()));
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "synapse"))]
    /// # fn main() {}
    /// ```
    ///
    /// # Panics
    ///
    /// When the fault is for an operation that does not exist, and outside a tokio runtime.
    #[track_caller]
    pub fn fault(&self, fault: impl Into<Injection>) {
        let injection = fault.into();
        if let Some(flaw) = injection.flaw(&self.shared) {
            panic!("{flaw}");
        }
        injection.join(&self.shared);
    }

    /// Lets nothing go wrong any more. Connections that are stalled stay so.
    pub fn heal(&self) {
        self.shared.plan.clear();
        self.shared.gate.open();
    }

    /// How often somebody came to where [`Fault::RedirectElsewhere`] leads.
    pub fn strayed(&self) -> u64 {
        self.shared.elsewhere.visits()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_is_found_by_its_name() {
        for fault in Fault::ALL {
            assert_eq!(fault.name().parse(), Ok(*fault));
            let is_kebab =
                |byte: u8| byte == b'-' || byte.is_ascii_lowercase() || byte.is_ascii_digit();
            assert!(fault.name().bytes().all(is_kebab), "{fault}");
            assert!(fault.about().ends_with('.'), "{fault}: {}", fault.about());
        }
    }

    #[test]
    fn what_is_no_fault_is_refused_with_those_that_are() {
        let error = "slow".parse::<Fault>().unwrap_err().to_string();
        assert!(error.contains("slow-drip"), "{error}");
    }

    #[cfg(feature = "synapse")]
    #[tokio::test]
    async fn a_fault_happens_to_the_requests_that_it_is_for() {
        let sandbox = Sandbox::synapse().users(1).start().await.unwrap();
        let synapse = sandbox.client().unwrap();
        sandbox.fault(Fault::InternalError.on("list_users_v2").nth(2));
        sandbox.fault(Fault::ExpiredToken.on("get_server_version"));
        synapse.users().list().send().await.unwrap();
        let error = synapse.users().list().send().await.unwrap_err();
        assert!(error.is_server_error(), "{error}");
        synapse.users().list().send().await.unwrap();
        let error = synapse.version().await.unwrap_err();
        assert!(error.is_unauthorized(), "{error}");
        sandbox.heal();
        synapse.version().await.unwrap();
    }

    #[cfg(feature = "synapse")]
    #[tokio::test]
    #[should_panic(expected = "get_nothing")]
    async fn a_fault_for_no_operation_is_loud() {
        let sandbox = Sandbox::synapse().start().await.unwrap();
        sandbox.fault(Fault::SlowDrip.on("get_nothing"));
    }

    #[cfg(feature = "synapse")]
    #[tokio::test]
    async fn a_sandbox_with_a_fault_for_no_operation_does_not_start() {
        let sandbox = Sandbox::synapse().fault(Fault::SlowDrip.on("get_nothing"));
        let error = sandbox.start().await.unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput);
    }
}
