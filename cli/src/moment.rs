//! Moments as people type them and as they read them.

use std::str::FromStr;

use chatadm::Timestamp;
use jiff::{Span, SpanRelativeTo, Zoned, civil, tz::TimeZone};

/// Milliseconds below this are in 1970; whoever types them means seconds.
const SECONDS_BELOW: i64 = 30_000_000_000;

/// What to type, for messages.
const EXAMPLES: &str = "write a date (`2026-01-31`), a moment (`2026-01-31T12:00:00Z`), a distance (`30d`, `2w ago`) \
     or milliseconds (`@1700000000000`)";

/// A moment as it was typed.
#[derive(Debug, Clone, Copy)]
pub(crate) enum When {
    /// A point in time.
    At(Timestamp),
    /// So far from now; the option says in which direction.
    Distance(Span),
    /// So long ago, said outright.
    Ago(Span),
}

impl When {
    /// The moment, where a distance reaches into the past.
    pub(crate) fn past(self, now: &Zoned) -> Result<Timestamp, String> {
        match self {
            Self::At(moment) => Ok(moment),
            Self::Distance(span) | Self::Ago(span) => shift(now, -span),
        }
    }

    /// The moment, where a distance reaches into the future.
    pub(crate) fn future(self, now: &Zoned) -> Result<Timestamp, String> {
        match self {
            Self::At(moment) => Ok(moment),
            Self::Distance(span) => shift(now, span),
            Self::Ago(span) => shift(now, -span),
        }
    }
}

fn shift(now: &Zoned, span: Span) -> Result<Timestamp, String> {
    let moment = now.checked_add(span).map_err(|error| error.to_string())?;
    Ok(Timestamp::from_millis(moment.timestamp().as_millisecond()))
}

impl FromStr for When {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        if let Some(millis) = text.strip_prefix('@') {
            return milliseconds(millis).map(Self::At);
        }
        if text.parse::<i64>().is_ok() {
            return Err(format!("a bare number says no unit; {EXAMPLES}"));
        }
        if let Some(distance) = text.strip_suffix("ago") {
            return span(distance).map(Self::Ago);
        }
        if let Ok(moment) = text.parse::<jiff::Timestamp>() {
            return Ok(Self::At(Timestamp::from_millis(moment.as_millisecond())));
        }
        if let Ok(moment) = text.parse::<civil::DateTime>() {
            let zoned = moment.to_zoned(TimeZone::system());
            let zoned = zoned.map_err(|error| error.to_string())?;
            return Ok(Self::At(Timestamp::from_millis(
                zoned.timestamp().as_millisecond(),
            )));
        }
        span(text).map(Self::Distance)
    }
}

fn span(text: &str) -> Result<Span, String> {
    let span: Span = text
        .trim()
        .parse()
        .map_err(|_| format!("`{text}` is no moment; {EXAMPLES}"))?;
    if span.is_negative() {
        return Err(format!("`{text}` is negative; {EXAMPLES}"));
    }
    Ok(span)
}

/// Reads milliseconds since 1970, and refuses what must be seconds.
pub(crate) fn milliseconds(text: &str) -> Result<Timestamp, String> {
    let millis: i64 = text
        .parse()
        .map_err(|_| format!("`{text}` is no number of milliseconds; {EXAMPLES}"))?;
    if (1..SECONDS_BELOW).contains(&millis) {
        return Err(format!(
            "{millis} looks like seconds; in milliseconds that is {}",
            millis.saturating_mul(1000)
        ));
    }
    Ok(Timestamp::from_millis(millis))
}

/// How moments are printed.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum TimeFormat {
    /// `2026-01-31T12:00:00Z`
    Rfc3339,
    /// `2026-01-31 13:00:00`, in the zone of this machine
    Local,
    /// `3 days ago`
    Relative,
    /// The number that the server sends
    UnixMs,
}

impl TimeFormat {
    /// A moment as text; `None` leaves the number as it is.
    pub(crate) fn show(self, millis: i64, now: &Zoned) -> Option<String> {
        let moment = jiff::Timestamp::from_millisecond(millis).ok()?;
        Some(match self {
            Self::UnixMs => return None,
            Self::Rfc3339 => moment.to_string(),
            Self::Local => {
                let local = moment.to_zoned(now.time_zone().clone());
                local.strftime("%Y-%m-%d %H:%M:%S").to_string()
            }
            Self::Relative => relative(moment, now),
        })
    }
}

