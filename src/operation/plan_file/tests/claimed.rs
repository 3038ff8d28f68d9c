//! Files with sessions that came under more than one person.

use super::*;
use crate::operation::UndecidedPolicy;

/// The session 1 came under 7 and 8; 7 has 2 beside it, and 8 has 3.
const SHARED: [(u64, u64, i64); 4] = [(7, 1, 100), (7, 2, 200), (8, 1, 100), (8, 3, 300)];

/// The text of the file that ends what these people have by this route.
fn text(people: &[u64], route: Route) -> String {
    let people = people.iter().map(|number| user(*number)).collect();
    let choice = Choice {
        undecided: UndecidedPolicy::Take,
        ..Choice::people(people)
    };
    let basis = Basis {
        account: "acme",
        snapshot: &snapshot(&SHARED),
        guardrails: &guardrails(),
        now: NOW,
    };
    let plan = plan_ending(&choice, route, &basis).unwrap();
    file_of(&plan, &Reason::default()).to_json().unwrap()
}

/// The plan of a file after 8 came to be protected, or nothing happened; of what a run left to do, or not.
fn applied(text: &str, is_protected: bool, is_rest: bool) -> Result<Plan, NotApplied> {
    let protected = is_protected.then(|| ProtectedRule::User(user(8)));
    let guardrails = Guardrails {
        protected: protected.into_iter().collect(),
        ..guardrails()
    };
    let checked = checked(text).unwrap().leaving_out(is_rest);
    assert_eq!(checked.people(), [user(7), user(8)]);
    let found = Plan::from_file(checked, &snapshot(&SHARED), &guardrails, NOW);
    found.map(|found| found.plan)
}

fn keys(plan: &Plan) -> Vec<String> {
    plan.sessions().map(|one| one.key.to_string()).collect()
}

/// Whoever else a session may belong to is read as well, though nothing else is done to them; a plan file is
/// refused where they are protected by then.
#[test]
fn whose_a_session_may_be_is_in_the_file_and_asked_again() {
    for (route, people) in [
        (Route::Exact, &[7][..]),
        (Route::Exact, &[7, 8]),
        (Route::User, &[7]),
        (Route::Many, &[7, 8]),
    ] {
        let text = text(people, route);
        assert!(text.contains("\"also_under\""), "{text}");
        let before = applied(&text, false, false).unwrap();
        assert_eq!(before.count(), if people.len() == 1 { 2 } else { 4 });
        let refused = applied(&text, true, false).unwrap_err();
        assert!(
            matches!(
                refused,
                NotApplied::Claimed(_) | NotApplied::Excluded { .. }
            ),
            "{refused:?}"
        );
    }
}

/// Of what a run left to do that session is left out, and by wide routes the person it is under; the rest of
/// it is done.
#[test]
fn what_may_be_a_protected_persons_is_left_out_of_what_a_run_left() {
    for (people, left_out) in [(&[7][..], 1), (&[7, 8], 3)] {
        let plan = applied(&text(people, Route::Exact), true, true).unwrap();
        assert_eq!(keys(&plan), ["7/2"]);
        let left = plan.undecided().len() + plan.excluded().len();
        assert_eq!(left, left_out);
        for route in [Route::User, Route::Many] {
            let plan = applied(&text(people, route), true, true).unwrap();
            assert!(plan.is_empty(), "{route:?}");
        }
    }
}

/// Nor is it written into the file of what is left.
#[test]
fn what_is_left_of_a_file_has_nothing_that_may_be_theirs() {
    for (route, spared) in [(Route::Exact, &["7/1"][..]), (Route::User, &["7/1", "7/2"])] {
        for people in [&[7][..], &[7, 8]] {
            let file = PlanFile::parse(text(people, route).as_bytes()).unwrap();
            let targets = file.spared(|person| person == user(8));
            for target in file.targets() {
                let key = target.key.to_string();
                let is_spared = key.starts_with("8/") || spared.contains(&&*key);
                let named = crate::journal::NamedTarget::Session(target.key);
                assert_eq!(targets.has(&named), is_spared, "{key} {route:?}");
            }
            let lines = targets.lines(|person| person == user(8));
            assert_eq!(lines.len(), 1, "{lines:?}");
        }
    }
}
