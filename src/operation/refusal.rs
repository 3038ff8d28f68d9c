//! Why there is no plan, in words that say what to do.
//!
//! - `for_log` the same in words that name nobody

mod for_log;

use super::{Operation, TargetKind};
use crate::model::{EmailAddress, Role, User, UserId};

/// Why the last door would be closed, or may be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LastDoor {
    /// Nobody would be left.
    #[error(
        "no other admin would be left who can sign in: leave at least one active admin beside the \
         owner of these credentials"
    )]
    Closed,
    /// How many admins there are could not be found out.
    #[error(
        "whether another admin would be left who can sign in is not known, so nothing is done: \
         the admins of the account cannot be counted: {0}"
    )]
    NotCountable(String),
}

/// Why there is no plan. Nothing was sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Nothing was chosen, or nothing that was chosen is listed any more.
    #[error("{}{left}", nothing(*operation))]
    Empty {
        /// The operation that was to be done.
        operation: Operation,
        /// What was named and not found, and what could not be decided, each in a line.
        left: String,
    },
    /// Everything that was chosen is excluded.
    #[error("{}{named}{left}", all_stays(*operation, (*chosen, *has_mine), reasons))]
    AllExcluded {
        /// The operation that was to be done.
        operation: Operation,
        /// The number of targets that were chosen.
        chosen: usize,
        /// The reasons with the number of targets that each excludes, such as `protected 2, yours
        /// 1`.
        reasons: String,
        /// Each with its reason, in a line; without the line on the screen, where whoever chose sees
        /// them.
        named: String,
        /// What was named and not found, and what could not be decided, each in a line.
        left: String,
        /// Whether some of it belongs to the owner of the credentials, who can end that by itself.
        has_mine: bool,
    },
    /// The profile is read-only.
    #[error("{}", read_only(*.0))]
    ReadOnly(Operation),
    /// `users/me` has not answered yet.
    #[error("not known yet whose credentials these are; wait for the first answer of Zendesk")]
    WhoAmI,
    /// Who has the protected addresses is still being asked.
    #[error(
        "who has the protected addresses is still being asked, and nothing is changed before that is known; \
         wait a moment, and do this again"
    )]
    ProtectedSought,
    /// The settings name the person behind the credentials, and who that is cannot be known.
    #[error(
        "who you are is not known, so nothing is changed: `me` in the settings: {0}; give the user \
         id of one person"
    )]
    BehindNotKnown(String),
    /// The credentials are somebody else's than when it was planned.
    #[error(
        "these credentials were those of user {before} when this was planned and are those of user {now} \
         now, so whose own sessions stay has changed: nothing is sent with these; begin anew, and if that \
         is not meant, look at `zentop auth status`"
    )]
    OtherHands {
        /// Whose they were.
        before: UserId,
        /// Whose they are.
        now: UserId,
    },
    /// The credentials are a service's, and the settings do not name the person behind them.
    #[error(
        "these credentials are a service's, and who you are is not known, so everyone, roles, \
         domains and filters are refused: write `me = \"your address or user id\"` into the \
         profile, which takes your own sessions out"
    )]
    BehindMissing,
    /// The credentials claim to be somebody's and do not prove it.
    #[error(
        "your own sessions are not ended with these credentials: an e-mail address that goes with a \
         token or a password says who you claim to be; sign in by OAuth (`zentop auth login`)"
    )]
    ClaimedAddress,
    /// No other admin would be left who can sign in.
    #[error("{0}")]
    LastDoor(LastDoor),
    /// The credentials are not an admin's. Only admins may, and the admin who acts is always
    /// excluded, so that an account never loses its last one.
    #[error("these credentials are not an admin's; sign in as an admin to suspend or revoke")]
    NotAdmin,
    /// The choice means "all" of a list that is not whole.
    #[error("the list is not whole yet; \"all\" is possible once a whole walk is in")]
    NotWhole,
    /// The choice is about others, with credentials that see only their owner's sessions.
    #[error(
        "these credentials see only their own sessions; {MINE}; sign in as an admin to end anybody else's"
    )]
    OwnOnly,
    /// The plan has more items than a run may have.
    #[error("{}", too_many(*operation, *chosen, *limit))]
    TooMany {
        /// The operation that was to be done.
        operation: Operation,
        /// The number of targets that were chosen.
        chosen: usize,
        /// The most that one run may have.
        limit: usize,
    },
    /// It cannot be known of some targets whether they are chosen.
    #[error("{}", undecided(left, reasons, *may_take))]
    Undecided {
        /// How many of what, such as `3 sessions`.
        left: String,
        /// The reasons, each with the number of targets and some of their people.
        reasons: String,
        /// Whether any of them can be taken on somebody's word.
        may_take: bool,
    },
    /// A word means one of Zendesk's own roles, and a custom role of the account.
    #[error(
        "{word:?} is a role of Zendesk's own and the name of the custom role {custom}; nothing was done: \
         in quotes, role:\"{word}\", it is the custom role, and {without} is the other"
    )]
    TwoRoles {
        /// The word.
        word: &'static str,
        /// The custom role, by number and name.
        custom: String,
        /// What means Zendesk's own role without the word.
        without: &'static str,
    },
    /// A word means one of Zendesk's own roles, and it is not known whether a custom role of the
    /// account has it as its name.
    #[error(
        "{0:?} is a role of Zendesk's own, and the account's custom roles could not be read so far, or not all of \
         them, so it is not known whether one of them has that name too; nothing was done: try again later, or choose \
         the people themselves, by their ids"
    )]
    RolesNotRead(&'static str),
    /// A query names a custom role by this condition, and it is not known whether the account has it.
    #[error(
        "{0}: no custom role that was read has this name, and not all of them were read, so it is not known whether \
         there is one; nothing was done: try again later, or choose the people themselves, by their ids"
    )]
    RoleInDoubt(String),
    /// A query names a custom role that the account does not have. Holds what is wrong, and what may
    /// have been meant.
    #[error("{0}; nothing was done")]
    NoSuchRole(String),
    /// A name means several things.
    #[error(
        "{named:?} is the {} of several: {these}; say by number which is meant, and nothing was done",
        name_or_address(named)
    )]
    Ambiguous {
        /// The name as it was given.
        named: String,
        /// Each thing by number and name.
        these: String,
    },
    /// Zendesk did not tell what the protected list or their role is checked by, so it cannot be checked.
    #[error("{}", unresolved(*operation, *user, untold))]
    Unresolved {
        /// The operation that was to be done.
        operation: Operation,
        /// The person.
        user: UserId,
        /// What Zendesk did not tell, behind "of user 7 Zendesk".
        untold: &'static str,
    },
}

