//! Ages, moments and countdowns.

use std::time::Duration;

use chrono::Datelike;

use super::super::Scene;
use crate::app::{App, WaitingFor};
use crate::live::OpenTime;
use crate::model::{Age, OAuthToken, Sent, Timestamp};
use crate::query::Zone;

/// What stands in a column where nobody knows what belongs there.
pub(in crate::view) const NOT_READ: &str = "?";

/// How long ago something was, on the server's clock.
pub(in crate::view) fn age(at: Timestamp, app: &App, now: Timestamp) -> Age {
    at.age(app.snapshot().server_time(now))
}

/// A whole moment in the local zone, short: the time of today, otherwise the day and as much of the
/// time as there is room for.
fn moment(at: Timestamp, now: Timestamp, zone: Zone) -> String {
    let (Some(local), Some(today)) = (zone.local(at), zone.local(now)) else {
        return at.to_string();
    };
    if local.date() == today.date() {
        zone.formatted(at, "%H:%M:%S")
    } else if today.signed_duration_since(local).num_days().abs() < 300 {
        zone.formatted(at, "%m-%d %H:%M")
    } else {
        local.format("%Y-%m-%d").to_string()
    }
}

/// What is said of a moment of our clock: the server's time, where it is known.
pub(in crate::view) fn said(scene: Scene<'_>, at: Timestamp) -> Timestamp {
    scene.app.snapshot().server_time(at)
}

/// The time of day, in the local zone.
pub(in crate::view) fn clock(scene: Scene<'_>, at: Timestamp) -> String {
    scene.app.setup().zone.formatted(at, "%H:%M:%S")
}

/// The time of day to the second, with the day where that is not today, and with how far the local zone is
/// from universal time.
pub(in crate::view) fn clock_or_day(scene: Scene<'_>, at: Timestamp) -> String {
    let zone = scene.app.setup().zone;
    let day = |at| zone.local(at).map(|local| local.date());
    if day(at) == day(scene.now) {
        zone.clock(at)
    } else {
        zone.day_and_clock(at)
    }
}

/// The day and the time of day, in the local zone.
pub(in crate::view) fn day_and_time(scene: Scene<'_>, at: Timestamp) -> String {
    scene.app.setup().zone.formatted(at, "%Y-%m-%d %H:%M")
}

/// The day and the time of day, short: without the day where that is today, and without the year where that
/// is this year.
pub(in crate::view) fn short_day_and_time(scene: Scene<'_>, at: Timestamp) -> String {
    let zone = scene.app.setup().zone;
    let date = |at| zone.local(at).map(|local| local.date());
    let format = match (date(at), date(said(scene, scene.now))) {
        (Some(day), Some(today)) if day == today => "%H:%M",
        (Some(day), Some(today)) if day.year() == today.year() => "%m-%d %H:%M",
        _ => "%Y-%m-%d %H:%M",
    };
    zone.formatted(at, format)
}

/// The day and the time of day to the second, with how far the local zone is from universal time.
pub(in crate::view) fn day_and_clock(scene: Scene<'_>, at: Timestamp) -> String {
    scene.app.setup().zone.day_and_clock(at)
}

/// The local zone at a moment: `UTC`, or how far it is from that.
pub(in crate::view) fn zone_name(scene: Scene<'_>, at: Timestamp) -> String {
    let zone = scene.app.setup().zone;
    if zone.is_utc_at(at) {
        "UTC".to_owned()
    } else {
        zone.name_at(at)
    }
}

/// The time left until then; zero for what is over.
pub(in crate::view) fn until(at: Timestamp, now: Timestamp) -> Age {
    let millis = at.millis().saturating_sub(now.millis()).max(0);
    Age::from(Duration::from_millis(millis.unsigned_abs() + 999))
}

