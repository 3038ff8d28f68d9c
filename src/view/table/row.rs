//! One session on one line, or one person.
//!
//! - here what each cell says
//! - `personal` the cells that say who it is

mod personal;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};

use super::super::pen::Pen;
use super::super::words::{
    FlagWords, RowStates, Thresholds, barred, count, summed_time, time, until_it_ends,
    until_the_first_ends,
};
use super::super::{Scene, Theme};
use super::columns::{Columns, Field};
use crate::app::{App, ColumnNeed, RowState};
use crate::live::{AgeGrade, ListRow, Person, PersonRow, Row, SessionFlags, Slot, TwinFacts};
use crate::model::{SentTime, cut_middle};
use crate::operation::ExcludedBecause;

/// What the cells of one row say.
pub(super) struct Cells<'a> {
    scene: Scene<'a>,
    /// The place among all rows.
    index: usize,
    slot: Slot,
    row: Row,
    person: Option<&'a Person>,
    /// The sums over the person's sessions, where the row is a person's.
    sums: Option<PersonRow>,
    /// The person's sessions, where the row is a person's.
    sessions: &'a [Slot],
    /// Whether the row is a session below the row of its person.
    is_below: bool,
    mark: Marked,
    flag: FlagWords,
    thresholds: Thresholds,
    base: Style,
}

/// The columns of the sign before a person whose sessions may be shown.
const FOLD: usize = 2;

/// How much of a row is marked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Marked {
    No,
    Part,
    Whole,
}

impl<'a> Cells<'a> {
    /// A session or a person; `index` is its place among all rows.
    pub(super) fn of(scene: Scene<'a>, (shown, index): (ListRow, usize)) -> Option<Self> {
        let Scene { app, now, theme } = scene;
        let list = app.list();
        let snapshot = list.snapshot();
        let slot = list.slot_of(shown)?;
        let row = snapshot.row(slot)?;
        let person = snapshot.person(row.person);
        let (sums, sessions) = match (shown, list.grouped()) {
            (ListRow::Person(place), Some(grouped)) => {
                (grouped.person(place).copied(), grouped.sessions_of(place))
            }
            _ => (None, &[][..]),
        };
        let mark = marked(app, shown);
        let is_stale = app.snapshot().age_grade(now) == AgeGrade::Stale;
        let base = if is_stale || snapshot.is_gone(slot) {
            theme.dim
        } else {
            theme.text
        };
        let base = match mark {
            Marked::No => base,
            Marked::Part | Marked::Whole => base.add_modifier(Modifier::BOLD),
        };
        let state = app.row_state(slot, now);
        let state = sums.map_or(state, |sums| of_person(&sums, state));
        let none = SessionFlags::default();
        let flags = list.flags().unwrap_or(&none);
        let is_below = sums.is_none() && list.grouped().is_some();
        let set = match sums {
            Some(_) => flags.person(row.person),
            None if is_below => flags.of_session_alone(slot, list.siblings(index)),
            None => flags.session(slot),
        };
        // What holds of the person stands in the row above.
        let about = person.filter(|_| !is_below);
        let twins = about.map_or_else(TwinFacts::default, |_| flags.twins(row.person));
        let role = person.and_then(Person::user).map(|user| user.role);
        let user = about.and_then(Person::user);
        let states = RowStates {
            row: state,
            barred: user.and_then(|user| barred(user, flags, theme)),
        };
        Some(Self {
            scene,
            index,
            slot,
            row,
            person,
            sums,
            sessions,
            is_below,
            mark,
            flag: FlagWords::of(states, (flags, set), (twins, role), theme),
            thresholds: Thresholds::of(flags, set, theme),
            base,
        })
    }

