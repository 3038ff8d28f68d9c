//! Sessions that came under more than one person: whose they are is not known, so nobody's word can say
//! that one of these people is meant and another is not, and a guardrail for one of them holds for all.

use rustc_hash::FxHashSet;

use super::Basis;
use crate::live::Person;
use crate::model::SessionKey;
use crate::operation::Target;
use crate::query::Why;

/// Why a target is left alone that may be somebody else's whom a guardrail excludes, or of whom that
/// cannot be known.
pub(super) fn may_be_guarded(target: &Target, basis: &Basis<'_>) -> Option<Why> {
    is_guarded(target.session()?, basis).then_some(Why::WhoseNotKnown)
}

/// Whether a session may belong to somebody whom a guardrail excludes, or to somebody else than those whose
/// sessions these are.
pub(in crate::operation) fn is_claimed_beyond(
    key: SessionKey,
    among: &FxHashSet<SessionKey>,
    basis: &Basis<'_>,
) -> bool {
    let session = key.session;
    let is_among = |person: &Person| {
        among.contains(&SessionKey {
            user: person.id,
            session,
        })
    };
    is_guarded(key, basis) || !basis.snapshot.claimants(session).all(is_among)
}

/// Whether a session may belong to somebody whom a guardrail excludes, or of whom that cannot be known.
pub(in crate::operation) fn is_guarded(key: SessionKey, basis: &Basis<'_>) -> bool {
    let guardrails = basis.guardrails;
    let is_guarded = |person: &Person| {
        let user = person.user();
        let (role, email) = (
            user.map(|user| user.role),
            user.and_then(|user| user.email.shown()),
        );
        guardrails.excludes_person(person.id, role, email).is_some()
            || guardrails.doubt(person.record()).is_some()
    };
    let snapshot = basis.snapshot;
    snapshot.has_more_claimants(key.session) || snapshot.claimants(key.session).any(is_guarded)
}
