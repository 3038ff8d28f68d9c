//! Files that do more to people than end their sessions.

use super::*;

/// The plan of an operation on these people, as a file.
fn of_people(operation: Operation, people: &[u64]) -> PlanFile {
    let snapshot = read_by_an_admin();
    let basis = Basis {
        account: "acme",
        snapshot: &snapshot,
        guardrails: &guardrails(),
        now: NOW,
    };
    let choice = Choice::people(people.iter().map(|number| user(*number)).collect());
    let selection = crate::operation::select::people(&choice, operation, &basis).unwrap();
    let plan = crate::operation::plan::plan(vec![selection], &basis).unwrap();
    file_of(&plan, &Reason::default())
}

/// An account in which nothing is known but two people, read by an admin.
fn read_by_an_admin() -> Snapshot {
    let mut store = Store::new();
    store.take(WalkProgress::identified(me(), NOW), NOW);
    let users = vec![person(7, "A"), person(8, "B")];
    store.take(WalkProgress::found(users, NOW), NOW);
    Snapshot::clone(&store.snapshot())
}

#[test]
fn a_file_of_people_reads_back_as_the_same_and_names_nobody_else() {
    let file = of_people(Operation::Suspend, &[7, 8]);
    let text = file.to_json().unwrap();
    let read = PlanFile::parse(text.as_bytes()).unwrap();
    assert_eq!(read.to_json().unwrap(), text);
    assert_eq!((read.lists(), read.operation()), (2, Operation::Suspend));
    assert!(!read.only_ends() && !read.ends() && !read.revokes());
    assert!(read.targets().is_empty());
    let checked = read.check(here(), Some(2), &guardrails()).unwrap();
    assert_eq!(checked.people(), [user(7), user(8)]);
    let now = read_by_an_admin();
    let made =
        Plan::from_file_of_people(checked, &TokenList::default(), (&now, NOW), &guardrails())
            .unwrap();
    assert_eq!((made.plan.expected(), made.gone.len()), (2, 0));
    assert_eq!(made.plan.fingerprint(), file.hash());
    let at_most = PlanFile::parse(text.as_bytes()).unwrap();
    let at_most = at_most.check(here(), None, &guardrails()).unwrap();
    let refused = Plan::from_file_of_people(
        at_most.at_most(Some(9)),
        &TokenList::default(),
        (&now, NOW),
        &guardrails(),
    );
    assert_eq!(refused.unwrap_err(), NotApplied::TakesNoMore);
}

/// What does not fit together is no plan, whatever its hash.
#[test]
fn a_file_of_people_that_contradicts_itself_is_refused() {
    let text = of_people(Operation::Suspend, &[7]).to_json().unwrap();
    for (from, to) in [
        (
            "\"operations\": [\n        \"suspend\"\n      ]",
            "\"operations\": []",
        ),
        (
            "\"operations\": [\n        \"suspend\"\n      ]",
            "\"operations\": [\"lift\"]",
        ),
        (
            "\"operations\": [\n    \"suspend\"\n  ]",
            "\"operations\": []",
        ),
        (
            "\"operations\": [\n    \"suspend\"\n  ]",
            "\"operations\": [\"delete\"]",
        ),
        (
            "\"operations\": [\n    \"suspend\"\n  ]",
            "\"operations\": [\"suspend\", \"suspend\"]",
        ),
        ("\"sessions\": []", "\"sessions\": [], \"tokens\": [5]"),
    ] {
        assert!(text.contains(from), "{from}: {text}");
        let forged = text.replacen(from, to, 1);
        assert!(PlanFile::parse(forged.as_bytes()).is_err(), "{to}");
    }
}
