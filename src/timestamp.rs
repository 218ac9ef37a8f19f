//! Moments as servers send them: whole milliseconds, or for a few fields whole seconds.

use std::{
    fmt,
    time::{Duration, SystemTime},
};

use serde::{Deserialize, Serialize};

/// Milliseconds in a second.
const SECOND: i64 = 1000;

/// A moment, as whole milliseconds since the start of 1970 (UTC).
///
/// Every time in the generated clients is of this type, also where a server counts in seconds: such
/// fields are converted on their way in and out. Where a server means "never" or "not yet" it often
/// sends the moment 0, and some send a negative number; both are kept. `Display` writes the number
/// of milliseconds, which is also the form in JSON and in queries.
///
/// ```
/// # use chatadm::Timestamp;
/// let moment = Timestamp::from_seconds(1_700_000_000);
/// assert_eq!(moment.as_millis(), 1_700_000_000_000);
/// assert_eq!(moment.to_string(), "1700000000000");
/// assert!(moment > Timestamp::from(std::time::SystemTime::UNIX_EPOCH));
/// ```
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The moment that many milliseconds after the start of 1970, or before it when negative.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// The moment that many seconds after the start of 1970, or before it when negative.
    ///
    /// A number that is too large for milliseconds becomes the last or the first moment that there
    /// is, some 292 million years away.
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(SECOND))
    }

    /// Milliseconds since the start of 1970; negative before it.
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// Whole seconds since the start of 1970, rounded down; negative before it.
    pub const fn as_seconds(self) -> i64 {
        self.0.div_euclid(SECOND)
    }

    /// The same moment as the standard library has it, or `None` where the platform cannot hold it.
    pub fn to_system_time(self) -> Option<SystemTime> {
        let distance = Duration::from_millis(self.0.unsigned_abs());
        if self.0 < 0 {
            SystemTime::UNIX_EPOCH.checked_sub(distance)
        } else {
            SystemTime::UNIX_EPOCH.checked_add(distance)
        }
    }
}

impl From<SystemTime> for Timestamp {
    /// Rounds down to a millisecond; what lies out of range becomes the first or the last moment.
    fn from(time: SystemTime) -> Self {
        match time.duration_since(SystemTime::UNIX_EPOCH) {
            Ok(after) => i64::try_from(after.as_millis()).map_or(Self(i64::MAX), Self),
            Err(before) => {
                let millis = before.duration().as_nanos().div_ceil(1_000_000);
                i64::try_from(millis).map_or(Self(i64::MIN), |millis| Self(-millis))
            }
        }
    }
}

impl fmt::Display for Timestamp {
    /// Writes the number of milliseconds.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// How fields that count in seconds are read and written; generated code names these functions.
///
/// A part of a second cannot be sent and is cut off.
#[allow(
    clippy::ref_option,
    clippy::trivially_copy_pass_by_ref,
    dead_code,
    unreachable_pub,
    reason = "serde gives the form, and not every API has such fields"
)]
pub(crate) mod seconds {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::Timestamp;

    pub fn serialize<S: Serializer>(time: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
        time.as_seconds().serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
        i64::deserialize(deserializer).map(Timestamp::from_seconds)
    }

    /// The same for fields that may be null or missing.
    pub mod option {
        use serde::{Deserialize, Deserializer, Serialize, Serializer};

        use super::Timestamp;

        pub fn serialize<S: Serializer>(
            time: &Option<Timestamp>,
            serializer: S,
        ) -> Result<S::Ok, S::Error> {
            time.map(Timestamp::as_seconds).serialize(serializer)
        }

        pub fn deserialize<'de, D: Deserializer<'de>>(
            deserializer: D,
        ) -> Result<Option<Timestamp>, D::Error> {
            Option::deserialize(deserializer).map(|seconds| seconds.map(Timestamp::from_seconds))
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Answer {
        millis: Timestamp,
        #[serde(with = "seconds")]
        seconds: Timestamp,
        #[serde(with = "seconds::option")]
        nullable: Option<Timestamp>,
        #[serde(
            with = "seconds::option",
            default,
            skip_serializing_if = "Option::is_none"
        )]
        optional: Option<Timestamp>,
    }

