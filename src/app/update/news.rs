//! Rules that turn on and off, and runs that the journal has.

use std::sync::Arc;

use super::App;
use crate::app::dialog::{Dialog, NewsView, PastRunsView};
use crate::app::event::Effect;
use crate::app::news::{text, without_names};
use crate::app::notices::{Level, NoticeWords};
use crate::live::{Projection, ShownNames};
use crate::model::Timestamp;

impl App {
    /// Takes in the flags of newer rows. Alarms are said, and ring once however many they are.
    pub(super) fn take_flags(&mut self, projection: &Projection, now: Timestamp) -> Vec<Effect> {
        let is_written = self.setup.list.kept_in.is_some();
        self.rule_hits.take(&projection.flags, is_written, now);
        let snapshot = Arc::clone(&self.snapshot);
        let alarms = self.news.take_flags(&self.rule_hits.log, &snapshot);
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
        self.layers.open(Dialog::News(NewsView::default()));
    }

    /// Shows what this profile ended, and reads the journal for it.
    pub(super) fn show_past_runs(&mut self) -> Vec<Effect> {
        self.layers.open(Dialog::PastRuns(PastRunsView::default()));
        self.past.ask_about_anew();
        self.past.ask().into_iter().collect()
    }
}
