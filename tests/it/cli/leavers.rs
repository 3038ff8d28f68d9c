//! `zentop leavers`: who should be gone and is still signed in, and what cannot be known of that.

use serde_json::{Value, json};
use zentop::simulator::SimulatedPerson;

use super::holes::{answer, list, onward};
use crate::support::{Program, Proxy, Server};

/// An account in which one end user with two sessions is suspended, with their id.
fn with_a_leaver() -> (Server, u64) {
    let server = Server::new();
    let keys = server.sign_in(2);
    assert!(
        server
            .simulator
            .edit_user(keys[0].user, |person| person.suspended = true)
    );
    (server, keys[0].user.get())
}

fn people_of(document: &Value) -> Vec<u64> {
    let people = document["people"].as_array().unwrap().iter();
    people
        .map(|person| person["user_id"].as_u64().unwrap())
        .collect()
}

/// Who is suspended or deleted, by the list of sessions.
fn by_list(program: &Program) -> Vec<u64> {
    let listed = program
        .run(["list", "--format", "ndjson"])
        .expect(0)
        .ndjson();
    let gone = |line: &&Value| line["suspended"] == true || line["active"] == false;
    let gone = listed.iter().filter(gone);
    let mut people: Vec<u64> = gone.map(|line| line["user_id"].as_u64().unwrap()).collect();
    people.sort_unstable();
    people.dedup();
    people
}

#[test]
fn whoever_is_suspended_or_deleted_and_signed_in_is_found_in_every_format() {
    let (server, leaver) = with_a_leaver();
    let program = Program::admin_of(&server);
    let document = program
        .run(["leavers", "--format", "json"])
        .expect(1)
        .json();
    let mut found = people_of(&document);
    found.sort_unstable();
    assert_eq!(found, by_list(&program));
    let lines = document["people"].as_array().unwrap();
    let line = lines.iter().find(|line| line["user_id"] == leaver).unwrap();
    assert_eq!(line["why"], json!(["suspended"]));
    let sessions = line["sessions"].as_u64().unwrap();
    assert!(sessions >= 2);
    let ids = line["session_ids"].as_array().unwrap();
    assert_eq!(u64::try_from(ids.len()).unwrap(), sessions);
    assert!(line["authenticated_at"].is_string() && line["tokens"].is_u64());
    assert_eq!(
        (&document["undecided"], &document["coverage"]),
        (&json!(0), &json!("full"))
    );

    let table = program.run(["leavers"]).expect(1);
    table.prints("WHO").prints("LAST SEEN").prints("suspended");
    let csv = program.run(["leavers", "--format", "csv"]).expect(1);
    assert_eq!(csv.stdout.lines().count(), found.len() + 1);
    assert!(
        csv.stdout
            .lines()
            .skip(1)
            .all(|line| line.ends_with(",leaver"))
    );
    assert!(server.sent().is_empty());
}

#[test]
fn nobody_is_found_where_everybody_may_be_signed_in() {
    let server = Server::with(|options| options.sessions = 0);
    let own = server.simulator.own_user().unwrap();
    server.simulator.sign_in(own).unwrap();
    let program = Program::admin_of(&server);
    let document = program
        .run(["leavers", "--format", "json"])
        .expect(0)
        .json();
    assert!(people_of(&document).is_empty());
    assert_eq!(server.reads_of("/api/v2/oauth/tokens"), 0);
}

#[test]
fn a_list_costs_no_request_for_whoever_on_it_is_signed_in() {
    let (server, _) = with_a_leaver();
    let program = Program::admin_of(&server);
    let listed = program
        .run(["list", "--format", "ndjson"])
        .expect(0)
        .ndjson();
    let addresses = listed.iter().filter_map(|line| line["email"].as_str());
    let addresses: std::collections::BTreeSet<&str> = addresses.collect();
    let list: Vec<&str> = addresses.into_iter().collect();
    assert!(list.len() > 5);
    std::fs::write(program.home().join("list.txt"), list.join("\n")).unwrap();
    let count = |arguments: &[&str]| {
        let before = server.simulator.ledger().len();
        program.run(arguments).expect(1);
        server.simulator.ledger().len() - before
    };
    let without = count(&["leavers"]);
    assert_eq!(count(&["leavers", "--people", "list.txt"]), without);
}

#[test]
fn there_is_no_request_for_each_person() {
    let (server, _) = with_a_leaver();
    Program::admin_of(&server).run(["leavers"]).expect(1);
    let ledger = server.simulator.ledger();
    assert!(ledger.len() < 10, "{}", ledger.len());
}