/// An age or a time of day, whichever the person chose; a sign where it is not known.
pub(in crate::view) fn time(scene: Scene<'_>, at: Option<Timestamp>) -> String {
    let Some(at) = at else {
        return scene.theme.signs.none.to_owned();
    };
    if scene.app.display().absolute_times {
        let zone = scene.app.setup().zone;
        moment(at, scene.app.snapshot().server_time(scene.now), zone)
    } else {
        age(at, scene.app, scene.now).to_string()
    }
}

/// The same of a time that a record may lack, or that could not be read.
pub(in crate::view) fn sent_time(scene: Scene<'_>, at: Sent<Timestamp>) -> String {
    match at {
        Sent::Unknown => NOT_READ.to_owned(),
        Sent::Nothing | Sent::Is(_) => time(scene, at.shown().copied()),
    }
}

/// Whether a token has expired, in words behind others: what renews it may go on.
pub(in crate::view) fn and_expired(scene: Scene<'_>, token: &OAuthToken) -> &'static str {
    let now = scene.app.snapshot().server_time(scene.now);
    if token.has_expired(now) {
        ", expired"
    } else {
        ""
    }
}

/// When a token was last used, in words.
pub(in crate::view) fn last_used(scene: Scene<'_>, token: &OAuthToken) -> String {
    match token.used_at {
        Sent::Nothing => "never used".to_owned(),
        at => format!("used {}", sent_time(scene, at)),
    }
}

/// What readings wait for and how long, in words, if they do.
pub(in crate::view) fn waits(scene: Scene<'_>, which: WaitingFor) -> Option<String> {
    let (why, until_then) = scene.app.waits().of(which, scene.now)?;
    let left = until(until_then, scene.now);
    Some(format!("waits {left}: {}", scene.names().words(why)))
}

/// The columns of such a time, by whether it is an age or a time of day.
pub(in crate::view) fn time_columns(scene: Scene<'_>) -> usize {
    const AGE: usize = 7;
    const MOMENT: usize = 12;
    if scene.app.display().absolute_times {
        MOMENT
    } else {
        AGE
    }
}

/// A time summed up over sessions; one that may be another, since that of a session is not known, is doubted.
pub(in crate::view) fn summed_time(scene: Scene<'_>, at: OpenTime) -> String {
    let text = time(scene, at.at);
    match at.open {
        Some(_) if at.at.is_some() => format!("{text}{NOT_READ}"),
        Some(_) | None => text,
    }
}

/// The columns of an age or a time of day, without a sign beside it.
pub(in crate::view) fn moment_columns(scene: Scene<'_>) -> usize {
    if scene.app.display().absolute_times {
        12
    } else {
        6
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_says_as_much_as_is_needed() {
        let now = Timestamp::parse("2026-08-20T14:00:00Z").unwrap();
        for (at, text) in [
            ("2026-08-20T09:30:05Z", "09:30:05Z"),
            ("2026-08-19T09:30:05Z", "08-19 09:30Z"),
            ("2024-01-02T09:30:05Z", "2024-01-02"),
        ] {
            let at = Timestamp::parse(at).unwrap();
            assert_eq!(moment(at, now, Zone::UTC), text);
        }
    }

    #[test]
    fn today_is_the_day_of_the_place() {
        // It is tomorrow there already.
        let there =
            Zone::new(|civil| Timestamp::from_seconds(civil.and_utc().timestamp() - 43_200));
        let now = Timestamp::parse("2026-08-20T14:00:00Z").unwrap();
        for (at, text) in [
            ("2026-08-20T13:30:05Z", "01:30:05"),
            ("2026-08-20T09:30:05Z", "08-20 21:30"),
        ] {
            assert_eq!(moment(Timestamp::parse(at).unwrap(), now, there), text);
        }
    }

    #[test]
    fn a_countdown_ends_at_zero() {
        let now = Timestamp::from_seconds(100);
        assert_eq!(until(Timestamp::from_seconds(112), now).to_string(), "12s");
        assert_eq!(until(Timestamp::from_seconds(90), now).to_string(), "0s");
    }
}
