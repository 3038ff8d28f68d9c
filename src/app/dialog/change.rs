//! The difference of the Chat account under review. The dialog holds the fields below it, which Esc
//! goes back to.

use super::consent::{Asked, CLOSED, ConsentStep};
use super::{ChatEdit, Consent, Dialog, DialogContext, GivenReason, Reaction};
use crate::app::ask::Ask;
use crate::app::event::Effect;
use crate::app::press::Press;
use crate::app::scroll::Scroll;
use crate::chat::Plan;

/// A change of the Chat account under review, and the way to confirm it.
#[derive(Debug)]
pub struct ChatReview {
    /// The difference that would be sent.
    pub plan: Plan,
    /// The ticket and the reason: those of the case that every change of this program belongs to, or what
    /// was typed since.
    pub(crate) given: GivenReason,
    /// The state of the confirmation.
    pub consent: Consent,
    /// How far it is scrolled.
    pub scroll: Scroll,
    /// The dialog that lies below.
    pub(in crate::app) edit: ChatEdit,
}

impl ChatReview {
    pub(in crate::app) fn new(plan: Plan, edit: ChatEdit, context: &DialogContext<'_>) -> Self {
        Self {
            plan,
            given: GivenReason::of(context.runs.case()),
            consent: Consent::new(context.revision, context.now),
            scroll: Scroll::default(),
            edit,
        }
    }

    pub(in crate::app) fn key(
        mut self: Box<Self>,
        press: Press,
        context: &DialogContext<'_>,
    ) -> Reaction {
        self.scroll.look(context.extent);
        if self.given.key(press) {
            self.consent
                .typed_beside(&self.given, press.at, context.now);
            return Reaction::stay(Dialog::Change(self));
        }
        let asked = Asked {
            expects: Some(Plan::expects()),
            end_seen: self.scroll.end_seen(),
            has_routes: false,
            has_policies: false,
        };
        match self.consent.key(press, asked, context) {
            ConsentStep::Leave => {
                return Reaction::stay(self.left()).ask(Ask::answer("cancelled; nothing was sent"));
            }
            ConsentStep::Close => {
                return Reaction::stay(self.left())
                    .ask(Ask::warn(CLOSED))
                    .ask(Ask::IgnoreTyping(press.at));
            }
            ConsentStep::Confirm => return self.confirm(),
            ConsentStep::Scroll(first) => self.scroll.go(first),
            ConsentStep::Stay | ConsentStep::NextRoute | ConsentStep::NextPolicy => {}
        }
        Reaction::stay(Dialog::Change(self))
    }

    /// The dialog below it. What was typed into the fields stays.
    pub(in crate::app) fn left(self) -> Dialog {
        Dialog::Edit(Box::new(self.edit))
    }

    fn confirm(self) -> Reaction {
        let Self {
            plan,
            given,
            consent,
            scroll,
            edit,
        } = self;
        match plan.confirm(consent.answer.value()) {
            Ok(confirmed) => {
                let mut card = edit.card;
                card.news = None;
                let send = Effect::ChangeChat(Box::new(confirmed.because(given.reason())));
                Reaction::stay(Dialog::Card(card))
                    .ask(Ask::BeginChange)
                    .ask(Ask::Do(send))
            }
            Err(plan) => Reaction::stay(Dialog::Change(Box::new(Self {
                plan,
                given,
                consent,
                scroll,
                edit,
            }))),
        }
    }
}
