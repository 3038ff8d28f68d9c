//! From a file to a plan: how the file, and the account as it is now, are checked.

use std::time::Duration;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Content, FilePerson, LONGEST, MoreThanListed, NotApplied, PlanFile};
use crate::journal::NamedTarget;
use crate::live::{Lookup, Person, Snapshot};
use crate::model::{SafeText, SessionKey, Timestamp, TokenId, User, UserId};
use crate::operation::guardrails::by_risk;
use crate::operation::{
    GoesBeyond, Guardrails, Operation, PersonTarget, Plan, Refusal, Route, SessionTarget, Target,
    TargetKind, select,
};
use crate::query::Why;

/// Where a file is to be carried out.
#[derive(Debug, Clone, Copy)]
pub struct Here<'a> {
    /// The name of the account.
    pub account: &'a str,
    /// The origin that its requests go to.
    pub origin: &'a str,
}

/// How much later than now a file may have been made, since no two clocks agree.
const AHEAD: Duration = Duration::from_secs(5 * 60);

/// A file that has passed every check that needs no request.
#[derive(Debug, Clone)]
pub struct Checked {
    file: PlanFile,
    /// The most sessions that may go, where the file's list is not the limit.
    at_most: Option<usize>,
    /// The sessions that a list lacks without anything that bears it out.
    doubted: FxHashSet<SessionKey>,
}

impl Checked {
    /// The same file, of whose people so many sessions may go, also those that it does not list.
    #[must_use]
    pub fn at_most(self, at_most: Option<usize>) -> Self {
        Self { at_most, ..self }
    }

    /// Checks that the file can be carried out `now`, by the server's clock, which is the one that it was
    /// made and expires by.
    ///
    /// # Errors
    /// If it has expired, was made later than now, or lasts longer than a file may.
    pub(crate) fn in_time(self, now: Timestamp) -> Result<Self, NotApplied> {
        let Content {
            made_at,
            expires_at,
            ..
        } = self.file.content;
        if expires_at <= now {
            return Err(NotApplied::Expired(expires_at));
        }
        if made_at > now.after(AHEAD) {
            return Err(NotApplied::MadeLater { made_at, now });
        }
        if expires_at > made_at.after(LONGEST) {
            return Err(NotApplied::LastsTooLong {
                made_at,
                expires_at,
            });
        }
        Ok(self)
    }

    /// The same file, of which these sessions are not gone whatever a list says.
    #[must_use]
    pub(crate) fn doubting(self, doubted: FxHashSet<SessionKey>) -> Self {
        Self { doubted, ..self }
    }

    /// The sessions that the file lists and that are not listed now.
    pub(crate) fn lacking(&self, snapshot: &Snapshot) -> Vec<SessionKey> {
        let keys = || self.file.targets().iter().map(|target| target.key);
        let listed = snapshot.find(&keys().collect());
        keys().filter(|key| !listed.contains_key(key)).collect()
    }

    /// Whoever is shown otherwise in the file than they are now, each in words.
    pub(crate) fn changed(&self, snapshot: &Snapshot) -> Vec<String> {
        let shown = self.file.content.shown.iter();
        let shown: FxHashMap<UserId, _> = shown.map(|one| (one.user, one)).collect();
        let people = snapshot.directory().iter().filter_map(Person::user);
        let mut changed: Vec<(UserId, String)> = people
            .filter_map(|now| Some((now.id, shown.get(&now.id)?.changed(now)?)))
            .collect();
        changed.sort_unstable();
        changed.into_iter().map(|(_, words)| words).collect()
    }

    /// The tokens that the file lists.
    pub(crate) fn tokens(&self) -> Vec<TokenId> {
        let others = self.file.content.others.iter();
        others.flat_map(|person| person.tokens.clone()).collect()
    }

    /// The file itself.
    pub(super) fn into_parts(self) -> (PlanFile, Option<usize>) {
        (self.file, self.at_most)
    }

    /// The people whose lists must be read before a plan is made of the file.
    pub fn people(&self) -> Vec<UserId> {
        let keys = self.file.targets().iter().map(|target| target.key.user);
        let others = self.file.content.others.iter().map(|person| person.user);
        let mut people: Vec<UserId> = keys.chain(others).collect();
        people.sort_unstable();
        people.dedup();
        people
    }
}

/// A plan made from a file.
#[derive(Debug)]
pub struct FromFile {
    /// The plan for the sessions that are still there.
    pub plan: Plan,
    /// What is gone or done already, or is another sign-in by now. Nothing is sent for it.
    pub gone: Vec<Target>,
    /// The number of sessions that the file does not list, and its route takes all the same.
    pub others: usize,
}

