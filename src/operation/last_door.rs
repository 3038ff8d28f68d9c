//! The last door of an account: whoever takes admins away, as by suspending them, leaves at least one other who can sign in,
//! beside the owner of the credentials. A token that suspends everybody else would leave an account
//! that nobody can enter.

use rustc_hash::FxHashSet;

use super::{Guardrails, LastDoor, Plan, Target};
use crate::model::{Role, User, UserId};
use crate::zendesk::{AdminList, Client, Purpose};

/// Whether a plan may take admins away, so that the others must be counted. Somebody whose role is
/// not known may be one.
pub(crate) fn takes_admins(plan: &Plan) -> bool {
    let mut taken = taken(plan);
    taken.any(|target| !matches!(target.role(), Some(Role::Agent | Role::EndUser)))
}

/// Checks that a plan leaves an admin who can sign in.
///
/// # Errors
/// If it leaves none, or that cannot be found out.
pub(crate) async fn check_last_door(
    client: &Client,
    plan: &Plan,
    guardrails: &Guardrails,
) -> Result<(), LastDoor> {
    if !takes_admins(plan) {
        return Ok(());
    }
    leaves_a_door(&list_admins(client).await?, plan, guardrails)
}

/// Lists the admins of the account.
///
/// # Errors
/// If they cannot be listed.
pub(crate) async fn list_admins(client: &Client) -> Result<AdminList, LastDoor> {
    let listed = AdminList::read(client, Purpose::Asked).await;
    listed.map_err(|error| LastDoor::NotCountable(error.to_string()))
}

/// Whether a plan leaves one of these admins who can sign in, if it takes any.
///
/// # Errors
/// If it leaves none, or that is not known.
pub(crate) fn leaves_a_door(
    listed: &AdminList,
    plan: &Plan,
    guardrails: &Guardrails,
) -> Result<(), LastDoor> {
    if !takes_admins(plan) {
        return Ok(());
    }
    let taken: FxHashSet<UserId> = taken(plan).map(Target::user).collect();
    let is_left = |admin: &User| {
        can_sign_in(admin) && guardrails.own_user != Some(admin.id) && !taken.contains(&admin.id)
    };
    if listed.admins.iter().any(is_left) {
        return Ok(());
    }
    let not_countable = |what: String| Err(LastDoor::NotCountable(what));
    if listed.unreadable > 0 {
        return not_countable(format!("{} of them cannot be read", listed.unreadable));
    }
    if listed.lacking > 0 {
        let lacking = listed.lacking;
        return not_countable(format!(
            "the list of them counts {lacking} more than it has"
        ));
    }
    let is_other = |admin: &&User| {
        guardrails.own_user != Some(admin.id)
            && !taken.contains(&admin.id)
            && !cannot_sign_in(admin)
    };
    if let Some(admin) = listed.admins.iter().find(is_other) {
        return not_countable(format!(
            "of user {} it is not said whether they can sign in",
            admin.id
        ));
    }
    let is_listed = |user: UserId| listed.admins.iter().any(|admin| admin.id == user);
    // Only an admin may ask this, so a list without whoever asks is not whole.
    if let Some(own) = guardrails.own_user.filter(|own| !is_listed(*own)) {
        return not_countable(format!(
            "user {own}, whose credentials these are, is one, and the list of them lacks them"
        ));
    }
    let mut admins = self::taken(plan).filter(|target| target.role() == Some(Role::Admin));
    if let Some(admin) = admins.find(|target| !is_listed(target.user())) {
        return not_countable(format!(
            "user {} is one, and the list of them lacks them",
            admin.user()
        ));
    }
    Err(LastDoor::Closed)
}

/// Those whom a plan takes away, if they are admins.
fn taken(plan: &Plan) -> impl Iterator<Item = &Target> {
    let items = plan.items().iter();
    let takes = items.filter(|item| item.operation.takes_an_admin_away());
    takes.map(|item| &item.target)
}

/// Whether Zendesk says that an admin can sign in.
fn can_sign_in(admin: &User) -> bool {
    admin.suspended == Some(false) && admin.active == Some(true)
}

/// Whether Zendesk says that an admin cannot sign in.
fn cannot_sign_in(admin: &User) -> bool {
    admin.suspended == Some(true) || admin.active == Some(false)
}
