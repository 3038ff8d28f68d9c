//! Times of day as they are written for people: in the local zone, with how far that is from universal
//! time, or with a `Z` where it is that.

use super::Zone;
use crate::model::Timestamp;

impl Zone {
    /// How far this zone is from universal time at a moment: `Z`, or such as `+01:00`.
    pub(crate) fn offset_at(self, moment: Timestamp) -> String {
        if self.is_utc_at(moment) {
            return "Z".to_owned();
        }
        let name = self.name_at(moment);
        name.trim_start_matches("UTC").to_owned()
    }

    /// A moment in this zone in such a format, with what follows it there; whole where it has no place
    /// in the calendar.
    fn written(self, moment: Timestamp, format: &str, mark: &str) -> String {
        let local = self.local(moment);
        local.map_or_else(
            || moment.to_string(),
            |local| format!("{}{mark}", local.format(format)),
        )
    }

    /// A moment in this zone in such a format, with a `Z` where that is universal time.
    pub(crate) fn formatted(self, moment: Timestamp, format: &str) -> String {
        let mark = if self.is_utc_at(moment) { "Z" } else { "" };
        self.written(moment, format, mark)
    }

    /// The day and the time of day at a moment: `2026-11-29 14:03:05Z`.
    pub(crate) fn day_and_clock(self, moment: Timestamp) -> String {
        self.written(moment, "%Y-%m-%d %H:%M:%S", &self.offset_at(moment))
    }

    /// The time of day at a moment: `14:03:05Z`, or `15:03:05+01:00`.
    pub(crate) fn clock(self, moment: Timestamp) -> String {
        self.written(moment, "%H:%M:%S", &self.offset_at(moment))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_of_day_says_its_zone() {
        let at = Timestamp::parse("2026-11-29T14:03:05Z").unwrap();
        assert_eq!(Zone::UTC.clock(at), "14:03:05Z");
        let east = Zone::new(|civil| {
            Timestamp::from_seconds(civil.and_utc().timestamp() - 5 * 3600 - 1800)
        });
        assert_eq!(east.clock(at), "19:33:05+05:30");
        assert_eq!(east.day_and_clock(at), "2026-11-29 19:33:05+05:30");
        let west =
            Zone::new(|civil| Timestamp::from_seconds(civil.and_utc().timestamp() + 15 * 3600));
        assert_eq!(west.clock(at), "23:03:05-15:00");
        assert_eq!(west.offset_at(at), "-15:00");
    }
}
