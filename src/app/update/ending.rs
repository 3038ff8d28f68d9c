//! From a choice of sessions to a plan.

use std::collections::BTreeSet;

use super::App;
use crate::app::Action;
use crate::app::dialog::{Dialog, NextStep, Offer, Review};
use crate::app::event::Effect;
use crate::app::notices::Level;
use crate::live::Person;
use crate::model::{SessionKey, Timestamp, UserId};
use crate::operation::{Basis, Choice, Plan, Refusal, Route, plan_ending};

impl App {
    pub(super) fn end(&mut self, now: Timestamp) -> Vec<Effect> {
        match self.chosen(NextStep::End, now) {
            Some(keys) => self.review(&Choice::Sessions(keys), now),
            None => Vec::new(),
        }
    }

    /// The marked sessions, or the one under the cursor if nothing was marked. `None` where
    /// there is nothing, or where the person has to say first which are meant.
    pub(super) fn chosen(&mut self, then: NextStep, now: Timestamp) -> Option<Vec<SessionKey>> {
        self.range_from = None;
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
        let shown = self.shown_marks();
        let all = self.marks.sorted();
        if shown.len() < all.len() {
            let hidden = all.into_iter().filter(|key| !shown.contains(key)).collect();
            self.dialog = Some(Dialog::Hidden {
                shown,
                hidden,
                then,
            });
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

    /// Everything that can be chosen, narrowest first.
    pub(super) fn end_menu(&mut self, now: Timestamp) -> Vec<Effect> {
        let mut offers = Vec::new();
        let mut offer = |words: String, choice| offers.push(Offer { words, choice });
        let marked = self.marks.sorted();
        if let Some(key) = self.list.cursor_key() {
            offer(format!("this session, {key}"), Choice::Sessions(vec![key]));
            if !marked.is_empty() {
                let words = format!("the marked sessions ({})", marked.len());
                offer(words, Choice::Sessions(marked.clone()));
            }
            let words = format!("all sessions of this person, user {}", key.user);
            offer(words, Choice::People(vec![key.user]));
        }
        if !marked.is_empty() {
            let mut people: Vec<UserId> = marked.iter().map(|key| key.user).collect();
            people.dedup();
            let words = format!("all sessions of the marked people ({})", people.len());
            offer(words, Choice::People(people));
        }
        if !self.query.is_empty() {
            let words = format!("everything that matches the filter ({})", self.list.len());
            offer(words, Choice::Matching(self.query.clone()));
        }
        let snapshot = self.list.snapshot();
        let row = self.list.under_cursor().and_then(|slot| snapshot.row(slot));
        let person = row.and_then(|row| snapshot.person(row.person));
        if let Some(user) = person.and_then(Person::user) {
            let words = format!("everyone whose role is {}", user.role.as_str());
            offer(words, Choice::Role(user.role));
        }
        offer(
            "everyone except you and the protected".to_owned(),
            Choice::Everyone,
        );
        if self.list.is_empty() {
            self.say(now, Level::Info, "no sessions to choose from");
            return Vec::new();
        }
        self.dialog = Some(Dialog::Choose { offers, at: 0 });
        Vec::new()
    }

    /// The sessions of people who came back.
    pub(super) fn end_returned(&mut self, now: Timestamp) -> Vec<Effect> {
        let returned = self
            .watch
            .as_ref()
            .map_or(&[][..], |watch| watch.returned())
            .to_vec();
        if returned.is_empty() {
            self.say(now, Level::Info, "nobody came back");
            return Vec::new();
        }
        self.review(&Choice::Sessions(returned), now)
    }

    pub(super) fn choose_action(&mut self, action: Option<Action>, now: Timestamp) -> Vec<Effect> {
        let Some(Dialog::Choose { offers, at }) = &mut self.dialog else {
            return Vec::new();
        };
        match action {
            Some(Action::Down) => *at = (*at + 1) % offers.len(),
            Some(Action::Up) => *at = (*at + offers.len() - 1) % offers.len(),
            Some(Action::Keep) => {
                let offer = offers.swap_remove(*at);
                self.dialog = None;
                return self.review(&offer.choice, now);
            }
            Some(Action::Back) => {
                self.dialog = None;
                return self.catch_up();
            }
            _ => {}
        }
        Vec::new()
    }

    pub(super) fn review(&mut self, choice: &Choice, now: Timestamp) -> Vec<Effect> {
        if !self.may_review(now) {
            return Vec::new();
        }
        let plan = plan_ending(choice, Route::Exact, &self.basis(now));
        self.open_review(plan, now)
    }

    /// What plans are made on.
    pub(super) fn basis(&self, now: Timestamp) -> Basis<'_> {
        Basis {
            account: &self.setup.account,
            snapshot: &self.snapshot,
            guardrails: &self.setup.guardrails,
            now,
        }
    }

    /// Shows the plan, or says why there is none.
    pub(super) fn open_review(
        &mut self,
        plan: Result<Plan, Refusal>,
        now: Timestamp,
    ) -> Vec<Effect> {
        match plan {
            Ok(plan) => {
                let (items, excluded) = (plan.count(), plan.excluded().len());
                tracing::info!(items, excluded, "plan made");
                let review = Review::new(plan, &self.snapshot, now);
                self.dialog = Some(Dialog::Review(Box::new(review)));
            }
            Err(refusal) => {
                tracing::info!("no plan: {refusal}");
                self.say(now, Level::Warning, refusal.to_string());
            }
        }
        Vec::new()
    }

    /// Whether a review can be opened now. One run at a time, and nothing that cannot be seen.
    pub(super) fn may_review(&mut self, now: Timestamp) -> bool {
        if self.viewport.list_rows == 0 {
            let text = "the screen is too small to show what would be done";
            self.say(now, Level::Warning, text);
            return false;
        }
        if self.run.is_some() {
            self.dialog = Some(Dialog::Run);
            let text = "a run is under way; wait for it or stop it";
            self.say(now, Level::Warning, text);
            return false;
        }
        true
    }

    pub(super) fn hidden_action(&mut self, action: Option<Action>, now: Timestamp) -> Vec<Effect> {
        let Some(action) = action else {
            return Vec::new();
        };
        let Some(Dialog::Hidden {
            shown,
            hidden,
            then,
        }) = self.dialog.take()
        else {
            return Vec::new();
        };
        match action {
            Action::DropHidden => {
                self.marks.drop_these(&hidden, now);
                if shown.is_empty() {
                    self.say(
                        now,
                        Level::Info,
                        format!("no marks left; {}", then.words().0),
                    );
                    return self.catch_up();
                }
                self.go_on(then, shown, now)
            }
            Action::IncludeHidden => self.go_on(then, [shown, hidden].concat(), now),
            _ => self.catch_up(),
        }
    }
}

/// Whose sessions these are, each person once.
fn people_of(keys: &[SessionKey]) -> Vec<UserId> {
    let people: BTreeSet<UserId> = keys.iter().map(|key| key.user).collect();
    people.into_iter().collect()
}