    /// Draws the row.
    pub(super) fn draw(&self, buffer: &mut Buffer, line: Rect, columns: &Columns) {
        let mut pen = Pen::on(buffer, line);
        // What says who it is stands in the row of the person above.
        let (mut blank, mut has_name) = (0, false);
        for (field, columns) in columns.iter() {
            if self.is_below && field.is_of_person() {
                blank += columns + 1;
                has_name |= field == Field::Name;
                continue;
            }
            self.below(
                &mut pen,
                std::mem::take(&mut blank),
                std::mem::take(&mut has_name),
            );
            self.cell(&mut pen, field, columns);
            pen.gap(1);
        }
        self.below(&mut pen, blank, has_name);
        if self.index == self.scene.app.list().cursor_index() {
            under_cursor(buffer, line, self.scene.theme);
        }
    }

    /// The columns of a cell that can have more or fewer.
    pub(super) fn need(&self, field: Field) -> ColumnNeed {
        match field {
            Field::Flag => ColumnNeed {
                must: self.flag.states(),
                grave: self.flag.without_notes(),
                telling: 0,
                least: self.flag.without_tails(),
                whole: self.flag.whole(),
            },
            _ if self.is_below => ColumnNeed::default(),
            Field::Name if self.sums.is_some() => {
                ColumnNeed::all(FOLD + self.who(field).0.columns())
            }
            Field::Name | Field::Organization | Field::Email => {
                let (said, _) = self.who(field);
                ColumnNeed {
                    telling: said.telling(),
                    ..ColumnNeed::all(said.columns())
                }
            }
            _ => ColumnNeed::default(),
        }
    }

    fn cell(&self, pen: &mut Pen<'_>, field: Field, columns: usize) {
        let Self { scene, base, .. } = *self;
        match field {
            Field::Mark => self.mark(pen, columns),
            Field::Flag => self.flag.draw(pen, columns, base),
            Field::SignedIn => {
                let text = match self.sums {
                    Some(sums) => summed_time(scene, sums.since()),
                    None => sent_time(scene, self.row.authenticated_at),
                };
                pen.right(&text, columns, base.patch(self.thresholds.since));
            }
            Field::LastSeen => {
                let text = match self.sums {
                    Some(sums) => summed_time(scene, sums.last_seen()),
                    None => sent_time(scene, self.row.last_seen_at),
                };
                pen.right(&text, columns, base.patch(self.thresholds.last_seen));
            }
            Field::Ends => {
                let role = self.person.and_then(Person::user).map(|user| user.role);
                let (text, style) = match self.sums {
                    Some(_) => until_the_first_ends(scene, self.sessions, role),
                    None => until_it_ends(scene, self.slot, role),
                };
                let style = base.patch(style).patch(self.thresholds.ends);
                pen.right(&text, columns, style);
            }
            Field::Count if self.is_below => {
                pen.gap(columns);
            }
            Field::Count => {
                let snapshot = scene.app.list().snapshot();
                let sessions = match self.sums {
                    Some(sums) => sums.sessions(),
                    None => snapshot.number_of_sessions_of(self.row.person),
                };
                let behind = field.blank_behind();
                let style = base.patch(self.thresholds.count);
                pen.right(&count(sessions), columns - behind, style)
                    .gap(behind);
            }
            Field::User => {
                let names = self.scene.names();
                let number = self
                    .person
                    .map_or(0, |person| names.user_id(person.id).get());
                self.number(pen, number, columns);
            }
            Field::Session => {
                let session = self.scene.names().session_id(self.row.session);
                self.number(pen, session.get(), columns);
            }
            Field::Name if self.sums.is_some() => {
                self.fold_sign(pen);
                self.personal(pen, field, columns.saturating_sub(FOLD));
            }
            Field::Name | Field::Role | Field::Email | Field::Organization => {
                self.personal(pen, field, columns);
            }
        }
    }

    /// The columns of what is not said again below the row of its person; where the name was, stands
    /// what tells sessions apart.
    fn below(&self, pen: &mut Pen<'_>, columns: usize, has_name: bool) {
        if !has_name {
            pen.gap(columns);
            return;
        }
        let session = self.scene.names().session_id(self.row.session);
        let words = format!("  session {session}");
        let style = self.base.patch(self.scene.theme.dim);
        pen.field(&words, columns.saturating_sub(1), style).gap(1);
    }

