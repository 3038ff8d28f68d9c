//! `:person` and `:org` on the screen, Enter on a filter without a match, and lists that are pasted.

use zentop::model::UserId;
use zentop::runtime::Input;
use zentop::simulator::ServerFault;

use crate::live_loop::customers;
use crate::stage::{Plot, Stage};

/// Gives the owner of the first customer's session this address.
fn someone(stage: &Stage, address: &str) -> UserId {
    let user = customers(stage, 1)[0].user;
    stage.simulator.edit_user(user, |person| {
        (person.active, person.suspended) = (true, false);
        person.email = Some(address.to_owned());
        person.other_emails = Vec::new();
    });
    user
}

async fn go(stage: &mut Stage, typed: &str) {
    stage.press(":").await;
    stage.sees("─ What to do ─").await;
    stage.type_in(&format!("{typed}\n")).await;
    stage.wait_for(|frame| !frame.shows("─ What to do ─")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_person_is_gone_to_before_the_list_is_read() {
    let mut stage = Stage::open(Plot {
        sessions: 300,
        account: |options| options.users = 200,
        before: |simulator| {
            // The second page does not come while the test lasts.
            let fault = "[[fault]]\nmethod = \"GET\"\npath = \"/api/v2/sessions\"\n\
                         when.nth = 2\ndelay_ms = 60000";
            for fault in ServerFault::parse_file(fault).unwrap() {
                simulator.add_fault(fault);
            }
        },
        ..Plot::default()
    })
    .await;
    stage
        .wait_for(|frame| frame.shows("%") || frame.shows("walk"))
        .await;
    let user = someone(&stage, "ann@one.example");
    let count = stage.simulator.sessions_of(user).len();
    go(&mut stage, "person Ann@one.example").await;
    let frame = stage.sees(&format!("/user:{user}")).await;
    assert!(!frame.shows("LIVE"), "the list must not be whole yet");
    let line = format!("{count} of ");
    stage.wait_for(|frame| frame.shows(&line)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_not_found_or_not_clear_is_told() {
    let mut stage = Stage::live(Plot::default()).await;
    let user = someone(&stage, "ann@one.example");
    stage.simulator.set_name(user, "Quentin Nightshade");
    go(&mut stage, "person dora@nowhere.example").await;
    stage
        .sees("nobody active was found by dora@nowhere.example")
        .await;
    // A mistake leaves the palette open.
    stage.press(":").await;
    stage.sees("─ What to do ─").await;
    stage.type_in("person *@one.example\n").await;
    stage.sees("cannot be searched for").await;
    stage.press("esc").await;
    // Words find several: one of them is chosen, and Esc leaves all.
    go(&mut stage, "person example").await;
    stage.sees("Who is meant?").await;
    stage.press("down enter").await;
    stage.sees("/user:").await;
    stage.press("esc").await;
    // Nothing matches: Enter asks the server.
    stage.press("/").await;
    stage.type_in("email:gone@one.example\n").await;
    stage.sees("looks for that person at Zendesk").await;
    stage.simulator.edit_user(user, |person| {
        person.email = Some("gone@one.example".to_owned());
    });
    stage.press("enter").await;
    stage.sees(&format!("/user:{user}")).await;
    assert!(stage.deletes().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_organisation_is_gone_to_by_its_name() {
    let mut stage = Stage::live(Plot::default()).await;
    let users = stage.simulator.users();
    let organization = users.iter().find_map(|person| person.organization).unwrap();
    stage
        .simulator
        .set_organization_name(organization, "Quills & Sons");
    go(&mut stage, "org quills & sons").await;
    stage.sees(&format!("/org:{organization}")).await;
    go(&mut stage, "org no such name").await;
    stage.sees("no organisation is called no such name").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_that_is_pasted_into_the_menu_is_reviewed() {
    let mut stage = Stage::live(Plot::default()).await;
    let key = customers(&stage, 1)[0];
    let count = stage.simulator.sessions_of(key.user).len();
    stage.press("g E").await;
    stage.sees("End which sessions?").await;
    stage
        .input(Input::Paste(format!("{}\nann smith@x\n", key.user)))
        .await;
    stage.sees("line 2").await;
    stage
        .input(Input::Paste(format!("{}\nnobody@x.example\n", key.user)))
        .await;
    let title = match count {
        1 => "End 1 session of 1 person".to_owned(),
        _ => format!("End {count} sessions of 1 person"),
    };
    stage.sees(&title).await;
    stage.press("esc").await;
    assert!(stage.deletes().is_empty());
}
