//! What Zendesk does not tell of somebody whom a plan file is about, so that it is not carried out.

use crate::live::{Lookup, Snapshot};
use crate::model::{Role, UserId};
use crate::operation::{Operation, Refusal, select};

/// The refusal of a plan file because of this person.
pub(super) fn unresolved(operation: Operation, user: UserId, snapshot: &Snapshot) -> Refusal {
    let known = select::directory(snapshot, &[user].into_iter().collect());
    Refusal::Unresolved {
        operation,
        user,
        untold: untold(known.get(&user).copied()),
    }
}

/// What Zendesk does not tell of somebody, behind "of user 7 Zendesk".
fn untold(lookup: Option<&Lookup>) -> &'static str {
    match lookup {
        None | Some(Lookup::NotAsked | Lookup::Missing) => "told nothing",
        Some(Lookup::NoSuchUser) => "knows nothing (any more)",
        Some(Lookup::Unreadable) => "sent a record that cannot be read",
        Some(Lookup::User(user)) if user.role == Role::Other => "told no role that is known",
        Some(Lookup::User(user)) if user.email.known().is_none() => {
            "told no address that can be read"
        }
        Some(Lookup::User(_)) => "did not tell all that this is decided by",
    }
}