#[test]
fn of_whom_nothing_is_answered_nothing_is_known_and_that_is_something_to_see() {
    let server = Server::with(|options| options.sessions = 9);
    let proxy = Proxy::new(&server, move |_, target| {
        if target.starts_with("/api/v2/users/show_many") {
            answer(200, &json!({"users": []}))
        } else {
            onward(target)
        }
    });
    let program = list(&proxy.url(), &server);
    let output = program.run(["leavers", "--format", "json"]).expect(1);
    let output = output
        .shows("cannot be known")
        .shows("did not answer about the person");
    let document = output.json();
    let undecided = document["undecided"].as_u64().unwrap();
    assert!(undecided > 0);
    let listed = document["undecided_people"].as_array().unwrap();
    assert_eq!(u64::try_from(listed.len()).unwrap(), undecided);
    assert!(listed.iter().all(|line| line["name"].is_null()));
    // CSV has a line for each of them, with what is not known of them.
    let csv = program.run(["leavers", "--format", "csv"]).expect(1);
    let mut lines = csv.stdout.lines();
    assert!(lines.next().unwrap().ends_with(",tokens,state"));
    let mut named = std::collections::BTreeSet::new();
    for line in lines {
        assert!(line.contains("did not answer about the person"), "{line}");
        assert!(line.ends_with(",undecided"), "{line}");
        named.insert(line.split(',').next().unwrap().parse::<u64>().unwrap());
    }
    let ids = listed.iter().map(|line| line["user_id"].as_u64().unwrap());
    assert_eq!(named, ids.collect());
}

#[test]
fn tokens_that_may_not_be_read_are_not_none() {
    let (server, leaver) = with_a_leaver();
    server.faults(
        "[[fault]]\nmethod = \"GET\"\npath = \"/api/v2/oauth/tokens\"\n\
         then.status = { code = 403 }",
    );
    let program = Program::admin_of(&server);
    let output = program.run(["leavers", "--format", "json"]).expect(1);
    let document = output.shows("tokens were not looked at").json();
    assert!(people_of(&document).contains(&leaver));
    assert!(document["tokens_not_read"].is_string());
    let lines = document["people"].as_array().unwrap().iter();
    assert!(lines.map(|line| &line["tokens"]).all(Value::is_null));
    program.run(["leavers"]).expect(1).prints("not looked at");
}

#[test]
fn whoever_sees_only_their_own_sessions_finds_no_leavers() {
    let (server, _) = with_a_leaver();
    let agent = Program::at(&server.url(), &server.credentials().agent_token);
    agent.run(["leavers"]).expect(5).shows("own sessions");
}

#[test]
fn a_list_of_people_tells_who_is_signed_in_who_is_not_and_who_does_not_exist() {
    let (server, leaver) = with_a_leaver();
    let people = server.simulator.users();
    let is_away = |user| server.simulator.sessions_of(user).is_empty();
    let usable =
        |person: &&SimulatedPerson| person.active && !person.suspended && person.email.is_some();
    let here = people
        .iter()
        .filter(usable)
        .find(|person| !is_away(person.id))
        .unwrap();
    let away = people
        .iter()
        .filter(usable)
        .find(|person| is_away(person.id))
        .unwrap();
    let program = Program::admin_of(&server);
    let list = program.home().join("left.csv");
    let address = |person: &SimulatedPerson| person.email.clone().unwrap();
    let text = format!(
        "email\n{}\n{}\nnobody@nowhere.example\n",
        address(here),
        address(away)
    );
    std::fs::write(&list, text).unwrap();
    let list = list.to_str().unwrap();
    let output = program
        .run(["leavers", "--people", list, "--format", "json"])
        .expect(1);
    let output = output.shows("not signed in").shows("not found");
    let document = output.json();
    let found = people_of(&document);
    assert!(found.contains(&here.id.get()) && found.contains(&leaver));
    assert_eq!(document["not_signed_in"][0]["user_id"], away.id.get());
    assert_eq!(document["not_found"][0]["named"], "nobody@nowhere.example");
    let lines = document["people"].as_array().unwrap();
    let line = lines
        .iter()
        .find(|line| line["user_id"] == here.id.get())
        .unwrap();
    assert_eq!(line["why"], json!(["on the list"]));
    std::fs::write(list, "email\nnot an address\n").unwrap();
    program
        .run(["leavers", "--people", list])
        .expect(2)
        .shows("line 2");
}

