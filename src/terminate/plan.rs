//! From a choice to a plan: who is chosen, less what the guardrails keep, fixed from then on.

use ring::digest::{Context, SHA256};
use rustc_hash::FxHashSet;

use super::guardrails::by_risk;
use super::{Challenge, Choice, Guardrails, KeptBecause, Orders, Route, Step, Subject, Work};
use crate::live::{Coverage, Person, Slot, Snapshot};
use crate::model::{Role, SafeText, SessionKey, Timestamp, UserId, hex};

/// Users in one `logout_many` request (Users API).
const USERS_PER_LOGOUT: usize = 100;

/// A session that is to be ended, as it was seen when the plan was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Which.
    pub key: SessionKey,
    /// When the person signed in.
    pub authenticated_at: Option<Timestamp>,
    /// When Zendesk last noticed it.
    pub last_seen_at: Option<Timestamp>,
    /// The person's name, where it is known.
    pub name: Option<SafeText>,
    /// Their e-mail, where it is known.
    pub email: Option<SafeText>,
    /// Their role, where it is known.
    pub role: Option<Role>,
}

/// A chosen session, or whatever else was chosen, that stays, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept<T = Target> {
    /// What stays.
    pub target: T,
    /// Why it stays.
    pub because: KeptBecause,
}

impl From<Kept> for Kept<Subject> {
    fn from(kept: Kept) -> Self {
        Self {
            target: kept.target.into(),
            because: kept.because,
        }
    }
}

/// Why somebody ends sessions: written into every record of the run.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reason {
    /// In words.
    pub text: Option<String>,
    /// The ticket or case.
    pub ticket: Option<String>,
}

/// Why there is no plan.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Nothing was chosen, or none of it is listed any more.
    #[error("nothing to end: no listed session was chosen")]
    Empty,
    /// All that was chosen is kept.
    #[error("nothing to end: all {0} chosen sessions are yours or protected")]
    AllKept(usize),
    /// Read-only.
    #[error("read-only: nothing can be ended (drop --read-only or the profile's read_only)")]
    ReadOnly,
    /// `users/me` has not answered yet.
    #[error("not known yet whose credentials these are; wait for the first answer of Zendesk")]
    WhoAmI,
    /// "All" of a list that is not whole.
    #[error("the list is not whole yet; \"all\" is possible once a whole walk is in")]
    NotWhole,
    /// "All" with credentials that see only their owner's sessions.
    #[error("these credentials see only their own sessions; sign in as an admin")]
    OwnOnly,
    /// More than a run may end.
    #[error("{chosen} sessions are more than a run may end ({limit}; guard.max_per_run)")]
    TooMany {
        /// How many would be ended.
        chosen: usize,
        /// How many may be.
        limit: usize,
    },
    /// A protected rule needs the person's record, and Zendesk has not told it.
    #[error("user {0} is not known yet, so the protected list cannot be checked; try again")]
    Unresolved(UserId),
}

/// What is going to be ended, and nothing else. Every word and count that is shown, and
/// every request that is sent, is made from it.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The account's name, part of what is confirmed.
    pub account: String,
    /// How.
    pub route: Route,
    /// When it was made, by the local clock.
    pub made_at: Timestamp,
    targets: Vec<Target>,
    kept: Vec<Kept>,
    missing: usize,
    people: usize,
    challenge: Challenge,
    file: Option<String>,
}

/// A plan that a person confirmed. [`Plan::confirm`] and [`Plan::confirm_count`] are its only
/// constructors.
#[derive(Debug)]
pub struct Confirmed(Plan);

impl Confirmed {
    /// What was confirmed.
    pub fn plan(&self) -> &Plan {
        &self.0
    }

    /// The same, whose plan stands in a file with this hash.
    pub(super) fn in_file(mut self, hash: String) -> Self {
        self.0.file = Some(hash);
        self
    }
}

impl From<Confirmed> for Orders {
    fn from(Confirmed(plan): Confirmed) -> Self {
        Self {
            work: Work::End(plan.route),
            people: plan.people,
            steps: plan.steps(),
            fingerprint: plan.fingerprint(),
            account: plan.account,
            subjects: plan.targets.into_iter().map(Subject::from).collect(),
        }
    }
}

