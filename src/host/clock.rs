//! The clocks. Whatever waits or ages goes by one that nobody can set: it begins with the wall
//! clock's time when the program starts, and goes on by the time that passes, sleep included.
//! Records go by the wall clock, since other records are compared with them.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use chrono::{DateTime, Local, LocalResult, NaiveDateTime, TimeDelta, TimeZone};
use rustix::time::{ClockId, clock_gettime};

use crate::model::{Clock, Timestamp};
use crate::query::Zone;

/// The clock that counts the time while the machine sleeps as well.
#[cfg(target_os = "linux")]
const COUNTING: ClockId = ClockId::Boottime;
/// The clock that counts the time while the machine sleeps as well.
#[cfg(not(target_os = "linux"))]
const COUNTING: ClockId = ClockId::Monotonic;

/// One for the whole program, so that all of its parts agree.
static SYSTEM: LazyLock<Clock> = LazyLock::new(|| steady_clock(wall_time(), counted));

/// The program's clock. No step of the wall clock is felt by it.
pub fn system_clock() -> Clock {
    Arc::clone(&SYSTEM)
}

/// The wall clock, which may be set at any time: for records alone.
pub fn wall_clock() -> Clock {
    Arc::new(wall_time)
}

/// The zone of this machine, in which people write dates.
pub(crate) const fn local_zone() -> Zone {
    Zone::new(local_moment)
}

/// The moment of a local date and time: the first of two where clocks are put back, and the first
/// after them where they are put forward.
fn local_moment(civil: NaiveDateTime) -> Timestamp {
    /// The longest that clocks are put forward, in quarters of an hour: a day.
    const QUARTERS: i64 = 96;
    let mut times = (0..=QUARTERS).filter_map(|n| {
        let later = civil.checked_add_signed(TimeDelta::minutes(n * 15))?;
        first_of(&Local.from_local_datetime(&later))
    });
    let seconds = times.next().unwrap_or_else(|| civil.and_utc().timestamp());
    Timestamp::from_seconds(seconds)
}

/// The first moment that a clock shows a time, in seconds. Zones of the library do not agree in which
/// order they give the two of an hour that is shown twice.
fn first_of<Z: TimeZone>(shown: &LocalResult<DateTime<Z>>) -> Option<i64> {
    match shown {
        LocalResult::Single(at) => Some(at.timestamp()),
        LocalResult::Ambiguous(one, other) => Some(one.timestamp().min(other.timestamp())),
        LocalResult::None => None,
    }
}

/// A clock that begins at a time and goes on as `elapsed` does.
pub fn steady_clock(
    start: Timestamp,
    elapsed: impl Fn() -> Duration + Send + Sync + 'static,
) -> Clock {
    let began = elapsed();
    Arc::new(move || {
        let since = elapsed().saturating_sub(began).as_millis();
        start.shifted(i64::try_from(since).unwrap_or(i64::MAX))
    })
}

fn wall_time() -> Timestamp {
    Timestamp::from_millis(chrono::Utc::now().timestamp_millis())
}

/// The time since some moment before the program started.
fn counted() -> Duration {
    let now = clock_gettime(COUNTING);
    let seconds = u64::try_from(now.tv_sec).unwrap_or_default();
    let nanos = u32::try_from(now.tv_nsec).unwrap_or_default();
    Duration::new(seconds, nanos)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    #[test]
    fn a_steady_clock_goes_by_what_passes_and_sleep_passes_too() {
        let passed = Arc::new(AtomicU64::new(7_000));
        let counts = Arc::clone(&passed);
        let start = Timestamp::from_seconds(1_000);
        let clock = steady_clock(start, move || {
            Duration::from_millis(counts.load(Ordering::SeqCst))
        });
        assert_eq!(clock(), start);
        for (counted, since) in [(7_250, 250), (7_200_000, 7_193_000), (0, 0)] {
            passed.store(counted, Ordering::SeqCst);
            assert_eq!(clock(), start.shifted(since), "{counted}");
        }
    }

    /// 02:10 in Brussels on the day that summer time ends.
    #[test]
    fn of_an_hour_that_is_shown_twice_the_first_is_meant_in_whatever_order_both_come() {
        let at = |text| DateTime::parse_from_rfc3339(text).unwrap();
        let (first, second) = (
            at("2026-10-25T02:10:00+02:00"),
            at("2026-10-25T02:10:00+01:00"),
        );
        for both in [(first, second), (second, first)] {
            let shown = LocalResult::Ambiguous(both.0, both.1);
            assert_eq!(first_of(&shown), Some(first.timestamp()));
        }
        assert_eq!(first_of(&LocalResult::<DateTime<Local>>::None), None);
    }

    #[test]
    fn the_clocks_of_the_program_agree_and_begin_with_the_wall_clock() {
        let (one, other) = (system_clock(), system_clock());
        let times = [one(), other(), one()];
        assert!(times.is_sorted(), "{times:?}");
        // Nobody sets the clock of a machine by a minute while its tests run.
        let apart = wall_clock()().millis() - one().millis();
        assert!(apart.abs() < 60_000, "{apart}");
    }
}
