//! Looks at later lists for the last run: whether what it ended is gone, and whether its people
//! come back.
//!
//! - `announce` how that is told and recorded

mod announce;

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use self::announce::{announce, changed_in_words, some_of};
use super::Runs;
use crate::app::ask::Ask;
use crate::app::dialog::{ReportNews, ReportView, people_changed_by};
use crate::app::event::Effect;
use crate::app::notices::NoticeWords;
use crate::app::watch::Returns;
use crate::journal::RunId;
use crate::live::Snapshot;
use crate::model::{SessionKey, Timestamp, UserId, be, counted};
use crate::operation::{PersonLeft, PersonProof, PersonStanding, PersonVerdict, RunRest, Verdict};

/// Milliseconds between two readings of the people's own lists while a run waits for proof.
const CHECK_AGAIN: i64 = 5_000;

/// Milliseconds between two proofs of what is still open of a run, at first.
const PROVE_AGAIN: i64 = 15_000;

/// How often that time doubles at most, which makes it sixteen minutes.
const LONGEST_DOUBLING: u32 = 6;

/// Which run news are about.
const LAST: &str = "the last run";
const EARLIER: &str = "an earlier run";

/// Milliseconds between two readings of the lists of people who are watched after a run.
const WATCH_AGAIN: i64 = 30_000;

/// The most people whose own lists are read for proof; for more, the next walk must do.
const CHECK_AT_MOST: usize = 20;

impl Runs {
    /// Takes in what a newer list shows of the last run and its people.
    pub(in crate::app) fn compare(&mut self, snapshot: &Snapshot, now: Timestamp) -> Vec<Ask> {
        let mut asks = self.compare_report(snapshot, now);
        asks.extend(self.compare_watch(snapshot, now));
        self.look_who_is_back(snapshot);
        asks.extend(self.look_at_records(snapshot));
        asks
    }

    /// Tells of whom a record shows otherwise than the run left it that changed them last.
    fn look_at_records(&mut self, snapshot: &Snapshot) -> Option<Ask> {
        let mut newer = BTreeSet::new();
        let mut news = Vec::new();
        for view in self.report.iter_mut().chain(self.older.iter_mut().rev()) {
            news.extend(view.look_at_records(&newer, snapshot));
            newer.extend(people_changed_by(&view.report));
        }
        changed_in_words(&news, self.zone)
    }

    /// Notes with which sessions people are signed in again. Whom the verdicts of a run name is among them
    /// also when nobody is watched any more, as long as their sessions are listed.
    pub(super) fn look_who_is_back(&mut self, snapshot: &Snapshot) {
        let views = self.report.iter().chain(&self.older);
        let proofs = views.flat_map(|view| &view.people);
        let back = proofs.filter_map(|proof| match &proof.verdict {
            PersonVerdict::SignedInAgain { sessions, .. } => Some(sessions),
            _ => None,
        });
        let is_ended = |key: &SessionKey| {
            let end = self.outcomes.get(key);
            end.is_some_and(|(kind, _)| kind.is_done())
        };
        let watched = self.watches.returned();
        let others = back.flatten().copied();
        let others: FxHashSet<SessionKey> = others
            .filter(|key| !is_ended(key) && !watched.contains(key))
            .collect();
        self.returned = watched.to_vec();
        if others.is_empty() {
            return;
        }
        let mut listed: Vec<SessionKey> = snapshot.find(&others).into_keys().collect();
        listed.sort_unstable();
        self.returned.extend(listed);
    }

    fn compare_report(&mut self, snapshot: &Snapshot, now: Timestamp) -> Vec<Ask> {
        let Some(view) = &mut self.report else {
            return Vec::new();
        };
        let news = view.compare(snapshot, now);
        announce(view, news, (&mut self.outcomes, self.zone, LAST))
    }

    /// Rings the bell and gives notice of people who came back.
    fn compare_watch(&mut self, snapshot: &Snapshot, now: Timestamp) -> Vec<Ask> {
        let returns = self.watches.compare(snapshot, now);
        if returns.is_empty() {
            return Vec::new();
        }
        let sessions = returns.iter().flat_map(|it| &it.sessions);
        let people: BTreeSet<UserId> = sessions.map(|(key, _)| key.user).collect();
        let names = returns.iter().flat_map(|it| it.names.iter().cloned());
        let text = format!(
            "signed in again after they were signed out: {}; B reviews them",
            some_of(&names.collect::<Vec<_>>()),
        );
        let people = counted(people.len(), "person", "people");
        let nameless =
            format!("{people} signed in again after they were signed out; B reviews them");
        let mut asks = vec![
            Ask::warn(NoticeWords::naming(text, nameless)),
            Ask::Do(Effect::Bell),
        ];
        for mut news in returns {
            news.verdicts.people = self.back_after_their_run(&news);
            asks.push(Ask::Do(Effect::RecordVerdicts(news.verdicts)));
        }
        asks
    }

