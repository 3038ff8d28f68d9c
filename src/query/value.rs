//! Comparisons, ages and moments.

use std::fmt;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

use super::zone::Zone;

/// The longest age that can be asked for, in seconds: about a century.
const LONGEST: u64 = 100 * 366 * DAY;
const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// The units of ages, longest first.
const UNITS: [(char, u64); 5] = [
    ('w', 7 * DAY),
    ('d', DAY),
    ('h', HOUR),
    ('m', MINUTE),
    ('s', 1),
];

/// How a value is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    Is,
    Less,
    AtMost,
    More,
    AtLeast,
}

impl Comparison {
    /// The sign as it is typed.
    pub(super) const fn sign(self) -> &'static str {
        match self {
            Self::Is => ":",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::More => ">",
            Self::AtLeast => ">=",
        }
    }

    /// Whether `value` compares so with `bound`.
    pub(super) const fn holds(self, value: u64, bound: u64) -> bool {
        match self {
            Self::Is => value == bound,
            Self::Less => value < bound,
            Self::AtMost => value <= bound,
            Self::More => value > bound,
            Self::AtLeast => value >= bound,
        }
    }
}

/// A value that times are compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TimeValue {
    /// An age in seconds.
    Age(u64),
    /// A day, a minute or a second.
    Point(TimePoint),
}

/// A day, a minute or a second, with the seconds since 1970 at which it begins and is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TimePoint {
    civil: NaiveDateTime,
    unit: PointUnit,
    is_utc: bool,
    begins: i64,
    over: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PointUnit {
    Day,
    Minute,
    Second,
}

impl TimeValue {
    /// Reads an age or a moment; `None` if the text is neither.
    pub(super) fn read(text: &str, zone: Zone) -> Option<Self> {
        let age = age(text).map(Self::Age);
        age.or_else(|| TimePoint::read(text, zone).map(Self::Point))
    }

    /// The earliest and the latest moment, in seconds since 1970, of which the comparison holds at
    /// `now`. A time after `now` is of age 0.
    pub(crate) fn bounds(&self, comparison: Comparison, now: i64) -> (i64, i64) {
        const ALWAYS: i64 = i64::MIN;
        const NEVER: (i64, i64) = (i64::MAX, i64::MIN);
        let (before, until, from, after) = match self {
            Self::Age(age) => {
                let at = now.saturating_sub_unsigned(*age);
                // More than an age is earlier than its moment.
                let latest = if *age == 0 { i64::MAX } else { at };
                return match comparison {
                    Comparison::Is => NEVER,
                    Comparison::More => (ALWAYS, at.saturating_sub(1)),
                    Comparison::AtLeast => (ALWAYS, latest),
                    Comparison::Less if *age == 0 => NEVER,
                    Comparison::Less => (at.saturating_add(1), i64::MAX),
                    Comparison::AtMost => (at, i64::MAX),
                };
            }
            Self::Point(point) => (
                point.begins.saturating_sub(1),
                point.over.saturating_sub(1),
                point.begins,
                point.over,
            ),
        };
        match comparison {
            Comparison::Is => (from, until),
            Comparison::Less => (ALWAYS, before),
            Comparison::AtMost => (ALWAYS, until),
            Comparison::More => (after, i64::MAX),
            Comparison::AtLeast => (from, i64::MAX),
        }
    }
}

/// Reads an age such as `8h` or `2d12h`, in seconds: units from long to short, each once.
pub(super) fn age(text: &str) -> Option<u64> {
    let mut units = UNITS.iter();
    let (mut total, mut number) = (0_u64, None::<u64>);
    for sign in text.chars() {
        if let Some(digit) = sign.to_digit(10) {
            let longer = number.unwrap_or(0).checked_mul(10)?;
            number = Some(longer.checked_add(u64::from(digit))?);
        } else {
            let (_, seconds) = units.find(|(unit, _)| *unit == sign)?;
            total = total.checked_add(number.take()?.checked_mul(*seconds)?)?;
        }
    }
    let is_whole = number.is_none() && !text.is_empty() && total <= LONGEST;
    is_whole.then_some(total)
}

/// Writes an age as it is read.
pub(super) fn write_age(f: &mut fmt::Formatter<'_>, seconds: u64) -> fmt::Result {
    if seconds == 0 {
        return f.write_str("0s");
    }
    let mut rest = seconds;
    for (unit, length) in UNITS.into_iter().skip(1) {
        if rest >= length {
            write!(f, "{}{unit}", rest / length)?;
            rest %= length;
        }
    }
    Ok(())
}

