//! Reviews of an account that goes on living: whatever signs in or out between the walk, the review
//! and the confirmation, what is confirmed is what was read last, and was shown.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::app::FactsRequest;
use crate::live::EnrichmentFound;
use crate::model::{Role, Session, SessionKey, User, UserId};
use crate::operation::{Choice, Confirmed, Proposal, Route, UndecidedPolicy};
use crate::query::Query;
use crate::zendesk::{BudgetReading, PersonList};

/// Something that happens beside the review.
#[derive(Debug, Clone, Copy)]
enum Happens {
    SignIn(u64, Dated),
    SignOut(usize),
    Walk,
    Seconds(u8),
}

/// The time that a sign-in has in the lists, whenever it was.
#[derive(Debug, Clone, Copy)]
enum Dated {
    Now,
    /// By a clock that is behind.
    Earlier,
    /// By a clock that is ahead.
    Later,
    /// It is not sent.
    Never,
}

impl Dated {
    const ALL: [Self; 4] = [Self::Now, Self::Earlier, Self::Later, Self::Never];

    fn at(self, now: Timestamp) -> Option<Timestamp> {
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
enum Asked {
    /// All sessions of the first two people.
    People,
    /// One session of each of them.
    Exact,
    /// The same, by a route that takes all of theirs.
    Wide,
}

/// An account that goes on living, and somebody before its list.
struct Living {
    app: App,
    store: Store,
    /// Who is really signed in.
    server: Vec<Session>,
    /// What the lists said that were read last for a review, and when.
    read: Option<(Vec<Session>, Timestamp)>,
    now: Timestamp,
    next: u64,
}

fn user(number: u64) -> UserId {
    UserId::new(number).unwrap()
}

impl Living {
    fn new() -> Self {
        let Screen { app, now, .. } = Screen::new();
        let mut living = Self {
            app,
            store: Store::new(),
            server: Vec::new(),
            read: None,
            now,
            next: 1_000,
        };
        living.app.dialog = None;
        for person in [1, 1, 2, 2, 3, 3] {
            living.sign_in(person, Dated::Now);
        }
        let me = User::example(99, "Me", Role::Admin);
        living.store.take(WalkProgress::Identified(me), now);
        let reading = BudgetReading {
            ending_allowance: 100,
            ..BudgetReading::default()
        };
        living.store.take(WalkProgress::Budget(reading), now);
        let person = |n: u64| User::example(n, "Kelly Sorry", Role::EndUser);
        let users = (1..=3).map(person).collect();
        let asked = vec![user(1), user(2), user(3)];
        living
            .store
            .take(WalkProgress::People { asked, users }, now);
        living.walk();
        living
    }

    fn sign_in(&mut self, person: u64, dated: Dated) {
        self.next += 1;
        self.server.push(Session {
            key: format!("{person}/{}", self.next).parse().unwrap(),
            authenticated_at: dated.at(self.now).into(),
            last_seen_at: Some(self.now).into(),
            url: crate::model::SentUrl::default(),
        });
    }

    fn walk(&mut self) {
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

    fn read_roles(&mut self) {
        let roles = WalkProgress::Enriched(EnrichmentFound::CustomRoles(Vec::new()));
        self.store.take(roles, self.now);
        let snapshot = self.store.snapshot();
        self.app.update(Event::Snapshot(snapshot), self.now);
    }

    fn happen(&mut self, what: Happens) {
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
    fn of(sessions: &[Session], people: &[UserId]) -> BTreeSet<SessionKey> {
        let keys = sessions.iter().map(|session| session.key);
        keys.filter(|key| people.contains(&key.user)).collect()
    }

    /// Reads what a review asks for, as the account is now.
    fn answer(&mut self, request: FactsRequest) -> Vec<Effect> {
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
    fn confirm(&mut self) -> Vec<Effect> {
        let (revision, at) = (self.app.revision(), self.now);
        let mut effects = self.app.update(Event::Drawn { revision, at }, self.now);
        let Some(Dialog::Review(review)) = &self.app.dialog else {
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
fn parts(effects: Vec<Effect>) -> (Option<FactsRequest>, Option<Confirmed>) {
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
fn confirmed(living: &mut Living, asked: Asked, happens: &[Happens]) -> Option<Confirmed> {
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
        if done.is_some() || living.app.dialog.is_none() {
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
    fn review_matching(&mut self, query: &str) {
        let query = Query::parse(query, Zone::UTC).unwrap();
        let choice = Choice::matching(query, UndecidedPolicy::Leave);
        let proposal = Proposal::End(choice, Route::Exact);
        let effects = self.app.review(proposal, self.now);
        if let (Some(request), _) = parts(effects) {
            self.answer(request);
        }
    }

    fn reviewed(&self) -> &crate::app::Review {
        match &self.app.dialog {
            Some(Dialog::Review(review)) => review,
            other => panic!("no review: {other:?}"),
        }
    }

    fn press(&mut self, code: KeyCode) {
        let (revision, at) = (self.app.revision(), self.now);
        self.app.update(Event::Drawn { revision, at }, self.now);
        self.now = self.now.shifted(60);
        let (key, at) = (KeyEvent::new(code, KeyModifiers::NONE), self.now);
        self.app.update(Event::Key { key, at }, self.now);
    }
}

/// Ages go on while a review is read, and nobody is chosen by the time that it takes.
#[test]
fn time_alone_changes_nothing_of_whom_a_review_is_about() {
    for query in ["idle<30s", "age<30s"] {
        let mut living = Living::new();
        living.review_matching(query);
        let before: BTreeSet<SessionKey> =
            living.reviewed().plan.sessions().map(|it| it.key).collect();
        assert_eq!(before.len(), 6, "{query}");
        living.happen(Happens::Seconds(40));
        for _ in 0..Route::ALL.len() {
            living.press(KeyCode::F(3));
            let review = living.reviewed();
            let now: BTreeSet<SessionKey> = review.plan.sessions().map(|it| it.key).collect();
            assert_eq!(now, before, "{query}");
            assert_eq!(review.changed, None, "{query}");
        }
    }
}

/// A walk may have come in between: what another route is proposed for is what is there now, and the
/// difference is told.
#[test]
fn whatever_another_route_finds_changed_is_told_and_clears_the_answer() {
    let mut living = Living::new();
    living.review_matching("idle<30s");
    let expects = living.reviewed().plan.challenge().expects();
    living.press(KeyCode::Char(expects.chars().next().unwrap()));
    assert_eq!(living.reviewed().consent.answer.value().len(), 1);
    living.happen(Happens::SignOut(0));
    living.happen(Happens::Walk);
    living.press(KeyCode::F(3));
    let review = living.reviewed();
    assert_eq!(review.consent.answer.value(), "");
    assert_eq!(
        review.changed.as_ref().unwrap().words(),
        "1 session is gone"
    );
    // The end of another list is to be shown again.
    assert!(!review.folds.end_seen());
}

/// A role or an address may be another one meanwhile: whoever is not chosen any more is signed in all
/// the same.
#[test]
fn whoever_is_only_no_longer_chosen_is_not_called_gone() {
    let mut living = Living::new();
    living.read_roles();
    let query = Query::parse("role:end-user", Zone::UTC).unwrap();
    let choice = Choice::matching(query, UndecidedPolicy::Leave);
    let effects = (living.app).review(Proposal::End(choice, Route::Exact), living.now);
    let (request, _) = parts(effects);
    let other = User::example(1, "Kelly Sorry", Role::Agent);
    let mut nameless = User::example(2, "Kelly Sorry", Role::Other);
    nameless.name = crate::model::Sent::Unknown;
    let people = WalkProgress::People {
        asked: vec![user(1), user(2)],
        users: vec![other, nameless],
    };
    living.store.take(people, living.now);
    living.happen(Happens::SignOut(5));
    living.answer(request.unwrap());
    let changed = living.reviewed().changed.as_ref().unwrap();
    assert_eq!(
        changed.words(),
        "1 session is gone; 2 sessions are still there and no longer chosen (another role); \
         2 sessions are undecided now"
    );
}

/// The name of a custom role may be a word for one of Zendesk's own, so no review opens of such a word
/// before the custom roles were read.
#[test]
fn no_review_opens_of_a_role_word_before_the_custom_roles_were_read() {
    let mut living = Living::new();
    let query = Query::parse("role:end-user", Zone::UTC).unwrap();
    let choice = Choice::matching(query, UndecidedPolicy::Leave);
    let proposal = || Proposal::End(choice.clone(), Route::Exact);
    living.app.review(proposal(), living.now);
    assert!(living.app.dialog.is_none());
    let is_said = |app: &App| {
        let mut said = app.notices().iter();
        said.any(|it| it.text.contains("custom roles could not be read so far"))
    };
    assert!(is_said(&living.app));
    living.read_roles();
    living.app.review(proposal(), living.now);
    assert!(matches!(living.app.dialog, Some(Dialog::Review(_))));
}

/// Whose own sessions stay was judged by who the credentials belonged to, so a review is over once they
/// are somebody else's.
#[test]
fn a_review_is_closed_once_the_credentials_are_somebody_elses() {
    let mut living = Living::new();
    let proposal = Proposal::End(Choice::people(vec![user(1), user(2)]), Route::Exact);
    let (request, _) = parts(living.app.review(proposal, living.now));
    let another = User::example(2, "Kelly Sorry", Role::Admin);
    let identified = WalkProgress::Identified(another);
    living.store.take(identified, living.now);
    let effects = living.answer(request.unwrap());
    assert!(parts(effects).1.is_none() && living.app.dialog.is_none());
    let mut said = living.app.notices().iter();
    assert!(said.any(|it| it.text.contains("those of user 2 now")));
}

/// A session is new because it was not listed before. Its time may be missing or go by another clock.
#[test]
fn a_session_that_came_into_the_list_is_counted_before_anything_is_confirmed() {
    for dated in Dated::ALL {
        let people = || Choice::people(vec![user(1)]);
        for proposal in [
            Proposal::End(people(), Route::User),
            Proposal::Offboard {
                choice: people(),
                listed: Some(Vec::new()),
            },
        ] {
            let mut living = Living::new();
            let (request, _) = parts(living.app.review(proposal, living.now));
            living.answer(request.unwrap());
            assert_eq!(living.reviewed().plan.sessions().count(), 2);
            living.happen(Happens::SignIn(1, dated));
            living.happen(Happens::SignIn(3, dated));
            living.happen(Happens::Walk);
            assert_eq!(living.reviewed().new_since, 1, "{dated:?}");
            let (request, done) = parts(living.confirm());
            assert!(done.is_none(), "{dated:?}");
            living.answer(request.unwrap());
            let review = living.reviewed();
            assert_eq!((review.plan.sessions().count(), review.new_since), (3, 0));
            assert_eq!(review.consent.answer.value(), "", "{dated:?}");
            let (_, done) = parts(living.confirm());
            assert_eq!(done.unwrap().plan().sessions().count(), 3, "{dated:?}");
        }
    }
}

/// Also where more people are chosen than can be read again.
#[test]
fn what_came_into_the_list_is_counted_where_nothing_is_read_again() {
    let mut living = Living::new();
    living
        .store
        .take(WalkProgress::Budget(BudgetReading::default()), living.now);
    living.walk();
    let choice = Choice::people(vec![user(1), user(2), user(3)]);
    let effects = living
        .app
        .review(Proposal::End(choice, Route::User), living.now);
    assert!(parts(effects).0.is_none());
    assert_eq!(living.reviewed().plan.count(), 6);
    living.happen(Happens::SignIn(2, Dated::Never));
    living.happen(Happens::Walk);
    assert!(parts(living.confirm()).1.is_none());
    let review = living.reviewed();
    assert_eq!((review.plan.count(), review.new_since), (7, 0));
    assert_eq!(review.consent.answer.value(), "");
    let (_, done) = parts(living.confirm());
    assert_eq!(done.unwrap().plan().count(), 7);
}

/// Whoever is named and has no session is not in the plan until they have.
#[test]
fn somebody_named_who_signs_in_meanwhile_is_counted() {
    let mut living = Living::new();
    living.server.retain(|session| session.key.user != user(2));
    living.walk();
    let choice = Choice::people(vec![user(1), user(2)]);
    let (request, _) = parts(
        living
            .app
            .review(Proposal::End(choice, Route::User), living.now),
    );
    living.answer(request.unwrap());
    assert_eq!(living.reviewed().plan.count(), 2);
    living.happen(Happens::SignIn(2, Dated::Earlier));
    living.happen(Happens::Walk);
    assert_eq!(living.reviewed().new_since, 1);
    let (request, done) = parts(living.confirm());
    assert!(done.is_none());
    living.answer(request.unwrap());
    assert_eq!(living.reviewed().plan.count(), 3);
}

/// What was chosen session by session takes nobody else's, however new.
#[test]
fn an_exact_choice_is_confirmed_whatever_comes_into_the_list() {
    let mut living = Living::new();
    let key = living.server[0].key;
    let choice = Choice::sessions(vec![key]);
    let (request, _) = parts(
        living
            .app
            .review(Proposal::End(choice, Route::Exact), living.now),
    );
    living.answer(request.unwrap());
    living.happen(Happens::SignIn(key.user.get(), Dated::Now));
    living.happen(Happens::Walk);
    assert_eq!(living.reviewed().new_since, 1);
    let (_, done) = parts(living.confirm());
    assert_eq!(done.unwrap().plan().count(), 1);
}

proptest! {
    #[test]
    fn what_is_carried_out_is_what_was_read_last(
        asked in prop_oneof![Just(Asked::People), Just(Asked::Exact), Just(Asked::Wide)],
        before in happening(),
        during in happening(),
    ) {
        let mut living = Living::new();
        for happens in before {
            living.happen(happens);
        }
        let Some(confirmed) = confirmed(&mut living, asked, &during) else {
            return Ok(());
        };
        let (read, at) = living.read.as_ref().expect("nothing was read");
        let age = living.now.millis() - at.millis();
        prop_assert!(age <= 31_000, "confirmed on facts of {age} ms");
        let planned: BTreeSet<SessionKey> = confirmed.plan().sessions().map(|one| one.key).collect();
        let people: Vec<UserId> = planned.iter().map(|key| key.user).collect();
        if !matches!(asked, Asked::Exact) {
            let snapshot = living.app.snapshot();
            let known = snapshot.iter().filter_map(|slot| snapshot.key(slot));
            let known: BTreeSet<SessionKey> = known.filter(|it| people.contains(&it.user)).collect();
            prop_assert!(known.is_subset(&planned), "{known:?} is known, {planned:?} was confirmed");
        }
        // Of whom nothing is listed any more, what the walk had stays in the plan.
        let listed: Vec<UserId> = people
            .into_iter()
            .filter(|user| read.iter().any(|one| one.key.user == *user))
            .collect();
        let theirs = Living::of(read, &listed);
        let of_listed: BTreeSet<SessionKey> = planned
            .into_iter()
            .filter(|key| listed.contains(&key.user))
            .collect();
        match asked {
            Asked::People | Asked::Wide => prop_assert_eq!(of_listed, theirs),
            Asked::Exact => {
                prop_assert!(of_listed.is_subset(&theirs));
                prop_assert!(confirmed.plan().count() <= 2);
            }
        }
    }
}

fn happening() -> impl Strategy<Value = Vec<Happens>> {
    let one = prop_oneof![
        ((1..=3_u64), proptest::sample::select(&Dated::ALL[..]))
            .prop_map(|(person, dated)| Happens::SignIn(person, dated)),
        (0..20_usize).prop_map(Happens::SignOut),
        Just(Happens::Walk),
        (1..=20_u8).prop_map(Happens::Seconds),
    ];
    proptest::collection::vec(one, 0..8)
}
