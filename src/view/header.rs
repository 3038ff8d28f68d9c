//! The first line: the account, the number of sessions, what is flagged, and how good the data are.
//!
//! Account, counts and how fresh the list is have places that follow from the width of the screen and
//! from the account alone. What comes and goes stands behind the counts, or before the freshness, and
//! moves nothing but itself.
//!
//! - `places` which of the pieces that stay have a place at a width, and where
//! - `counts` who is signed in, and what is flagged
//! - `credentials` the kind of credentials, and what they cannot do or when they end
//! - `quality` how good the data are, and what they cost
//! - `spark` who signed in during the last hour

mod counts;
mod credentials;
mod places;
mod quality;
mod spark;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use self::places::Places;
use super::Scene;
use super::pen::{Pen, width};
use crate::model::SafeText;

/// The widest address of the credentials' owner before it is cut.
const OWNER: usize = 28;
/// From this width on nothing of the account is abbreviated.
const SPELT_OUT: usize = 120;
/// The widest ticket before it is cut.
const TICKET: usize = 16;

/// A piece of the line. Among what comes and goes, the piece with the highest rank is left out first
/// where there is no room for all; rank 0 never is.
struct Piece {
    text: String,
    /// What stands in its place where there is no room for the text.
    short: Option<String>,
    style: Style,
    rank: u8,
    /// The blank columns before it.
    gap: usize,
}

impl Piece {
    fn new(rank: u8, text: impl Into<String>, style: Style) -> Self {
        Self {
            text: text.into(),
            short: None,
            style,
            rank,
            gap: 2,
        }
    }

    fn close(self) -> Self {
        Self { gap: 1, ..self }
    }

    /// Where there is no room for the text, this.
    fn or(self, short: impl Into<String>) -> Self {
        Self {
            short: Some(short.into()),
            ..self
        }
    }

    fn width(&self) -> usize {
        self.gap + width(&self.text)
    }

    fn draw(&self, pen: &mut Pen<'_>) {
        pen.gap(self.gap).put(&self.text, self.style);
    }
}

/// Draws the line.
pub(super) fn draw(scene: Scene<'_>, buffer: &mut Buffer, area: Rect) {
    let room = usize::from(area.width);
    let account = account(scene, room);
    let first: usize = account.iter().map(Piece::width).sum();
    let mut places = Places::of(room, first, scene.app.snapshot().len());
    let passing = Passing::of(scene, first, &mut places);
    let mut pen = Pen::on(buffer, area);
    for piece in &account {
        piece.draw(&mut pen);
    }
    let counts = counts::of_everyone(scene);
    for (n, columns) in places.counts() {
        pen.gap(if n == 0 { 2 } else { 1 });
        draw_in(&mut pen, counts.get(n), columns);
    }
    passing.draw(&mut pen, places.tail());
    let freshness = quality::FreshnessPieces::of(scene);
    draw_in(&mut pen, Some(&freshness.word), places::FRESH);
    if places.has_next() {
        draw_in(pen.gap(1), freshness.next.as_ref(), places.next());
    }
    let mut bars = Rect::default();
    if places.spark() > 0 {
        let columns = places.spark();
        bars = pen.gap(2).rest();
        bars.width = bars.width.min(u16::try_from(columns).unwrap_or(0));
        pen.gap(columns);
    }
    let (rate, limit) = quality::of_budget(scene);
    if places.has_rate() {
        draw_in(pen.gap(2), Some(&rate), places.rate());
    }
    if places.has_limit() {
        draw_in(pen.gap(1), limit.as_ref(), places::LIMIT);
    }
    spark::draw(scene, buffer, bars);
}

/// Writes a piece into exactly so many columns, which stay blank where there is none.
fn draw_in(pen: &mut Pen<'_>, piece: Option<&Piece>, columns: usize) {
    let Some(piece) = piece else {
        pen.gap(columns);
        return;
    };
    let text = match &piece.short {
        Some(short) if width(&piece.text) > columns => short,
        _ => &piece.text,
    };
    pen.field(text, columns, piece.style);
}

