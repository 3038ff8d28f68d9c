//! Properties of every selection, on random accounts of which Zendesk keeps a part to itself.

use fastrand::Rng;

use super::*;
use crate::model::{HostName, OrganizationId, SessionKey};
use crate::operation::{ChoicePart, ChosenOrganization, plan_ending};
use crate::query::{Query, Zone};

/// The people of an account as they really are, and what is known of them.
struct Population {
    people: Vec<User>,
    keys: Vec<SessionKey>,
    snapshot: Arc<Snapshot>,
}

/// A part of a choice, and whom it really means.
type Drawn = (ChoicePart, Box<dyn Fn(&User, SessionKey) -> bool>);

fn one<T: Copy>(dice: &mut Rng, all: &[T]) -> T {
    all[dice.usize(..all.len())]
}

impl Population {
    fn draw(dice: &mut Rng) -> Self {
        let mut people = vec![user(ME, Role::Admin)];
        for number in 2..=12 {
            let domain = one(dice, &["a.example", "b.example", "A.Example"]);
            people.push(User {
                email: ((dice.u8(..6) > 0).then(|| SafeText::new(&format!("u{number}@{domain}"))))
                    .into(),
                organization: (OrganizationId::new(dice.u64(..4))).into(),
                ..user(number, one(dice, &Role::ALL))
            });
        }
        let mut keys: Vec<SessionKey> = Vec::new();
        for person in &people {
            for session in 0..dice.u64(..3) {
                let number = person.id.get() * 10 + session;
                keys.push(format!("{}/{number}", person.id).parse().unwrap());
            }
        }
        let session = |key: &SessionKey| Session {
            key: *key,
            authenticated_at: crate::model::SentTime::Absent,
            last_seen_at: crate::model::SentTime::Absent,
            url: crate::model::SentUrl::default(),
        };
        let page = WalkProgress::Page {
            sessions: keys.iter().map(session).collect(),
            unreadable: 0,
        };
        // Of some nobody asked, and some are left out of the answer.
        let mut asked: Vec<User> = people[1..].to_vec();
        asked.retain(|_| dice.u8(..5) > 0);
        let mut users = asked.clone();
        users.retain(|_| dice.u8(..4) > 0);
        let asked = asked.iter().map(|person| person.id).collect();
        let mut store = Store::new();
        for step in [
            WalkProgress::identified(people[0].clone(), NOW),
            WalkProgress::Began,
            page,
            WalkProgress::People {
                asked,
                users,
                asked_at: NOW,
            },
            WalkProgress::Enriched(EnrichmentFound::CustomRoles(Vec::new())),
            WalkProgress::Finished { rest_until: NOW },
        ] {
            store.take(step, NOW);
        }
        Self {
            people,
            keys,
            snapshot: store.snapshot(),
        }
    }

    fn person(&self, user: UserId) -> &User {
        self.people.iter().find(|person| person.id == user).unwrap()
    }

    fn part(&self, dice: &mut Rng) -> Drawn {
        match dice.u8(..7) {
            0 => {
                let mut keys = self.keys.clone();
                keys.retain(|_| dice.bool());
                let these = keys.clone();
                let means = move |_: &User, key| these.contains(&key);
                (ChoicePart::Sessions(keys), Box::new(means))
            }
            1 => {
                let mut people: Vec<UserId> = self.people.iter().map(|it| it.id).collect();
                people.retain(|_| dice.u8(..3) == 0);
                let these = people.clone();
                let means = move |user: &User, _| these.contains(&user.id);
                (ChoicePart::People(people), Box::new(means))
            }
            2 => {
                let host = HostName::parse("a.example").unwrap();
                let means = |user: &User, _| {
                    let email = user
                        .email
                        .shown()
                        .map(|email| email.original().to_lowercase());
                    email.is_some_and(|email| email.ends_with("@a.example"))
                };
                (ChoicePart::Domain(host), Box::new(means))
            }
            3 => {
                let id = OrganizationId::new(1 + dice.u64(..3)).unwrap();
                let means = move |user: &User, _| user.organization.shown().copied() == Some(id);
                (
                    ChoicePart::Organization(ChosenOrganization::Id(id)),
                    Box::new(means),
                )
            }
            4 => {
                let role = one(dice, &[Role::Admin, Role::Agent, Role::EndUser]);
                let means = move |user: &User, _| user.role == role;
                (ChoicePart::Role(role.into()), Box::new(means))
            }
            5 => {
                let query = Query::parse("-domain:b.example", Zone::UTC).unwrap();
                let means = |user: &User, _| {
                    let email = user
                        .email
                        .shown()
                        .map(|email| email.original().to_lowercase());
                    !email.is_some_and(|email| email.ends_with("@b.example"))
                };
                (ChoicePart::Matching(query), Box::new(means))
            }
            _ => (ChoicePart::Everyone, Box::new(|_, _| true)),
        }
    }
}