    /// What is to be said anew of the people of a run who signed in again.
    fn back_after_their_run(&mut self, news: &Returns) -> Vec<PersonProof> {
        let run = &news.verdicts.run;
        let mut views = self.report.iter_mut().chain(&mut self.older);
        let Some(view) = views.find(|view| view.report.run == *run) else {
            return Vec::new();
        };
        let news = view.learn_sign_ins(&news.sessions);
        view.note_back(&news);
        news
    }

    /// Takes in what Zendesk shows after a run; `is_over` if no look follows by itself.
    pub(in crate::app) fn take_proof(
        &mut self,
        run: &RunId,
        (verdicts, people, left): (Vec<Option<Verdict>>, Vec<PersonProof>, Vec<PersonLeft>),
        is_over: bool,
        now: Timestamp,
    ) -> Vec<Ask> {
        let is_last = self.report.as_ref().is_some_and(|it| it.report.run == *run);
        let mut views = self.report.iter_mut().chain(&mut self.older);
        let Some(view) = views.find(|view| view.report.run == *run) else {
            return Vec::new();
        };
        if !is_last && !view.is_proving {
            // A newer run is about the same people.
            return Vec::new();
        }
        view.is_proving &= !is_over;
        let news = ReportNews {
            items: view.learn(verdicts),
            people: view.learn_people(people),
            left: view.learn_left(left),
        };
        let which = if is_last { LAST } else { EARLIER };
        let asks = announce(view, news, (&mut self.outcomes, self.zone, which));
        if is_over && is_last {
            self.proved_at = now;
            self.proofs = self.proofs.saturating_add(1);
        }
        asks
    }

    /// Takes in what a run leaves to do.
    pub(in crate::app) fn take_rest(&mut self, run: &RunId, rest: Option<RunRest>) {
        let mut views = self.report.iter_mut().chain(&mut self.older);
        if let Some(view) = views.find(|view| view.report.run == *run) {
            view.rest = rest;
        }
    }

    /// How many of these people a list that was read after their run shows without a session.
    fn seen_signed_out_of(&self, people: &BTreeSet<UserId>) -> usize {
        let views = self.report.iter().chain(&self.older);
        let out: BTreeSet<UserId> = views.flat_map(ReportView::seen_signed_out).collect();
        out.intersection(people).count()
    }

    /// Asks to look again at what is still open of the last run, each time after a longer while.
    fn prove_again(&mut self, now: Timestamp) -> Option<Ask> {
        let pause = PROVE_AGAIN.saturating_mul(1 << self.proofs.min(LONGEST_DOUBLING));
        let view = self.report.as_mut()?;
        let is_due = now.millis().saturating_sub(self.proved_at.millis()) >= pause;
        if view.is_proving || !view.is_open() || !is_due {
            return None;
        }
        (view.is_proving, view.proving_since) = (true, now);
        Some(Ask::Do(Effect::Prove(Box::new(view.request()))))
    }

    /// Asks for people's own lists again and again while a small run waits for proof, and while its
    /// people are watched; for many people the walks must do.
    pub(in crate::app) fn check_again(&mut self, now: Timestamp) -> Vec<Ask> {
        let mut asks: Vec<Ask> = self.prove_again(now).into_iter().collect();
        let over = self.watches.end(now);
        if !over.is_empty() {
            let people = counted(over.len(), "person", "people");
            let be = be(over.len());
            let out = self.seen_signed_out_of(&over);
            let then = if self.returned.is_empty() {
                ""
            } else {
                "; B still reviews who came back and is listed"
            };
            let text = if out == over.len() {
                format!("{people} signed out ten minutes ago {be} no longer watched{then}")
            } else {
                let out = match out {
                    0 => "none was seen signed out".to_owned(),
                    out => PersonStanding::NoneListed.counted(out, false),
                };
                format!("{people} of a run ten minutes ago {be} no longer watched; {out}{then}")
            };
            asks.push(Ask::tell(NoticeWords::of_nobody(text)));
        }
        let open = self.report.as_ref().map(ReportView::open_people);
        let open = open.unwrap_or_default();
        let watched = self.watches.people();
        let (people, pause) = if open.is_empty() {
            (watched, WATCH_AGAIN)
        } else {
            (open, CHECK_AGAIN)
        };
        let is_due = now.millis() - self.checked_at.millis() >= pause;
        if !people.is_empty() && people.len() <= CHECK_AT_MOST && is_due {
            self.checked_at = now;
            asks.push(Ask::Do(Effect::Check(people)));
        }
        asks
    }
}
