//! States, counts and times in words.

use std::time::Duration;

use ratatui::style::Style;

use super::Theme;
use crate::app::{Action, Keymap};
use crate::app::{App, Column, Mode, RowState, Sort};
use crate::live::Person;
use crate::model::{Age, Role, Timestamp};
use crate::terminate::{ItemState, Measure, Outcome, OutcomeKind, Route, Verdict, Work};

/// A state as it is shown: a sign, a word for narrow screens and one for wide ones.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word {
    pub(super) sign: &'static str,
    pub(super) short: &'static str,
    pub(super) long: &'static str,
    pub(super) style: Style,
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

    /// The sign and the word that fits.
    pub(super) fn text(&self, columns: usize) -> String {
        if self.long.is_empty() {
            return String::new();
        }
        let word = if self.long.len() + 2 <= columns {
            self.long
        } else {
            self.short
        };
        format!("{} {word}", self.sign)
    }
}

/// What to say of a row. That somebody who may not be here is still here comes before that
/// they are new, and after what a run did.
pub(super) fn row_state(state: RowState, person: Option<&Person>, theme: &Theme) -> Word {
    let barred = person.and_then(Person::user).and_then(|user| {
        if !user.active {
            Some(Word::new("!", "deleted", theme.danger))
        } else if user.suspended {
            Some(Word::new("!", "suspended", theme.danger))
        } else {
            None
        }
    });
    match (state, barred) {
        (RowState::Listed | RowState::New, Some(barred)) => barred,
        (RowState::Listed, None) => Word::new(" ", "", theme.text),
        (RowState::New, None) => Word::new("+", "new", theme.good),
        (RowState::Ending, _) => Word::new(">", "ending", theme.accent),
        (RowState::CameBack, _) => Word {
            short: "back",
            ..Word::new("!", "came back", theme.danger)
        },
        (RowState::Gone, _) => Word::new("-", "gone", theme.dim),
        (RowState::After(kind, verdict), _) => after(ENDED, kind, verdict, theme),
    }
}

/// What was done to the sessions of the list, by whatever route.
const ENDED: Work = Work::End(Route::Exact);

/// How an item ended, and what was seen of it later.
pub(super) fn after(
    work: Work,
    kind: OutcomeKind,
    verdict: Option<Verdict>,
    theme: &Theme,
) -> Word {
    match (kind, verdict) {
        (OutcomeKind::Gone, Some(Verdict::Verified)) => {
            Word::new(theme.signs.good, "gone", theme.good)
        }
        (_, Some(verdict @ Verdict::Verified)) => Word {
            short: "verified",
            ..Word::new(theme.signs.good, verdict.words(work), theme.good)
        },
        (_, Some(verdict @ Verdict::StillListed)) => Word {
            short: match work {
                Work::Contain(Measure::Suspend | Measure::Lift) => "as before",
                Work::End(_) | Work::Contain(Measure::Revoke) => "listed",
            },
            ..Word::new("!", verdict.words(work), theme.danger)
        },
        _ => outcome(kind, theme),
    }
}

/// How an item ended, before anything proves it.
pub(super) fn outcome(kind: OutcomeKind, theme: &Theme) -> Word {
    match kind {
        OutcomeKind::Ended
        | OutcomeKind::Accepted
        | OutcomeKind::Suspended
        | OutcomeKind::Lifted
        | OutcomeKind::Revoked
        | OutcomeKind::Gone => Word::new("~", kind.as_str(), theme.text),
        OutcomeKind::Unknown => Word::new("?", kind.as_str(), theme.warning),
        OutcomeKind::Refused | OutcomeKind::Failed => {
            Word::new(theme.signs.bad, kind.as_str(), theme.danger)
        }
        OutcomeKind::NotAttempted => Word {
            short: "not sent",
            ..Word::new("-", kind.as_str(), theme.dim)
        },
    }
}

/// How an item of a run is doing.
pub(super) fn item_state(state: &ItemState, theme: &Theme) -> Word {
    match state {
        ItemState::Waiting => Word::new(" ", "waiting", theme.dim),
        ItemState::Sent => Word::new(">", "sent", theme.accent),
        ItemState::Done(done) => outcome(Outcome::kind(done), theme),
    }
}

/// A number with its thousands apart.
pub(super) fn count(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A number and its noun.
pub(super) fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{} {}", count(number), if number == 1 { one } else { many })
}

/// A role in at most five columns.
pub(super) const fn short_role(role: Role) -> &'static str {
    match role {
        Role::EndUser => "user",
        _ => role.as_str(),
    }
}

/// How long ago, on the server's clock.
pub(super) fn age(at: Timestamp, app: &App, now: Timestamp) -> Age {
    at.age(app.snapshot().server_time(now))
}

/// A whole moment, short: the time of today, otherwise the day and what of the time there
/// is room for.
pub(super) fn moment(at: Timestamp, now: Timestamp) -> String {
    let (Some(at), Some(now)) = (at.to_utc(), now.to_utc()) else {
        return at.to_string();
    };
    let format = if at.date_naive() == now.date_naive() {
        "%H:%M:%S"
    } else if now.signed_duration_since(at).num_days().abs() < 300 {
        "%m-%d %H:%M"
    } else {
        "%Y-%m-%d"
    };
    at.format(format).to_string()
}

/// The time of day, in UTC.
pub(super) fn clock(at: Timestamp) -> String {
    at.to_utc()
        .map_or_else(String::new, |at| at.format("%H:%M:%S").to_string())
}

/// How long until then; zero for what is over.
pub(super) fn until(at: Timestamp, now: Timestamp) -> Age {
    let millis = at.millis().saturating_sub(now.millis()).max(0);
    Age::from(Duration::from_millis(millis.unsigned_abs() + 999))
}

/// The first key for an action, as help writes it; empty where none is bound.
pub(super) fn key(keymap: &Keymap, mode: Mode, action: Action) -> String {
    let bound = keymap
        .bindings()
        .iter()
        .find(|binding| binding.mode == mode && binding.action == action);
    bound
        .and_then(|binding| binding.keys().into_iter().next())
        .unwrap_or_default()
}

/// A column in words.
pub(super) const fn column_words(column: Column) -> &'static str {
    match column {
        Column::User => "user id",
        Column::Name => "name",
        Column::Role => "role",
        Column::Email => "e-mail",
        Column::SignedIn => "signed in",
        Column::LastSeen => "last seen",
        Column::Session => "session id",
    }
}

/// A heading with the arrow of the order.
pub(super) fn heading(word: &str, column: Column, sort: Sort, theme: &Theme) -> String {
    if column != sort.column {
        return word.to_owned();
    }
    let arrow = if sort.descending {
        theme.signs.down
    } else {
        theme.signs.up
    };
    format!("{word}{arrow}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart() {
        for (number, text) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(count(number), text);
        }
    }

    #[test]
    fn a_moment_says_as_much_as_is_needed() {
        let now = Timestamp::parse("2026-08-20T14:00:00Z").unwrap();
        for (at, text) in [
            ("2026-08-20T09:30:05Z", "09:30:05"),
            ("2026-08-19T09:30:05Z", "08-19 09:30"),
            ("2024-01-02T09:30:05Z", "2024-01-02"),
        ] {
            assert_eq!(moment(Timestamp::parse(at).unwrap(), now), text);
        }
    }

    #[test]
    fn a_countdown_ends_at_zero() {
        let now = Timestamp::from_seconds(100);
        assert_eq!(until(Timestamp::from_seconds(112), now).to_string(), "12s");
        assert_eq!(until(Timestamp::from_seconds(90), now).to_string(), "0s");
    }
}
