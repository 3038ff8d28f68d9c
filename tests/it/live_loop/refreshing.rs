//! What a review rests on is read again: when it opens, and before anything is sent.

use std::time::Duration;

use zentop::model::{SessionKey, UserId};
use zentop::simulator::{FaultEffect, ServerFault};

use crate::live_loop::{customers, dialog, find, is_read, review};
use crate::stage::{Plot, Stage};

/// A stage on which the list is read once, so that whoever signs in later is not in it.
async fn listed_once() -> Stage {
    Stage::live(Plot {
        floor: Duration::from_secs(3_600),
        ..Plot::default()
    })
    .await
}

/// All sessions of somebody, in order of id.
fn all_of(stage: &Stage, user: UserId) -> Vec<SessionKey> {
    let sessions = stage.simulator.sessions_of(user);
    let mut keys: Vec<SessionKey> = sessions.iter().map(|session| session.key).collect();
    keys.sort_unstable();
    keys
}

/// A fault of the own lists of people.
fn own_lists(then: FaultEffect) -> ServerFault {
    ServerFault::on("GET", "/api/v2/users/*/sessions", then)
}

/// Lets so many seconds pass in steps that are no pause of the program.
async fn wait(stage: &mut Stage, seconds: u64) {
    for _ in 0..seconds.div_ceil(4) {
        stage.skip(Duration::from_secs(4));
        stage.taken_in().await;
    }
}

