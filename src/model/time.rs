//! Moments and ages. A moment is milliseconds since 1970 in UTC; the API speaks in
//! whole seconds and the journal in milliseconds.

use std::fmt;
use std::time::Duration;

use chrono::{DateTime, SecondsFormat, Utc};

/// A moment, in milliseconds since the Unix epoch, UTC.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

/// A text that is not a moment in RFC 3339.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an RFC 3339 time")]
pub struct ParseTimestampError;

impl Timestamp {
    /// The moment this many seconds after the epoch.
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1000))
    }

    /// The moment this many milliseconds after the epoch.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Whole seconds since the epoch.
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// Milliseconds since the epoch.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Reads RFC 3339, by hand for the shape Zendesk writes (`2014-11-18T17:24:29Z`),
    /// because a generic parser is most of the cost of decoding a page.
    pub fn parse(text: &str) -> Result<Self, ParseTimestampError> {
        if let Some(seconds) = zulu_seconds(text.as_bytes()) {
            return Ok(Self::from_seconds(seconds));
        }
        DateTime::parse_from_rfc3339(text)
            .map(|moment| Self(moment.timestamp_millis()))
            .map_err(|_| ParseTimestampError)
    }

    /// How long ago this was at `now`; zero for a moment in the future.
    pub fn age(self, now: Self) -> Age {
        Age(now
            .seconds()
            .saturating_sub(self.seconds())
            .max(0)
            .unsigned_abs())
    }

    /// How far a moment may lie ahead and still be now, in seconds: servers of one account do not agree to
    /// the second, and an answer is on its way for some time.
    pub(crate) const MAY_BE_AHEAD: i64 = 120;

    /// Whether this lies in the future at `now`.
    pub(crate) fn lies_after(self, now: Self) -> bool {
        self.seconds() > now.seconds().saturating_add(Self::MAY_BE_AHEAD)
    }

    /// How long ago this was at `now`, in words. What lies in the future has no age.
    pub(crate) fn age_in_words(self, now: Self) -> String {
        if self.lies_after(now) {
            "in the future".to_owned()
        } else {
            self.age(now).to_string()
        }
    }

    /// This moment moved by `offset` milliseconds.
    #[must_use]
    pub const fn shifted(self, offset: i64) -> Self {
        Self(self.0.saturating_add(offset))
    }

    /// This moment moved forward by `duration`.
    #[must_use]
    pub fn after(self, duration: Duration) -> Self {
        self.shifted(i64::try_from(duration.as_millis()).unwrap_or(i64::MAX))
    }

    /// The calendar form, for formatting; `None` outside chrono's years.
    pub(crate) fn to_utc(self) -> Option<DateTime<Utc>> {
        DateTime::from_timestamp_millis(self.0)
    }
}

/// Reads `YYYY-MM-DDTHH:MM:SSZ` as seconds since the epoch; `None` for any other shape.
fn zulu_seconds(text: &[u8]) -> Option<i64> {
    let [
        y0,
        y1,
        y2,
        y3,
        b'-',
        m0,
        m1,
        b'-',
        d0,
        d1,
        b'T',
        h0,
        h1,
        b':',
        n0,
        n1,
        b':',
        s0,
        s1,
        b'Z',
    ] = *text
    else {
        return None;
    };
    let two = |tens: u8, ones: u8| -> Option<i64> {
        (tens.is_ascii_digit() && ones.is_ascii_digit())
            .then(|| i64::from(tens - b'0') * 10 + i64::from(ones - b'0'))
    };
    let year = two(y0, y1)? * 100 + two(y2, y3)?;
    let (month, day) = (two(m0, m1)?, two(d0, d1)?);
    let (hour, minute, second) = (two(h0, h1)?, two(n0, n1)?, two(s0, s1)?);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if !(1..=last).contains(&day) || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    // Days from the civil calendar, counting years from March so that a leap day is last.
    let year_from_march = if month <= 2 { year - 1 } else { year };
    let era = year_from_march.div_euclid(400);
    let year_of_era = year_from_march - era * 400;
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    let days = era * 146_097 + day_of_era - 719_468;
    Some(((days * 24 + hour) * 60 + minute) * 60 + second)
}

/// Writes milliseconds since the epoch as `YYYY-MM-DDTHH:MM:SSZ`; `None` where they are no whole
/// seconds or before 1970 or after 9999. By hand, because lists print two for each line.
fn zulu_text(millis: i64) -> Option<[u8; 20]> {
    const END_OF_9999: u64 = 253_402_300_800;
    let millis = u64::try_from(millis).ok()?;
    let (seconds, rest) = (millis / 1000, millis % 1000);
    if rest != 0 || seconds >= END_OF_9999 {
        return None;
    }
    // The reverse of `zulu_seconds`: years begin in March.
    let days = seconds / 86_400 + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let leaps = day_of_era / 1_460 + day_of_era / 146_096 - day_of_era / 36_524;
    let year_of_era = (day_of_era - leaps) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = (month_from_march + 2) % 12 + 1;
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    let of_day = seconds % 86_400;
    let mut text = *b"0000-00-00T00:00:00Z";
    let parts = [
        (0, year / 100),
        (2, year % 100),
        (5, month),
        (8, day),
        (11, of_day / 3600),
        (14, of_day / 60 % 60),
        (17, of_day % 60),
    ];
    for (at, number) in parts {
        #[expect(clippy::cast_possible_truncation, reason = "a number of two digits")]
        let number = number as u8;
        (text[at], text[at + 1]) = (b'0' + number / 10, b'0' + number % 10);
    }
    Some(text)
}