/// Makes the plan for `choice` out of what was seen. Everything it may know is in its
/// arguments.
pub fn plan(
    choice: &Choice,
    route: Route,
    account: &str,
    seen: &Snapshot,
    rails: &Guardrails,
    now: Timestamp,
) -> Result<Plan, Refusal> {
    if rails.read_only {
        return Err(Refusal::ReadOnly);
    }
    if rails.own_user.is_none() {
        return Err(Refusal::WhoAmI);
    }
    if choice.means_all() {
        match seen.coverage() {
            Coverage::Full => {}
            Coverage::Partial => return Err(Refusal::NotWhole),
            Coverage::Own => return Err(Refusal::OwnOnly),
        }
    }
    let (slots, missing) = select(choice, seen);
    if slots.is_empty() {
        return Err(Refusal::Empty);
    }
    let mut targets = Vec::new();
    let mut kept = Vec::new();
    for target in slots.into_iter().filter_map(|slot| target(seen, slot)) {
        match rails.keeps(&target) {
            Some(because) => kept.push(Kept { target, because }),
            None if target.role.is_none() && rails.needs_to_know() => {
                return Err(Refusal::Unresolved(target.key.user));
            }
            None => targets.push(target),
        }
    }
    if targets.is_empty() {
        return Err(Refusal::AllKept(kept.len()));
    }
    if targets.len() > rails.max_per_run {
        return Err(Refusal::TooMany {
            chosen: targets.len(),
            limit: rails.max_per_run,
        });
    }
    targets.sort_by_key(|target| (by_risk(target.role), target.key));
    let people: FxHashSet<UserId> = targets.iter().map(|target| target.key.user).collect();
    let challenge = challenge(choice, account, &targets, rails);
    Ok(Plan {
        account: account.to_owned(),
        route,
        made_at: now,
        people: people.len(),
        challenge,
        targets,
        kept,
        missing,
        file: None,
    })
}

/// What must be typed follows from the damage. Whose role is not known may be an admin.
fn challenge(choice: &Choice, account: &str, targets: &[Target], rails: &Guardrails) -> Challenge {
    let count = targets.len();
    let admins = targets
        .iter()
        .any(|target| target.role.is_none_or(|role| role == Role::Admin));
    let name = account.to_owned();
    if count > rails.file_above || matches!(choice, Choice::Everyone) {
        Challenge::NameAndCount(name, count)
    } else if count == 1 {
        Challenge::Yes
    } else if count > rails.name_above || admins || matches!(choice, Choice::Role(_)) {
        Challenge::Name(name)
    } else {
        Challenge::Count(count)
    }
}

/// The slots of what was chosen, and how many chosen sessions are not listed.
fn select(choice: &Choice, seen: &Snapshot) -> (Vec<Slot>, usize) {
    match choice {
        Choice::Sessions(keys) => {
            let wanted: FxHashSet<SessionKey> = keys.iter().copied().collect();
            let slots: Vec<Slot> = seen.find(&wanted).into_values().collect();
            let missing = wanted.len() - slots.len();
            (slots, missing)
        }
        Choice::People(people) => {
            let wanted: FxHashSet<UserId> = people.iter().copied().collect();
            let theirs = |slot: &Slot| {
                seen.key(*slot)
                    .is_some_and(|key| wanted.contains(&key.user))
            };
            (seen.iter().filter(theirs).collect(), 0)
        }
        Choice::Matching(query) => (crate::live::matching(seen, query), 0),
        Choice::Role(role) => {
            let has_role = |slot: &Slot| {
                let person = seen.row(*slot).and_then(|row| seen.person(row.person));
                person
                    .and_then(Person::user)
                    .is_some_and(|user| user.role == *role)
            };
            (seen.iter().filter(has_role).collect(), 0)
        }
        Choice::Everyone => (seen.iter().collect(), 0),
    }
}

fn target(seen: &Snapshot, slot: Slot) -> Option<Target> {
    let session = seen.session(slot)?;
    let user = seen.person(seen.row(slot)?.person)?.user();
    Some(Target {
        key: session.key,
        authenticated_at: session.authenticated_at,
        last_seen_at: session.last_seen_at,
        name: user.map(|user| user.name.clone()),
        email: user.and_then(|user| user.email.clone()),
        role: user.map(|user| user.role),
    })
}

impl Plan {
    /// The plan of a file with this hash: what is still there of it, what it keeps, and how
    /// much of it is gone.
    pub(super) fn written(
        account: String,
        route: Route,
        now: Timestamp,
        (targets, kept, missing): (Vec<Target>, Vec<Kept>, usize),
        hash: String,
        rails: &Guardrails,
    ) -> Self {
        let people: FxHashSet<UserId> = targets.iter().map(|target| target.key.user).collect();
        Self {
            challenge: challenge(&Choice::Sessions(Vec::new()), &account, &targets, rails),
            account,
            route,
            made_at: now,
            people: people.len(),
            targets,
            kept,
            missing,
            file: Some(hash),
        }
    }

