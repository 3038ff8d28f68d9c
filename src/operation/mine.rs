//! Ending one's own sessions: a choice of its own, which no other choice takes in. It is always about
//! the person whom `users/me` names, and only where the credentials prove that they are that
//! person's.

use super::plan::plan;
use super::select::{Selection, target};
use super::{Basis, Challenge, Operation, Plan, Refusal, Route, Target};
use crate::model::{SafeText, User};
use crate::zendesk::AuthKind;

/// The plan to end every session of the owner of the credentials.
///
/// # Errors
/// If the credentials only claim to be somebody's, if it is not known yet whose they are, or if there
/// is nothing to end.
pub(crate) fn plan_mine(
    route: Route,
    kind: Option<AuthKind>,
    basis: &Basis<'_>,
) -> Result<Plan, Refusal> {
    let operation = Operation::End(route);
    if basis.guardrails.read_only {
        return Err(Refusal::ReadOnly(operation));
    }
    match kind {
        None => return Err(Refusal::WhoAmI),
        Some(AuthKind::ApiToken | AuthKind::Password) => return Err(Refusal::ClaimedAddress),
        Some(AuthKind::OAuth | AuthKind::Cookie) => {}
    }
    if let Some(refusal) = basis.guardrails.refuses_everything() {
        return Err(refusal);
    }
    let me = basis.snapshot.identity().ok_or(Refusal::WhoAmI)?;
    if basis.guardrails.own_user != Some(me.id) {
        return Err(Refusal::WhoAmI);
    }
    let guardrails = basis.guardrails.for_own_sessions();
    let basis = Basis {
        guardrails: &guardrails,
        ..*basis
    };
    let mut selection = Selection::new(operation);
    let slots = basis.snapshot.iter();
    let own = slots.filter(|slot| {
        let key = basis.snapshot.key(*slot);
        key.is_some_and(|key| key.user == me.id)
    });
    for target in own.filter_map(|slot| target(basis.snapshot, slot)) {
        selection.sort_known(Target::Session(target), &basis);
    }
    if selection.chosen.is_empty() && basis.snapshot.absence(me.id).is_err() {
        return Err(Refusal::NotWhole);
    }
    let plan = plan(vec![selection], &basis)?;
    Ok(plan.challenged_by(Challenge::Own(own_word(me))))
}

/// What names oneself when one's own sessions are ended: the address, or the id where there is none
/// that can be typed.
pub(crate) fn own_word(me: &User) -> String {
    let address = me.email.shown().map(SafeText::original).map(str::trim);
    let is_typed = |text: &&str| text.bytes().all(|byte| byte.is_ascii_graphic());
    let address = address.filter(|text| !text.is_empty()).filter(is_typed);
    address.map_or_else(|| me.id.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Role;

    #[test]
    fn one_is_named_by_an_address_that_can_be_typed_or_by_the_id() {
        for (email, word) in [
            (Some("ann@example.com"), "ann@example.com"),
            (Some(" ann@example.com "), "ann@example.com"),
            (Some(""), "7"),
            (Some("a\u{202e}nn@example.com"), "7"),
            (None, "7"),
        ] {
            let me = User {
                email: (email.map(SafeText::new)).into(),
                ..User::example(7, "Ann", Role::Admin)
            };
            assert_eq!(own_word(&me), word);
        }
    }
}
