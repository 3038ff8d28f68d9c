//! The choice of sessions: what may be chosen, and whom the guardrails must know.

use std::collections::BTreeSet;

use super::*;
use crate::model::SessionKey;
use crate::zendesk::Enrichment;

const EXACT: Operation = Operation::End(Route::Exact);

/// A session of 4, who is known, and one of 900, who is not, as far as a walk of these
/// credentials has come.
fn with_a_stranger(me: Role, whole: bool) -> Arc<Snapshot> {
    let session = |key: &str| Session {
        key: key.parse().unwrap(),
        authenticated_at: crate::model::SentTime::Absent,
        last_seen_at: crate::model::SentTime::Absent,
        url: crate::model::SentUrl::default(),
    };
    let mut store = Store::new();
    store.take(WalkProgress::identified(user(ME, me), NOW), NOW);
    let roles = EnrichmentFound::CustomRoles(Vec::new());
    store.take(WalkProgress::Enriched(roles), NOW);
    store.take(WalkProgress::Began, NOW);
    let page = WalkProgress::Page {
        sessions: vec![session("4/40"), session("900/1")],
        unreadable: 0,
    };
    store.take(page, NOW);
    let (asked, users) = (ids([4]), vec![user(4, Role::EndUser)]);
    store.take(
        WalkProgress::People {
            asked,
            users,
            asked_at: NOW,
        },
        NOW,
    );
    if whole {
        store.take(WalkProgress::Finished { rest_until: NOW }, NOW);
    }
    store.snapshot()
}

/// How many sessions a choice comes to.
fn count(choice: &Choice, guardrails: &Guardrails, snapshot: &Snapshot) -> Result<usize, Refusal> {
    let basis = Basis {
        account: "acme",
        snapshot,
        guardrails,
        now: NOW,
    };
    Ok(sessions(choice, Route::Exact, &basis)?.chosen.len())
}

#[test]
fn a_session_of_somebody_unknown_is_left_alone_where_a_rule_may_protect_them() {
    let snapshot = with_a_stranger(Role::Admin, true);
    let under = |rule: ProtectedRule, choice: &Choice| {
        let guardrails = Guardrails {
            protected: vec![rule],
            ..guardrails()
        };
        count(choice, &guardrails, &snapshot)
    };
    let domain = || ProtectedRule::Domain("example.org".to_owned());
    assert_eq!(under(domain(), &Choice::everyone()), Ok(1));
    assert_eq!(under(domain(), &Choice::people(ids([900]))), Ok(0));
    assert_eq!(under(domain(), &Choice::people(ids([4]))), Ok(1));
    let number = ProtectedRule::User(id(7));
    assert_eq!(under(number, &Choice::everyone()), Ok(2));
}

/// Whoever may be protected is left alone, whatever would be said about their being chosen: that is no
/// question to anybody.
#[test]
fn whoever_may_be_protected_refuses_nothing_also_where_it_is_not_known_if_they_are_chosen() {
    let snapshot = with_a_stranger(Role::Admin, true);
    let rule = ProtectedRule::Domain("example.org".to_owned());
    let by = |protected: &[ProtectedRule], undecided: UndecidedPolicy| {
        let guardrails = Guardrails {
            protected: protected.to_vec(),
            ..guardrails()
        };
        let choice = Choice {
            undecided,
            ..Choice::role(Role::EndUser)
        };
        let basis = Basis {
            account: "acme",
            snapshot: &snapshot,
            guardrails: &guardrails,
            now: NOW,
        };
        let selection = sessions(&choice, Route::Exact, &basis)?;
        let undecided: Vec<UndecidedAbout> =
            selection.undecided.iter().map(|one| one.about).collect();
        Ok::<_, Refusal>((selection.chosen.len(), undecided))
    };
    for policy in [
        UndecidedPolicy::Refuse,
        UndecidedPolicy::Leave,
        UndecidedPolicy::Take,
    ] {
        let left = by(std::slice::from_ref(&rule), policy);
        assert_eq!(left, Ok((1, vec![UndecidedAbout::Guardrail])), "{policy:?}");
    }
    // Where nothing may protect them, it is a question.
    let refused = by(&[], UndecidedPolicy::Refuse);
    assert!(matches!(refused, Err(Refusal::Undecided { .. })));
    assert_eq!(by(&[], UndecidedPolicy::Take), Ok((2, Vec::new())));
}

