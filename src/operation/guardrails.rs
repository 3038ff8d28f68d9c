//! What must not be touched, and the most a run may do. Guardrails are applied in one place, when
//! the plan is made, and asked again right before each request.

use super::{ExcludedBecause, Operation, Refusal, Target};
use crate::live::Snapshot;
use crate::model::{Role, SafeText, TokenId, User, UserId};
use crate::query::Why;
use crate::settings::{ProtectedIds, ProtectedRule, RuleSet};

/// The limits of a run. All of them come from the settings, `users/me` and the token in use.
#[derive(Debug, Clone)]
pub struct Guardrails {
    /// The owner of the credentials; nothing is planned while that is unknown.
    pub own_user: Option<UserId>,
    /// The person behind a service's credentials, whom the settings name (`me`).
    pub behind: PersonBehind,
    /// The OAuth token that the requests are made with, if it is known.
    pub own_token: Option<TokenId>,
    /// The people whom no run may touch, whoever asks.
    pub protected: Vec<ProtectedRule>,
    /// The people whom a rule about addresses covered once.
    pub pinned: ProtectedIds,
    /// Whether it is still being asked who has the protected addresses. Anybody may be protected by a
    /// further address until that is answered, so nothing is changed before.
    pub is_seeking: bool,
    /// The most items that one run may have.
    pub max_per_run: usize,
    /// A plan of more items than this is confirmed by the account's name.
    pub name_above: usize,
    /// A plan of more items than this is confirmed by name and number, and is on disk before its
    /// run.
    pub file_above: usize,
    /// Whether nothing may be changed at all.
    pub read_only: bool,
    /// Whether it is about one's own sessions, and nobody else's.
    pub only_own: bool,
    /// The rules in force, which a choice may ask for.
    pub rules: RuleSet,
}

/// The person behind a service's credentials: who runs zentop, where the credentials themselves act
/// as somebody else. What is known of them only ever excludes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum PersonBehind {
    /// The settings name nobody, and need not: the credentials are a person's.
    #[default]
    NotNamed,
    /// The settings name nobody, and the credentials are a service's.
    Missing,
    /// The settings name somebody, and Zendesk was not asked yet who that is.
    NotAsked,
    /// This person.
    Is(UserId),
    /// The settings name somebody of whom it cannot be known who they are, for this reason.
    NotKnown(String),
}

impl PersonBehind {
    /// The person, where known.
    pub(crate) const fn user(&self) -> Option<UserId> {
        match self {
            Self::Is(user) => Some(*user),
            Self::NotNamed | Self::Missing | Self::NotAsked | Self::NotKnown(_) => None,
        }
    }
}

impl Guardrails {
    /// Checks that a run of this operation touches no more than so many targets.
    ///
    /// # Errors
    /// If it does.
    pub(super) fn allows_as_many(
        &self,
        operation: Operation,
        chosen: usize,
    ) -> Result<(), Refusal> {
        let limit = self.max_per_run;
        if chosen > limit {
            return Err(Refusal::TooMany {
                operation,
                chosen,
                limit,
            });
        }
        Ok(())
    }

    /// Why a target is excluded, if it is.
    pub(crate) fn excludes(&self, target: &Target) -> Option<ExcludedBecause> {
        if let Target::Token(target) = target
            && self.own_token == Some(target.token.id)
        {
            return Some(ExcludedBecause::InUse);
        }
        self.excludes_person(target.user(), target.role(), target.email())
    }

    /// Why whatever belongs to a person is excluded, as far as they are known.
    pub(crate) fn excludes_person(
        &self,
        user: UserId,
        role: Option<Role>,
        email: Option<&SafeText>,
    ) -> Option<ExcludedBecause> {
        if self.only_own && self.own_user != Some(user) {
            return Some(ExcludedBecause::NotYours);
        }
        if !self.only_own && self.is_own(user) {
            return Some(ExcludedBecause::Yours);
        }
        (self.pinned.has(user) || ProtectedRule::any_covers(&self.protected, user, role, email))
            .then_some(ExcludedBecause::Protected)
    }

    /// The same guardrails for one's own sessions, which all other choices leave.
    pub(crate) fn for_own_sessions(&self) -> Self {
        Self {
            only_own: true,
            ..self.clone()
        }
    }

    /// Whether this is the owner of the credentials, or the person behind them.
    pub(crate) fn is_own(&self, user: UserId) -> bool {
        self.own_user == Some(user) || self.behind == PersonBehind::Is(user)
    }

    /// Why nothing may be changed at all, if it is not known whose hands this is in.
    pub(crate) fn refuses_everything(&self) -> Option<Refusal> {
        match &self.behind {
            _ if self.is_seeking => Some(Refusal::ProtectedSought),
            PersonBehind::NotNamed | PersonBehind::Missing | PersonBehind::Is(_) => None,
            PersonBehind::NotAsked => Some(Refusal::WhoAmI),
            PersonBehind::NotKnown(why) => Some(Refusal::BehindNotKnown(why.clone())),
        }
    }

