//! Lists that are pasted into the menu of whom to end: whoever is not signed in is looked up, and is
//! told, suspended or offboarded like everybody else on the list.

use std::fmt::Write as _;

use zentop::model::UserId;
use zentop::runtime::Input;
use zentop::simulator::ServerFault;

use crate::live_loop::customers;
use crate::stage::{Frame, Plot, Stage};

fn give(stage: &Stage, user: UserId, address: &str) {
    stage.simulator.edit_user(user, |person| {
        (person.active, person.suspended) = (true, false);
        person.email = Some(address.to_owned());
        person.other_emails = Vec::new();
    });
}

/// People who have no session, with these addresses.
fn away(stage: &Stage, addresses: &[&str]) -> Vec<UserId> {
    let mut people: Vec<UserId> = (stage.simulator.users().into_iter())
        .filter(|person| stage.simulator.sessions_of(person.id).is_empty())
        .map(|person| person.id)
        .collect();
    people.truncate(addresses.len());
    assert_eq!(people.len(), addresses.len());
    for (user, address) in people.iter().zip(addresses) {
        give(stage, *user, address);
    }
    people
}

async fn open() -> Stage {
    Stage::live(Plot {
        sessions: 60,
        account: |options| options.users = 120,
        ..Plot::default()
    })
    .await
}

async fn paste(stage: &mut Stage, list: &str) {
    stage.press("E").await;
    stage.sees("End which sessions?").await;
    stage.input(Input::Paste(list.to_owned())).await;
}

fn fail_searches(stage: &Stage, fault: &str) {
    let fault = format!("[[fault]]\nmethod = \"GET\"\npath = \"/api/v2/users/search\"\n{fault}\n");
    for fault in ServerFault::parse_file(&fault).unwrap() {
        stage.simulator.add_fault(fault);
    }
}

/// The review says of everybody on the list who is not signed in what they are, and the list is there
/// again below it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everybody_on_a_list_is_signed_out_told_or_named_with_both_ids() {
    let mut stage = open().await;
    let there = customers(&stage, 1)[0].user;
    let addresses = ["away@one.example", "both@one.example", "both@one.example"];
    let people = away(&stage, &addresses);
    let list = format!(
        "{there}\naway@one.example\nboth@one.example\ntypo@one.example\n{}\n",
        u32::MAX
    );
    paste(&mut stage, &list).await;
    let frame = stage
        .wait_for(|frame| frame.shows("out of ") && frame.shows(" session · read "))
        .await;
    for words in [
        "not signed in",
        "nobody active was found by this address",
        "have it; give the id of the one who is meant",
        "Zendesk knows no such user",
    ] {
        assert!(frame.shows(words), "{words}: {}", frame.text);
    }
    for id in &people[1..] {
        assert!(frame.shows(&id.to_string()), "{}", frame.text);
    }
    stage.press("esc").await;
    let frame = stage.sees("Everybody on the list").await;
    assert!(
        frame.shows("list of 5 entries: 1 signed in, 1 not signed in"),
        "{}",
        frame.text
    );
    for id in &people[1..] {
        assert!(frame.shows(&id.to_string()), "{}", frame.text);
    }
    stage.press("esc").await;
    stage
        .wait_for(|frame| !frame.shows("Everybody on the list"))
        .await;
    assert!(stage.deletes().is_empty());
}