impl Refusal {
    /// Why credentials that are `now`'s may not do what was planned with those of `before`, if so.
    pub(crate) fn of_other_hands(before: UserId, now: UserId) -> Option<Self> {
        (before != now).then_some(Self::OtherHands { before, now })
    }

    /// Why somebody may do nothing to others, if so: they are no admin, or are suspended.
    pub(crate) fn of_no_admin(operation: Operation, me: &User) -> Option<Self> {
        let is_admin = me.role == Role::Admin && !me.is_suspended();
        (!is_admin).then_some(if operation.ends() {
            Self::OwnOnly
        } else {
            Self::NotAdmin
        })
    }

    /// The refusal in the words of the screen, on one line, where keys take the place of options.
    pub(crate) fn on_screen(&self) -> String {
        let mut refusal = self.clone();
        if let Self::AllExcluded { named, .. } = &mut refusal {
            named.clear();
        }
        let text = refusal.to_string().replace(MINE, MINE_ON_SCREEN);
        let text = text.replace(LATER, SOON_ON_SCREEN);
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        lines.join("; ")
    }

    /// Whether there would be a plan, or another refusal, once the custom roles were read.
    pub(crate) const fn waits_for_roles(&self) -> bool {
        matches!(self, Self::RolesNotRead(_) | Self::RoleInDoubt(_))
    }
}

/// How one's own sessions are ended, by whoever types commands and by whoever sits at the screen.
const MINE: &str = "end --mine, on the screen :mine, ends your own";
const MINE_ON_SCREEN: &str = ":mine ends your own";

/// What to do while custom roles are not read: the screen asks for them at once.
const LATER: &str = "try again later, or choose the people";
const SOON_ON_SCREEN: &str =
    "they are asked for now, so try again in a moment, or choose the people";

const fn nothing(operation: Operation) -> &'static str {
    match operation.target_kind() {
        TargetKind::Sessions => "nothing to end: no listed session was chosen",
        TargetKind::Tokens => "nothing to do: no listed token was chosen",
        TargetKind::People => "nothing to do: nobody was chosen who is there",
    }
}

fn read_only(operation: Operation) -> String {
    let done = if operation.ends() { "ended" } else { "changed" };
    format!("read-only: nothing can be {done} (drop --read-only or the profile's read_only)")
}

fn undecided(left: &str, reasons: &str, may_take: bool) -> String {
    let take = if may_take {
        "--undecided take with that"
    } else {
        "and nobody is changed who is not known"
    };
    format!(
        "it cannot be known of {left} whether that is chosen, so nothing is done; --undecided leave \
         goes on without, {take}\n  {reasons}"
    )
}

/// What the same words of several people or things are to them: nobody's address is a name.
fn name_or_address(named: &str) -> &'static str {
    let is_address = named.parse::<EmailAddress>().is_ok();
    if is_address { "address" } else { "name" }
}

fn unresolved(operation: Operation, user: UserId, untold: &str) -> String {
    let what = if operation.ends() {
        "whether they are protected"
    } else {
        "what they may do"
    };
    format!(
        "of user {user} Zendesk {untold}, so {what} cannot be checked, and nothing was sent: make a new \
         plan without them"
    )
}

fn all_stays(operation: Operation, (chosen, has_mine): (usize, bool), reasons: &str) -> String {
    let message = all_is_excluded(operation, chosen, reasons);
    if operation.ends() && has_mine {
        return format!("{message}; {MINE}");
    }
    message
}

fn all_is_excluded(operation: Operation, chosen: usize, reasons: &str) -> String {
    match (operation.ends(), chosen) {
        (true, 1) => {
            format!("nothing to end: the chosen session is yours or protected ({reasons})")
        }
        (true, chosen) => {
            format!(
                "nothing to end: all {chosen} chosen sessions are yours or protected ({reasons})"
            )
        }
        (false, _) => format!("nothing to do: all that was chosen is kept ({reasons})"),
    }
}

fn too_many(operation: Operation, chosen: usize, limit: usize) -> String {
    let what = if operation.ends() {
        "sessions are more than a run may end"
    } else {
        "are more than a run may do"
    };
    format!("{chosen} {what} ({limit}; guard.max_per_run)")
}
