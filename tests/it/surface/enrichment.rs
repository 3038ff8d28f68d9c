//! Organisations, custom roles, time-outs and logs: there where readable, silent where not.

use std::collections::BTreeSet;

use std::time::Duration;

use serde_json::Value;
use zentop::model::{OrganizationId, Role, SafeText, SessionKey, Sighting};
use zentop::simulator::{AccountPlan, ServerFault, Simulator};
use zentop::zendesk::{
    Account, Budget, Client, Credentials, HttpTransport, Limits, Purpose, Shares,
};

use crate::live_loop::find;
use crate::stage::{Frame, Plot, Stage};
use crate::support::{Program, Server, no_secret};

const ORGANIZATIONS: &str = "/api/v2/organizations/show_many";
const SESSIONS: &str = "/api/v2/sessions";

/// An organisation with somebody signed in who belongs to it, and how many sessions of its
/// people there are.
fn organization(simulator: &Simulator) -> (OrganizationId, usize) {
    let of = |key: SessionKey| simulator.user(key.user).unwrap().organization;
    let sessions = simulator.sessions();
    let found = sessions.iter().find_map(|session| of(session.key)).unwrap();
    let count = sessions
        .iter()
        .filter(|session| of(session.key) == Some(found));
    (found, count.count())
}

#[test]
fn a_list_names_organisations_in_every_machine_format() {
    let server = Server::new();
    let (id, count) = organization(&server.simulator);
    let name = "=ACME\u{1b}[2J \u{202e}Ltd";
    assert!(server.simulator.set_organization_name(id, name));
    let program = Program::admin_of(&server);
    let output = program.run(["list", "--format", "ndjson"]).expect(0);
    no_secret(&program, &output, &[&server.credentials().oauth_token]);
    let lines = output.ndjson();
    let theirs = lines
        .iter()
        .filter(|line| line["organization_id"] == id.get());
    assert_eq!(theirs.clone().count(), count);
    // JSON keeps what was sent, in escapes; nothing raw is printed.
    assert!(theirs.clone().all(|line| line["organization"] == name));
    let others = lines
        .iter()
        .filter(|line| line["organization_id"] != id.get());
    assert!(
        others
            .clone()
            .all(|line| line["organization"].is_string() != line["organization_id"].is_null())
    );
    let json = program.run(["list", "--format", "json"]).expect(0).json();
    assert!(
        json["sessions"]
            .as_array()
            .unwrap()
            .iter()
            .any(|line| line["organization"] == name)
    );
    let csv = program.run(["list", "--format", "csv"]).expect(0);
    let csv = csv.prints("'=ACME␛[2J ‹202E›Ltd");
    assert!(!csv.stdout.contains(['\u{1b}', '\u{202e}']));
    // A table has no column for it, so nothing is asked.
    let asked = server.reads_of(ORGANIZATIONS);
    let table = program.run(["list"]).expect(0);
    assert!(!table.stdout.contains('\u{1b}') && server.reads_of(ORGANIZATIONS) == asked);
}

#[test]
fn text_and_field_match_the_name_of_the_organisation() {
    let server = Server::new();
    let (id, count) = organization(&server.simulator);
    assert!(
        server
            .simulator
            .set_organization_name(id, "Zanzibar Holding")
    );
    let program = Program::admin_of(&server);
    let filter = ["--filter", "holding ZANZIBAR", "--format", "json"];
    let listed = program.run(["list"].iter().chain(&filter)).expect(0).json();
    assert_eq!(listed["sessions"].as_array().unwrap().len(), count);
    // A run would end exactly what is listed.
    let filter =
        ["--filter", "org:'zanzibar*'", "--format", "json"].map(|it| it.replace('\'', "\""));
    let verb = |verb: &str| [&[verb.to_owned()], &filter[..]].concat();
    let planned = program.run(verb("end")).expect(0).json();
    let excluded = planned["kept"].as_array().unwrap().len();
    assert_eq!(
        planned["targets"].as_array().unwrap().len() + excluded,
        count
    );
    // The same holds for the people who would be suspended.
    let people = |document: &Value, list: &str| -> BTreeSet<u64> {
        let lines = document[list].as_array().unwrap().iter();
        lines.filter_map(|line| line["user_id"].as_u64()).collect()
    };
    let output = program.run(verb("suspend")).expect(0);
    let suspended = output.json();
    let chosen = &people(&suspended, "targets") | &people(&suspended, "kept");
    assert_eq!(chosen, people(&listed, "sessions"));
}

