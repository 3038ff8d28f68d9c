//! Carries out what dialogs and runs ask for.

use super::App;
use crate::app::ask::Ask;
use crate::app::dialog::{CardView, Dialog, PaletteEntry};
use crate::app::event::Effect;
use crate::app::layers::{Layers, ListBasis};
use crate::app::notices::{Level, NoticeWords};
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

    /// Does something about a list of people, and carries out what comes of it.
    pub(super) fn on_lists(
        &mut self,
        take: impl FnOnce(&mut Layers, ListBasis<'_>) -> Vec<Ask>,
        now: Timestamp,
    ) -> Vec<Effect> {
        let basis = ListBasis {
            snapshot: &self.snapshot,
            id: self.revision,
        };
        let asks = take(&mut self.layers, basis);
        self.carry_out(asks, now)
    }

    pub(super) fn grant(&mut self, ask: Ask, now: Timestamp) -> Vec<Effect> {
        match ask {
            Ask::Do(effect) => return vec![effect],
            Ask::OfReport(level, words) if matches!(self.layers.top(), Some(Dialog::Report(_))) => {
                self.notices.say(now, level, words, false);
            }
            Ask::Say(level, words) | Ask::OfReport(level, words) => self.say(now, level, words),
            Ask::Note(level, words) => self.notices.say(now, level, words, false),
            Ask::Copy(copied) => return vec![Effect::Copy(copied)],
            Ask::Save { typed, replaces } => return self.save(typed, replaces, now),
            Ask::IgnoreTyping(since) => self.keyboard.typing.ignore(since),
            Ask::Open(dialog) => self.layers.open(dialog),
            Ask::MoveCursor(rows) => {
                let moved = self.table.cursor(|list| list.move_by(rows), now);
                return moved.into_iter().collect();
            }
            Ask::GoTo(destination) => return self.go_to(destination, now),
            Ask::Filter(text) => return self.show_filter(&text).into_iter().collect(),
            Ask::Seek(destination) => return self.seek(destination, now),
            Ask::EndAllOf(user) => {
                let choice = Choice::people(vec![user]);
                return self.review(Proposal::End(choice, Route::User), now);
            }
            Ask::Project => return vec![self.project()],
            Ask::CatchUp => return self.catch_up(),
            Ask::Sort(sort) => {
                self.table.list.sort = sort;
                return vec![self.project()];
            }
            Ask::Columns(columns) => self.table.look.choose_columns(columns),
            Ask::CarryOut(entry) => return self.carry_out_entry(entry, now),
            Ask::DropMarks(keys) => self.table.marks.drop_these(&keys, now),
            Ask::GoOn(then, keys) => {
                let ask = self.table.go_on(then, keys);
                return self.grant(ask, now);
            }
            Ask::Contain(then, choice) => return self.contain(then, choice, now),
            Ask::TakeList { list, column } => {
                let take = |layers: &mut Layers, basis: ListBasis<'_>| {
                    layers.take_column(&list, &column, basis)
                };
                return self.on_lists(take, now);
            }
            Ask::LookUpAgain => return self.on_lists(Layers::look_up_again, now),
            Ask::EndBy(choice, route) => return self.review(Proposal::End(choice, route), now),
            Ask::Page { user, from } => {
                let effects = self.open_page(user, now);
                self.layers.keep_under(*from);
                return effects;
            }
            Ask::Show(action) => return self.list_action(action, now),
            Ask::PastRuns => return self.past.ask().into_iter().collect(),
            Ask::Review(choice) => return self.review(Proposal::ending(choice), now),
            Ask::Revoke { chosen, listed } => {
                let chosen = Tokens::those(chosen);
                return self.review(Proposal::Revoke { chosen, listed }, now);
            }
            Ask::Offboard { choice, listed } => {
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

    /// Carries out what was chosen in the palette.
    fn carry_out_entry(&mut self, entry: PaletteEntry, now: Timestamp) -> Vec<Effect> {
        self.keyboard.asked_for(entry);
        match entry {
            PaletteEntry::Action(action) => self.list_action(action, now),
            // The palette asks for what is typed after it first.
            PaletteEntry::Prompt(_) => Vec::new(),
            PaletteEntry::Mine => self.review(Proposal::Mine(Route::Exact), now),
            PaletteEntry::Card(card) => {
                self.layers.open(Dialog::Card(CardView::asking(card)));
                vec![Effect::AskCard(card)]
            }
            PaletteEntry::View(place) => self.open_view(place, now),
            PaletteEntry::Theme(theme) => {
                self.table.look.theme = Some(theme);
                let keep = format!("theme {theme}; theme = \"{theme}\" in the settings keeps it");
                self.say(now, Level::Info, NoticeWords::of_nobody(keep));
                vec![Effect::Theme(theme)]
            }
            PaletteEntry::Profile(place) => match self.equipment.profiles.get(place).cloned() {
                Some(profile) => self.switch_to(&profile.name, now),
                None => Vec::new(),
            },
        }
    }
}