fn rules(dice: &mut Rng) -> Vec<ProtectedRule> {
    let mut rules = vec![
        ProtectedRule::User(id(4)),
        ProtectedRule::Email("u5@a.example".to_owned()),
        ProtectedRule::Domain("b.example".to_owned()),
        ProtectedRule::Role(Role::Admin),
    ];
    rules.retain(|_| dice.u8(..3) == 0);
    rules
}

fn is_out_of_reach(user: &User, rules: &[ProtectedRule]) -> bool {
    let covers = ProtectedRule::any_covers(rules, user.id, Some(user.role), user.email.shown());
    user.id == id(ME) || covers
}

/// Whoever is protected or oneself is never chosen, whatever is not known of them and whatever was
/// asked for; and nobody who is meant is passed over in silence.
#[test]
fn nobody_out_of_reach_is_chosen_and_nobody_meant_is_passed_over() {
    for seed in 0..2_000 {
        let dice = &mut Rng::with_seed(seed);
        let account = Population::draw(dice);
        let rules = rules(dice);
        let guardrails = Guardrails {
            protected: rules.clone(),
            ..guardrails()
        };
        let basis = Basis {
            account: "acme",
            snapshot: &account.snapshot,
            guardrails: &guardrails,
            now: NOW,
        };
        let drawn: Vec<Drawn> = (0..dice.usize(1..4)).map(|_| account.part(dice)).collect();
        let policy = one(dice, &[UndecidedPolicy::Leave, UndecidedPolicy::Take]);
        let choice = Choice {
            parts: drawn.iter().map(|(part, _)| part.clone()).collect(),
            undecided: policy,
        };
        let found = sessions(&choice, Route::Exact, &basis).unwrap();
        for target in &found.chosen {
            let person = account.person(target.user());
            assert!(!is_out_of_reach(person, &rules), "seed {seed}: {target}");
        }
        let answered: Vec<SessionKey> = (found.chosen.iter())
            .chain(found.excluded.iter().map(|one| &one.target))
            .chain(found.undecided.iter().map(|one| &one.target))
            .filter_map(Target::session)
            .collect();
        for key in &account.keys {
            let person = account.person(key.user);
            let is_meant = drawn.iter().any(|(_, means)| means(person, *key));
            assert!(
                !is_meant || answered.contains(key),
                "seed {seed}: {key} is lost"
            );
        }
        let people = super::people(&choice, Operation::Suspend, &basis).unwrap();
        let listed: Vec<OAuthToken> = (account.people.iter())
            .map(|person| token(person.id.get() + 100, person.id.get()))
            .collect();
        let tokens = tokens(&Tokens::of(choice.clone()), &listed, &basis).unwrap();
        let wide = plan_ending(&choice, Route::User, &basis);
        let wide = wide.map_or(Vec::new(), |plan| plan.targets().cloned().collect());
        for target in people.chosen.iter().chain(&tokens.chosen).chain(&wide) {
            let person = account.person(target.user());
            assert!(!is_out_of_reach(person, &rules), "seed {seed}: {target}");
        }
    }
}

/// The parts of a choice unite: their order makes no difference, nor does what is said twice.
#[test]
fn parts_unite_in_any_order_and_fold() {
    for seed in 0..500 {
        let dice = &mut Rng::with_seed(seed);
        let account = Population::draw(dice);
        let guardrails = Guardrails {
            protected: rules(dice),
            ..guardrails()
        };
        let basis = Basis {
            account: "acme",
            snapshot: &account.snapshot,
            guardrails: &guardrails,
            now: NOW,
        };
        let mut parts: Vec<ChoicePart> = (0..4).map(|_| account.part(dice).0).collect();
        let answered = |parts: &[ChoicePart]| {
            let choice = Choice {
                parts: parts.to_vec(),
                undecided: UndecidedPolicy::Leave,
            };
            let found = sessions(&choice, Route::Exact, &basis).unwrap();
            let chosen: Vec<String> = found.chosen.iter().map(ToString::to_string).collect();
            let left: Vec<String> = found
                .undecided
                .iter()
                .map(|one| one.target.to_string())
                .collect();
            let mut missed = found.not_found;
            missed.sort_unstable();
            (chosen, left, missed)
        };
        let once = answered(&parts);
        dice.shuffle(&mut parts);
        assert_eq!(answered(&parts), once, "seed {seed}: another order");
        let twice: Vec<ChoicePart> = parts.iter().chain(&parts).cloned().collect();
        let (chosen, left, mut missed) = answered(&twice);
        missed.dedup();
        assert_eq!((chosen, left, missed), once, "seed {seed}: said twice");
    }
}
