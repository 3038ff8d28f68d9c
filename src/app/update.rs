//! The state machine: one event in, the state changed, effects out.

use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use rustc_hash::FxHashMap;
use tui_input::{Input, InputRequest};

use super::Action;
use super::dialog::{Dialog, HelpView, ReportView, Review, RunView};
use super::event::{Effect, Event, Verdicts, Viewport};
use super::keymap::{Keymap, Mode};
use super::list::List;
use super::marks::Marks;
use super::notices::{Level, Notices};
use super::projection::{Column, Request, Sort};
use crate::live::{Coverage, Freshness, Slot, Snapshot};
use crate::model::{SessionKey, Timestamp, UserId};
use crate::query::Query;
use crate::terminate::{
    Choice, Guardrails, ItemState, OutcomeKind, Plan, Report, Route, RunProgress, Verdict, plan,
};

/// The longest filter or answer that can be typed.
const LONGEST_INPUT: usize = 200;

/// Milliseconds between two looks at the person lists of a run that waits for proof.
const CHECK_AGAIN: i64 = 5_000;

/// The most people whose own lists are read for proof; for more, the next walk must do.
const CHECK_AT_MOST: usize = 20;

/// What the screen is opened with.
#[derive(Debug, Clone)]
pub struct Setup {
    /// The account, as it is shown and typed.
    pub account: String,
    /// The simulator is behind it, nothing real.
    pub demo: bool,
    /// The account is one that matters most.
    pub production: bool,
    /// The limits of ending.
    pub rails: Guardrails,
    /// A line to begin with, such as the end of API tokens.
    pub notice: Option<String>,
}

/// How the list looks; the person's choice for this session of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Session {
    /// Whether the details pane is closed.
    pub details_closed: bool,
    /// Times of day in place of ages.
    pub absolute_times: bool,
}

/// The state of one row, in the order of what matters most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowState {
    /// On the list, nothing else to say.
    Listed,
    /// It signed in after the first walk and within the last minute.
    New,
    /// Its request is under way or its turn will come.
    Ending,
    /// A run ended it this way, and a later list said this of it.
    After(OutcomeKind, Option<Verdict>),
    /// It left the list while the rows were held still.
    Gone,
}

/// All there is to know for drawing a frame.
#[derive(Debug)]
pub struct App {
    setup: Setup,
    keymap: Keymap,
    viewport: Viewport,
    snapshot: Arc<Snapshot>,
    list: List,
    marks: Marks,
    range_from: Option<SessionKey>,
    query: Query,
    input: Option<Input>,
    dialog: Option<Dialog>,
    run: Option<RunView>,
    report: Option<ReportView>,
    outcomes: FxHashMap<SessionKey, (OutcomeKind, Option<Verdict>)>,
    checked_at: Timestamp,
    paused_at: Option<Timestamp>,
    behind: bool,
    session: Session,
    notices: Notices,
    quitting: bool,
}

impl App {
    /// The state before anything is known.
    pub fn new(setup: Setup, keymap: Keymap, snapshot: Arc<Snapshot>, now: Timestamp) -> Self {
        let mut notices = Notices::default();
        if let Some(notice) = &setup.notice {
            notices.say(now, Level::Warning, notice.clone());
        }
        Self {
            list: List::new(Arc::clone(&snapshot)),
            snapshot,
            setup,
            keymap,
            viewport: Viewport::default(),
            marks: Marks::default(),
            range_from: None,
            query: Query::default(),
            input: None,
            dialog: None,
            run: None,
            report: None,
            outcomes: FxHashMap::default(),
            checked_at: Timestamp::from_millis(0),
            paused_at: None,
            behind: false,
            session: Session::default(),
            notices,
            quitting: false,
        }
    }

    /// What it was opened with.
    pub fn setup(&self) -> &Setup {
        &self.setup
    }

    /// The keys.
    pub fn keymap(&self) -> &Keymap {
        &self.keymap
    }

    /// The size of the screen.
    pub fn viewport(&self) -> Viewport {
        self.viewport
    }

    /// The newest shared state. The rows may be those of an older one; see [`App::list`].
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// The list.
    pub fn list(&self) -> &List {
        &self.list
    }

