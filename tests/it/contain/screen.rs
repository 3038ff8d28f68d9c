//! The dialogs, on the real loop: nothing is sent that was not reviewed and confirmed there.

use std::time::Duration;

use zentop::journal::{RecordEvent, RecordRoute, State};
use zentop::model::{Role, SessionKey, UserId};
use zentop::operation::Guardrails;
use zentop::runtime::Input;
use zentop::simulator::LedgerEntry;

use crate::live_loop::{customers, find, mark, own};
use crate::stage::{Frame, Plot, Stage, press_of, typed};

fn suspended(stage: &Stage, keys: &[SessionKey]) -> Vec<bool> {
    let of = |key: &SessionKey| stage.simulator.user(key.user).unwrap().suspended;
    keys.iter().map(of).collect()
}

/// Every request that changes something, as method and path.
fn changes(stage: &Stage) -> Vec<String> {
    let entry = |entry: LedgerEntry| format!("{} {}", entry.method, entry.target);
    stage.deletes().into_iter().map(entry).collect()
}

fn updates(keys: &[SessionKey]) -> Vec<String> {
    let mut all: Vec<String> = (keys.iter())
        .map(|key| format!("PUT /api/v2/users/{}", key.user))
        .collect();
    all.sort_unstable();
    all
}

/// Marks people and opens the review of suspending them.
async fn review(stage: &mut Stage, keys: &[SessionKey]) -> Frame {
    mark(stage, keys).await;
    stage.press("S").await;
    let title = format!("Suspend {} people", keys.len());
    stage
        .wait_for(|frame| frame.shows(&title) && frame.shows("cancels itself in"))
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_a_typed_number_suspends_and_a_later_look_proves_it() {
    let mut stage = Stage::live(Plot::default()).await;
    let keys = customers(&stage, 3);
    let frame = review(&mut stage, &keys).await;
    assert!(
        frame.shows("3 user") && frame.shows("not documented"),
        "{}",
        frame.text
    );
    for key in &keys {
        assert!(frame.shows(&key.user.to_string()), "{}", frame.text);
    }
    stage.press("enter").await;
    stage.sees("That was not 3. Nothing was sent.").await;
    stage.input(Input::Paste("3\n".to_owned())).await;
    stage.sees("what is pasted answers nothing").await;
    for near in ["S", "K", "03", "y"] {
        stage.press("esc").await;
        stage
            .wait_for(|frame| !frame.shows("cancels itself in"))
            .await;
        stage.press("S").await;
        stage.sees("cancels itself in").await;
        stage.type_in(&format!("{near}\n")).await;
        stage.sees("that key is not part of the answer").await;
    }
    assert!(stage.deletes().is_empty() && stage.is_blank());

    stage.rest();
    stage.type_in("3\n").await;
    stage.reports("3 seen suspended").await;
    assert_eq!(suspended(&stage, &keys), [true; 3]);
    let mut sent = changes(&stage);
    sent.sort_unstable();
    assert_eq!(sent, updates(&keys));
    // Their sessions may be the next target, so the marks stay, and the list shows the rest.
    stage.press("esc").await;
    stage
        .wait_for(|frame| frame.shows("3 marked") && frame.shows("▴ suspended"))
        .await;
    let verified = |record: &zentop::journal::Record| {
        record.event == RecordEvent::Verified && record.state == Some(State::Suspended)
    };
    stage.press("q").await;
    let witness = stage.witness();
    stage.outcome().await;
    let journal = witness.journal();
    assert_eq!(journal[0].route, Some(RecordRoute::Suspend));
    assert_eq!(journal.iter().filter(|record| verified(record)).count(), 3);
    for kind in [RecordEvent::Intent, RecordEvent::Outcome] {
        assert_eq!(
            journal.iter().filter(|record| record.event == kind).count(),
            3
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keys_typed_before_the_review_was_seen_do_not_reach_it() {
    let mut stage = Stage::live(Plot::default()).await;
    let keys = customers(&stage, 2);
    mark(&mut stage, &keys).await;
    let then = stage.now().shifted(-1_000);
    // As somebody types, and yet before the dialog was on the screen.
    let mut ahead = (0..).map(|n| then.shifted(n * 50));
    for key in std::iter::once(press_of("S")).chain(typed("2\n2\n")) {
        stage.input(Input::Key(key, ahead.next().unwrap())).await;
    }
    stage.sees("Suspend 2 people").await;
    for key in typed("2\n") {
        stage.input(Input::Key(key, ahead.next().unwrap())).await;
    }
    stage.press("2").await;
    stage
        .wait_for(|frame| frame.shows("type 2 and Enter: 2"))
        .await;
    stage.skip(Duration::from_secs(61));
    stage.sees("cancelled: not confirmed within a minute").await;
    assert!(stage.deletes().is_empty() && stage.is_blank());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_person_takes_the_verb_and_an_admin_the_accounts_name() {
    let mut stage = Stage::live(Plot::default()).await;
    let key = customers(&stage, 1)[0];
    find(&mut stage, key).await;
    stage.press("S").await;
    stage.sees("type suspend and Enter").await;
    stage.press("S y").await;
    stage.sees("that key is not part of the answer").await;
    assert!(stage.deletes().is_empty());
    stage.rest();
    stage.type_in("suspend\n").await;
    stage.reports("1 seen suspended").await;
    assert_eq!(changes(&stage), updates(&[key]));

    // Lifting it works the same way, once the directory shows that there is a suspension to lift.
    stage.press("esc").await;
    stage.sees("▴ suspended").await;
    stage.press("L").await;
    stage.sees("Lift the suspension of ").await;
    stage.type_in("unsuspend\n").await;
    stage.reports("1 seen lifted").await;
    assert_eq!(suspended(&stage, &[key]), [false]);

    stage.press("esc").await;
    let user = key.user;
    stage
        .simulator
        .edit_user(user, |person| person.role = Role::Admin);
    // What was on its way at the first step is an hour old after the second.
    for _ in 0..2 {
        stage.skip(Duration::from_secs(3_600));
        stage.taken_in().await;
    }
    stage.press("r").await;
    stage
        .wait_for(|frame| {
            frame
                .line(&user.to_string())
                .is_some_and(|row| row.contains("ADMIN"))
        })
        .await;
    find(&mut stage, key).await;
    stage.press("S").await;
    stage.sees("type acme and Enter").await;
    stage.type_in("ac\n").await;
    stage.sees("That was not acme. Nothing was sent.").await;
    assert_eq!(stage.deletes().len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn oneself_and_the_protected_stay_on_the_screen_too() {
    let plot = Plot::default();
    let mut stage = Stage::live(plot).await;
    let mine = own(&stage)[0];
    find(&mut stage, mine).await;
    stage.press("S").await;
    stage.sees("all that was chosen is kept (yours 1)").await;
    stage.press("esc").await;
    let other = customers(&stage, 1)[0];
    mark(&mut stage, &[mine, other]).await;
    stage.press("S").await;
    let frame = stage.sees("─ Suspend ").await;
    assert!(
        frame.shows("1 kept") && frame.shows("kept, yours: "),
        "{}",
        frame.text
    );
    stage.type_in("suspend\n").await;
    stage.reports("1 seen suspended").await;
    assert_eq!(changes(&stage), updates(&[other]));
    assert_eq!(suspended(&stage, &[mine]), [false]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hidden_marks_are_a_question_here_as_well() {
    let mut stage = Stage::live(Plot::default()).await;
    let keys = customers(&stage, 2);
    mark(&mut stage, &keys).await;
    find(&mut stage, keys[1]).await;
    stage.press("S").await;
    stage.sees("Some marks are hidden. Which are meant?").await;
    stage.press("d").await;
    stage.sees("─ Suspend ").await;
    stage.type_in("suspend\n").await;
    stage.reports("1 seen suspended").await;
    assert_eq!(changes(&stage), updates(&keys[1..]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn esc_in_the_moment_of_grace_leaves_everybody_alone() {
    let plot = Plot {
        grace: Duration::from_secs(10),
        ..Plot::default()
    };
    let mut stage = Stage::live(plot).await;
    let keys = customers(&stage, 2);
    review(&mut stage, &keys).await;
    stage.type_in("2\n").await;
    stage.sees("begins in a moment; Esc stops it").await;
    stage.press("esc").await;
    stage.reports("2 not attempted").await;
    assert!(stage.deletes().is_empty());
    assert_eq!(suspended(&stage, &keys), [false; 2]);
    let journal = stage.journal();
    let cancelled = journal
        .iter()
        .find(|record| record.event == RecordEvent::Cancelled);
    let users: Vec<u64> = keys.iter().map(|key| key.user.get()).collect();
    assert_eq!(cancelled.unwrap().user_ids, users);
}

/// Signs the owner of foreign tokens in and puts the cursor on that session.
pub(super) async fn with_tokens(stage: &mut Stage) -> UserId {
    // The simulated account gives tokens to some of its staff.
    let people = stage.simulator.users().into_iter();
    let mut owners = people.filter(|person| stage.simulator.tokens_of(person.id) > 1);
    let own = stage.simulator.own_user();
    let owner = owners
        .find(|person| Some(person.id) != own && person.role != Role::Admin && !person.suspended);
    let owner = owner.unwrap().id;
    let key = stage.simulator.sign_in(owner).unwrap();
    stage.press("r").await;
    find(stage, key).await;
    owner
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tokens_are_listed_marked_reviewed_and_revoked() {
    let mut stage = Stage::live(Plot::default()).await;
    let owner = with_tokens(&mut stage).await;
    let count = stage.simulator.tokens_of(owner);
    stage.press("O").await;
    let title = format!(", user {owner} ");
    let all = format!("{count} tokens");
    let frame = stage
        .wait_for(|frame| frame.shows(&title) && frame.shows(&all))
        .await;
    assert!(
        frame.shows("SCOPES") && !frame.shows("reading"),
        "{}",
        frame.text
    );
    stage.press("a").await;
    stage.sees(&format!("{count} marked")).await;
    stage.press("a space K").await;
    stage.sees("Revoke 1 OAuth token of ").await;
    assert!(stage.deletes().is_empty());
    stage.press("esc").await;
    stage.sees("cancelled; nothing was sent").await;

    stage.press("O").await;
    stage.sees(&all).await;
    stage.press("a K").await;
    let question = format!("Revoke {count} OAuth tokens of ");
    stage.sees(&question).await;
    stage.type_in(&format!("{count}\n")).await;
    stage.reports(&format!("{count} revoked")).await;
    stage.reports(&format!("{count} no longer listed")).await;
    assert_eq!(stage.simulator.tokens_of(owner), 0);
    let sent = changes(&stage);
    assert_eq!(sent.len(), count);
    assert!(
        sent.iter()
            .all(|sent| sent.starts_with("DELETE /api/v2/oauth/tokens/"))
    );
    // From the report to the same person's list, which is empty now.
    stage.press("O").await;
    stage.sees("0 tokens").await;
    stage.press("K").await;
    stage.sees("nothing to do").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn read_only_lists_and_changes_nothing() {
    let plot = Plot {
        guardrails: Guardrails {
            read_only: true,
            ..Guardrails::default()
        },
        ..Plot::default()
    };
    let mut stage = Stage::live(plot).await;
    let owner = with_tokens(&mut stage).await;
    for key in ["S", "L"] {
        stage.press(key).await;
        stage.sees("read-only: nothing can be changed").await;
    }
    stage.press("O").await;
    let all = format!("{} tokens", stage.simulator.tokens_of(owner));
    stage.sees(&all).await;
    stage.press("a K").await;
    stage.type_in("revoke\n").await;
    stage.press("esc").await;
    stage.settled().await;
    assert!(stage.deletes().is_empty() && stage.is_blank());
    let ledger = stage.simulator.ledger();
    assert!(ledger.iter().all(|entry| entry.method == "GET"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_people_of_a_report_can_be_contained_from_it() {
    let mut stage = Stage::live(Plot::default()).await;
    let keys = customers(&stage, 2);
    crate::live_loop::review(&mut stage, &keys).await;
    stage.type_in("2\n").await;
    let frame = stage.reports("2 ended").await;
    // It is about those whom the review was about.
    assert!(
        frame.shows("of 2 people of Brass Nursery"),
        "{}",
        frame.text
    );
    assert!(frame.shows(": K end"), "{}", frame.text);
    stage.press("a S").await;
    stage.sees("Suspend 2 people").await;
    stage.type_in("2\n").await;
    stage.reports("2 seen suspended").await;
    assert_eq!(suspended(&stage, &keys), [true; 2]);
    stage.press("esc q").await;
    let outcome = stage.outcome().await;
    assert_eq!(outcome.runs.len(), 2, "both are of the incident");
}
