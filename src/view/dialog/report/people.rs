//! The list of a report: people by name, each with the verdict on them, and unfolded what was done to
//! them, with every message whole.

use ratatui::style::Style;

use super::super::super::pen::{Pen, width};
use super::super::super::words::{and_expired, last_used, short_role, time};
use super::super::Scene;
use super::super::{left_out, operation, targets};
use super::amounts::{Amounts, columns_of_amounts};
use super::safe_lines;
use super::verdicts::{PersonWords, cause_of, word_of, words_of};
use crate::app::{LeftGroup, LeftLine, ReportPage, ReportPerson, ReportView};
use crate::model::{Role, SafeText, SessionKey};
use crate::operation::{BEYOND, PersonVerdict, ReportItem, Target, TargetKind, Verdict};

/// The columns of the mark, of the sign of a fold, and of the sign of a verdict, each with a blank.
const SIGNS: usize = 6;
/// Columns of a role.
const ROLE: usize = 6;
/// Columns before what belongs to somebody.
const INDENT: usize = SIGNS;
/// Columns of how an item ended.
const STATE: usize = 17;

/// One row of the list.
pub(super) enum ReportRow<'a> {
    /// Somebody, above what was done to them.
    Person(Box<ReportPersonRow<'a>>),
    /// An item, by its place.
    Item(usize),
    /// A session that was no item, and how it is.
    Session(&'static str, SessionKey),
    /// Whom nothing was done to.
    LeftAlone(LeftLine<'a>),
    /// A text that belongs to the person above.
    Text(String, Style),
}

/// Somebody in the list.
pub(super) struct ReportPersonRow<'a> {
    person: ReportPerson<'a>,
    verdict: PersonWords,
    is_unfolded: bool,
    widths: RowWidths,
}

/// The columns of a list of people, which are the same in every row.
#[derive(Clone, Copy)]
struct RowWidths {
    name: usize,
    role: usize,
    /// What tells people from others: whole addresses where there is room for all of them, else numbers.
    whom: usize,
    are_addresses: bool,
    amounts: [usize; 2],
}

impl RowWidths {
    /// What stands before a verdict.
    const fn before(self) -> usize {
        SIGNS + self.name + 1 + self.role + self.whom
    }
}

/// The rows of the list, and those on which people stand, and reasons with others below.
pub(super) fn rows<'a>(
    scene: Scene<'_>,
    view: &'a ReportView,
    page: &ReportPage,
    columns: usize,
) -> (Vec<ReportRow<'a>>, Vec<usize>) {
    let (mut rows, mut heads) = (Vec::new(), Vec::new());
    let widths = widths_of(scene, view, columns);
    for person in view.people_of_run() {
        heads.push(rows.len());
        let verdict = words_of(scene, view, &person);
        let is_unfolded = page.folds.shows_items_of(person.user);
        let below = if is_unfolded {
            below(scene, view, (&person, &verdict), (columns, widths))
        } else {
            Vec::new()
        };
        rows.push(ReportRow::Person(Box::new(ReportPersonRow {
            person,
            verdict,
            is_unfolded,
            widths,
        })));
        rows.extend(below);
    }
    for line in LeftGroup::lines(&view.left_out, &page.folds) {
        if matches!(line, LeftLine::Head(..)) {
            heads.push(rows.len());
        }
        rows.push(ReportRow::LeftAlone(line));
    }
    (rows, heads)
}