    /// What is ended, admins first.
    pub fn targets(&self) -> &[Target] {
        &self.targets
    }

    /// What was chosen and stays.
    pub fn kept(&self) -> &[Kept] {
        &self.kept
    }

    /// How many chosen sessions were not listed any more.
    pub fn missing(&self) -> usize {
        self.missing
    }

    /// How many people the targets belong to.
    pub fn people(&self) -> usize {
        self.people
    }

    /// The SHA-256 of what is to be ended where and how, in hex: the same for the same plan,
    /// whenever it was made. A plan from a file has that of the file, which was reviewed.
    pub fn fingerprint(&self) -> String {
        if let Some(hash) = &self.file {
            return hash.clone();
        }
        let mut context = Context::new(&SHA256);
        context.update(format!("{}\n{}\n", self.account, self.route.as_str()).as_bytes());
        for target in &self.targets {
            let signed_in = target.authenticated_at.map_or(0, Timestamp::millis);
            context.update(format!("{} {signed_in}\n", target.key).as_bytes());
        }
        hex(context.finish().as_ref())
    }

    /// Whether it stands in a file, from which it came or to which it was written.
    pub fn is_from_file(&self) -> bool {
        self.file.is_some()
    }

    /// What must be typed.
    pub fn challenge(&self) -> &Challenge {
        &self.challenge
    }

    /// The same plan by another route. What is to be ended stays.
    #[must_use]
    pub fn by(mut self, route: Route) -> Self {
        self.route = route;
        self
    }

    /// How many requests a route needs.
    pub fn requests(&self, route: Route) -> usize {
        match route {
            Route::Exact => self.targets.len(),
            Route::User => self.people,
            Route::Many => self.people.div_ceil(USERS_PER_LOGOUT),
        }
    }

    /// How many listed sessions beyond the planned ones a route takes with it: those of the
    /// same people that were not chosen, or that are newer than the plan.
    pub fn beyond(&self, route: Route, seen: &Snapshot) -> usize {
        if route == Route::Exact {
            return 0;
        }
        let planned: FxHashSet<SessionKey> = self.targets.iter().map(|target| target.key).collect();
        let people: FxHashSet<UserId> = planned.iter().map(|key| key.user).collect();
        let extra = |slot: &Slot| {
            let key = seen.key(*slot);
            key.is_some_and(|key| people.contains(&key.user) && !planned.contains(&key))
        };
        seen.iter().filter(extra).count()
    }

    /// Turns the plan into what may be carried out, if the answer meets the challenge.
    pub fn confirm(self, answer: &str) -> Result<Confirmed, Self> {
        if self.challenge.accepts(answer) {
            Ok(Confirmed(self))
        } else {
            Err(self)
        }
    }

    /// The same for scripts, where `--yes` and the right `--expect` stand for what is typed.
    pub fn confirm_count(self, expected: usize) -> Result<Confirmed, Self> {
        if expected == self.targets.len() {
            Ok(Confirmed(self))
        } else {
            Err(self)
        }
    }

    /// The requests, in the order of the targets.
    pub fn steps(&self) -> Vec<Step> {
        if self.route == Route::Exact {
            let step = |(item, target): (usize, &Target)| Step::Session {
                key: target.key,
                item,
            };
            return self.targets.iter().enumerate().map(step).collect();
        }
        let mut order: Vec<UserId> = Vec::new();
        let mut items: rustc_hash::FxHashMap<UserId, Vec<usize>> = rustc_hash::FxHashMap::default();
        for (item, target) in self.targets.iter().enumerate() {
            let theirs = items.entry(target.key.user).or_default();
            if theirs.is_empty() {
                order.push(target.key.user);
            }
            theirs.push(item);
        }
        let mut of = |user: &UserId| items.remove(user).unwrap_or_default();
        if self.route == Route::User {
            return order
                .iter()
                .map(|user| Step::User {
                    user: *user,
                    items: of(user),
                })
                .collect();
        }
        order
            .chunks(USERS_PER_LOGOUT)
            .map(|users| Step::Users {
                users: users.to_vec(),
                items: users.iter().flat_map(&mut of).collect(),
            })
            .collect()
    }
}
