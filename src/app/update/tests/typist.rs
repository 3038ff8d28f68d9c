//! A person at the screen of an account with a few people.

use super::*;
use crate::app::{FactsRequest, GivenReason, TokensRead};
use crate::journal::RunId;
use crate::live::{Projector, Store};
use crate::model::{OAuthToken, Role, Session, TokenId, User, UserId};
use crate::operation::{ItemState, JudgedBy, OutcomeKind, Reason, Report, ReportItem, RunProgress};
use crate::zendesk::{BudgetReading, OAuthClients, PersonList, TokenList};

/// The most keys that a dialog forgives.
pub(super) const FORGIVEN: usize = 2;

/// Somebody who types, and every rule that must hold whatever they type.
pub(super) struct Typist {
    pub(super) app: App,
    pub(super) now: Timestamp,
    /// The time between two keys, in milliseconds.
    pub(super) gap: i64,
    /// Whether each key is followed by a frame.
    pub(super) draws: bool,
    /// Whether everything that is confirmed is looked at.
    pub(super) judges: bool,
    /// How many things were confirmed.
    pub(super) confirmed: usize,
    pub(super) store: Store,
    pub(super) projector: Projector,
    /// The keys typed since the dialog that confirms opened, and when.
    pub(super) since: Vec<(char, i64)>,
    /// When the frame of that dialog was on the screen.
    pub(super) visible_at: Option<i64>,
    pub(super) opened: u64,
}

impl Typist {
    pub(super) fn new() -> Self {
        Self::with(6)
    }

    /// An account of so many people with one session each; the first one is the owner of the
    /// credentials.
    pub(super) fn with(people: u64) -> Self {
        let Screen { app, now, .. } = Screen::new();
        let mut typist = Self {
            app,
            now,
            gap: 120,
            draws: true,
            judges: true,
            confirmed: 0,
            store: Store::new(),
            projector: Projector::default(),
            since: Vec::new(),
            visible_at: None,
            opened: 0,
        };
        typist.app.layers.close();
        let person = |n: u64| User {
            suspended: Some(n == 5),
            ..User::example(100 + n, "Kelly Sorry", Role::EndUser)
        };
        let users: Vec<User> = (0..people).map(person).collect();
        let session = |n: u64| Session {
            key: format!("{}/{}", 100 + n, 900 + n).parse().unwrap(),
            authenticated_at: Some(NOW.shifted(-90_000)).into(),
            last_seen_at: Some(NOW.shifted(-i64::try_from(n).unwrap() * 1_000)).into(),
            url: crate::model::SentUrl::default(),
        };
        typist.feed(WalkProgress::identified(
            User::example(100, "Me", Role::Admin),
            typist.now,
        ));
        typist.feed(WalkProgress::Budget(BudgetReading {
            ending_allowance: 100,
            ..BudgetReading::default()
        }));
        typist.feed(WalkProgress::Began);
        typist.feed(WalkProgress::Page {
            sessions: (0..people).map(session).collect(),
            unreadable: 0,
        });
        let asked = Vec::new();
        typist.feed(WalkProgress::People {
            asked,
            users,
            asked_at: NOW,
        });
        let rest_until = NOW.shifted(3_600_000);
        typist.feed(WalkProgress::Finished { rest_until });
        typist.key(KeyEvent::new(KeyCode::Down, KeyModifiers::NONE));
        typist.wait(1_000);
        typist
    }

    pub(super) fn feed(&mut self, progress: WalkProgress) {
        let snapshot = self.store.absorb(progress, self.now);
        self.event(Event::Snapshot(snapshot));
    }