#[test]
fn nobody_who_is_signed_in_is_looked_up_and_too_many_others_are_not_asked() {
    let server = Server::new();
    let program = Program::admin_of(&server);
    let list = program.home().join("left.txt");
    let emails = server.simulator.users();
    let is_here = |user| !server.simulator.sessions_of(user).is_empty();
    let here = emails.iter().filter(|person| is_here(person.id));
    let addresses: Vec<String> = here.filter_map(|person| person.email.clone()).collect();
    let text = addresses.join("\n");
    std::fs::write(&list, text).unwrap();
    let path = list.to_str().unwrap().to_owned();
    let output = program.run(["leavers", "--people", &path, "--format", "json"]);
    assert_eq!(server.reads_of("/api/v2/users/search"), 0);
    // That nobody was asked who else has these addresses is told.
    let document = output.expect(1).shows("not searched for").json();
    assert_eq!(document["addresses_not_searched"], addresses.len());
    let nobody: Vec<String> = (0..150)
        .map(|n| format!("nobody{n}@nowhere.example"))
        .collect();
    let text = nobody.join("\n");
    std::fs::write(&list, text).unwrap();
    let output = program
        .run(["leavers", "--people", &path, "--format", "json"])
        .expect(1);
    assert_eq!(server.reads_of("/api/v2/users/search"), 0);
    let document = output
        .shows("150 entries of the list not asked about")
        .json();
    assert_eq!(document["not_asked"].as_array().unwrap().len(), 150);
    assert_eq!(document["not_found"], json!([]));
}

/// The walk lags: whom it lacks is not signed in only where their own list says so too.
#[test]
fn whoever_the_walk_lacks_is_looked_for_or_not_known() {
    let server = Server::with(|options| options.users = 200);
    let program = Program::admin_of(&server);
    let list = program.home().join("left.txt");
    let people = server.end_users(101);
    let ann = people[0];
    server.simulator.sign_in(ann);
    let walk = "[[fault]]\npath = \"/api/v2/sessions\"\nthen.leave_out = { every = 1 }\n";
    let own = |then: &str| {
        format!("{walk}[[fault]]\npath = \"/api/v2/users/{ann}/sessions\"\nthen = {then}\n")
    };
    let leavers = || program.run(["leavers", "--people", list.to_str().unwrap()]);
    std::fs::write(&list, format!("{ann}\n")).unwrap();
    server.faults(walk);
    leavers().expect(1).prints(&ann.to_string());
    server.faults(&own("{ status = { code = 403 } }"));
    let output = leavers()
        .expect(1)
        .shows("1 entry of the list not answered");
    assert!(
        !output.stderr.contains("not signed in"),
        "{}",
        output.stderr
    );
    server.faults(walk);
    let all: Vec<String> = people.iter().map(ToString::to_string).collect();
    std::fs::write(&list, all.join("\n")).unwrap();
    leavers()
        .expect(1)
        .shows("101 entries of the list not asked about");
}

/// Nor where their own list was read and proves nothing, though a walk has reached its end without them.
#[test]
fn an_own_list_that_proves_nothing_proves_nothing_beside_a_walk_either() {
    let people = Server::with(|options| options.users = 200).end_users(62);
    let (ann, other) = (people[0], people[1]);
    let all: Vec<String> = people.iter().map(ToString::to_string).collect();
    let row = |user: zentop::model::UserId| {
        let at = "2026-11-22T05:00:00Z";
        json!({"id": 777, "user_id": user.get(), "authenticated_at": at, "last_seen_at": at})
    };
    for (code, body, doubt) in [
        (
            404,
            json!({"error": "RecordNotFound"}),
            "list was not found",
        ),
        (
            200,
            json!({"sessions": [row(other)]}),
            "has 1 row of other people",
        ),
        (
            200,
            json!({"sessions": [row(ann), {"user_id": ann.get()}]}),
            "1 record could not be read",
        ),
    ] {
        let server = Server::with(|options| options.users = 200);
        let program = Program::admin_of(&server);
        let list = program.home().join("left.txt");
        std::fs::write(&list, all.join("\n")).unwrap();
        let list = list.to_str().unwrap();
        server.faults(&format!(
            "[[fault]]\npath = \"/api/v2/sessions\"\nthen.leave_out = {{ every = 1 }}\n\
             [[fault]]\npath = \"/api/v2/users/{ann}/sessions\"\n\
             then.status = {{ code = {code}, body = '{body}' }}\n"
        ));
        for verb in ["end", "plan", "list", "leavers", "offboard"] {
            let output = program.run([verb, "--people", list]);
            assert_ne!(output.status, 0, "{verb} {body}: {}", output.stderr);
            assert!(
                output.stderr.contains(doubt),
                "{verb} {body}: {}{}",
                output.stdout,
                output.stderr
            );
            let claims = format!("{ann} (line 1): not signed in");
            assert!(
                !output.stderr.contains(&claims),
                "{verb}: {}",
                output.stderr
            );
        }
    }
}

