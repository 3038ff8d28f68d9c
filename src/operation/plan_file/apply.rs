//! From a file to a plan of what is still there of it.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use super::check::Checked;
use super::untold::unresolved;
use super::{MoreThanListed, NotApplied};
use crate::journal::NamedTarget;
use crate::live::{Lookup, Snapshot};
use crate::model::{SessionKey, Timestamp, User, UserId};
use crate::operation::guardrails::by_risk;
use crate::operation::{
    Basis, GoesBeyond, Guardrails, LeftOfFile, Operation, PersonTarget, Plan, PlanClaims, Refusal,
    Route, SessionTarget, Target, TargetKind, select,
};
use crate::query::Why;

/// A plan made from a file.
#[derive(Debug)]
pub struct FromFile {
    /// The plan for the sessions that are still there.
    pub plan: Plan,
    /// What is gone or done already. Nothing is sent for it.
    pub gone: Vec<Target>,
    /// The number of sessions of the file that are left alone, since they are of somebody who must not be
    /// touched, or may not be.
    pub left_alone: usize,
    /// The number of sessions that the file does not list, and its route takes all the same.
    pub others: usize,
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
            leaves_out,
        } = checked;
        let hash = file.hash().to_owned();
        let file = file.content;
        let operation = Operation::End(file.route);
        if let Some(refusal) = guardrails.refuses_others(operation, snapshot) {
            return Err(refusal.into());
        }
        let lists = file.targets.len();
        let in_file = confirmed(&file.targets, &file.claims);
        let basis = Basis {
            account: &file.account,
            snapshot,
            guardrails,
            now,
        };
        let named: BTreeSet<UserId> = file.others.iter().map(|person| person.user).collect();
        let spared = if leaves_out && file.route.is_wide() {
            let owners = file.targets.iter().map(|target| target.key.user);
            let people = owners.chain(named.iter().copied()).collect();
            claimed_owners(&people, &in_file, &basis)
        } else {
            FxHashSet::default()
        };
        let planned = as_known(file.targets, snapshot, &doubted);
        let StillThere {
            mut targets,
            mut gone,
            mut left,
        } = still_there(
            planned,
            (operation, &in_file),
            leaves_out.then_some(&spared),
            &basis,
        )?;
        let (left_alone, listed) = (left.len(), targets.len());
        let mut signed_out = named.clone();
        if file.route.is_wide() {
            // An own list that is empty by now takes nobody out.
            signed_out.extend(gone.iter().map(Target::user));
        }
        signed_out.retain(|user| !spared.contains(user));
        leave_the_spared(&mut left, &named, &spared);
        let spared = leaves_out.then_some(&mut left);
        let (unlisted, not_there) = unlisted(&signed_out, snapshot, (guardrails, spared))?;
        if file.route.is_wide() {
            let owners = targets.iter().map(|target| target.key.user);
            let of = owners.chain(unlisted.iter().map(|person| person.id));
            let listed = targets.iter().map(|target| target.key).collect();
            let others = others(snapshot, &of.collect(), &listed);
            if let Some(other) = others
                .iter()
                .find(|other| select::is_guarded(other.key, &basis))
            {
                return Err(NotApplied::Claimed(other.key));
            }
            take_others(&mut targets, others, (at_most, lists))?;
            let by_person =
                |target: &SessionTarget| (by_risk(target.role), target.key.user, target.beyond);
            targets.sort_by_key(by_person);
        }
        // Of the others each session is told.
        let not_there = not_there.into_iter().filter(|it| named.contains(&it.id));
        gone.extend(not_there.map(Target::Person));
        let (count, others) = (targets.len(), targets.len() - listed);
        if let Some(most) = at_most.filter(|most| count > *most) {
            let count = TargetKind::Sessions.counted(count);
            return Err(NotApplied::AtMost { count, most });
        }
        guardrails.allows_as_many(operation, count)?;
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
        .judged_as(file.judged)
        .leaving_out(left);
        Ok(FromFile {
            plan,
            gone,
            left_alone,
            others,
        })
    }
}

