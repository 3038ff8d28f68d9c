//! Tokens: those that stay, and those of somebody unknown.

use super::*;

#[test]
fn the_token_in_use_and_those_of_its_owner_stay() {
    let guardrails = Guardrails {
        own_token: TokenId::new(40),
        protected: vec![ProtectedRule::User(id(7))],
        ..guardrails()
    };
    // The owner of the token in use need not be the person whom users/me names.
    let listed = [
        token(10, ME),
        token(40, 4),
        token(41, 4),
        token(70, 7),
        token(80, 8),
    ];
    let of = |people: &[u64]| tokens_of(ids(people.iter().copied()));
    let plan = with(&guardrails, |basis| {
        revoke(&of(&[ME, 4, 7, 8]), &listed, basis)
    })
    .unwrap();
    assert_eq!(
        reasons(&plan),
        [
            (1, ExcludedBecause::Yours),
            (4, ExcludedBecause::InUse),
            (7, ExcludedBecause::Protected),
        ]
    );
    assert_eq!(chosen(&plan), [4, 8]);
    let those = [40, 41, 97, 98, 99].map(|id| TokenId::new(id).unwrap());
    let those = Tokens::those(those.into());
    let plan = with(&guardrails, |basis| revoke(&those, &listed, basis)).unwrap();
    assert_eq!((chosen(&plan), plan.missing()), (vec![4], 3));
    let none = Refusal::Empty {
        operation: Operation::RevokeTokens,
        left: "\n  9: has no token".to_owned(),
    };
    let refused = with(&guardrails, |basis| revoke(&of(&[9]), &listed, basis));
    assert_eq!(refused.unwrap_err(), none);
}

#[test]
fn a_token_of_somebody_unknown_can_be_revoked_unless_a_rule_may_protect_them() {
    let listed = [token(10, 900), token(11, 4)];
    let all = tokens_of(ids([900, 4]));
    let plan = with(&guardrails(), |basis| revoke(&all, &listed, basis)).unwrap();
    assert_eq!(*plan.challenge(), Challenge::Name("acme".to_owned()));
    let guardrails = Guardrails {
        protected: vec![ProtectedRule::Role(Role::Admin)],
        ..guardrails()
    };
    let plan = with(&guardrails, |basis| revoke(&all, &listed, basis)).unwrap();
    assert_eq!(chosen(&plan), [4]);
    let [left] = plan.undecided() else {
        panic!("{:?}", plan.undecided());
    };
    assert_eq!(
        (left.target.user(), left.about),
        (id(900), UndecidedAbout::Guardrail)
    );
}
