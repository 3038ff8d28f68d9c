//! Offboarding and leavers on the real loop: reviewed, confirmed by what is typed, done in order, and
//! told person by person.

use std::time::Duration;

use zentop::journal::{RecordEvent, RecordRoute, State};
use zentop::model::{Role, UserId};
use zentop::runtime::Input;
use zentop::simulator::LedgerEntry;

use crate::live_loop::{customers, find, is_read, mark};
use crate::stage::{Plot, Stage};

fn changes(stage: &Stage) -> Vec<String> {
    let entry = |entry: LedgerEntry| format!("{} {}", entry.method, entry.target);
    stage.deletes().into_iter().map(entry).collect()
}

fn is_suspended(stage: &Stage, user: UserId) -> bool {
    stage.simulator.user(user).unwrap().suspended
}

/// Suspends somebody behind the program's back, and has the list read again.
async fn suspend(stage: &mut Stage, users: &[UserId]) {
    for user in users {
        stage
            .simulator
            .edit_user(*user, |person| person.suspended = true);
    }
    stage.skip(Duration::from_secs(3_600));
    stage.taken_in().await;
    stage.press("r").await;
    stage.taken_in().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn marked_people_are_offboarded_by_what_is_typed_and_told_one_by_one() {
    let mut stage = Stage::live(Plot::default()).await;
    let keys = customers(&stage, 2);
    mark(&mut stage, &keys).await;
    stage.press("F").await;
    let frame = stage
        .wait_for(|frame| frame.shows("Offboard 2 people") && is_read(frame))
        .await;
    assert!(frame.shows("2 users · 0 tokens · "), "{}", frame.text);
    assert!(frame.shows("each is suspended"), "{}", frame.text);
    stage.type_in("3\n").await;
    stage.sees("that key is not part of the answer").await;
    assert!(stage.deletes().is_empty());
    stage.press("esc").await;
    stage.sees("cancelled; nothing was sent").await;
    stage.rest();
    stage.press("F").await;
    stage
        .wait_for(|frame| frame.shows("Offboard 2 people") && is_read(frame))
        .await;
    stage.type_in("2\n").await;
    let frame = stage.sees("2 as it should be").await;
    let each = frame
        .text
        .matches("suspended; no session listed at")
        .count();
    assert_eq!(each, keys.len(), "{}", frame.text);
    for key in &keys {
        assert!(is_suspended(&stage, key.user));
        assert!(stage.simulator.sessions_of(key.user).is_empty());
        let of = |what: &str| {
            let sent = changes(&stage);
            let path = format!("/api/v2/users/{}{what}", key.user);
            sent.iter().position(|sent| sent.ends_with(&path)).unwrap()
        };
        assert!(of("") < of("/sessions"));
    }
    stage.press("esc q").await;
    let witness = stage.witness();
    stage.outcome().await;
    let journal = witness.journal();
    assert_eq!(journal[0].route, Some(RecordRoute::Several));
    let ended = |state| {
        let outcomes = journal.iter();
        let outcomes = outcomes.filter(|record| record.event == RecordEvent::Outcome);
        outcomes
            .filter(|record| record.state == Some(state))
            .count()
    };
    assert_eq!((ended(State::Suspended), ended(State::Ended)), (2, 2));
}

/// They were chosen for being suspended, and are so no more when the review reads them again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_leaver_who_is_none_any_more_is_left_out_of_the_review() {
    for (key, title) in [("F", "─ Offboard "), ("K", "─ Sign ")] {
        let mut stage = Stage::live(Plot::default()).await;
        let keys = customers(&stage, 2);
        let people: Vec<UserId> = keys.iter().map(|key| key.user).collect();
        suspend(&mut stage, &people).await;
        stage.press("4").await;
        stage.sees("│ 2 people").await;
        stage
            .simulator
            .edit_user(people[0], |person| person.suspended = false);
        stage.press("a").await;
        stage.press(key).await;
        let frame = stage
            .wait_for(|frame| frame.shows(title) && frame.shows("no longer chosen"))
            .await;
        let name = stage.simulator.user(people[0]).unwrap().name;
        let is_listed = frame
            .text
            .lines()
            .any(|line| line.contains(&format!("▸ {name}")));
        assert!(!is_listed, "{}", frame.text);
        assert!(stage.deletes().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_review_that_is_left_goes_back_to_the_leavers_with_their_marks() {
    let mut stage = Stage::live(Plot::default()).await;
    stage.longest = Duration::from_secs(60);
    let keys = customers(&stage, 2);
    let people: Vec<UserId> = keys.iter().map(|key| key.user).collect();
    suspend(&mut stage, &people).await;
    stage.press("4").await;
    stage
        .wait_for(|frame| frame.shows("│ 2 people") && !frame.shows("reading"))
        .await;
    stage.rest();
    stage.press("space").await;
    stage.sees("1 marked").await;
    stage.press("F").await;
    let frame = stage.sees("─ Offboard ").await;
    assert!(frame.shows("already suspended: "), "{}", frame.text);
    stage.press("esc").await;
    stage.sees("1 marked").await;
    stage.press("O").await;
    stage.sees("OAuth tokens of").await;
    stage.press("esc").await;
    stage.sees("1 marked").await;
    assert!(stage.deletes().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pasted_list_tells_the_absent_from_those_who_do_not_exist() {
    let mut stage = Stage::live(Plot::default()).await;
    let key = customers(&stage, 1)[0];
    let email = |user: UserId| stage.simulator.user(user).unwrap().email.unwrap();
    let away = stage.simulator.users().into_iter().find(|person| {
        !person.suspended
            && stage.simulator.sessions_of(person.id).is_empty()
            && person.email.is_some()
    });
    let away = away.unwrap().id;
    let list = format!(
        "{}\n{}\nnobody@nowhere.example\n",
        email(key.user),
        email(away)
    );
    stage.press("4").await;
    stage.sees("Leavers who are signed in").await;
    stage.input(Input::Paste(list)).await;
    let frame = stage
        .wait_for(|frame| {
            frame.shows("list of 3 entries: 1 signed in, 1 not signed in")
                && frame.shows("1 not found")
        })
        .await;
    assert!(frame.shows("on the list"), "{}", frame.text);
    assert!(
        frame.shows("not found (nobody active") && frame.shows("): nobody@nowhere.example"),
        "{}",
        frame.text
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_last_door_is_told_when_the_review_opens_and_closes_it_to_every_answer() {
    let mut stage = Stage::live(Plot::default()).await;
    let own = stage.simulator.own_user();
    let people = stage.simulator.users().into_iter();
    let admins = people.filter(|person| person.role == Role::Admin && Some(person.id) != own);
    let admins: Vec<UserId> = admins.map(|person| person.id).collect();
    let (last, others) = admins.split_first().unwrap();
    for other in others {
        stage
            .simulator
            .edit_user(*other, |person| person.suspended = true);
    }
    stage
        .simulator
        .edit_user(*last, |person| person.suspended = false);
    let key = stage.simulator.sign_in(*last).unwrap();
    stage.skip(Duration::from_secs(3_600));
    stage.taken_in().await;
    stage.press("r").await;
    for verb in ["S", "F"] {
        find(&mut stage, key).await;
        stage.press(verb).await;
        stage
            .wait_for(|frame| {
                frame.shows("no plan: no other admin would be left")
                    && frame.shows("there is no plan, and nothing to type")
                    && !frame.shows("and Enter")
            })
            .await;
        stage.type_in("acme\n").await;
        stage.sees("nothing can be confirmed here").await;
        stage.press("esc").await;
        stage.sees("cancelled; nothing was sent").await;
        stage.rest();
    }
    assert!(stage.deletes().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_people_of_a_report_can_be_offboarded_from_it() {
    let mut stage = Stage::live(Plot::default()).await;
    let keys = customers(&stage, 2);
    crate::live_loop::review(&mut stage, &keys).await;
    stage.type_in("2\n").await;
    stage.reports("2 ended").await;
    stage.skip(Duration::from_secs(3_600));
    stage.taken_in().await;
    stage.press("a F").await;
    stage
        .wait_for(|frame| frame.shows("Offboard 2 people") && is_read(frame))
        .await;
    stage.type_in("2\n").await;
    stage.sees("2 as it should be").await;
    let to_all = changes(&stage);
    let to_all = to_all.iter().filter(|sent| sent.ends_with("/sessions"));
    assert_eq!(to_all.count(), 2);
}

/// A suspension does not keep out whoever signs in by another way.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn offboarded_people_are_watched_as_others_are() {
    let mut stage = Stage::live(Plot::default()).await;
    let keys = customers(&stage, 2);
    mark(&mut stage, &keys).await;
    stage.press("F").await;
    stage
        .wait_for(|frame| frame.shows("Offboard 2 people") && is_read(frame))
        .await;
    stage.type_in("2\n").await;
    stage.sees("2 as it should be").await;
    stage.press("esc").await;
    stage.sees("watching for returns, 9m").await;
}