#[test]
fn nothing_is_ended_for_whom_that_is_not_allowed() {
    let snapshot = with_a_stranger(Role::Admin, true);
    let read_only = Guardrails {
        read_only: true,
        ..guardrails()
    };
    let nobody = Guardrails {
        own_user: None,
        ..guardrails()
    };
    for choice in [Choice::everyone(), Choice::people(ids([4]))] {
        let refused = count(&choice, &read_only, &snapshot);
        assert_eq!(refused, Err(Refusal::ReadOnly(EXACT)));
        let refused = count(&choice, &nobody, &snapshot);
        assert_eq!(refused, Err(Refusal::WhoAmI));
    }
}

/// Who is named can be ended from what is known; everyone cannot.
#[test]
fn all_are_only_chosen_out_of_a_whole_list() {
    let partial = with_a_stranger(Role::Admin, false);
    let own = with_a_stranger(Role::Agent, true);
    for all in [Choice::everyone(), Choice::role(Role::EndUser)] {
        assert_eq!(count(&all, &guardrails(), &partial), Err(Refusal::NotWhole));
        assert_eq!(count(&all, &guardrails(), &own), Err(Refusal::OwnOnly));
    }
    let named = Choice::people(ids([4]));
    assert_eq!(count(&named, &guardrails(), &partial), Ok(1));
    // Whoever sees only their own sessions ends nobody else's, named or not.
    assert_eq!(count(&named, &guardrails(), &own), Err(Refusal::OwnOnly));
}

#[test]
fn chosen_sessions_that_are_not_listed_are_counted() {
    let keys = ["4/40", "8/80", "4/1", "4/2", "8/40"].map(|key| key.parse().unwrap());
    let choice = Choice::sessions(keys.into());
    let found = with(&guardrails(), |basis| sessions_of(&choice, basis)).unwrap();
    assert_eq!((found.chosen.len(), found.missing), (2, 3));
}

#[test]
fn a_role_is_everyone_of_it_and_nobody_else() {
    let choice = Choice::role(Role::Admin);
    let found = with(&guardrails(), |basis| sessions_of(&choice, basis)).unwrap();
    let mut people: Vec<u64> = found.chosen.iter().map(|at| at.user().get()).collect();
    people.sort_unstable();
    assert_eq!(people, [2, 2, 3, 3]);
    assert_eq!((found.excluded.len(), found.reach), (2, Reach::Role));
}

/// A word for one of Zendesk's own roles may be the name of a custom role, which is known only once the
/// custom roles were read, or cannot be read because there are none.
#[test]
fn a_role_word_chooses_nobody_before_it_is_known_whose_name_it_is_too() {
    let me = || WalkProgress::identified(user(ME, Role::Admin), NOW);
    let finished = || WalkProgress::Finished { rest_until: NOW };
    let query = |text| crate::query::Query::parse(text, crate::query::Zone::UTC).unwrap();
    for (roles, is_known) in [
        (None, false),
        (Some(EnrichmentFound::CustomRoles(Vec::new())), true),
        // A list with holes may lack the role that has the name.
        (Some(EnrichmentFound::SomeCustomRoles(Vec::new())), false),
        (
            Some(EnrichmentFound::NotReadable(Enrichment::CustomRoles)),
            true,
        ),
    ] {
        let mut store = Store::new();
        let page = WalkProgress::Page {
            sessions: Vec::new(),
            unreadable: 0,
        };
        let roles = roles.map(WalkProgress::Enriched);
        let steps = [me(), WalkProgress::Began, page, finished()];
        for step in steps.into_iter().chain(roles) {
            store.take(step, NOW);
        }
        let snapshot = store.snapshot();
        for text in ["role:staff", "-role:end-user ann", "name:ann or role:admin"] {
            let choice = Choice::matching(query(text), UndecidedPolicy::Take);
            let found = count(&choice, &guardrails(), &snapshot);
            let is_doubted = matches!(found, Err(Refusal::RolesNotRead(_)));
            assert_eq!(is_doubted, !is_known, "{text}: {found:?}");
        }
        let other = Choice::matching(query("name:ann"), UndecidedPolicy::Take);
        let found = count(&other, &guardrails(), &snapshot);
        assert!(!matches!(found, Err(Refusal::RolesNotRead(_))), "{found:?}");
    }
}

