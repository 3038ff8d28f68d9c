//! The runs that were confirmed and what is known of them: the run under way, the last report, how
//! its sessions and people are since, and a change of the Chat account under way.
//!
//! - `finish` from the end of a run to its report
//! - `prove` what later lists say of ended sessions, and whether people come back

mod finish;
mod prove;

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use super::ask::Ask;
use super::dialog::{Dialog, ReportPage, ReportView, RunView};
use super::event::Effect;
use super::watch::Watches;
use crate::live::ScreenFacts;
use crate::model::{SafeText, SessionKey, Timestamp, UserId};
use crate::operation::{Choice, ItemState, OutcomeKind, Reason, Route, RunProgress, Verdict};
use crate::query::Zone;

/// How a session ended, and what a later list said of it.
pub(super) type ItemEnd = (OutcomeKind, Option<Verdict>);

/// Why there is nobody who came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NobodyBack {
    /// No run of this program ended a session.
    NoRun,
    /// Nobody did so far, and they are watched.
    SoFar,
    /// Nobody is watched any more, and whoever did is not listed.
    NotListed,
}

/// The runs that were confirmed, while they go on and afterwards.
#[derive(Debug)]
pub struct Runs {
    run: Option<RunView>,
    report: Option<ReportView>,
    /// How each session of all runs so far ended.
    outcomes: FxHashMap<SessionKey, ItemEnd>,
    /// The reports before that, the oldest first: their people are still looked at.
    older: Vec<ReportView>,
    watches: Watches,
    /// The sessions of people who came back that were not ended again, as the newest snapshot has them.
    returned: Vec<SessionKey>,
    /// When people's own lists were last read for proof.
    checked_at: Timestamp,
    /// When the last proof of the last run was over, and how many there were.
    proved_at: Timestamp,
    proofs: u32,
    /// Whether a change of the Chat account is under way.
    changing: bool,
    /// Whether somebody wants to quit as soon as that change is recorded.
    quitting: bool,
    /// The zone of the times of day that are told.
    zone: Zone,
    /// The case that every run of this program belongs to, where there is one.
    case: Reason,
}

impl Default for Runs {
    fn default() -> Self {
        Self {
            run: None,
            report: None,
            outcomes: FxHashMap::default(),
            older: Vec::new(),
            watches: Watches::default(),
            returned: Vec::new(),
            checked_at: Timestamp::from_millis(0),
            proved_at: Timestamp::from_millis(0),
            proofs: 0,
            changing: false,
            quitting: false,
            zone: Zone::UTC,
            case: Reason::default(),
        }
    }
}

impl Runs {
    /// No run yet. Times of day are told in this zone.
    pub(super) fn in_zone(zone: Zone) -> Self {
        Self {
            zone,
            ..Self::default()
        }
    }

    /// From now on every run belongs to this case.
    pub(super) fn belong_to(&mut self, case: Reason) {
        self.case = case;
    }

    /// The case that every run of this program belongs to, where there is one.
    pub(crate) const fn case(&self) -> &Reason {
        &self.case
    }

    /// The run under way.
    pub fn run(&self) -> Option<&RunView> {
        self.run.as_ref()
    }

    /// The last report.
    pub fn report(&self) -> Option<&ReportView> {
        self.report.as_ref()
    }

    /// The people of the runs of the last minutes, who are watched.
    pub(crate) fn watches(&self) -> &Watches {
        &self.watches
    }

    /// Whether a change of the Chat account is under way.
    pub(crate) fn is_changing(&self) -> bool {
        self.changing
    }

    /// Whether somebody wants to quit and the change has to be recorded first.
    pub(crate) fn is_kept_from_quitting(&self) -> bool {
        self.quitting && self.changing
    }

    /// The dialog of the run under way, or that of the last report.
    pub(super) fn dialog(&self) -> Option<Dialog> {
        if self.run.is_some() {
            return Some(Dialog::Run);
        }
        let page = self.report.as_ref().map(ReportPage::of);
        page.map(Dialog::Report)
    }

    /// Whether the run under way has not yet ended this session.
    pub(super) fn is_ending(&self, key: SessionKey) -> bool {
        self.run.as_ref().is_some_and(|run| {
            let mut items = run.items.iter().zip(&run.states);
            items.any(|(item, state)| {
                item.target.session() == Some(key) && !matches!(state, ItemState::Done(_))
            })
        })
    }

    /// The sessions with which people signed in again after a run, while they are watched and as long as
    /// they are listed afterwards.
    pub(crate) fn returned(&self) -> &[SessionKey] {
        &self.returned
    }

