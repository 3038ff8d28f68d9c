//! Changing the Chat account: from its card to the fields, to a review, to one request.

use crossterm::event::KeyEvent;

use super::App;
use super::typing::{LONGEST_INPUT, type_into};
use crate::app::Action;
use crate::app::card::{self, Card, Sheet};
use crate::app::dialog::{ChatEdit, ChatReview, Dialog, LONGEST_VALUE};
use crate::app::event::Effect;
use crate::app::notices::Level;
use crate::chat::{Basis, NotDone, Refusal, Report, fields, may_change, plan};
use crate::model::Timestamp;
use crate::zendesk::ChatAccount;

impl App {
    /// Whether a change of the Chat account is under way.
    pub fn is_changing(&self) -> bool {
        self.changing
    }

    /// Whether somebody wants to quit and that change has to be recorded first.
    pub fn is_kept_from_quitting(&self) -> bool {
        self.quitting && self.changing
    }

    /// Whether the Chat account may be changed from its card; `None` where no card shows it.
    pub fn may_change_chat(&self) -> Option<Result<(), Refusal>> {
        let Some(Dialog::Card(view)) = &self.dialog else {
            return None;
        };
        Some(may_change(&self.chat_basis(view.chat()?)))
    }

    fn chat_basis<'a>(&'a self, chat: &'a ChatAccount) -> Basis<'a> {
        let standing = self.snapshot.standing;
        Basis {
            account: &self.setup.account,
            chat,
            read_only: self.is_read_only(),
            may_write: standing.and_then(|standing| standing.may_write),
        }
    }

    /// Opens the fields, if they may be changed; why not is on the card as well.
    pub(super) fn edit_chat(&mut self, now: Timestamp) -> Vec<Effect> {
        let refusal = match self.may_change_chat() {
            None => return Vec::new(),
            Some(Err(refusal)) => Some(refusal.to_string()),
            Some(Ok(())) if self.changing => Some("a change is under way; wait for it".to_owned()),
            Some(Ok(())) => None,
        };
        if let Some(refusal) = refusal {
            self.say(now, Level::Warning, refusal);
            return Vec::new();
        }
        if !self.may_review(now) {
            return Vec::new();
        }
        match self.dialog.take() {
            Some(Dialog::Card(view)) if !view.is_asking => {
                let fields = view.chat().map(fields).unwrap_or_default();
                self.dialog = Some(Dialog::Edit(Box::new(ChatEdit::new(fields, view))));
            }
            other => {
                self.dialog = other;
                self.say(now, Level::Info, "still asking; wait for the answer");
            }
        }
        Vec::new()
    }

    pub(super) fn edit_key(
        &mut self,
        action: Option<Action>,
        key: KeyEvent,
        now: Timestamp,
    ) -> Vec<Effect> {
        let Some(Dialog::Edit(edit)) = &mut self.dialog else {
            return Vec::new();
        };
        match action {
            Some(Action::Down) => edit.move_by(1),
            Some(Action::Up) => edit.move_by(-1),
            Some(Action::Keep) => self.review_change(now),
            Some(Action::Back) => self.leave_edit(now),
            _ => {
                edit.problem = None;
                if let Some(input) = edit.here() {
                    type_into(input, key, LONGEST_VALUE);
                }
            }
        }
        Vec::new()
    }

    fn leave_edit(&mut self, now: Timestamp) {
        if let Some(Dialog::Edit(edit)) = self.dialog.take() {
            self.dialog = Some(Dialog::Card(edit.card));
            self.say(now, Level::Info, "left; nothing was sent");
        }
    }

    fn review_change(&mut self, now: Timestamp) {
        if !self.may_review(now) {
            return;
        }
        let Some(Dialog::Edit(mut edit)) = self.dialog.take() else {
            return;
        };
        let planned = match edit.card.chat() {
            Some(chat) => edit
                .wishes()
                .and_then(|wishes| plan(&wishes, &self.chat_basis(chat))),
            None => Err(Refusal::Nothing),
        };
        self.dialog = Some(match planned {
            Ok(plan) => Dialog::Change(Box::new(ChatReview::new(plan, *edit, now))),
            Err(refusal) => {
                edit.problem = Some(refusal.to_string());
                Dialog::Edit(edit)
            }
        });
    }

    pub(super) fn change_key(
        &mut self,
        action: Option<Action>,
        key: KeyEvent,
        at: Timestamp,
        now: Timestamp,
    ) -> Vec<Effect> {
        let Some(Dialog::Change(review)) = &mut self.dialog else {
            return Vec::new();
        };
        if !review.consent.was_visible(at) {
            return Vec::new();
        }
        review.consent.touch(now);
        match action {
            Some(Action::Back) => return self.cancel_review("cancelled; nothing was sent", now),
            Some(Action::PageDown) => review.scroll += 5,
            Some(Action::PageUp) => review.scroll = review.scroll.saturating_sub(5),
            Some(Action::Keep) => return self.confirm_change(),
            Some(Action::NextRoute) => {}
            _ => type_into(&mut review.consent.answer, key, LONGEST_INPUT),
        }
        Vec::new()
    }

    fn confirm_change(&mut self) -> Vec<Effect> {
        let Some(Dialog::Change(review)) = self.dialog.take() else {
            return Vec::new();
        };
        let ChatReview {
            plan,
            mut consent,
            scroll,
            edit,
        } = *review;
        match plan.confirm(consent.answer.value()) {
            Ok(confirmed) => {
                self.changing = true;
                let mut view = edit.card;
                view.news = None;
                self.dialog = Some(Dialog::Card(view));
                vec![Effect::ChangeChat(Box::new(confirmed))]
            }
            Err(plan) => {
                consent.wrong = true;
                self.dialog = Some(Dialog::Change(Box::new(ChatReview {
                    plan,
                    consent,
                    scroll,
                    edit,
                })));
                Vec::new()
            }
        }
    }

    /// The change is over. The card shows what Chat said last, if it is still there.
    pub(super) fn take_change(
        &mut self,
        done: &Result<Report, NotDone>,
        now: Timestamp,
    ) -> Vec<Effect> {
        self.changing = false;
        let news = card::news(done);
        self.say(now, news.level, format!("Chat account: {}", news.message));
        if let Some(Dialog::Card(view)) = &mut self.dialog
            && view.card == Card::ChatAccount
        {
            if let Some(chat) = done.as_ref().ok().and_then(|report| report.now.clone()) {
                view.answer = Some((Ok(Sheet::chat(chat)), now));
            }
            view.news = Some(news);
            view.scroll = 0;
        }
        if self.quitting && self.run.is_none() {
            return vec![Effect::Quit];
        }
        Vec::new()
    }
}

#[cfg(test)]
mod tests;
