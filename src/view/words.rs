//! Words that are the same in every pane.
//!
//! - `ends` when a session ends by itself; `flags` what the FLAG column says
//! - `runs` what runs of the journal did, and how that stands
//! - `state` how a session, an item of a run or a person is doing
//! - `time` ages, moments and countdowns
//! - here counts, roles, keys and columns
//!
//! Nothing is drawn here.

mod ends;
mod flags;
mod runs;
mod state;
mod time;

use super::Theme;
use crate::app::{Action, Keymap, Mode};
use crate::live::{Column, Sort};
use crate::model::Role;

pub(super) use ends::{until_it_ends, until_the_first_ends};
pub(super) use flags::{FlagWords, RowStates, Thresholds, leaver_look, level_sign, level_style};
pub(super) use runs::{
    Records, changed_words, item_words, person_standing, recorded_words, run_standing, standing,
    weight,
};
pub(super) use state::{Word, after, barred, item_state, row_state, standing_style};
pub(super) use time::{
    NOT_READ, age, and_expired, clock, clock_or_day, day_and_clock, day_and_time, last_used,
    moment_columns, said, sent_time, short_day_and_time, summed_time, time, time_columns, until,
    waits, zone_name,
};

pub(super) use crate::model::grouped as count;

/// A number and its noun.
pub(super) fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{} {}", count(number), if number == 1 { one } else { many })
}

/// A role in at most five columns.
pub(super) const fn short_role(role: Role) -> &'static str {
    role.word()
}

/// The first key for an action, as help writes it; empty where none is bound.
pub(super) fn key(keymap: &Keymap, mode: Mode, action: Action) -> String {
    keymap.first_key(mode, action)
}

/// A heading, with the arrow of the order where the list is sorted by it.
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
}