impl TimePoint {
    fn read(text: &str, zone: Zone) -> Option<Self> {
        let (text, is_utc) = match text.strip_suffix(['Z', 'z']) {
            Some(rest) => (rest, true),
            None => (text, false),
        };
        let (date, time) = match text.split_once(['T', 't', ' ']) {
            Some((date, time)) => (date, Some(time.trim_start())),
            None => (text, None),
        };
        if date.len() != 10 {
            return None;
        }
        let date = NaiveDate::parse_from_str(date, "%Y-%m-%d").ok()?;
        let (time, unit) = match time {
            None => (NaiveTime::MIN, PointUnit::Day),
            Some(time) if time.len() == 5 => (
                NaiveTime::parse_from_str(time, "%H:%M").ok()?,
                PointUnit::Minute,
            ),
            Some(time) if time.len() == 8 => (
                NaiveTime::parse_from_str(time, "%H:%M:%S").ok()?,
                PointUnit::Second,
            ),
            Some(_) => return None,
        };
        let civil = date.and_time(time);
        let next = match unit {
            PointUnit::Day => date.succ_opt()?.and_time(NaiveTime::MIN),
            PointUnit::Minute => civil.checked_add_signed(TimeDelta::minutes(1))?,
            PointUnit::Second => civil.checked_add_signed(TimeDelta::seconds(1))?,
        };
        let zone = if is_utc { Zone::UTC } else { zone };
        let begins = zone.seconds(civil);
        // A day is over when the next one begins, however long it is; what is shorter has its length.
        let over = match unit {
            PointUnit::Day => zone.seconds(next),
            _ => begins + (next - civil).num_seconds(),
        };
        Some(Self {
            civil,
            unit,
            is_utc,
            begins,
            over,
        })
    }
}

impl fmt::Display for TimePoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let format = match self.unit {
            PointUnit::Day => "%Y-%m-%d",
            PointUnit::Minute => "%Y-%m-%dT%H:%M",
            PointUnit::Second => "%Y-%m-%dT%H:%M:%S",
        };
        let zone = if self.is_utc { "Z" } else { "" };
        write!(f, "{}{zone}", self.civil.format(format))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Timestamp;

    #[test]
    fn an_age_has_units_from_long_to_short() {
        for (text, seconds) in [
            ("8h", Some(28_800)),
            ("2d12h", Some(216_000)),
            ("1w", Some(604_800)),
            ("1h30m5s", Some(5_405)),
            ("0s", Some(0)),
            ("", None),
            ("8", None),
            ("h", None),
            ("8h8h", None),
            ("30m1h", None),
            ("8 h", None),
            ("99999999999999999999s", None),
            ("9999999999w", None),
        ] {
            assert_eq!(age(text), seconds, "{text}");
        }
    }

    #[test]
    fn a_date_is_the_whole_local_day_even_where_it_has_25_hours() {
        // An hour ahead before noon of the 20th, and none after it.
        let zone = Zone::new(|civil| {
            let noon = NaiveDate::from_ymd_opt(2026, 11, 20)
                .unwrap()
                .and_hms_opt(12, 0, 0);
            let ahead = if civil < noon.unwrap() { 3_600 } else { 0 };
            Timestamp::from_seconds(civil.and_utc().timestamp() - ahead)
        });
        let midnight = Timestamp::parse("2026-11-20T00:00:00Z").unwrap().seconds();
        let bounds = |text: &str, comparison| {
            let value = TimeValue::read(text, zone).unwrap();
            let (from, until) = value.bounds(comparison, 0);
            (
                from.saturating_sub(midnight),
                until.saturating_sub(midnight),
            )
        };
        let day = ("2026-11-20", 25 * 3_600);
        assert_eq!(bounds(day.0, Comparison::Is), (-3_600, day.1 - 3_601));
        assert_eq!(bounds(day.0, Comparison::Less).1, -3_601);
        assert_eq!(bounds(day.0, Comparison::More).0, day.1 - 3_600);
        assert_eq!(bounds("2026-11-20Z", Comparison::Is), (0, 86_399));
        assert_eq!(
            bounds("2026-11-20T14:00Z", Comparison::Is),
            (50_400, 50_459)
        );
        for text in [
            "2026-13-01",
            "2026-1-1",
            "yesterday",
            "2026-11-20T",
            "2026-11-20 1:00",
        ] {
            assert_eq!(TimeValue::read(text, zone), None, "{text}");
        }
    }

    #[test]
    fn ages_are_compared_as_ages_and_never_negative() {
        let now = 1_000;
        let comparisons = [
            Comparison::Less,
            Comparison::AtMost,
            Comparison::More,
            Comparison::AtLeast,
        ];
        for bound in [0, 1, 10, 5_000] {
            for at in [-1, 0, 1, 989, 990, 991, 999, 1_000, 1_001, 9_999] {
                for comparison in comparisons {
                    let age = u64::try_from(now - at).unwrap_or(0);
                    let (from, until) = TimeValue::Age(bound).bounds(comparison, now);
                    let found = (from..=until).contains(&at);
                    assert_eq!(
                        found,
                        comparison.holds(age, bound),
                        "{comparison:?} {bound} {at}"
                    );
                }
            }
        }
    }
}
