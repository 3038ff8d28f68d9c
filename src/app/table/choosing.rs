//! From the marked sessions, or the one under the cursor, to what they are meant for.

use std::collections::BTreeSet;

use super::Table;
use crate::app::ask::Ask;
use crate::app::dialog::{Dialog, HiddenMarks, NextStep, StepWork};
use crate::model::{SessionKey, Timestamp, UserId};
use crate::operation::{ChoicePart, Route};

impl Table {
    /// Goes on with the marked sessions, or with the one under the cursor if nothing was marked.
    /// Where the filter hides some of them, the person is asked first which are meant.
    pub(in crate::app) fn chosen(&mut self, then: NextStep, now: Timestamp) -> Ask {
        self.marks.end_range();
        if self.marks.is_empty() {
            return self.under_cursor(then, now);
        }
        let shown = self.list.marked(&self.marks);
        let mut all = self.marks.sorted();
        if shown.len() == all.len() {
            return Ask::GoOn(then, all);
        }
        all.retain(|key| !shown.contains(key));
        Ask::Open(Dialog::Hidden(HiddenMarks {
            shown,
            hidden: all,
            then,
        }))
    }

    /// Goes on with the session under the cursor, unless marks were lost or the row just changed by
    /// itself.
    fn under_cursor(&mut self, then: NextStep, now: Timestamp) -> Ask {
        let (idle, key) = then.words();
        let lost = self.marks.lost();
        if lost > 0 {
            self.marks.forget_lost();
            return Ask::warn(match lost {
                1 => format!("the marked session is gone already; {idle}"),
                _ => format!("the {lost} marked sessions are gone already; {idle}"),
            });
        }
        if self.list.has_just_slid(now) {
            return just_slid(key);
        }
        match (self.list.cursor_key(), self.list.cursor_person()) {
            (Some(_), Some(user)) if then.work().ends() => Ask::EndAllOf(user),
            (Some(session), _) => Ask::GoOn(then, vec![session]),
            (None, _) => Ask::tell(self.list.nothing_under_cursor()),
        }
    }

    /// What is asked for with the sessions that were chosen.
    pub(in crate::app) fn go_on(&self, then: NextStep, keys: Vec<SessionKey>) -> Ask {
        let people: BTreeSet<UserId> = keys.iter().map(|key| key.user).collect();
        let people: Vec<UserId> = people.into_iter().collect();
        let is_whole = self.are_whole_people(&keys);
        let are_marks = self.marks.are(&keys);
        let choice = |part: ChoicePart| {
            if are_marks {
                self.marks.with_undecided(part)
            } else {
                part.into()
            }
        };
        match then.work() {
            StepWork::EndSessions if !is_whole => Ask::Review(choice(ChoicePart::Sessions(keys))),
            StepWork::EndSessions | StepWork::EndPeople => {
                Ask::EndBy(choice(ChoicePart::People(people)), Route::User)
            }
            StepWork::Change(_) | StepWork::ShowTokens { .. } => {
                Ask::Contain(then, choice(ChoicePart::People(people)))
            }
        }
    }

    /// Whether rows of people are shown and these are all sessions of each of them, so that people
    /// were chosen and not sessions.
    fn are_whole_people(&self, keys: &[SessionKey]) -> bool {
        if self.list.grouped().is_none() {
            return false;
        }
        let snapshot = self.list.snapshot();
        let found = snapshot.find(&keys.iter().copied().collect());
        let is_whole = |of_one: &[SessionKey]| {
            let slot = of_one.first().and_then(|key| found.get(key));
            let row = slot.and_then(|slot| snapshot.row(*slot));
            row.is_some_and(|row| snapshot.number_of_sessions_of(row.person) == of_one.len())
        };
        keys.chunk_by(|one, other| one.user == other.user)
            .all(is_whole)
    }
}

/// Warns that the row under the cursor just changed by itself, since nobody meant to end that one.
fn just_slid(key: &str) -> Ask {
    let text = "the row under the cursor just changed; look again, then press";
    Ask::warn(format!("{text} {key}"))
}
