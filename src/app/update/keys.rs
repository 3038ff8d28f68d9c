//! Which part takes a key or a paste: the dialog on top, the filter while it is typed, or the list.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use super::App;
use crate::app::Action;
use crate::app::dialog::{Consent, Dialog, DialogContext, is_a_list};
use crate::app::event::{Effect, ExtentOf};
use crate::app::going::values_of;
use crate::app::keymap::Mode;
use crate::app::notices::{Level, NoticeWords};
use crate::app::panes::Pane;
use crate::app::press::{LONGEST_FILTER, Press, as_one_line};
use crate::app::scroll::Extent;
use crate::app::typing::is_text;
use crate::model::{Timestamp, grouped};

/// The most keys that wait until it is known when the dialog on top was on the screen; an answer is
/// not longer.
const MOST_EARLY: usize = 64;

impl App {
    /// Takes a key, or for one without a meaning the key at the same place of a Latin layout.
    pub(super) fn key(
        &mut self,
        key: KeyEvent,
        latin: Option<KeyEvent>,
        at: Timestamp,
        now: Timestamp,
    ) -> Vec<Effect> {
        if key.kind != KeyEventKind::Press {
            return Vec::new();
        }
        let mode = self.mode();
        // What concerns the terminal works wherever the key is pressed.
        let about = |key| self.keymap.resolve(Mode::List, key);
        if let Some(action @ (Action::Redraw | Action::ToShell)) =
            about(key).or_else(|| latin.and_then(about))
        {
            return self.about_the_terminal(action, now);
        }
        let meaning = |key| self.keymap.resolve(mode, key);
        let action = meaning(key).or_else(|| latin.and_then(meaning));
        if action.is_none() && parts_with_alt(mode, key) {
            let mut effects = self.key(KeyCode::Esc.into(), None, at, now);
            effects.extend(self.key(without_alt(key), latin.map(without_alt), at, now));
            return effects;
        }
        self.press(Press { action, key, at }, now)
    }

    fn press(&mut self, press: Press, now: Timestamp) -> Vec<Effect> {
        let Press { action, key, at } = press;
        let is_burst = self.typing.take(key, at, self.revision);
        if self.typing.is_ignored(key, at) {
            return Vec::new();
        }
        if !press.leaves() {
            if self.is_dazed(at) {
                return Vec::new();
            }
            if is_burst && !self.types(press) {
                return self.burst(press, now);
            }
            if let Some(place) = self.view_of_digit(press) {
                return self.open_view(place, now);
            }
            if let Some(action) = self.view_beside(press) {
                self.dialog = None;
                return self.list_action(action, now);
            }
            let prints = matches!(key.code, KeyCode::Char(_)) && is_text(key);
            if prints
                && action.is_none()
                && let Some((_, longest)) = self.no_room_for(1)
            {
                let text = format!("the field is full: it takes {longest} characters");
                self.say(now, Level::Warning, NoticeWords::of_nobody(text));
            }
            if action.is_none() && self.is_useless(key) {
                self.say_useless(key, now);
            }
        }
        let consent = self.dialog.as_ref().and_then(|dialog| dialog.consent());
        if consent.is_some_and(Consent::is_unseen) && !press.leaves() {
            if self.early.len() < MOST_EARLY {
                self.early.push(press);
            }
            return Vec::new();
        }
        if self.dialog.is_some() {
            return self.dialog_key(press, now);
        }
        if self.filter.input().is_some() {
            let effects = self.filter_key(press);
            self.look_for_completion();
            return effects;
        }
        if self.is_looked_for_no_more(key, now) {
            return Vec::new();
        }
        match press.action {
            Some(action) if self.focus() != Pane::List => self.pane_action(action, now),
            Some(action) => self.list_action(action, now),
            None => Vec::new(),
        }
    }

    /// What a key does to the terminal. The program is not stopped while a run is under way: its
    /// requests would be left without an answer.
    pub(super) fn about_the_terminal(&mut self, action: Action, now: Timestamp) -> Vec<Effect> {
        if action == Action::Redraw {
            return vec![Effect::Redraw];
        }
        let under_way = if self.runs.run().is_some() {
            "a run"
        } else if self.runs.is_changing() {
            "a change of the Chat account"
        } else {
            return vec![Effect::ToShell];
        };
        let text = format!("{under_way} is under way; stop it first");
        self.say(now, Level::Warning, text);
        Vec::new()
    }

    /// Passes a key to the dialog on top.
    pub(super) fn dialog_key(&mut self, press: Press, now: Timestamp) -> Vec<Effect> {
        let ExtentOf(measure) = self.viewport.measure;
        let shown = measure(self);
        let Some(dialog) = self.dialog.take() else {
            return Vec::new();
        };
        let context = DialogContext {
            extent: shown.extent,
            heads: &shown.heads,
            ..self.context(now)
        };
        let page = match &dialog {
            Dialog::Person(page) => Some(page.clone()),
            _ => None,
        };
        let reaction = dialog.key(press, &context);
        self.dialog = reaction.dialog;
        let mut effects = self.carry_out(reaction.asks, now);
        let is_page = matches!(self.dialog, None | Some(Dialog::Person(_)));
        if page.is_some() && !is_page {
            self.beneath = page;
        }
        effects.extend(self.catch_up());
        effects
    }

