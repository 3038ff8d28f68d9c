//! How sessions and the items of a run are doing: a sign, a word and a style.

use ratatui::style::Style;

use super::super::Theme;
use super::leaver_look;
use crate::app::RowState;
use crate::live::SessionFlags;
use crate::model::User;
use crate::operation::{
    ItemStanding, ItemState, Operation, OutcomeKind, Route, StandingGrade, Verdict,
};

/// A state as it is shown: a sign, a word for narrow screens and one for wide ones.
#[derive(Debug, Clone, Copy)]
pub(in crate::view) struct Word {
    pub(in crate::view) sign: &'static str,
    pub(in crate::view) short: &'static str,
    pub(in crate::view) long: &'static str,
    pub(in crate::view) style: Style,
}

impl Word {
    const fn new(sign: &'static str, word: &'static str, style: Style) -> Self {
        Self {
            sign,
            short: word,
            long: word,
            style,
        }
    }
}

/// The word for a row.
pub(in crate::view) fn row_state(state: RowState, theme: &Theme) -> Word {
    match state {
        RowState::Unreadable => Word::new("?", "unreadable", theme.warning),
        RowState::Unconfirmed => Word::new("?", "unconfirmed", theme.warning),
        RowState::Listed => Word::new(" ", "", theme.text),
        RowState::New => Word::new("+", "new", theme.good),
        RowState::Ending => Word::new(">", "ending", theme.accent),
        RowState::CameBack => Word::new("!", "came back", theme.danger),
        RowState::Gone => Word::new("-", "gone", theme.dim),
        RowState::After(kind, verdict) => after(ENDED, kind, verdict, theme),
    }
}

/// The word for somebody who should be gone: the same before a run and after it.
pub(in crate::view) fn barred(user: &User, flags: &SessionFlags, theme: &Theme) -> Option<Word> {
    let (sign, style) = leaver_look(flags, theme);
    let word = match () {
        () if user.is_deleted() => "deleted",
        () if user.is_suspended() => "suspended",
        () => return None,
    };
    Some(Word::new(sign, word, style))
}

/// The operation by which sessions of the list are ended, whatever the route.
const ENDED: Operation = Operation::End(Route::Exact);

/// How an item ended, and what a later list said of it.
pub(in crate::view) fn after(
    operation: Operation,
    kind: OutcomeKind,
    verdict: Option<Verdict>,
    theme: &Theme,
) -> Word {
    let word = of_standing(operation, ItemStanding::of(kind, verdict), theme);
    if verdict == Some(Verdict::Verified) {
        return Word {
            sign: theme.signs.good,
            style: theme.good,
            ..word
        };
    }
    word
}

/// How an item ended, before anything proves it.
fn outcome(operation: Operation, kind: OutcomeKind, theme: &Theme) -> Word {
    of_standing(operation, ItemStanding::answered(kind), theme)
}

/// How it stands with an item.
fn of_standing(operation: Operation, standing: ItemStanding, theme: &Theme) -> Word {
    let sign = match standing {
        ItemStanding::Refused | ItemStanding::Failed => theme.signs.bad,
        standing => match standing.grade() {
            StandingGrade::Good => theme.signs.good,
            StandingGrade::Answered => "~",
            StandingGrade::Idle => "-",
            StandingGrade::Unsure => "?",
            StandingGrade::Bad => "!",
        },
    };
    Word {
        sign,
        short: standing.short(operation),
        long: standing.word(operation),
        style: standing_style(standing.grade(), theme),
    }
}

/// The style of how something stands.
pub(in crate::view) const fn standing_style(grade: StandingGrade, theme: &Theme) -> Style {
    match grade {
        StandingGrade::Good => theme.good,
        StandingGrade::Answered => theme.text,
        StandingGrade::Idle => theme.dim,
        StandingGrade::Unsure => theme.warning,
        StandingGrade::Bad => theme.danger,
    }
}

/// How an item of a run is doing.
pub(in crate::view) fn item_state(operation: Operation, state: &ItemState, theme: &Theme) -> Word {
    match state {
        ItemState::Waiting => Word::new(" ", "waiting", theme.dim),
        ItemState::Sent => Word::new(">", "sent", theme.accent),
        ItemState::Done(done) => outcome(operation, done.kind, theme),
    }
}
