//! What a plan is made of, so that it can be made again when the route is another or the facts are
//! newer.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Basis, Choice, ChoicePart, OffboardPart, OffboardWanted, Operation, Plan, Refusal, Route,
    Tokens, UndecidedPolicy, offboard, plan, plan_ending, plan_mine, select,
};
use crate::model::{ClientName, OAuthToken, TokenId, UserId};

/// What was asked for: a choice, and what is to be done to it.
#[derive(Debug, Clone)]
pub enum Proposal {
    /// The sessions of a choice are to be ended.
    End(Choice, Route),
    /// One's own sessions are to be ended.
    Mine(Route),
    /// The people of a choice are to be suspended, or no longer so.
    Change(Choice, Operation),
    /// Some of the listed tokens are to be revoked.
    Revoke {
        /// The tokens that are chosen.
        chosen: Tokens,
        /// All tokens that are listed.
        listed: Vec<OAuthToken>,
    },
    /// The people of a choice are to be offboarded: suspended, and their tokens and sessions taken.
    Offboard {
        /// The people.
        choice: Choice,
        /// All tokens that are listed; `None` where that is not known, and tokens stay.
        listed: Option<Vec<OAuthToken>>,
    },
}

impl Proposal {
    /// Ending the sessions of a choice: only these where sessions were chosen by what they are, and
    /// everything of theirs where people were.
    pub fn ending(choice: Choice) -> Self {
        let route = if choice.is_of_people() {
            Route::User
        } else {
            Route::Exact
        };
        Self::End(choice, route)
    }

    /// The plan for it by the facts of `basis`.
    ///
    /// # Errors
    /// If there is nothing to do, or something forbids it.
    pub fn plan(&self, basis: &Basis<'_>) -> Result<Plan, Refusal> {
        let selection = match self {
            Self::End(choice, route) => return plan_ending(choice, *route, basis),
            Self::Mine(route) => {
                let kind = basis.snapshot.standing.map(|standing| standing.kind);
                return plan_mine(*route, kind, basis);
            }
            Self::Offboard { choice, listed } => {
                let is_done =
                    |part: &OffboardPart| *part != OffboardPart::Tokens || listed.is_some();
                let parts: Vec<_> = OffboardPart::ALL.into_iter().filter(is_done).collect();
                let wanted = OffboardWanted::all_of(choice, &parts);
                return offboard(&wanted, listed.as_deref().unwrap_or_default(), basis);
            }
            Self::Change(choice, operation) => select::people(choice, *operation, basis)?,
            Self::Revoke { chosen, listed } => select::tokens(chosen, listed, basis)?,
        };
        plan(vec![selection], basis)
    }

    /// The same by another route, where sessions are ended.
    #[must_use]
    pub(crate) fn by(&self, route: Route) -> Self {
        match self {
            Self::End(choice, _) => Self::End(choice.clone(), route),
            Self::Mine(_) => Self::Mine(route),
            other => other.clone(),
        }
    }

    /// Whether sessions were chosen one by one, and not their people.
    pub(crate) fn is_of_sessions(&self) -> bool {
        matches!(self, Self::End(choice, _) if choice.is_of_sessions())
    }

    /// The parts of whom it means, if those are chosen.
    pub(crate) fn parts(&self) -> &[ChoicePart] {
        self.choice().map_or(&[], |choice| &choice.parts)
    }

    /// Whom it means.
    const fn choice(&self) -> Option<&Choice> {
        match self {
            Self::End(choice, _) | Self::Change(choice, _) | Self::Offboard { choice, .. } => {
                Some(choice)
            }
            Self::Revoke { chosen, .. } => Some(&chosen.owners),
            Self::Mine(_) => None,
        }
    }

    /// Whether those of whom it cannot be told whether they are chosen are taken.
    pub(crate) fn takes_undecided(&self) -> bool {
        let choice = self.choice();
        choice.is_some_and(|choice| choice.undecided == UndecidedPolicy::Take)
    }

    /// The same with another policy for those of whom it cannot be told.
    #[must_use]
    pub(crate) fn with(&self, policy: UndecidedPolicy) -> Self {
        let mut other = self.clone();
        match &mut other {
            Self::End(choice, _) | Self::Change(choice, _) | Self::Offboard { choice, .. } => {
                choice.undecided = policy;
            }
            Self::Revoke { chosen, .. } => chosen.owners.undecided = policy,
            Self::Mine(_) => {}
        }
        other
    }

