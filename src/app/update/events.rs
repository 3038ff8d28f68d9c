//! Which part of the state an event goes to.

use std::sync::Arc;

use super::App;
use super::reviewing::FactsAnswer;
use crate::app::card;
use crate::app::dialog::Dialog;
use crate::app::event::{Effect, Event};
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
                self.on_dialog(|dialog| dialog.take_tokens(&read, now));
                if let Some(under) = &mut self.under {
                    under.take_tokens(&read, now);
                }
                if let Some(page) = self.page_mut() {
                    page.take_tokens(&read);
                }
                return self.offboard_with_tokens(now);
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
                let beside_dialog = self.dialog.is_some();
                for line in lines {
                    self.notices.keep(now, line, beside_dialog);
                }
            }
            Event::Told(line) => self.say(now, Level::Info, line),
            Event::ToldOfNobody(words) => self.say(now, Level::Info, NoticeWords::of_nobody(words)),
            Event::Saved(saved) => self.take_saved(*saved, now),
            Event::Mouse { act, x, y } => return self.mouse(act, (x, y), now),
            Event::Waits { which, why, left } => self.waits.take(which, (why, left), now),
            Event::Arrived(arrival) => return self.arrived(*arrival, now),
            Event::PastRunsRead(answer) => return self.past_runs_read(answer),
            Event::JournalGrew => return self.read_past_again(),
            Event::PathCompleted { typed, paths } => self.complete_path(&typed, paths),
            Event::ListRead { path, answer } => return self.list_read(&path, answer, now),
            Event::Card { card, answer } => {
                self.on_dialog(|dialog| dialog.take_card(card, answer, now));
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
            Event::ListLookedUp { id, answer } => return self.take_looked_up(id, &answer, now),
            Event::ChatChanged(done) => return self.take_change(&done, now),
            Event::Drawn { revision, at } => {
                self.on_dialog(|dialog| {
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
        let is_asked = is_stopped && matches!(self.dialog, Some(Dialog::Quit));
        self.list.acted_on(&report.people());
        let asks = self.runs.finish(report, &self.snapshot, now);
        let effects = self.carry_out(asks, now);
        if is_asked {
            self.dialog = Some(Dialog::Quit);
        }
        effects
    }

    /// Takes in the end of a change of the Chat account. The card shows what Chat said last, if it
    /// is still open.
    fn take_change(&mut self, done: &Result<Report, NotDone>, now: Timestamp) -> Vec<Effect> {
        let news = card::news(done);
        self.say(now, news.level, format!("Chat account: {}", news.message));
        let chat = done.as_ref().ok().and_then(|report| report.now.clone());
        self.on_dialog(|dialog| dialog.take_change(news, chat, now));
        self.runs.end_change()
    }
}
