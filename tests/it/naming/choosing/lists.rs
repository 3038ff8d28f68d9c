//! Lists of people: taken whole or not at all, however long they are.

use super::*;

/// Where the search is behind, a walk finds whoever is signed in.
#[test]
fn a_walk_finds_whom_the_search_does_not_know_yet() {
    let server = Server::with(|options| options.search_lag = Duration::from_secs(3_600));
    let program = Program::admin_of(&server);
    let [ann, ..] = three(&server);
    let output = end(&program, &["--email", "ann@example.com"]).expect(0);
    assert_eq!(people_of(&output.json()), [ann.get()]);
    assert!(server.reads_of("/api/v2/sessions") > 0);
}

#[test]
fn a_list_is_taken_whole_or_not_at_all() {
    let server = Server::new();
    let program = Program::admin_of(&server);
    let [ann, _, bob] = three(&server);
    let path = program.home().join("leavers.csv");
    let list = "\u{feff}Name;E-Mail\r\n\"A; B\";ann@example.com\r\nBob;bob@example.com\r\n";
    fs::write(&path, list).unwrap();
    let output = end(&program, &["--people", "leavers.csv"]).expect(0);
    let mut expected = [ann.get(), bob.get()];
    expected.sort_unstable();
    let mut people = people_of(&output.json());
    people.sort_unstable();
    assert_eq!(people, expected);

    let before = server.simulator.ledger().len();
    fs::write(&path, format!("{list}Eve;*@example.com\r\n")).unwrap();
    let refused = end(&program, &["--people", "leavers.csv"]).expect(2);
    refused.shows("line 4").shows("nobody on it is taken");
    for (arguments, words) in [
        (&["--people", "missing.csv"][..], "cannot be read"),
        (&["--people", "-", "-"], "name it once"),
        (
            &["--people", "leavers.csv", "--column", "login"],
            "no column",
        ),
        (&["--email", "*@example.com"], "cannot be searched for"),
    ] {
        end(&program, arguments).expect(2).shows(words);
    }
    assert_eq!(server.simulator.ledger().len(), before);

    let arguments = ["end", "--format", "json", "--people", "-", "--column", "id"];
    let stdin = format!("id,name\n{ann},Ann\n");
    let output = program.run_with(arguments, &stdin).expect(0);
    assert_eq!(people_of(&output.json()), [ann.get()]);
}

/// Whoever is signed in costs no request of their own, however many are named.
#[test]
fn ten_thousand_addresses_cost_a_walk() {
    let server = Server::with(|options| (options.users, options.sessions) = (12_000, 2_000));
    let program = Program::admin_of(&server);
    let mut list = "email\n".to_owned();
    let mut named = 0;
    for person in server.simulator.users() {
        let Some(address) = person.email.filter(|_| named < 10_000) else {
            continue;
        };
        named += 1;
        writeln!(list, "{address}").unwrap();
    }
    assert_eq!(named, 10_000);
    fs::write(program.home().join("all.csv"), list).unwrap();
    let output = program
        .run(["list", "--people", "all.csv", "--format", "json"])
        .expect(1);
    assert!(!output.json()["sessions"].as_array().unwrap().is_empty());
    let searches = server.reads_of("/api/v2/users/search");
    let requests = server.simulator.ledger().len();
    // Pages of sessions, people by the hundred, and who asks.
    assert!(searches == 0 && requests < 60, "{searches} of {requests}");
    // Whoever is suspended need not be signed in, so this many are refused.
    let refused = program.run(["suspend", "--people", "all.csv"]).expect(5);
    refused.shows("looked up one by one");
    assert!(server.sent().is_empty());
}

/// What is larger than any list is not read to its end, and nobody is asked about.
#[test]
fn a_list_that_is_larger_than_any_list_is_refused() {
    let server = Server::new();
    let program = Program::admin_of(&server);
    let file = fs::File::create(program.home().join("huge.csv")).unwrap();
    file.set_len((64 << 20) + 1).unwrap();
    for verb in ["end", "list", "suspend", "leavers"] {
        let refused = program.run([verb, "--people", "huge.csv"]).expect(2);
        refused.shows("larger than 64 MiB");
    }
    assert!(server.simulator.ledger().is_empty());
}

/// Whom an offboarding means is searched for by every address, also of those whom a walk shows: above so many
/// searches nobody is asked about, and below that it is told how long they take.
#[test]
fn searches_of_an_offboarding_are_counted_whoever_is_signed_in() {
    let server = Server::with(|options| options.users = 300);
    let program = Program::admin_of(&server);
    let people = server.end_users(130);
    for user in &people[..61] {
        server.simulator.sign_in(*user);
    }
    let users = server.simulator.users();
    let address = |id: &UserId| {
        let person = users.iter().find(|person| person.id == *id);
        person.and_then(|person| person.email.clone())
    };
    let addresses: Vec<String> = people.iter().filter_map(address).collect();
    assert!(addresses.len() > 100, "{}", addresses.len());
    let offboard = |addresses: &[String]| {
        fs::write(program.home().join("l.csv"), addresses.join("\n")).unwrap();
        program.run(["offboard", "--people", "l.csv"])
    };
    let refused = offboard(&addresses).expect(5);
    refused.shows("would have to be looked up one by one");
    assert_eq!(server.reads_of("/api/v2/users/search"), 0);
    let taken = offboard(&addresses[..30]);
    let taken = taken.shows("people are looked up one by one: 30 requests, about ");
    assert_eq!(
        server.reads_of("/api/v2/users/search"),
        30,
        "{}",
        taken.stderr
    );
    // What is looked up in another way is told in other words.
    let one_by_one = taken
        .stderr
        .matches("people are looked up one by one")
        .count();
    assert_eq!(one_by_one, 1, "{}", taken.stderr);
}

/// Own lists are requests as well as searches are, and take as long: both are told before they are made.
#[test]
fn own_lists_of_people_who_are_named_are_told_as_their_searches_are() {
    let server = Server::new();
    let program = Program::admin_of(&server);
    let people = server.end_users(34);
    let users = server.simulator.users();
    let address = |id: &UserId| {
        let person = users.iter().find(|person| person.id == *id);
        person.and_then(|person| person.email.clone())
    };
    let addresses: Vec<String> = people.iter().filter_map(address).take(22).collect();
    for user in &people {
        server.simulator.sign_in(*user);
    }
    fs::write(program.home().join("l.csv"), addresses.join("\n")).unwrap();
    let output = program.run(["end", "--people", "l.csv"]);
    output
        .shows("people are looked up one by one: 22 requests, about ")
        .shows("looked up in each one's own list: 22 requests, about ")
        .shows("; each list that is empty is read once more");
    // Of so many who are away each is read twice.
    for user in &people {
        for session in server.simulator.sessions_of(*user) {
            server.simulator.sign_out(session.key);
        }
    }
    let lists = || {
        let reads = people.iter();
        let reads = reads.map(|user| server.reads_of(&format!("/api/v2/users/{user}/sessions")));
        reads.sum::<usize>()
    };
    let before = lists();
    program.run(["end", "--people", "l.csv"]).expect(0);
    assert_eq!(lists() - before, 44);
}