/// The distance from now in its largest unit.
fn relative(moment: jiff::Timestamp, now: &Zoned) -> String {
    const UNITS: [(i64, &str); 6] = [
        (365 * 86_400, "year"),
        (30 * 86_400, "month"),
        (86_400, "day"),
        (3_600, "hour"),
        (60, "minute"),
        (1, "second"),
    ];
    let seconds = now.timestamp().as_second() - moment.as_second();
    let distance = seconds.abs();
    let Some((unit, name)) = UNITS.into_iter().find(|(unit, _)| distance >= *unit) else {
        return "now".to_owned();
    };
    let count = distance / unit;
    let plural = if count == 1 { "" } else { "s" };
    if seconds > 0 {
        format!("{count} {name}{plural} ago")
    } else {
        format!("in {count} {name}{plural}")
    }
}

/// A length of time such as `90d`, in whole seconds.
pub(crate) fn duration(text: &str) -> Result<std::time::Duration, String> {
    let wrong = |_| format!("`{text}` is no length of time; write `90s`, `5m` or `2h`");
    let span: Span = text.trim().parse().map_err(wrong)?;
    let duration = span.to_duration(SpanRelativeTo::days_are_24_hours());
    duration.map_err(wrong)?.try_into().map_err(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Zoned {
        "2026-03-01T12:00:00[UTC]".parse().unwrap()
    }

    fn past(text: &str) -> Result<String, String> {
        let moment = text.parse::<When>()?.past(&now())?;
        Ok(TimeFormat::Rfc3339
            .show(moment.as_millis(), &now())
            .unwrap())
    }

    #[test]
    fn moments_and_distances_are_understood() {
        for (text, moment) in [
            ("2026-01-31T12:00:00Z", "2026-01-31T12:00:00Z"),
            ("2026-01-31T13:00:00+01:00", "2026-01-31T12:00:00Z"),
            ("1d", "2026-02-28T12:00:00Z"),
            ("2w ago", "2026-02-15T12:00:00Z"),
            ("1 month ago", "2026-02-01T12:00:00Z"),
            ("@1767225600000", "2026-01-01T00:00:00Z"),
        ] {
            assert_eq!(past(text).as_deref(), Ok(moment), "{text}");
        }
        let later = "1d".parse::<When>().unwrap().future(&now()).unwrap();
        assert!(later.as_millis() > now().timestamp().as_millisecond());
    }

    #[test]
    fn seconds_are_refused_with_the_number_that_is_meant() {
        let message = past("@1700000000").unwrap_err();
        assert!(message.contains("1700000000000"), "{message}");
        assert!(past("1700000000000").unwrap_err().contains("unit"));
        assert!(past("yesterday").unwrap_err().contains("30d"));
        assert!(past("-3d").is_err());
    }

    #[test]
    fn distances_are_told_in_their_largest_unit() {
        let at = |text: &str| relative(text.parse().unwrap(), &now());
        assert_eq!(at("2026-02-26T12:00:00Z"), "3 days ago");
        assert_eq!(at("2026-03-01T13:30:00Z"), "in 1 hour");
        assert_eq!(at("2026-03-01T12:00:00Z"), "now");
    }

    #[test]
    fn any_text_is_a_moment_or_a_mistake() {
        let now = now();
        let tally = chatadm_fuzz::Target::new("moments-typed").run(|input| {
            let text = String::from_utf8_lossy(input);
            let length = duration(&text);
            if let Ok(length) = length {
                // What a timer does with it.
                let _ = std::time::Instant::now().checked_add(length);
            }
            let millis = milliseconds(&text);
            let Ok(when) = text.parse::<When>() else {
                return length.is_ok() || millis.is_ok();
            };
            for moment in [when.past(&now), when.future(&now)] {
                let Ok(moment) = moment else { continue };
                for format in [TimeFormat::Rfc3339, TimeFormat::Local, TimeFormat::Relative] {
                    let _ = format.show(moment.as_millis(), &now);
                }
            }
            true
        });
        assert!(
            tally.accepted > 100 && tally.accepted < tally.executions,
            "{tally:?}"
        );
    }
}
