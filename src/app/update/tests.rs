//! What keys, pastes and time make of the state, and which effects are asked for.
//!
//! - here a screen at the card of the Chat account; `chat` from its keys to the request
//! - `facts` reviews of an account that goes on living
//! - `lists` lists of people that are given before the account was read
//! - `meant` keys that were meant for something else
//! - `typist` a person at the screen; `prose` whatever is typed into whatever is open, nothing is confirmed

mod chat;
mod facts;
mod lists;
mod meant;
mod prose;
mod typist;

use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::*;
use crate::app::ask::Ask;
use crate::app::card::{Card, Sheet};
use crate::app::dialog::Dialog;
use crate::app::dialog::{LONGEST_VALUE, PaletteEntry};
use crate::app::{AnswerProblem, ChatEdit, ChatReview, EditField};
use crate::chat::{End, NotDone, Report};
use crate::live::{Store, WalkProgress};
use crate::operation::Guardrails;
use crate::query::Zone;
use crate::zendesk::{AuthKind, Standing};

const NOW: Timestamp = Timestamp::from_seconds(1_795_317_300);

struct Screen {
    app: App,
    now: Timestamp,
    /// How long keys were typed so far, in milliseconds.
    typed: i64,
}

impl Screen {
    /// A card of an account, as Chat shows it.
    fn with(account: &str, read_only: bool) -> Self {
        let setup = Setup {
            account: "acme".to_owned(),
            demo: false,
            production: false,
            guardrails: Guardrails {
                read_only,
                ..Guardrails::default()
            },
            notices: Vec::new(),
            zone: Zone::UTC,
            bell: true,
            list: crate::app::ListSetup::default(),
        };
        let keymap = Keymap::standard().unwrap();
        let app = App::new(setup, keymap, Store::new().snapshot(), NOW);
        let mut screen = Self {
            app,
            now: NOW,
            typed: 0,
        };
        screen.event(Event::Resized(Viewport {
            width: 80,
            height: 24,
            list_rows: 19,
            ..Viewport::default()
        }));
        screen.open_card();
        screen.tell(account);
        screen
    }

    fn new() -> Self {
        Self::with(
            r#"{"billing":{"city":"Delft","cycle":1,"email":"a@b.example"}}"#,
            false,
        )
    }

    fn open_card(&mut self) {
        let card = PaletteEntry::Card(Card::ChatAccount);
        self.app.grant(Ask::CarryOut(card), self.now);
    }

    fn tell(&mut self, account: &str) {
        let answer = Ok(Sheet::chat(serde_json::from_str(account).unwrap()));
        let card = Card::ChatAccount;
        self.event(Event::Card { card, answer });
    }

    fn event(&mut self, event: Event) -> Vec<Effect> {
        let effects = self.app.update(event, self.now);
        let (revision, at) = (self.app.revision(), self.typed());
        self.app.update(Event::Drawn { revision, at }, self.now);
        effects
    }

    fn typed(&self) -> Timestamp {
        self.now.shifted(self.typed)
    }

    /// Types nothing for two seconds.
    fn rest(&mut self) {
        self.typed += 2_000;
    }

    fn press(&mut self, code: KeyCode) -> Vec<Effect> {
        // Terminals send it with the Shift that makes it one.
        let modifiers = match code {
            KeyCode::BackTab => KeyModifiers::SHIFT,
            _ => KeyModifiers::NONE,
        };
        let key = KeyEvent::new(code, modifiers);
        self.typed += 50;
        let at = self.typed();
        self.event(Event::Key { key, at })
    }

    fn type_in(&mut self, text: &str) {
        for sign in text.chars() {
            self.press(KeyCode::Char(sign));
        }
    }

    fn edit(&self) -> &ChatEdit {
        match self.app.layers.top() {
            Some(Dialog::Edit(edit)) => edit,
            other => panic!("not being edited: {other:?}"),
        }
    }

    fn review(&self) -> &ChatReview {
        match self.app.layers.top() {
            Some(Dialog::Change(review)) => review,
            other => panic!("no review: {other:?}"),
        }
    }

    /// The texts in the fields.
    fn values(&self) -> Vec<&str> {
        let fields = self.edit().fields.iter();
        fields.map(|field| field.input.value()).collect()
    }

    fn last_notice(&self) -> &str {
        let newest = self.app.notices.iter().next_back();
        newest.map_or("", |notice| &notice.text)
    }
}