    /// Why nothing of anybody else's may be changed: it is not known whose hands this is in, it is in
    /// others than before, or these are the credentials of somebody who is no admin. Such people see only what is theirs, so nothing
    /// that they did to others could be proved; their own sessions are a choice of its own.
    pub(crate) fn refuses_others(
        &self,
        operation: Operation,
        snapshot: &Snapshot,
    ) -> Option<Refusal> {
        if let Some(refusal) = self.refuses_everything() {
            return Some(refusal);
        }
        let (before, me) = (self.own_user?, snapshot.identity()?);
        let refusal = Refusal::of_other_hands(before, me.id);
        refusal.or_else(|| Refusal::of_no_admin(operation, me))
    }

    /// Why nobody may be chosen by anything but their name: somebody who runs a service may be among
    /// those of a role or a filter, and nobody would know.
    pub(crate) fn refuses_all_of(&self) -> Option<Refusal> {
        (self.behind == PersonBehind::Missing).then_some(Refusal::BehindMissing)
    }

    /// Why it cannot be known whether a rule protects somebody, if so.
    pub(crate) fn doubt(&self, person: Result<&User, Why>) -> Option<Why> {
        ProtectedRule::doubt(&self.protected, person)
    }

    /// Whether a rule depends on more than the id, so that an unknown person cannot be judged.
    pub(crate) fn needs_to_know(&self) -> bool {
        self.protected.iter().any(ProtectedRule::needs_to_know)
    }
}

impl Default for Guardrails {
    /// The thresholds of an account whose settings name none.
    fn default() -> Self {
        Self {
            own_user: None,
            behind: PersonBehind::NotNamed,
            own_token: None,
            protected: Vec::new(),
            pinned: ProtectedIds::default(),
            is_seeking: false,
            max_per_run: 10_000,
            name_above: 20,
            file_above: 200,
            read_only: false,
            only_own: false,
            rules: RuleSet::default(),
        }
    }
}

/// The key that sorts admins first, because the widest damage must be seen first.
pub(super) fn by_risk(role: Option<Role>) -> Role {
    role.unwrap_or(Role::Other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operation::SessionTarget;

    /// Whether this rule keeps somebody with this address.
    fn keeps(rule: ProtectedRule, email: Option<&str>) -> bool {
        let guardrails = Guardrails {
            protected: vec![rule],
            ..Guardrails::default()
        };
        let target = Target::from(SessionTarget {
            email: email.map(SafeText::new),
            ..SessionTarget::of("7/1".parse().unwrap())
        });
        guardrails.excludes(&target) == Some(ExcludedBecause::Protected)
    }

    #[test]
    fn a_rule_for_an_address_keeps_that_address_alone() {
        let rule = || ProtectedRule::Email("Ada@Example.com".to_owned());
        for email in ["ada@example.com", " ADA@example.COM "] {
            assert!(keeps(rule(), Some(email)), "{email:?}");
        }
        for email in ["bob@example.com", "ada@example.com.net", ""] {
            assert!(!keeps(rule(), Some(email)), "{email:?}");
        }
        assert!(!keeps(rule(), None));
    }

    #[test]
    fn a_rule_for_a_domain_keeps_every_address_in_it_and_no_other() {
        let rule = || ProtectedRule::Domain("Example.com".to_owned());
        for email in ["ada@example.com", "b@EXAMPLE.com", "\"a@b\"@example.com"] {
            assert!(keeps(rule(), Some(email)), "{email:?}");
        }
        for email in ["ada@sub.example.com", "ada@notexample.com", "example.com"] {
            assert!(!keeps(rule(), Some(email)), "{email:?}");
        }
        assert!(!keeps(rule(), None));
    }

    /// A choice of one's own sessions takes one's own alone, and any other leaves them: those of the
    /// owner of the credentials and those of the person behind them.
    #[test]
    fn ones_own_are_a_choice_of_their_own() {
        let user = |number: u64| UserId::new(number).unwrap();
        let others = Guardrails {
            own_user: Some(user(7)),
            behind: PersonBehind::Is(user(8)),
            protected: vec![ProtectedRule::User(user(10))],
            ..Guardrails::default()
        };
        let own = others.for_own_sessions();
        let nobodys = Guardrails {
            own_user: None,
            ..own.clone()
        };
        let why = |guardrails: &Guardrails, number: u64| {
            guardrails.excludes_person(user(number), Some(Role::Agent), None)
        };
        let (yours, not_yours) = (ExcludedBecause::Yours, ExcludedBecause::NotYours);
        for (number, of_others, of_own) in [
            (7, Some(yours), None),
            (8, Some(yours), Some(not_yours)),
            (9, None, Some(not_yours)),
            (10, Some(ExcludedBecause::Protected), Some(not_yours)),
        ] {
            assert_eq!(why(&others, number), of_others, "{number}");
            assert_eq!(why(&own, number), of_own, "{number}");
            assert_eq!(why(&nobodys, number), Some(not_yours), "{number}");
        }
        let protected = Guardrails {
            protected: vec![ProtectedRule::User(user(7))],
            ..own
        };
        assert_eq!(why(&protected, 7), Some(ExcludedBecause::Protected));
    }
}
