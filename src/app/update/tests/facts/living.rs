//! An account that goes on living while a review is open.

use super::*;

/// Something that happens beside the review.
#[derive(Debug, Clone, Copy)]
pub(super) enum Happens {
    SignIn(u64, Dated),
    SignOut(usize),
    Walk,
    Seconds(u8),
}

/// The time that a sign-in has in the lists, whenever it was.
#[derive(Debug, Clone, Copy)]
pub(super) enum Dated {
    Now,
    /// By a clock that is behind.
    Earlier,
    /// By a clock that is ahead.
    Later,
    /// It is not sent.
    Never,
}

impl Dated {
    pub(super) const ALL: [Self; 4] = [Self::Now, Self::Earlier, Self::Later, Self::Never];

    pub(super) fn at(self, now: Timestamp) -> Option<Timestamp> {
        match self {
            Self::Now => Some(now),
            Self::Earlier => Some(now.shifted(-90_000)),
            Self::Later => Some(now.shifted(90_000)),
            Self::Never => None,
        }
    }
}

/// What a review is opened for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Asked {
    /// All sessions of the first two people.
    People,
    /// One session of each of them.
    Exact,
    /// The same, by a route that takes all of theirs.
    Wide,
}

/// An account that goes on living, and somebody before its list.
pub(super) struct Living {
    pub(super) app: App,
    pub(super) store: Store,
    /// Who is really signed in.
    pub(super) server: Vec<Session>,
    /// What the lists said that were read last for a review, and when.
    pub(super) read: Option<(Vec<Session>, Timestamp)>,
    pub(super) now: Timestamp,
    pub(super) next: u64,
}

pub(super) fn user(number: u64) -> UserId {
    UserId::new(number).unwrap()
}

impl Living {
    pub(super) fn new() -> Self {
        let Screen { app, now, .. } = Screen::new();
        let mut living = Self {
            app,
            store: Store::new(),
            server: Vec::new(),
            read: None,
            now,
            next: 1_000,
        };
        living.app.layers.close();
        for person in [1, 1, 2, 2, 3, 3] {
            living.sign_in(person, Dated::Now);
        }
        let me = User::example(99, "Me", Role::Admin);
        living.store.take(WalkProgress::identified(me, now), now);
        let reading = BudgetReading {
            ending_allowance: 100,
            ..BudgetReading::default()
        };
        living.store.take(WalkProgress::Budget(reading), now);
        let person = |n: u64| User::example(n, "Kelly Sorry", Role::EndUser);
        let users = (1..=3).map(person).collect();
        let asked = vec![user(1), user(2), user(3)];
        living.store.take(
            WalkProgress::People {
                asked,
                users,
                asked_at: now,
            },
            now,
        );
        living.walk();
        living
    }

    pub(super) fn sign_in(&mut self, person: u64, dated: Dated) {
        self.next += 1;
        self.server.push(Session {
            key: format!("{person}/{}", self.next).parse().unwrap(),
            authenticated_at: dated.at(self.now).into(),
            last_seen_at: Some(self.now).into(),
            url: crate::model::SentUrl::default(),
        });
    }

    pub(super) fn walk(&mut self) {
        self.store.take(WalkProgress::Began, self.now);
        let page = WalkProgress::Page {
            sessions: self.server.clone(),
            unreadable: 0,
        };
        self.store.take(page, self.now);
        let rest_until = self.now;
        self.store
            .take(WalkProgress::Finished { rest_until }, self.now);
        let snapshot = self.store.snapshot();
        self.app.update(Event::Snapshot(snapshot), self.now);
    }

    pub(super) fn read_roles(&mut self) {
        let roles = WalkProgress::Enriched(EnrichmentFound::CustomRoles(Vec::new()));
        self.store.take(roles, self.now);
        let snapshot = self.store.snapshot();
        self.app.update(Event::Snapshot(snapshot), self.now);
    }

    pub(super) fn happen(&mut self, what: Happens) {
        match what {
            Happens::SignIn(person, dated) => self.sign_in(person, dated),
            Happens::SignOut(n) if !self.server.is_empty() => {
                self.server.remove(n % self.server.len());
            }
            Happens::SignOut(_) => {}
            Happens::Walk => self.walk(),
            Happens::Seconds(seconds) => {
                for _ in 0..seconds {
                    self.now = self.now.shifted(1_000);
                    self.app.update(Event::Second, self.now);
                }
            }
        }
        self.now = self.now.shifted(1);
    }

    /// The sessions of these people.
    pub(super) fn of(sessions: &[Session], people: &[UserId]) -> BTreeSet<SessionKey> {
        let keys = sessions.iter().map(|session| session.key);
        keys.filter(|key| people.contains(&key.user)).collect()
    }

