//! Keys that were meant for something else: typed while the program was stopped, faster than
//! anybody types, or without a meaning here.

use crossterm::event::KeyEvent;

use super::App;
use crate::app::dialog::{CLOSED, ConsentStep, Dialog};
use crate::app::event::Effect;
use crate::app::notices::{Level, NoticeWords};
use crate::app::press::Press;
use crate::model::Timestamp;

/// Events come each second. If none came for so long, in milliseconds, the program was stopped, or
/// could not run.
const GAP: i64 = 5_000;

impl App {
    /// Closes what is over, before anything else is looked at: a dialog past its limit, or one that
    /// was open while the program did not run.
    pub(super) fn look_at_the_time(&mut self, now: Timestamp) -> Vec<Effect> {
        let gap = now.millis() - self.last_event.millis();
        self.last_event = now;
        let mut effects = Vec::new();
        let consent = self.layers.consent();
        if consent.is_some_and(|consent| consent.is_over(now)) {
            let why = "cancelled: not confirmed within a minute";
            effects.extend(self.give_review_up(why, now));
        }
        if gap > GAP {
            effects.extend(self.woke(now));
        }
        effects
    }

    /// Goes on after the program was stopped: nobody watched what is open.
    pub(super) fn woke(&mut self, now: Timestamp) -> Vec<Effect> {
        self.keyboard.wake(now);
        if self.layers.top().is_some_and(|it| it.consent().is_some()) {
            self.keyboard.typing.ignore(now);
        }
        self.give_review_up("cancelled: the program was stopped", now)
    }

    /// Takes a key of a burst: it answers nothing and opens nothing, and what the burst opened
    /// before it was known as one is closed if it could be confirmed.
    pub(super) fn burst(&mut self, press: Press, now: Timestamp) -> Vec<Effect> {
        let since = self.keyboard.typing.since();
        let expects = self.layers.top().and_then(Dialog::expects);
        if let Some(consent) = self.layers.consent_mut() {
            if consent.is_since(since) {
                let why = "closed: text that comes faster than anybody types opened it";
                return self.give_review_up(why, now);
            }
            let expects = expects.unwrap_or_default();
            if consent.burst(press, &expects) == ConsentStep::Close {
                self.keyboard.typing.ignore(press.at);
                return self.give_review_up(CLOSED, now);
            }
        } else {
            let text = "text that comes faster than anybody types does nothing";
            self.notices.take_back(text);
            self.say(now, Level::Passing, text);
        }
        Vec::new()
    }

    /// Says once that a key does nothing. The words take the place of those about the key before,
    /// so that prose typed into the wrong window does not push out what matters.
    pub(super) fn say_useless(&mut self, key: KeyEvent, now: Timestamp) {
        let (text, before) = self.keyboard.words_about_useless(key, self.mode());
        if let Some(before) = before {
            if before == text && self.notices.fresh(now).is_some_and(|it| it.text == text) {
                return;
            }
            self.notices.take_back(&before);
        }
        self.say(now, Level::Passing, NoticeWords::of_nobody(text));
    }
}
