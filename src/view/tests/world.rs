//! An account to look at: an app that gets its events as the runtime sends them.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use crokey::KeyCombination;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect, Size};

pub(super) use super::account::{
    ME, failure, now, people, session, sessions, setup, theme, user, with_rules,
};
use crate::app::{
    App, Dialog, Effect, Equipment, Event, FactsRequest, Keymap, MaskOrWhyNot, Setup, TokensRead,
};
use crate::journal::RunId;
use crate::live::{Doubt, Mask, Naming, Projection, Projector, Store, WalkProgress};
use crate::model::{
    DatedMoment, OAuthClient, OAuthToken, Role, SafeText, Sent, Session, Timestamp, TokenId, User,
};
use crate::operation::{
    ItemState, JudgedBy, NotLookedAt, OffboardPart, Offboarding, Outcome, OutcomeKind, PersonLeft,
    PersonVerdict, Reason, Report, ReportItem, RunProgress, Stopped, Verdict, verify,
};
use crate::settings::{Borders, OfferedProfile, ThemeChoice};
use crate::view::{Scene, Theme, viewport};
use crate::zendesk::{BudgetReading, PersonList, TokenList};

static KEYMAP: LazyLock<Keymap> = LazyLock::new(|| Keymap::standard().unwrap());

/// A profile that is offered.
fn profile(name: &str) -> OfferedProfile {
    OfferedProfile {
        name: name.to_owned(),
        address: Some(format!("{name}.zendesk.com")),
        is_production: name == "acme",
        is_read_only: false,
    }
}

pub(super) struct World {
    pub(super) app: App,
    pub(super) now: Timestamp,
    pub(super) theme: Theme,
    store: Store,
    projector: Projector,
    effects: Vec<Effect>,
    /// Whether reviews that ask for their facts again are answered at once.
    pub(super) answers: bool,
    /// How long keys were typed so far, in milliseconds.
    typed: i64,
}

impl World {
    /// An app that knows nothing yet.
    pub(super) fn new(setup: Setup) -> Self {
        let store = Store::new();
        let equipment = Equipment {
            mask: MaskOrWhyNot::Mask(Mask::new(&[7; 32])),
            profiles: ["acme", "sandbox"].map(profile).to_vec(),
            profile: "acme".to_owned(),
        };
        let app = App::new(setup, KEYMAP.clone(), store.snapshot(), now()).equipped(equipment);
        Self {
            app,
            now: now(),
            theme: theme(ThemeChoice::Dark, Borders::Unicode),
            store,
            projector: Projector::default(),
            effects: Vec::new(),
            answers: true,
            // What is typed just after a pause of the events is not taken.
            typed: 1_000,
        }
    }

    /// An app that took in a whole walk of `sessions` of `people` 12 seconds ago.
    pub(super) fn live(setup: Setup, sessions_: u64, people_: u64) -> Self {
        let mut world = Self::new(setup);
        let me = user(ME, "Mary Admin", "mary@acme.example", Role::Admin);
        let at = world.now;
        world.now = at.shifted(-12_000);
        world.feed(WalkProgress::identified(me, world.now));
        world.feed(WalkProgress::Budget(BudgetReading {
            limit: Some(700),
            used_last_minute: 84,
            ending_allowance: 350,
            ..BudgetReading::default()
        }));
        world.walk(sessions(sessions_, people_), people(people_));
        // The order by last seen is easiest to read in a test.
        world.press("0");
        world.later(12);
        world
    }

    /// Makes all runs from now on belong to this case.
    pub(super) fn of_case(&mut self, case: Reason) {
        self.app = std::mem::replace(&mut self.app, Self::new(setup()).app).of_case(case);
    }

    pub(super) fn walk(&mut self, sessions: Vec<Session>, users: Vec<User>) {
        self.feed(WalkProgress::Began);
        self.feed(WalkProgress::Page {
            sessions,
            unreadable: 0,
        });
        self.feed(WalkProgress::People {
            asked: vec![],
            users,
            asked_at: self.now,
        });
        let rest_until = self.now.shifted(30_000);
        self.feed(WalkProgress::Finished { rest_until });
    }

    pub(super) fn feed(&mut self, progress: WalkProgress) {
        let snapshot = self.store.absorb(progress, self.now);
        self.event(Event::Snapshot(snapshot));
    }

