//! Rules that turn on and off, and runs that the journal has.

use std::sync::Arc;

use super::App;
use crate::app::dialog::{Dialog, NewsView, PastRunsView};
use crate::app::event::Effect;
use crate::app::news::{text, without_names};
use crate::app::notices::{Level, NoticeWords};
use crate::journal::PastRuns;
use crate::live::{Projection, ShownNames};
use crate::model::Timestamp;

impl App {
    /// Takes in the flags of newer rows. Alarms are said, and ring once however many they are.
    pub(super) fn take_flags(&mut self, projection: &Projection, now: Timestamp) -> Vec<Effect> {
        if self.flag_log.take(&projection.flags, now) && self.setup.list.kept_in.is_some() {
            let known = self.flag_log.known().words();
            if known != *self.known_flags {
                self.known_flags = Arc::new(known);
            }
        }
        let snapshot = Arc::clone(&self.snapshot);
        let alarms = self.news.take_flags(&self.flag_log, &snapshot);
        for alarm in &alarms {
            let words = text(alarm, (&snapshot, ShownNames::REAL));
            let words = NoticeWords::naming(words, without_names(alarm));
            self.say(now, Level::Alarm, words);
        }
        (!alarms.is_empty())
            .then_some(Effect::Bell)
            .into_iter()
            .collect()
    }

    /// Shows the news, whole, in which every notice is read.
    pub(super) fn show_news(&mut self) {
        self.notices.read();
        self.dialog = Some(Dialog::News(NewsView::default()));
    }

    /// Shows what this profile ended, and reads the journal for it.
    pub(super) fn show_past_runs(&mut self) -> Vec<Effect> {
        self.dialog = Some(Dialog::PastRuns(PastRunsView::default()));
        self.past.ask_about_anew();
        self.past.ask().into_iter().collect()
    }

    /// Takes in the runs, and asks for the names of their people who are on no list.
    pub(super) fn past_runs_read(&mut self, answer: Result<Arc<PastRuns>, String>) -> Vec<Effect> {
        let again = self.past.take(answer);
        let names = self.past.nameless(&self.snapshot);
        again.into_iter().chain(names).collect()
    }

    /// Reads the journal again if something shows what is in it.
    pub(super) fn read_past_again(&mut self) -> Vec<Effect> {
        let shows = |dialog: &Option<Dialog>| {
            matches!(dialog, Some(Dialog::Person(_) | Dialog::PastRuns(_)))
        };
        let is_shown = shows(&self.dialog) || shows(&self.under) || self.beneath.is_some();
        if is_shown {
            return self.past.ask().into_iter().collect();
        }
        Vec::new()
    }
}
