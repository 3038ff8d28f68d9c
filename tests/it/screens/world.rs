//! An account to look at: an app fed with events as the loop feeds it, and a fixed clock.

use std::sync::{Arc, LazyLock};

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::layout::Size;
use zentop::app::projection::Projector;
use zentop::app::{App, Effect, Event, Keymap, Setup, Viewport};
use zentop::live::{Store, WalkProgress};
use zentop::model::{Role, SafeText, Session, Timestamp, User, UserId};
use zentop::settings::ThemeChoice;
use zentop::terminate::journal::RunId;
use zentop::terminate::{
    Guardrails, ItemState, Outcome, Reason, Report, ReportItem, Route, RunProgress, Stopped,
};
use zentop::view::{Theme, draw, list_rows};
use zentop::zendesk::{ApiError, Asked, BudgetReading};

use crate::stage::{press_of, theme};

const FIRST_USER: u64 = 6_130_907_993_100;
const FIRST_SESSION: u64 = 36_001_882_100;
const ME: u64 = 6_130_907_993_099;
const PEOPLE: u64 = 90;

static KEYMAP: LazyLock<Keymap> = LazyLock::new(|| Keymap::standard().unwrap());
static DARK: LazyLock<Theme> = LazyLock::new(|| theme(ThemeChoice::Dark));

/// The words of strangers: the names of people, their addresses, an error of the server.
#[derive(Clone)]
pub(crate) struct Words {
    pub(crate) names: Vec<String>,
    /// In place of honest addresses, if there are any.
    pub(crate) emails: Vec<String>,
    pub(crate) error: String,
    pub(crate) account: String,
    /// How many sign-ins there are.
    pub(crate) sessions: u64,
}

impl Default for Words {
    fn default() -> Self {
        let names = [
            "Ada Lovelace",
            "José García Márquez",
            "山田太郎",
            "Grace Hopper",
            "Нина Иванова",
            "Annabel van den Heuvel-Oosterwijk",
            "محمد علي",
            "",
            "Þórdís Håkansdóttir",
            "Chiamaka Okonkwo",
            "Søren Kjær",
        ];
        Self {
            names: names.map(str::to_owned).to_vec(),
            emails: Vec::new(),
            error: "Service unavailable".to_owned(),
            account: "acme".to_owned(),
            sessions: 312,
        }
    }
}

/// An app, and what its loop would know.
pub(crate) struct World {
    app: App,
    now: Timestamp,
    words: Words,
    store: Store,
    projector: Projector,
}

impl World {
    /// Nothing is known yet.
    pub(crate) fn new(words: Words, rails: Guardrails) -> Self {
        let now = Timestamp::parse("2026-08-20T14:02:30Z").unwrap();
        let store = Store::new();
        let setup = Setup {
            account: words.account.clone(),
            demo: false,
            production: false,
            rails,
            notice: None,
        };
        let app = App::new(setup, KEYMAP.clone(), store.snapshot(), now);
        let mut world = Self {
            app,
            now,
            words,
            store,
            projector: Projector::default(),
        };
        world.resize(200, 60);
        world
    }

    /// A whole walk came in 12 seconds ago, with credentials of this role.
    pub(crate) fn live(words: Words, rails: Guardrails, me: Role) -> Self {
        let mut world = Self::new(words, rails);
        let at = world.now;
        world.now = at.shifted(-12_000);
        let mut owner = world.person(0);
        owner.id = UserId::new(ME).unwrap();
        owner.role = me;
        owner.email = Some(SafeText::new("mary@acme.example"));
        world.feed(WalkProgress::Identified(owner));
        world.feed(WalkProgress::Budget(BudgetReading {
            limit: Some(700),
            used_last_minute: 84,
            ..BudgetReading::default()
        }));
        world.feed(WalkProgress::Began);
        world.feed(WalkProgress::Page {
            sessions: (0..world.words.sessions)
                .map(|n| world.session(n))
                .collect(),
            unreadable: 0,
        });
        world.feed(WalkProgress::People {
            asked: Vec::new(),
            users: (0..PEOPLE).map(|n| world.person(n)).collect(),
        });
        let rest_until = world.now.shifted(30_000);
        world.feed(WalkProgress::Finished { rest_until });
        world.now = at;
        world
    }

    fn person(&self, n: u64) -> User {
        let of = |texts: &Vec<String>| {
            texts
                .get(usize::try_from(n).unwrap() % texts.len().max(1))
                .cloned()
        };
        let honest = || format!("person.{n}@customer-{}.example", n % 5);
        let email = of(&self.words.emails).unwrap_or_else(honest);
        User {
            id: UserId::new(FIRST_USER + n).unwrap(),
            name: SafeText::new(&of(&self.words.names).unwrap_or_default()),
            email: (n % 7 != 6).then(|| SafeText::new(&email)),
            role: match n {
                9 | 40 => Role::Admin,
                n if n % 3 == 0 => Role::Agent,
                _ => Role::EndUser,
            },
            suspended: n == 3,
            active: n != 5,
            organization: None,
            custom_role: None,
            time_zone: Some(SafeText::new("Europe/Amsterdam")),
        }
    }

