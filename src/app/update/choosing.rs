//! From the marked sessions, or the one under the cursor, to what they are meant for.

use std::collections::BTreeSet;

use super::App;
use crate::app::ask::Ask;
use crate::app::dialog::{Dialog, HiddenMarks, LeaversView, NextStep, TokensView};
use crate::app::event::Effect;
use crate::model::{SessionKey, Timestamp, UserId};
use crate::operation::{Choice, ChoicePart, Operation, Proposal, Route};

impl App {
    /// Goes on with the marked sessions, or with the one under the cursor if nothing was marked.
    /// Where the filter hides some of them, the person is asked first which are meant.
    pub(super) fn chosen(&mut self, then: NextStep, now: Timestamp) -> Ask {
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
            (Some(_), Some(user)) if matches!(then, NextStep::End | NextStep::EndPeople) => {
                Ask::EndAllOf(user)
            }
            (Some(session), _) => Ask::GoOn(then, vec![session]),
            (None, _) => Ask::tell(self.list.nothing_under_cursor()),
        }
    }

    /// Goes on with the sessions that were chosen.
    pub(super) fn go_on(
        &mut self,
        then: NextStep,
        keys: Vec<SessionKey>,
        now: Timestamp,
    ) -> Vec<Effect> {
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
        match then {
            NextStep::End if !is_whole => {
                let choice = choice(ChoicePart::Sessions(keys));
                self.review_ending(choice, now)
            }
            NextStep::End | NextStep::EndPeople => {
                let choice = choice(ChoicePart::People(people));
                self.review(Proposal::End(choice, Route::User), now)
            }
            NextStep::Suspend | NextStep::Lift | NextStep::Tokens | NextStep::Offboard => {
                let choice = choice(ChoicePart::People(people));
                self.contain(then, choice, now)
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

    /// Goes on with the people whom a choice names.
    pub(super) fn contain(
        &mut self,
        then: NextStep,
        choice: Choice,
        now: Timestamp,
    ) -> Vec<Effect> {
        let operation = match then {
            NextStep::Suspend => Operation::Suspend,
            NextStep::Lift => Operation::Unsuspend,
            NextStep::Tokens | NextStep::Offboard => {
                let mut view = TokensView::of(choice, &self.snapshot);
                let people = view.people.clone();
                view.offboards = then == NextStep::Offboard;
                view.below = self.dialog.take().filter(Dialog::is_a_list).map(Box::new);
                self.dialog = Some(Dialog::Tokens(view));
                return vec![Effect::ReadTokens(people)];
            }
            NextStep::End | NextStep::EndPeople => {
                return self.review_ending(choice, now);
            }
        };
        self.review(Proposal::Change(choice, operation), now)
    }

    /// Reviews offboarding people once their tokens are there, if that was asked for.
    pub(super) fn offboard_with_tokens(&mut self, now: Timestamp) -> Vec<Effect> {
        let Some(Dialog::Tokens(view)) = &mut self.dialog else {
            return Vec::new();
        };
        match &view.answer {
            Some(Ok(_)) if std::mem::take(&mut view.offboards) => {
                let (ask, below) = (view.offboard(), view.below.take());
                self.dialog = below.map(|below| *below);
                self.grant(ask, now)
            }
            _ => Vec::new(),
        }
    }

    /// Shows the people who should be gone, and asks for their tokens.
    pub(super) fn leavers(&mut self) -> Vec<Effect> {
        let view = LeaversView::of(&self.snapshot);
        let people = view.people();
        self.dialog = Some(Dialog::Leavers(view));
        vec![Effect::ReadTokens(people)]
    }

    /// Reviews ending the sessions of a choice: only these where sessions were chosen by what they
    /// are, and everything of theirs where people were.
    pub(super) fn review_ending(&mut self, choice: Choice, now: Timestamp) -> Vec<Effect> {
        let route = if choice.is_of_people() {
            Route::User
        } else {
            Route::Exact
        };
        self.review(Proposal::End(choice, route), now)
    }
}

/// Warns that the row under the cursor just changed by itself, since nobody meant to end that one.
fn just_slid(key: &str) -> Ask {
    let text = "the row under the cursor just changed; look again, then press";
    Ask::warn(format!("{text} {key}"))
}
