//! The account: its people, sessions and tokens, and everything that was ever true of them.
//!
//! Time is the number of things that have happened. Nothing is forgotten, so that a judge can ask
//! what was true at any moment of a run.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use fastrand::Rng;

/// A moment: how many things had happened.
pub(super) type Moment = usize;

/// The owner of the credentials, and the token that an OAuth person works with.
pub(super) const ME: u64 = 9_001;
pub(super) const TOKEN_IN_USE: u64 = 3_999;

/// The number of the custom role, and the names that it may have: some are words of Zendesk's own.
pub(super) const CUSTOM_ROLE: u64 = 801;
const ROLE_NAMES: [&str; 4] = ["Billing Desk", "Billing Desk", "Staff", "Agent"];

/// The organisations, by number and name.
pub(super) const ORGANIZATIONS: [(u64, &str); 3] =
    [(501, "Acme Ltd"), (502, "Acme"), (503, "Vendor & Söhne")];

/// The domains and local parts of addresses. Many are alike, or part of another.
pub(super) const DOMAINS: [&str; 4] = [
    "example.com",
    "example.com.au",
    "vendor.example",
    "mail.vendor.example",
];
const LOCALS: [&str; 10] = [
    "ann", "joann", "ann.lee", "o'brien", "a+b", "ANN", "bob", "bo", "role", "x-9",
];
const NAMES: [&str; 7] = [
    "Ann Lee",
    "Ann Lée",
    "Bob | admin",
    "柳梓涵",
    "role:admin",
    "\u{1b}[2J\u{202e}nimda",
    "",
];

/// What Zendesk says of somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Person {
    pub(super) id: u64,
    pub(super) name: String,
    pub(super) email: Option<String>,
    pub(super) further: Option<String>,
    pub(super) role: &'static str,
    pub(super) custom_role: Option<u64>,
    pub(super) organization: Option<u64>,
    pub(super) suspended: bool,
    pub(super) active: bool,
}

impl Person {
    /// Whether this is somebody's first address, letter case apart.
    pub(super) fn has_address(&self, address: &str) -> bool {
        let is_it = |own: &String| own.eq_ignore_ascii_case(address);
        self.email.as_ref().is_some_and(is_it)
    }

    pub(super) fn domain(&self) -> Option<String> {
        let (_, domain) = self.email.as_ref()?.rsplit_once('@')?;
        Some(domain.to_ascii_lowercase())
    }

    /// Whether somebody may act as an admin.
    pub(super) fn is_admin(&self) -> bool {
        self.role == "admin" && self.active && !self.suspended
    }
}

/// A session or a token: somebody has it from one moment to another.
#[derive(Clone, Debug)]
pub(super) struct Possession {
    pub(super) id: u64,
    pub(super) owner: u64,
    /// Whole hours since it was made; half an hour is added, so that no test sits on an edge.
    pub(super) hours: u32,
    pub(super) made: DateTime<Utc>,
    pub(super) began: Moment,
    pub(super) ended: Option<Moment>,
}

impl Possession {
    pub(super) fn is_there(&self, at: Moment) -> bool {
        self.began <= at && self.ended.is_none_or(|ended| at < ended)
    }

    /// Whether it was there all the time from one moment to another, both included.
    pub(super) fn lasts(&self, from: Moment, to: Moment) -> bool {
        self.is_there(from) && self.is_there(to)
    }
}

/// Everything there is, and was.
#[derive(Clone, Debug)]
pub(super) struct Account {
    pub(super) now: Moment,
    people: BTreeMap<u64, Vec<(Moment, Person)>>,
    pub(super) sessions: BTreeMap<u64, Possession>,
    pub(super) tokens: BTreeMap<u64, Possession>,
    /// By how many moments the list of everybody lags behind, and what `logout_many` does.
    pub(super) lag: usize,
    pub(super) many_lag: usize,
    later: Vec<(Moment, Vec<u64>)>,
    /// Whether whoever is suspended is signed out by that, which is not documented.
    pub(super) suspending_signs_out: bool,
    /// The most records on a page, whatever was asked for.
    pub(super) page: usize,
    /// The name of the custom role.
    pub(super) role_name: &'static str,
    /// The requests a minute that the account allows.
    pub(super) limit: usize,
}

