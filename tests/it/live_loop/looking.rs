//! Looking at the list, without ending anything.

use zentop::model::SafeText;

use crate::live_loop::{customers, find};
use crate::stage::{Frame, Plot, Stage};

/// The numbers that stand in the user column, from the top.
fn users(frame: &Frame) -> Vec<u64> {
    let rows = frame.text.lines().skip(2).map(|row| {
        let words = row.split_whitespace();
        // Organisations and sessions have numbers as well.
        let mut users = words.filter(|word| word.len() == 13 && word.starts_with("6130"));
        users.find_map(|word| word.parse::<u64>().ok())
    });
    rows.map_while(|user| user).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn names_appear_and_a_filter_and_an_order_take_hold() {
    let mut stage = Stage::live(Plot::default()).await;
    let key = customers(&stage, 1)[0];
    let person = stage.simulator.user(key.user).unwrap();
    let name = SafeText::new(&person.name)
        .fit(12)
        .trim_end_matches('…')
        .to_owned();
    find(&mut stage, key).await;
    let frame = stage.wait_for(|frame| frame.shows(&name)).await;
    assert_eq!(users(&frame)[0], key.user.get());

    stage.press("/ ctrl-u").await;
    stage.type_in("no such person\n").await;
    stage.sees(" 0 of 40 match").await;
    stage.press("esc").await;
    stage.wait_for(|frame| !frame.shows(" match")).await;

    stage.press("s").await;
    stage.sees("─ Sort by ─").await;
    stage.press("end up up enter").await;
    let frame = stage.sees("USER▲").await;
    let shown = users(&frame);
    assert!(shown.len() > 15 && shown.is_sorted(), "{shown:?}");
    stage.press("I").await;
    let frame = stage.sees("USER▼").await;
    assert!(users(&frame).iter().rev().is_sorted());
    assert!(stage.deletes().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ids_go_to_the_clipboard_and_nothing_else_is_emitted() {
    use base64::Engine as _;

    let mut stage = Stage::live(Plot::default()).await;
    let key = customers(&stage, 1)[0];
    find(&mut stage, key).await;
    stage.press("Y").await;
    stage.sees("the list as Markdown").await;
    stage.press("down down enter").await;
    let message = format!("{key} sent to the terminal (OSC 52)");
    stage.sees(&message).await;
    let encoded = base64::engine::general_purpose::STANDARD.encode(key.to_string());
    assert_eq!(stage.emitted(), format!("\u{1b}]52;c;{encoded}\u{7}"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_small_screen_shows_the_details_over_the_list() {
    let mut stage = Stage::live(Plot {
        size: (80, 24),
        ..Plot::default()
    })
    .await;
    let key = customers(&stage, 1)[0];
    find(&mut stage, key).await;
    let email = stage.simulator.user(key.user).unwrap().email.unwrap();
    stage.press("d").await;
    let frame = stage.sees("─ Details ─").await;
    assert!(
        frame.shows(&key.session.to_string()) && frame.shows(&email),
        "{}",
        frame.text
    );
    stage.press("esc").await;
    stage.wait_for(|frame| !frame.shows("─ Details ─")).await;
    // The cursor moves on below the dialog.
    stage.press("esc g d j").await;
    let frame = stage.taken_in().await;
    assert!(frame.shows("─ Details ─"));
    // On a larger screen `d` opens and closes the pane.
    stage.press("esc").await;
    stage.resize(120, 40).await;
    stage.sees("─ details ─").await;
    stage.press("d").await;
    stage.wait_for(|frame| !frame.shows("─ details ─")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn read_only_says_why_and_sends_nothing() {
    let mut plot = Plot::default();
    plot.guardrails.read_only = true;
    let mut stage = Stage::live(plot).await;
    assert!(stage.settled().await.shows(" READ-ONLY "));
    for keys in ["K", "X", "a K"] {
        stage.press(keys).await;
        stage.sees("read-only: nothing can be ended").await;
        stage.type_in("y40\nacme\n").await;
        stage.press("esc esc").await;
    }
    assert!(stage.is_running());
    assert!(stage.deletes().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_agent_sees_only_their_own_and_cannot_end_them() {
    let mut stage = Stage::live(Plot {
        token: |keys| keys.agent_token.clone(),
        ..Plot::default()
    })
    .await;
    stage.sees("OWN ONLY").await;
    stage.press("K").await;
    stage
        .sees("; :mine ends your own; sign in as an admin")
        .await;
    assert!(stage.deletes().is_empty());
}
