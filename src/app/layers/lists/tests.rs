//! Which people of a list are taken, by the columns that it has.

use super::*;
use crate::live::{Store, WalkProgress};
use crate::model::{Role, Sent, Timestamp, User};

/// Zentop's own export has both, and a list of a personnel office may have two addresses.
#[test]
fn columns_that_name_the_same_people_are_taken_and_others_are_told_in_words_of_the_screen() {
    let user = |id, email: &str| User {
        email: Sent::Is(SafeText::new(email)),
        ..User::example(id, "Ann", Role::Agent)
    };
    let mut store = Store::new();
    let users = vec![user(11, "ann@staff.example"), user(12, "bob@staff.example")];
    let asked = Vec::new();
    let at = Timestamp::from_seconds(1_000);
    let snapshot = store.absorb(
        WalkProgress::People {
            asked,
            users,
            asked_at: at,
        },
        at,
    );
    let alike = "id,user_id,email\n1,11,ann@staff.example\n2,12,bob@staff.example\n\
                 3,11,ann@staff.example\n";
    let people = taken(alike.as_bytes(), &snapshot).unwrap();
    let people: Vec<String> = people.iter().map(|it| it.named.to_string()).collect();
    assert_eq!(people, ["user 11", "user 12"]);
    for (list, why) in [
        ("user_id,email\n11,bob@staff.example\n", "they disagree"),
        ("user_id,email\n99,ann@staff.example\n", "one is not known"),
        (
            "email,e-mail\nann@staff.example,bob@staff.example\n",
            "two addresses",
        ),
        ("name,address\nAnn,ann@staff.example\n", "another name"),
    ] {
        let offered = match taken(list.as_bytes(), &snapshot) {
            Err(NotTaken::Columns(menu)) => menu,
            other => panic!("{why}: {other:?}"),
        };
        assert!(offered.columns[0].names_people, "{why}");
        assert_eq!(offered.columns.len(), 2, "{why}");
    }
    for (list, expected) in [
        ("name,address\nAnn,Here\n", "“address”"),
        ("email,mail\nsales,sales\n", "sales"),
        (
            "email,mail\nann@staff.example,bob@staff.example\nsales,\n",
            "line 2",
        ),
    ] {
        let words = match taken(list.as_bytes(), &snapshot) {
            Err(NotTaken::Because(words)) => words,
            other => panic!("{list}: {other:?}"),
        };
        assert!(
            !words.contains("--column") && words.contains(expected),
            "{words}"
        );
    }
}