impl Account {
    pub(super) fn draw(dice: &mut Rng) -> Self {
        let mut account = Self {
            now: 0,
            people: BTreeMap::new(),
            sessions: BTreeMap::new(),
            tokens: BTreeMap::new(),
            lag: *dice.choice(&[0, 0, 0, 12]).unwrap(),
            many_lag: *dice.choice(&[0, 0, 15]).unwrap(),
            later: Vec::new(),
            suspending_signs_out: dice.bool(),
            page: *dice.choice(&[100, 100, 30, 7, 3]).unwrap(),
            role_name: dice.choice(ROLE_NAMES).unwrap(),
            limit: *dice.choice(&[2_500, 2_500, 2_500, 700, 700, 400]).unwrap(),
        };
        account.add(person(ME, "admin", dice));
        account.add(person(9_002, "admin", dice));
        // In half of the accounts there is but one other admin.
        let third = if dice.bool() { "admin" } else { "agent" };
        // Some numbers begin with others, as some addresses do.
        let alike = [10, 100, 1_000, 10_000].into_iter();
        for id in alike
            .chain((18..).map(|number| 7 * number))
            .take(dice.usize(2..38))
        {
            let role = *dice
                .choice(&[
                    "end-user", "end-user", "end-user", "agent", "agent", third, "viewer",
                ])
                .unwrap();
            account.add(person(id, role, dice));
        }
        for id in account.everybody() {
            for _ in 0..dice.usize(..13).saturating_sub(dice.usize(..13)) {
                account.sign_in(id, dice);
            }
            for _ in 0..dice.usize(..3) {
                account.authorise(id, dice);
            }
        }
        account
            .tokens
            .insert(TOKEN_IN_USE, possession(TOKEN_IN_USE, ME, 0, 0));
        account
    }

    fn add(&mut self, person: Person) {
        self.people.insert(person.id, vec![(self.now, person)]);
    }

    /// The ids of all people.
    pub(super) fn everybody(&self) -> Vec<u64> {
        self.people.keys().copied().collect()
    }

    /// Somebody as they are now.
    pub(super) fn person(&self, id: u64) -> Option<&Person> {
        self.people.get(&id)?.last().map(|(_, person)| person)
    }

    /// All people as they are now.
    pub(super) fn people(&self) -> impl Iterator<Item = &Person> {
        self.people
            .values()
            .filter_map(|all| all.last().map(|(_, person)| person))
    }

    /// Everything that somebody was from one moment to another.
    pub(super) fn versions(&self, id: u64, from: Moment, to: Moment) -> Vec<&Person> {
        let all = self.people.get(&id).map_or(&[][..], Vec::as_slice);
        let is_over = |index: usize| all.get(index + 1).is_some_and(|(next, _)| *next <= from);
        let found = all.iter().enumerate();
        let found = found.filter(|(index, (began, _))| *began <= to && !is_over(*index));
        found.map(|(_, (_, person))| person).collect()
    }

    pub(super) fn tick(&mut self) -> Moment {
        self.now += 1;
        self.now
    }

    pub(super) fn change(&mut self, id: u64, change: impl FnOnce(&mut Person)) {
        let Some(mut person) = self.person(id).cloned() else {
            return;
        };
        change(&mut person);
        let now = self.tick();
        if person.suspended && self.suspending_signs_out {
            self.end_sessions(|session| session.owner == id);
        }
        self.people.entry(id).or_default().push((now, person));
    }