    pub(super) fn event(&mut self, event: Event) -> Vec<Effect> {
        let was_asking = self.expects().is_some();
        let mut effects = self.app.update(event, self.now);
        self.judge(&effects);
        let is_projection = |effect: &Effect| matches!(effect, Effect::Project(_));
        while let Some(at) = effects.iter().position(is_projection) {
            if let Effect::Project(request) = effects.remove(at) {
                let rows = Arc::new(self.projector.project(request));
                self.app.update(Event::Projected(rows), self.now);
            }
        }
        let request = effects.iter().find_map(|effect| match effect {
            Effect::Refresh(request) => Some(request.clone()),
            _ => None,
        });
        if let Some(request) = request {
            effects.extend(self.read_again(request));
        }
        if !was_asking {
            self.since.clear();
            self.visible_at = None;
            self.opened = self.app.revision();
        }
        effects
    }

    /// Answers a review that asks for its facts again with what the list has.
    pub(super) fn read_again(&mut self, request: FactsRequest) -> Vec<Effect> {
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
        let snapshot = Event::Snapshot(self.store.snapshot());
        self.app.update(snapshot, self.now);
        let answer = Ok(());
        let id = request.id;
        let effects = self.app.update(
            Event::Refreshed {
                id,
                answer,
                admins: None,
                tokens: None,
            },
            self.now,
        );
        self.judge(&effects);
        effects
    }

    /// Checks that whatever is confirmed was meant.
    pub(super) fn judge(&mut self, effects: &[Effect]) {
        let expects = effects.iter().find_map(|effect| match effect {
            Effect::Execute(plan, _) => Some(plan.plan().challenge().expects()),
            Effect::ChangeChat(_) => Some("yes".to_owned()),
            _ => None,
        });
        let Some(expects) = expects else { return };
        self.confirmed += 1;
        if !self.judges {
            return;
        }
        let answer: Vec<char> = expects.chars().chain(['\n']).collect();
        let typed: Vec<char> = self.since.iter().map(|(sign, _)| *sign).collect();
        assert!(typed.ends_with(&answer), "{typed:?} is not {expects}");
        let before = typed.len() - answer.len();
        let times: Vec<i64> = self.since.iter().map(|(_, at)| *at).collect();
        let visible_at = self.visible_at.expect("nobody could see it");
        assert!(times[before] > visible_at, "typed before it was seen");
        if before > 0 {
            // What stood between, and was forgiven: a slip or two, and a second of nothing.
            let visible = self.since[..before]
                .iter()
                .filter(|(_, at)| *at > visible_at);
            let slips = visible.filter(|(sign, _)| !expects.contains(*sign) && *sign != '\n');
            assert!(slips.count() <= FORGIVEN, "{typed:?} confirmed {expects}");
            let silence = times[before] - times[before - 1];
            assert!(silence >= 1_000, "{typed:?} confirmed {expects}");
        }
        let fast = times[before..].windows(2).filter(|it| it[1] - it[0] < 15);
        assert!(fast.count() < 5, "a burst confirmed {expects}");
    }

    pub(super) fn drawn(&mut self, revision: u64) -> Vec<Effect> {
        self.drawn_at(revision, self.now)
    }

    /// The terminal had taken the frame of a revision.
    pub(super) fn drawn_at(&mut self, revision: u64, at: Timestamp) -> Vec<Effect> {
        if revision >= self.opened {
            self.visible_at.get_or_insert(at.millis());
        }
        self.event(Event::Drawn { revision, at })
    }

    pub(super) fn key(&mut self, key: KeyEvent) -> Vec<Effect> {
        self.now = self.now.shifted(self.gap);
        let sign = match key.code {
            KeyCode::Char(sign) => sign,
            KeyCode::Enter => '\n',
            KeyCode::Tab => '\t',
            _ => '\0',
        };
        // Another route is navigation, and no prose holds it. What is typed into the fields beside the
        // answer is meant for them: it counts as time that passed, and as no slip.
        let sign = if self.is_beside_the_answer() {
            '\n'
        } else {
            sign
        };
        if sign != '\t' {
            self.since.push((sign, self.now.millis()));
        }
        let at = self.now;
        let effects = self.event(Event::Key { key, at });
        if self.draws {
            // Frames are drawn and flushed within a millisecond or so.
            self.now = self.now.shifted(1);
            self.drawn(self.app.revision());
        }
        effects
    }