    /// What the screen knows of sessions, of which these are marked.
    pub(super) fn screen_facts(&self, marked: FxHashSet<SessionKey>) -> ScreenFacts {
        let with = |is_so: fn(&ItemEnd) -> bool| {
            let such = self.outcomes.iter().filter(move |(_, end)| is_so(end));
            such.map(|(key, _)| *key).collect()
        };
        ScreenFacts {
            marked,
            back: self.returned().iter().copied().collect(),
            ended: with(|(kind, _)| kind.is_done()),
            still_listed: with(|(_, verdict)| {
                matches!(verdict, Some(Verdict::StillListed | Verdict::Contradicted))
            }),
        }
    }

    /// By which name somebody was called when a run of this program was about them last.
    pub(crate) fn name_of(&self, user: UserId) -> Option<&SafeText> {
        let newest = self.report.iter().chain(self.older.iter().rev());
        let items = newest.flat_map(|view| &view.report.items);
        let targets = items.map(|item| &item.target);
        let mut names =
            targets.filter_map(|target| target.name().filter(|_| target.user() == user));
        names.find(|name| !name.is_blank())
    }

    /// The people whose sessions these are, each once.
    pub(crate) fn people_back(&self) -> BTreeSet<UserId> {
        self.returned.iter().map(|key| key.user).collect()
    }

    /// Whether the last run that was to sign somebody out was to end everything of theirs.
    fn was_to_end_everything_of(&self, user: UserId) -> bool {
        let newest = self.report.iter().chain(self.older.iter().rev());
        let mut routes = newest.filter_map(|view| {
            let mut items = view.report.items.iter();
            items.find_map(|item| {
                item.operation
                    .route()
                    .filter(|_| item.target.user() == user)
            })
        });
        routes.next().is_some_and(Route::is_wide)
    }

    /// How a run ended this session, if one did.
    pub(super) fn outcome(&self, key: SessionKey) -> Option<ItemEnd> {
        self.outcomes.get(&key).copied()
    }

    /// Asks for a review that ends the sessions of people who came back.
    pub(super) fn end_returned(&self) -> Ask {
        match (self.returned(), self.nobody_back()) {
            ([], NobodyBack::NoRun) => Ask::tell("nobody came back: no run signed anybody out"),
            ([], NobodyBack::SoFar) => Ask::tell("nobody came back so far; they are still watched"),
            ([], NobodyBack::NotListed) => {
                Ask::tell("the watching is over, and nobody back is listed; 8 shows the runs")
            }
            (returned, _) => {
                let people = self.people_back();
                if people
                    .iter()
                    .all(|user| self.was_to_end_everything_of(*user))
                {
                    // Whoever was to be signed out everywhere is to be so again.
                    Ask::EndBy(Choice::people(people.into_iter().collect()), Route::User)
                } else {
                    Ask::Review(Choice::sessions(returned.to_vec()))
                }
            }
        }
    }

    /// Why there is nobody to review who came back.
    pub(super) fn nobody_back(&self) -> NobodyBack {
        let ended = self.report.iter().chain(&self.older);
        let mut ended = ended.filter(|view| view.report.ends_sessions());
        match (self.watches.until(), ended.next()) {
            (Some(_), _) => NobodyBack::SoFar,
            (None, Some(_)) => NobodyBack::NotListed,
            (None, None) => NobodyBack::NoRun,
        }
    }

    pub(super) fn begin(&mut self, run: RunView) {
        self.run = Some(run);
    }

    pub(super) fn absorb(&mut self, progress: &RunProgress) {
        if let Some(run) = &mut self.run {
            run.absorb(progress);
        }
    }

    pub(super) fn scroll_to(&mut self, first: usize) {
        if let Some(run) = &mut self.run {
            run.scroll_to(first);
        }
    }

    /// Stops the run under way.
    pub(super) fn stop(&mut self) -> Vec<Effect> {
        self.run.as_mut().map_or_else(Vec::new, |run| {
            run.stopping = true;
            vec![Effect::StopRun]
        })
    }

    /// Stops the run under way if nothing of it was begun, since the person turned away from it.
    pub(super) fn stop_before_it_begins(&mut self) -> Vec<Effect> {
        if self.run.as_ref().is_some_and(|run| !run.has_begun()) {
            return self.stop();
        }
        Vec::new()
    }

    /// Ends the program as soon as what is under way is recorded.
    pub(super) fn stop_and_quit(&mut self) -> Vec<Effect> {
        self.quitting = true;
        if let Some(run) = &mut self.run {
            run.quit_after = true;
            return self.stop();
        }
        // A change that is under way is recorded first.
        if self.changing {
            Vec::new()
        } else {
            vec![Effect::Quit]
        }
    }

    pub(super) fn begin_change(&mut self) {
        self.changing = true;
    }

    /// Notes that the change of the Chat account is over, and ends the program if somebody wants to
    /// quit.
    pub(super) fn end_change(&mut self) -> Vec<Effect> {
        self.changing = false;
        if self.quitting && self.run.is_none() {
            return vec![Effect::Quit];
        }
        Vec::new()
    }
}