/// The sessions of a file under all people whose they may be: that was known when it was confirmed.
fn confirmed(targets: &[SessionTarget], claims: &PlanClaims) -> FxHashSet<SessionKey> {
    let keys = targets.iter().map(|target| target.key);
    let under_all = keys.flat_map(|key| {
        let session = key.session;
        let others = claims.beside(key);
        let others = others.map(move |user| SessionKey { user, session });
        std::iter::once(key).chain(others)
    });
    under_all.collect()
}

/// Leaves those alone of whom the file lists no session, and who are left out for others' sake.
fn leave_the_spared(left: &mut LeftOfFile, named: &BTreeSet<UserId>, spared: &FxHashSet<UserId>) {
    for id in named.iter().copied().filter(|user| spared.contains(user)) {
        let (user, sessions) = (None, None);
        let target = Target::Person(PersonTarget { id, user, sessions });
        left.leave(target, None, Some(Why::WhoseNotKnown));
    }
}

/// Those of these people of whom a session may be somebody's whom a guardrail excludes, or of whom the file
/// does not say so: a wide route would take that one as well.
fn claimed_owners(
    people: &FxHashSet<UserId>,
    in_file: &FxHashSet<SessionKey>,
    basis: &Basis<'_>,
) -> FxHashSet<UserId> {
    let snapshot = basis.snapshot;
    let keys = snapshot.slots_of_people(people).into_iter();
    let keys = keys.filter_map(|slot| snapshot.key(slot));
    keys.filter(|key| select::is_claimed_beyond(*key, in_file, basis))
        .map(|key| key.user)
        .collect()
}

/// The sessions of a file by what becomes of them.
#[derive(Default)]
struct StillThere {
    targets: Vec<SessionTarget>,
    gone: Vec<Target>,
    left: LeftOfFile,
}

/// Which sessions of a file are still there and may go, which are gone, and which are left alone.
///
/// # Errors
/// If one of them must not be touched, or that cannot be known, and they are not left out: those are given who
/// are left out for others' sake.
fn still_there(
    planned: Vec<(SessionTarget, Result<&User, Why>, bool)>,
    (operation, in_file): (Operation, &FxHashSet<SessionKey>),
    spared: Option<&FxHashSet<UserId>>,
    basis: &Basis<'_>,
) -> Result<StillThere, NotApplied> {
    let guardrails = basis.guardrails;
    let leaves_out = spared.is_some();
    let mut found = StillThere::default();
    for (target, user, is_there) in planned {
        let excluded = guardrails.excludes(&Target::Session(target.clone()));
        let doubt = guardrails.doubt(user);
        if leaves_out && (excluded.is_some() || doubt.is_some() && is_there) {
            found.left.leave(Target::Session(target), excluded, doubt);
            continue;
        }
        if let Some(because) = excluded {
            let target = NamedTarget::Session(target.key);
            return Err(NotApplied::Excluded { target, because });
        }
        let is_claimed = select::is_claimed_beyond(target.key, in_file, basis);
        let is_spared = spared.is_some_and(|spared| spared.contains(&target.key.user));
        if leaves_out && (is_claimed || is_spared) {
            let doubt = Some(Why::WhoseNotKnown);
            found.left.leave(Target::Session(target), None, doubt);
            continue;
        }
        if is_claimed {
            return Err(NotApplied::Claimed(target.key));
        }
        if !is_there {
            found.gone.push(Target::Session(target));
        } else if doubt.is_some() {
            return Err(unresolved(operation, target.key.user, basis.snapshot).into());
        } else {
            found.targets.push(target);
        }
    }
    Ok(found)
}

