//! The menu of what to copy.

use super::{Dialog, Reaction};
use crate::app::ask::Ask;
use crate::app::press::Press;
use crate::app::{Action, Copied};

/// The things that can be copied, and the place of the cursor.
#[derive(Debug)]
pub struct CopyMenu {
    /// What can be copied, or why it cannot: the words before it, and the text.
    pub offers: Vec<CopyOffer>,
    /// The place of the offer under the cursor.
    pub at: usize,
}

/// One thing that can be copied.
#[derive(Debug)]
pub struct CopyOffer {
    /// The words for it, such as `the address`.
    pub label: &'static str,
    /// The text, or why there is none.
    pub text: Result<Copied, &'static str>,
}

impl CopyMenu {
    pub(in crate::app) const fn of(offers: Vec<CopyOffer>) -> Self {
        Self { offers, at: 0 }
    }

    pub(in crate::app) fn key(mut self, press: Press) -> Reaction {
        let count = self.offers.len().max(1);
        match press.action {
            Some(Action::Down) => self.at = (self.at + 1) % count,
            Some(Action::Up) => self.at = (self.at + count - 1) % count,
            Some(Action::Keep) if self.at < self.offers.len() => {
                let offer = self.offers.swap_remove(self.at);
                return match offer.text {
                    Ok(copied) => Reaction::close().ask(Ask::Copy(copied)),
                    Err(why) => Reaction::close().ask(Ask::warn(why)),
                };
            }
            action => return Reaction::usual(Dialog::Copy(self), action),
        }
        Reaction::stay(Dialog::Copy(self))
    }
}
