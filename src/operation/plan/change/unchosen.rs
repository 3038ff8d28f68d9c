//! What is there and is not chosen any more, and why.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use crate::live::Snapshot;
use crate::model::{OAuthToken, SessionKey, TokenId, User, UserId};
use crate::operation::Target;

/// What is listed when a plan is made again.
#[derive(Clone, Copy)]
pub(crate) struct ListedNow<'a> {
    /// Sessions and people.
    pub(crate) snapshot: &'a Snapshot,
    /// The tokens, where they were listed again. A list that is as old as the plan has lost none.
    pub(crate) tokens: Option<&'a [OAuthToken]>,
}

/// What is not as it was of somebody who is not chosen any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Unchosen {
    Role,
    Address,
    Name,
    Organization,
    Tags,
    State,
    LastSeen,
    SignedIn,
    /// None of these, such as the number of their sessions.
    Otherwise,
}

impl Unchosen {
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Role => "another role",
            Self::Address => "another address",
            Self::Name => "another name",
            Self::Organization => "another organisation",
            Self::Tags => "other tags",
            Self::State => "suspended, deleted or no longer so",
            Self::LastSeen => "seen since",
            Self::SignedIn => "signed in at another time",
            Self::Otherwise => "what was read now does not match",
        }
    }
}

impl<'a> ListedNow<'a> {
    /// What a snapshot lists; tokens were not listed again.
    pub(crate) const fn of(snapshot: &'a Snapshot) -> Self {
        Self {
            snapshot,
            tokens: None,
        }
    }

    /// These targets in two: those that are still there, and those that are gone.
    pub(super) fn split<'t>(&self, targets: &[&'t Target]) -> (Vec<&'t Target>, Vec<&'t Target>) {
        let keys: FxHashSet<SessionKey> = targets.iter().filter_map(|it| it.session()).collect();
        let listed = self.snapshot.find(&keys);
        let tokens: Option<FxHashSet<TokenId>> =
            (self.tokens).map(|tokens| tokens.iter().map(|token| token.id).collect());
        targets.iter().partition(|target| match target {
            Target::Session(target) => listed.contains_key(&target.key),
            Target::Token(target) => {
                (tokens.as_ref()).is_none_or(|tokens| tokens.contains(&target.token.id))
            }
            Target::Person(target) => !self.user(target.id).is_some_and(User::is_deleted),
        })
    }

    /// What is known to differ of a target from what its plan knew, at least one of these.
    pub(super) fn unlike(&self, target: &Target) -> Vec<Unchosen> {
        let Some(user) = self.user(target.user()) else {
            return vec![Unchosen::Otherwise];
        };
        let mut unlike = match target {
            Target::Session(_) => BTreeSet::new(),
            Target::Person(before) => unlike(before.user.as_ref(), user),
            Target::Token(before) => unlike(before.owner.as_ref(), user),
        };
        if let Target::Session(before) = target {
            let read = |same: bool, why| (!same).then_some(why);
            // Without a role, nothing was known of the person.
            let is_same = |same: bool| same || before.role.is_none();
            let differs = [
                read(is_same(before.role == Some(user.role)), Unchosen::Role),
                read(
                    is_same(before.email.as_ref() == user.email.shown()),
                    Unchosen::Address,
                ),
                read(
                    is_same(before.name.as_ref() == user.name.shown()),
                    Unchosen::Name,
                ),
            ];
            unlike.extend(differs.into_iter().flatten());
            let keys = FxHashSet::from_iter([before.key]);
            let slot = self.snapshot.find(&keys).into_values().next();
            if let Some(now) = slot.and_then(|slot| self.snapshot.session(slot)) {
                let (last, since) = (now.last_seen_at.readable(), now.authenticated_at.readable());
                unlike.extend(read(last == before.last_seen_at, Unchosen::LastSeen));
                unlike.extend(read(since == before.authenticated_at, Unchosen::SignedIn));
            }
        }
        if unlike.is_empty() {
            unlike.insert(Unchosen::Otherwise);
        }
        unlike.into_iter().collect()
    }

    fn user(&self, id: UserId) -> Option<&'a User> {
        let directory = self.snapshot.directory();
        directory.person(directory.place_of(id)?)?.user()
    }
}

/// What of a record is not as it was.
fn unlike(before: Option<&User>, now: &User) -> BTreeSet<Unchosen> {
    let Some(before) = before else {
        return BTreeSet::new();
    };
    let state = |user: &User| (user.suspended, user.active);
    let differs = [
        (
            before.role != now.role || before.custom_role != now.custom_role,
            Unchosen::Role,
        ),
        (before.email != now.email, Unchosen::Address),
        (before.name != now.name, Unchosen::Name),
        (
            before.organization != now.organization,
            Unchosen::Organization,
        ),
        (before.tags != now.tags, Unchosen::Tags),
        (state(before) != state(now), Unchosen::State),
    ];
    let differs = differs.into_iter().filter(|(differs, _)| *differs);
    differs.map(|(_, why)| why).collect()
}