#[test]
fn organisations_that_are_not_to_be_had_are_null_and_a_failure_is_told() {
    let server = Server::new();
    for fault in [
        "then.html = { code = 403 }",
        "then.html = { code = 404 }",
        "then.html = { code = 503 }",
        "then = \"empty_page\"",
    ] {
        server.simulator.clear_faults();
        server.faults(&format!("[[fault]]\npath = \"{ORGANIZATIONS}\"\n{fault}"));
        let output = Program::admin_of(&server).run(["list", "--format", "ndjson"]);
        let output = output.expect(0);
        let is_told = output.stderr.contains("organisations could not be read");
        assert_eq!(
            is_told,
            fault.contains("html"),
            "{fault}: {}",
            output.stderr
        );
        let lines = output.ndjson();
        assert_eq!(lines.len(), server.simulator.sessions().len());
        assert!(lines.iter().all(|line| line["organization"] == Value::Null));
    }
}

/// The newest session of the agent whose token the simulator has.
async fn agent(stage: &mut Stage) -> SessionKey {
    let agent = stage.simulator.agent().unwrap();
    let key = stage.simulator.sign_in(agent).unwrap();
    find(stage, key).await;
    key
}

/// The address that the audit log has for the owner of a session at its beginning.
async fn logged(stage: &Stage, key: SessionKey) -> Option<Sighting> {
    let account = Account::from_url(&stage.url()).unwrap();
    let credentials = Credentials::oauth(&stage.simulator.credentials().oauth_token).unwrap();
    let transport = HttpTransport::new(&account, &credentials, Limits::default()).unwrap();
    let budget = Budget::new(Shares::default());
    let client = Client::new(account, std::sync::Arc::new(transport), budget);
    let page = client.logins(Purpose::Walk, None).await.unwrap().value;
    page.sightings
        .into_iter()
        .find(|sighting| sighting.user == key.user)
}

/// Waits for so many walks more.
async fn walks(stage: &mut Stage, simulator: &Simulator, count: usize) {
    let before = asked(simulator, SESSIONS);
    stage
        .wait_for(|_| asked(simulator, SESSIONS) >= before + count)
        .await;
}

