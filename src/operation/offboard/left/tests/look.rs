//! What is read of people after they were offboarded proves no more than whoever reads can see.

use super::*;
use crate::operation::Offboarding;
use crate::operation::report::tests::{report, session};
use crate::zendesk::{Purpose, TokenList};

/// What is left of these people, in these parts.
async fn look<const N: usize>(
    account: &Simulated,
    people: [UserId; N],
    parts: &[OffboardPart],
) -> [PersonLeft; N] {
    let people = people.map(|user| (user, None));
    let clocks = (&account.clock, None);
    let left = look_at_the_left(&account.client, clocks, &people, parts).await;
    left.try_into().unwrap()
}

fn add(account: &Simulated, faults: &str) {
    for fault in ServerFault::parse_file(faults).unwrap() {
        account.simulator.add_fault(fault);
    }
}

/// Somebody who owns no token and none of these credentials, and is signed in nowhere.
fn nowhere(account: &Simulated) -> UserId {
    let simulator = &account.simulator;
    let own = [
        simulator.own_user(),
        simulator.agent(),
        simulator.end_user(),
    ];
    let mut people = simulator.users().into_iter().map(|person| person.id);
    let user = people.find(|user| !own.contains(&Some(*user)) && simulator.tokens_of(*user) == 0);
    let user = user.unwrap();
    sign_out(account, user);
    user
}

fn sign_out(account: &Simulated, user: UserId) {
    for session in account.simulator.sessions_of(user) {
        assert!(account.simulator.sign_out(session.key));
    }
}

/// Whoever is no admin any more sees what is theirs alone, and an empty list says nothing of anybody else. No
/// list of tokens that they see is the account's.
#[tokio::test]
async fn whoever_is_no_admin_any_more_cannot_see_that_nothing_is_left() {
    let parts = [OffboardPart::Tokens, OffboardPart::Sessions];
    for (role, suspended) in [("admin", false), ("agent", false), ("admin", true)] {
        let account = Simulated::account().await;
        let own = account.simulator.own_user().unwrap();
        let other = nowhere(&account);
        sign_out(&account, own);
        add(
            &account,
            &format!(
                "[[fault]]\npath = \"/api/v2/users/me\"\nthen.status = {{ code = 200, body = \
                 '{{\"user\":{{\"id\":{own},\"name\":\"Me\",\"role\":\"{role}\",\"active\":true,\
                 \"suspended\":{suspended}}}}}' }}"
            ),
        );
        let [left] = look(&account, [other], &parts).await;
        let is_admin = role == "admin" && !suspended;
        let words = left.words();
        let known = is_admin.then_some(0);
        assert_eq!(
            (left.sessions_left(), left.tokens_left()),
            (known, known),
            "{words}"
        );
        assert_eq!(left.is_clean(), is_admin, "{words}");
        let why = words.matches("not those of an active admin").count();
        assert_eq!(why, if is_admin { 0 } else { 2 }, "{words}");
        // Their own sessions are shown to them, as long as they may sign in at all.
        let [mine] = look(&account, [own], &[OffboardPart::Sessions]).await;
        assert_eq!(
            mine.sessions_left(),
            (!suspended).then_some(0),
            "{}",
            mine.words()
        );
    }
}

/// A record that cannot be read may be anybody's.
#[tokio::test]
async fn a_token_that_cannot_be_read_may_be_of_whoever_has_none() {
    let account = Simulated::account().await;
    let list = TokenList::read(&account.client, Purpose::Asked)
        .await
        .unwrap();
    let owner = list.tokens[0].user;
    let without = nowhere(&account);
    let parts = [OffboardPart::Tokens];
    let [left] = look(&account, [without], &parts).await;
    assert!(left.is_clean() && left.tokens_left() == Some(0));
    add(
        &account,
        "[[fault]]\npath = \"/api/v2/oauth/tokens\"\n\
         then.malformed = { records = ['{\"id\": \"?\", \"user_id\": null}'] }",
    );
    let [left, with] = look(&account, [without, owner], &parts).await;
    assert_eq!(left.tokens_left(), None);
    assert!(
        left.words().contains("1 token cannot be read"),
        "{}",
        left.words()
    );
    assert!(!left.is_clean());
    assert_eq!(with.tokens_left(), Some(account.simulator.tokens_of(owner)));
}

/// Whoever has no list since Zendesk knows nobody of their number has no session either, also where nobody
/// looks at suspensions; a list that is refused says nothing.
#[tokio::test]
async fn whoever_has_no_list_is_asked_about_before_that_is_a_doubt() {
    let account = Simulated::account().await;
    let mut people = account
        .simulator
        .users()
        .into_iter()
        .map(|person| person.id);
    let own = account.simulator.own_user();
    let [gone, here] = [(); 2].map(|()| people.find(|user| Some(*user) != own).unwrap());
    let refuse = |path: String, how: &str| {
        format!("[[fault]]\npath = \"/api/v2/users/{path}\"\nthen.refuse = \"{how}\"\n")
    };
    let left_out = format!(
        "[[fault]]\npath = \"/api/v2/users/show_many\"\nthen.leave_out = {{ people = [{gone}] }}\n"
    );
    let faults = [
        left_out,
        refuse(gone.to_string(), "record_not_found"),
        refuse(format!("{gone}/**"), "record_not_found"),
        refuse(format!("{here}/sessions"), "forbidden"),
    ];
    add(&account, &faults.concat());
    let [gone, here] = look(&account, [gone, here], &[OffboardPart::Sessions]).await;
    assert!(
        gone.words().starts_with("no longer there"),
        "{}",
        gone.words()
    );
    assert!(
        gone.is_clean() && gone.sessions_left() == Some(0),
        "{}",
        gone.words()
    );
    assert_eq!(
        (here.sessions_left(), here.is_suspended()),
        (None, None),
        "{}",
        here.words()
    );
    assert!(!here.is_clean());
}

/// Whom an earlier run suspended is looked at again where suspending is no part of this one: somebody may have
/// lifted that. Of the others nothing is said.
#[tokio::test]
async fn whoever_was_suspended_before_is_looked_at_where_suspending_is_left_out() {
    let account = Simulated::account().await;
    let mut people = account
        .simulator
        .sessions()
        .into_iter()
        .map(|session| session.key);
    let first = people.next().unwrap();
    let other = people.find(|key| key.user != first.user).unwrap();
    let items = [first, other].map(|key| session(&key.to_string(), OutcomeKind::Done));
    let mut run = report(items.into());
    run.offboarding = Some(Offboarding {
        parts: vec![OffboardPart::Sessions],
        suspended_before: [first.user].into_iter().collect(),
    });
    for is_suspended in [false, true] {
        account
            .simulator
            .edit_user(first.user, |person| person.suspended = is_suspended);
        let left = look_again(&account.client, &account.clock, &run, (&[], &[])).await;
        let suspended = [&left[0], &left[1]].map(PersonLeft::is_suspended);
        assert_eq!(suspended, [Some(is_suspended), None]);
        let is_lifted = left[0].words().starts_with("NOT SUSPENDED");
        assert_eq!(is_lifted, !is_suspended, "{}", left[0].words());
    }
}
