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
    let sessions = stage.simulator.sessions_of(user);
    assert!(
        !stage.glass.frames.borrow().shows("LIVE"),
        "the list must not be whole yet"
    );
    go(&mut stage, "person Ann@one.example").await;
    stage.sees(&format!("{user}")).await;
    for session in sessions {
        stage.sees(&session.key.session.to_string()).await;
    }
}

/// Whoever is not signed in has a page all the same, and what can be done to them is done from it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_not_signed_in_has_a_page_with_what_can_be_done() {
    let mut stage = Stage::live(Plot::default()).await;
    let user = someone(&stage, "ann@one.example");
    stage.simulator.set_name(user, "Quentin Nightshade");
    for session in stage.simulator.sessions_of(user) {
        stage.simulator.sign_out(session.key);
    }
    go(&mut stage, "person ann@one.example").await;
    let frame = stage.sees("no session listed, read ").await;
    assert!(frame.shows("Quentin Nightshade") && frame.shows("ann@one.example"));
    assert!(frame.shows("active") && !frame.shows("still signed in"));
    // The verbs open over the page, and lead back to it.
    stage.press("S").await;
    stage.sees("Suspend").await;
    stage.press("esc").await;
    stage.sees("OAuth tokens: not looked at").await;
    stage.press("O").await;
    stage.sees("OAuth tokens of Quentin Nightshade").await;
    stage.press("esc").await;
    stage.wait_for(|frame| !frame.shows("not looked at")).await;
    stage.press("esc").await;
    stage.sees("LIVE").await;
    assert!(stage.deletes().is_empty());
}

/// Two organisations of one name are told apart, also on a narrow screen.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn organisations_of_one_name_are_a_menu_with_their_numbers() {
    let mut stage = Stage::live(Plot::default()).await;
    let users = stage.simulator.users();
    let mut organizations: Vec<_> = users.iter().filter_map(|it| it.organization).collect();
    organizations.sort_unstable();
    organizations.dedup();
    for organization in &organizations[..2] {
        stage
            .simulator
            .set_organization_name(*organization, "Quills & Sons");
    }
    stage.resize(80, 24).await;
    go(&mut stage, "org quills & sons").await;
    let frame = stage.sees("Which is meant?").await;
    for organization in &organizations[..2] {
        assert!(frame.shows(&organization.to_string()), "{}", frame.text);
    }
    stage.press("enter").await;
    stage.sees("/org:").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_not_found_or_not_clear_is_told() {
    let mut stage = Stage::live(Plot::default()).await;
    let user = someone(&stage, "ann@one.example");
    stage.simulator.set_name(user, "Quentin Nightshade");
    go(&mut stage, "person dora@nowhere.example").await;
    stage
        .sees("nobody active found by dora@nowhere.example")
        .await;
    // A mistake leaves the palette open.
    stage.press(":").await;
    stage.sees("─ What to do ─").await;
    stage.type_in("person *@one.example\n").await;
    stage.sees("cannot be searched for").await;
    stage.press("esc").await;
    // Words find several: one of them is chosen, and Esc leaves all.
    go(&mut stage, "person example").await;
    stage.sees("Which is meant?").await;
    stage.press("down enter").await;
    stage.sees("OAuth tokens: not looked at").await;
    stage.press("esc").await;
    stage.sees("LIVE").await;
    // Nothing matches: Enter asks the server.
    stage.press("/").await;
    stage.type_in("email:gone@one.example\n").await;
    stage.sees("looks for that person at Zendesk").await;
    stage.simulator.edit_user(user, |person| {
        person.email = Some("gone@one.example".to_owned());
    });
    stage.press("enter").await;
    stage.sees("Quentin Nightshade").await;
    stage.sees("gone@one.example").await;
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
        1 => "out of 1 session".to_owned(),
        _ => format!("out of {count} sessions"),
    };
    stage.sees(&title).await;
    stage.press("esc").await;
    assert!(stage.deletes().is_empty());
}

/// Nothing on the screen matches, and the list is named by its file.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_is_named_by_its_path_whatever_the_filter_shows() {
    let mut stage = Stage::live(Plot::default()).await;
    let key = customers(&stage, 1)[0];
    let folder = tempfile::tempdir().unwrap();
    let (bad, good) = (
        folder.path().join("bad list"),
        folder.path().join("good.csv"),
    );
    std::fs::write(&bad, "ann smith@x\n").unwrap();
    std::fs::write(&good, format!("user_id\n{}\n", key.user)).unwrap();
    stage.press("/").await;
    stage.type_in("name:nobody\n").await;
    stage.sees("0 of ").await;
    stage.press("E").await;
    stage.sees("End which sessions?").await;
    stage.press("enter").await;
    stage.sees("Everybody on a list").await;
    stage.type_in("/no/such/file\n").await;
    stage.sees("cannot be read").await;
    stage.press("esc E").await;
    stage.sees("End which sessions?").await;
    stage.input(Input::Paste(bad.display().to_string())).await;
    stage.sees("File: ").await;
    stage.press("enter").await;
    stage.sees("nobody on the list is taken").await;
    stage.press("esc E").await;
    stage.sees("End which sessions?").await;
    stage.input(Input::Paste(good.display().to_string())).await;
    stage.sees("File: ").await;
    stage.press("enter").await;
    stage.sees("out of ").await;
    stage.press("esc").await;
    assert!(stage.deletes().is_empty());
}

/// Lets searches take a while.
fn slow_searches(simulator: &zentop::simulator::Simulator) {
    let fault = "[[fault]]\nmethod = \"GET\"\npath = \"/api/v2/users/search\"\ndelay_ms = 1500";
    for fault in ServerFault::parse_file(fault).unwrap() {
        simulator.add_fault(fault);
    }
}

/// An answer that comes late takes nobody away from what they do meanwhile.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_late_answer_is_told_and_opens_nothing_over_what_somebody_does() {
    let mut stage = Stage::live(Plot {
        before: slow_searches,
        ..Plot::default()
    })
    .await;
    let user = someone(&stage, "ann@one.example");
    stage.simulator.set_name(user, "Quentin Nightshade");
    for session in stage.simulator.sessions_of(user) {
        stage.simulator.sign_out(session.key);
    }
    go(&mut stage, "person ann@one.example").await;
    stage.sees("looking for ann@one.example").await;
    stage.press("j j").await;
    let frame = stage.sees("while you did something else; ask again").await;
    assert!(!frame.shows("no session listed, read "), "{}", frame.text);
    // Esc ends the look-up.
    go(&mut stage, "person eve@one.example").await;
    stage.sees("looking for eve@one.example").await;
    stage.press("esc").await;
    stage.sees("no longer looking for eve@one.example").await;
    // Whoever waits is taken there.
    go(&mut stage, "person ann@one.example").await;
    stage.sees("no session listed, read ").await;
}
