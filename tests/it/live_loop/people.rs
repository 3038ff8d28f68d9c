//! The page of a person, the news and the runs of this profile: what they show while the list moves, and
//! what is done from them.

use zentop::simulator::ServerFault;

use super::{customers, find};
use crate::stage::{Plot, Stage};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_session_is_ended_from_the_page_which_then_tells_of_it() {
    let mut stage = Stage::live(Plot {
        size: (120, 40),
        ..Plot::default()
    })
    .await;
    let key = customers(&stage, 1)[0];
    stage.simulator.set_name(key.user, "Quentin Nightshade");
    let sessions = stage.simulator.sessions_of(key.user).len();
    find(&mut stage, key).await;
    stage.press("enter").await;
    stage.sees("OAuth tokens: not looked at").await;
    stage.sees("nothing was done to them by this profile").await;
    stage.sees("Quentin Nightshade").await;
    // K takes the session that was under the cursor of the list, and no other one.
    stage.press("K").await;
    stage.sees("out of 1 session?").await;
    stage.scroll_to_end().await;
    stage.type_in("end\n").await;
    stage.reports("1 ended").await;
    assert_eq!(stage.ended(), [key]);
    stage.press("esc").await;
    stage.sees("done by this profile").await;
    stage.sees("Sign out: all done").await;
    let gone = format!("gone, session {}", key.session);
    stage.sees(&gone).await;
    assert_eq!(stage.simulator.sessions_of(key.user).len(), sessions - 1);
    // Esc goes back to the list, where the filter still is.
    stage.press("esc").await;
    stage
        .wait_for(|frame| !frame.shows("OAuth tokens: not looked at"))
        .await;
    // The runs and the news tell of it, by name.
    stage.press("8").await;
    let frame = stage
        .wait_for(|frame| {
            frame.shows("Runs of this profile") && frame.shows("Sign out Quentin Nightshade")
        })
        .await;
    assert!(frame.shows("all done"), "{}", frame.text);
    stage.press("enter down enter").await;
    stage.sees(&format!("session {}", key.session)).await;
    stage.press("K").await;
    stage
        .sees("this run did everything that was confirmed")
        .await;
    stage.press("esc").await;
    stage
        .wait_for(|frame| !frame.shows("Runs of this profile"))
        .await;
    stage.press("e").await;
    stage.sees("─ News ─").await;
    stage.press("/").await;
    stage.type_in("nightshade\n").await;
    stage.sees("- Quentin Nightshade").await;
    stage.press("enter").await;
    stage.sees("OAuth tokens: not looked at").await;
    // Esc goes back to the news.
    stage.press("esc").await;
    stage.sees("─ News ─").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_run_did_not_do_is_reviewed_again_from_the_list_of_runs() {
    let mut stage = Stage::live(Plot {
        before: |simulator| {
            let fault =
                "[[fault]]\nmethod = \"DELETE\"\nwhen.nth = 1\nthen.status = { code = 403 }";
            for fault in ServerFault::parse_file(fault).unwrap() {
                simulator.add_fault(fault);
            }
        },
        ..Plot::default()
    })
    .await;
    let key = customers(&stage, 1)[0];
    find(&mut stage, key).await;
    stage.press("K").await;
    stage.sees("out of 1 session?").await;
    stage.scroll_to_end().await;
    stage.type_in("end\n").await;
    stage.reports("1 refused").await;
    stage.press("esc 8").await;
    stage
        .wait_for(|frame| frame.shows("Runs of this profile") && frame.shows("  refused"))
        .await;
    stage.press("K").await;
    stage.sees("out of 1 session?").await;
    // Cancelled, it goes back to the runs.
    stage.press("esc").await;
    stage.sees("Runs of this profile").await;
    stage.press("K").await;
    stage.sees("out of 1 session?").await;
    stage.scroll_to_end().await;
    stage.type_in("end\n").await;
    stage.reports("1 ended").await;
    stage.press("esc").await;
    stage.press("8").await;
    stage.sees("all done").await;
}
