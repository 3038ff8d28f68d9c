//! A refusal for the log. Its own words quote what somebody typed, names and addresses, and go over
//! several lines, so that the log has a word for each kind in their place.

use std::fmt;

use super::{LastDoor, Refusal};

/// A refusal as the log has it: on one line, and without a word of anybody's.
pub(crate) struct RefusalForLog<'a>(&'a Refusal);

impl Refusal {
    /// The refusal for the log: its kind and its counts.
    pub(crate) const fn for_log(&self) -> RefusalForLog<'_> {
        RefusalForLog(self)
    }

    const fn kind(&self) -> &'static str {
        match self {
            Self::Empty { .. } => "nothing was chosen",
            Self::AllExcluded { .. } => "all is excluded",
            Self::ReadOnly(_) => "read-only",
            Self::WhoAmI => "not known yet whose credentials these are",
            Self::ProtectedSought => "protected addresses are still being asked for",
            Self::BehindNotKnown(_) => "the person behind the credentials is not known",
            Self::OtherHands { .. } => "the credentials are somebody else's now",
            Self::BehindMissing => "the settings do not name the person behind the credentials",
            Self::ClaimedAddress => "whose credentials these are is only claimed",
            Self::LastDoor(LastDoor::Closed) => "no other admin would be left",
            Self::LastDoor(LastDoor::NotCountable(_)) => "the admins cannot be counted",
            Self::NotAdmin => "not an admin's credentials",
            Self::NotWhole => "the list is not whole",
            Self::OwnOnly => "the credentials see only their own sessions",
            Self::TooMany { .. } => "more than a run may have",
            Self::Undecided { .. } => "undecided",
            Self::TwoRoles { .. } => "a word means two roles",
            Self::RolesNotRead(_) => "the custom roles were not read",
            Self::RoleInDoubt(_) => "not known whether there is such a role",
            Self::NoSuchRole(_) => "no such role",
            Self::Ambiguous { .. } => "a name means several",
            Self::Unresolved { .. } => "somebody's protection or role cannot be checked",
        }
    }
}

impl fmt::Display for RefusalForLog<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.kind())?;
        match self.0 {
            Refusal::AllExcluded { chosen, .. } => write!(f, ", chosen {chosen}"),
            Refusal::TooMany { chosen, limit, .. } => write!(f, ", chosen {chosen} of {limit}"),
            // How many of what.
            Refusal::Undecided { left, .. } => write!(f, ", {left}"),
            Refusal::OtherHands { before, now } => write!(f, ", user {before} and {now}"),
            Refusal::Unresolved { user, .. } => write!(f, ", user {user}"),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::UserId;
    use crate::operation::Operation;

    #[test]
    fn no_word_of_anybody_and_no_second_line_is_in_it() {
        let canary = || "canary@example.com\n  CANARY".to_owned();
        let operation = Operation::Suspend;
        let user = UserId::new(7).unwrap();
        for (refusal, expected) in [
            (
                Refusal::Empty {
                    operation,
                    left: canary(),
                },
                "nothing was chosen",
            ),
            (
                Refusal::AllExcluded {
                    operation,
                    chosen: 3,
                    reasons: canary(),
                    named: canary(),
                    left: canary(),
                    has_mine: false,
                },
                "all is excluded, chosen 3",
            ),
            (
                Refusal::BehindNotKnown(canary()),
                "the person behind the credentials is not known",
            ),
            (
                Refusal::LastDoor(LastDoor::NotCountable(canary())),
                "the admins cannot be counted",
            ),
            (
                Refusal::TooMany {
                    operation,
                    chosen: 30,
                    limit: 20,
                },
                "more than a run may have, chosen 30 of 20",
            ),
            (
                Refusal::Undecided {
                    left: "3 people".to_owned(),
                    reasons: canary(),
                    may_take: true,
                },
                "undecided, 3 people",
            ),
            (
                Refusal::TwoRoles {
                    word: "agent",
                    custom: canary(),
                    without: "role:staff",
                },
                "a word means two roles",
            ),
            (
                Refusal::RoleInDoubt(canary()),
                "not known whether there is such a role",
            ),
            (Refusal::NoSuchRole(canary()), "no such role"),
            (
                Refusal::Ambiguous {
                    named: canary(),
                    these: canary(),
                },
                "a name means several",
            ),
            (
                Refusal::Unresolved {
                    operation,
                    user,
                    untold: "did not tell their role",
                },
                "somebody's protection or role cannot be checked, user 7",
            ),
        ] {
            assert_eq!(refusal.for_log().to_string(), expected);
        }
    }
}