/// Searches and own lists together are a hundred requests at most; an own list that only bears out what a
/// walk lacks is read once.
#[test]
fn looking_up_leavers_costs_a_hundred_requests_at_most() {
    let server = Server::with(|options| options.users = 300);
    let program = Program::admin_of(&server);
    let list = program.home().join("left.txt");
    let people = server.simulator.users().into_iter();
    let away = people.filter(|person| {
        person.email.is_some()
            && person.active
            && server.simulator.sessions_of(person.id).is_empty()
    });
    let away: Vec<SimulatedPerson> = away.take(60).collect();
    assert_eq!(away.len(), 60);
    let own_lists = || -> usize {
        let reads = away
            .iter()
            .map(|person| server.reads_of(&format!("/api/v2/users/{}/sessions", person.id)));
        reads.sum()
    };
    let leavers = |people: &[SimulatedPerson]| {
        let addresses: Vec<&str> = people
            .iter()
            .filter_map(|one| one.email.as_deref())
            .collect();
        std::fs::write(&list, addresses.join("\n")).unwrap();
        program.run(["leavers", "--people", list.to_str().unwrap()])
    };
    let output = leavers(&away[..40]).shows(
        "whether people are signed in is looked up in each one's own list: 40 requests, about ",
    );
    assert_eq!(own_lists(), 40, "{}", output.stderr);
    output.shows("40 people on the list not signed in");
    leavers(&away)
        .expect(1)
        .shows("60 entries of the list not asked about");
    assert_eq!(own_lists(), 40);
}

/// Whoever is meant by an address that two people have must be said by the id, here as everywhere.
#[test]
fn an_address_that_several_people_have_is_refused_and_both_are_named() {
    let server = Server::new();
    let twins = server.end_users(2);
    for twin in &twins {
        server.simulator.edit_user(*twin, |person| {
            person.email = Some("twin@example.com".to_owned());
        });
        server.simulator.sign_in(*twin);
    }
    let program = Program::admin_of(&server);
    let output = program.run(["leavers", "--email", "twin@example.com"]);
    let mut output = output.expect(5);
    for twin in twins {
        output = output.shows(&twin.to_string());
    }
}

/// Whoever was not found is told with the reason, each in a line that nothing cuts off.
#[test]
fn everybody_on_the_list_who_was_not_found_is_told_in_a_line() {
    let server = Server::new();
    let program = Program::admin_of(&server);
    let list = program.home().join("list");
    let path = list.to_str().unwrap().to_owned();
    let text = |count: usize| -> String {
        let lines: Vec<String> = (0..count)
            .map(|n| format!("person{n}@gone.example"))
            .collect();
        lines.join("\n")
    };
    for format in ["table", "csv"] {
        std::fs::write(&list, text(14)).unwrap();
        let mut output = program.run(["leavers", "--people", &path, "--format", format]);
        for n in 0..14 {
            let line =
                format!("\n  person{n}@gone.example: nobody active was found by this address");
            output = output.shows(&line);
        }
    }
    std::fs::write(&list, text(30)).unwrap();
    let output = program.run(["leavers", "--people", &path]);
    output.shows("and 10 more (--format json has all)");
}

/// That somebody is not signed in says that there is such a person, which nobody answered.
#[test]
fn whoever_is_not_answered_is_told_as_that_and_not_as_signed_out() {
    let server = Server::new();
    let people = server.simulator.users();
    let is_away = |user| server.simulator.sessions_of(user).is_empty();
    let mut away = people.iter().filter(|person| is_away(person.id));
    let (known, stranger) = (away.next().unwrap().id, away.next().unwrap().id);
    server.faults(&format!(
        "[[fault]]\npath = \"/api/v2/users/show_many\"\n\
         then.leave_out = {{ people = [{stranger}] }}\n\
         [[fault]]\npath = \"/api/v2/users/{stranger}\"\nthen.status = {{ code = 403 }}"
    ));
    let program = Program::admin_of(&server);
    let list = program.home().join("left.txt");
    std::fs::write(&list, format!("{known}\n{stranger}\n")).unwrap();
    let list = list.to_str().unwrap();
    let output = program.run(["leavers", "--people", list, "--format", "json"]);
    let output = output.expect(1).shows("1 entry of the list not answered");
    let document = output.shows("1 person on the list not signed in").json();
    assert_eq!(document["not_signed_in"][0]["user_id"], known.get());
    assert_eq!(document["not_signed_in"].as_array().unwrap().len(), 1);
    assert_eq!(document["not_found"][0]["named"], stranger.to_string());
}