    /// The marks.
    pub fn marks(&self) -> &Marks {
        &self.marks
    }

    /// Whether a range is being marked.
    pub fn is_ranging(&self) -> bool {
        self.range_from.is_some()
    }

    /// The filter in force.
    pub fn query(&self) -> &Query {
        &self.query
    }

    /// The filter as it is being typed.
    pub fn input(&self) -> Option<&Input> {
        self.input.as_ref()
    }

    /// What lies over the list.
    pub fn dialog(&self) -> Option<&Dialog> {
        self.dialog.as_ref()
    }

    /// The run under way.
    pub fn run(&self) -> Option<&RunView> {
        self.run.as_ref()
    }

    /// The last report.
    pub fn report(&self) -> Option<&ReportView> {
        self.report.as_ref()
    }

    /// When the list was paused, if it is.
    pub fn paused_at(&self) -> Option<Timestamp> {
        self.paused_at
    }

    /// Whether newer data wait because the rows are held still.
    pub fn is_behind(&self) -> bool {
        self.behind
    }

    /// How the list looks.
    pub fn look(&self) -> Session {
        self.session
    }

    /// What happened.
    pub fn notices(&self) -> &Notices {
        &self.notices
    }

    /// What keys mean now.
    pub fn mode(&self) -> Mode {
        match &self.dialog {
            Some(Dialog::Hidden { .. }) => Mode::Hidden,
            Some(Dialog::Review(_)) => Mode::Review,
            Some(Dialog::Run) => Mode::Run,
            Some(Dialog::Report { .. }) => Mode::Report,
            Some(Dialog::Help(_)) => Mode::Help,
            Some(Dialog::Sort { .. }) => Mode::Sort,
            None if self.input.is_some() => Mode::Filter,
            None => Mode::List,
        }
    }

    /// Whether the order of the rows is held still: somebody is choosing.
    pub fn is_held(&self) -> bool {
        let choosing = matches!(self.mode(), Mode::Review | Mode::Hidden | Mode::Run);
        self.paused_at.is_some() || !self.marks.is_empty() || self.is_ranging() || choosing
    }

    /// Whether nothing may be ended with these settings and credentials.
    pub fn is_read_only(&self) -> bool {
        self.setup.rails.read_only
    }

    /// How many marked sessions the filter hides.
    pub fn hidden_marks(&self) -> usize {
        if self.marks.is_empty() || self.query.is_empty() {
            return 0;
        }
        self.marks.len() - self.shown_marks().len()
    }

    fn shown_marks(&self) -> Vec<SessionKey> {
        let seen = self.list.seen();
        let keys = self.list.slots().iter().filter_map(|slot| seen.key(*slot));
        keys.filter(|key| self.marks.contains(*key)).collect()
    }

    /// What to say of a row.
    pub fn row_state(&self, slot: Slot, now: Timestamp) -> RowState {
        let seen = self.list.seen();
        let Some(session) = seen.session(slot) else {
            return RowState::Gone;
        };
        if self.run.is_some() && self.ending(session.key) {
            return RowState::Ending;
        }
        if let Some((kind, verdict)) = self.outcomes.get(&session.key) {
            return RowState::After(*kind, *verdict);
        }
        if seen.is_gone(slot) {
            return RowState::Gone;
        }
        let fresh = session
            .authenticated_at
            .is_some_and(|at| seen.walks() > 0 && at.age(seen.server_time(now)).seconds() < 60);
        if fresh {
            RowState::New
        } else {
            RowState::Listed
        }
    }

    fn ending(&self, key: SessionKey) -> bool {
        let Some(run) = &self.run else { return false };
        let items = run.targets.iter().zip(&run.states);
        items
            .into_iter()
            .any(|(target, state)| target.key == key && !matches!(state, ItemState::Done(_)))
    }