    /// Passes on the keys that came in before it was known when the dialog was on the screen, as
    /// soon as that is known. Those that were typed before that do nothing there.
    pub(super) fn take_early_keys(&mut self, now: Timestamp) -> Vec<Effect> {
        let consent = self.dialog.as_ref().and_then(|dialog| dialog.consent());
        if consent.is_some_and(Consent::is_unseen) {
            return Vec::new();
        }
        let mut effects = Vec::new();
        for press in std::mem::take(&mut self.early) {
            let consent = self.dialog.as_ref().and_then(|dialog| dialog.consent());
            if consent.is_some() {
                effects.extend(self.dialog_key(press, now));
            }
        }
        effects
    }

    /// The state that dialogs may look at.
    pub(super) fn context(&self, now: Timestamp) -> DialogContext<'_> {
        DialogContext {
            now,
            revision: self.revision,
            extent: Extent::default(),
            heads: &[],
            setup: &self.setup,
            case: &self.case,
            snapshot: &self.snapshot,
            names: self.names(),
            sort: self.list.sort,
            viewport: self.viewport,
            runs: &self.runs,
            news: &self.news,
            past: &self.past,
        }
    }

    fn filter_key(&mut self, press: Press) -> Vec<Effect> {
        match press.action {
            Some(Action::Keep) => {
                self.filter.keep();
                Vec::new()
            }
            Some(Action::Back) if self.filter.leave() => vec![self.project()],
            Some(Action::Back) => Vec::new(),
            Some(Action::Quit) => self.ask_to_quit(),
            _ if self.filter.type_in(press, self.setup.zone) => vec![self.narrow()],
            _ => Vec::new(),
        }
    }

    /// Asks for what matches a filter that somebody just gave; one that asks for nothing is no choice.
    pub(super) fn narrow(&mut self) -> Effect {
        if !self.filter.narrowing().is_empty() {
            self.list.narrow_to(self.filter.query());
        }
        self.project()
    }

    /// Looks for what can be typed next into the filter.
    pub(super) fn look_for_completion(&mut self) {
        let directory = self.snapshot.directory();
        let known = |field, typed: &str| values_of(directory, field, typed);
        self.filter.look_for_completion(&known);
    }

    /// How much room the field has left that is typed into, and how much it takes, where it has none for
    /// so many more characters.
    fn no_room_for(&self, more: usize) -> Option<(usize, usize)> {
        let (input, longest) = match &self.dialog {
            Some(dialog) => dialog.field()?,
            None => (self.filter.input()?, LONGEST_FILTER),
        };
        let room = longest.saturating_sub(input.value().chars().count());
        (more > room).then_some((room, longest))
    }

    pub(super) fn paste(&mut self, text: &str, now: Timestamp) -> Vec<Effect> {
        let is_list_file = matches!(self.dialog, Some(Dialog::ListFile(_))) && is_a_list(text);
        if is_list_file || matches!(self.dialog, Some(Dialog::Choose(_))) {
            return self.choose_pasted(text, now);
        }
        if matches!(self.dialog, Some(Dialog::Leavers(_))) {
            return self.list_leavers(text.as_bytes(), now);
        }
        let signs = as_one_line(text).chars().count();
        if let Some((room, longest)) = self.no_room_for(signs) {
            let field = if room == longest {
                format!("the field takes {}", grouped(longest))
            } else {
                let (room, longest) = (grouped(room), grouped(longest));
                format!("the field has room for {room} more, of {longest}")
            };
            let signs = grouped(signs);
            let text = format!("nothing was pasted: it has {signs} characters, and {field}");
            self.say(now, Level::Warning, NoticeWords::of_nobody(text));
            return Vec::new();
        }
        let is_taken = match &mut self.dialog {
            Some(dialog) => dialog.paste(text, now, &self.snapshot),
            None if self.filter.input().is_some() => {
                let is_another = self.filter.paste(text, self.setup.zone);
                self.look_for_completion();
                if is_another {
                    return vec![self.narrow()];
                }
                true
            }
            None => false,
        };
        if !is_taken {
            let text = "paste ignored: it is taken only while a filter or a field is typed";
            self.say(now, Level::Info, text);
        }
        Vec::new()
    }
}

/// Whether a key with Alt is Esc and the key without Alt, because it means nothing else: a terminal
/// sends the same bytes for both.
fn parts_with_alt(mode: Mode, key: KeyEvent) -> bool {
    let is_alt = key.modifiers.contains(KeyModifiers::ALT);
    match key.code {
        KeyCode::Char('b' | 'f') if mode.has_a_field() => false,
        KeyCode::Char(_) | KeyCode::Enter | KeyCode::Tab | KeyCode::Backspace => is_alt,
        _ => false,
    }
}

fn without_alt(mut key: KeyEvent) -> KeyEvent {
    key.modifiers.remove(KeyModifiers::ALT);
    key
}
