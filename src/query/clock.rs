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

    /// The time of day at a moment: `14:03:05Z`, or `15:03:05+01:00`.
    pub(crate) fn clock(self, moment: Timestamp) -> String {
        let local = self.local(moment);
        local.map_or_else(
            || moment.to_string(),
            |local| format!("{}{}", local.format("%H:%M:%S"), self.offset_at(moment)),
        )
    }

    /// The day and the time of day at a moment: `2026-11-29 14:03:05Z`.
    pub(crate) fn day_and_clock(self, moment: Timestamp) -> String {
        let day = self.local(moment);
        let day = day.map_or_else(String::new, |local| local.format("%Y-%m-%d ").to_string());
        format!("{day}{}", self.clock(moment))
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