    /// Takes in one event.
    pub fn update(&mut self, event: Event, now: Timestamp) -> Vec<Effect> {
        match event {
            Event::Key { key, at } => self.key(key, at, now),
            Event::Paste(text) => self.paste(&text, now),
            Event::Resized(viewport) => self.resized(viewport, now),
            Event::FocusLost => self.cancel_review("cancelled: the terminal lost the focus", now),
            Event::Snapshot(snapshot) => self.take_snapshot(&snapshot, now),
            Event::Projected(projection) => {
                self.list.show(projection, now);
                self.show_people()
            }
            Event::Run(progress) => self.take_run(&progress, now),
            Event::Drawn => {
                if let Some(Dialog::Review(review)) = &mut self.dialog {
                    review.drawn(now);
                }
                Vec::new()
            }
            Event::Second => self.second(now),
            Event::Terminate => self.stop_and_quit(),
        }
    }

    fn say(&mut self, now: Timestamp, level: Level, text: impl Into<String>) {
        self.notices.say(now, level, text);
    }

    // --- data ------------------------------------------------------------------------

    fn take_snapshot(&mut self, snapshot: &Arc<Snapshot>, now: Timestamp) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.setup.rails.own_user = snapshot.identity().map(|me| me.id);
        let new_walk = snapshot.walks() != self.snapshot.walks();
        self.tell_freshness(snapshot, now);
        let first = self.list.is_empty();
        self.snapshot = Arc::clone(snapshot);
        if new_walk {
            let lost = self.marks.retain_listed(snapshot);
            if lost > 0 {
                let text =
                    format!("{lost} marked sessions signed out by themselves; marks dropped");
                self.say(now, Level::Warning, text);
            }
        }
        if let Some(Dialog::Review(review)) = &mut self.dialog {
            review.compare(snapshot);
        }
        effects.extend(self.compare_report(snapshot, now));
        self.list.refresh(snapshot);
        if self.is_held() && !first {
            self.behind = true;
        } else {
            effects.push(self.project());
        }
        effects
    }

    fn tell_freshness(&mut self, snapshot: &Snapshot, now: Timestamp) {
        let was_stale = matches!(self.snapshot.freshness, Freshness::Stale { .. });
        match &snapshot.freshness {
            Freshness::Stale { because, .. } if !was_stale => {
                let text = format!("{because}; {}", because.advice());
                self.say(now, Level::Warning, text);
            }
            Freshness::Current { .. } if was_stale => {
                self.say(now, Level::Info, "the list is current again");
            }
            _ => {}
        }
        let was_own = self.snapshot.coverage() == Coverage::Own;
        if snapshot.coverage() == Coverage::Own && !was_own {
            let text =
                "OWN ONLY: these credentials are not an admin's and see only their own sessions";
            self.say(now, Level::Warning, text);
        }
    }

    fn compare_report(&mut self, snapshot: &Snapshot, now: Timestamp) -> Vec<Effect> {
        let Some(report) = &mut self.report else {
            return Vec::new();
        };
        let news = report.compare(snapshot);
        if news.is_empty() {
            return Vec::new();
        }
        self.outcomes.extend(report.by_key());
        let count = |verdict| news.iter().filter(|(.., known)| *known == verdict).count();
        let run = report.report.run.clone();
        let (gone, listed) = (count(Verdict::Verified), count(Verdict::StillListed));
        if gone > 0 {
            self.say(
                now,
                Level::Info,
                format!("{gone} of the last run verified gone"),
            );
        }
        if listed > 0 {
            let text = format!("{listed} of the last run still listed (Zendesk may lag behind)");
            self.say(now, Level::Warning, text);
        }
        vec![Effect::RecordVerdicts(Verdicts { run, of: news })]
    }

    fn project(&mut self) -> Effect {
        self.behind = false;
        Effect::Project(Request {
            seen: Arc::clone(&self.snapshot),
            query: self.query.clone(),
            sort: self.list.sort,
        })
    }

    /// New rows, unless they are held still.
    fn catch_up(&mut self) -> Vec<Effect> {
        if self.behind && !self.is_held() {
            vec![self.project()]
        } else {
            Vec::new()
        }
    }

    /// Tells the poller whose names are wanted first.
    fn show_people(&self) -> Vec<Effect> {
        let seen = self.list.seen();
        let mut people: Vec<UserId> = self
            .list
            .window()
            .iter()
            .filter_map(|slot| Some(seen.key(*slot)?.user))
            .collect();
        people.dedup();
        vec![Effect::Show(people)]
    }

    fn resized(&mut self, viewport: Viewport, now: Timestamp) -> Vec<Effect> {
        self.viewport = viewport;
        self.list.resize(viewport.list_rows);
        let mut effects = self.show_people();
        if viewport.list_rows == 0 {
            effects.extend(self.cancel_review("cancelled: the screen is too small", now));
        }
        effects
    }

    fn second(&mut self, now: Timestamp) -> Vec<Effect> {
        let expired = self.marks.expire(now);
        if expired > 0 {
            self.range_from = None;
            let text = format!("{expired} marks cleared: not touched for 10 minutes");
            self.say(now, Level::Warning, text);
        }
        let mut effects = Vec::new();
        if matches!(&self.dialog, Some(Dialog::Review(review)) if review.is_over(now)) {
            effects.extend(self.cancel_review("cancelled: not confirmed within a minute", now));
        }
        effects.extend(self.catch_up());
        effects.extend(self.check_again(now));
        effects
    }

    /// While a small run waits for proof, its people's own lists are read again and again.
    fn check_again(&mut self, now: Timestamp) -> Vec<Effect> {
        let Some(report) = self.report.as_ref().filter(|report| report.is_open()) else {
            return Vec::new();
        };
        if now.millis() - self.checked_at.millis() < CHECK_AGAIN {
            return Vec::new();
        }
        let open = report
            .report
            .items
            .iter()
            .zip(&report.verdicts)
            .filter(|(_, verdict)| {
                matches!(verdict, Some(Verdict::Waiting | Verdict::StillListed))
            });
        let mut people: Vec<UserId> = open.map(|(item, _)| item.target.key.user).collect();
        people.sort_unstable();
        people.dedup();
        if people.len() > CHECK_AT_MOST {
            return Vec::new();
        }
        self.checked_at = now;
        vec![Effect::Check(people)]
    }

    // --- runs --------------------------------------------------------------------------

    fn take_run(&mut self, progress: &RunProgress, now: Timestamp) -> Vec<Effect> {
        if let RunProgress::Finished(report) = progress {
            return self.finish_run(Arc::clone(report), now);
        }
        if let Some(run) = &mut self.run {
            run.absorb(progress);
        }
        Vec::new()
    }

    fn finish_run(&mut self, report: Arc<Report>, now: Timestamp) -> Vec<Effect> {
        let quit = self.run.take().is_some_and(|run| run.quit_after) || self.quitting;
        let counts: Vec<String> = report
            .counts()
            .iter()
            .map(|(kind, n)| format!("{} {n}", kind.as_str()))
            .collect();
        let level = if report.is_clean() {
            Level::Info
        } else {
            Level::Warning
        };
        let mut text = format!("run {}: {}", report.run, counts.join(", "));
        if let Some(stopped) = &report.stopped {
            text = format!("{text}; {}", stopped.words());
        }
        self.say(now, level, text);
        let done: Vec<SessionKey> = report
            .items
            .iter()
            .filter(|item| item.outcome.kind() != OutcomeKind::NotAttempted)
            .map(|item| item.target.key)
            .collect();
        self.marks.drop_these(&done, now);
        let report = ReportView::new(report);
        self.outcomes.extend(report.by_key());
        self.report = Some(report);
        self.dialog = Some(Dialog::Report { scroll: 0 });
        self.checked_at = Timestamp::from_millis(0);
        let mut effects = self.check_again(now);
        effects.push(Effect::WalkNow);
        if quit {
            effects.push(Effect::Quit);
        }
        effects
    }

    fn stop_and_quit(&mut self) -> Vec<Effect> {
        self.quitting = true;
        let Some(run) = &mut self.run else {
            return vec![Effect::Quit];
        };
        run.stopping = true;
        run.quit_after = true;
        vec![Effect::StopRun]
    }

    // --- keys ----------------------------------------------------------------------------

    fn key(&mut self, key: KeyEvent, at: Timestamp, now: Timestamp) -> Vec<Effect> {
        if key.kind != KeyEventKind::Press {
            return Vec::new();
        }
        let mode = self.mode();
        let action = self.keymap.resolve(mode, key);
        match mode {
            Mode::Filter => self.filter_key(action, key),
            Mode::Review => self.review_key(action, key, at, now),
            Mode::List => action.map_or_else(Vec::new, |action| self.list_action(action, now)),
            Mode::Hidden => self.hidden_action(action, now),
            Mode::Run => self.run_action(action),
            Mode::Report | Mode::Help | Mode::Sort => self.layer_action(action),
        }
    }

    fn list_action(&mut self, action: Action, now: Timestamp) -> Vec<Effect> {
        if !matches!(action, Action::End) {
            self.marks.forget_lost();
        }
        match action {
            Action::Down => self.cursor(|list| list.move_by(1), now),
            Action::Up => self.cursor(|list| list.move_by(-1), now),
            Action::PageDown => self.cursor(|list| list.move_by(list.page()), now),
            Action::PageUp => self.cursor(|list| list.move_by(-list.page()), now),
            Action::Top => self.cursor(|list| list.move_to(0), now),
            Action::Bottom => self.cursor(|list| list.move_to(usize::MAX), now),
            Action::Filter => {
                self.input = Some(Input::new(self.query.text().to_owned()));
                Vec::new()
            }
            Action::Details => {
                self.session.details_closed = !self.session.details_closed;
                vec![Effect::Relayout]
            }
            Action::SortMenu => {
                let is = |column: &Column| *column == self.list.sort.column;
                let at = Column::ALL.iter().position(is).unwrap_or(0);
                self.dialog = Some(Dialog::Sort { at });
                Vec::new()
            }
            Action::SortReverse => {
                self.list.sort.descending = !self.list.sort.descending;
                vec![self.project()]
            }
            Action::SortDefault => {
                self.list.sort = Sort::default();
                vec![self.project()]
            }
            Action::AbsoluteTimes => {
                self.session.absolute_times = !self.session.absolute_times;
                Vec::new()
            }
            Action::Pause => {
                self.paused_at = if self.paused_at.is_some() {
                    None
                } else {
                    Some(now)
                };
                self.catch_up()
            }
            Action::Refresh => {
                self.say(now, Level::Info, "walking the list now");
                vec![Effect::WalkNow]
            }
            Action::Copy => self.copy(now),
            Action::Mark => self.mark(now),
            Action::Range => self.range(now),
            Action::MarkAll => self.mark_all(now),
            Action::ClearMarks => {
                self.marks.clear();
                self.range_from = None;
                self.catch_up()
            }
            Action::End => self.end(now),
            Action::EndPerson => self.end_person(now),
            Action::LastReport => {
                if self.run.is_some() {
                    self.dialog = Some(Dialog::Run);
                } else if self.report.is_some() {
                    self.dialog = Some(Dialog::Report { scroll: 0 });
                } else {
                    self.say(
                        now,
                        Level::Info,
                        "no run yet in this session of the program",
                    );
                }
                Vec::new()
            }
            Action::Help => {
                self.dialog = Some(Dialog::Help(HelpView::default()));
                Vec::new()
            }
            Action::Back => self.back(),
            Action::Quit | Action::StopAndQuit => self.stop_and_quit(),
            Action::Keep | Action::StopRun | Action::DropHidden | Action::IncludeHidden => {
                Vec::new()
            }
        }
    }

    fn cursor(&mut self, go: impl FnOnce(&mut List), now: Timestamp) -> Vec<Effect> {
        let before = self.list.offset();
        go(&mut self.list);
        if let Some(from) = self.range_from {
            self.mark_between(from, now);
        }
        if self.list.offset() == before {
            Vec::new()
        } else {
            self.show_people()
        }
    }

    /// Esc in the list: the range, then the filter, then the marks.
    fn back(&mut self) -> Vec<Effect> {
        if self.range_from.take().is_some() {
            return self.catch_up();
        }
        if !self.query.is_empty() {
            self.query = Query::default();
            return vec![self.project()];
        }
        self.marks.clear();
        self.catch_up()
    }

    fn copy(&mut self, now: Timestamp) -> Vec<Effect> {
        let Some(key) = self.list.cursor_key() else {
            return Vec::new();
        };
        self.say(now, Level::Info, format!("copied {key}"));
        vec![Effect::Copy(key.to_string())]
    }

    // --- choosing ------------------------------------------------------------------------

    fn mark(&mut self, now: Timestamp) -> Vec<Effect> {
        if let Some(key) = self.list.cursor_key() {
            self.marks.toggle(key, now);
            let mut effects = self.cursor(|list| list.move_by(1), now);
            effects.extend(self.catch_up());
            return effects;
        }
        Vec::new()
    }

    fn range(&mut self, now: Timestamp) -> Vec<Effect> {
        if self.range_from.take().is_some() {
            return self.catch_up();
        }
        self.range_from = self.list.cursor_key();
        self.marks.add(self.range_from, now);
        Vec::new()
    }

    fn mark_between(&mut self, from: SessionKey, now: Timestamp) {
        let seen = Arc::clone(self.list.seen());
        let slots = self.list.slots();
        let Some(start) = slots.iter().position(|slot| seen.key(*slot) == Some(from)) else {
            self.range_from = None;
            return;
        };
        let at = self.list.cursor_index();
        let (first, last) = (start.min(at), start.max(at));
        let between = slots.get(first..=last).unwrap_or_default();
        let listed = between.iter().filter(|slot| !seen.is_gone(**slot));
        let keys: Vec<SessionKey> = listed.filter_map(|slot| seen.key(*slot)).collect();
        self.marks.add(keys, now);
    }

    fn mark_all(&mut self, now: Timestamp) -> Vec<Effect> {
        let seen = Arc::clone(self.list.seen());
        let listed = self
            .list
            .slots()
            .iter()
            .filter(|slot| !seen.is_gone(**slot));
        let keys: Vec<SessionKey> = listed.filter_map(|slot| seen.key(*slot)).collect();
        if !keys.is_empty() && keys.iter().all(|key| self.marks.contains(*key)) {
            self.marks.drop_these(&keys, now);
            self.say(now, Level::Info, format!("{} marks removed", keys.len()));
            return self.catch_up();
        }
        let whole = self.snapshot.coverage() != Coverage::Partial;
        let count = keys.len();
        self.marks.add(keys, now);
        let text = if whole {
            format!("{count} rows marked")
        } else {
            format!("{count} rows marked: those loaded so far, the walk is not whole yet")
        };
        self.say(now, Level::Info, text);
        Vec::new()
    }

    // --- ending ----------------------------------------------------------------------------

    fn end(&mut self, now: Timestamp) -> Vec<Effect> {
        self.range_from = None;
        if self.marks.is_empty() {
            let lost = self.marks.lost();
            if lost > 0 {
                self.marks.forget_lost();
                let text = format!("the {lost} marked sessions are gone already; nothing to end");
                self.say(now, Level::Warning, text);
                return Vec::new();
            }
            if self.list.has_just_slid(now) {
                let text = "the row under the cursor just changed; look again, then press K";
                self.say(now, Level::Warning, text);
                return Vec::new();
            }
            let Some(key) = self.list.cursor_key() else {
                self.say(now, Level::Info, "no session under the cursor");
                return Vec::new();
            };
            return self.review(&Choice::Sessions(vec![key]), now);
        }
        let shown = self.shown_marks();
        let all = self.marks.sorted();
        if shown.len() < all.len() {
            let hidden = all.into_iter().filter(|key| !shown.contains(key)).collect();
            self.dialog = Some(Dialog::Hidden { shown, hidden });
            return Vec::new();
        }
        self.review(&Choice::Sessions(all), now)
    }

    fn end_person(&mut self, now: Timestamp) -> Vec<Effect> {
        if self.list.has_just_slid(now) {
            let text = "the row under the cursor just changed; look again, then press X";
            self.say(now, Level::Warning, text);
            return Vec::new();
        }
        match self.list.cursor_key() {
            Some(key) => self.review(&Choice::People(vec![key.user]), now),
            None => Vec::new(),
        }
    }

    fn review(&mut self, choice: &Choice, now: Timestamp) -> Vec<Effect> {
        if self.run.is_some() {
            self.dialog = Some(Dialog::Run);
            self.say(
                now,
                Level::Warning,
                "a run is under way; wait for it or stop it",
            );
            return Vec::new();
        }
        match self.plan(choice, now) {
            Ok(plan) => {
                self.dialog = Some(Dialog::Review(Box::new(Review::new(plan, now))));
            }
            Err(refusal) => self.say(now, Level::Warning, refusal.to_string()),
        }
        Vec::new()
    }

    fn plan(&self, choice: &Choice, now: Timestamp) -> Result<Plan, crate::terminate::Refusal> {
        let account = &self.setup.account;
        plan(
            choice,
            Route::Exact,
            account,
            &self.snapshot,
            &self.setup.rails,
            now,
        )
    }

    fn hidden_action(&mut self, action: Option<Action>, now: Timestamp) -> Vec<Effect> {
        let Some(action) = action else {
            return Vec::new();
        };
        let Some(Dialog::Hidden { shown, hidden }) = self.dialog.take() else {
            return Vec::new();
        };
        match action {
            Action::DropHidden => {
                self.marks.drop_these(&hidden, now);
                if shown.is_empty() {
                    self.say(now, Level::Info, "no marks left; nothing to end");
                    return self.catch_up();
                }
                self.review(&Choice::Sessions(shown), now)
            }
            Action::IncludeHidden => self.review(&Choice::Sessions([shown, hidden].concat()), now),
            _ => self.catch_up(),
        }
    }

    fn review_key(
        &mut self,
        action: Option<Action>,
        key: KeyEvent,
        at: Timestamp,
        now: Timestamp,
    ) -> Vec<Effect> {
        let Some(Dialog::Review(review)) = &mut self.dialog else {
            return Vec::new();
        };
        if !review.was_visible(at) {
            return Vec::new();
        }
        review.touch(now);
        review.wrong = false;
        match action {
            Some(Action::Back) => return self.cancel_review("cancelled; nothing was sent", now),
            Some(Action::PageDown) => {
                review.scroll = (review.scroll + 5).min(review.plan.targets().len() - 1);
            }
            Some(Action::PageUp) => review.scroll = review.scroll.saturating_sub(5),
            Some(Action::Keep) => {
                if review.plan.targets().len() > 1 {
                    return self.confirm(now);
                }
            }
            _ => {
                type_into(&mut review.answer, key);
                if review.plan.targets().len() == 1 {
                    if review.plan.challenge().accepts(review.answer.value()) {
                        return self.confirm(now);
                    }
                    review.answer = Input::default();
                }
            }
        }
        Vec::new()
    }

    fn confirm(&mut self, now: Timestamp) -> Vec<Effect> {
        let Some(Dialog::Review(mut review)) = self.dialog.take() else {
            return Vec::new();
        };
        let view = RunView::new(&review.plan, now);
        let answer = review.answer.value().to_owned();
        match review.plan.confirm(&answer) {
            Ok(confirmed) => {
                self.run = Some(view);
                self.dialog = Some(Dialog::Run);
                vec![Effect::Execute(Box::new(confirmed))]
            }
            Err(plan) => {
                review.plan = plan;
                review.wrong = true;
                self.dialog = Some(Dialog::Review(review));
                Vec::new()
            }
        }
    }

    fn cancel_review(&mut self, why: &str, now: Timestamp) -> Vec<Effect> {
        if matches!(self.dialog, Some(Dialog::Review(_))) {
            self.dialog = None;
            self.say(now, Level::Info, why);
            return self.catch_up();
        }
        Vec::new()
    }

    fn run_action(&mut self, action: Option<Action>) -> Vec<Effect> {
        let Some(run) = &mut self.run else {
            self.dialog = None;
            return Vec::new();
        };
        match action {
            Some(Action::StopRun) => {
                run.stopping = true;
                vec![Effect::StopRun]
            }
            Some(Action::StopAndQuit) => self.stop_and_quit(),
            Some(Action::PageDown) => {
                let last = run.targets.len().saturating_sub(1);
                run.scroll = Some((run.scroll.unwrap_or(0) + 5).min(last));
                Vec::new()
            }
            Some(Action::PageUp) => {
                run.scroll = Some(run.scroll.unwrap_or(0).saturating_sub(5));
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    // --- other layers -------------------------------------------------------------------

    fn layer_action(&mut self, action: Option<Action>) -> Vec<Effect> {
        let Some(action) = action else {
            return Vec::new();
        };
        if action == Action::Quit {
            return self.stop_and_quit();
        }
        let last_line = self
            .report
            .as_ref()
            .map_or(0, |view| view.report.items.len());
        match (self.dialog.as_mut(), action) {
            (Some(Dialog::Help(help)), Action::PageDown) => help.scroll += 5,
            (Some(Dialog::Help(help)), Action::PageUp) => {
                help.scroll = help.scroll.saturating_sub(5);
            }
            (Some(Dialog::Report { scroll }), Action::PageDown) => {
                *scroll = (*scroll + 5).min(last_line.saturating_sub(1));
            }
            (Some(Dialog::Report { scroll }), Action::PageUp) => *scroll = scroll.saturating_sub(5),
            (Some(Dialog::Sort { at }), Action::Down) => *at = (*at + 1) % Column::ALL.len(),
            (Some(Dialog::Sort { at }), Action::Up) => {
                *at = (*at + Column::ALL.len() - 1) % Column::ALL.len();
            }
            (Some(Dialog::Sort { at }), Action::Keep) => {
                let column = Column::ALL[*at];
                let same = self.list.sort.column == column;
                let newest_first = matches!(column, Column::SignedIn | Column::LastSeen);
                let descending = if same {
                    !self.list.sort.descending
                } else {
                    newest_first
                };
                self.list.sort = Sort { column, descending };
                self.dialog = None;
                return vec![self.project()];
            }
            (_, Action::Back) => {
                self.dialog = None;
                return self.catch_up();
            }
            _ => {}
        }
        Vec::new()
    }

    // --- text -----------------------------------------------------------------------------

    fn filter_key(&mut self, action: Option<Action>, key: KeyEvent) -> Vec<Effect> {
        let Some(input) = &mut self.input else {
            return Vec::new();
        };
        match action {
            Some(Action::Keep | Action::Back) => {
                self.input = None;
                Vec::new()
            }
            Some(Action::Quit) => self.stop_and_quit(),
            _ => {
                type_into(input, key);
                self.refilter()
            }
        }
    }

    fn refilter(&mut self) -> Vec<Effect> {
        let typed = self.input.as_ref().map_or("", |input| input.value());
        let query = Query::parse(typed);
        if query == self.query {
            return Vec::new();
        }
        self.query = query;
        vec![self.project()]
    }

    fn paste(&mut self, text: &str, now: Timestamp) -> Vec<Effect> {
        if let (Mode::Filter, Some(input)) = (self.mode(), &mut self.input) {
            for sign in text
                .chars()
                .filter(|sign| !sign.is_control())
                .take(LONGEST_INPUT)
            {
                if input.value().chars().count() < LONGEST_INPUT {
                    input.handle(InputRequest::InsertChar(sign));
                }
            }
            return self.refilter();
        }
        self.say(
            now,
            Level::Info,
            "paste ignored: it is taken only while a filter is typed",
        );
        Vec::new()
    }
}

/// The editing keys of a text field. Every key that prints is text; nothing else gets out.
fn type_into(input: &mut Input, key: KeyEvent) {
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    let alt = key.modifiers.contains(KeyModifiers::ALT);
    let request = match key.code {
        KeyCode::Char('u') if control => InputRequest::DeleteFromStart,
        KeyCode::Char('w') if control => InputRequest::DeletePrevWord,
        KeyCode::Char('k') if control => InputRequest::DeleteTillEnd,
        KeyCode::Char('a') if control => InputRequest::GoToStart,
        KeyCode::Char('e') if control => InputRequest::GoToEnd,
        KeyCode::Char('b') if alt => InputRequest::GoToPrevWord,
        KeyCode::Char('f') if alt => InputRequest::GoToNextWord,
        KeyCode::Char(sign) if !control && !alt => {
            if input.value().chars().count() >= LONGEST_INPUT {
                return;
            }
            InputRequest::InsertChar(sign)
        }
        KeyCode::Backspace => InputRequest::DeletePrevChar,
        KeyCode::Delete => InputRequest::DeleteNextChar,
        KeyCode::Left => InputRequest::GoToPrevChar,
        KeyCode::Right => InputRequest::GoToNextChar,
        KeyCode::Home => InputRequest::GoToStart,
        KeyCode::End => InputRequest::GoToEnd,
        _ => return,
    };
    input.handle(request);
}
