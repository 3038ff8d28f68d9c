//! From a choice to a confirmed plan.

use crossterm::event::KeyEvent;
use tui_input::Input;

use super::App;
use super::typing::type_into;
use crate::app::Action;
use crate::app::dialog::{Dialog, Offer, Review, RunView};
use crate::app::event::Effect;
use crate::app::notices::Level;
use crate::live::Person;
use crate::model::{Timestamp, UserId};
use crate::terminate::{Choice, Plan, Refusal, Route, plan};

impl App {
    pub(super) fn end(&mut self, now: Timestamp) -> Vec<Effect> {
        self.range_from = None;
        if self.marks.is_empty() {
            let lost = self.marks.lost();
            if lost > 0 {
                self.marks.forget_lost();
                let text = match lost {
                    1 => "the marked session is gone already; nothing to end".to_owned(),
                    _ => format!("the {lost} marked sessions are gone already; nothing to end"),
                };
                self.say(now, Level::Warning, text);
                return Vec::new();
            }
            if self.list.has_just_slid(now) {
                let text = "the row under the cursor just changed; look again, then press K";
                self.say(now, Level::Warning, text);
                return Vec::new();
            }
            let Some(key) = self.list.cursor_key() else {
                self.say(now, Level::Info, "no session under the cursor");
                return Vec::new();
            };
            return self.review(&Choice::Sessions(vec![key]), now);
        }
        let shown = self.shown_marks();
        let all = self.marks.sorted();
        if shown.len() < all.len() {
            let hidden = all.into_iter().filter(|key| !shown.contains(key)).collect();
            self.dialog = Some(Dialog::Hidden { shown, hidden });
            return Vec::new();
        }
        self.review(&Choice::Sessions(all), now)
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
        let seen = self.list.seen();
        let row = self.list.under_cursor().and_then(|slot| seen.row(slot));
        let person = row.and_then(|row| seen.person(row.person));
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
        if self.viewport.list_rows == 0 {
            let text = "the screen is too small to show what would be ended";
            self.say(now, Level::Warning, text);
            return Vec::new();
        }
        if self.run.is_some() {
            self.dialog = Some(Dialog::Run);
            self.say(
                now,
                Level::Warning,
                "a run is under way; wait for it or stop it",
            );
            return Vec::new();
        }
        match self.plan(choice, now) {
            Ok(plan) => {
                self.dialog = Some(Dialog::Review(Box::new(Review::new(
                    plan,
                    &self.snapshot,
                    now,
                ))));
            }
            Err(refusal) => self.say(now, Level::Warning, refusal.to_string()),
        }
        Vec::new()
    }

    pub(super) fn plan(&self, choice: &Choice, now: Timestamp) -> Result<Plan, Refusal> {
        let account = &self.setup.account;
        plan(
            choice,
            Route::Exact,
            account,
            &self.snapshot,
            &self.setup.rails,
            now,
        )
    }

    pub(super) fn hidden_action(&mut self, action: Option<Action>, now: Timestamp) -> Vec<Effect> {
        let Some(action) = action else {
            return Vec::new();
        };
        let Some(Dialog::Hidden { shown, hidden }) = self.dialog.take() else {
            return Vec::new();
        };
        match action {
            Action::DropHidden => {
                self.marks.drop_these(&hidden, now);
                if shown.is_empty() {
                    self.say(now, Level::Info, "no marks left; nothing to end");
                    return self.catch_up();
                }
                self.review(&Choice::Sessions(shown), now)
            }
            Action::IncludeHidden => self.review(&Choice::Sessions([shown, hidden].concat()), now),
            _ => self.catch_up(),
        }
    }

    pub(super) fn review_key(
        &mut self,
        action: Option<Action>,
        key: KeyEvent,
        at: Timestamp,
        now: Timestamp,
    ) -> Vec<Effect> {
        let Some(Dialog::Review(review)) = &mut self.dialog else {
            return Vec::new();
        };
        if !review.was_visible(at) {
            return Vec::new();
        }
        review.touch(now);
        review.wrong = false;
        match action {
            Some(Action::Back) => return self.cancel_review("cancelled; nothing was sent", now),
            Some(Action::PageDown) => {
                review.scroll = (review.scroll + 5).min(review.plan.targets().len() - 1);
            }
            Some(Action::PageUp) => review.scroll = review.scroll.saturating_sub(5),
            Some(Action::NextRoute) => {
                if let Some(Dialog::Review(review)) = self.dialog.take() {
                    self.dialog = Some(Dialog::Review(Box::new(review.next_route())));
                }
            }
            Some(Action::Keep) => {
                if review.plan.targets().len() > 1 {
                    return self.confirm(now);
                }
            }
            _ => {
                type_into(&mut review.answer, key);
                if review.plan.targets().len() == 1 {
                    if review.plan.challenge().accepts(review.answer.value()) {
                        return self.confirm(now);
                    }
                    review.answer = Input::default();
                }
            }
        }
        Vec::new()
    }

    pub(super) fn confirm(&mut self, now: Timestamp) -> Vec<Effect> {
        let Some(Dialog::Review(mut review)) = self.dialog.take() else {
            return Vec::new();
        };
        let view = RunView::new(&review.plan, now);
        let answer = review.answer.value().to_owned();
        match review.plan.confirm(&answer) {
            Ok(confirmed) => {
                self.run = Some(view);
                self.dialog = Some(Dialog::Run);
                vec![Effect::Execute(Box::new(confirmed))]
            }
            Err(plan) => {
                review.plan = plan;
                review.wrong = true;
                self.dialog = Some(Dialog::Review(review));
                Vec::new()
            }
        }
    }

    pub(super) fn cancel_review(&mut self, why: &str, now: Timestamp) -> Vec<Effect> {
        if matches!(self.dialog, Some(Dialog::Review(_))) {
            self.dialog = None;
            self.say(now, Level::Info, why);
            return self.catch_up();
        }
        Vec::new()
    }

    pub(super) fn run_action(&mut self, action: Option<Action>) -> Vec<Effect> {
        let Some(run) = &mut self.run else {
            self.dialog = None;
            return Vec::new();
        };
        match action {
            Some(Action::StopRun) => {
                run.stopping = true;
                vec![Effect::StopRun]
            }
            Some(Action::Quit) => self.ask_to_quit(),
            Some(Action::PageDown) => {
                let last = run.targets.len().saturating_sub(1);
                run.scroll = Some((run.scroll.unwrap_or(0) + 5).min(last));
                Vec::new()
            }
            Some(Action::PageUp) => {
                run.scroll = Some(run.scroll.unwrap_or(0).saturating_sub(5));
                Vec::new()
            }
            _ => Vec::new(),
        }
    }
}
