//! The first line: the account, the number of sessions, and how good the data are.
//!
//! - `credentials` the kind of credentials, and what they cannot do or when they end
//! - `quality` how good the data are, and what they cost

mod credentials;
mod quality;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::pen::{Pen, width};
use super::words::{count, counted};
use super::{Scene, Theme};
use crate::live::{Census, Freshness, SessionFlags};
use crate::model::SafeText;
use crate::settings::RuleLevel;

/// The widest account name before it is cut.
const ACCOUNT: usize = 24;
/// The widest address of the credentials' owner before it is cut.
const OWNER: usize = 28;

/// A piece of the line. Where the line is too narrow, the piece with the highest rank is left out
/// first; rank 0 never is.
struct Piece {
    text: String,
    style: Style,
    rank: u8,
    /// The blank columns before it.
    gap: usize,
    /// The columns that it takes at least, so that what changes every second moves nothing.
    least: usize,
}

impl Piece {
    fn new(rank: u8, text: impl Into<String>, style: Style) -> Self {
        Self {
            text: text.into(),
            style,
            rank,
            gap: 2,
            least: 0,
        }
    }

    fn close(self) -> Self {
        Self { gap: 1, ..self }
    }

    /// At least so many columns.
    fn at_least(self, least: usize) -> Self {
        Self { least, ..self }
    }

    fn width(&self) -> usize {
        self.gap + width(&self.text).max(self.least)
    }

    fn draw(&self, pen: &mut Pen<'_>) {
        let blank = self.least.saturating_sub(width(&self.text));
        pen.gap(self.gap).put(&self.text, self.style).gap(blank);
    }
}

/// Draws the line.
pub(super) fn draw(scene: Scene<'_>, buffer: &mut Buffer, area: Rect) {
    let mut left = account(scene);
    left.extend(credentials::of_credentials(scene));
    left.extend(counts(scene));
    let mut right = quality::of_data(scene);
    right.extend(quality::of_budget(scene));
    let room = usize::from(area.width);
    while left.iter().chain(&right).map(Piece::width).sum::<usize>() > room {
        let Some(rank) = left.iter().chain(&right).map(|piece| piece.rank).max() else {
            break;
        };
        if rank == 0 {
            break;
        }
        left.retain(|piece| piece.rank != rank);
        right.retain(|piece| piece.rank != rank);
    }
    let tail: usize = right.iter().map(Piece::width).sum();
    let mut pen = Pen::on(buffer, area);
    for piece in &left {
        piece.draw(&mut pen);
    }
    let blank = pen.left().saturating_sub(tail);
    pen.gap(blank);
    for piece in &right {
        piece.draw(&mut pen);
    }
}

fn account(scene: Scene<'_>) -> Vec<Piece> {
    let Scene { app, theme, .. } = scene;
    let setup = app.setup();
    let name = SafeText::new(&setup.account);
    let mut pieces = Vec::new();
    let style = if setup.production {
        theme.production
    } else {
        theme.accent
    };
    let mut account = Piece::new(0, format!(" {} ", name.fit(ACCOUNT)), style);
    account.gap = 0;
    pieces.push(account);
    if setup.production {
        pieces.push(Piece::new(0, "PROD", theme.danger).close());
    }
    if setup.demo {
        pieces.push(Piece::new(0, "DEMO", theme.accent).close());
    }
    if app.is_read_only() {
        pieces.push(Piece::new(0, "RO", theme.warning).close());
    }
    if scene.names().are_masked() {
        pieces.push(Piece::new(0, "MASKED", theme.badge).close());
    }
    let owner = app.snapshot().identity().map_or_else(
        || theme.signs.more.to_owned(),
        |me| {
            let me = scene.names().user(me);
            let email = me
                .email
                .shown()
                .map(|email| email.fit_email(OWNER).into_owned());
            let who = email.unwrap_or_else(|| me.id.to_string());
            format!("{} {who}", me.role.as_str())
        },
    );
    pieces.push(Piece::new(9, owner, theme.dim).close());
    pieces
}

/// Who is signed in, by role, and how many of them should be gone.
fn of_census(census: Census, theme: &Theme) -> Vec<Piece> {
    // Whoever is not known may be one of them.
    let sign = if census.not_known > 0 {
        theme.signs.at_least
    } else {
        ""
    };
    let admins = format!("{sign}{}", counted(census.admins, "admin", "admins"));
    let agents = format!("{sign}{}", counted(census.agents, "agent", "agents"));
    let mut pieces = vec![
        Piece::new(6, admins, theme.text).close(),
        Piece::new(8, agents, theme.text).close(),
    ];
    if census.leavers > 0 {
        let leavers = counted(census.leavers, "leaver!", "leavers!");
        pieces.push(Piece::new(4, leavers, theme.danger).close());
    }
    pieces
}

/// How many people the rules flag, beside those who should be gone: to be looked at now, and at all.
fn of_flags(flags: Option<&SessionFlags>, theme: &Theme) -> Vec<Piece> {
    let people = |level| flags.map_or(0, |flags| flags.people_at(level));
    let (alarm, warn) = (people(RuleLevel::Alarm), people(RuleLevel::Warn));
    let alarmed = format!("{} alarmed!", count(alarm));
    let alarmed = (alarm > 0).then(|| Piece::new(3, alarmed, theme.danger).close());
    let flagged = format!("{} flagged!", count(warn));
    let flagged = (warn > 0).then(|| Piece::new(5, flagged, theme.warning).close());
    alarmed.into_iter().chain(flagged).collect()
}

fn counts(scene: Scene<'_>) -> Vec<Piece> {
    let Scene { app, theme, .. } = scene;
    let snapshot = app.snapshot();
    if snapshot.is_empty() && !matches!(snapshot.freshness, Freshness::Current { .. }) {
        return Vec::new();
    }
    let sessions = counted(snapshot.len(), "session", "sessions");
    let people = counted(snapshot.people_signed_in(), "person", "people");
    let mut pieces = vec![
        Piece::new(2, sessions, theme.heading),
        Piece::new(5, people, theme.text).close(),
    ];
    pieces.extend(of_census(snapshot.census(), theme));
    pieces.extend(of_flags(app.list().flags(), theme));
    let unreadable = snapshot.unreadable().records();
    if unreadable > 0 {
        let text = format!("{} unreadable", count(unreadable));
        pieces.push(Piece::new(3, text, theme.warning));
    }
    if snapshot.unconfirmed() > 0 {
        let text = format!("{} unconfirmed", count(snapshot.unconfirmed()));
        pieces.push(Piece::new(3, text, theme.warning));
    }
    if snapshot.conflicts > 0 {
        let text = counted(snapshot.conflicts, "conflict", "conflicts");
        pieces.push(Piece::new(4, text, theme.warning));
    }
    if let Some(offset) = snapshot.clock_offset
        && offset.is_large()
    {
        let text = format!("clock {:+}s", -offset.seconds());
        pieces.push(Piece::new(4, text, theme.warning));
    }
    pieces
}