/// The sessions of a file with what is known of them now: each with its owner's record, and whether it is
/// still there. A session is the one of the file by its number, whenever it is said to have begun.
fn as_known<'a>(
    planned: Vec<SessionTarget>,
    snapshot: &'a Snapshot,
    doubted: &FxHashSet<SessionKey>,
) -> Vec<(SessionTarget, Result<&'a User, Why>, bool)> {
    let keys: FxHashSet<SessionKey> = planned.iter().map(|target| target.key).collect();
    let listed = snapshot.find(&keys);
    let owners = keys.iter().map(|key| key.user).collect();
    let known = select::directory(snapshot, &owners);
    let as_known = |planned: SessionTarget| {
        let known = known.get(&planned.key.user);
        let user = known.map_or(Err(Why::NotRead), |known| known.record());
        let slot = listed.get(&planned.key);
        let session = slot.and_then(|slot| snapshot.session(*slot));
        let target = SessionTarget {
            last_seen_at: (session.as_ref())
                .map_or(planned.last_seen_at, |now| now.last_seen_at.readable()),
            name: user.map_or(planned.name, |user| user.name.shown().cloned()),
            email: user.map_or(planned.email, |user| user.email.shown().cloned()),
            role: user.ok().map(|user| user.role),
            ..planned
        };
        // Where its absence proves nothing, the session may still be there, unless Zendesk does not know its
        // owner any more, who has no list then.
        let is_nobodys = known.is_some_and(|known| matches!(known, Lookup::NoSuchUser));
        let is_there = session.is_some()
            || doubted.contains(&target.key)
            || !is_nobodys && snapshot.absence(target.key.user).is_err();
        (target, user, is_there)
    };
    planned.into_iter().map(as_known).collect()
}

/// Those of these people of whom no session is listed, and who are signed out all the same; whoever is
/// deleted meanwhile, or is not there any more, is gone. First who is there, then who is gone.
///
/// # Errors
/// If one of them must not be touched, or that cannot be known.
fn unlisted(
    people: &BTreeSet<UserId>,
    snapshot: &Snapshot,
    (guardrails, mut left): (&Guardrails, Option<&mut LeftOfFile>),
) -> Result<(Vec<PersonTarget>, Vec<PersonTarget>), NotApplied> {
    let known = select::directory(snapshot, &people.iter().copied().collect());
    let (mut there, mut gone) = (Vec::new(), Vec::new());
    for id in people.iter().copied() {
        let lookup = known.get(&id);
        let record = lookup.map_or(Err(Why::NotRead), |known| known.record());
        let user = record.ok();
        let is_gone =
            matches!(lookup, Some(Lookup::NoSuchUser)) || user.is_some_and(User::is_deleted);
        let target = PersonTarget {
            id,
            user: user.cloned(),
            sessions: snapshot.absence(id).is_ok().then_some(0),
        };
        let excluded = guardrails.excludes(&Target::Person(target.clone()));
        let doubt = guardrails.doubt(record).filter(|_| !is_gone);
        if let Some(left) = left.as_deref_mut()
            && (excluded.is_some() || doubt.is_some())
        {
            left.leave(Target::Person(target), excluded, doubt);
            continue;
        }
        if let Some(because) = excluded {
            let target = NamedTarget::Person(id);
            return Err(NotApplied::Excluded { target, because });
        }
        if is_gone {
            gone.push(target);
        } else if user.is_none() {
            let operation = Operation::End(Route::User);
            return Err(unresolved(operation, id, snapshot).into());
        } else {
            there.push(target);
        }
    }
    Ok((there, gone))
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
    let slots = snapshot.slots_of_people(people).into_iter().filter(|slot| {
        let key = snapshot.key(*slot);
        key.is_some_and(|key| !keys.contains(&key))
    });
    let found = slots.filter_map(|slot| select::target(snapshot, slot));
    let marked = found.map(|found| SessionTarget {
        beyond: GoesBeyond::File,
        ..found
    });
    marked.collect()
}
