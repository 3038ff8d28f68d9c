//! A card on the screen: asked for, answered, asked again, and on to the fields that can be
//! changed.

use super::{ChatEdit, Dialog, DialogContext, Reaction};
use crate::app::Action;
use crate::app::ask::Ask;
use crate::app::card::{Card, CardAnswer, News, Sheet};
use crate::app::event::Effect;
use crate::app::press::Press;
use crate::app::scroll::Scroll;
use crate::app::setup::Setup;
use crate::chat::{Refusal, fields, may_change};
use crate::live::Snapshot;
use crate::model::Timestamp;
use crate::zendesk::ChatAccount;

/// A card on the screen.
#[derive(Debug)]
pub struct CardView {
    /// The card that is shown.
    pub card: Card,
    /// The last answer, and when it came by the local clock.
    pub answer: Option<(CardAnswer, Timestamp)>,
    /// Whether an answer is still to come.
    pub is_asking: bool,
    /// The news of the last change of it.
    pub news: Option<News>,
    /// How far it is scrolled.
    pub scroll: Scroll,
}

impl CardView {
    pub(in crate::app) fn asking(card: Card) -> Self {
        Self {
            card,
            answer: None,
            is_asking: true,
            news: None,
            scroll: Scroll::default(),
        }
    }

    /// The Chat account, where it is shown.
    pub(in crate::app) fn chat(&self) -> Option<&ChatAccount> {
        let (answer, _) = self.answer.as_ref()?;
        answer.as_ref().ok()?.account()
    }

    /// Whether the Chat account may be changed from here; `None` where it is not shown.
    pub(crate) fn may_change(
        &self,
        setup: &Setup,
        snapshot: &Snapshot,
    ) -> Option<Result<(), Refusal>> {
        Some(may_change(&setup.chat_basis(self.chat()?, snapshot)))
    }

    pub(in crate::app) fn key(mut self, press: Press, context: &DialogContext<'_>) -> Reaction {
        match press.action {
            action if self.scroll.by(action, context.extent) => {}
            Some(Action::Refresh) if !self.is_asking => {
                self.is_asking = true;
                let again = Ask::Do(Effect::AskCard(self.card));
                return Reaction::stay(Dialog::Card(self)).ask(again);
            }
            Some(Action::Edit) => return self.edit(context),
            action => return Reaction::usual(Dialog::Card(self), action),
        }
        Reaction::stay(Dialog::Card(self))
    }

    /// Opens the fields, if they may be changed; why not is on the card as well.
    fn edit(self, context: &DialogContext<'_>) -> Reaction {
        let refusal = match self.may_change(context.setup, context.snapshot) {
            None => return Reaction::stay(Dialog::Card(self)),
            Some(Err(refusal)) => Some(refusal.to_string()),
            Some(Ok(())) if context.runs.is_changing() => {
                Some("a change is under way; wait for it".to_owned())
            }
            Some(Ok(())) if context.names.are_masked() => {
                let why = Ask::warn("nothing is edited while people are masked; end that first");
                return Reaction::stay(Dialog::Card(self)).ask(why);
            }
            Some(Ok(())) => None,
        };
        if let Some(refusal) = refusal {
            return Reaction::stay(Dialog::Card(self)).ask(Ask::warn(refusal));
        }
        if let Some(hindrance) = context.hindrance() {
            return Reaction::hindered(Dialog::Card(self), hindrance);
        }
        if self.is_asking {
            let wait = Ask::tell("still asking; wait for the answer");
            return Reaction::stay(Dialog::Card(self)).ask(wait);
        }
        let fields = self.chat().map(fields).unwrap_or_default();
        Reaction::stay(Dialog::Edit(Box::new(ChatEdit::new(fields, self))))
    }

    /// Takes in an answer, if it is the answer to this card.
    pub(in crate::app) fn take(&mut self, card: Card, answer: CardAnswer, now: Timestamp) {
        if self.card != card {
            return;
        }
        self.answer = Some((answer, now));
        self.is_asking = false;
        self.news = None;
    }

    /// Takes in the news of a change, and what Chat said last.
    pub(in crate::app) fn take_change(
        &mut self,
        news: News,
        chat: Option<ChatAccount>,
        now: Timestamp,
    ) {
        if self.card != Card::ChatAccount {
            return;
        }
        if let Some(chat) = chat {
            self.answer = Some((Ok(Sheet::chat(chat)), now));
        }
        self.news = Some(news);
        self.scroll = Scroll::default();
    }
}
