//! When a session ends by itself, in a few columns.

use ratatui::style::Style;

use super::super::Scene;
use super::time::until;
use crate::live::Slot;
use crate::model::{LimitSource, Role};

/// The time left, in seconds, from which on an end is near enough to stand out.
const SOON: i64 = 10 * 60;

/// How long it is until a session ends by itself, or that it should have ended. A limit that is only
/// assumed makes it dim; a sign stands where it cannot be told.
pub(in crate::view) fn until_it_ends(
    scene: Scene<'_>,
    slot: Slot,
    role: Option<Role>,
) -> (String, Style) {
    let Scene { app, now, theme } = scene;
    let snapshot = app.list().snapshot();
    let forecast = role.and_then(|role| {
        let limits = snapshot.extras().lifetimes(role);
        limits.forecast(&snapshot.session(slot)?)
    });
    let Some(forecast) = forecast else {
        return (theme.signs.none.to_owned(), theme.dim);
    };
    let server = snapshot.server_time(now);
    if forecast.is_overdue(server) {
        return ("overdue".to_owned(), theme.warning);
    }
    let style = match forecast.limit.source {
        LimitSource::Assumed => theme.dim,
        _ if forecast.at.seconds() - server.seconds() < SOON => theme.heading,
        _ => theme.text,
    };
    (until(forecast.at, server).to_string(), style)
}