    /// Pastes a list into the dialog on top; whoever of it has to be looked up is found nowhere.
    pub(super) fn paste_list(&mut self, text: &str) {
        self.event(Event::Paste(text.to_owned()));
        let sought = self.effects().iter().find_map(|effect| match effect {
            Effect::LookUpList { id, .. } => Some(*id),
            _ => None,
        });
        if let Some(id) = sought {
            let answer = Box::new(Ok(Naming::default()));
            self.event(Event::ListLookedUp { id, answer });
        }
    }

    pub(super) fn event(&mut self, event: Event) {
        let mut effects = self.app.update(event, self.now);
        while let Some(at) = effects
            .iter()
            .position(|one| matches!(one, Effect::Project(_)))
        {
            let Effect::Project(request) = effects.remove(at) else {
                unreachable!()
            };
            let projection: Projection = self.projector.project(request);
            let more = self
                .app
                .update(Event::Projected(Arc::new(projection)), self.now);
            effects.extend(more);
        }
        let request = effects.iter().find_map(|effect| match effect {
            Effect::Refresh(request) => Some(request.clone()),
            _ => None,
        });
        self.effects.extend(effects);
        if let Some(request) = request.filter(|_| self.answers) {
            self.read_again(request, Ok(()));
        }
    }

    /// Answers a review that asks for its facts again, with what the list has where they are read.
    pub(super) fn read_again(&mut self, request: FactsRequest, answer: Result<(), String>) {
        let snapshot = self.store.snapshot();
        let is_read = request.lists && answer.is_ok();
        for user in request.people.into_iter().filter(|_| is_read) {
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
        let id = request.id;
        self.event(Event::Refreshed {
            id,
            answer,
            admins: None,
            tokens: None,
        });
    }

    /// What the app asked for so far, but for rows.
    pub(super) fn effects(&self) -> &[Effect] {
        &self.effects
    }

    pub(super) fn resize(&mut self, width: u16, height: u16) {
        let size = Size::new(width, height);
        self.event(Event::Resized(viewport(size, self.app.display())));
    }

    /// Presses keys, written as in the keymap, one after the other.
    pub(super) fn press(&mut self, keys: &str) {
        for key in keys.split_whitespace() {
            let key: KeyCombination = key.parse().unwrap();
            let (revision, at) = (self.app.revision(), self.now.shifted(self.typed));
            self.event(Event::Drawn { revision, at });
            // Nobody types faster than that.
            self.typed += 50;
            let (key, at) = (key.into(), self.now.shifted(self.typed));
            self.event(Event::Key { key, at });
        }
    }

    /// Lets seconds pass, each with its event.
    pub(super) fn later(&mut self, seconds: i64) {
        for _ in 0..seconds {
            self.now = self.now.shifted(1_000);
            self.event(Event::Second);
        }
    }

    /// Proves the last run by what the store has.
    pub(super) fn prove(&mut self) {
        let Some(view) = self.app.runs().report() else {
            return;
        };
        let (now, run) = (self.now, view.report.run.clone());
        let verdicts = verify(&view.report.items, &self.store.snapshot());
        let mut people = view.people.clone();
        for person in &mut people {
            let theirs = view.report.items.iter().zip(&verdicts);
            let mut theirs = theirs.filter(|(item, _)| item.target.user() == person.user);
            let Some((item, Some(verdict))) = theirs.next() else {
                continue;
            };
            person.verdict = match verdict {
                Verdict::Verified => PersonVerdict::NoneListed {
                    at: DatedMoment::of(now, None),
                },
                Verdict::StillListed => PersonVerdict::StillThere {
                    known: item.target.session().into_iter().collect(),
                    unknown: Vec::new(),
                },
                _ => PersonVerdict::NotLookedAt(NotLookedAt::Doubt(Doubt::Holes(112))),
            };
        }
        self.event(Event::Proved {
            run,
            verdicts,
            people,
            left: Vec::new(),
            is_over: true,
        });
    }

    /// Brings in what a look after the last run shows of its items and its people.
    pub(super) fn proved(&mut self, verdicts: &[Verdict], left: Vec<PersonLeft>) {
        let view = self.app.runs().report().unwrap();
        let (run, people) = (view.report.run.clone(), view.people.clone());
        self.event(Event::Proved {
            run,
            verdicts: verdicts.iter().map(|verdict| Some(*verdict)).collect(),
            people,
            left,
            is_over: true,
        });
    }

    /// Makes the run wait.
    pub(super) fn pause(&mut self, why: &str, seconds: i64) {
        let until = self.now.shifted(seconds * 1000);
        let why = why.to_owned();
        self.event(Event::Run(RunProgress::Paused { why, until }));
    }

    /// Ends the first items of the run with these outcomes.
    pub(super) fn outcomes(&mut self, outcomes: impl IntoIterator<Item = Outcome>) {
        for (item, outcome) in outcomes.into_iter().enumerate() {
            let state = ItemState::Done(outcome);
            self.event(Event::Run(RunProgress::Item { item, state }));
        }
    }

    /// Ends the run with these outcomes and nothing attempted after them.
    pub(super) fn finish(&mut self, outcomes: impl IntoIterator<Item = Outcome>) {
        self.stop(outcomes, None);
    }

    /// Ends the run with this stop, early if it has one.
    pub(super) fn stop(
        &mut self,
        outcomes: impl IntoIterator<Item = Outcome>,
        stopped: Option<Stopped>,
    ) {
        let run = self.app.runs().run().unwrap();
        let mut outcomes = outcomes.into_iter();
        let kind = run.operation.target_kind();
        let mut all = run.items.iter();
        let is_of_several = all.any(|item| item.operation.target_kind() != kind);
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
                text: Some("laptop stolen".to_owned()),
                ticket: Some("INC-123".to_owned()),
            },
            clock_offset: None,
            began_at: run.began_at,
            ended_at: self.now,
            items: items.collect(),
            stopped,
            offboarding: is_of_several.then(|| Offboarding {
                parts: OffboardPart::ALL.to_vec(),
                suspended_before: BTreeSet::default(),
            }),
            not_read_again: None,
            journal_head: Some("9f86d081884c7d659a2feaa0c55ad015".to_owned()),
            left_to_do: crate::operation::LeftToDo::default(),
        };
        self.event(Event::Run(RunProgress::Finished(Arc::new(report))));
    }

    /// Brings in three tokens of the first of those who were asked about, each with this scope. The last of
    /// them has expired.
    pub(super) fn tokens(&mut self, scope: &str) {
        let Some(Dialog::Tokens(view)) = self.app.dialog() else {
            panic!("no tokens are asked for");
        };
        let people = view.people.clone();
        let token = |n: u64| OAuthToken {
            client: Sent::Is(41),
            scopes: Sent::Is(vec![SafeText::new(scope)]),
            created_at: Sent::Is(self.now),
            used_at: Sent::Is(self.now),
            expires_at: (n == 2).then(|| self.now.shifted(-60_000)).into(),
            ..OAuthToken::of(TokenId::new(700 + n).unwrap(), people[0])
        };
        let list = TokenList {
            tokens: (0..3).map(token).collect(),
            ..TokenList::default()
        };
        let answer = Ok((list, None));
        self.event(Event::Tokens(TokensRead {
            people,
            answer,
            clients: [(41, "Ticket Exporter")]
                .map(|(id, name)| OAuthClient {
                    id,
                    name: SafeText::new(name),
                    made_by: None,
                })
                .into_iter()
                .collect(),
        }));
    }

    pub(super) fn scene(&self) -> Scene<'_> {
        Scene {
            app: &self.app,
            now: self.now,
            theme: &self.theme,
        }
    }

    /// Draws a frame; also returns where the terminal's cursor belongs.
    pub(super) fn draw(&self, width: u16, height: u16) -> (Buffer, Option<Position>) {
        let area = Rect::new(0, 0, width, height);
        let mut buffer = Buffer::empty(area);
        let cursor = self.scene().draw(&mut buffer, area);
        (buffer, cursor)
    }

    pub(super) fn frame(&self, width: u16, height: u16) -> Buffer {
        self.draw(width, height).0
    }

    /// Resizes, draws and reads the screen.
    pub(super) fn screen(&mut self, width: u16, height: u16) -> String {
        self.resize(width, height);
        text(&self.frame(width, height))
    }
}

/// The frame as lines of text.
pub(super) fn text(buffer: &Buffer) -> String {
    let mut out = String::new();
    for y in 0..buffer.area.height {
        let mut skip = 0;
        for x in 0..buffer.area.width {
            if skip > 0 {
                skip -= 1;
                continue;
            }
            let symbol = buffer[(x, y)].symbol();
            out.push_str(symbol);
            skip = crate::view::pen::width(symbol).saturating_sub(1);
        }
        out.truncate(out.trim_end_matches(' ').len());
        out.push('\n');
    }
    out
}

/// Checks that all of these words are on a screen.
pub(super) fn shows(screen: &str, words: &[&str]) {
    for word in words {
        assert!(screen.contains(word), "{word:?} is missing in\n{screen}");
    }
}
