//! The people and sign-ins of that account, and how the app learns of them.

use zentop::live::{EnrichmentFound, WalkProgress};
use zentop::model::{
    CustomRole, Log, Organization, OrganizationId, Role, SafeText, Sent, Session, Sighting,
    Timeouts, User, UserId,
};
use zentop::operation::Guardrails;
use zentop::zendesk::{BudgetReading, Enrichment};

use super::World;
use crate::screens::Words;

const FIRST_USER: u64 = 6_130_907_993_100;
const FIRST_SESSION: u64 = 36_001_882_100;
const ME: u64 = 6_130_907_993_099;
const PEOPLE: u64 = 90;

impl World {
    /// An app that took in a whole walk 12 seconds ago, with credentials of this role.
    pub(crate) fn live(words: Words, guardrails: Guardrails, me: Role) -> Self {
        Self::new(words, guardrails).walked(me)
    }

    /// The same of an app that knows nothing yet.
    pub(crate) fn walked(self, me: Role) -> Self {
        let mut world = self;
        let at = world.now;
        world.now = at.shifted(-12_000);
        let mut owner = world.person(0);
        owner.id = UserId::new(ME).unwrap();
        owner.role = me;
        owner.email = Some(SafeText::new("mary@acme.example")).into();
        let rest_until = world.now.shifted(30_000);
        let walk = [
            WalkProgress::identified(owner, world.now),
            WalkProgress::Budget(BudgetReading {
                limit: Some(700),
                used_last_minute: 84,
                ending_allowance: 350,
                ..BudgetReading::default()
            }),
            WalkProgress::Began,
            WalkProgress::Page {
                sessions: (0..world.words.sessions)
                    .map(|n| world.session(n))
                    .collect(),
                unreadable: 0,
            },
            WalkProgress::People {
                asked: Vec::new(),
                users: (0..PEOPLE).map(|n| world.person(n)).collect(),
                asked_at: world.now,
            },
            WalkProgress::Finished { rest_until },
        ];
        let more = world.enriched().map(WalkProgress::Enriched);
        world.feed_all(walk.into_iter().chain(more));
        world.now = at;
        world
    }

    /// Organisations and roles with the words of strangers, and the log with the origins of the first
    /// few sessions.
    fn enriched(&self) -> [EnrichmentFound; 5] {
        let name = |n: u64| {
            let names = &self.words.names;
            let name = names.get(usize::try_from(n).unwrap() % names.len().max(1));
            SafeText::new(name.map_or("", String::as_str))
        };
        let asked: Vec<_> = (1..=4).filter_map(OrganizationId::new).collect();
        let found = asked.iter().map(|id| Organization {
            id: *id,
            name: name(id.get() - 1),
        });
        let organizations = EnrichmentFound::Organizations {
            found: found.collect(),
            asked: asked.clone(),
        };
        let roles = (0..3).map(|id| CustomRole { id, name: name(id) });
        let sightings = (0..4).map(|n| {
            let session = self.session(n);
            Sighting {
                user: session.key.user,
                at: session.authenticated_at.readable().unwrap(),
                address: [203, 0, 113, 9].into(),
                log: Log::Audit,
            }
        });
        let timeouts = Timeouts {
            agent: Some(480),
            end_user: None,
            longest: None,
        };
        [
            organizations,
            EnrichmentFound::CustomRoles(roles.collect()),
            EnrichmentFound::Sightings(Enrichment::AuditLog, sightings.collect()),
            EnrichmentFound::Timeouts(timeouts),
            EnrichmentFound::NotReadable(Enrichment::AccessLogs),
        ]
    }

    /// Brings in a first page with this many sessions, and nothing whole yet.
    pub(crate) fn loads(&mut self, count: u64) {
        let mut owner = self.person(0);
        owner.role = Role::Admin;
        self.feed(WalkProgress::identified(owner, self.now));
        self.feed(WalkProgress::Began);
        let sessions = (0..count).map(|n| self.session(n)).collect();
        self.feed(WalkProgress::Page {
            sessions,
            unreadable: 2,
        });
    }

    /// A minute later: a second walk, in which some people signed in and some out.
    pub(crate) fn moves_on(&mut self) {
        let sessions: Vec<Session> = (0..self.words.sessions)
            .filter(|n| n % 150 != 149)
            .map(|n| self.session(n))
            .collect();
        let newer = [(7, 21), (64, 48)].map(|(n, seconds)| {
            let at = Some(self.now.shifted((60 - seconds) * 1000));
            let key = format!("{}/{}", FIRST_USER + n, FIRST_SESSION + 9_000 + n);
            Session {
                key: key.parse().unwrap(),
                authenticated_at: at.into(),
                last_seen_at: at.into(),
                url: zentop::model::SentUrl::default(),
            }
        });
        self.now = self.now.shifted(58_000);
        self.feed(WalkProgress::Began);
        self.feed(WalkProgress::Page {
            sessions: sessions.into_iter().chain(newer).collect(),
            unreadable: 0,
        });
        let rest_until = self.now.shifted(30_000);
        self.feed(WalkProgress::Finished { rest_until });
        self.now = self.now.shifted(2_000);
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
            name: Sent::Is(SafeText::new(&of(&self.words.names).unwrap_or_default())),
            email: (n % 7 != 6).then(|| SafeText::new(&email)).into(),
            role: match n {
                9 | 40 => Role::Admin,
                n if n % 3 == 0 => Role::Agent,
                _ => Role::EndUser,
            },
            suspended: Some(n == 3),
            active: Some(n != 5),
            organization: OrganizationId::new(n % 4 + 1).filter(|_| n % 5 != 4).into(),
            custom_role: n.is_multiple_of(3).then_some(n % 4).into(),
            time_zone: Some(SafeText::new("Europe/Amsterdam")),
            tags: Some(Box::default()),
        }
    }

    fn session(&self, n: u64) -> Session {
        let snapshot = i64::try_from(n * n * 7 % 30_000 + n).unwrap();
        let signed_in = snapshot + i64::try_from(n * 613 % 200_000).unwrap() + 20;
        let ago = |seconds: i64| self.now.shifted(-seconds * 1000);
        Session {
            key: format!("{}/{}", FIRST_USER + n % PEOPLE, FIRST_SESSION + n * 17)
                .parse()
                .unwrap(),
            authenticated_at: Some(ago(signed_in)).into(),
            last_seen_at: (n != 4).then(|| ago(snapshot)).into(),
            url: zentop::model::SentUrl::default(),
        }
    }
}
