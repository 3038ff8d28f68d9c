//! Keys with Alt, which a terminal sends as Esc and the key, and keys of other layouts.

use std::time::Duration;

use zentop::journal::RecordEvent;
use zentop::runtime::Input;

use crate::stage::{Plot, Stage, press_of};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn esc_that_came_together_with_a_key_stops_a_run() {
    let mut stage = Stage::live(Plot {
        grace: Duration::from_secs(60),
        ..Plot::default()
    })
    .await;
    stage.end_all(38).await;
    stage.sees("begins in a moment").await;
    stage.press("alt-j").await;
    stage.reports("38 not attempted").await;
    assert!(stage.deletes().is_empty());
    assert!(stage.recorded(RecordEvent::Intent).is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_with_alt_is_esc_and_the_key_unless_it_edits() {
    let mut stage = Stage::live(Plot::default()).await;
    stage.press("s").await;
    stage.sees("Sort by").await;
    // Esc leaves the menu, and the question mark opens the help.
    stage.press("alt-?").await;
    stage
        .wait_for(|frame| frame.shows("Help") && !frame.shows("Sort by"))
        .await;
    stage.press("esc /").await;
    stage.type_in("one two").await;
    stage.press("alt-b").await;
    stage.type_in("x").await;
    stage.sees("one xtwo").await;
    stage.press("alt-f").await;
    stage.type_in("y").await;
    stage.sees("one xtwoy").await;
    // What edits nothing leaves the filter, and then is a key of the list.
    stage.press("alt-s").await;
    stage.sees("Sort by").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_letter_of_another_script_is_the_key_of_its_place_and_text_in_a_field() {
    let mut stage = Stage::live(Plot::default()).await;
    let on_layout = |sign: &str, latin: &str| Input::LayoutKey {
        key: press_of(sign),
        latin: press_of(latin),
        at: stage.now().shifted(1_000),
    };
    let (sort, quote) = (on_layout("ы", "s"), on_layout("э", "a"));
    stage.input(sort.clone()).await;
    stage.sees("Sort by").await;
    stage.press("esc /").await;
    stage.sees("FILTER").await;
    stage.input(sort).await;
    stage.input(quote).await;
    stage.sees("ыэ").await;
}