impl PlanFile {
    /// Checks everything about the file that can be checked without a request.
    ///
    /// # Errors
    /// If the file was edited, is for another account or origin, states other counts
    /// than it lists or than `expect`, or is beyond the limits of `guardrails`.
    pub fn check(
        self,
        here: Here<'_>,
        expect: Option<usize>,
        guardrails: &Guardrails,
    ) -> Result<Checked, NotApplied> {
        let (body, lists) = (&self.content, self.content.lists());
        let operation = self.operation();
        if self.hash() != self.computed_hash() {
            return Err(NotApplied::Edited);
        }
        if body.account != here.account {
            return Err(NotApplied::OtherAccount {
                file: SafeText::new(&body.account),
                here: SafeText::new(here.account),
            });
        }
        if body.origin != here.origin {
            return Err(NotApplied::OtherOrigin {
                file: SafeText::new(&body.origin),
                here: SafeText::new(here.origin),
            });
        }
        if body.route.is_wide() && !body.is_whole {
            return Err(NotApplied::Wide(body.route));
        }
        let owners = self.targets().iter().map(|at| at.key.user);
        let others = body.others.iter().map(|person| person.user);
        let people: FxHashSet<UserId> = owners.chain(others).collect();
        if body.count != lists || body.people != people.len() {
            return Err(NotApplied::Count {
                message: body.counted(body.count),
                people: body.people,
                lists,
            });
        }
        if let Some(expected) = expect
            && expected != lists
        {
            let lists = body.counted(lists);
            return Err(NotApplied::Expected { expected, lists });
        }
        if guardrails.read_only {
            return Err(Refusal::ReadOnly(operation).into());
        }
        let items = body.targets.len() + body.others.len();
        if lists.max(items) > guardrails.max_per_run {
            return Err(Refusal::TooMany {
                operation,
                chosen: lists.max(items),
                limit: guardrails.max_per_run,
            }
            .into());
        }
        Ok(Checked {
            file: self,
            at_most: None,
            doubted: FxHashSet::default(),
        })
    }
}

impl Plan {
    /// The plan of a file, for those sessions that are still the ones it names. `snapshot` must
    /// hold the lists of [`Checked::people`], read after the file was, and these people themselves.
    ///
    /// # Errors
    /// If more would go than the file lists and nobody allowed it, if the owner of the credentials is
    /// not known, or if one session of the file belongs to that
    /// owner, to somebody protected, or to somebody of whom it is not known whether they are
    /// protected.
    pub fn from_file(
        checked: Checked,
        snapshot: &Snapshot,
        guardrails: &Guardrails,
        now: Timestamp,
    ) -> Result<FromFile, NotApplied> {
        if guardrails.own_user.is_none() {
            return Err(Refusal::WhoAmI.into());
        }
        let Checked {
            file,
            at_most,
            doubted,
        } = checked;
        let hash = file.hash().to_owned();
        let file = file.content;
        let operation = Operation::End(file.route);
        if let Some(refusal) = guardrails.refuses_others(operation, snapshot) {
            return Err(refusal.into());
        }
        let lists = file.targets.len();
        let keys: FxHashSet<SessionKey> = file.targets.iter().map(|target| target.key).collect();
        let listed = snapshot.find(&keys);
        let directory: FxHashMap<UserId, &User> = (snapshot.directory().iter())
            .filter_map(|person| Some((person.id, person.user()?)))
            .collect();
        let (mut targets, mut gone) = (Vec::new(), Vec::new());
        let unlisted = unlisted(&file.others, snapshot, guardrails, &mut gone)?;
        for planned in file.targets {
            let user = directory.get(&planned.key.user);
            let session = listed
                .get(&planned.key)
                .and_then(|slot| snapshot.session(*slot));
            let target = SessionTarget {
                last_seen_at: session
                    .as_ref()
                    .map_or(planned.last_seen_at, |now| now.last_seen_at.readable()),
                name: user.map_or(planned.name, |user| user.name.shown().cloned()),
                email: user.map_or(planned.email, |user| user.email.shown().cloned()),
                role: user.map(|user| user.role),
                ..planned
            };
            if let Some(because) = guardrails.excludes(&Target::Session(target.clone())) {
                let target = NamedTarget::Session(target.key);
                return Err(NotApplied::Excluded { target, because });
            }
            let is_there = match &session {
                // A time that cannot be read is no sign of another sign-in.
                Some(now) if now.authenticated_at.is_unreadable() => true,
                Some(now) => now.authenticated_at.readable() == target.authenticated_at,
                // Where its absence proves nothing, the session may still be there.
                None => doubted.contains(&target.key) || snapshot.absence(target.key.user).is_err(),
            };
            if !is_there {
                gone.push(Target::Session(target));
                continue;
            }
            let record = user.copied().ok_or(Why::NotRead);
            if guardrails.doubt(record).is_some() {
                return Err(Refusal::Unresolved(operation, target.key.user).into());
            }
            targets.push(target);
        }
        let listed = targets.len();
        if file.route.is_wide() {
            let owners = targets.iter().map(|target| target.key.user);
            let of = owners.chain(gone.iter().map(Target::user));
            let of = of.chain(file.others.iter().map(|person| person.user));
            let listed = targets.iter().map(|target| target.key).collect();
            let others = others(snapshot, &of.collect(), &listed);
            take_others(&mut targets, others, (at_most, lists))?;
            let by_person =
                |target: &SessionTarget| (by_risk(target.role), target.key.user, target.beyond);
            targets.sort_by_key(by_person);
        }
        let (count, others) = (targets.len(), targets.len() - listed);
        if let Some(most) = at_most.filter(|most| count > *most) {
            let count = TargetKind::Sessions.counted(count);
            return Err(NotApplied::AtMost { count, most });
        }
        if count > guardrails.max_per_run {
            return Err(Refusal::TooMany {
                operation,
                chosen: count,
                limit: guardrails.max_per_run,
            }
            .into());
        }
        let missing = gone.len();
        let owners: FxHashSet<UserId> = targets.iter().map(|target| target.key.user).collect();
        let unlisted = unlisted.into_iter();
        let unlisted = unlisted.filter(|person| !owners.contains(&person.id));
        let targets = targets.into_iter().map(Target::Session);
        let targets = targets.chain(unlisted.map(Target::Person)).collect();
        let plan = Self::written(
            file.account,
            file.route,
            (now, snapshot),
            (targets, file.excluded, missing),
            hash,
            guardrails,
        )
        .judged_as(file.judged);
        Ok(FromFile { plan, gone, others })
    }
}