    #[test]
    fn each_field_has_its_unit() {
        let json = json!({"millis": 1500, "seconds": 2, "nullable": null, "optional": -3});
        let answer: Answer = serde_json::from_value(json.clone()).unwrap();
        assert_eq!(answer.millis, Timestamp::from_millis(1500));
        assert_eq!(answer.seconds, Timestamp::from_millis(2000));
        assert_eq!(answer.nullable, None);
        assert_eq!(answer.optional, Some(Timestamp::from_millis(-3000)));
        assert_eq!(serde_json::to_value(&answer).unwrap(), json);
    }

    #[test]
    fn absent_is_not_null() {
        let absent = json!({"millis": 0, "seconds": 0, "nullable": 0});
        let answer: Answer = serde_json::from_value(absent.clone()).unwrap();
        assert_eq!(serde_json::to_value(&answer).unwrap(), absent);
        let incomplete = json!({"millis": 0, "seconds": 0});
        assert!(serde_json::from_value::<Answer>(incomplete).is_err());
    }

    #[test]
    fn what_is_no_whole_number_is_refused() {
        for json in [json!(1.0), json!("1"), json!(null)] {
            assert!(serde_json::from_value::<Timestamp>(json).is_err());
        }
    }

    #[test]
    fn seconds_round_down_and_stay_in_range() {
        assert_eq!(Timestamp::from_millis(-1).as_seconds(), -1);
        assert_eq!(Timestamp::from_millis(1999).as_seconds(), 1);
        assert_eq!(Timestamp::from_seconds(i64::MAX).as_millis(), i64::MAX);
        assert_eq!(Timestamp::from_seconds(i64::MIN).as_millis(), i64::MIN);
    }

    #[test]
    fn parts_of_a_millisecond_round_down() {
        let nanosecond = Duration::from_nanos(1);
        let after = SystemTime::UNIX_EPOCH + nanosecond;
        let before = SystemTime::UNIX_EPOCH - nanosecond;
        assert_eq!(Timestamp::from(after), Timestamp::from_millis(0));
        assert_eq!(Timestamp::from(before), Timestamp::from_millis(-1));
    }

    proptest! {
        #[test]
        fn seconds_survive(seconds in i64::MIN / SECOND..=i64::MAX / SECOND) {
            prop_assert_eq!(Timestamp::from_seconds(seconds).as_seconds(), seconds);
        }

        #[test]
        fn rounding_to_seconds_loses_less_than_one(millis in i64::MIN + SECOND..=i64::MAX) {
            let time = Timestamp::from_millis(millis);
            let lost = millis - Timestamp::from_seconds(time.as_seconds()).as_millis();
            prop_assert!((0..SECOND).contains(&lost));
        }

        #[test]
        fn json_and_text_are_the_number_of_milliseconds(millis: i64) {
            let time = Timestamp::from_millis(millis);
            prop_assert_eq!(serde_json::to_value(time).unwrap(), json!(millis));
            prop_assert_eq!(serde_json::from_value::<Timestamp>(json!(millis)).unwrap(), time);
            prop_assert_eq!(time.to_string(), millis.to_string());
        }

        #[test]
        fn system_time_and_back_is_the_same_moment(millis: i64) {
            let time = Timestamp::from_millis(millis);
            // Some platforms hold a smaller range; what they hold comes back.
            let there = time.to_system_time();
            prop_assert_eq!(there.map_or(time, Timestamp::from), time);
        }

        #[test]
        fn order_is_that_of_time(one: i64, other: i64) {
            let (left, right) = (Timestamp::from_millis(one), Timestamp::from_millis(other));
            prop_assert_eq!(left.cmp(&right), one.cmp(&other));
        }
    }
}
