//! What lies over the list. At most one at a time, and each owns what it shows.

use std::sync::Arc;
use std::time::Duration;

use rustc_hash::FxHashMap;
use tui_input::Input;

use super::{CardView, Palette};
use crate::live::Snapshot;
use crate::model::{SessionKey, Timestamp, UserId};
use crate::terminate::{
    Choice, ItemState, OutcomeKind, Plan, Report, ReportItem, Route, RunProgress, Target, Verdict,
    verify,
};

/// A review that nobody answers for this long, in milliseconds, is cancelled.
const PATIENCE: i64 = 60_000;

/// The layer on top.
#[derive(Debug)]
pub enum Dialog {
    /// Marks are hidden by the filter: which of them are meant?
    Hidden {
        /// Marked and on the list.
        shown: Vec<SessionKey>,
        /// Marked and hidden.
        hidden: Vec<SessionKey>,
    },
    /// Whom to end: a choice of choices.
    Choose {
        /// What is offered, narrowest first.
        offers: Vec<Offer>,
        /// The one under the cursor.
        at: usize,
    },
    /// What would be ended, and the way to confirm it.
    Review(Box<Review>),
    /// A run is under way, and somebody wants to quit.
    Quit,
    /// The run under way.
    Run,
    /// The last run's report.
    Report {
        /// First line shown.
        scroll: usize,
    },
    /// The keys.
    Help(HelpView),
    /// What can be asked for by name.
    Palette(Palette),
    /// What the API says beyond the list.
    Card(CardView),
    /// Columns to sort by.
    Sort {
        /// The one under the cursor.
        at: usize,
    },
}

/// Something that can be chosen to be ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// In words.
    pub words: String,
    /// The choice.
    pub choice: Choice,
}

/// What a route would cost and take with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RouteOffer {
    /// The route.
    pub route: Route,
    /// Requests.
    pub requests: usize,
    /// How long they take at the least under the present budget.
    pub time: Duration,
    /// Listed sessions beyond the planned ones that it ends as well.
    pub beyond: usize,
}

/// Where in the help we are.
#[derive(Debug, Clone, Copy, Default)]
pub struct HelpView {
    /// First line shown.
    pub scroll: usize,
}

/// A plan under review. It owns the plan that it may release.
#[derive(Debug)]
pub struct Review {
    /// What would be ended.
    pub plan: Plan,
    /// What was typed so far.
    pub answer: Input,
    /// First target shown.
    pub scroll: usize,
    /// How many of the targets left the list since.
    pub gone_since: usize,
    /// New sessions of the planned people, signed in since.
    pub new_since: usize,
    /// The routes side by side, narrowest first.
    pub routes: [RouteOffer; 3],
    /// Whether what was typed was wrong.
    pub wrong: bool,
    first_drawn: Option<Timestamp>,
    touched: Timestamp,
}

impl Review {
    pub(super) fn new(plan: Plan, seen: &Snapshot, now: Timestamp) -> Self {
        Self {
            routes: offers(&plan, seen),
            plan,
            answer: Input::default(),
            scroll: 0,
            gone_since: 0,
            new_since: 0,
            wrong: false,
            first_drawn: None,
            touched: now,
        }
    }

    /// Whether a key that arrived at `at` was typed by somebody who could see this.
    pub(super) fn was_visible(&self, at: Timestamp) -> bool {
        self.first_drawn.is_some_and(|drawn| at >= drawn)
    }

    pub(super) fn drawn(&mut self, now: Timestamp) {
        self.first_drawn.get_or_insert(now);
    }

    pub(super) fn touch(&mut self, now: Timestamp) {
        self.touched = now;
    }

    /// Seconds until it cancels itself.
    pub fn seconds_left(&self, now: Timestamp) -> i64 {
        ((self.touched.millis() + PATIENCE - now.millis()) / 1000).max(0)
    }

    pub(super) fn is_over(&self, now: Timestamp) -> bool {
        now.millis() - self.touched.millis() >= PATIENCE
    }

    /// The same plan by the next route. What was typed was for another one.
    pub(super) fn next_route(self) -> Self {
        let at = Route::ALL
            .iter()
            .position(|route| *route == self.plan.route)
            .unwrap_or(0);
        let route = Route::ALL[(at + 1) % Route::ALL.len()];
        Self {
            plan: self.plan.by(route),
            answer: Input::default(),
            ..self
        }
    }

    /// Counts what changed since the plan was made. The plan itself stays as it is.
    pub(super) fn compare(&mut self, seen: &Snapshot) {
        self.routes = offers(&self.plan, seen);
        let planned = self
            .plan
            .targets()
            .iter()
            .map(|target| target.key)
            .collect();
        let listed = seen.find(&planned);
        self.gone_since = planned.len() - listed.len();
        let people: rustc_hash::FxHashSet<_> = planned.iter().map(|key| key.user).collect();
        let kept = self.plan.kept().iter().map(|kept| kept.target.key);
        let known: rustc_hash::FxHashSet<_> = planned.iter().copied().chain(kept).collect();
        // Zendesk tells whole seconds: one of the second in which this opened may be newer.
        let opened = Timestamp::from_seconds(self.plan.made_at.seconds());
        let newer = |slot| {
            let Some(session) = seen.session(slot) else {
                return false;
            };
            people.contains(&session.key.user)
                && !known.contains(&session.key)
                && session.authenticated_at.is_some_and(|at| at >= opened)
        };
        self.new_since = seen.iter().filter(|slot| newer(*slot)).count();
    }
}