/// Those of a file of whom no session is listed in it, and who are signed out all the same. Whoever is
/// deleted meanwhile, or is not there any more, is gone.
///
/// # Errors
/// If one of them must not be touched, or that cannot be known.
fn unlisted(
    people: &[FilePerson],
    snapshot: &Snapshot,
    guardrails: &Guardrails,
    gone: &mut Vec<Target>,
) -> Result<Vec<PersonTarget>, NotApplied> {
    let wanted: FxHashSet<UserId> = people.iter().map(|person| person.user).collect();
    let directory = snapshot.directory().iter();
    let known: FxHashMap<UserId, &Lookup> = directory
        .filter(|person| wanted.contains(&person.id))
        .map(|person| (person.id, &person.known))
        .collect();
    let mut unlisted = Vec::new();
    for person in people {
        let lookup = known.get(&person.user);
        let user = lookup.and_then(|known| known.record().ok());
        let is_gone =
            matches!(lookup, Some(Lookup::NoSuchUser)) || user.is_some_and(User::is_deleted);
        let target = PersonTarget {
            id: person.user,
            user: user.cloned(),
            sessions: snapshot.absence(person.user).is_ok().then_some(0),
        };
        if let Some(because) = guardrails.excludes(&Target::Person(target.clone())) {
            let target = NamedTarget::Person(person.user);
            return Err(NotApplied::Excluded { target, because });
        }
        if is_gone {
            gone.push(Target::Person(target));
        } else if user.is_none() {
            let operation = Operation::End(Route::User);
            return Err(Refusal::Unresolved(operation, person.user).into());
        } else {
            unlisted.push(target);
        }
    }
    Ok(unlisted)
}

/// Adds what a wide route takes of the same people beside the sessions of a file, which lists so many.
///
/// # Errors
/// If nobody allowed that more goes.
fn take_others(
    targets: &mut Vec<SessionTarget>,
    others: Vec<SessionTarget>,
    (at_most, lists): (Option<usize>, usize),
) -> Result<(), NotApplied> {
    let marked: Vec<Target> = others.iter().cloned().map(Target::Session).collect();
    if let (None, Some(more)) = (at_most, MoreThanListed::of_targets(marked.iter())) {
        return Err(NotApplied::More {
            more,
            message: TargetKind::Sessions.counted(lists),
            most: targets.len() + others.len(),
        });
    }
    targets.extend(others);
    Ok(())
}

/// The sessions of these people that a file with these sessions does not list.
fn others(
    snapshot: &Snapshot,
    people: &FxHashSet<UserId>,
    keys: &FxHashSet<SessionKey>,
) -> Vec<SessionTarget> {
    let slots = snapshot.iter().filter(|slot| {
        let key = snapshot.key(*slot);
        key.is_some_and(|key| people.contains(&key.user) && !keys.contains(&key))
    });
    let found = slots.filter_map(|slot| select::target(snapshot, slot));
    let marked = found.map(|found| SessionTarget {
        beyond: GoesBeyond::File,
        ..found
    });
    marked.collect()
}