/// Types what the review asks for.
async fn confirm(stage: &mut Stage, sessions: usize) {
    stage.scroll_to_end().await;
    let answer = match sessions {
        1 => "end\n".to_owned(),
        more => format!("{more}\n"),
    };
    stage.type_in(&answer).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_signed_in_after_the_walk_is_in_the_review_and_is_ended() {
    let mut stage = listed_once().await;
    let key = customers(&stage, 1)[0];
    find(&mut stage, key).await;
    let new = stage.simulator.sign_in(key.user).unwrap();
    let theirs = all_of(&stage, key.user);
    stage.press("X").await;
    let title = format!("out of {} sessions?", theirs.len());
    stage.sees(&title).await;
    let frame = stage.sees("signed in again: 1 more session").await;
    assert!(frame.shows(&new.session.to_string()), "{}", frame.text);
    confirm(&mut stage, theirs.len()).await;
    stage.reports(&format!("{} ended", theirs.len())).await;
    assert_eq!(stage.ended(), theirs);
    assert!(all_of(&stage, key.user).is_empty());
}

/// What was marked is what is ended, however much its people sign in.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sessions_that_were_chosen_one_by_one_stay_exactly_those() {
    let mut stage = listed_once().await;
    let keys = customers(&stage, 2);
    let new = stage.simulator.sign_in(keys[0].user).unwrap();
    review(&mut stage, &keys).await;
    let frame = stage.wait_for(is_read).await;
    assert!(frame.shows("out of 2 sessions?"), "{}", frame.text);
    assert!(!dialog(&frame).join("\n").contains(&new.session.to_string()));
    confirm(&mut stage, 2).await;
    stage.reports("2 ended").await;
    assert_eq!(stage.ended(), keys);
    assert!(all_of(&stage, keys[0].user).contains(&new));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn facts_that_have_aged_are_read_again_and_a_changed_set_is_asked_for_anew() {
    let mut stage = listed_once().await;
    let key = customers(&stage, 1)[0];
    find(&mut stage, key).await;
    let before = all_of(&stage, key.user).len();
    stage.press("X").await;
    stage.wait_for(is_read).await;
    wait(&mut stage, 32).await;
    stage.sees("they are read again first").await;
    stage.simulator.sign_in(key.user).unwrap();
    confirm(&mut stage, before).await;
    stage.sees("signed in again: 1 more session").await;
    let frame = stage
        .sees(&format!("type {} and Enter: ", before + 1))
        .await;
    assert!(frame.shows(&format!("out of {} sessions", before + 1)));
    assert!(
        stage.deletes().is_empty(),
        "what was typed was for another list"
    );
    confirm(&mut stage, before + 1).await;
    stage.reports(&format!("{} ended", before + 1)).await;
    assert!(all_of(&stage, key.user).is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn facts_that_have_aged_and_have_not_changed_hold_nothing_up() {
    let mut stage = listed_once().await;
    let keys = customers(&stage, 2);
    review(&mut stage, &keys).await;
    stage.wait_for(is_read).await;
    wait(&mut stage, 32).await;
    let read = |stage: &Stage| {
        let ledger = stage.simulator.ledger();
        let own = format!("/users/{}/sessions", keys[0].user);
        ledger
            .iter()
            .filter(|entry| entry.target.contains(&own))
            .count()
    };
    let before = read(&stage);
    confirm(&mut stage, 2).await;
    stage.reports("2 ended").await;
    assert_eq!(stage.ended(), keys);
    assert!(read(&stage) > before, "read again before the run");
}

/// Nobody waits for a server: leaving works at once, and what was not read sends nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn leaving_never_waits_for_facts() {
    let mut stage = listed_once().await;
    let key = customers(&stage, 1)[0];
    find(&mut stage, key).await;
    let slow = own_lists(FaultEffect::Truth);
    stage.simulator.add_fault(ServerFault {
        delay_ms: 3_600_000,
        ..slow
    });
    stage.press("K").await;
    stage.sees("reading 1 person…").await;
    stage.type_in("end\n").await;
    stage.sees("then it begins, if nothing changed").await;
    assert!(stage.deletes().is_empty());
    stage.press("esc").await;
    stage.sees("cancelled; nothing was sent").await;
    stage.press("K").await;
    stage.sees("reading 1 person…").await;
    stage.press("esc q").await;
    let witness = stage.witness();
    stage.outcome().await;
    assert!(witness.deletes().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn facts_that_cannot_be_read_are_said_with_their_age_and_need_the_name_and_the_number() {
    let mut stage = listed_once().await;
    let key = customers(&stage, 1)[0];
    find(&mut stage, key).await;
    let refused = FaultEffect::Status {
        code: 403,
        body: String::new(),
        content_type: None,
        headers: Vec::new(),
    };
    stage.simulator.add_fault(own_lists(refused));
    stage.press("K").await;
    let frame = stage.sees("not read again").await;
    assert!(frame.shows(" old: "), "{}", frame.text);
    stage.sees("type acme 1 and Enter: ").await;
    stage.type_in("acme 1\n").await;
    stage.reports("1 ended").await;
    assert_eq!(stage.ended(), [key]);
}

/// An own list that is empty is no reason to end less than the list shows.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_empty_own_list_takes_nothing_out_of_a_plan() {
    let mut stage = listed_once().await;
    let key = customers(&stage, 1)[0];
    find(&mut stage, key).await;
    stage.simulator.add_fault(own_lists(FaultEffect::EmptyPage));
    let theirs = all_of(&stage, key.user);
    stage.press("X").await;
    stage.sees("unconfirmed").await;
    stage.simulator.clear_faults();
    confirm(&mut stage, theirs.len()).await;
    stage.reports(&format!("{} ended", theirs.len())).await;
    assert_eq!(stage.ended(), theirs);
}

/// The title, the number to type, the record and the report are about what goes, not about what was
/// pointed at; another route is asked for anew.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wide_route_is_reviewed_with_everything_that_it_takes() {
    let mut stage = listed_once().await;
    let key = customers(&stage, 1)[0];
    for _ in 0..3 {
        stage.simulator.sign_in(key.user).unwrap();
    }
    find(&mut stage, key).await;
    let theirs = all_of(&stage, key.user);
    stage.press("K").await;
    stage.sees("out of 1 session?").await;
    stage.wait_for(is_read).await;
    stage.type_in("end").await;
    stage.press("ctrl-r").await;
    let title = format!("out of {} sessions?", theirs.len());
    let frame = stage.sees(&title).await;
    let beyond = format!("{} beyond the choice", theirs.len() - 1);
    assert!(frame.shows(&beyond), "{}", frame.text);
    stage.press("enter").await;
    stage.taken_in().await;
    assert!(
        stage.deletes().is_empty(),
        "the word was for the other route"
    );
    stage.rest();
    confirm(&mut stage, theirs.len()).await;
    let frame = stage.reports(&format!("{} ended", theirs.len())).await;
    assert!(frame.shows("beyond the choice"), "{}", frame.text);
    assert_eq!(stage.deletes().len(), 1);
    assert_eq!(stage.ended(), theirs);
    let recorded = stage.journal();
    let confirmed = recorded.iter().find(|record| record.of.is_some()).unwrap();
    assert_eq!(confirmed.of, u32::try_from(theirs.len()).ok());
}
