//! The columns of the list of a review, which are the same in every row: what is done is whole first, then
//! who it is.

use ratatui::style::Style;

use super::super::super::pen::{Pen, width};
use super::super::super::words::{count, counted};
use crate::app::{Review, ReviewLine};
use crate::model::{SafeText, cut_middle};
use crate::operation::{Item, Target, TargetKind};

/// Columns of the sign of a fold, and of a role.
const SIGN: usize = 2;
pub(super) const ROLE: usize = 6;
/// Columns before the ids under a person.
pub(super) const INDENT: usize = 4;
/// The least and the most columns of a name, and the people who are measured: more than a screen shows.
const NAME: (usize, usize) = (16, 32);
const SHORTEST: usize = 8;
const MEASURED: usize = 400;
/// In fewer columns than this a name has no more than it needs.
const NARROW: usize = 60;
/// From so many columns on everybody has a number in their own line.
const WIDE: usize = 100;
/// Columns of a time behind an id, with the word before it.
const TIME: usize = 18;
/// Columns between who it is and what is done.
pub(super) const GAP: usize = 2;
/// The least columns of an address that is cut.
const STUMP: usize = 8;
/// The columns in which an address that is cut begins to tell whose it is.
const TELLING: usize = 16;

/// What tells people from others in a list.
#[derive(Clone, Copy)]
enum WhomShown {
    /// The address in so many columns, cut where it is longer, and the number.
    Both(usize),
    /// The address alone, but for whoever is called like somebody else: of them both, in so many columns.
    Address(usize),
    /// The number alone.
    Number,
}

/// How much is said of what is done to somebody.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wordiness {
    /// All of it.
    Whole,
    /// All of it, what goes without saying left out.
    Fewer,
    /// How many are known is left out where all of them go.
    Fewest,
}

/// The columns of a list.
#[derive(Clone, Copy)]
pub(super) struct ReviewColumns {
    pub(super) name: usize,
    whom: WhomShown,
    /// Columns of what tells people from others.
    pub(super) all_of_whom: usize,
    words: Wordiness,
    /// Columns of an item under its person.
    pub(super) cell: usize,
    columns: usize,
}

impl ReviewColumns {
    /// The columns of the list of a review, of which there are so many.
    pub(super) fn of(review: &Review, columns: usize) -> Self {
        let items = review.plan.items();
        let people = || {
            let all = items.chunk_by(|one, next| one.target.user() == next.target.user());
            all.take(MEASURED)
        };
        let target = |items: &[Item]| items[0].target.clone();
        let named = people().map(target);
        let (mut needed, mut address, mut number) = (SHORTEST, 0, 0);
        for target in named {
            needed = needed.max(target.name().map_or(0, SafeText::width));
            let id = target.user().to_string().len();
            number = number.max(id);
            let email = target.email().map(|email| email.escaped().len());
            address = address.max(email.unwrap_or(id + "id ".len()));
        }
        let most = if columns < NARROW {
            NAME.0
        } else {
            (columns / 3).clamp(NAME.0, NAME.1)
        };
        let name = needed.min(most);
        let of_words = |how| {
            let words = people().map(|items| width(&what_is_done(review, items, how)));
            words.max().unwrap_or(0)
        };
        let room = |what: usize| columns.saturating_sub(SIGN + name + 1 + ROLE + GAP + what);
        let (long, short) = (of_words(Wordiness::Whole), of_words(Wordiness::Fewest));
        // What is done gives way to whom it is done to; of an offboarding the short words say all of it.
        let both = address + 1 + number;
        let needs = if review.plan.is_of_several() {
            both
        } else {
            address
        };
        let is_long = room(long) >= needs;
        let what = if is_long { long } else { short };
        let room = room(what);
        // Namesakes have both; else less of an address tells nothing, and a whole name does.
        let stump = if review.has_namesakes() {
            STUMP
        } else {
            TELLING
        };
        let whom = if both <= room {
            WhomShown::Both(address)
        } else if columns >= WIDE {
            WhomShown::Both(room.saturating_sub(number + 1))
        } else if address <= room {
            WhomShown::Address(room)
        } else if room > stump + number {
            WhomShown::Both(room - number - 1)
        } else {
            WhomShown::Number
        };
        let all_of_whom = match whom {
            WhomShown::Both(address) => address + 1 + number,
            WhomShown::Address(room) if review.has_namesakes() => room,
            WhomShown::Address(_) => address,
            WhomShown::Number => "id ".len() + number,
        };
        // What is left is the names', and what is left of that the words'.
        let spare = match whom {
            WhomShown::Address(_) if review.has_namesakes() => 0,
            _ => room.saturating_sub(all_of_whom),
        };
        let more = spare.min(needed - name);
        let name = name + more;
        let room = what + spare - more;
        let words = [Wordiness::Whole, Wordiness::Fewer];
        let words = words.into_iter().find(|how| of_words(*how) <= room);
        Self {
            name,
            whom,
            all_of_whom,
            words: words.unwrap_or(Wordiness::Fewest),
            cell: cell(items, columns).clamp(1, columns.saturating_sub(INDENT).max(1)),
            columns,
        }
    }