    /// The people who are named in it, whether or not anything of theirs is listed.
    pub(crate) fn people(&self) -> BTreeSet<UserId> {
        let named = self.choice().map(Choice::named_people);
        named.unwrap_or_default().into_iter().collect()
    }

    /// Whether it is among its facts who the people are. Who ends their own sessions is known, and may
    /// not be allowed to ask.
    pub(crate) const fn rests_on_names(&self) -> bool {
        !matches!(self, Self::Mine(_))
    }

    /// Whether each person's own list of sessions is among its facts.
    pub(crate) const fn rests_on_lists(&self) -> bool {
        !matches!(self, Self::Revoke { .. })
    }

    /// Whether it is among its facts which tokens there are.
    pub(crate) const fn rests_on_tokens(&self) -> bool {
        matches!(
            self,
            Self::Revoke { .. }
                | Self::Offboard {
                    listed: Some(_),
                    ..
                }
        )
    }

    /// Takes in the tokens that are listed by now. Returns the owner of each that was not listed before,
    /// and that it does not take by itself.
    pub(crate) fn take_tokens(&mut self, newer: Vec<OAuthToken>) -> Vec<UserId> {
        match self {
            Self::Revoke { chosen, listed } => {
                let before: BTreeSet<TokenId> = listed.iter().map(|token| token.id).collect();
                let takes_owners = !chosen.owners.parts.is_empty();
                let is_new = |token: &&OAuthToken| !takes_owners && !before.contains(&token.id);
                let since = newer
                    .iter()
                    .filter(is_new)
                    .map(|token| token.user)
                    .collect();
                *listed = named_as(listed, newer);
                since
            }
            Self::Offboard {
                listed: Some(listed),
                ..
            } => {
                *listed = named_as(listed, newer);
                Vec::new()
            }
            Self::End(..)
            | Self::Mine(_)
            | Self::Change(..)
            | Self::Offboard { listed: None, .. } => Vec::new(),
        }
    }

    /// Whether exactly these ids were chosen, so that newer facts never add to it.
    pub(crate) fn is_exact(&self) -> bool {
        match self {
            Self::End(choice, route) => !route.is_wide() && choice.names_sessions_alone(),
            Self::Change(choice, _) => !choice.means_all(),
            Self::Mine(_) | Self::Offboard { .. } => false,
            Self::Revoke { chosen, .. } => !chosen.owners.means_all(),
        }
    }
}

/// These tokens, with the names that their clients had `before`.
fn named_as(before: &[OAuthToken], mut newer: Vec<OAuthToken>) -> Vec<OAuthToken> {
    let name = |token: &OAuthToken| Some((*token.client.shown()?, token.client_name.clone()?));
    let names: BTreeMap<u64, ClientName> = before.iter().filter_map(name).collect();
    for token in &mut newer {
        let client = token.client.shown().and_then(|client| names.get(client));
        token.client_name = token.client_name.take().or_else(|| client.cloned());
    }
    newer
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tokens that were chosen by their numbers stay those; what was made since is told.
    #[test]
    fn tokens_made_since_are_told_and_not_revoked_with_those_that_were_chosen() {
        let token = |id, owner| {
            let owner = UserId::new(owner).unwrap();
            OAuthToken::of(TokenId::new(id).unwrap(), owner)
        };
        let newer = vec![token(2, 7), token(3, 7)];
        let mut chosen = Proposal::Revoke {
            chosen: Tokens::those(vec![TokenId::new(1).unwrap(), TokenId::new(2).unwrap()]),
            listed: vec![token(1, 7), token(2, 7)],
        };
        assert!(chosen.rests_on_tokens());
        let since = chosen.take_tokens(newer.clone());
        assert_eq!(since, [UserId::new(7).unwrap()]);
        assert!(matches!(&chosen, Proposal::Revoke { listed, .. } if *listed == newer));
        let owner = Choice::people(since);
        let mut of_people = Proposal::Revoke {
            chosen: Tokens::of(owner.clone()),
            listed: Vec::new(),
        };
        assert!(of_people.take_tokens(newer).is_empty(), "they are taken");
        let without = Proposal::Offboard {
            choice: owner,
            listed: None,
        };
        assert!(!without.rests_on_tokens());
    }
}
