//! What can be done to people, sessions and tokens: the closed set of operations, and what each of them
//! is. Everybody else asks these: no other file but those of words compares with one operation.

use crate::model::User;
use crate::zendesk::PersonChange;

/// One thing that is done to a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Operation {
    /// A session is ended, by this route.
    End(Route),
    /// A person is suspended and cannot sign in any more.
    Suspend,
    /// The suspension of a person is lifted.
    Unsuspend,
    /// An OAuth token is revoked.
    RevokeTokens,
}

impl Operation {
    /// Each of them, by each route.
    pub(crate) const ALL: [Self; 6] = [
        Self::End(Route::Exact),
        Self::End(Route::User),
        Self::End(Route::Many),
        Self::Suspend,
        Self::Unsuspend,
        Self::RevokeTokens,
    ];

    /// The route, if it ends sessions.
    pub const fn route(self) -> Option<Route> {
        match self {
            Self::End(route) => Some(route),
            Self::Suspend | Self::Unsuspend | Self::RevokeTokens => None,
        }
    }

    /// Whether it ends sessions.
    pub const fn ends(self) -> bool {
        self.route().is_some()
    }

    /// Whether it may end more than the sessions that are named.
    pub(crate) const fn is_wide(self) -> bool {
        match self.route() {
            Some(route) => route.is_wide(),
            None => false,
        }
    }

    /// The kind of target that it is done to.
    pub(crate) const fn target_kind(self) -> TargetKind {
        match self {
            Self::End(_) => TargetKind::Sessions,
            Self::Suspend | Self::Unsuspend => TargetKind::People,
            Self::RevokeTokens => TargetKind::Tokens,
        }
    }

    /// Whether it changes the record of a person, which then shows it. What is done to anything else
    /// only a list shows.
    pub(crate) const fn changes_people(self) -> bool {
        matches!(self.target_kind(), TargetKind::People)
    }

    /// Whether this person already is as the operation would make them, so that there is nothing to
    /// do. It is `None` where Zendesk does not tell, and `false` for operations that are not done to
    /// people.
    pub fn is_so(self, user: &User) -> Option<bool> {
        if self.is_so_of_the_gone() && user.is_deleted() {
            return Some(true);
        }
        match self {
            Self::Suspend => user.suspended,
            Self::Unsuspend => user.suspended.map(|is_suspended| !is_suspended),
            Self::End(_) | Self::RevokeTokens => Some(false),
        }
    }

    /// Whether a person who is deleted, or does not exist any more, is as it would make them: whoever is
    /// gone cannot sign in either, and nobody who is gone can be lifted.
    pub(crate) const fn is_so_of_the_gone(self) -> bool {
        match self {
            Self::Suspend => true,
            Self::End(_) | Self::Unsuspend | Self::RevokeTokens => false,
        }
    }

    /// Whether an admin to whom it is done can do nothing for the account any more, so that another must
    /// be left who can.
    pub(crate) const fn takes_an_admin_away(self) -> bool {
        match self {
            Self::Suspend => true,
            Self::End(_) | Self::Unsuspend | Self::RevokeTokens => false,
        }
    }

    /// Whether somebody to whom it is done cannot sign in any more. Their sessions may go on, and that
    /// it was not done is graver than anything that is left of them.
    pub(crate) const fn bars(self) -> bool {
        match self {
            Self::Suspend => true,
            Self::End(_) | Self::Unsuspend | Self::RevokeTokens => false,
        }
    }

    /// The operation that undoes it; `None` where none does.
    pub(crate) const fn undone_by(self) -> Option<Self> {
        match self {
            Self::Suspend => Some(Self::Unsuspend),
            Self::Unsuspend => Some(Self::Suspend),
            Self::End(_) | Self::RevokeTokens => None,
        }
    }

    /// The part of an offboarding that it is, if offboarding does it.
    pub(crate) const fn part(self) -> Option<OffboardPart> {
        match self {
            Self::Suspend => Some(OffboardPart::Suspend),
            Self::RevokeTokens => Some(OffboardPart::Tokens),
            Self::End(_) => Some(OffboardPart::Sessions),
            Self::Unsuspend => None,
        }
    }

    /// Whether it is this part of an offboarding.
    pub(crate) fn is_part(self, part: OffboardPart) -> bool {
        self.part() == Some(part)
    }

    /// The change of a person that the request makes, if the operation is done to people.
    pub(super) const fn change(self) -> Option<PersonChange> {
        match self {
            Self::Suspend => Some(PersonChange::Suspend),
            Self::Unsuspend => Some(PersonChange::Unsuspend),
            Self::End(_) | Self::RevokeTokens => None,
        }
    }
}

/// One of the things that offboarding does to a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum OffboardPart {
    /// The person is suspended.
    Suspend,
    /// Their OAuth tokens are revoked.
    Tokens,
    /// All of their sessions are ended.
    Sessions,
}

impl OffboardPart {
    /// Every part, in the order in which they are done.
    pub(crate) const ALL: [Self; 3] = [Self::Suspend, Self::Tokens, Self::Sessions];

    /// The word on the command line and in documents.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Suspend => "suspend",
            Self::Tokens => "tokens",
            Self::Sessions => "sessions",
        }
    }

    /// The operation that does it.
    pub(crate) const fn operation(self) -> Operation {
        match self {
            Self::Suspend => Operation::Suspend,
            Self::Tokens => Operation::RevokeTokens,
            Self::Sessions => Operation::End(Route::User),
        }
    }
}

/// The kinds of targets that operations are done to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TargetKind {
    /// The targets are sessions.
    Sessions,
    /// The targets are people.
    People,
    /// The targets are OAuth tokens.
    Tokens,
}

impl TargetKind {
    /// The noun after such a number.
    pub(crate) const fn noun(self, number: usize) -> &'static str {
        match (self, number) {
            (Self::Sessions, 1) => "session",
            (Self::Sessions, _) => "sessions",
            (Self::People, 1) => "person",
            (Self::People, _) => "people",
            (Self::Tokens, 1) => "token",
            (Self::Tokens, _) => "tokens",
        }
    }

    /// So many of this kind, in words.
    pub(crate) fn counted(self, number: usize) -> String {
        format!("{number} {}", self.noun(number))
    }
}

/// How the sessions are ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Route {
    /// One `DELETE` per session, which ends exactly those listed. This is the default.
    #[default]
    Exact,
    /// One `DELETE` per person, which also ends sessions newer than the list.
    User,
    /// One `logout_many` for up to a hundred people, which Zendesk carries out some time later.
    Many,
}

impl Route {
    /// Every route, narrowest first.
    pub const ALL: [Self; 3] = [Self::Exact, Self::User, Self::Many];

    /// The word on the command line, in plan files and in the journal.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::User => "user",
            Self::Many => "many",
        }
    }

    /// Whether it may end more than the sessions that are named.
    pub(crate) const fn is_wide(self) -> bool {
        matches!(self, Self::User | Self::Many)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::RecordRoute;
    use crate::operation::operation_of;

    /// Each operation has one word in the journal, which leads back to it, and is undone by what it undoes.
    #[test]
    fn each_operation_says_the_same_everywhere() {
        for operation in Operation::ALL {
            let route = RecordRoute::from(operation);
            assert_eq!(operation_of(route), Some(operation));
            assert_eq!(route.bars(), operation.bars(), "{operation:?}");
            assert_eq!(operation.change().is_some(), operation.changes_people());
            let undone = operation.undone_by();
            assert!(undone.is_none_or(|undo| undo.undone_by() == Some(operation)));
        }
        for part in OffboardPart::ALL {
            assert!(part.operation().is_part(part));
        }
    }
}