    pub(super) fn sign_in(&mut self, owner: u64, dice: &mut Rng) -> u64 {
        let hours = if self.now == 0 { dice.u32(1..30) } else { 0 };
        let now = self.tick_unless_new();
        let id = dice.u64(1_000_000..10_000_000);
        self.sessions.insert(id, possession(id, owner, hours, now));
        id
    }

    pub(super) fn authorise(&mut self, owner: u64, dice: &mut Rng) {
        let now = self.tick_unless_new();
        let id = dice.u64(300_000..900_000);
        self.tokens.insert(id, possession(id, owner, 30, now));
    }

    fn tick_unless_new(&mut self) -> Moment {
        if self.now == 0 { 0 } else { self.tick() }
    }

    pub(super) fn end_sessions(&mut self, which: impl Fn(&Possession) -> bool) {
        let now = self.tick();
        let ends = |session: &&mut Possession| session.ended.is_none() && which(session);
        for session in self.sessions.values_mut().filter(ends) {
            session.ended = Some(now);
        }
    }

    /// Signs people out, now or some time later.
    pub(super) fn sign_out(&mut self, people: Vec<u64>) {
        self.later.push((self.now + self.many_lag, people));
        self.settle();
    }

    /// What was to be done by now is done.
    pub(super) fn settle(&mut self) {
        let now = self.now;
        let (due, later): (Vec<_>, Vec<_>) = self.later.drain(..).partition(|(at, _)| *at <= now);
        self.later = later;
        for (_, people) in due {
            self.end_sessions(|session| people.contains(&session.owner));
        }
    }

    /// Whether the credentials are an admin's at this moment.
    pub(super) fn is_mine(&self) -> bool {
        self.person(ME).is_some_and(Person::is_admin)
    }

    pub(super) fn revoke(&mut self, id: u64) {
        let now = self.tick();
        if let Some(token) = self.tokens.get_mut(&id) {
            token.ended.get_or_insert(now);
        }
    }

    /// The sessions that a list which lags behind shows.
    pub(super) fn listed(&self) -> impl Iterator<Item = &Possession> {
        let at = self.now.saturating_sub(self.lag);
        self.sessions
            .values()
            .filter(move |session| session.is_there(at))
    }

    /// The sessions that are there now.
    pub(super) fn live(&self) -> impl Iterator<Item = &Possession> {
        self.sessions
            .values()
            .filter(|session| session.ended.is_none())
    }
}

fn possession(id: u64, owner: u64, hours: u32, began: Moment) -> Possession {
    let minutes = if hours == 0 {
        0
    } else {
        60 * i64::from(hours) + 30
    };
    Possession {
        id,
        owner,
        hours,
        made: Utc::now() - TimeDelta::minutes(minutes),
        began,
        ended: None,
    }
}

/// An address, which somebody else may have as well.
pub(super) fn address(dice: &mut Rng) -> String {
    format!(
        "{}@{}",
        dice.choice(LOCALS).unwrap(),
        dice.choice(DOMAINS).unwrap()
    )
}

fn person(id: u64, role: &'static str, dice: &mut Rng) -> Person {
    let mine = id == ME;
    Person {
        id,
        name: (*dice.choice(&NAMES).unwrap()).to_owned(),
        email: match dice.u8(..12) {
            _ if mine => Some("root@acme.example".to_owned()),
            0 => None,
            1..4 => Some(address(dice)),
            _ => Some(format!(
                "{}{id}@{}",
                dice.choice(LOCALS).unwrap(),
                dice.choice(DOMAINS).unwrap()
            )),
        },
        further: (dice.u8(..8) == 0).then(|| address(dice)),
        role,
        custom_role: (role == "agent" && dice.u8(..4) == 0).then_some(CUSTOM_ROLE),
        organization: dice
            .choice(&[None, Some(501), Some(502), Some(503)])
            .copied()
            .flatten(),
        suspended: !mine && dice.u8(..10) == 0,
        active: mine || dice.u8(..12) != 0,
    }
}
