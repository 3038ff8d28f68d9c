//! The clock that a caller passes in, and its offset to the server's.

use std::sync::Arc;

use super::Timestamp;

/// The source of the time for a function that needs it; the caller chooses it.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// The server's clock minus this machine's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockOffset {
    millis: i64,
}

impl ClockOffset {
    /// The offset, in milliseconds, above which a warning is shown.
    const LARGE: i64 = 60_000;

    /// The offset, in milliseconds, above which one of the two clocks shows another day.
    pub(crate) const DAY: i64 = 24 * 60 * 60 * 1000;

    /// The offset when the server's clock says `server` and this machine's `local`.
    pub const fn between(server: Timestamp, local: Timestamp) -> Self {
        Self {
            millis: server.millis().saturating_sub(local.millis()),
        }
    }

    /// The offset of so many milliseconds; positive where this machine is behind.
    pub(crate) const fn of_millis(millis: i64) -> Self {
        Self { millis }
    }

    /// What is said of a moment of ours: the server's time then, or ours where that is not known.
    pub(crate) fn said(offset: Option<Self>, ours: Timestamp) -> Timestamp {
        ours.shifted(offset.map_or(0, Self::millis))
    }

    /// The offset in milliseconds; positive where this machine is behind.
    pub const fn millis(self) -> i64 {
        self.millis
    }

    /// The offset in whole seconds, rounded towards zero.
    pub const fn seconds(self) -> i64 {
        self.millis / 1000
    }

    /// Whether the offset is large enough for a warning: more than a minute.
    pub(crate) const fn is_large(self) -> bool {
        self.millis.saturating_abs() > Self::LARGE
    }

    /// Whether the two clocks are more than a day apart, so that one of them is simply wrong.
    pub(crate) const fn is_of_another_day(self) -> bool {
        self.millis.saturating_abs() > Self::DAY
    }

    /// How the two clocks agree; `None` where no answer had the server's time. By which of them ages are
    /// shown is another matter.
    pub(crate) fn in_words(offset: Option<Self>) -> String {
        match offset {
            None => "the server did not tell its time".to_owned(),
            Some(offset) => offset.off_by().map_or_else(
                || "agrees with the server's".to_owned(),
                |off| format!("this machine's clock is {off}"),
            ),
        }
    }

    /// How far this machine's clock is off, and which way, if that is worth a warning.
    pub(crate) fn off_by(self) -> Option<String> {
        let way = if self.millis > 0 { "behind" } else { "ahead" };
        self.is_large()
            .then(|| format!("{} s {way}", self.seconds().unsigned_abs()))
    }
}

/// The server's clock and ours at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ClockPair {
    /// The server's clock, as a `Date` gave it.
    pub(crate) server: Timestamp,
    /// Our clock when that came.
    pub(crate) local: Timestamp,
}

impl ClockPair {
    /// The server's clock at a moment of ours.
    pub(crate) fn server_at(self, ours: Timestamp) -> Timestamp {
        let since = ours.millis().saturating_sub(self.local.millis());
        self.server.shifted(since)
    }
}

/// A moment by both clocks: ours is what moments are compared by, and the server's what is said of
/// them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DatedMoment {
    /// The moment by our clock.
    pub(crate) local: Timestamp,
    /// The same by the server's, where that is known.
    pub(crate) server: Option<Timestamp>,
}

impl DatedMoment {
    /// A moment of ours, dated by these clocks.
    pub(crate) fn of(local: Timestamp, clocks: Option<ClockPair>) -> Self {
        let server = clocks.map(|clocks| clocks.server_at(local));
        Self { local, server }
    }

    /// What is said of it: the server's time, or ours where that is not known.
    pub(crate) fn said(self) -> Timestamp {
        self.server.unwrap_or(self.local)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_a_moment_is_the_servers_time_where_that_is_known() {
        let at = Timestamp::from_seconds;
        let clocks = ClockPair {
            server: at(8_600),
            local: at(1_400),
        };
        let moment = DatedMoment::of(at(1_000), Some(clocks));
        assert_eq!((moment.local, moment.said()), (at(1_000), at(8_200)));
        assert_eq!(DatedMoment::of(at(1_000), None).said(), at(1_000));
        let offset = ClockOffset::between(clocks.server, clocks.local);
        assert_eq!(ClockOffset::said(Some(offset), at(1_000)), at(8_200));
        assert_eq!(ClockOffset::said(None, at(1_000)), at(1_000));
    }

    #[test]
    fn more_than_a_minute_either_way_is_large() {
        let here = Timestamp::from_seconds(1_000);
        for (millis, is_large) in [
            (0, false),
            (60_000, false),
            (-60_000, false),
            (60_001, true),
            (-60_001, true),
        ] {
            let offset = ClockOffset::between(here.shifted(millis), here);
            assert_eq!((offset.millis(), offset.is_large()), (millis, is_large));
            let words = ClockOffset::in_words(Some(offset));
            let way = if millis > 0 {
                "60 s behind"
            } else {
                "60 s ahead"
            };
            assert_eq!(words.contains(way), is_large, "{words}");
        }
    }
}
