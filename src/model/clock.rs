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

    /// What the offset means for the ages that are shown; `None` where no answer had the server's
    /// time.
    pub(crate) fn in_words(offset: Option<Self>) -> String {
        match offset {
            None => "the server did not tell its time".to_owned(),
            Some(offset) => offset.off_by().map_or_else(
                || "agrees with the server's".to_owned(),
                |off| format!("this machine's clock is {off}; ages follow the server's"),
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

#[cfg(test)]
mod tests {
    use super::*;

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
