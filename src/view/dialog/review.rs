//! A plan, and the way to confirm it. Everything shown comes from the plan.
//!
//! - `about` what is done, and what changed since; `routes` the ways to end sessions; `stays` who stays
//!   as they are
//! - `people` the list: people first, and what is done to them; `columns` its columns

mod about;
mod columns;
mod people;
mod routes;
mod stays;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use self::columns::ReviewColumns;
use super::super::layout::row;
use super::super::pen::{Pen, width, wrapped};
use super::super::words::{counted, key};
use super::confirm;
use super::operation::{
    OFFBOARD_SHORT, not_done, not_done_short, offboard_question, offboarding_in_words,
    own_question, question,
};
use super::{Popup, Scene, between, given_reason, inner, more, within};
use crate::app::{Action, DialogExtent, Extent, LeftLine, Mode, Review, ReviewField, ReviewLine};
use crate::model::{Role, SafeText};
use crate::operation::Target;

/// Columns of the dialog where there is room.
const WIDTH: u16 = 116;
/// The least number of lines of the list; the notes give way before it does.
const LIST: usize = 4;
/// The most columns of a name in the title.
const NAME: usize = 28;
/// The least columns of a query in the title that is longer.
const QUERY: usize = 8;

/// What stands around the list, and the part of it that is shown.
struct ReviewLayout<'a> {
    size: (u16, u16),
    top: Vec<(String, Style)>,
    notes: Vec<String>,
    lines: Vec<ReviewLine<'a>>,
    columns: ReviewColumns,
    extent: Extent,
    /// The place of what is under the cursor among what has other lines below it.
    place: usize,
}

impl ReviewLayout<'_> {
    /// The number of lines below the list: the fields, the notes, and how to confirm.
    fn bottom(&self) -> usize {
        self.notes.len() + 4
    }

    /// The area of the list.
    fn list(&self, inner: Rect) -> Rect {
        between(inner, self.top.len(), self.bottom())
    }

    /// The line under the cursor, of those that are shown.
    fn cursor(&self) -> Option<usize> {
        let line = self.heads().get(self.place).copied()?;
        line.checked_sub(self.extent.first())
    }

    /// The lines on which people stand, and reasons with others below.
    fn heads(&self) -> Vec<usize> {
        let is_head = |line: &ReviewLine<'_>| {
            matches!(
                line,
                ReviewLine::Person { .. } | ReviewLine::LeftAlone(LeftLine::Head(..))
            )
        };
        let lines = self.lines.iter().enumerate();
        let heads = lines.filter(|(_, line)| is_head(line));
        heads.map(|(at, _)| at).collect()
    }
}

fn layout<'a>(scene: Scene<'_>, area: Rect, review: &'a Review) -> ReviewLayout<'a> {
    let operation = review.plan.operation();
    let (long, short) = if let Some(offboarding) = review.plan.offboarding() {
        let items = review.plan.items().iter();
        let items = items.map(|item| (item.operation, &item.target));
        (offboarding_in_words(offboarding, items), OFFBOARD_SHORT)
    } else {
        let is_of_own = review.plan.is_of_own();
        let long = not_done(operation, is_of_own).to_owned();
        (long, not_done_short(operation, is_of_own))
    };
    let columns = usize::from(area.width.min(WIDTH)).saturating_sub(4);
    let list = ReviewColumns::of(review, columns);
    let mut layout = ReviewLayout {
        size: (WIDTH, 0),
        top: about::lines(scene, review, columns, true),
        notes: wrapped(&long, columns),
        lines: list.lines(review),
        columns: list,
        extent: Extent::default(),
        place: review.folds.place(&review.heads()),
    };
    let rows = layout.lines.len().max(LIST);
    let height = layout.top.len() + rows + layout.notes.len() + 7;
    layout.size.1 = within(area, height);
    let inner = inner(area, layout.size);
    let all = usize::from(inner.height);
    // The lines that are always there: the fields, the challenge and the two above it.
    let fixed = 4;
    let shown = all.saturating_sub(layout.top.len() + layout.notes.len() + fixed);
    // What is the same each time leaves its lines to what is not.
    let is_list_short = shown < layout.lines.len() && shown * 2 < all;
    if shown < LIST || is_list_short {
        layout.notes = vec![short.to_owned()];
    }
    let room = all.saturating_sub(layout.notes.len() + fixed + LIST).max(1);
    if layout.top.len() > room {
        let mut top = about::lines(scene, review, columns, false);
        // The totals and the route stay; what lies between them is in the list as well.
        top.drain(room.min(top.len()).max(2) - 1..top.len() - 1);
        layout.top = top;
    }
    let rows = usize::from(layout.list(inner).height);
    let extent =
        (review.folds).extent(&review.heads(), &layout.heads(), (rows, layout.lines.len()));
    layout.extent = extent;
    layout
}

