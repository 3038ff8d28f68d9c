//! Sessions and people in any number, the same each time.

use std::sync::Arc;

use zentop::live::{Snapshot, Store, WalkProgress};
use zentop::model::{Role, SafeText, Session, SessionId, SessionKey, Timestamp, User, UserId};

/// Sessions on a page (Sessions API, "List Sessions").
pub(crate) const PAGE: u64 = 100;

/// A word that one name in twenty has.
pub(crate) const WORD: &str = "Miriam";

/// 2026-11-22T12:00:00Z.
const NOW: i64 = 1_795_348_800;

const FIRST: [&str; 20] = [
    "Ada", "Grace", "Linus", "Barbara", "Edsger", "Frances", "Niklaus", "Radia", "Tony", "Jean",
    "Dennis", "Miriam", "Kenneth", "Shafi", "Leslie", "Hedy", "Donald", "Sophie", "Alan", "Karen",
];

const LAST: [&str; 24] = [
    "Lovelace",
    "Hopper",
    "Torvald",
    "Liskov",
    "Dijk",
    "Allen",
    "Wirth",
    "Perlman",
    "Hoare",
    "Sammet",
    "Ritch",
    "Okafor",
    "Iverson",
    "Goldman",
    "Lamp",
    "Lamarr",
    "Knudsen",
    "Wilson",
    "Turner",
    "Sparck",
    "O'Neil",
    "García",
    "Müller",
    "Sørensen",
];

/// An account of a size.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Account {
    pub(crate) sessions: u64,
    pub(crate) people: u64,
    habits: Habits,
}

/// How people are called and sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Habits {
    /// By chance: 480 names among all, and sign-ins of two months.
    Chance,
    /// As in an account that is in order, with limits that end sessions in time, and names of their own.
    Order,
}

/// The local time of all benchmarks.
pub(crate) fn now() -> Timestamp {
    Timestamp::from_seconds(NOW)
}

/// A number that looks like chance and is not (Steele and others, 2014, the mixer of 64 bits).
pub(crate) fn scattered(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

impl Account {
    /// An account in which everybody has four sessions.
    pub(crate) fn of(sessions: u64) -> Self {
        Self {
            sessions,
            people: sessions / 4,
            habits: Habits::Chance,
        }
    }

    /// The same in order, but for one person in a hundred, who is suspended and still signed in, and one
    /// team member in a hundred, who is signed in for too long.
    pub(crate) fn in_order(sessions: u64) -> Self {
        Self {
            habits: Habits::Order,
            ..Self::of(sessions)
        }
    }

    /// The session in a place of the server's list, `later` seconds after the first walk.
    pub(crate) fn session(self, place: u64, later: i64) -> Session {
        let chance = scattered(place);
        let person = chance % self.people;
        let (unseen, before) = self.ages_below(person);
        let last_seen = NOW - i64::try_from(chance % unseen).unwrap();
        let signed_in = last_seen - i64::try_from((chance >> 32) % before).unwrap();
        Session {
            key: SessionKey {
                user: Self::user_id(person),
                session: SessionId::new(3_432_000_000 + place * 7).unwrap(),
            },
            authenticated_at: Some(Timestamp::from_seconds(signed_in)).into(),
            last_seen_at: Some(Timestamp::from_seconds(last_seen + later)).into(),
            url: zentop::model::SentUrl::default(),
        }
    }

    /// A page of these places.
    pub(crate) fn page(self, places: impl Iterator<Item = u64>, later: i64) -> WalkProgress {
        WalkProgress::Page {
            sessions: places.map(|place| self.session(place, later)).collect(),
            unreadable: 0,
        }
    }

    /// The seconds below which somebody was seen, and had signed in before that.
    fn ages_below(self, person: u64) -> (u64, u64) {
        let (hour, month) = (3_600, 30 * 86_400);
        match (self.habits, self.role(person)) {
            (Habits::Chance, _) => (month, month),
            (Habits::Order, Role::EndUser) => (8 * hour, month),
            (Habits::Order, _) if person % 100 == 1 => (hour, 24 * hour),
            (Habits::Order, _) => (hour, 11 * hour),
        }
    }

    fn role(self, person: u64) -> Role {
        match (self.habits, person % 50, person % 1000) {
            (Habits::Chance, 0, _) | (Habits::Order, _, 0) => Role::Admin,
            (Habits::Chance, 1..5, _) | (Habits::Order, _, 1..30) => Role::Agent,
            _ => Role::EndUser,
        }
    }

    fn user_id(person: u64) -> UserId {
        UserId::new(360_000_000_000 + person * 13).unwrap()
    }

    /// The name of a person.
    pub(crate) fn name(self, person: u64) -> String {
        let chance = scattered(person);
        let first = FIRST[usize::try_from(chance % 20).unwrap()];
        let last = LAST[usize::try_from((chance >> 20) % 24).unwrap()];
        match self.habits {
            Habits::Chance => format!("{first} {last}"),
            Habits::Order => format!("{first} {last} {person}"),
        }
    }

    fn user(self, person: u64) -> User {
        let name = self.name(person);
        User {
            id: Self::user_id(person),
            email: zentop::model::Sent::Is(SafeText::new(&format!("person{person}@example.com"))),
            role: self.role(person),
            name: zentop::model::Sent::Is(SafeText::new(&name)),
            suspended: Some(self.habits == Habits::Order && person % 100 == 50),
            active: Some(true),
            organization: None.into(),
            custom_role: None.into(),
            time_zone: None,
            tags: Some(Box::default()),
        }
    }

    /// A store after one whole walk, published page by page as the poller does it, and the
    /// snapshot that was published last.
    pub(crate) fn walked(self) -> (Store, Arc<Snapshot>) {
        let mut store = Store::new();
        let me = User {
            role: Role::Admin,
            ..self.user(0)
        };
        let mut held = store.absorb(WalkProgress::identified(me, now()), now());
        store.take(WalkProgress::Began, now());
        for first in (0..self.sessions).step_by(100) {
            let page = self.page(first..self.sessions.min(first + PAGE), 0);
            held = store.absorb(page, now());
        }
        let finished = WalkProgress::Finished {
            rest_until: now().after(std::time::Duration::from_secs(60)),
        };
        drop(held);
        let snapshot = store.absorb(finished, now());
        (store, snapshot)
    }

    /// Tells the store everybody's name.
    pub(crate) fn name_everybody(self, store: &mut Store) -> Arc<Snapshot> {
        for first in (0..self.people).step_by(100) {
            let people = first..self.people.min(first + PAGE);
            let named = WalkProgress::People {
                asked: people.clone().map(Self::user_id).collect(),
                users: people.map(|person| self.user(person)).collect(),
                asked_at: now(),
            };
            store.take(named, now());
        }
        store.snapshot()
    }
}
