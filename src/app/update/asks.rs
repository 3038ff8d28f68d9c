//! Carries out what dialogs and runs ask for.

use super::App;
use crate::app::ask::Ask;
use crate::app::dialog::{CardView, Dialog, Entry};
use crate::app::event::Effect;
use crate::app::notices::Level;
use crate::model::Timestamp;
use crate::operation::{Choice, Proposal, Route, Tokens};

impl App {
    /// Carries out what is asked for, one ask after the other.
    pub(super) fn carry_out(&mut self, asks: Vec<Ask>, now: Timestamp) -> Vec<Effect> {
        let mut effects = Vec::new();
        for ask in asks {
            effects.extend(self.grant(ask, now));
        }
        effects
    }

    pub(super) fn grant(&mut self, ask: Ask, now: Timestamp) -> Vec<Effect> {
        match ask {
            Ask::Do(effect) => return vec![effect],
            Ask::Say(level, text) => self.say(now, level, text),
            Ask::IgnoreTyping(since) => self.typing.ignore(since),
            Ask::Open(dialog) => self.dialog = Some(dialog),
            Ask::MoveCursor(rows) => return self.cursor(|list| list.move_by(rows), now),
            Ask::GoTo(destination) => return self.go_to(destination, now),
            Ask::Seek(destination) => return self.seek(destination, now),
            Ask::EndAllOf(user) => {
                let choice = Choice::people(vec![user]);
                return self.review(Proposal::End(choice, Route::User), now);
            }
            Ask::Sort(sort) => {
                self.list.sort = sort;
                return vec![self.project()];
            }
            Ask::Columns(columns) => self.choose_columns(columns),
            Ask::CarryOut(Entry::Action(action)) => return self.list_action(action, now),
            // The palette asks where to go first.
            Ask::CarryOut(Entry::Prompt(_)) => {}
            Ask::CarryOut(Entry::Mine) => {
                return self.review(Proposal::Mine(Route::Exact), now);
            }
            Ask::CarryOut(Entry::View(place)) => return self.open_view(place, now),
            Ask::CarryOut(Entry::Theme(theme)) => {
                self.theme = Some(theme);
                let keep = format!("theme {theme}; theme = \"{theme}\" in the settings keeps it");
                self.say(now, Level::Info, keep);
                return vec![Effect::Theme(theme)];
            }
            Ask::CarryOut(Entry::Card(card)) => {
                self.dialog = Some(Dialog::Card(CardView::asking(card)));
                return vec![Effect::AskCard(card)];
            }
            Ask::DropMarks(keys) => self.marks.drop_these(&keys, now),
            Ask::GoOn(then, keys) => return self.go_on(then, keys, now),
            Ask::Contain(then, people) => return self.contain(then, people, now),
            Ask::Review(choice) => return self.review_ending(choice, now),
            Ask::Revoke { chosen, listed } => {
                let chosen = Tokens::those(chosen);
                return self.review(Proposal::Revoke { chosen, listed }, now);
            }
            Ask::Offboard { people, listed } => {
                let choice = Choice::people(people);
                return self.review(Proposal::Offboard { choice, listed }, now);
            }
            Ask::BeginRun(run) => self.runs.begin(*run),
            Ask::ScrollRun(first) => self.runs.scroll_to(first),
            Ask::StopRun => return self.runs.stop(),
            Ask::BeginChange => self.runs.begin_change(),
            Ask::Quit => return self.ask_to_quit(),
            Ask::StopAndQuit => return self.runs.stop_and_quit(),
        }
        Vec::new()
    }
}
