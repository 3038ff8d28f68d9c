//! The first line: the account, the number of sessions, what is flagged, and how good the data are.
//!
//! Account, counts and how fresh the list is have places that follow from the width of the screen and
//! from the account alone. What comes and goes stands behind the counts, or beside the freshness, and
//! moves nothing but itself.
//!
//! - `places` which of the pieces that stay have a place at a width, and where
//! - `passing` what comes and goes, and what gives way to what
//! - `counts` who is signed in, and what is flagged
//! - `credentials` the kind of credentials, and what they cannot do or when they end
//! - `quality` how good the data are, and what they cost
//! - `spark` who signed in during the last hour

mod counts;
mod credentials;
mod passing;
mod places;
mod quality;
mod spark;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use self::passing::Passing;
use self::places::{Places, TailPart};
use super::Scene;
use super::pen::{Pen, width};
use crate::model::SafeText;

/// The widest address of the credentials' owner before it is cut.
const OWNER: usize = 28;
/// From this width on nothing of the account is abbreviated.
const SPELT_OUT: usize = 120;

/// A piece of the line. Among what comes and goes, the piece with the highest rank is left out first
/// where there is no room for all; rank 0 never is.
struct Piece {
    /// What stands in its place, from the words that say most to the fewest.
    forms: Vec<String>,
    /// Which of these is taken.
    form: usize,
    /// The fewest words that say enough; those after it are for where there is no room for these.
    enough: usize,
    style: Style,
    rank: u8,
    /// The blank columns before it.
    gap: usize,
}

impl Piece {
    fn new(rank: u8, text: impl Into<String>, style: Style) -> Self {
        Self {
            forms: vec![text.into()],
            form: 0,
            enough: 0,
            style,
            rank,
            gap: 2,
        }
    }

    fn close(self) -> Self {
        Self { gap: 1, ..self }
    }

    /// Where there is no room for the text, this.
    fn or(mut self, short: impl Into<String>) -> Self {
        self.forms.push(short.into());
        self.enough = self.forms.len() - 1;
        self
    }

    /// Where there is no room for anything else, this.
    fn or_at_least(mut self, brief: impl Into<String>) -> Self {
        self.forms.push(brief.into());
        self
    }

    /// The same, in its first words or not at all.
    fn whole(mut self) -> Self {
        self.forms.truncate(1);
        Self { enough: 0, ..self }
    }

    fn text(&self) -> &str {
        self.forms.get(self.form).map_or("", String::as_str)
    }

    /// Takes as few words as say enough.
    const fn shorten(&mut self) {
        self.form = self.enough;
    }

    /// Takes the fewest words; returns whether those are others.
    const fn shorten_more(&mut self) -> bool {
        let last = self.forms.len().saturating_sub(1);
        let is_longer = self.form < last;
        self.form = last;
        is_longer
    }

    fn width(&self) -> usize {
        self.gap + width(self.text())
    }

    fn draw(&self, pen: &mut Pen<'_>) {
        pen.gap(self.gap).put(self.text(), self.style);
    }
}

/// Draws the line.
pub(super) fn draw(scene: Scene<'_>, buffer: &mut Buffer, area: Rect) {
    let room = usize::from(area.width);
    let (account, places, passing) = fitted(scene, room);
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
    let bars = draw_tail(scene, &mut pen, places, (&passing, freshness.next.as_ref()));
    spark::draw(scene, buffer, bars);
}

/// The pieces of the line, with their places. Where what must be known has none, the ticket gives up its
/// own: it was typed by whoever reads this.
fn fitted(scene: Scene<'_>, room: usize) -> (Vec<Piece>, Places, Passing) {
    let mut ticket = places::ticket(room);
    loop {
        let account = account(scene, (room, ticket));
        let first: usize = account.iter().map(Piece::width).sum();
        let mut places = Places::of(room, first, scene.app.snapshot().len());
        let passing = Passing::of(scene, first, &mut places);
        if ticket == 0
            || scene.app.runs().case().ticket.is_none()
            || passing.has_what_must_be_known()
        {
            return (account, places, passing);
        }
        ticket = places::narrower_ticket(ticket);
    }
}

/// Draws what stands behind the freshness: what passes takes the place of as much of it as it needs,
/// and the rest stays where it is. Returns where the bars belong.
fn draw_tail(
    scene: Scene<'_>,
    pen: &mut Pen<'_>,
    places: Places,
    (passing, next): (&Passing, Option<&Piece>),
) -> Rect {
    let mut covered = passing.draw_behind(pen);
    let mut bars = Rect::default();
    let (rate, limit) = quality::of_budget(scene);
    for (part, gap, columns) in places.parts() {
        if covered > 0 {
            // What is covered in part is not there at all.
            let blank = (gap + columns).saturating_sub(covered);
            covered = covered.saturating_sub(gap + columns);
            pen.gap(blank);
            continue;
        }
        pen.gap(gap);
        match part {
            TailPart::Next => draw_in(pen, next, columns),
            TailPart::Bars => {
                bars = pen.rest();
                bars.width = bars.width.min(u16::try_from(columns).unwrap_or(0));
                pen.gap(columns);
            }
            TailPart::Rate => draw_in(pen, Some(&rate), columns),
            TailPart::Limit => draw_in(pen, limit.as_ref(), columns),
        }
    }
    bars
}

/// Writes a piece into exactly so many columns, which stay blank where there is none.
fn draw_in(pen: &mut Pen<'_>, piece: Option<&Piece>, columns: usize) {
    let Some(piece) = piece else {
        pen.gap(columns);
        return;
    };
    let fits = piece.forms.iter().find(|form| width(form) <= columns);
    let text = fits.or(piece.forms.last()).map_or("", String::as_str);
    pen.field(text, columns, piece.style);
}

/// The account, and what holds of it as long as the program shows it.
fn account(scene: Scene<'_>, (room, columns_of_ticket): (usize, usize)) -> Vec<Piece> {
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
        pieces.push(Piece::new(0, word, theme.alert).close());
    }
    if setup.demo {
        pieces.push(Piece::new(0, "DEMO", theme.accent).close());
    }
    if app.setup().is_read_only() {
        let word = if is_wide { "READ-ONLY" } else { "RO" };
        pieces.push(Piece::new(0, word, theme.warning).close());
    }
    if let Some(ticket) = &app.runs().case().ticket
        && columns_of_ticket > 0
    {
        let ticket = SafeText::new(ticket).fit(columns_of_ticket).into_owned();
        pieces.push(Piece::new(0, ticket, theme.accent).close());
    }
    pieces
}

/// Whether people are masked, and who the owner of the credentials is.
fn badges(scene: Scene<'_>) -> Vec<Piece> {
    let Scene { app, theme, .. } = scene;
    let mut pieces = Vec::new();
    if scene.names().are_masked() {
        pieces.push(Piece::new(3, "MASKED", theme.badge).close());
    }
    let owner = app.snapshot().identity().map(|me| {
        let me = scene.names().user(me);
        let email = me
            .email
            .shown()
            .map(|email| email.fit_email(OWNER).into_owned());
        let who = email.unwrap_or_else(|| me.id.to_string());
        format!("{} {who}", me.role.word())
    });
    pieces.extend(owner.map(|owner| Piece::new(10, owner, theme.dim)));
    pieces
}