impl fmt::Display for Timestamp {
    /// Writes UTC in RFC 3339: whole seconds as `2014-11-18T17:24:29Z`, else with milliseconds.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(text) = zulu_text(self.0) {
            return f.write_str(std::str::from_utf8(&text).map_err(|_| fmt::Error)?);
        }
        let format = if self.0 % 1000 == 0 {
            SecondsFormat::Secs
        } else {
            SecondsFormat::Millis
        };
        match self.to_utc() {
            Some(moment) => f.write_str(&moment.to_rfc3339_opts(format, true)),
            None => write!(f, "{} ms since 1970", self.0),
        }
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The time since something happened, in whole seconds, never negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Age(u64);

impl Age {
    /// The age in seconds.
    pub const fn seconds(self) -> u64 {
        self.0
    }
}

impl From<Duration> for Age {
    fn from(duration: Duration) -> Self {
        Self(duration.as_secs())
    }
}

impl fmt::Display for Age {
    /// Writes the age in at most six columns: `12s`, `4m07s`, `3h05m`, `12d04h`, `412d`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (minutes, hours, days) = (self.0 / 60, self.0 / 3600, self.0 / 86_400);
        let text = match self.0 {
            0..60 => format!("{}s", self.0),
            60..3600 => format!("{minutes}m{:02}s", self.0 % 60),
            3600..86_400 => format!("{hours}h{:02}m", minutes % 60),
            86_400..8_640_000 => format!("{days}d{:02}h", hours % 24),
            _ => format!("{days}d"),
        };
        f.pad(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hand_formatter_agrees_with_chrono() {
        let scattered = (0..20_000).map(|n: i64| n * 12_670_115_039 % 253_402_300_800);
        let days = (0..200_000).flat_map(|day: i64| [day * 86_400 - 1, day * 86_400]);
        let edges = [
            0,
            951_782_400,
            4_107_542_400,
            253_402_300_799,
            253_402_300_800,
        ];
        for seconds in edges.into_iter().chain(days).chain(scattered) {
            let moment = Timestamp::from_seconds(seconds);
            let expected = moment.to_utc().unwrap();
            let expected = expected.to_rfc3339_opts(SecondsFormat::Secs, true);
            assert_eq!(moment.to_string(), expected, "{seconds}");
        }
    }

    #[test]
    fn the_hand_parser_agrees_with_chrono() {
        for text in [
            "2014-11-18T17:24:29Z",
            "1970-01-01T00:00:00Z",
            "2000-02-29T23:59:59Z",
            "2026-12-31T00:00:00Z",
            "2100-03-01T12:00:00Z",
        ] {
            let expected = DateTime::parse_from_rfc3339(text).unwrap().timestamp();
            assert_eq!(
                Timestamp::parse(text),
                Ok(Timestamp::from_seconds(expected)),
                "{text}"
            );
            assert_eq!(Timestamp::from_seconds(expected).to_string(), text);
        }
    }

    #[test]
    fn offsets_and_fractions_are_understood_and_nonsense_is_not() {
        let expected = Timestamp::parse("2014-11-18T17:24:29Z");
        assert_eq!(Timestamp::parse("2014-11-18T18:24:29+01:00"), expected);
        assert_eq!(
            Timestamp::parse("2014-11-18T17:24:29.500Z").map(Timestamp::millis),
            expected.map(|moment| moment.millis() + 500)
        );
        for text in [
            "",
            "yesterday",
            "2014-13-18T17:24:29Z",
            "2015-02-29T00:00:00Z",
            "0",
        ] {
            assert!(Timestamp::parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn an_age_is_never_negative_and_never_wider_than_six_columns() {
        let now = Timestamp::from_seconds(1_000);
        assert_eq!(Timestamp::from_seconds(2_000).age(now).seconds(), 0);
        for (seconds, text) in [
            (0, "0s"),
            (59, "59s"),
            (60, "1m00s"),
            (3_599, "59m59s"),
            (3_600, "1h00m"),
            (86_399, "23h59m"),
            (86_400, "1d00h"),
            (8_639_999, "99d23h"),
            (8_640_000, "100d"),
        ] {
            assert_eq!(Age(seconds).to_string(), text);
            assert!(text.len() <= 6);
        }
    }
}
