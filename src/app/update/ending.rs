//! From a choice of sessions to a plan.

use std::collections::BTreeSet;

use super::App;
use crate::app::dialog::{Dialog, HiddenMarks, NextStep, Review};
use crate::app::event::Effect;
use crate::app::notices::Level;
use crate::model::{SessionKey, Timestamp, UserId};
use crate::operation::{Choice, Plan, Refusal, Route, plan};

impl App {
    /// Goes on with the marked sessions, or with the one under the cursor.
    pub(super) fn go_on_with_chosen(&mut self, then: NextStep, now: Timestamp) -> Vec<Effect> {
        match self.chosen(then, now) {
            Some(keys) => self.go_on(then, keys, now),
            None => Vec::new(),
        }
    }

    /// The marked sessions, or the one under the cursor if nothing was marked. `None` where
    /// there is nothing, or where the person has to say first which are meant.
    fn chosen(&mut self, then: NextStep, now: Timestamp) -> Option<Vec<SessionKey>> {
        self.marks.end_range();
        if self.marks.is_empty() {
            let lost = self.marks.lost();
            if lost > 0 {
                self.marks.forget_lost();
                let (idle, _) = then.words();
                let text = match lost {
                    1 => format!("the marked session is gone already; {idle}"),
                    _ => format!("the {lost} marked sessions are gone already; {idle}"),
                };
                self.say(now, Level::Warning, text);
                return None;
            }
            if self.list.has_just_slid(now) {
                let (_, key) = then.words();
                let text =
                    format!("the row under the cursor just changed; look again, then press {key}");
                self.say(now, Level::Warning, text);
                return None;
            }
            let key = self.list.cursor_key();
            if key.is_none() {
                self.say(now, Level::Info, "no session under the cursor");
            }
            return key.map(|key| vec![key]);
        }
        let shown = self.list.marked(&self.marks);
        let all = self.marks.sorted();
        if shown.len() < all.len() {
            let hidden = all.into_iter().filter(|key| !shown.contains(key)).collect();
            self.dialog = Some(Dialog::Hidden(HiddenMarks {
                shown,
                hidden,
                then,
            }));
            return None;
        }
        Some(all)
    }

    /// Goes on with what was chosen.
    pub(super) fn go_on(
        &mut self,
        then: NextStep,
        keys: Vec<SessionKey>,
        now: Timestamp,
    ) -> Vec<Effect> {
        match then {
            NextStep::End => self.review(&Choice::Sessions(keys), now),
            then => self.contain(then, people_of(&keys), now),
        }
    }

    pub(super) fn end_person(&mut self, now: Timestamp) -> Vec<Effect> {
        if self.list.has_just_slid(now) {
            let text = "the row under the cursor just changed; look again, then press X";
            self.say(now, Level::Warning, text);
            return Vec::new();
        }
        match self.list.cursor_key() {
            Some(key) => self.review(&Choice::People(vec![key.user]), now),
            None => Vec::new(),
        }
    }

    /// The sessions of people who came back.
    pub(super) fn end_returned(&mut self, now: Timestamp) -> Vec<Effect> {
        let returned = self.runs.returned().to_vec();
        if returned.is_empty() {
            self.say(now, Level::Info, "nobody came back");
            return Vec::new();
        }
        self.review(&Choice::Sessions(returned), now)
    }

    pub(super) fn review(&mut self, choice: &Choice, now: Timestamp) -> Vec<Effect> {
        if self.may_review(now) {
            match self.plan(choice, now) {
                Ok(plan) => {
                    let review = Review::ending(plan, &self.snapshot, now);
                    self.dialog = Some(Dialog::Review(Box::new(review)));
                }
                Err(refusal) => self.say(now, Level::Warning, refusal.to_string()),
            }
        }
        Vec::new()
    }

    /// Whether a review can be opened now. One run at a time, and nothing that cannot be seen.
    pub(super) fn may_review(&mut self, now: Timestamp) -> bool {
        let Some(hindrance) = self.context(now).hindrance() else {
            return true;
        };
        if let Some(dialog) = hindrance.shows() {
            self.dialog = Some(dialog);
        }
        self.say(now, Level::Warning, hindrance.words());
        false
    }

    fn plan(&self, choice: &Choice, now: Timestamp) -> Result<Plan, Refusal> {
        let account = &self.setup.account;
        plan(
            choice,
            Route::Exact,
            account,
            &self.snapshot,
            &self.setup.guardrails,
            now,
        )
    }
}

/// Whose sessions these are, each person once.
fn people_of(keys: &[SessionKey]) -> Vec<UserId> {
    let people: BTreeSet<UserId> = keys.iter().map(|key| key.user).collect();
    people.into_iter().collect()
}
