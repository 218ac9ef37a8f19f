//! What can go wrong on purpose: the faults by name, which request each is for, and their way into the plan
//! of a sandbox. What a fault does to a request is in the files below, how a connection breaks in `wire`.

use std::{
    error::Error,
    fmt,
    str::FromStr,
    sync::{Arc, Weak},
    time::Duration,
};

use http::{HeaderValue, header};

use super::{
    Sandbox, SandboxBuilder,
    server::Shared,
    wire::{Mishap, Occasion, Rule},
};

mod bomb;
mod elsewhere;
mod mishap;
mod pages;
mod refusal;
mod shape;

pub(super) use elsewhere::Elsewhere;

/// How long connections are refused when it is for one request, on tokio's clock.
const OUTAGE: Duration = Duration::from_secs(1);

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

/// A fault, and the requests that it happens to: all unless told.
///
/// As text it is `NAME[:OPERATION][:NTH]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Injection {
    fault: Fault,
    operation: Option<String>,
    nth: Option<u64>,
}

impl From<Fault> for Injection {
    fn from(fault: Fault) -> Self {
        Self {
            fault,
            operation: None,
            nth: None,
        }
    }
}

impl Injection {
    /// For one operation only, by its id.
    #[must_use]
    pub fn on(mut self, operation: impl Into<String>) -> Self {
        self.operation = Some(operation.into());
        self
    }

    /// For one request only, counted from 1 and from the moment at which the fault is given to a sandbox.
    #[must_use]
    pub fn nth(mut self, nth: u64) -> Self {
        self.nth = Some(nth);
        self
    }

    /// What goes wrong.
    pub fn fault(&self) -> Fault {
        self.fault
    }

    /// The operation, if it is for one only.
    pub fn operation(&self) -> Option<&str> {
        self.operation.as_deref()
    }

    /// What is wrong with it for this sandbox.
    pub(super) fn flaw(&self, shared: &Shared) -> Option<String> {
        let operation = self.operation.as_deref()?;
        let is_known = shared.contract.has(operation);
        (!is_known).then(|| format!("there is no operation `{operation}` for {}", self.fault))
    }

    fn is_for(&self, occasion: &Occasion<'_>) -> bool {
        let id = occasion.operation.map(|operation| operation.id);
        self.operation.is_none() || self.operation.as_deref() == id
    }

    /// Puts the fault into the plan of a sandbox.
    pub(super) fn join(self, shared: &Arc<Shared>) {
        if self.fault == Fault::ConnectionRefused {
            return self.refuse(shared);
        }
        let keeper = Arc::downgrade(shared);
        shared
            .plan
            .add(self.counted(move |injection, nth, occasion| {
                let shared = keeper.upgrade()?;
                let is_meant = injection.nth.is_none_or(|wanted| wanted == nth);
                is_meant.then(|| injection.fault.mishap(occasion, &shared))
            }));
    }

    /// Closes the port before the request that is meant, which is after the one before it.
    fn refuse(self, shared: &Arc<Shared>) {
        match self.nth {
            None => shared.refuse(None),
            Some(0 | 1) => shared.refuse(Some(OUTAGE)),
            Some(_) => {
                let keeper: Weak<Shared> = Arc::downgrade(shared);
                shared.plan.add(self.counted(move |injection, nth, _| {
                    let shared = keeper.upgrade()?;
                    let is_next = injection.nth == Some(nth + 1);
                    is_next.then(|| {
                        shared.refuse(Some(OUTAGE));
                        Mishap::Changed(Box::new(|mut reply| {
                            let close = HeaderValue::from_static("close");
                            reply.headers.insert(header::CONNECTION, close);
                            reply
                        }))
                    })
                }));
            }
        }
    }

    /// A rule that counts the requests which this may be for.
    fn counted(
        self,
        mut choose: impl FnMut(&Self, u64, &Occasion<'_>) -> Option<Mishap> + Send + 'static,
    ) -> Rule {
        let mut count = 0;
        Box::new(move |occasion| {
            if !self.is_for(occasion) {
                return None;
            }
            count += 1;
            choose(&self, count, occasion)
        })
    }
}

impl fmt::Display for Injection {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.fault.fmt(formatter)?;
        if let Some(operation) = &self.operation {
            write!(formatter, ":{operation}")?;
        }
        match self.nth {
            Some(nth) => write!(formatter, ":{nth}"),
            None => Ok(()),
        }
    }
}

impl FromStr for Injection {
    type Err = ParseFaultError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = text.split(':');
        let fault: Fault = parts.next().unwrap_or_default().parse()?;
        let mut injection = Self::from(fault);
        for part in parts {
            let is_number = part.bytes().all(|byte| byte.is_ascii_digit());
            injection = match part.parse() {
                Ok(nth) if nth > 0 && injection.nth.is_none() => injection.nth(nth),
                Err(_)
                    if !is_number && injection.operation.is_none() && injection.nth.is_none() =>
                {
                    injection.on(part)
                }
                _ => {
                    let form = "NAME[:OPERATION][:NTH], counted from 1";
                    return Err(ParseFaultError(format!("`{text}` is not {form}")));
                }
            };
        }
        Ok(injection)
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
    fn an_injection_is_read_as_it_is_written() {
        for text in [
            "slow-drip",
            "slow-drip:3",
            "slow-drip:get_user",
            "slow-drip:get_user:3",
        ] {
            assert_eq!(text.parse::<Injection>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_no_injection_is_refused() {
        for text in [
            "",
            "slow",
            "slow-drip:0",
            "slow-drip:1:2",
            "slow-drip:1:get_user",
            "slow-drip:a:b",
        ] {
            assert!(text.parse::<Injection>().is_err(), "{text}");
        }
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
