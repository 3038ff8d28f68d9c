//! When a session ends by itself, in a few columns.

use ratatui::style::Style;

use super::super::Scene;
use super::time::until;
use crate::live::Slot;
use crate::model::{Forecast, LimitSource, Role};

/// The time left, in seconds, from which on an end is near enough to stand out.
const SOON: i64 = 10 * 60;

/// The word for what should have ended.
const OVERDUE: &str = "overdue";
/// The word for what ends at this moment.
const NOW: &str = "now";

/// The sessions of one person that are looked at.
const LOOKED_AT: usize = 256;

/// How long it is until a session ends by itself, or that it should have ended. A limit that is only
/// assumed makes it dim; a sign stands where it cannot be told.
pub(in crate::view) fn until_it_ends(
    scene: Scene<'_>,
    slot: Slot,
    role: Option<Role>,
) -> (String, Style) {
    match forecast(scene, slot, role) {
        Some(forecast) => words(scene, forecast),
        None => (scene.theme.signs.none.to_owned(), scene.theme.dim),
    }
}

/// How long it is until the first of a person's sessions ends by itself, or that one should have ended.
/// Where that cannot be told of each, another may be the first.
pub(in crate::view) fn until_the_first_ends(
    scene: Scene<'_>,
    slots: &[Slot],
    role: Option<Role>,
) -> (String, Style) {
    let forecasts = slots.iter().take(LOOKED_AT);
    let forecasts: Vec<_> = forecasts.map(|slot| forecast(scene, *slot, role)).collect();
    let is_open = slots.len() > LOOKED_AT || forecasts.iter().any(Option::is_none);
    let first = forecasts.into_iter().flatten().min_by_key(|it| it.at);
    match first.map(|first| words(scene, first)) {
        Some((words, style)) if is_open && words != OVERDUE && words != NOW => {
            (format!("{words}?"), style)
        }
        Some(found) => found,
        None => (scene.theme.signs.none.to_owned(), scene.theme.dim),
    }
}

fn forecast(scene: Scene<'_>, slot: Slot, role: Option<Role>) -> Option<Forecast> {
    let snapshot = scene.app.list().snapshot();
    let limits = snapshot.extras().lifetimes(role?);
    limits.forecast(&snapshot.session(slot)?)
}

fn words(scene: Scene<'_>, forecast: Forecast) -> (String, Style) {
    let Scene { app, now, theme } = scene;
    let server = app.list().snapshot().server_time(now);
    if forecast.is_overdue(server) {
        return (OVERDUE.to_owned(), theme.warning);
    }
    if forecast.at <= server {
        // The list is older than that: it may be gone.
        return (NOW.to_owned(), theme.heading);
    }
    let style = match forecast.limit.source {
        LimitSource::Assumed => theme.dim,
        _ if forecast.at.seconds() - server.seconds() < SOON => theme.heading,
        _ => theme.text,
    };
    (until(forecast.at, server).to_string(), style)
}
