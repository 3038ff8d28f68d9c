//! Keys that were meant for something else: typed while the program was stopped, faster than
//! anybody types, or without a meaning here.

use crossterm::event::{KeyCode, KeyEvent};

use super::App;
use crate::app::dialog::{CLOSED, ConsentStep, Dialog};
use crate::app::event::Effect;
use crate::app::keymap::name_of;
use crate::app::notices::{Level, NoticeWords};
use crate::app::press::Press;
use crate::app::typing::is_text;
use crate::app::{Action, GivenReason};
use crate::model::{SafeText, Timestamp};

/// Events come each second. If none came for so long, in milliseconds, the program was stopped, or
/// could not run.
const GAP: i64 = 5_000;

/// For so long after that, in milliseconds, keys come in that waited in the terminal meanwhile.
const DAZE: i64 = 150;

impl App {
    /// Closes what is over, before anything else is looked at: a dialog past its limit, or one that
    /// was open while the program did not run.
    pub(super) fn look_at_the_time(&mut self, now: Timestamp) -> Vec<Effect> {
        let gap = now.millis() - self.last_event.millis();
        self.last_event = now;
        let mut effects = Vec::new();
        let consent = self.dialog.as_ref().and_then(|dialog| dialog.consent());
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
        self.woke_at = Some(now);
        if self
            .dialog
            .as_ref()
            .is_some_and(|it| it.consent().is_some())
        {
            self.typing.ignore(now);
        }
        self.give_review_up("cancelled: the program was stopped", now)
    }

    /// Whether a key may have been typed while the program was stopped, for something else.
    pub(super) fn is_dazed(&self, at: Timestamp) -> bool {
        let woke_at = self.woke_at.map(|woke| at.millis() - woke.millis());
        woke_at.is_some_and(|since| since < DAZE)
    }

    /// Whether the key is text in a field that takes text, as a paste would be.
    pub(super) fn types(&self, press: Press) -> bool {
        let given = self.dialog.as_ref().and_then(Dialog::given);
        let is_reason = given.is_some_and(GivenReason::is_typed);
        (self.mode().takes_text() || is_reason) && press.action.is_none()
    }

    /// Takes a key of a burst: it answers nothing and opens nothing, and what the burst opened
    /// before it was known as one is closed if it could be confirmed.
    pub(super) fn burst(&mut self, press: Press, now: Timestamp) -> Vec<Effect> {
        let since = self.typing.since();
        let expects = self.dialog.as_ref().and_then(Dialog::expects);
        if let Some(consent) = self.dialog.as_mut().and_then(|dialog| dialog.consent_mut()) {
            if consent.is_since(since) {
                let why = "closed: text that comes faster than anybody types opened it";
                return self.give_review_up(why, now);
            }
            let expects = expects.unwrap_or_default();
            if consent.burst(press, &expects) == ConsentStep::Close {
                self.typing.ignore(press.at);
                return self.give_review_up(CLOSED, now);
            }
        } else {
            let text = "text that comes faster than anybody types does nothing";
            self.notices.take_back(text);
            self.say(now, Level::Passing, text);
        }
        Vec::new()
    }

    /// Whether a key without a meaning deserves a word: not where it is typed or answers, and not
    /// if it is Shift alone.
    pub(super) fn is_useless(&self, key: KeyEvent) -> bool {
        let takes_text = self.mode().has_a_field();
        let is_key = is_text(key)
            || !matches!(
                key.code,
                KeyCode::Null
                    | KeyCode::CapsLock
                    | KeyCode::ScrollLock
                    | KeyCode::NumLock
                    | KeyCode::Modifier(_)
                    | KeyCode::Media(_)
            );
        let is_offer = match &self.dialog {
            Some(Dialog::Choose(menu)) => menu.named_by(key).is_some(),
            _ => false,
        };
        is_key && !takes_text && !is_offer
    }

    /// Says once that a key does nothing. The words take the place of those about the key before,
    /// so that prose typed into the wrong window does not push out what matters.
    pub(super) fn say_useless(&mut self, key: KeyEvent, now: Timestamp) {
        let name = SafeText::new(&name_of(key.into()));
        let text = format!("{name} does nothing here; {}", self.way_on());
        if let Some(before) = &self.useless {
            if *before == text && self.notices.fresh(now).is_some_and(|it| it.text == text) {
                return;
            }
            self.notices.take_back(before);
        }
        self.say(now, Level::Passing, NoticeWords::of_nobody(text.clone()));
        self.useless = Some(text);
    }

    /// A key that does something here, with what it does.
    fn way_on(&self) -> String {
        let mode = self.mode();
        let here = self.keymap.bindings().iter();
        let mut here = here.filter(|binding| binding.mode == mode);
        let help = here.clone().find(|it| it.action == Action::Help);
        let key = |keys: Vec<String>| keys.into_iter().next().unwrap_or_default();
        if let Some(help) = help {
            return format!("{} is help", key(help.keys()));
        }
        let hinted = here.find_map(|it| Some((key(it.keys()), it.hint.as_deref()?)));
        hinted.map_or_else(
            || "the last line has the keys".to_owned(),
            |(key, hint)| format!("{key}: {hint}"),
        )
    }
}
