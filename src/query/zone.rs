//! The time zone that dates without one are read in.

use std::fmt;

use chrono::{DateTime, NaiveDateTime};

use crate::model::Timestamp;

/// The seconds of a day.
const DAY: i64 = 24 * 60 * 60;

/// The time zone that dates without one are read in: what moment a local date and time is.
#[derive(Clone, Copy)]
pub struct Zone(fn(NaiveDateTime) -> Timestamp);

impl Default for Zone {
    fn default() -> Self {
        Self::UTC
    }
}

impl Zone {
    /// Universal time.
    pub const UTC: Self = Self(|civil| Timestamp::from_seconds(civil.and_utc().timestamp()));

    /// The zone with this rule.
    pub const fn new(rule: fn(NaiveDateTime) -> Timestamp) -> Self {
        Self(rule)
    }

    /// The zone at a moment by its offset, such as `UTC+01:00`.
    pub(crate) fn name_at(self, moment: Timestamp) -> String {
        let ahead = self.ahead_of(moment);
        let (hours, minutes) = (ahead.abs() / 3600, ahead.abs() / 60 % 60);
        let sign = if ahead < 0 { '-' } else { '+' };
        format!("UTC{sign}{hours:02}:{minutes:02}")
    }

    /// The seconds since local midnight at a moment.
    pub(crate) fn second_of_day(self, moment: Timestamp) -> u32 {
        let local = moment.seconds().saturating_add(self.ahead_of(moment));
        u32::try_from(local.rem_euclid(DAY)).unwrap_or(0)
    }

    /// What a clock and a calendar show here at a moment.
    pub(crate) fn local(self, moment: Timestamp) -> Option<NaiveDateTime> {
        let local = moment.seconds().checked_add(self.ahead_of(moment))?;
        DateTime::from_timestamp(local, 0).map(|at| at.naive_utc())
    }

    /// Whether clocks here show universal time at a moment.
    pub(crate) fn is_utc_at(self, moment: Timestamp) -> bool {
        self.ahead_of(moment) == 0
    }

    /// The seconds by which clocks here are ahead of universal time at a moment: as they were the day
    /// before, if that alone is what they show, and otherwise as they are the day after. In the hour that
    /// clocks show twice the second time is that of the day after.
    fn ahead_of(self, moment: Timestamp) -> i64 {
        let at = moment.seconds();
        let before = self.ahead_at(at.saturating_sub(DAY));
        let after = self.ahead_at(at.saturating_add(DAY));
        let shows = |ahead: i64| {
            let local = at.saturating_add(ahead);
            local.saturating_sub(self.ahead_at(local)) == at
        };
        if shows(before) && !shows(after) {
            before
        } else {
            after
        }
    }

    /// The seconds by which a clock that shows this local time is ahead of universal time.
    fn ahead_at(self, local: i64) -> i64 {
        let civil = DateTime::from_timestamp(local, 0).map(|at| at.naive_utc());
        civil.map_or(0, |civil| local - self.seconds(civil))
    }

    pub(super) fn seconds(self, civil: NaiveDateTime) -> i64 {
        (self.0)(civil).seconds()
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Zone")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The local time at moments around a change of the clocks, in a zone that is `before` hours ahead
    /// until that moment and `after` hours from then on.
    fn around(change: &str, before: i64, after: i64, zone: Zone) {
        let change = Timestamp::parse(change).unwrap();
        for minutes in (-3 * 60..3 * 60).step_by(10) {
            let moment = change.shifted(minutes * 60_000);
            let ahead = if minutes < 0 { before } else { after };
            let shown = zone.local(moment).unwrap();
            let wanted = moment.shifted(ahead * 3_600_000).to_utc().unwrap();
            assert_eq!(shown, wanted.naive_utc(), "{minutes} minutes after");
        }
    }

    /// A zone that is so many hours ahead before a local time, and so many from then on; local times
    /// that never are mean the first after them, and of those that are twice the first.
    fn changing(civil: NaiveDateTime, change: &str, before: i64, after: i64) -> Timestamp {
        let change = Timestamp::parse(change).unwrap().seconds();
        let local = civil.and_utc().timestamp();
        let first = local - before * 3_600;
        if first < change {
            return Timestamp::from_seconds(first);
        }
        Timestamp::from_seconds((local - after * 3_600).max(change))
    }

    #[test]
    fn clocks_show_local_time_before_and_after_they_are_changed() {
        let berlin = Zone::new(|civil| changing(civil, "2026-03-29T01:00:00Z", 1, 2));
        around("2026-03-29T01:00:00Z", 1, 2, berlin);
        let berlin = Zone::new(|civil| changing(civil, "2026-10-25T01:00:00Z", 2, 1));
        around("2026-10-25T01:00:00Z", 2, 1, berlin);
        let new_york = Zone::new(|civil| changing(civil, "2026-03-08T07:00:00Z", -5, -4));
        around("2026-03-08T07:00:00Z", -5, -4, new_york);
        let new_york = Zone::new(|civil| changing(civil, "2026-11-01T06:00:00Z", -4, -5));
        around("2026-11-01T06:00:00Z", -4, -5, new_york);
        let at = Timestamp::parse("2026-11-01T06:30:00Z").unwrap();
        assert_eq!(new_york.name_at(at), "UTC-05:00");
        assert!(!new_york.is_utc_at(at) && Zone::UTC.is_utc_at(at));
    }
}
