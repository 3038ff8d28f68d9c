//! Cards: asked for, answered, asked again.

use super::App;
use crate::app::Action;
use crate::app::card::{Card, CardAnswer, CardView};
use crate::app::dialog::Dialog;
use crate::app::event::Effect;
use crate::model::Timestamp;

impl App {
    pub(super) fn open_card(&mut self, card: Card) -> Vec<Effect> {
        self.dialog = Some(Dialog::Card(CardView::asking(card)));
        vec![Effect::AskCard(card)]
    }

    pub(super) fn card_action(&mut self, action: Option<Action>, now: Timestamp) -> Vec<Effect> {
        let Some(Dialog::Card(view)) = &mut self.dialog else {
            return Vec::new();
        };
        match action {
            Some(Action::PageDown) => view.scroll += 5,
            Some(Action::PageUp) => view.scroll = view.scroll.saturating_sub(5),
            Some(Action::Refresh) if !view.is_asking => {
                view.is_asking = true;
                return vec![Effect::AskCard(view.card)];
            }
            Some(Action::Edit) => return self.edit_chat(now),
            Some(Action::Back) => {
                self.dialog = None;
                return self.catch_up();
            }
            Some(Action::Quit) => return self.ask_to_quit(),
            _ => {}
        }
        Vec::new()
    }

    /// An answer that nobody waits for any more is dropped.
    pub(super) fn take_card(&mut self, card: Card, answer: CardAnswer, now: Timestamp) {
        if let Some(Dialog::Card(view)) = &mut self.dialog
            && view.card == card
        {
            view.scroll = view
                .scroll
                .min(answer.as_ref().map_or(0, |sheet| sheet.lines.len()));
            view.answer = Some((answer, now));
            view.is_asking = false;
            view.news = None;
        }
    }
}