fn offers(plan: &Plan, seen: &Snapshot) -> [RouteOffer; 3] {
    Route::ALL.map(|route| {
        let requests = plan.requests(route);
        let time = seen.budget.time_for(requests);
        RouteOffer {
            route,
            requests,
            time,
            beyond: plan.beyond(route, seen),
        }
    })
}

/// A run as the screen follows it.
#[derive(Debug)]
pub struct RunView {
    /// What is being ended.
    pub targets: Vec<Target>,
    /// The account.
    pub account: String,
    /// How each is doing.
    pub states: Vec<ItemState>,
    /// Why it waits and until when, if it does.
    pub paused: Option<(String, Timestamp)>,
    /// Whether somebody asked it to stop.
    pub stopping: bool,
    /// Whether the program ends with it.
    pub quit_after: bool,
    /// When it began.
    pub began_at: Timestamp,
    /// First target shown; `None` follows the run.
    pub scroll: Option<usize>,
}

impl RunView {
    pub(super) fn new(plan: &Plan, now: Timestamp) -> Self {
        Self {
            targets: plan.targets().to_vec(),
            account: plan.account.clone(),
            states: vec![ItemState::Waiting; plan.targets().len()],
            paused: None,
            stopping: false,
            quit_after: false,
            began_at: now,
            scroll: None,
        }
    }

    pub(super) fn absorb(&mut self, progress: &RunProgress) {
        match progress {
            RunProgress::Item { item, state } => {
                if let Some(known) = self.states.get_mut(*item) {
                    *known = state.clone();
                }
            }
            RunProgress::Paused { why, until } => self.paused = Some((why.clone(), *until)),
            RunProgress::Resumed => self.paused = None,
            RunProgress::Finished(_) => {}
        }
    }

    /// How many items are over.
    pub fn done(&self) -> usize {
        self.states
            .iter()
            .filter(|state| matches!(state, ItemState::Done(_)))
            .count()
    }

    /// How many items ended this way.
    pub fn count(&self, kind: OutcomeKind) -> usize {
        let is = |state: &&ItemState| matches!(state, ItemState::Done(outcome) if outcome.kind() == kind);
        self.states.iter().filter(is).count()
    }
}

/// The last report, and what later lists said of it.
#[derive(Debug)]
pub struct ReportView {
    /// How each item ended.
    pub report: Arc<Report>,
    /// What a later list said of each; `None` where nothing was asked.
    pub verdicts: Vec<Option<Verdict>>,
}

impl ReportView {
    pub(super) fn new(report: Arc<Report>) -> Self {
        let verdicts = report.unproved();
        Self { report, verdicts }
    }

    /// Takes in what a newer snapshot says; returns what is news.
    pub(super) fn compare(&mut self, seen: &Snapshot) -> Vec<(usize, SessionKey, Verdict)> {
        if !self.is_open() {
            return Vec::new();
        }
        let newer = verify(&self.report.items, seen);
        let mut news = Vec::new();
        let items = self.report.items.iter().enumerate();
        for ((known, newer), (index, item)) in self.verdicts.iter_mut().zip(newer).zip(items) {
            let settled = matches!(known, None | Some(Verdict::Verified));
            if !settled && *known != newer && newer != Some(Verdict::Waiting) {
                *known = newer;
                news.extend(newer.map(|verdict| (index + 1, item.target.key, verdict)));
            }
        }
        news
    }

    /// Whether something is still to be proved.
    pub fn is_open(&self) -> bool {
        let open = |verdict: &Option<Verdict>| {
            matches!(verdict, Some(Verdict::Waiting | Verdict::StillListed))
        };
        self.verdicts.iter().any(open)
    }

    /// The people of whom something is still to be proved.
    pub(super) fn open_people(&self) -> Vec<UserId> {
        let items = self.report.items.iter().zip(&self.verdicts);
        let open = items.filter(|(_, verdict)| {
            matches!(verdict, Some(Verdict::Waiting | Verdict::StillListed))
        });
        let mut people: Vec<UserId> = open.map(|(item, _)| item.target.key.user).collect();
        people.sort_unstable();
        people.dedup();
        people
    }

    /// The place, from 1, of a person's first item.
    pub(super) fn item_of(&self, user: UserId) -> usize {
        let is = |item: &ReportItem| item.target.key.user == user;
        self.report
            .items
            .iter()
            .position(is)
            .map_or(0, |index| index + 1)
    }

    /// How many items have this verdict.
    pub fn count(&self, verdict: Verdict) -> usize {
        self.verdicts
            .iter()
            .filter(|known| **known == Some(verdict))
            .count()
    }

    /// What is known of each session of the run, for the list.
    pub(super) fn by_key(&self) -> FxHashMap<SessionKey, (OutcomeKind, Option<Verdict>)> {
        let items = self.report.items.iter().zip(&self.verdicts);
        items
            .map(|(item, verdict)| (item.target.key, (item.outcome.kind(), *verdict)))
            .collect()
    }
}