    /// The sign that says whether the sessions of the person are shown.
    fn fold_sign(&self, pen: &mut Pen<'_>) {
        let Scene { app, theme, .. } = self.scene;
        let is_unfolded = self
            .person
            .is_some_and(|person| app.list().is_unfolded(person.id));
        let sign = if is_unfolded {
            theme.signs.unfolded
        } else {
            theme.signs.folded
        };
        pen.field(sign, 1, self.base.patch(theme.dim)).gap(1);
    }

    /// The sign of a mark, or of somebody whose sessions stay, whatever is chosen.
    fn mark(&self, pen: &mut Pen<'_>, columns: usize) {
        let Scene { app, theme, .. } = self.scene;
        let guarded = self
            .person
            .and_then(|person| guard_sign(app, person, theme));
        let (sign, style) = match self.mark {
            Marked::Whole => (theme.signs.mark, theme.mark),
            Marked::Part => (theme.signs.part, theme.mark),
            // A style that underlines or fills would show on a blank.
            Marked::No if self.is_below => (" ", theme.text),
            Marked::No => guarded.unwrap_or((" ", theme.text)),
        };
        pen.field(sign, columns, self.base.patch(style));
    }

    /// A number, which recedes: nobody reads it, and some copy it.
    fn number(&self, pen: &mut Pen<'_>, number: u64, columns: usize) {
        let style = self.base.patch(self.scene.theme.dim);
        let digits = number.to_string();
        pen.field(&cut_middle(&digits, columns), columns, style);
    }
}

/// The state of a person's row, by that of their first session. What is not certain of any of their
/// sessions is said of the person; that one of several is new says nothing of them.
fn of_person(sums: &PersonRow, first: RowState) -> RowState {
    match first {
        RowState::Listed | RowState::New if sums.unconfirmed() > 0 => RowState::Unconfirmed,
        RowState::Listed | RowState::New if sums.unreadable() > 0 => RowState::Unreadable,
        RowState::New if sums.sessions() > 1 => RowState::Listed,
        state => state,
    }
}

/// Makes a row the one under the cursor: it has one ground, on which only what is wrong keeps its colour.
fn under_cursor(buffer: &mut Buffer, line: Rect, theme: &Theme) {
    let line = line.intersection(buffer.area);
    for x in line.left()..line.right() {
        let cell = &mut buffer[(x, line.y)];
        if cell.fg != theme.danger.fg.unwrap_or(Color::Reset) {
            cell.set_fg(Color::Reset).set_bg(Color::Reset);
        }
        cell.modifier.remove(Modifier::DIM);
    }
    buffer.set_style(line, theme.cursor);
}

/// The sign of a person whose sessions stay, whatever is chosen.
fn guard_sign(app: &App, person: &Person, theme: &Theme) -> Option<(&'static str, Style)> {
    match app.setup().guarded_as(person)? {
        ExcludedBecause::Yours => Some((theme.signs.own, theme.accent)),
        _ => Some((theme.signs.protected, theme.warning)),
    }
}

/// A time as Zendesk sent it; one that cannot be read is not shown as one that is missing.
fn sent_time(scene: Scene<'_>, at: SentTime) -> String {
    if at.is_unreadable() {
        return "?".to_owned();
    }
    time(scene, at.readable())
}

/// How much of a row is marked.
fn marked(app: &App, shown: ListRow) -> Marked {
    if app.marks().is_empty() {
        return Marked::No;
    }
    let sessions = app.list().sessions_of(shown);
    let marked = sessions.iter().filter(|key| app.marks().contains(**key));
    match marked.count() {
        0 => Marked::No,
        all if all == sessions.len() => Marked::Whole,
        _ => Marked::Part,
    }
}