    /// Whether keys go to a field of a review beside its answer: the reason, or the ticket.
    fn is_beside_the_answer(&self) -> bool {
        let given = self.app.layers.top().and_then(Dialog::given);
        given.is_some_and(GivenReason::is_typed)
    }

    pub(super) fn type_in(&mut self, text: &str) {
        for sign in text.chars() {
            let code = match sign {
                '\n' => KeyCode::Enter,
                '\t' => KeyCode::Tab,
                sign => KeyCode::Char(sign),
            };
            self.key(KeyEvent::new(code, KeyModifiers::NONE));
        }
    }

    pub(super) fn wait(&mut self, millis: i64) {
        self.now = self.now.shifted(millis);
    }

    /// The text that the dialog on top asks for, if it asks for one.
    pub(super) fn expects(&self) -> Option<String> {
        match self.app.layers.top() {
            Some(Dialog::Review(review)) => Some(review.plan.challenge().expects()),
            Some(Dialog::Change(_)) => Some("yes".to_owned()),
            _ => None,
        }
    }

    /// The answer as it stands in the dialog on top.
    pub(super) fn answer(&self) -> &str {
        let consent = self
            .app
            .layers
            .top()
            .as_ref()
            .and_then(|dialog| dialog.consent());
        consent.map_or("", |consent| consent.answer.value())
    }

    pub(super) fn said(&self, text: &str) -> bool {
        self.app.notices().iter().any(|it| it.text.contains(text))
    }

    /// Begins the first item of the run.
    pub(super) fn begin_first(&mut self) {
        let state = ItemState::Done(OutcomeKind::Done.into());
        self.event(Event::Run(RunProgress::Item { item: 0, state }));
    }

    /// Ends the run with nothing attempted.
    pub(super) fn finish(&mut self) {
        let Some(run) = self.app.runs().run() else {
            return;
        };
        let item = |item: &crate::operation::Item| ReportItem {
            operation: item.operation,
            target: item.target.clone(),
            outcome: OutcomeKind::NotAttempted.into(),
            at: NOW,
            server_at: Some(NOW),
            request_id: None,
        };
        let report = Report {
            run: RunId::new(NOW, [1, 2, 3]),
            account: "acme".to_owned(),
            operation: run.operation,
            judged: JudgedBy::Session.into(),
            reason: Reason::default(),
            clock_offset: None,
            began_at: NOW,
            ended_at: NOW,
            items: run.items.iter().map(item).collect(),
            stopped: None,
            offboarding: None,
            not_read_again: None,
            journal_head: None,
            left_to_do: crate::operation::LeftToDo::default(),
        };
        self.event(Event::Run(RunProgress::Finished(Arc::new(report))));
    }

    /// Shows two tokens of whoever is asked about.
    pub(super) fn tokens(&mut self) {
        let Some(Dialog::Tokens(view)) = self.app.layers.top() else {
            return;
        };
        let people = view.people.clone();
        let token = |n: u64, user: UserId| OAuthToken::of(TokenId::new(700 + n).unwrap(), user);
        let list = TokenList {
            tokens: vec![token(1, people[0]), token(2, people[0])],
            ..TokenList::default()
        };
        let answer = Ok((list, None));
        self.event(Event::Tokens(TokensRead {
            people,
            answer,
            clients: OAuthClients::default(),
        }));
    }

    pub(super) fn chat(&mut self) {
        let card = PaletteEntry::Card(Card::ChatAccount);
        self.app.grant(Ask::CarryOut(card), self.now);
        let chat = r#"{"billing":{"city":"Delft"}}"#;
        let answer = Ok(Sheet::chat(serde_json::from_str(chat).unwrap()));
        let card = Card::ChatAccount;
        self.event(Event::Card { card, answer });
    }
}