    fn session(&self, n: u64) -> Session {
        let seen = i64::try_from(n * n * 7 % 30_000 + n).unwrap();
        let signed_in = seen + i64::try_from(n * 613 % 200_000).unwrap() + 20;
        let ago = |seconds: i64| self.now.shifted(-seconds * 1000);
        Session {
            key: format!("{}/{}", FIRST_USER + n % PEOPLE, FIRST_SESSION + n * 17)
                .parse()
                .unwrap(),
            authenticated_at: Some(ago(signed_in)),
            last_seen_at: (n != 4).then(|| ago(seen)),
        }
    }

    /// What the server says when it fails.
    pub(crate) fn failure(&self) -> Arc<ApiError> {
        Arc::new(ApiError::Failing {
            asked: Asked {
                method: http::Method::GET,
                path: "/api/v2/sessions".to_owned(),
            },
            status: 503,
            message: SafeText::new(&self.words.error),
            wait: None,
            request_id: None,
        })
    }

    /// What it says of credentials that it does not take.
    pub(crate) fn no_entry() -> Arc<ApiError> {
        Arc::new(ApiError::Unauthorized {
            asked: Asked {
                method: http::Method::GET,
                path: "/api/v2/sessions".to_owned(),
            },
            request_id: None,
        })
    }

    /// The same in words.
    pub(crate) fn error(&self) -> String {
        self.failure().to_string()
    }

    /// A first page of so many sessions came in, and nothing is whole yet.
    pub(crate) fn loads(&mut self, count: u64) {
        let mut owner = self.person(0);
        owner.role = Role::Admin;
        self.feed(WalkProgress::Identified(owner));
        self.feed(WalkProgress::Began);
        let sessions = (0..count).map(|n| self.session(n)).collect();
        self.feed(WalkProgress::Page {
            sessions,
            unreadable: 2,
        });
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.now
    }

    pub(crate) fn feed(&mut self, progress: WalkProgress) {
        let snapshot = self.store.absorb(progress, self.now);
        self.event(Event::Snapshot(snapshot));
    }

    pub(crate) fn event(&mut self, event: Event) {
        for effect in self.app.update(event, self.now) {
            if let Effect::Project(request) = effect {
                let projection = Arc::new(self.projector.project(request));
                self.event(Event::Projected(projection));
            }
        }
    }

    fn resize(&mut self, width: u16, height: u16) {
        self.event(Event::Resized(Viewport {
            width,
            height,
            list_rows: list_rows(Size::new(width, height), self.app.look()),
        }));
    }

    /// Presses keys, written as in the keymap, each after a frame of its own.
    pub(crate) fn press(&mut self, keys: &str) {
        for key in keys.split_whitespace() {
            self.event(Event::Drawn);
            let (key, at) = (press_of(key), self.now);
            self.event(Event::Key { key, at });
        }
    }

    /// How the first items of the run ended.
    pub(crate) fn outcomes(&mut self, outcomes: impl IntoIterator<Item = Outcome>) {
        for (item, outcome) in outcomes.into_iter().enumerate() {
            let state = ItemState::Done(outcome);
            self.event(Event::Run(RunProgress::Item { item, state }));
        }
    }

    /// The run is over, with these outcomes and nothing attempted after them.
    pub(crate) fn finish(&mut self, outcomes: impl IntoIterator<Item = Outcome>) {
        let run = self.app.run().unwrap();
        let mut outcomes = outcomes.into_iter();
        let items = run.targets.iter().map(|target| ReportItem {
            target: target.clone(),
            outcome: outcomes.next().unwrap_or(Outcome::NotAttempted),
            at: self.now,
        });
        let report = Report {
            run: RunId::new(self.now, [0x7f, 0x3a, 0x9c]),
            account: run.account.clone(),
            route: Route::Exact,
            reason: Reason {
                text: Some(self.words.error.clone()),
                ticket: Some("INC-123".to_owned()),
            },
            began_at: run.began_at,
            ended_at: self.now,
            items: items.collect(),
            stopped: Some(Stopped::Failing(self.failure())),
            journal_head: Some("9f86d081884c7d659a2feaa0c55ad015".to_owned()),
        };
        self.event(Event::Run(RunProgress::Finished(Arc::new(report))));
    }

    /// The frame at a size, in a theme.
    pub(crate) fn frame(&mut self, (width, height): (u16, u16), theme: &Theme) -> Buffer {
        self.resize(width, height);
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        terminal
            .draw(|frame| draw(frame, &self.app, self.now, theme))
            .unwrap();
        terminal.backend().buffer().clone()
    }

    /// The frame at a size.
    pub(crate) fn screen(&mut self, size: (u16, u16)) -> Buffer {
        self.frame(size, &DARK)
    }
}