    /// The lines of the list. Below somebody stands their number, unless it is in their own line.
    pub(super) fn lines(self, review: &Review) -> Vec<ReviewLine<'_>> {
        let beside = (self.columns.saturating_sub(INDENT) / self.cell).max(1);
        review.lines(beside, self.are_addresses_alone())
    }

    /// Whether people have an address in their own line, and no number.
    const fn are_addresses_alone(self) -> bool {
        matches!(self.whom, WhomShown::Address(_))
    }

    /// Whether anything stands below somebody when they are unfolded.
    pub(super) fn has_below(self, items: &[Item], has_namesake: bool) -> bool {
        let has_address = items
            .first()
            .is_some_and(|item| item.target.email().is_some());
        let has_number_below = self.are_addresses_alone() && has_address && !has_namesake;
        let mut below = items.iter().map(|item| item.target.kind());
        has_number_below || below.any(|kind| kind != TargetKind::People)
    }

    /// What is done to somebody, in words.
    pub(super) fn what(self, review: &Review, items: &[Item]) -> String {
        what_is_done(review, items, self.words)
    }

    /// Draws what tells somebody from others.
    pub(super) fn draw_whom(
        self,
        pen: &mut Pen<'_>,
        (target, has_namesake): (&Target, bool),
        style: Style,
    ) {
        let id = target.user().to_string();
        let columns = match self.whom {
            WhomShown::Both(columns) => columns,
            WhomShown::Address(room) if has_namesake => room.saturating_sub(id.len() + 1),
            WhomShown::Address(_) | WhomShown::Number => 0,
        };
        match (self.whom, target.email().map(SafeText::escaped)) {
            (WhomShown::Address(_), Some(email)) if !has_namesake => {
                pen.put(&email, style);
            }
            (WhomShown::Both(_) | WhomShown::Address(_), Some(email)) => {
                let email = cut_middle(&email, columns);
                pen.field(&email, columns, style).gap(1).put(&id, style);
            }
            (WhomShown::Both(_), None) => {
                pen.gap(columns + 1).put(&id, style);
            }
            (WhomShown::Address(_) | WhomShown::Number, _) => {
                pen.put(&format!("id {id}"), style);
            }
        }
    }
}

/// The columns of an item under its person, whatever time is behind it. A token has a name, and so a line
/// to itself.
fn cell(items: &[Item], columns: usize) -> usize {
    let items = items.iter().take(MEASURED);
    let ids = items.map(|item| match &item.target {
        Target::Person(person) => width("user ") + person.id.to_string().len() + 2,
        Target::Session(session) => session.key.session.to_string().len() + TIME,
        Target::Token(_) => columns,
    });
    ids.max().unwrap_or(0)
}

/// What is done to somebody, in so many words. Of those who are offboarded
/// all sessions end, whichever are known.
fn what_is_done(review: &Review, items: &[Item], how: Wordiness) -> String {
    let of = |kind| {
        let such = items.iter().filter(|item| item.target.kind() == kind);
        such.filter(|item| !item.is_unlisted()).count()
    };
    let (sessions, tokens) = (of(TargetKind::Sessions), of(TargetKind::Tokens));
    let are_all = items.iter().any(Item::is_unlisted);
    let is_of_several = review.plan.is_of_several();
    let mut parts = Vec::new();
    for item in items.iter().filter(|item| !item.is_unlisted()) {
        match &item.target {
            Target::Person(_) if is_of_several => parts.push("suspend".to_owned()),
            Target::Person(target) => {
                let known = target.sessions;
                parts.extend(known.map(|known| counted(known, "session", "sessions")));
            }
            Target::Session(_) | Target::Token(_) => {}
        }
    }
    if tokens > 0 {
        parts.push(counted(tokens, "token", "tokens"));
    }
    parts.extend(match (is_of_several, sessions, how) {
        (_, 0, _) if !are_all => None,
        (true, 0, Wordiness::Whole) | (false, 0, Wordiness::Fewer | Wordiness::Fewest) => {
            Some("all sessions".to_owned())
        }
        (true, known, Wordiness::Whole) => Some(format!("all sessions, {} known", count(known))),
        // Beside nothing else it must be said of what it is all.
        (true, _, Wordiness::Fewer) if parts.is_empty() => Some("all sessions".to_owned()),
        (true, known @ 1.., Wordiness::Fewer) => Some(format!("all, {} known", count(known))),
        (true, _, _) => Some("all".to_owned()),
        (false, 0, Wordiness::Whole) => Some("all sessions, 0 known".to_owned()),
        (false, known, _) => Some(counted(known, "session", "sessions")),
    });
    let beyond = items.iter().filter(|item| item.target.is_beyond()).count();
    if beyond > 0 {
        parts.push(format!("{} beyond", count(beyond)));
    }
    parts.join(if is_of_several { " + " } else { ", " })
}
