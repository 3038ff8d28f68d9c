//! Times in 32 bits, as columns hold them.

use crate::model::{SentTime, Timestamp};
use crate::query::Why;

/// Seconds since 1970 in 32 bits: good until 2106, and half the memory. 0 stands for no time, and
/// [`UNREADABLE`] for one that cannot be read.
pub(crate) type PackedTime = u32;

/// A time that Zendesk sent and that cannot be read.
const UNREADABLE: PackedTime = PackedTime::MAX;

pub(super) fn pack(time: SentTime) -> PackedTime {
    match time {
        SentTime::Absent => 0,
        SentTime::Unreadable => UNREADABLE,
        // A time that has no place here is one that cannot be right.
        SentTime::At(time) => PackedTime::try_from(time.seconds())
            .ok()
            .filter(|seconds| *seconds != 0)
            .unwrap_or(UNREADABLE),
    }
}

pub(super) fn unpack(time: PackedTime) -> SentTime {
    match time {
        0 => SentTime::Absent,
        UNREADABLE => SentTime::Unreadable,
        time => SentTime::At(Timestamp::from_seconds(i64::from(time))),
    }
}

/// The time of a packed one, where there is one that can be read.
pub(crate) fn readable_time(time: PackedTime) -> Option<u32> {
    (time != 0 && time != UNREADABLE).then_some(time)
}

/// A time in seconds since 1970, or why it is not known.
pub(crate) type ReadableTime = Result<u32, Why>;

/// A packed time as it is compared.
pub(crate) const fn packed_time(time: PackedTime) -> ReadableTime {
    match time {
        0 => Err(Why::NotSent),
        UNREADABLE => Err(Why::Unreadable),
        time => Ok(time),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_read_back_and_what_cannot_be_read_is_no_time() {
        let last = i64::from(u32::MAX) - 1;
        for time in [1, 1_700_000_000, last].map(Timestamp::from_seconds) {
            assert_eq!(unpack(pack(SentTime::At(time))), SentTime::At(time));
        }
        for time in [SentTime::Absent, SentTime::Unreadable] {
            assert_eq!(unpack(pack(time)), time);
            assert_eq!(readable_time(pack(time)), None);
        }
        for beyond in [-1, 0, last + 1, last + 2].map(Timestamp::from_seconds) {
            assert_eq!(unpack(pack(SentTime::At(beyond))), SentTime::Unreadable);
        }
    }
}
