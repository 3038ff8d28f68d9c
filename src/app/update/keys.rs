//! Which part takes a key or a paste: the dialog on top, the filter while it is typed, or the list.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use super::App;
use crate::app::Action;
use crate::app::dialog::{Consent, Dialog, DialogContext, is_a_list};
use crate::app::event::{Effect, ExtentOf};
use crate::app::keymap::Mode;
use crate::app::layers::{Layers, ListBasis};
use crate::app::notices::{Level, NoticeWords};
use crate::app::panes::Pane;
use crate::app::press::{LONGEST_FILTER, Press, as_one_line};
use crate::app::scroll::Extent;
use crate::app::typing::is_text;
use crate::model::{Timestamp, grouped};

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
        let in_the_list = self.keyboard.action(Mode::List, key, latin);
        if let Some(action @ (Action::Redraw | Action::ToShell)) = in_the_list {
            return self.about_the_terminal(action, now);
        }
        let action = self.keyboard.action(mode, key, latin);
        if action.is_none() && parts_with_alt(mode, key) {
            let mut effects = self.key(KeyCode::Esc.into(), None, at, now);
            effects.extend(self.key(without_alt(key), latin.map(without_alt), at, now));
            return effects;
        }
        self.press(Press { action, key, at }, now)
    }

    fn press(&mut self, press: Press, now: Timestamp) -> Vec<Effect> {
        let Press { action, key, at } = press;
        let is_burst = self.keyboard.typing.take(key, at, self.revision);
        if self.keyboard.typing.is_ignored(key, at) {
            return Vec::new();
        }
        if !press.leaves() {
            if self.keyboard.is_dazed(at) {
                return Vec::new();
            }
            if is_burst && !self.layers.types(self.mode(), press) {
                return self.burst(press, now);
            }
            let is_at_a_view = self.layers.is_a_view();
            if is_at_a_view || self.mode() == Mode::List {
                let view = self.table.look.view_of_digit(press, &self.keyboard.keymap);
                if let Some(place) = view {
                    return self.open_view(place, now);
                }
            }
            if is_at_a_view && let Some(action) = self.keyboard.view_beside(press) {
                self.layers.close();
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
            if self.layers.is_useless(self.mode(), press) {
                self.say_useless(key, now);
            }
        }
        let consent = self.layers.consent();
        if consent.is_some_and(Consent::is_unseen) && !press.leaves() {
            self.keyboard.let_wait(press);
            return Vec::new();
        }
        if self.layers.is_open() {
            return self.dialog_key(press, now);
        }
        if self.table.filter.input().is_some() {
            let effects = self.filter_key(press);
            self.table.look_for_completion(&self.snapshot);
            return effects;
        }
        if let Some(ask) = self.sought.leave(key.code == KeyCode::Esc) {
            return self.grant(ask, now);
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
        let Some(dialog) = self.layers.take() else {
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
        self.layers.put(reaction.dialog);
        let mut effects = self.carry_out(reaction.asks, now);
        if let Some(page) = page {
            self.layers.keep_page(page);
        }
        effects.extend(self.catch_up());
        effects
    }

    /// Passes on the keys that came in before it was known when the dialog was on the screen, as
    /// soon as that is known. Those that were typed before that do nothing there.
    pub(super) fn take_early_keys(&mut self, now: Timestamp) -> Vec<Effect> {
        let consent = self.layers.consent();
        if consent.is_some_and(Consent::is_unseen) {
            return Vec::new();
        }
        let mut effects = Vec::new();
        for press in self.keyboard.take_early() {
            let consent = self.layers.consent();
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
            snapshot: &self.snapshot,
            names: self.names(),
            sort: self.table.list.sort,
            viewport: self.viewport,
            runs: &self.runs,
            news: &self.news,
            past: &self.past,
        }
    }

    fn filter_key(&mut self, press: Press) -> Vec<Effect> {
        match press.action {
            Some(Action::Keep) => {
                self.table.filter.keep();
                Vec::new()
            }
            Some(Action::Back) if self.table.filter.leave() => vec![self.project()],
            Some(Action::Back) => Vec::new(),
            Some(Action::Quit) => self.ask_to_quit(),
            _ if self.table.filter.type_in(press, self.setup.zone) => vec![self.narrow()],
            _ => Vec::new(),
        }
    }

    /// Asks for what matches a filter that somebody just gave; one that asks for nothing is no choice.
    pub(super) fn narrow(&mut self) -> Effect {
        if !self.table.filter.narrowing().is_empty() {
            self.table.list.narrow_to(self.table.filter.query());
        }
        self.project()
    }

    /// How much room the field has left that is typed into, and how much it takes, where it has none for
    /// so many more characters.
    fn no_room_for(&self, more: usize) -> Option<(usize, usize)> {
        let (input, longest) = match self.layers.top() {
            Some(dialog) => dialog.field()?,
            None => (self.table.filter.input()?, LONGEST_FILTER),
        };
        let room = longest.saturating_sub(input.value().chars().count());
        (more > room).then_some((room, longest))
    }

    pub(super) fn paste(&mut self, text: &str, now: Timestamp) -> Vec<Effect> {
        let is_list_file =
            matches!(self.layers.top(), Some(Dialog::ListFile(_))) && is_a_list(text);
        if is_list_file || matches!(self.layers.top(), Some(Dialog::Choose(_))) {
            return self.on_lists(|layers, basis| layers.choose_pasted(text, basis), now);
        }
        if matches!(self.layers.top(), Some(Dialog::Leavers(_))) {
            let take = |layers: &mut Layers, basis: ListBasis<'_>| {
                layers.list_leavers(text.as_bytes(), basis)
            };
            return self.on_lists(take, now);
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
        let is_taken = match self.layers.top_mut() {
            Some(dialog) => dialog.paste(text, now, &self.snapshot),
            None if self.table.filter.input().is_some() => {
                let is_another = self.table.filter.paste(text, self.setup.zone);
                self.table.look_for_completion(&self.snapshot);
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
