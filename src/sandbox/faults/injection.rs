//! A fault and the requests that it happens to, as text as well, and its way into the plan of a sandbox.

use std::{
    fmt,
    str::FromStr,
    sync::{Arc, Weak},
    time::Duration,
};

use http::{HeaderValue, header};

use super::{Fault, ParseFaultError};
use crate::sandbox::{
    server::Shared,
    wire::{Mishap, Occasion, Rule},
};

/// How long connections are refused when it is for one request, on tokio's clock.
const OUTAGE: Duration = Duration::from_secs(1);

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
    pub(in crate::sandbox) fn flaw(&self, shared: &Shared) -> Option<String> {
        let operation = self.operation.as_deref()?;
        let is_known = shared.contract.has(operation);
        (!is_known).then(|| format!("there is no operation `{operation}` for {}", self.fault))
    }

    fn is_for(&self, occasion: &Occasion<'_>) -> bool {
        let id = occasion.operation.map(|operation| operation.id);
        self.operation.is_none() || self.operation.as_deref() == id
    }

    /// Puts the fault into the plan of a sandbox.
    pub(in crate::sandbox) fn join(self, shared: &Arc<Shared>) {
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

#[cfg(test)]
mod tests {
    use super::*;

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
    }
}