    /// Reads what a review asks for, as the account is now.
    pub(super) fn answer(&mut self, request: FactsRequest) -> Vec<Effect> {
        for user in request.people {
            let theirs = self.server.iter().filter(|one| one.key.user == user);
            let again = WalkProgress::ReadAgain {
                user,
                began_at: self.now,
                list: PersonList::of(user, theirs.cloned().collect()),
            };
            self.store.take(again, self.now);
        }
        self.read = Some((self.server.clone(), self.now));
        let snapshot = self.store.snapshot();
        self.app.update(Event::Snapshot(snapshot), self.now);
        let (id, answer) = (request.id, Ok(()));
        self.app.update(
            Event::Refreshed {
                id,
                answer,
                admins: None,
                tokens: None,
            },
            self.now,
        )
    }

    /// Types what the review asks for, as it stands on the screen.
    pub(super) fn confirm(&mut self) -> Vec<Effect> {
        let (revision, at) = (self.app.revision(), self.now);
        let mut effects = self.app.update(Event::Drawn { revision, at }, self.now);
        let Some(Dialog::Review(review)) = self.app.layers.top() else {
            return effects;
        };
        let answer = review.plan.challenge().expects();
        let typed = answer.chars().map(KeyCode::Char).chain([KeyCode::Enter]);
        for code in typed {
            self.now = self.now.shifted(60);
            let (key, at) = (KeyEvent::new(code, KeyModifiers::NONE), self.now);
            effects.extend(self.app.update(Event::Key { key, at }, self.now));
        }
        effects
    }
}

/// The request for facts among these effects, and the plan that is carried out.
pub(super) fn parts(effects: Vec<Effect>) -> (Option<FactsRequest>, Option<Confirmed>) {
    let (mut request, mut confirmed) = (None, None);
    for effect in effects {
        match effect {
            Effect::Refresh(asked) => request = Some(asked),
            Effect::Execute(plan, _) => confirmed = Some(*plan),
            _ => {}
        }
    }
    (request, confirmed)
}

/// Opens a review and confirms whatever it shows, until something is carried out or it is closed.
pub(super) fn confirmed(
    living: &mut Living,
    asked: Asked,
    happens: &[Happens],
) -> Option<Confirmed> {
    let people = vec![user(1), user(2)];
    let first = |living: &Living, user: UserId| {
        let snapshot = living.app.snapshot();
        let keys = snapshot.iter().filter_map(|slot| snapshot.key(slot));
        keys.filter(|key| key.user == user).min()
    };
    let keys = people.iter().filter_map(|user| first(living, *user));
    let (choice, route) = match asked {
        Asked::People => (Choice::people(people.clone()), Route::Exact),
        Asked::Exact => (Choice::sessions(keys.collect()), Route::Exact),
        Asked::Wide => (Choice::sessions(keys.collect()), Route::User),
    };
    let mut happens = happens.iter();
    let (revision, now) = (living.app.revision(), living.now);
    let effects = living.app.review(Proposal::End(choice, route), now);
    assert_eq!(living.app.revision(), revision);
    let (mut request, mut done) = parts(effects);
    for _ in 0..20 {
        for happens in happens.by_ref().take(2) {
            living.happen(*happens);
        }
        while let Some(asked) = request.take() {
            (request, done) = parts(living.answer(asked));
        }
        if done.is_some() || living.app.layers.top().is_none() {
            return done;
        }
        (request, done) = parts(living.confirm());
        if done.is_some() {
            return done;
        }
    }
    None
}

impl Living {
    /// Opens a review of ending whatever matches, and answers what it reads.
    pub(super) fn review_matching(&mut self, query: &str) {
        let query = Query::parse(query, Zone::UTC).unwrap();
        let choice = Choice::matching(query, UndecidedPolicy::Leave);
        let proposal = Proposal::End(choice, Route::Exact);
        let effects = self.app.review(proposal, self.now);
        if let (Some(request), _) = parts(effects) {
            self.answer(request);
        }
    }

    pub(super) fn reviewed(&self) -> &crate::app::Review {
        match self.app.layers.top() {
            Some(Dialog::Review(review)) => review,
            other => panic!("no review: {other:?}"),
        }
    }

    pub(super) fn press(&mut self, code: KeyCode) {
        let (revision, at) = (self.app.revision(), self.now);
        self.app.update(Event::Drawn { revision, at }, self.now);
        self.now = self.now.shifted(60);
        let (key, at) = (KeyEvent::new(code, KeyModifiers::NONE), self.now);
        self.app.update(Event::Key { key, at }, self.now);
    }
}
