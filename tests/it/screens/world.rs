//! An account to look at: an app that gets its events as the loop sends them, and a fixed clock.

mod account;

use std::sync::{Arc, LazyLock};

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::layout::Size;
use zentop::app::{App, Dialog, Effect, Event, FactsRequest, Keymap, Setup};
use zentop::chat::FieldChange;
use zentop::journal::RunId;
use zentop::live::{Projector, Snapshot, Store, WalkProgress};
use zentop::model::{SafeText, Timestamp, User, UserId};
use zentop::operation::{
    Guardrails, ItemState, JudgedBy, Outcome, OutcomeKind, Reason, Report, ReportItem, RunProgress,
    Stopped,
};
use zentop::query::Zone;
use zentop::settings::{RuleSet, ThemeChoice};
use zentop::view::{Theme, draw, viewport};
use zentop::zendesk::{ApiError, ApiErrorKind, ApiRequest, PersonList};

use super::words::Words;
use crate::stage::{press_of, theme};

static KEYMAP: LazyLock<Keymap> = LazyLock::new(|| Keymap::standard().unwrap());
static DARK: LazyLock<Theme> = LazyLock::new(|| theme(ThemeChoice::Dark));

/// An app, and what its loop would know.
pub(crate) struct World {
    app: App,
    now: Timestamp,
    words: Words,
    store: Store,
    projector: Projector,
    /// How long keys were typed so far, in milliseconds.
    typed: i64,
}

impl World {
    /// An app that knows nothing yet.
    pub(crate) fn new(words: Words, guardrails: Guardrails) -> Self {
        Self::made(words, guardrails, |setup| setup, |app| app)
    }

    /// The same of another setup, or with an app that knows more.
    pub(crate) fn made(
        words: Words,
        guardrails: Guardrails,
        setup_of: impl FnOnce(Setup) -> Setup,
        app_of: impl FnOnce(App) -> App,
    ) -> Self {
        let now = Timestamp::parse("2026-08-20T14:02:30Z").unwrap();
        let store = Store::new();
        let setup = setup_of(Setup {
            account: words.account.clone(),
            demo: false,
            production: false,
            guardrails: Guardrails {
                rules: RuleSet::shipped(),
                ..guardrails
            },
            notices: Vec::new(),
            zone: Zone::UTC,
            bell: true,
            list: zentop::app::ListSetup::default(),
        });
        let app = app_of(App::new(setup, KEYMAP.clone(), store.snapshot(), now));
        let mut world = Self {
            app,
            now,
            words,
            store,
            projector: Projector::default(),
            // What is typed just after a pause of the events is not taken.
            typed: 1_000,
        };
        world.resize(200, 60);
        world
    }

    /// The server's error when it fails.
    pub(crate) fn failure(&self) -> Arc<ApiError> {
        let kind = ApiErrorKind::Failing {
            status: 503,
            message: SafeText::new(&self.words.error),
            wait: None,
        };
        Arc::new(ApiError::new(Self::sessions(), kind))
    }

    /// The server's error for credentials that it does not accept.
    pub(crate) fn no_entry() -> Arc<ApiError> {
        Arc::new(ApiError::new(Self::sessions(), ApiErrorKind::Unauthorized))
    }

    fn sessions() -> ApiRequest {
        ApiRequest::to(http::Method::GET, "/api/v2/sessions")
    }

    /// The server's error in words.
    pub(crate) fn error(&self) -> String {
        self.failure().to_string()
    }

    /// The newest snapshot.
    pub(crate) fn snapshot(&self) -> Arc<Snapshot> {
        self.store.snapshot()
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.now
    }

    pub(crate) fn feed(&mut self, progress: WalkProgress) {
        let snapshot = self.store.absorb(progress, self.now);
        self.event(Event::Snapshot(snapshot));
    }

    /// Feeds one after the other. Rows are made once all of it came in, as in a loop that was busy.
    pub(crate) fn feed_all(&mut self, all: impl IntoIterator<Item = WalkProgress>) {
        let mut newest = None;
        for progress in all {
            let snapshot = self.store.absorb(progress, self.now);
            for effect in self.app.update(Event::Snapshot(snapshot), self.now) {
                match effect {
                    Effect::Project(request) => newest = Some(request),
                    Effect::Refresh(request) => self.read_again(request),
                    _ => {}
                }
            }
        }
        if let Some(request) = newest {
            let projection = Arc::new(self.projector.project(request));
            self.event(Event::Projected(projection));
        }
    }

    pub(crate) fn event(&mut self, event: Event) {
        for effect in self.app.update(event, self.now) {
            match effect {
                Effect::Project(request) => {
                    let projection = Arc::new(self.projector.project(request));
                    self.event(Event::Projected(projection));
                }
                Effect::Refresh(request) => self.read_again(request),
                _ => {}
            }
        }
    }

    /// Answers a review that asks for its facts again with what the list has.
    fn read_again(&mut self, request: FactsRequest) {
        let snapshot = self.store.snapshot();
        for user in request.people.into_iter().filter(|_| request.lists) {
            let sessions = snapshot.iter().filter_map(|slot| snapshot.session(slot));
            let theirs = sessions.filter(|session| session.key.user == user);
            let again = WalkProgress::ReadAgain {
                user,
                began_at: self.now,
                list: PersonList::of(user, theirs.collect()),
            };
            self.store.take(again, self.now);
        }
        self.event(Event::Snapshot(self.store.snapshot()));
        let answer = Ok(());
        let id = request.id;
        self.event(Event::Refreshed {
            id,
            answer,
            admins: None,
            tokens: None,
        });
    }