/// What comes and goes between the counts and the freshness: behind the former, and before the latter.
struct Passing {
    left: Vec<Piece>,
    right: Vec<Piece>,
}

impl Passing {
    /// All of it that there is room for. What matters more than a count takes the place of the last
    /// one.
    fn of(scene: Scene<'_>, account: usize, places: &mut Places) -> Self {
        let mut left = counts::of_attention(scene);
        left.extend(badges(scene));
        left.extend(credentials::of_credentials(scene));
        let mut right = quality::of_data(scene);
        right.extend(quality::of_pause(scene));
        if !places.has_rate() {
            // Alone, a share says nothing.
            let (rate, _) = quality::of_budget(scene);
            right.push(Piece {
                short: None,
                ..rate
            });
        }
        let mut passing = Self { left, right };
        if passing.width() > places.left_after(account) {
            passing.shorten();
        }
        while passing.width() > places.left_after(account) {
            let ranks = passing.left.iter().chain(&passing.right);
            let rank = ranks.map(|piece| piece.rank).max().unwrap_or(0);
            if places.rank_of_last() > rank {
                places.drop_last();
            } else if rank > 0 {
                passing.left.retain(|piece| piece.rank != rank);
                passing.right.retain(|piece| piece.rank != rank);
            } else {
                break;
            }
        }
        passing
    }

    /// Says in fewer words what can be said so.
    fn shorten(&mut self) {
        for piece in self.left.iter_mut().chain(&mut self.right) {
            if let Some(short) = piece.short.take() {
                piece.text = short;
            }
        }
    }

    fn width(&self) -> usize {
        self.left.iter().chain(&self.right).map(Piece::width).sum()
    }

    /// Draws it, up to where the freshness begins, so many columns before the end of the line.
    fn draw(&self, pen: &mut Pen<'_>, tail: usize) {
        for piece in &self.left {
            piece.draw(pen);
        }
        let end: usize = self.right.iter().map(Piece::width).sum();
        let blank = pen.left().saturating_sub(tail + places::BEFORE + end);
        pen.gap(blank);
        for piece in &self.right {
            piece.draw(pen);
        }
        let blank = pen.left().saturating_sub(tail);
        pen.gap(blank);
    }
}

/// The account, and what holds of it as long as the program shows it.
fn account(scene: Scene<'_>, room: usize) -> Vec<Piece> {
    let Scene { app, theme, .. } = scene;
    let setup = app.setup();
    let name = SafeText::new(&setup.account);
    let style = if setup.production {
        theme.production
    } else {
        theme.accent
    };
    let name = name.fit(places::account(room));
    let mut account = Piece::new(0, format!(" {name} "), style);
    account.gap = 0;
    let is_wide = room >= SPELT_OUT;
    let mut pieces = vec![account];
    if setup.production {
        let word = if is_wide { "PRODUCTION" } else { "PROD" };
        pieces.push(Piece::new(0, word, theme.danger).close());
    }
    if setup.demo {
        pieces.push(Piece::new(0, "DEMO", theme.accent).close());
    }
    if app.is_read_only() {
        let word = if is_wide { "READ-ONLY" } else { "RO" };
        pieces.push(Piece::new(0, word, theme.warning).close());
    }
    pieces
}

/// The case, whether people are masked, and who the owner of the credentials is.
fn badges(scene: Scene<'_>) -> Vec<Piece> {
    let Scene { app, theme, .. } = scene;
    let mut pieces = Vec::new();
    if let Some(ticket) = &app.case().ticket {
        let ticket = SafeText::new(ticket).fit(TICKET).into_owned();
        pieces.push(Piece::new(3, ticket, theme.accent));
    }
    if scene.names().are_masked() {
        pieces.push(Piece::new(2, "MASKED", theme.badge).close());
    }
    let owner = app.snapshot().identity().map(|me| {
        let me = scene.names().user(me);
        let email = me
            .email
            .shown()
            .map(|email| email.fit_email(OWNER).into_owned());
        let who = email.unwrap_or_else(|| me.id.to_string());
        format!("{} {who}", me.role.as_str())
    });
    pieces.extend(owner.map(|owner| Piece::new(10, owner, theme.dim)));
    pieces
}