/// Nor does it choose anybody, or leave anybody out, where it names a custom role that was not read and of
/// which it is not known that there is none.
#[test]
fn a_role_that_may_be_among_those_not_read_chooses_nobody() {
    let query = |text| crate::query::Query::parse(text, crate::query::Zone::UTC).unwrap();
    let lead = || crate::model::CustomRole {
        id: 5,
        name: crate::model::SafeText::new("Team Lead"),
    };
    for (roles, is_whole) in [
        (Some(EnrichmentFound::CustomRoles(vec![lead()])), true),
        (Some(EnrichmentFound::SomeCustomRoles(vec![lead()])), false),
        (None, false),
    ] {
        let mut store = Store::new();
        let page = WalkProgress::Page {
            sessions: Vec::new(),
            unreadable: 0,
        };
        store.take(WalkProgress::identified(user(ME, Role::Admin), NOW), NOW);
        store.take(WalkProgress::Began, NOW);
        store.take(page, NOW);
        store.take(WalkProgress::Finished { rest_until: NOW }, NOW);
        let is_read = roles.is_some();
        if let Some(roles) = roles {
            store.take(WalkProgress::Enriched(roles), NOW);
        }
        let snapshot = store.snapshot();
        for text in [
            "-role:\"admin\" user:2",
            "-role:robot user:4",
            "-role:robo*",
            "role:robot or user:4",
        ] {
            let choice = Choice::matching(query(text), UndecidedPolicy::Take);
            let found = count(&choice, &guardrails(), &snapshot);
            let is_as_meant = match found {
                Err(Refusal::NoSuchRole(_)) => is_whole,
                Err(Refusal::RoleInDoubt(_)) => !is_whole,
                _ => false,
            };
            assert!(is_as_meant, "{text}: {found:?}");
        }
        let known = Choice::matching(query("-role:\"team lead\""), UndecidedPolicy::Take);
        let found = count(&known, &guardrails(), &snapshot);
        let is_doubted = matches!(found, Err(Refusal::RoleInDoubt(_)));
        assert_eq!(is_doubted, !is_read, "{found:?}");
    }
}

/// A person is not meant by a session that is somebody else's, or is not there.
#[test]
fn nobody_is_chosen_by_a_session_that_is_not_theirs() {
    let keys = ["4/40", "7/40", "8/999"].map(|key| key.parse().unwrap());
    let choice = Choice::sessions(keys.into());
    let misses = |not_found: &[NotFound]| -> Vec<String> {
        let missed = (not_found.iter())
            .filter(|miss| miss.because == NotFoundBecause::NoSuchSession && miss.is_of_session());
        missed.map(|miss| miss.named.to_string()).collect()
    };
    let expected = ["7/40", "8/999"];
    with(&guardrails(), |basis| {
        let suspended = super::super::people(&choice, Operation::Suspend, basis).unwrap();
        let people: Vec<u64> = suspended.chosen.iter().map(|it| it.user().get()).collect();
        assert_eq!(people, [4]);
        assert_eq!(misses(&suspended.not_found), expected);
        let listed = [token(71, 4), token(72, 7), token(73, 8)];
        let revoked = tokens(&Tokens::of(choice.clone()), &listed, basis).unwrap();
        let owners: Vec<u64> = revoked.chosen.iter().map(|it| it.user().get()).collect();
        assert_eq!(owners, [4]);
        assert_eq!(misses(&revoked.not_found), expected);
        let parts = crate::operation::OffboardPart::ALL;
        let wanted = crate::operation::OffboardWanted::all_of(&choice, &parts);
        let plan = crate::operation::offboard(&wanted, &listed, basis).unwrap();
        let people: BTreeSet<u64> = plan.targets().map(|it| it.user().get()).collect();
        assert_eq!(people, BTreeSet::from([4]));
        assert_eq!(misses(plan.not_found()), expected);
    });
}

/// An address means whoever has it when it is acted on, and not whoever had it when it was looked up.
#[test]
fn whoever_no_longer_has_the_address_is_not_meant_by_it() {
    let found = |named: &str, user| {
        let named = crate::live::PersonNamed::parse(named).unwrap();
        (crate::live::NameEntry { named, line: None }, id(user))
    };
    let mut naming = crate::live::Naming {
        found: vec![
            found("u4@example.com", 4),
            found("u7@example.com", 8),
            found("left@example.com", 9),
        ],
        ..crate::live::Naming::default()
    };
    let listed = [4, 7, 8, 9].map(|owner| token(owner * 10, owner));
    let parts = crate::operation::OffboardPart::ALL;
    let chosen = |naming: &crate::live::Naming| {
        let choice = Choice::from(crate::operation::ChoicePart::Named(naming.clone()));
        with(&guardrails(), |basis| {
            let wanted = crate::operation::OffboardWanted::all_of(&choice, &parts);
            let offboarding = crate::operation::offboard(&wanted, &listed, basis).unwrap();
            [
                sessions_by_name(&choice, Route::User, basis).unwrap(),
                sessions_of_everybody(&choice, Route::User, basis).unwrap(),
                super::super::people(&choice, Operation::Suspend, basis).unwrap(),
                tokens(&Tokens::of(choice.clone()), &listed, basis).unwrap(),
            ]
            .map(|one| (one.chosen, one.not_found))
            .into_iter()
            .chain([(
                offboarding.targets().cloned().collect(),
                offboarding.not_found().to_vec(),
            )])
            .map(|(chosen, not_found)| {
                let people: BTreeSet<u64> = chosen.iter().map(|it| it.user().get()).collect();
                let missed = not_found.iter().map(ToString::to_string);
                (people, missed.collect::<Vec<_>>().join(", "))
            })
            .collect::<Vec<_>>()
        })
    };
    for (people, missed) in chosen(&naming) {
        assert_eq!(people, BTreeSet::from([4, 7]));
        assert!(missed.contains("left@example.com"), "{missed}");
        assert!(missed.contains("user 9"), "{missed}");
    }
    // Whose id is given as well is meant, whatever their address is by now.
    naming.found.push(found("9", 9));
    for (people, _) in chosen(&naming) {
        assert_eq!(people, BTreeSet::from([4, 7, 9]));
    }
}