    fn resize(&mut self, width: u16, height: u16) {
        let size = Size::new(width, height);
        self.event(Event::Resized(viewport(size, self.app.display())));
    }

    /// Presses keys, written as in the keymap, each after a frame of its own.
    pub(crate) fn press(&mut self, keys: &str) {
        for key in keys.split_whitespace() {
            let (revision, at) = (self.app.revision(), self.now.shifted(self.typed));
            self.event(Event::Drawn { revision, at });
            // Nobody types faster than that.
            self.typed += 50;
            let (key, at) = (press_of(key), self.now.shifted(self.typed));
            self.event(Event::Key { key, at });
        }
    }

    /// Ends the first items of the run with these outcomes.
    pub(crate) fn outcomes(&mut self, outcomes: impl IntoIterator<Item = Outcome>) {
        for (item, outcome) in outcomes.into_iter().enumerate() {
            let state = ItemState::Done(outcome);
            self.event(Event::Run(RunProgress::Item { item, state }));
        }
    }

    /// Ends the run with these outcomes and nothing attempted after them.
    pub(crate) fn finish(&mut self, outcomes: impl IntoIterator<Item = Outcome>) {
        let run = self.app.runs().run().unwrap();
        let mut outcomes = outcomes.into_iter();
        let items = run.items.iter().map(|item| ReportItem {
            operation: item.operation,
            target: item.target.clone(),
            outcome: outcomes.next().unwrap_or(OutcomeKind::NotAttempted.into()),
            // What is done comes after the lists of its review.
            at: self.now.shifted(1),
            server_at: Some(self.now),
            request_id: None,
        });
        let report = Report {
            run: RunId::new(self.now, [0x7f, 0x3a, 0x9c]),
            account: run.account.clone(),
            operation: run.operation,
            judged: JudgedBy::Session.into(),
            reason: Reason {
                text: Some(self.words.error.clone()),
                ticket: Some("INC-123".to_owned()),
            },
            clock_offset: None,
            began_at: run.began_at,
            ended_at: self.now,
            items: items.collect(),
            stopped: Some(Stopped::Failing(self.failure())),
            offboarding: None,
            not_read_again: None,
            journal_head: Some("9f86d081884c7d659a2feaa0c55ad015".to_owned()),
            left_to_do: zentop::operation::LeftToDo::default(),
        };
        self.event(Event::Run(RunProgress::Finished(Arc::new(report))));
    }

    /// The run of the report that is shown.
    pub(crate) fn run_of_report(&self) -> RunId {
        self.app.runs().report().unwrap().report.run.clone()
    }

    /// Suspends so many of the people who are signed in, by their place.
    pub(crate) fn suspend(&mut self, people: usize) {
        let snapshot = self.store.snapshot();
        let users = (snapshot.directory().iter()).filter_map(|person| person.user());
        let suspended = |user: &User| User {
            suspended: Some(true),
            ..user.clone()
        };
        let users = users.step_by(5).take(people).map(suspended).collect();
        let asked = Vec::new();
        self.feed(WalkProgress::People {
            asked,
            users,
            asked_at: self.now,
        });
    }

    /// The person whose page is shown, or the owner of the first session.
    pub(crate) fn first(&self) -> UserId {
        if let Some(Dialog::Person(page)) = self.app.dialog() {
            return page.user;
        }
        let snapshot = self.store.snapshot();
        let slot = snapshot.iter().next().unwrap();
        snapshot.key(slot).unwrap().user
    }

    /// The leavers that are shown.
    pub(crate) fn leavers(&self) -> Vec<UserId> {
        match self.app.dialog() {
            Some(Dialog::Leavers(view)) => view.lines.iter().map(|line| line.user).collect(),
            other => panic!("no leavers are shown: {other:?}"),
        }
    }

    /// The people whose tokens are being read.
    pub(crate) fn asked_tokens(&self) -> Vec<UserId> {
        match self.app.dialog() {
            Some(Dialog::Tokens(view)) => view.people.clone(),
            other => panic!("no tokens are asked for: {other:?}"),
        }
    }

    /// The place of a field of the Chat account among those that are edited.
    pub(crate) fn place_of(&self, name: &str) -> usize {
        match self.app.dialog() {
            Some(Dialog::Edit(edit)) => {
                let mut fields = edit.fields.iter();
                fields.position(|field| field.name == name).unwrap()
            }
            other => panic!("nothing is edited: {other:?}"),
        }
    }

    /// The changes of the Chat account that are under review.
    pub(crate) fn chat_changes(&self) -> Vec<FieldChange> {
        match self.app.dialog() {
            Some(Dialog::Change(review)) => review.plan.changes().to_vec(),
            other => panic!("nothing is to be changed: {other:?}"),
        }
    }

    /// Draws the frame at a size, in a theme.
    pub(crate) fn frame(&mut self, (width, height): (u16, u16), theme: &Theme) -> Buffer {
        self.resize(width, height);
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        terminal
            .draw(|frame| draw(frame, &self.app, self.now, theme))
            .unwrap();
        terminal.backend().buffer().clone()
    }

    /// Draws the frame at a size, as text.
    pub(crate) fn screen(&mut self, size: (u16, u16)) -> Buffer {
        self.frame(size, &DARK)
    }
}
