//! Which part of the state an event goes to.

use std::sync::Arc;

use super::App;
use super::reviewing::FactsAnswer;
use crate::app::card;
use crate::app::dialog::Dialog;
use crate::app::event::{Effect, Event};
use crate::app::layers::{Layers, ListBasis};
use crate::app::notices::{Level, NoticeWords};
use crate::chat::{NotDone, Report};
use crate::model::Timestamp;
use crate::operation::{self, RunProgress};

impl App {
    pub(super) fn take(&mut self, event: Event, now: Timestamp) -> Vec<Effect> {
        match event {
            Event::Key { key, at } => return self.key(key, None, at, now),
            Event::LayoutKey { key, latin, at } => return self.key(key, Some(latin), at, now),
            Event::Paste(text) => return self.paste(&text, now),
            Event::Resized(viewport) => return self.resized(viewport, now),
            Event::FocusLost => {
                return self.give_review_up("cancelled: the terminal lost the focus", now);
            }
            Event::Snapshot(snapshot) => return self.take_snapshot(&snapshot, now),
            Event::Projected(projection) => return self.take_rows(projection, now),
            Event::Run(RunProgress::Finished(report)) => {
                return self.finish(&report, now);
            }
            Event::Run(progress) => self.runs.absorb(&progress),
            Event::Tokens(read) => {
                // The tokens come with the id of the one that these requests are made with.
                if let Ok((_, in_use)) = &read.answer {
                    self.setup.guardrails.own_token = *in_use;
                }
                self.layers.take_tokens(&read, now);
                let review = self.layers.offboard_with_tokens();
                return self.carry_out(review.into_iter().collect(), now);
            }
            Event::Proved {
                run,
                verdicts,
                people,
                left,
                is_over,
            } => {
                let verdicts = (verdicts, people, left);
                let asks = self.runs.take_proof(&run, verdicts, is_over, now);
                return self.carry_out(asks, now);
            }
            Event::RunLeaves { run, rest } => self.runs.take_rest(&run, rest),
            Event::Guarded(news) => return self.take_guard_news(*news, now),
            Event::Warned(lines) => {
                let beside_dialog = self.layers.is_open();
                for line in lines {
                    self.notices.keep(now, line, beside_dialog);
                }
            }
            Event::Told(line) => self.say(now, Level::Info, line),
            Event::ToldOfNobody(words) => self.say(now, Level::Info, NoticeWords::of_nobody(words)),
            Event::Saved(saved) => self.take_saved(*saved, now),
            Event::Mouse { act, x, y } => return self.mouse(act, (x, y), now),
            Event::Waits { which, why, left } => self.waits.take(which, (why, left), now),
            Event::Arrived(arrival) => {
                let is_typing = self.table.filter.input().is_some();
                let around = (&*self.snapshot, is_typing, now);
                let asks = self.sought.arrived(*arrival, &mut self.layers, around);
                return self.carry_out(asks, now);
            }
            Event::PastRunsRead(answer) => return self.past.take(answer, &self.snapshot),
            Event::JournalGrew if self.layers.shows_past_runs() => {
                return self.past.ask().into_iter().collect();
            }
            Event::JournalGrew => {}
            Event::PathCompleted { typed, paths } => self.layers.complete_path(&typed, paths),
            Event::ListRead { path, answer } => {
                let take = |layers: &mut Layers, basis: ListBasis<'_>| {
                    layers.list_read(&path, answer, basis)
                };
                return self.on_lists(take, now);
            }
            Event::Card { card, answer } => {
                self.layers
                    .on_top(|dialog| dialog.take_card(card, answer, now));
            }
            Event::Refreshed {
                id,
                answer,
                admins,
                tokens,
            } => {
                let facts = FactsAnswer {
                    answer,
                    admins,
                    tokens,
                };
                return self.take_facts(id, facts, now);
            }
            Event::ListLookedUp { id, answer } => {
                let review = self.layers.take_looked_up(id, &answer, &self.snapshot);
                return self.carry_out(review.into_iter().collect(), now);
            }
            Event::ChatChanged(done) => return self.take_change(&done, now),
            Event::Drawn { revision, at } => {
                self.layers.on_top(|dialog| {
                    if let Some(consent) = dialog.consent_mut() {
                        consent.drawn(revision, at);
                    }
                });
                return self.take_early_keys(now);
            }
            Event::Resumed => return self.woke(now),
            Event::Second => return self.second(now),
            Event::Terminate => return self.runs.stop_and_quit(),
        }
        Vec::new()
    }

    /// Takes in the end of a run. Whoever stopped it in order to quit is still asked.
    fn finish(&mut self, report: &Arc<operation::Report>, now: Timestamp) -> Vec<Effect> {
        let is_stopped = self.runs.run().is_some_and(|run| run.stopping);
        let is_asked = is_stopped && matches!(self.layers.top(), Some(Dialog::Quit));
        self.table.list.acted_on(&report.people());
        let asks = self.runs.finish(report, &self.snapshot, now);
        let effects = self.carry_out(asks, now);
        if is_asked {
            self.layers.open(Dialog::Quit);
        }
        effects
    }

    /// Takes in the end of a change of the Chat account. The card shows what Chat said last, if it
    /// is still open.
    fn take_change(&mut self, done: &Result<Report, NotDone>, now: Timestamp) -> Vec<Effect> {
        let news = card::news(done);
        self.say(now, news.level, format!("Chat account: {}", news.message));
        let chat = done.as_ref().ok().and_then(|report| report.now.clone());
        self.layers
            .on_top(|dialog| dialog.take_change(news, chat, now));
        self.runs.end_change()
    }
}