/// What belongs to somebody: who they are, what of the verdict has no room above, and every item with the
/// reason that it ended so.
fn below<'a>(
    scene: Scene<'_>,
    view: &'a ReportView,
    (person, verdict): (&ReportPerson<'a>, &PersonWords),
    (columns, widths): (usize, RowWidths),
) -> Vec<ReportRow<'a>> {
    let theme = scene.theme;
    let room = columns.saturating_sub(INDENT).max(1);
    let mut rows = vec![ReportRow::Text(identity(scene, person.target), theme.dim)];
    let text = |text: &str, style: Style| {
        let lines = safe_lines(text, room).into_iter();
        lines
            .map(move |line| ReportRow::Text(line, style))
            .collect::<Vec<_>>()
    };
    if let Some((_, rest)) = in_two(&verdict.text, columns.saturating_sub(widths.before())) {
        rows.extend(text(rest, verdict.style));
    }
    let mut last_cause = None;
    for at in &person.items {
        let Some(item) = view.item(*at) else { continue };
        let verdict_of_item = view.verdicts.get(*at).copied().flatten();
        if let Some(cause) = cause_of(item, verdict_of_item)
            && last_cause.as_ref() != Some(&cause)
            && !verdict.text.contains(&cause)
        {
            rows.extend(text(scene.names().words(&cause), theme.warning));
            last_cause = Some(cause);
        }
        // What was done to the person themselves is said above, if it is all.
        if item.target.kind() != TargetKind::People || person.items.len() > 1 {
            rows.push(ReportRow::Item(*at));
        }
    }
    if let Some(proof) = person.proof {
        let word = match proof.verdict {
            PersonVerdict::SignedInAgain { .. } => "signed in again",
            _ => "not known before",
        };
        let items = person.items.iter().filter_map(|at| view.item(*at));
        let known: Vec<SessionKey> = items.filter_map(|item| item.target.session()).collect();
        let others = proof.verdict.sessions().into_iter();
        let others = others.filter(|key| !known.contains(key));
        rows.extend(others.map(|key| ReportRow::Session(word, key)));
    }
    rows
}

/// The address and the number of somebody, which tell them from others.
fn identity(scene: Scene<'_>, target: &Target) -> String {
    let named = targets::named(scene, target);
    let id = named.user();
    named.email().map_or_else(
        || format!("user {id}"),
        |email| format!("{} {} user {id}", email.escaped(), scene.theme.signs.dot),
    )
}

/// The columns of a list. What became of people has what it needs first, then their names; a number is
/// there all the same, and a role gives way to it.
fn widths_of(scene: Scene<'_>, view: &ReportView, columns: usize) -> RowWidths {
    let (mut name, mut verdict, mut address, mut number) = (0, 0, 0, 0);
    for person in view.people_of_run().iter().take(MEASURED) {
        let target = targets::named(scene, person.target);
        name = name.max(width(&targets::name(&target, LONGEST_NAME)));
        verdict = verdict.max(width(&words_of(scene, view, person).text));
        let id = target.user().to_string().len() + 1;
        number = number.max(id);
        address = address.max(target.email().map_or(id, |email| email.escaped().len() + 1));
    }
    let amounts = columns_of_amounts(view);
    let room = columns.saturating_sub(SIGNS + 1);
    let usual = targets::name_columns(columns).min(name);
    let beside = verdict + amounts.iter().sum::<usize>();
    let are_addresses = name + ROLE + address + beside <= room;
    let whom = if are_addresses { address } else { number };
    let role = if usual + ROLE + whom + verdict.min(LEAST_VERDICT) <= room {
        ROLE
    } else {
        0
    };
    let most = room.saturating_sub(role + whom + beside);
    RowWidths {
        name: name.min(most).max(usual),
        role,
        whom,
        are_addresses,
        amounts,
    }
}

/// The people whose names are measured, from the first on: more than a screen shows.
const MEASURED: usize = 200;
/// The most columns of a name, and the columns of a verdict that a role gives way to.
const LONGEST_NAME: usize = 40;
const LEAST_VERDICT: usize = 36;

/// The columns of a verdict and of how much was done, which gives way to it.
fn behind(columns: usize, widths: RowWidths, verdict: &str) -> (usize, [usize; 2]) {
    let room = columns.saturating_sub(widths.before());
    let all: usize = widths.amounts.iter().sum();
    if width(verdict) + all <= room {
        (room - all, widths.amounts)
    } else {
        (room, [0, 0])
    }
}