/// Those of whom it could not be told when a query chose others: whoever matches by now is chosen,
/// whoever does not is not, and of the rest it still cannot be told.
#[test]
fn whoever_could_not_be_told_is_judged_again_and_nobody_else_comes_in() {
    let snapshot = with_a_stranger(Role::Admin, true);
    let query = |text| crate::query::Query::parse(text, crate::query::Zone::UTC).unwrap();
    let keys: Vec<SessionKey> = ["4/40", "900/1"].map(|key| key.parse().unwrap()).into();
    let basis = Basis {
        account: "acme",
        snapshot: &snapshot,
        guardrails: &guardrails(),
        now: NOW,
    };
    let chosen = |text, keys: &[SessionKey], undecided| {
        let parts = vec![ChoicePart::Undecided(query(text), keys.to_vec())];
        let choice = Choice { parts, undecided };
        let found = super::super::sessions(&choice, Route::Exact, &basis).unwrap();
        (found.chosen.len(), found.undecided.len())
    };
    let (leave, take) = (UndecidedPolicy::Leave, UndecidedPolicy::Take);
    assert_eq!(chosen("role:end-user", &keys, leave), (1, 1));
    assert_eq!(chosen("role:end-user", &keys, take), (2, 0));
    assert_eq!(chosen("role:agent", &keys, leave), (0, 1));
    assert_eq!(chosen("role:end-user", &keys[1..], take), (1, 0));
    assert_eq!(chosen("role:end-user", &[], take), (0, 0));
}

/// Whoever chooses a role may not know how many it has, so the name is asked for however few there are.
#[test]
fn a_role_and_everyone_are_confirmed_by_the_name_and_one_session_by_a_word() {
    let snapshot = with_a_stranger(Role::Admin, true);
    let guardrails = guardrails();
    let asks = |choice: Choice| {
        let basis = Basis {
            account: "acme",
            snapshot: &snapshot,
            guardrails: &guardrails,
            now: NOW,
        };
        let choice = Choice {
            undecided: UndecidedPolicy::Leave,
            ..choice
        };
        let selection = sessions(&choice, Route::Exact, &basis).unwrap();
        plan(vec![selection], &basis).unwrap().challenge().clone()
    };
    let one = Challenge::of_one(EXACT);
    let key = |text: &str| vec![text.parse().unwrap()];
    assert_eq!(asks(Choice::sessions(key("4/40"))), one);
    assert_eq!(asks(Choice::sessions(key("900/1"))), one, "whoever it is");
    let named = Challenge::NameAndCount("acme".to_owned(), 2);
    assert_eq!(asks(Choice::everyone()), named);
    let role = with(&guardrails, |basis| {
        let selection = sessions(&Choice::role(Role::EndUser), Route::Exact, basis)?;
        assert!(selection.chosen.len() <= guardrails.name_above);
        plan(vec![selection], basis)
    });
    let name = Challenge::Name("acme".to_owned());
    assert_eq!(role.unwrap().challenge(), &name);
}

/// A list that was not read to its end does not say how many sessions somebody has.
#[test]
fn how_many_sessions_people_have_is_known_only_where_that_was_read() {
    let guardrails = guardrails();
    let count = |whole: bool| {
        let snapshot = with_a_stranger(Role::Admin, whole);
        let basis = Basis {
            account: "acme",
            snapshot: &snapshot,
            guardrails: &guardrails,
            now: NOW,
        };
        suspend(&ids([4]), &basis).unwrap().sessions_of_people()
    };
    assert_eq!(count(true), Some(1));
    assert_eq!(count(false), None);
}
