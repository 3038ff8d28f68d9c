//! What is there and is not chosen any more, and why.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::live::Snapshot;
use crate::model::{OAuthToken, Session, SessionKey, TokenId, User, UserId};
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

    /// What is known by now of these targets. Everything is looked at once, however many they are.
    pub(super) fn of_these(&self, targets: &[&Target]) -> TargetsNow<'a> {
        let keys = targets.iter().filter_map(|it| it.session()).collect();
        let listed = self.snapshot.find(&keys).into_iter();
        let session = |(key, slot)| Some((key, self.snapshot.session(slot)?));
        let people = targets.iter().map(|it| it.user()).collect();
        let people = self.snapshot.directory().entries_of(&people).into_iter();
        TargetsNow {
            sessions: listed.filter_map(session).collect(),
            users: (people.filter_map(|(id, (_, person))| Some((id, person.user()?)))).collect(),
            tokens: (self.tokens).map(|tokens| tokens.iter().map(|token| token.id).collect()),
        }
    }
}

/// What is known by now of targets of a plan.
pub(super) struct TargetsNow<'a> {
    /// Those of their sessions that are listed.
    sessions: FxHashMap<SessionKey, Session>,
    users: FxHashMap<UserId, &'a User>,
    /// The tokens of everybody, where they were listed again.
    tokens: Option<FxHashSet<TokenId>>,
}

impl TargetsNow<'_> {
    /// Whether a target is still there.
    pub(super) fn has(&self, target: &Target) -> bool {
        match target {
            Target::Session(target) => self.sessions.contains_key(&target.key),
            Target::Token(target) => {
                (self.tokens.as_ref()).is_none_or(|tokens| tokens.contains(&target.token.id))
            }
            Target::Person(target) => !self.user(target.id).is_some_and(User::is_deleted),
        }
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
            if let Some(now) = self.sessions.get(&before.key) {
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

    fn user(&self, id: UserId) -> Option<&User> {
        self.users.get(&id).copied()
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
