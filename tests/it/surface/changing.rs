//! The Chat account changed from its card, on the real loop: the difference is reviewed, sent once,
//! and recorded before and after.

use zentop::app::card::Card;
use zentop::journal::{RecordEvent, RecordRoute, RunMode, State};
use zentop::operation::Guardrails;
use zentop::runtime::Input;
use zentop::simulator::{ChatOrigin, ServerFault};

use crate::stage::{Frame, Plot, Stage, typed};

/// Opens the card and waits for Chat's answer.
async fn card(stage: &mut Stage) -> Frame {
    stage.press(":").await;
    stage.sees("─ What to do ─").await;
    let name = Card::ChatAccount.name();
    stage.type_in(&format!("{name}\n")).await;
    stage.sees("─ Chat account ─").await;
    stage.sees("as of 20").await
}

/// Opens the fields and goes to one of them.
async fn edit(stage: &mut Stage, field: &str) {
    card(stage).await;
    stage.press("e").await;
    let frame = stage.sees("─ Edit the Chat account ─").await;
    let fields = frame.text.lines().filter(|line| line.contains("billing."));
    let at = fields.clone().position(|line| line.contains(field));
    for _ in 0..at.unwrap() {
        stage.press("tab").await;
    }
}

/// Types `text` into `field` and opens the review.
async fn review(stage: &mut Stage, field: &str, text: &str) -> Frame {
    edit(stage, field).await;
    stage.press("ctrl-u").await;
    stage.type_in(&format!("{text}\n")).await;
    stage.sees("Change 1 field of the Chat account?").await;
    stage.sees("cancels itself in").await
}

fn faults(stage: &Stage, text: &str) {
    for fault in ServerFault::parse_file(text).unwrap() {
        stage.simulator.add_fault(fault);
    }
}