/// Draws one row.
pub(super) fn draw(
    scene: Scene<'_>,
    mut pen: Pen<'_>,
    view: &ReportView,
    page: &ReportPage,
    row: &ReportRow<'_>,
) {
    match row {
        ReportRow::Person(row) => person(scene, pen, (view, page), row),
        ReportRow::Item(at) => {
            if let Some(item) = view.item(*at) {
                draw_item(scene, pen, item, view.verdicts.get(*at).copied().flatten());
            }
        }
        ReportRow::Session(word, key) => {
            let session = scene.names().key(*key).session;
            pen.gap(INDENT)
                .field(&format!("! {word}"), STATE + 2, scene.theme.warning)
                .put(&session.to_string(), scene.theme.text);
        }
        ReportRow::LeftAlone(line) => {
            left_out::draw(scene, &mut pen, *line, left_out::WhichNames::AsShown);
        }
        ReportRow::Text(text, style) => {
            pen.gap(INDENT).last(&SafeText::new(text), *style);
        }
    }
}

/// Draws somebody: by name, with the verdict on them.
fn person(
    scene: Scene<'_>,
    mut pen: Pen<'_>,
    (view, page): (&ReportView, &ReportPage),
    row: &ReportPersonRow<'_>,
) {
    let theme = scene.theme;
    let ReportPersonRow {
        person,
        verdict,
        is_unfolded,
        widths,
    } = row;
    let target = targets::named(scene, person.target);
    let (columns, amounts) = behind(pen.left(), *widths, &verdict.text);
    let is_marked = page.marked.contains(&person.user);
    let mark = if is_marked { theme.signs.mark } else { " " };
    let fold = if *is_unfolded {
        theme.signs.unfolded
    } else {
        theme.signs.folded
    };
    let style = if target.role() == Some(Role::Admin) {
        theme.heading
    } else {
        theme.text
    };
    let role = target.role().map_or(theme.signs.none, short_role);
    pen.field(mark, 2, theme.mark)
        .field(fold, 2, theme.dim)
        .field(verdict.sign, 2, verdict.style)
        .field(&targets::name(&target, widths.name), widths.name, style)
        .gap(1)
        .field(role, widths.role, style);
    let whom = match target.email().filter(|_| widths.are_addresses) {
        Some(email) => email.escaped(),
        None => target.user().to_string(),
    };
    pen.field(&whom, widths.whom, theme.dim);
    let parts = in_two(&verdict.text, columns).filter(|_| *is_unfolded);
    let text = parts.map_or(&*verdict.text, |(head, _)| head);
    pen.field(&SafeText::new(text).fit(columns), columns, verdict.style);
    for (words, columns) in Amounts::of(view, person).words().iter().zip(amounts) {
        // A number is said once in a row.
        let words = words.as_deref().filter(|words| !text.contains(*words));
        pen.right(words.unwrap_or(""), columns, theme.dim);
    }
}

/// A verdict that has no room in so many columns: what is said of it in the line of its person, up to its
/// first pause, and what is left for the lines below, which is all of it where even that is cut.
fn in_two(text: &str, columns: usize) -> Option<(&str, &str)> {
    if width(text) <= columns {
        return None;
    }
    let pauses = [": ", "; "]
        .into_iter()
        .filter_map(|pause| text.find(pause));
    let parts = pauses.min().map(|end| (&text[..end], &text[end + 2..]));
    let parts = parts.filter(|(head, _)| width(head) <= columns);
    Some(parts.unwrap_or((text, text)))
}

/// Draws an item under its person: how it ended, and what it is.
fn draw_item(scene: Scene<'_>, mut pen: Pen<'_>, item: &ReportItem, verdict: Option<Verdict>) {
    let theme = scene.theme;
    let word = word_of(item, verdict, theme);
    pen.gap(INDENT).field(
        &format!("{} {}", word.sign, word.long),
        STATE + 2,
        word.style,
    );
    let target = targets::named(scene, &item.target);
    let (text, at) = match &target {
        Target::Session(session) => {
            let since = time(scene, session.authenticated_at);
            (session.key.session.to_string(), format!("since {since}"))
        }
        Target::Token(token) => (
            format!("token {}", token.token.named()),
            last_used(scene, &token.token) + and_expired(scene, &token.token),
        ),
        Target::Person(_) => (
            operation::of_person(item.operation).to_owned(),
            String::new(),
        ),
    };
    pen.put(&text, theme.text).gap(2).put(&at, theme.dim);
    if item.target.is_beyond() {
        pen.gap(2).put(BEYOND, theme.warning);
    }
}
