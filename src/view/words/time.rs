//! Ages, moments and countdowns.

use std::time::Duration;

use super::super::Scene;
use crate::app::App;
use crate::model::{Age, Timestamp};

/// How long ago something was, on the server's clock.
pub(in crate::view) fn age(at: Timestamp, app: &App, now: Timestamp) -> Age {
    at.age(app.snapshot().server_time(now))
}

/// A whole moment, short: the time of today, otherwise the day and as much of the time as there is
/// room for.
fn moment(at: Timestamp, now: Timestamp) -> String {
    let (Some(at), Some(now)) = (at.to_utc(), now.to_utc()) else {
        return at.to_string();
    };
    let format = if at.date_naive() == now.date_naive() {
        "%H:%M:%S"
    } else if now.signed_duration_since(at).num_days().abs() < 300 {
        "%m-%d %H:%M"
    } else {
        "%Y-%m-%d"
    };
    at.format(format).to_string()
}

/// The time of day, in UTC.
pub(in crate::view) fn clock(at: Timestamp) -> String {
    at.to_utc()
        .map_or_else(String::new, |at| at.format("%H:%M:%S").to_string())
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
        moment(at, scene.app.snapshot().server_time(scene.now))
    } else {
        age(at, scene.app, scene.now).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_says_as_much_as_is_needed() {
        let now = Timestamp::parse("2026-08-20T14:00:00Z").unwrap();
        for (at, text) in [
            ("2026-08-20T09:30:05Z", "09:30:05"),
            ("2026-08-19T09:30:05Z", "08-19 09:30"),
            ("2024-01-02T09:30:05Z", "2024-01-02"),
        ] {
            assert_eq!(moment(Timestamp::parse(at).unwrap(), now), text);
        }
    }

    #[test]
    fn a_countdown_ends_at_zero() {
        let now = Timestamp::from_seconds(100);
        assert_eq!(until(Timestamp::from_seconds(112), now).to_string(), "12s");
        assert_eq!(until(Timestamp::from_seconds(90), now).to_string(), "0s");
    }
}