/// The part of the list that is shown.
pub(super) fn extent(scene: Scene<'_>, area: Rect, review: &Review) -> DialogExtent {
    let layout = layout(scene, area, review);
    DialogExtent {
        extent: layout.extent,
        heads: layout.heads(),
    }
}

/// Draws the review; returns where text is typed.
pub(super) fn draw(scene: Scene<'_>, buffer: &mut Buffer, area: Rect, review: &Review) -> Position {
    let theme = scene.theme;
    let plan = &review.plan;
    let title = title(scene, area, review);
    let title = if scene.names().are_masked() {
        format!("{title} Real names")
    } else {
        title
    };
    let popup = Popup {
        title: &title,
        account: Some(plan.account()),
        style: theme.alert,
    };
    let layout = layout(scene, area, review);
    let inner = popup.draw(scene, buffer, area, layout.size);
    let columns = usize::from(inner.width);
    let all = usize::from(inner.height);
    for (n, (text, style)) in layout.top.iter().enumerate() {
        Pen::on(buffer, row(inner, n)).field(text, columns, *style);
    }
    people::draw(
        scene,
        buffer,
        layout.list(inner),
        review,
        (&layout.lines[layout.extent.rows()], layout.columns),
        layout.cursor(),
    );
    let below = all.saturating_sub(layout.bottom());
    let given = (&review.given, review.asks_for_a_reason());
    let typed = given_reason::draw(scene, buffer, row(inner, below), given);
    for (n, line) in layout.notes.iter().enumerate() {
        Pen::on(buffer, row(inner, below + 1 + n)).put(line, theme.dim);
    }
    let last = between(inner, all.saturating_sub(3), 0);
    let part = more(scene, layout.extent);
    let end = key(scene.app.keymap(), Mode::Review, Action::Bottom);
    let unseen = format!("{end} goes to the end of the list, which must be shown first");
    let is_seen = review.folds.end_seen() || layout.extent.shows_end();
    let above = confirm::LineAbove {
        unseen: (!is_seen).then_some(unseen.as_str()),
        part: &part,
    };
    let is_refused = review.last_door(&scene.app.setup().guardrails).is_some();
    if is_refused {
        confirm::draw_refused(scene, buffer, last, (&review.consent, &part));
        return typed;
    }
    let expects = plan.challenge().expects();
    let answer = confirm::draw(scene, buffer, last, (&review.consent, &expects), above);
    if review.given.at == ReviewField::Answer {
        answer
    } else {
        typed
    }
}

/// So many people who have a role in common.
fn of_role(people: usize, role: Role) -> String {
    counted(people, role.word(), &format!("{}s", role.word()))
}

/// The question of a review. What the people have in common is named where there is room for it
/// beside the account.
fn title(scene: Scene<'_>, area: Rect, review: &Review) -> String {
    let plan = &review.plan;
    if plan.is_of_own() {
        return own_question(plan.count());
    }
    let asks = |who: &str| {
        if plan.is_of_several() {
            offboard_question(who)
        } else {
            question(plan.operation(), plan.count(), who)
        }
    };
    let people = counted(plan.people(), "person", "people");
    let account = SafeText::new(plan.account()).width();
    let prod = if scene.app.setup().production { 5 } else { 0 };
    let room = usize::from(area.width.min(WIDTH)).saturating_sub(account.min(24) + prod + 10);
    let named = if plan.people() == 1 {
        let name = plan.targets().find_map(Target::name);
        let name = name.filter(|name| !name.is_blank());
        name.map(|name| name.fit(NAME).into_owned())
    } else {
        let organization = review.organization();
        let of_organization = organization.map(|name| format!("{people} of {}", name.fit(NAME)));
        let of_role = || Some(of_role(plan.people(), review.role()?));
        let of_all = || review.is_of_everyone().then(|| format!("all {people}"));
        // A query has the room that is left; of less than a few letters nobody knows what it asks.
        let by_query = || {
            let query = SafeText::new(scene.names().query(review.query()?.text()));
            let by = |query: &str| format!("{people} who match /{query}");
            let left = room.saturating_sub(width(&asks(&by(""))));
            (left >= QUERY.min(query.width())).then(|| by(&query.fit(left)))
        };
        (of_organization.or_else(of_role).or_else(of_all)).or_else(by_query)
    };
    let named = named
        .map(|who| asks(&who))
        .filter(|text| width(text) <= room);
    named.unwrap_or_else(|| asks(&people))
}
