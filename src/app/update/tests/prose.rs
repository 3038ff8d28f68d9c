//! Whatever is typed into whatever is open, at any speed and in any pieces: it opens what it opens,
//! and confirms nothing. The one exception is a text that holds the key that opens a review, the
//! whole answer, and Enter in succession, typed as a person types.

use proptest::prelude::*;

use super::*;
use crate::app::{FactsRequest, TokensRead};
use crate::journal::RunId;
use crate::live::{Projector, Store};
use crate::model::{OAuthToken, Role, Session, TokenId, User, UserId};
use crate::operation::{ItemState, JudgedBy, OutcomeKind, Reason, Report, ReportItem, RunProgress};
use crate::zendesk::{BudgetReading, OAuthClients, PersonList, TokenList};

/// The most keys that a dialog forgives.
const FORGIVEN: usize = 2;

/// A person at the screen of an account with a few people.
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
    store: Store,
    projector: Projector,
    /// The keys typed since the dialog that confirms opened, and when.
    since: Vec<(char, i64)>,
    /// When the frame of that dialog was on the screen.
    visible_at: Option<i64>,
    opened: u64,
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
        typist.app.dialog = None;
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
        typist.feed(WalkProgress::Identified(User::example(
            100,
            "Me",
            Role::Admin,
        )));
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
        typist.feed(WalkProgress::People { asked, users });
        let rest_until = NOW.shifted(3_600_000);
        typist.feed(WalkProgress::Finished { rest_until });
        typist.key(KeyEvent::new(KeyCode::Down, KeyModifiers::NONE));
        typist.wait(1_000);
        typist
    }

    fn feed(&mut self, progress: WalkProgress) {
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
    fn read_again(&mut self, request: FactsRequest) -> Vec<Effect> {
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
            },
            self.now,
        );
        self.judge(&effects);
        effects
    }

    /// Checks that whatever is confirmed was meant.
    fn judge(&mut self, effects: &[Effect]) {
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
        // Another route is navigation, and no prose holds it.
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
        match &self.app.dialog {
            Some(Dialog::Review(review)) => Some(review.plan.challenge().expects()),
            Some(Dialog::Change(_)) => Some("yes".to_owned()),
            _ => None,
        }
    }

    /// The answer as it stands in the dialog on top.
    pub(super) fn answer(&self) -> &str {
        let consent = self.app.dialog.as_ref().and_then(|dialog| dialog.consent());
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
        let Some(run) = self.app.run() else { return };
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
            began_at: NOW,
            ended_at: NOW,
            items: run.items.iter().map(item).collect(),
            stopped: None,
            offboarding: None,
            journal_head: None,
        };
        self.event(Event::Run(RunProgress::Finished(Arc::new(report))));
    }

    /// Shows two tokens of whoever is asked about.
    fn tokens(&mut self) {
        let Some(Dialog::Tokens(view)) = &self.app.dialog else {
            return;
        };
        let people = view.people.clone();
        let token = |n: u64, user: UserId| OAuthToken::of(TokenId::new(700 + n).unwrap(), user);
        let list = TokenList {
            tokens: vec![token(1, people[0]), token(2, people[0])],
            unreadable: 0,
        };
        let answer = Ok((list, None));
        self.event(Event::Tokens(TokensRead {
            people,
            answer,
            clients: OAuthClients::default(),
        }));
    }

    fn chat(&mut self) {
        let card = Entry::Card(Card::ChatAccount);
        self.app.grant(Ask::CarryOut(card), self.now);
        let chat = r#"{"billing":{"city":"Delft"}}"#;
        let answer = Ok(Sheet::chat(serde_json::from_str(chat).unwrap()));
        let card = Card::ChatAccount;
        self.event(Event::Card { card, answer });
    }
}

