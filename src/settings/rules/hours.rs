//! A part of the day, which may go over midnight.

use std::fmt;
use std::str::FromStr;

/// A part of the local day, from its beginning up to its end, which is no longer in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hours {
    from: u32,
    until: u32,
}

/// Text that is no part of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be two different times of day, such as \"20:00-07:00\"")]
pub struct ParseHoursError;

impl Hours {
    /// Whether the part has this second of the day.
    pub const fn has(self, second: u32) -> bool {
        if self.from < self.until {
            self.from <= second && second < self.until
        } else {
            self.from <= second || second < self.until
        }
    }
}

impl FromStr for Hours {
    type Err = ParseHoursError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (from, until) = text.split_once('-').ok_or(ParseHoursError)?;
        let hours = Self {
            from: second(from).ok_or(ParseHoursError)?,
            until: second(until).ok_or(ParseHoursError)?,
        };
        if hours.from == hours.until {
            return Err(ParseHoursError);
        }
        Ok(hours)
    }
}

/// The second of the day of `20:00`; the end of the day may be written `24:00`.
fn second(text: &str) -> Option<u32> {
    let (hour, minute) = text.trim().split_once(':')?;
    let number = |text: &str| {
        let is_number = (1..=2).contains(&text.len()) && text.bytes().all(|it| it.is_ascii_digit());
        is_number.then(|| text.parse::<u32>().ok()).flatten()
    };
    let (hour, minute) = (number(hour)?, number(minute)?);
    let is_time = (hour < 24 && minute < 60) || (hour == 24 && minute == 0);
    is_time.then_some(hour * 3600 + minute * 60)
}

impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let clock = |second: u32| format!("{:02}:{:02}", second / 3600, second / 60 % 60);
        write!(f, "{}-{}", clock(self.from), clock(self.until))
    }
}