/// The number of requests for a path.
fn asked(simulator: &Simulator, path: &str) -> usize {
    let ledger = simulator.ledger();
    let is_it = |target: &str| target.split('?').next() == Some(path);
    ledger.iter().filter(|entry| is_it(&entry.target)).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn details_name_what_the_account_tells() {
    let mut stage = Stage::live(Plot {
        account: |options| {
            options.session_limits.agent = 15;
            options.session_limits.end_user = 77;
            options.session_limits.maximum = Some(720);
        },
        before: |simulator| {
            let agent = simulator.agent().unwrap();
            let role = simulator.user(agent).unwrap().custom_role.unwrap();
            let (organization, _) = organization(simulator);
            simulator.edit_user(agent, |person| person.organization = Some(organization));
            simulator.set_organization_name(organization, "Ac\u{1b}[2Jme\u{202e} Ltd");
            simulator.set_custom_role_name(role, "St\u{7}aff");
        },
        ..Plot::default()
    })
    .await;
    let key = agent(&mut stage).await;
    let frame = stage.sees("15 min idle, as set, read").await;
    assert!(frame.shows(&key.session.to_string()));
    // The log is read once a minute, whenever that minute began.
    let answer = async {
        while !stage.taken_in().await.shows("by the audit log") {
            stage.skip(Duration::from_secs(61));
        }
    };
    tokio::time::timeout(Duration::from_secs(15), answer)
        .await
        .expect("the audit log tells nothing");
    let frame = stage
        .wait_for(|frame| frame.shows("agent, St") && frame.shows("[2Jme"))
        .await;
    let is_clean = |frame: &Frame| {
        !frame
            .text
            .chars()
            .any(|sign| sign != '\n' && SafeText::is_forbidden(sign))
    };
    assert!(is_clean(&frame), "{}", frame.text);
    let answer = logged(&stage, key).await.unwrap();
    stage
        .sees(&format!("probable: {}, by the audit log", answer.address))
        .await;

    // A customer's time-out is another, and no log has customers.
    let customer = stage.simulator.users().into_iter().find(|user| {
        user.role == Role::EndUser && !stage.simulator.sessions_of(user.id).is_empty()
    });
    let customer = stage.simulator.sessions_of(customer.unwrap().id)[0].key;
    find(&mut stage, customer).await;
    let frame = stage.sees("77 min idle, as set, read").await;
    assert!(!frame.shows("probable"));
    stage.press("esc").await;
    stage.press(":").await;
    stage.type_in("credentials\n").await;
    let frame = stage.sees("reads as well").await;
    assert!(frame.shows("security settings, custom roles, organisations, audit log"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_readable_is_asked_for_once_and_never_an_error_on_the_screen() {
    let mut stage = Stage::live(Plot {
        account: |options| {
            options.plan = AccountPlan::Team;
            let refused =
                "[[fault]]\npath = \"/api/v2/security_settings\"\nthen.html = { code = 403 }";
            options.faults = ServerFault::parse_file(refused).unwrap();
        },
        floor: Duration::from_millis(50),
        ..Plot::default()
    })
    .await;
    agent(&mut stage).await;
    stage.sees("60 min idle, assumed").await;
    let paths = [
        "security_settings",
        "custom_roles",
        "audit_logs",
        "access_logs",
    ];
    let paths = paths.map(|name| format!("/api/v2/{name}"));
    let simulator = stage.simulator.clone();
    let has_asked = |path: &String| asked(&simulator, path) > 0;
    stage.wait_for(|_| paths.iter().all(has_asked)).await;
    // A request may still be under way.
    walks(&mut stage, &simulator, 3).await;
    let counts = || paths.clone().map(|path| asked(&simulator, &path));
    let before = counts();
    walks(&mut stage, &simulator, 5).await;
    assert_eq!(counts(), before);
    let frame = stage.settled().await;
    assert!(frame.shows("LIVE") && !frame.shows("403") && !frame.shows("404"));
    assert!(!frame.shows("probable"));
    stage.press(":").await;
    stage.type_in("credentials\n").await;
    let frame = stage.sees("may not read").await;
    for what in [
        "security settings",
        "custom roles",
        "audit log",
        "access log",
    ] {
        assert!(frame.shows(what), "{what:?}\n{}", frame.text);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_access_log_tells_where_the_audit_log_does_not() {
    let mut stage = Stage::live(Plot {
        account: |options| {
            options.plan = AccountPlan::EnterpriseWithAccessLogs;
            let silent = "[[fault]]\npath = \"/api/v2/audit_logs\"\nthen.html = { code = 403 }";
            options.faults = ServerFault::parse_file(silent).unwrap();
        },
        ..Plot::default()
    })
    .await;
    agent(&mut stage).await;
    let frame = stage.sees("by the access log").await;
    assert!(frame.shows("probable: "));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_walk_never_waits_for_what_is_worth_less() {
    let mut stage = Stage::live(Plot {
        account: |options| {
            let slow = "[[fault]]\npath = \"/api/v2/security_settings\"\ndelay_ms = 600000";
            options.faults = ServerFault::parse_file(slow).unwrap();
        },
        floor: Duration::from_millis(50),
        ..Plot::default()
    })
    .await;
    let simulator = stage.simulator.clone();
    walks(&mut stage, &simulator, 5).await;
    assert!(stage.settled().await.shows("LIVE"));
}
