//! The kind of credentials, and what they cannot do or when they end.

use super::super::Scene;
use super::super::words::until;
use super::Piece;
use crate::zendesk::AuthKind;

/// The time before an end at which it becomes a warning, in seconds: a week.
const SOON: i64 = 7 * 24 * 60 * 60;

/// What is known of the credentials. Warnings keep their place; the rest is shown where there is
/// room for everything.
pub(super) fn of_credentials(scene: Scene<'_>) -> Vec<Piece> {
    let Scene { app, now, theme } = scene;
    let Some(known) = app.snapshot().standing else {
        return Vec::new();
    };
    let mut pieces = Vec::new();
    if known.may_write == Some(false) && !app.setup().is_read_only() {
        pieces.push(Piece::new(3, "SCOPE read", theme.warning).close());
    }
    let kind = match known.kind {
        AuthKind::OAuth => "OAuth",
        AuthKind::ApiToken => "API token",
        AuthKind::Password => "password",
        AuthKind::Cookie => "cookie",
    };
    let left = known.ends_at.map(|end| (end, until(end, now)));
    match left {
        Some((end, _)) if end <= now => {
            pieces.push(Piece::new(3, format!("{kind} ENDED"), theme.warning).close());
        }
        Some((end, left)) if end.seconds() - now.seconds() < SOON => {
            pieces.push(Piece::new(4, format!("{kind} ends in {left}"), theme.warning).close());
        }
        Some((_, left)) => {
            pieces.push(Piece::new(11, kind, theme.dim).close());
            pieces.push(Piece::new(12, format!("for {left}"), theme.dim).close());
        }
        None => pieces.push(Piece::new(11, kind, theme.dim).close()),
    }
    pieces
}
