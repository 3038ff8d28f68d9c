//! What arrives while a dialog is open, and which dialogs wait for it.

use super::{Dialog, LeaversView, TokensRead};
use crate::app::card::{Card, CardAnswer, News};
use crate::live::Snapshot;
use crate::model::Timestamp;
use crate::zendesk::ChatAccount;

impl Dialog {
    /// The list of leavers that is open, or lies below.
    pub(in crate::app) fn leavers_mut(&mut self) -> Option<&mut LeaversView> {
        match self {
            Self::Leavers(view) => Some(view),
            Self::Tokens(view) => view.below.as_mut()?.leavers_mut(),
            Self::NamingColumns(menu) => menu.below.as_mut()?.leavers_mut(),
            Self::Review(review) => review.below.as_mut()?.leavers_mut(),
            _ => None,
        }
    }

    /// Takes in a newer snapshot.
    pub(in crate::app) fn compare(&mut self, snapshot: &Snapshot) {
        match self {
            Self::Review(review) => review.compare(snapshot),
            Self::Person(page) => page.look_at(snapshot),
            _ => {}
        }
    }

    /// Takes in tokens, where somebody waits for them.
    pub(in crate::app) fn take_tokens(&mut self, read: &TokensRead, now: Timestamp) {
        match self {
            Self::Tokens(view) => {
                view.take(read);
                if let Some(below) = &mut view.below {
                    below.take_tokens(read, now);
                }
            }
            Self::NamingColumns(menu) => {
                if let Some(below) = &mut menu.below {
                    below.take_tokens(read, now);
                }
            }
            Self::Leavers(view) => view.take(read, now),
            _ => {}
        }
    }

    /// Looks at the snapshot of this second. It is for what would be too much for every page of a
    /// walk.
    pub(in crate::app) fn look_again(&mut self, snapshot: &Snapshot) {
        match self {
            Self::NamingColumns(menu) => {
                if let Some(below) = &mut menu.below {
                    below.look_again(snapshot);
                }
            }
            Self::Leavers(view) => view.look_at(snapshot),
            Self::OnList(on_list) => on_list.look_at(snapshot),
            _ => {}
        }
    }

    /// Takes in the answer to a card. An answer that nobody waits for any more is dropped.
    pub(in crate::app) fn take_card(&mut self, card: Card, answer: CardAnswer, now: Timestamp) {
        if let Self::Card(view) = self {
            view.take(card, answer, now);
        }
    }

    /// Takes in the news of a change of the Chat account, and what Chat said last.
    pub(in crate::app) fn take_change(
        &mut self,
        news: News,
        chat: Option<ChatAccount>,
        now: Timestamp,
    ) {
        if let Self::Card(view) = self {
            view.take_change(news, chat, now);
        }
    }
}
