//! What is left of somebody, by what a run did to them and what was seen afterwards, and which files are of that.

use super::*;
use crate::operation::OutcomeKind;
use crate::operation::report::tests::{person, report, token};
use crate::operation::simulated::NOW;

/// Somebody who was to be suspended and to lose the token 1 and every session.
fn line() -> OffboardLine {
    let line = r#"{"user_id":3,"name":"Ada","email":null,"role":"end-user","suspend":true,
        "tokens":[1],"sessions":[71],"revokes_tokens":true,"ends_sessions":true}"#;
    serde_json::from_str(line).unwrap()
}

/// What is left of them after a run with these items, where this was shown: whether they are suspended, their
/// sessions and their tokens.
fn left_after(items: Vec<ReportItem>, shown: (bool, usize, usize)) -> OffboardLine {
    let user = UserId::new(3).unwrap();
    let left = [PersonLeft::read(user, shown, NOW)];
    open_of(line(), &report(items), &left).unwrap()
}

/// Where Zendesk answered that they are suspended and shows that they are not, that is still to be done: only
/// a suspension that was seen, or of which nothing else is known, may have been lifted by somebody.
#[test]
fn whoever_is_shown_as_not_suspended_is_still_to_be_suspended() {
    let suspended = || vec![person(3, OutcomeKind::Done)];
    let left = left_after(suspended(), (false, 0, 0));
    assert!(left.suspend && !left.was_suspended);
    let left = left_after(suspended(), (true, 1, 0));
    assert!(!left.suspend && left.was_suspended);
    let nobody_looked = open_of(line(), &report(suspended()), &[]).unwrap();
    assert!(nobody_looked.suspend && nobody_looked.was_suspended);
}

/// Whoever goes on by the file reviews what it lists: tokens that the run found and nobody has reviewed before.
#[test]
fn what_a_run_found_of_tokens_made_since_is_listed_as_left() {
    let items = || {
        let found = token(5, OutcomeKind::Refused);
        vec![
            person(3, OutcomeKind::Done),
            token(1, OutcomeKind::Refused),
            found,
        ]
    };
    let left = left_after(items(), (true, 0, 2));
    assert_eq!(
        (left.tokens.as_slice(), left.revokes_tokens),
        (&[1, 5][..], Some(true))
    );
    // Where none is listed any more, none is left.
    let left = left_after(items(), (true, 1, 0));
    assert_eq!(
        (left.tokens.as_slice(), left.revokes_tokens),
        (&[][..], Some(false))
    );
}

/// Somebody may write a file of that name elsewhere: only where nobody but zentop writes does a person who is
/// protected by now leave the rest of it to be done.
#[test]
fn only_a_file_of_a_run_beside_the_journal_is_what_that_run_left() {
    let home = tempfile::tempdir().unwrap();
    let journal = home.path().join("journal.jsonl");
    let path = RunRest::path(&journal, &RunId::new(NOW, [1, 2, 3]));
    let name = path.file_name().unwrap();
    let plans = path.parent().unwrap().to_owned();
    let elsewhere = home.path().join("elsewhere");
    let put = |path: &Path| {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, "{}").unwrap();
        RunRest::is_at(path, &journal)
    };
    assert!(put(&path));
    assert!(!put(&elsewhere.join(name)));
    assert!(!put(&plans.join("ordinary-rest.json")));
    assert!(!put(&path.with_extension("txt")));
    // A link is where it leads to.
    let link = RunRest::path(&journal, &RunId::new(NOW, [4, 5, 6]));
    std::os::unix::fs::symlink(elsewhere.join(name), &link).unwrap();
    assert!(!RunRest::is_at(&link, &journal));
}

#[test]
fn a_fault_while_it_was_looked_at_is_no_rest_of_nothing() {
    let rest = RunRest::not_known(&Fault::of(&"provoked"));
    assert!(!rest.is_nothing());
    let words = rest.how_to_go_on().unwrap();
    assert!(
        words.contains("is not known") && words.contains("provoked"),
        "{words}"
    );
}