/// An id on the list says who is meant by an address that several people have.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_id_on_the_list_says_which_of_two_people_is_meant() {
    let mut stage = open().await;
    let people = away(&stage, &["both@one.example", "both@one.example"]);
    paste(&mut stage, &format!("both@one.example\n{}\n", people[1])).await;
    let frame = stage
        .wait_for(|frame| frame.shows("Everybody on the list") && !frame.shows("looked up"))
        .await;
    assert!(
        frame.shows("1 not signed in") && !frame.shows("not found"),
        "{}",
        frame.text
    );
    stage.press("S").await;
    let frame = stage.sees("─ Suspend ").await;
    assert!(frame.shows(&people[1].to_string()), "{}", frame.text);
    assert!(!frame.shows(&people[0].to_string()), "{}", frame.text);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_not_signed_in_can_be_suspended_from_the_list() {
    let mut stage = open().await;
    let people = away(&stage, &["away@one.example"]);
    paste(&mut stage, "away@one.example\ntypo@one.example\n").await;
    // Nobody of them is signed in, so there is nothing to end, and the list stays.
    let frame = stage
        .wait_for(|frame| frame.shows("Everybody on the list") && frame.shows("1 not found"))
        .await;
    assert!(
        frame.shows("1 not signed in: away@one.example"),
        "{}",
        frame.text
    );
    for (key, title) in [
        ("O", "OAuth tokens of"),
        ("F", "─ Offboard "),
        ("S", "─ Suspend "),
    ] {
        stage.press(key).await;
        stage.sees(title).await;
        if key != "S" {
            stage.press("esc").await;
            stage.sees("Everybody on the list").await;
        }
    }
    stage
        .wait_for(|frame| frame.shows("─ Suspend ") && !frame.shows("reading "))
        .await;
    stage.scroll_to_end().await;
    let frame = stage.taken_in().await;
    assert!(
        frame.shows("1 not found") && frame.shows("typo@one.example"),
        "{}",
        frame.text
    );
    assert!(frame.shows(&people[0].to_string()), "{}", frame.text);
    stage.type_in("suspend\n").await;
    stage.sees("Suspended Aurélie Prévôtel").await;
    assert!(stage.simulator.user(people[0]).unwrap().suspended);
}

/// Nothing is done until it is known who is meant, and Esc leaves without waiting.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_reviewed_until_it_is_known_who_is_meant() {
    let mut stage = open().await;
    let there = customers(&stage, 1)[0].user;
    fail_searches(&stage, "delay_ms = 60000");
    paste(&mut stage, &format!("{there}\naway@one.example\n")).await;
    stage.sees("is looked up now").await;
    for key in ["K", "S", "L", "O", "F", "enter"] {
        stage.press(key).await;
        let frame = stage.sees("press it again then").await;
        assert!(frame.shows("Everybody on the list"), "{}", frame.text);
    }
    stage.press("esc").await;
    stage
        .wait_for(|frame| !frame.shows("Everybody on the list"))
        .await;
    assert!(stage.deletes().is_empty());
}

/// Whoever is signed in can be signed out although the others cannot be looked up; nothing else is done
/// to a part of the list.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_search_that_fails_leaves_those_who_are_signed_in() {
    let mut stage = open().await;
    let there = customers(&stage, 1)[0].user;
    fail_searches(&stage, "when.nth = 1\nthen.status.code = 403");
    paste(&mut stage, &format!("{there}\naway@one.example\n")).await;
    stage.sees("nobody could be looked up").await;
    stage.press("S F O L").await;
    stage.press("K").await;
    let frame = stage.sees("out of ").await;
    assert!(frame.shows("1 not asked"), "{}", frame.text);
    stage.press("esc").await;
    stage.sees("Everybody on the list").await;
    stage.press("r").await;
    stage.sees("1 not found (nobody active").await;
}

/// More than a hundred are not asked about: ending tells them, and nothing else is done to anybody.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn too_many_to_look_up_are_told_as_not_asked() {
    let mut stage = open().await;
    let there = customers(&stage, 1)[0].user;
    let mut list = format!("{there}\n");
    for number in 0..101 {
        writeln!(list, "nobody{number}@one.example").unwrap();
    }
    let are_known = |frame: &Frame| {
        let header = frame.text.lines().next().unwrap_or_default();
        header.contains("LIVE") && header.contains("agents") && !header.contains('≥')
    };
    stage.wait_for(are_known).await;
    paste(&mut stage, &list).await;
    let frame = stage.sees("out of ").await;
    assert!(frame.shows("101 not asked"), "{}", frame.text);
    stage.press("esc").await;
    stage.sees("Everybody on the list").await;
    for key in ["S", "L", "O", "F"] {
        stage.press(key).await;
        stage.sees("101 people would have to be looked up").await;
    }
    assert!(stage.deletes().is_empty());
}