/// The states of the screen that a text can be typed into.
const STATES: [fn(&mut Typist); 24] = [
    |_| {},
    |typist| typist.type_in("/"),
    |typist| typist.type_in("/kelly\n"),
    |typist| typist.type_in("  "),
    |typist| typist.type_in("  v"),
    |typist| typist.type_in("K"),
    |typist| typist.type_in("   K"),
    |typist| typist.type_in("aK"),
    |typist| typist.type_in("X\t"),
    |typist| typist.type_in("S"),
    |typist| typist.type_in("GL"),
    |typist| {
        typist.type_in("O");
        typist.tokens();
    },
    |typist| {
        typist.type_in("O");
        typist.tokens();
        typist.type_in("K");
    },
    |typist| typist.type_in("  /103\nK"),
    |typist| typist.type_in("E"),
    |typist| typist.type_in(":"),
    |typist| typist.type_in("aKacme\n"),
    |typist| {
        typist.type_in("  K2\n");
        typist.finish();
    },
    |typist| typist.type_in("?"),
    |typist| typist.type_in("s"),
    |typist| typist.chat(),
    |typist| {
        typist.chat();
        typist.type_in("e");
    },
    |typist| {
        typist.chat();
        typist.type_in("ex\n");
    },
    |typist| typist.type_in("gK"),
];

/// A piece of text, the time between its keys and before it, and whether it is drawn.
#[derive(Debug, Clone)]
struct Piece {
    text: String,
    gap: i64,
    pause: i64,
    draws: bool,
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zA-Z ,.!\n]{0,24}",
        "[KSXOELBR: \n]{0,3}",
        Just("Sorry, ".to_owned()),
        Just("Kelly ".to_owned()),
        Just("Dear Kelly,\n\nSorry to end this here. I suspend it; yes.\n\nOscar\n".to_owned()),
        Just("at the end\nof the day\n".to_owned()),
        prop_oneof![
            "end",
            "suspend",
            "unsuspend",
            "revoke",
            "acme",
            "yes",
            "2",
            "3",
            "y"
        ],
        prop_oneof!["end\n", "suspend\n", "revoke\n", "acme\n", "yes\n", "2\n"],
    ]
}

fn piece() -> impl Strategy<Value = Piece> {
    let gap = prop_oneof![Just(0_i64), 1_i64..15, 15_i64..200, 200_i64..1_500];
    let pause = prop_oneof![Just(0_i64), 0_i64..400, 400_i64..4_000];
    let pieces = (text(), gap, pause, any::<bool>());
    pieces.prop_map(|(text, gap, pause, draws)| Piece {
        text,
        gap,
        pause,
        draws,
    })
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 600,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn prose_confirms_nothing(
        state in 0..STATES.len(),
        pieces in proptest::collection::vec(piece(), 1..8),
    ) {
        let mut typist = Typist::new();
        STATES[state](&mut typist);
        typist.confirmed = 0;
        for Piece { text, gap, pause, draws } in pieces {
            typist.wait(pause);
            (typist.gap, typist.draws) = (gap, draws);
            // `Typist::judge` looks at everything that is confirmed.
            typist.type_in(&text);
            typist.tokens();
            typist.drawn(typist.app.revision());
        }
    }
}

#[test]
fn the_states_are_what_they_are_meant_to_be() {
    let dialogs: Vec<Option<String>> = STATES
        .iter()
        .map(|state| {
            let mut typist = Typist::new();
            state(&mut typist);
            typist.expects()
        })
        .collect();
    let asked: Vec<&str> = dialogs.iter().flatten().map(String::as_str).collect();
    assert_eq!(
        asked,
        [
            "end",
            "3",
            "5",
            "end",
            "suspend",
            "unsuspend",
            "revoke",
            "yes"
        ]
    );
}

#[test]
fn the_key_the_answer_and_enter_in_succession_confirm() {
    for text in ["Kend\n", "Ssuspend\n", "  K2\n"] {
        let mut typist = Typist::new();
        typist.type_in(text);
        assert_eq!(typist.confirmed, 1, "{text:?}");
    }
}