fn states(stage: &Stage) -> Vec<(RecordEvent, Option<State>)> {
    let records = stage.journal().into_iter();
    let of_chat = records.filter(|record| record.route == Some(RecordRoute::ChatAccount));
    of_chat.map(|record| (record.event, record.state)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_differs_is_reviewed_sent_once_and_recorded() {
    let mut stage = Stage::live(Plot::default()).await;
    edit(&mut stage, "billing.city").await;
    // Keys have no other meaning here than in a field, and a paste is text.
    stage.press("ctrl-u").await;
    stage.type_in("qK?").await;
    stage.sees("qK?").await;
    stage.press("ctrl-u").await;
    stage.input(Input::Paste("Hoorn\n".to_owned())).await;
    stage.sees("Hoorn").await;
    stage.press("down down tab down").await;
    stage.press("ctrl-u").await;
    stage.type_in("pay@staff.example\n").await;
    let frame = stage.sees("Change 2 fields of the Chat account?").await;
    for words in ["billing.city", "Exampleton", "Hoorn", "pay@staff.example"] {
        assert!(frame.shows(words), "{words}\n{}", frame.text);
    }
    stage.press("esc").await;
    stage.sees("cancelled; nothing was sent").await;
    assert!(stage.deletes().is_empty() && stage.is_blank());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_word_sends_changed_fields_alone_and_the_card_shows_the_answer() {
    let mut stage = Stage::live(Plot::default()).await;
    review(&mut stage, "billing.email", "pay@staff.example").await;
    stage.press("enter").await;
    stage.sees("That was not yes. Nothing was sent.").await;
    stage.input(Input::Paste("yes\n".to_owned())).await;
    stage.sees("what is pasted answers nothing").await;
    for near in ["y", "YES", "yess"] {
        // Stray keys closed the review, or it is still open.
        if stage.taken_in().await.shows("cancels itself in") {
            stage.press("esc").await;
        }
        stage.sees("─ Edit the Chat account ─").await;
        stage.press("enter").await;
        stage.sees("cancels itself in").await;
        stage.type_in(&format!("{near}\n")).await;
        let wrong = "That was not yes. Nothing was sent.";
        let stray = "that key is not part of the answer";
        stage
            .wait_for(|frame| frame.shows(wrong) || frame.shows(stray) || frame.shows("three keys"))
            .await;
        stage.rest();
    }
    if stage.taken_in().await.shows("cancels itself in") {
        stage.press("esc").await;
    }
    stage.sees("─ Edit the Chat account ─").await;
    stage.press("enter").await;
    stage.sees("cancels itself in").await;
    // These keys were typed before the review could be seen.
    let then = stage.now().shifted(-600_000);
    stage.press("ctrl-u").await;
    for key in typed("yes\n") {
        stage.input(Input::Key(key, then)).await;
    }
    stage.taken_in().await;
    assert!(stage.deletes().is_empty() && stage.is_blank());

    stage.press("ctrl-u").await;
    stage.type_in("yes\n").await;
    let frame = stage.sees("changed: billing.email; Chat says so now").await;
    assert!(frame.shows("pay@staff.example"), "{}", frame.text);
    let sent = stage.deletes();
    assert_eq!(sent.len(), 1);
    assert_eq!(
        (sent[0].method.as_str(), sent[0].target.as_str()),
        ("PUT", "/api/v2/chat/account")
    );
    let journal = stage.journal();
    assert_eq!(
        states(&stage),
        [
            (RecordEvent::Intent, None),
            (RecordEvent::Outcome, Some(State::Changed))
        ]
    );
    assert!(journal[0].ts <= sent[0].at, "announced before it was sent");
    for record in &journal {
        assert_eq!(record.fields, ["billing.email"]);
        assert_eq!(
            (record.auth_kind.as_str(), record.mode),
            ("chat_token", RunMode::Screen)
        );
        assert_eq!(record.zd_user_id, None);
    }
    let text = std::fs::read_to_string(&stage.journal).unwrap();
    assert!(!text.contains("staff.example"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn esc_at_every_layer_sends_nothing() {
    let mut stage = Stage::live(Plot::default()).await;
    review(&mut stage, "billing.city", "Hoorn").await;
    stage.type_in("ye").await;
    stage.press("esc").await;
    stage.sees("─ Edit the Chat account ─").await;
    stage.press("esc").await;
    stage.sees("r ask again   e edit").await;
    stage.press("esc").await;
    stage.settled().await;
    assert!(stage.deletes().is_empty() && stage.is_blank());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn read_only_says_so_and_sends_nothing() {
    let plot = Plot {
        guardrails: Guardrails {
            read_only: true,
            ..Guardrails::default()
        },
        ..Plot::default()
    };
    let mut stage = Stage::live(plot).await;
    card(&mut stage).await;
    let frame = stage.sees("read-only: nothing is changed").await;
    assert!(!frame.shows("e edit"), "{}", frame.text);
    stage.type_in("e yes").await;
    stage.press("esc").await;
    stage.settled().await;
    assert!(stage.deletes().is_empty() && stage.is_blank());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_not_the_owner_is_told_so() {
    let admin = Plot {
        chat_token: |keys| keys.chat_admin_token.clone(),
        ..Plot::default()
    };
    let mut stage = Stage::live(admin).await;
    card(&mut stage).await;
    let frame = stage.sees("this token is not the").await;
    assert!(!frame.shows("e edit"), "{}", frame.text);
    stage.type_in("e yes").await;
    stage.press("esc").await;
    stage.settled().await;
    assert!(stage.deletes().is_empty() && stage.is_blank());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_from_support_refuses_and_the_card_says_where_to_go() {
    let plot = Plot {
        account: |options| options.chat = ChatOrigin::FromSupport,
        ..Plot::default()
    };
    let mut stage = Stage::live(plot).await;
    review(&mut stage, "billing.city", "Hoorn").await;
    stage.type_in("yes\n").await;
    let frame = stage.sees("not changed: ").await;
    assert!(
        frame.shows("made in Support can only be read"),
        "{}",
        frame.text
    );
    assert!(frame.shows("Exampleton"), "what is shown is what is so");
    assert_eq!(stage.deletes().len(), 1);
    assert_eq!(states(&stage)[1].1, Some(State::Refused));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_value_that_comes_back_different_is_said_and_shown() {
    let mut stage = Stage::live(Plot::default()).await;
    review(&mut stage, "billing.city", "Hoorn").await;
    // The server answers 200 and does nothing.
    faults(
        &stage,
        "[[fault]]\nmethod = \"PUT\"\nthen.status = { code = 200, body = '{}' }",
    );
    stage.type_in("yes\n").await;
    stage.sees("Chat does not say what was asked for").await;
    stage.sees("Exampleton now; asked for was Hoorn").await;
    assert_eq!(stage.deletes().len(), 1);
    assert_eq!(states(&stage)[1].1, Some(State::Unknown));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_changed_meanwhile_is_not_overwritten() {
    let mut stage = Stage::live(Plot::default()).await;
    review(&mut stage, "billing.city", "Hoorn").await;
    let body = r#"{"billing":{"city":"Elsewhere"}}"#;
    faults(
        &stage,
        &format!(
            "[[fault]]\npath = \"/api/v2/chat/account\"\nthen.status = {{ code = 200, body = '{body}' }}"
        ),
    );
    stage.type_in("yes\n").await;
    stage.sees("billing.city is not what it was any more").await;
    assert!(stage.deletes().is_empty() && stage.is_blank());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_record_nothing_is_sent() {
    let plot = Plot {
        // A folder stands where the journal should be.
        journal: ".",
        ..Plot::default()
    };
    let mut stage = Stage::live(plot).await;
    review(&mut stage, "billing.city", "Hoorn").await;
    stage.type_in("yes\n").await;
    stage.sees("it could not be recorded").await;
    assert!(stage.deletes().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn quitting_waits_for_the_record() {
    let mut stage = Stage::live(Plot::default()).await;
    review(&mut stage, "billing.city", "Hoorn").await;
    faults(&stage, "[[fault]]\nmethod = \"PUT\"\ndelay_ms = 1500");
    stage.type_in("yes\n").await;
    stage.sees("a change is under way").await;
    stage.press("esc").await;
    stage.press("q").await;
    stage.sees("quits when the change").await;
    let witness = stage.witness();
    stage.outcome().await;
    let last = witness.journal().pop().unwrap();
    assert_eq!(
        (last.event, last.state),
        (RecordEvent::Outcome, Some(State::Changed))
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_that_meets_a_fault_is_not_waited_for() {
    let mut stage = Stage::live(Plot::default()).await;
    review(&mut stage, "billing.email", "pay@staff.example").await;
    stage.fuse.arm("PUT", 1);
    stage.type_in("yes\n").await;
    stage.sees("fault of its own").await;
    stage.press("esc").await;
    stage.settled().await;
    stage.press("q").await;
    stage.outcome().await;
}
