//! Whoever became protected, or was made staff, since a plan was made. A run may go on for minutes, or
//! wait for a limit or for somebody to sign in; a guardrail holds for who people are when a request goes,
//! and less was typed for an end user than is for an admin.
//!
//! - `beside` whoever a session of a run may belong to beside the person under whom it is

mod beside;

use std::borrow::Cow;
use std::time::Duration;

use rustc_hash::{FxHashMap, FxHashSet};
use tokio::sync::{Semaphore, watch};

use self::beside::{PeopleBeside, because_of};
use crate::live::FACTS_GOOD_FOR;
use crate::model::{Clock, Role, SafeText, Timestamp, User, UserId};
use crate::operation::{Guardrails, NotReadAgain, Plan, Step, StepRequest, Target};
use crate::zendesk::{Client, Purpose, RetryPolicy};

/// Why nothing is done to somebody, in words.
const PROTECTED: &str = "protected since it was confirmed";
const DOUBTFUL: &str = "it cannot be told any more whether they are protected";
const RISEN: &str = "given a higher role since it was confirmed";

/// What is said of a step that was sent although that could not be read again.
const NOT_READ_AGAIN: &str =
    "who they are could not be read again before it, so what was known of them held";

/// How a second look is tried: the run goes on without it, and looks again after a while.
const LOOK: RetryPolicy = RetryPolicy {
    attempts: 2,
    base: Duration::from_millis(500),
    cap: Duration::from_secs(1),
    patience: Duration::from_secs(30),
};

/// The most people who are read with one request.
const AT_ONCE: usize = 100;

/// The people of a run, as far as they were read since it was confirmed.
pub(super) struct PeopleSince {
    guardrails: Guardrails,
    clock: Clock,
    /// The people in the order of the plan, each with those whose their sessions may be.
    people: Vec<UserId>,
    /// Whose the sessions of these people may be as well.
    beside: PeopleBeside,
    /// What they were when the run was confirmed, where that is known.
    roles: FxHashMap<UserId, Role>,
    /// When the run was confirmed, on facts of that time.
    from: Timestamp,
    read: watch::Sender<FxHashMap<UserId, ReadSince>>,
    unread: watch::Sender<UnreadSince>,
    /// One reads at a time, so that nobody is read twice.
    turn: Semaphore,
}

/// What is known of the people of a step before it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum StepPeople {
    /// Nothing speaks against it, and what says so is young enough.
    Free,
    /// What is known of some of them is too old.
    Old,
    /// These of them are not to be touched; never empty.
    Withheld(Vec<WithheldPerson>),
}

/// Somebody who is not to be touched any more, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WithheldPerson {
    pub(super) user: UserId,
    pub(super) why: Cow<'static, str>,
}

/// What was read of somebody.
struct ReadSince {
    at: Timestamp,
    /// Why they are not touched, if so.
    withheld: Option<&'static str>,
    /// Whether it could not be read by then, so that what was known before holds.
    is_unread: bool,
}

/// That it could not be read again who some of the people of a run are.
#[derive(Debug, Default)]
struct UnreadSince {
    /// Why, the first time.
    why: Option<SafeText>,
    /// The people for whom something was sent all the same.
    people: FxHashSet<UserId>,
}

impl PeopleSince {
    /// The people of a plan that begins now; `None` of one's own sessions.
    pub(super) fn of(plan: &Plan, guardrails: &Guardrails, clock: &Clock) -> Option<Self> {
        let role = |target: &Target| Some((target.user(), target.role()?));
        (!plan.is_of_own()).then(|| {
            let beside = PeopleBeside::of(plan);
            let roles = plan.targets().filter_map(role).chain(plan.claims().roles());
            Self {
                guardrails: guardrails.clone(),
                clock: Clock::clone(clock),
                people: in_order(plan, &beside),
                beside,
                roles: roles.collect(),
                from: clock(),
                read: watch::Sender::default(),
                unread: watch::Sender::default(),
                turn: Semaphore::new(1),
            }
        })
    }

    /// What is known of the people of a step now. Whoever was read beside others is judged by that, too.
    pub(super) fn standing(&self, step: &Step) -> StepPeople {
        if !self.wanted(step, (self.clock)()).is_empty() {
            return StepPeople::Old;
        }
        let withheld = self.withheld(step);
        if withheld.is_empty() {
            StepPeople::Free
        } else {
            StepPeople::Withheld(withheld)
        }
    }

    /// Those of the people of a step who are not to be touched, by what was read last: themselves, or since
    /// a session of theirs that goes may be of somebody who is not.
    pub(super) fn withheld(&self, step: &Step) -> Vec<WithheldPerson> {
        let read = self.read.borrow();
        let why_not = |user: &UserId| read.get(user)?.withheld;
        let withheld = |user: UserId| {
            let why = match why_not(&user) {
                Some(why) => Cow::Borrowed(why),
                None => {
                    let mut others = self.beside.of_request(&step.request, user).iter();
                    let because =
                        |other: &UserId| Some(because_of(&step.request, *other, why_not(other)?));
                    Cow::Owned(others.find_map(because)?)
                }
            };
            Some(WithheldPerson { user, why })
        };
        let users = Self::people_of(step).into_iter();
        users.filter_map(withheld).collect()
    }

