//! Cards on the screen: asked for beside the loop, answered in place, and without secrets.

use std::time::Duration;

use zentop::simulator::ServerFault;

use crate::live_loop::own;
use crate::stage::{Plot, Stage};

/// Sets the answer for the session of the credentials from now on.
fn fault(stage: &Stage, then: &str) {
    let text = format!("[[fault]]\npath = \"/api/v2/users/me/session\"\n{then}");
    for fault in ServerFault::parse_file(&text).unwrap() {
        stage.simulator.add_fault(fault);
    }
}

/// Opens a card by its name.
async fn open(stage: &mut Stage, name: &str, title: &str) {
    stage.press(":").await;
    stage.sees("─ What to do ─").await;
    stage.type_in(&format!("{name}\n")).await;
    stage.sees(&format!("─ {title} ─")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_card_says_what_the_api_says() {
    let mut stage = Stage::live(Plot::default()).await;
    let me = stage.simulator.own_user().unwrap().to_string();

    open(&mut stage, "current-session", "Current session").await;
    let frame = stage.sees("an OAuth token owns no session").await;
    let is_own = |id: &str| frame.text.contains(id);
    assert!(
        own(&stage)
            .iter()
            .any(|key| is_own(&key.session.to_string()))
    );
    stage.press("esc").await;

    open(&mut stage, "help-center", "Help Center session").await;
    stage.sees("********").await;
    stage.sees("a sign-in: there is nothing here to end").await;
    stage.press("q").await;

    open(&mut stage, "chat-account", "Chat account").await;
    let frame = stage.sees("plan.max_concurrent_chats").await;
    assert!(frame.shows("unlimited") && frame.shows("as of 20"));
    stage.press("enter").await;

    open(&mut stage, "credentials", "What these credentials can see").await;
    let frame = stage.sees("every session of the account").await;
    assert!(frame.shows(&me) && frame.shows("OAuth access token"));
    let keys = stage.simulator.credentials();
    for secret in [&keys.oauth_token, &keys.chat_token] {
        assert!(!frame.text.contains(secret.as_str()));
    }
    stage.press("esc").await;
    stage.wait_for(|frame| !frame.shows("─ What these")).await;
    assert!(stage.is_running() && stage.deletes().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failure_is_told_in_place_and_r_asks_again() {
    let mut stage = Stage::live(Plot::default()).await;
    fault(&stage, "then.html = { code = 503 }");
    open(&mut stage, "current-session", "Current session").await;
    stage.sees("Zendesk is failing: 503").await;
    stage.simulator.clear_faults();
    stage.press("r").await;
    stage.sees("an OAuth token owns no session").await;
    stage
        .wait_for(|frame| !frame.shows("Zendesk is failing"))
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_token_for_chat_the_card_says_where_one_comes_from() {
    let mut stage = Stage::live(Plot {
        chat: false,
        ..Plot::default()
    })
    .await;
    open(&mut stage, "chat-account", "Chat account").await;
    stage.sees("ZENDESK_CHAT_TOKEN").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_takes_its_time_holds_up_nothing() {
    let mut stage = Stage::live(Plot::default()).await;
    fault(&stage, "delay_ms = 600000");
    open(&mut stage, "current-session", "Current session").await;
    stage.sees("│ asking").await;
    stage.press("esc s").await;
    stage.sees("─ Sort by ─").await;
    stage.press("esc").await;
    // An answer that nobody waits for any more is not shown, and does not keep the loop from
    // ending.
    stage.press("q").await;
    let outcome = tokio::time::timeout(Duration::from_secs(10), stage.outcome()).await;
    assert!(outcome.unwrap().lost.is_none());
}
