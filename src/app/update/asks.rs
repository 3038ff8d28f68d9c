//! Carries out what dialogs and runs ask for.

use super::App;
use crate::app::ask::Ask;
use crate::app::dialog::{CardView, Dialog, PaletteEntry};
use crate::app::event::Effect;
use crate::app::notices::{Level, NoticeWords};
use crate::model::Timestamp;
use crate::operation::{Choice, Proposal, Route, Tokens};

/// How many entries of the palette are remembered as recent.
const RECENT: usize = 8;

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
            Ask::OfReport(level, words) if matches!(self.dialog, Some(Dialog::Report(_))) => {
                self.notices.say(now, level, words, false);
            }
            Ask::Say(level, words) | Ask::OfReport(level, words) => self.say(now, level, words),
            Ask::Note(level, words) => self.notices.say(now, level, words, false),
            Ask::Copy(copied) => return vec![Effect::Copy(copied)],
            Ask::Save { typed, replaces } => return self.save(typed, replaces, now),
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
            Ask::CarryOut(entry) => return self.carry_out_entry(entry, now),
            Ask::DropMarks(keys) => self.marks.drop_these(&keys, now),
            Ask::GoOn(then, keys) => return self.go_on(then, keys, now),
            Ask::Contain(then, choice) => return self.contain(then, choice, now),
            Ask::TakeList { list, column } => return self.take_list(&list, &column, now),
            Ask::LookUpAgain => return self.look_up_again(),
            Ask::EndBy(choice, route) => return self.review(Proposal::End(choice, route), now),
            Ask::Page { user, from } => {
                let effects = self.open_page(user, now);
                self.under = Some(*from);
                return effects;
            }
            Ask::Show(action) => return self.list_action(action, now),
            Ask::PastRuns => return self.past.ask().into_iter().collect(),
            Ask::Review(choice) => return self.review_ending(choice, now),
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
        self.recent.retain(|it| *it != entry);
        self.recent.insert(0, entry);
        self.recent.truncate(RECENT);
        match entry {
            PaletteEntry::Action(action) => self.list_action(action, now),
            // The palette asks for what is typed after it first.
            PaletteEntry::Prompt(_) => Vec::new(),
            PaletteEntry::Mine => self.review(Proposal::Mine(Route::Exact), now),
            PaletteEntry::Card(card) => {
                self.dialog = Some(Dialog::Card(CardView::asking(card)));
                vec![Effect::AskCard(card)]
            }
            PaletteEntry::View(place) => self.open_view(place, now),
            PaletteEntry::Theme(theme) => {
                self.theme = Some(theme);
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