    /// Takes in that a step is sent now. Whoever could not be read again is counted, and that is told in the
    /// record of the step.
    pub(super) fn goes(&self, step: &Step) -> Option<&'static str> {
        let users = self.all_behind(step).into_iter();
        let read = self.read.borrow();
        let is_unread = |user: &UserId| read.get(user).is_some_and(|it| it.is_unread);
        let unread: Vec<UserId> = users.filter(is_unread).collect();
        drop(read);
        if unread.is_empty() {
            return None;
        }
        self.unread.send_modify(|it| it.people.extend(unread));
        Some(NOT_READ_AGAIN)
    }

    /// For how many people something was sent without reading again who they are, and why, if so.
    pub(super) fn not_read_again(&self) -> Option<NotReadAgain> {
        let unread = self.unread.borrow();
        let people = unread.people.len();
        let why = unread.why.clone().filter(|_| people > 0)?;
        Some(NotReadAgain { people, why })
    }

    /// Reads again who the people of a step are, where what is known of them is too old, with those who
    /// come next. If that cannot be read, what was known holds, and that is not asked before every request:
    /// it counts for as long as an answer does.
    pub(super) async fn read_again(&self, step: &Step, client: &Client) {
        // The semaphore is never closed.
        let _turn = self.turn.acquire().await;
        let wanted = self.wanted(step, (self.clock)());
        for some in wanted.chunks(AT_ONCE) {
            self.read(some, client).await;
        }
    }

    /// Reads who these people are, of whom one request tells.
    async fn read(&self, wanted: &[UserId], client: &Client) {
        let now = (self.clock)();
        // It is a part of the run, and takes its place among the run's own requests.
        let ask = || client.people(Purpose::Ending, wanted);
        let answer = client.retrying(&LOOK, ask).await;
        let is_unread = answer.is_err();
        // Of whoever is left out of an answer it cannot be told whether they are protected.
        let left_out = (!is_unread && self.guardrails.needs_to_know()).then_some(DOUBTFUL);
        let found = match answer {
            Ok(answer) => answer.value.users,
            Err(error) => {
                let why = || SafeText::new(&error.to_string());
                let first = |it: &mut UnreadSince| it.why = it.why.take().or_else(|| Some(why()));
                self.unread.send_modify(first);
                Vec::new()
            }
        };
        let found = found.into_iter().filter(|user| wanted.contains(&user.id));
        // A look that failed may have waited, and the time begins when it is over.
        let at = if is_unread { (self.clock)() } else { now };
        self.read.send_modify(|read| {
            for user in wanted {
                let withheld = left_out.or_else(|| read.get(user)?.withheld);
                let since = ReadSince {
                    at,
                    withheld,
                    is_unread,
                };
                read.insert(*user, since);
            }
            read.extend(found.map(|user| (user.id, self.judged(&user, now))));
        });
    }

    /// Who is to be read again before a step, with those who come next.
    fn wanted(&self, step: &Step, now: Timestamp) -> Vec<UserId> {
        let users = self.all_behind(step);
        let read = self.read.borrow();
        let is_old = |user: &&UserId| {
            let at = read.get(*user).map_or(self.from, |it| it.at);
            now > at.after(FACTS_GOOD_FOR)
        };
        let mut wanted: Vec<UserId> = users.iter().filter(is_old).copied().collect();
        let requests = wanted.len().div_ceil(AT_ONCE);
        if !wanted.is_empty() {
            let own = Self::people_of(step);
            let last = self.people.iter().rposition(|user| own.contains(user));
            let next = self.people.iter().skip(last.map_or(0, |at| at + 1));
            let next = next.filter(|user| !users.contains(user));
            wanted.extend(next.filter(is_old).copied());
        }
        wanted.truncate(requests * AT_ONCE);
        wanted
    }

    /// What a record says of somebody. Whoever may be protected is left alone as before a run.
    fn judged(&self, user: &User, now: Timestamp) -> ReadSince {
        let email = user.email.shown();
        let because = self
            .guardrails
            .excludes_person(user.id, Some(user.role), email);
        let withheld = if because.is_some() {
            Some(PROTECTED)
        } else if self.guardrails.doubt(Ok(user)).is_some() {
            Some(DOUBTFUL)
        } else if self.was_made_staff(user) {
            Some(RISEN)
        } else {
            None
        };
        ReadSince {
            at: now,
            withheld,
            is_unread: false,
        }
    }

    /// Whether a person has more power than when the run was confirmed, as far as both are known.
    fn was_made_staff(&self, user: &User) -> bool {
        let before = self.roles.get(&user.id);
        before.is_some_and(|before| {
            let are_known = *before != Role::Other && user.role != Role::Other;
            are_known && user.role < *before
        })
    }

    /// Everybody on whom it depends whether a step is sent, each once.
    fn all_behind(&self, step: &Step) -> Vec<UserId> {
        let mut users = Self::people_of(step);
        let others = users
            .iter()
            .flat_map(|user| self.beside.of_request(&step.request, *user));
        let others: Vec<UserId> = others.copied().collect();
        users.extend(others);
        let mut once = FxHashSet::default();
        users.retain(|user| once.insert(*user));
        users
    }

    /// The people whom a step is about.
    fn people_of(step: &Step) -> Vec<UserId> {
        match &step.request {
            StepRequest::Session(key) => vec![key.user],
            StepRequest::SessionsOf(user)
            | StepRequest::Person(user, _)
            | StepRequest::Token(user, _) => vec![*user],
            StepRequest::Logout(users) => users.clone(),
        }
    }
}

/// The people of a plan, each once, in the order in which something is done to them, with those whose their
/// sessions may be.
fn in_order(plan: &Plan, beside: &PeopleBeside) -> Vec<UserId> {
    let mut once = FxHashSet::default();
    let users = plan.targets().flat_map(|target| {
        let user = target.user();
        std::iter::once(user).chain(beside.of_target(user, target.session()))
    });
    users.filter(|user| once.insert(*user)).collect()
}

#[cfg(test)]
mod tests;
