//! One's own people and the protected ones receive no request, whatever the server withholds,
//! changes or contradicts; and the last admin's door stays open.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use serde_json::Value;
use zentop::model::{Role, UserId};

use crate::support::{Output, Program, Server};

const BOSS: &str = "boss@vip.example";

/// An account with a boss who is signed in once, has this address, and is protected by it.
fn with_boss() -> (Server, Program, UserId) {
    let server = Server::new();
    let boss = boss_of(&server);
    let program = Program::admin_of(&server).with_settings(&protecting(BOSS));
    (server, program, boss)
}

fn boss_of(server: &Server) -> UserId {
    let boss = server.end_users(1)[0];
    server.simulator.sign_in(boss).unwrap();
    server.simulator.edit_user(boss, |person| {
        person.email = Some(BOSS.to_owned());
    });
    boss
}

fn protecting(rule: &str) -> String {
    format!("[profiles.default]\nprotected = [\"{rule}\"]\n")
}

fn end(program: &Program, user: UserId) -> Output {
    program.run(["end", "--user", &user.to_string(), "--yes", "--expect", "1"])
}

/// Checks that the run was refused and that no request changed anything.
#[track_caller]
fn refused(server: &Server, output: Output, message: &str) {
    output.expect(5).shows(message);
    assert!(server.sent().is_empty());
}

fn pins(program: &Program) -> Vec<PathBuf> {
    let Ok(folder) = fs::read_dir(program.state().join("protected")) else {
        return Vec::new();
    };
    let paths = folder.map(|entry| entry.unwrap().path());
    paths
        .filter(|path| path.extension().is_some_and(|end| end == "json"))
        .collect()
}

/// The records that somebody is protected.
fn pinned(program: &Program) -> Vec<Value> {
    let records = program.journal().into_iter();
    records.filter(|it| it["event"] == "pinned").collect()
}

#[test]
fn whoever_was_protected_by_an_address_stays_so_when_it_changes() {
    let (server, program, boss) = with_boss();
    refused(&server, end(&program, boss), "yours or protected");
    server.simulator.edit_user(boss, |person| {
        person.email = Some("ann@elsewhere.example".to_owned());
    });
    refused(&server, end(&program, boss), "yours or protected");
    let records = pinned(&program);
    assert_eq!(records.len(), 1, "{records:?}");
    assert_eq!(records[0]["user_ids"][0], boss.get());
    assert!(!records[0].to_string().contains("boss@"), "ids, no address");
    program.run(["journal", "verify"]).expect(0);
    // When the settings change, the person is free.
    let program = program.with_settings(&protecting("cfo@vip.example"));
    let sessions = server.simulator.sessions_of(boss).len();
    let sessions = sessions.to_string();
    let user = boss.to_string();
    program
        .run(["end", "--user", &user, "--yes", "--expect", &sessions])
        .expect(0);
}

#[test]
fn whoever_was_seen_in_a_protected_domain_stays_protected() {
    let (server, program, boss) = with_boss();
    let program = program.with_settings(&protecting("@vip.example"));
    // A dry run sends nothing, and still remembers.
    program.run(["end", "--user", &boss.to_string()]).expect(5);
    server
        .simulator
        .edit_user(boss, |person| person.email = None);
    refused(&server, end(&program, boss), "yours or protected");
    // For other verbs and choices as well.
    let user = boss.to_string();
    let suspend = ["suspend", "--user", &user, "--yes", "--expect", "1"];
    refused(&server, program.run(suspend), "protected 1");
    let filter = format!("user:{user}");
    let filtered = ["end", "--filter", &filter, "--yes", "--expect", "1"];
    refused(&server, program.run(filtered), "yours or protected");
    let list = program.run(["list", "--filter", "protected:true", "--format", "json"]);
    let listed = list.expect(0).json();
    assert_eq!(listed["sessions"][0]["user_id"], boss.get());
}

#[test]
fn a_protected_person_is_found_without_a_record_of_them() {
    for effect in [
        // The directory fails.
        "[[fault]]\npath = \"/api/v2/users/show_many\"\nthen.html = { code = 500 }",
        // The directory leaves everybody out.
        "[[fault]]\npath = \"/api/v2/users/show_many\"\nthen.status = { code = 200, body = '{\"users\":[]}' }",
    ] {
        let (server, program, boss) = with_boss();
        server.faults(effect);
        let output = end(&program, boss);
        assert!([4, 5].contains(&output.status), "{}", output.stderr);
        assert!(server.sent().is_empty());
    }
}

#[test]
fn a_protected_person_is_found_by_any_of_their_addresses() {
    let (server, program, boss) = with_boss();
    server.simulator.edit_user(boss, |person| {
        person.email = Some("ann@elsewhere.example".to_owned());
        person.other_emails = vec![BOSS.to_owned()];
    });
    refused(&server, end(&program, boss), "yours or protected");
}

#[test]
fn somebody_whose_address_holds_a_protected_one_is_not_protected() {
    let (server, program, _) = with_boss();
    let other = server.end_users(2)[1];
    for key in server.simulator.sessions_of(other) {
        server.simulator.sign_out(key.key);
    }
    server.simulator.sign_in(other).unwrap();
    server.simulator.edit_user(other, |person| {
        person.email = Some(format!("the.{BOSS}"));
        person.other_emails.clear();
    });
    end(&program, other).expect(0);
}

#[test]
fn a_search_that_fails_is_told_and_the_address_still_holds() {
    let (server, program, boss) = with_boss();
    server.faults("[[fault]]\npath = \"/api/v2/users/search\"\nthen.status = { code = 403 }");
    let output = end(&program, boss).shows("were not looked up");
    refused(&server, output, "yours or protected");
}

#[test]
fn what_is_kept_of_the_protected_is_private_and_put_aside_where_it_cannot_be_used() {
    let (server, program, boss) = with_boss();
    refused(&server, end(&program, boss), "yours or protected");
    let [path] = &pins(&program)[..] else {
        panic!("one profile, one file")
    };
    let mode = fs::metadata(path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    fs::write(path, "{").unwrap();
    let output = end(&program, boss).shows("who was protected before cannot be read");
    refused(&server, output, "yours or protected");
    assert!(path.with_extension("json.aside").exists());
    let again = end(&program, boss);
    assert!(!again.stderr.contains("cannot be read"));
    // Neither does it help to take the file away, whatever their address is by now.
    server.simulator.edit_user(boss, |person| {
        person.email = Some("new@elsewhere.example".to_owned());
        person.other_emails.clear();
    });
    fs::remove_file(path).unwrap();
    let output = end(&program, boss).shows("whoever the journal says was protected stays so");
    refused(&server, output, "yours or protected");
}

/// The names of `me`, and what the settings hold beside it for a service.
fn service(server: &Server, me: Option<&str>) -> Program {
    let keys = server.credentials();
    let me = me.map_or_else(String::new, |me| format!("me = {me}\n"));
    Program::new()
        .with("ZENTOP_URL", &server.url())
        .with("ZENTOP_CLIENT_ID", &keys.oauth_service_id)
        .with("ZENTOP_CLIENT_SECRET", &keys.oauth_service_secret)
        .with_settings(&format!("[profiles.default]\n{me}"))
}

/// Everything but asking for a token.
fn changes(server: &Server) -> usize {
    let sent = server.sent();
    sent.iter()
        .filter(|sent| !sent.target.contains("/oauth/tokens"))
        .count()
}

#[test]
fn a_service_whose_person_is_not_named_chooses_nobody_by_anything_but_a_name() {
    let server = Server::new();
    let key = server.sign_in(1)[0];
    let program = service(&server, None);
    for choice in [
        &["--everyone"][..],
        &["--role", "end-user"],
        &["--filter", "role:end-user"],
    ] {
        for verb in ["end", "suspend"] {
            if verb == "suspend" && choice[0] != "--filter" {
                continue;
            }
            let mut arguments = vec![verb];
            arguments.extend(choice);
            let dry = program.run(&arguments);
            dry.expect(5).shows("me = ");
            arguments.extend(["--yes", "--expect", "60"]);
            program.run(&arguments).expect(5).shows("me = ");
        }
    }
    assert_eq!(changes(&server), 0);
    let session = key.to_string();
    program
        .run(["end", "--session", &session, "--yes", "--expect", "1"])
        .expect(0);
}

#[test]
fn the_person_behind_a_service_counts_as_own_and_stays() {
    let server = Server::new();
    let boss = boss_of(&server);
    let id = boss.to_string();
    let address = format!("\"{BOSS}\"");
    for me in [&address, &id] {
        let program = service(&server, Some(me));
        let user = boss.to_string();
        let output = program.run(["end", "--user", &user, "--yes", "--expect", "1"]);
        output.expect(5).shows("yours or protected");
        let dry = program.run(["end", "--everyone", "--format", "json"]);
        let plan = dry.expect(0).json();
        let excluded = plan["kept"].as_array().unwrap();
        let is_own = |it: &&Value| it["user_id"] == boss.get() && it["because"] == "yours";
        assert!(excluded.iter().any(|it| is_own(&it)), "{plan}");
        let mine = program.run(["config", "show"]).expect(0).stdout;
        assert!(mine.contains("me "), "{mine}");
    }
    assert_eq!(changes(&server), 0);
}

#[test]
fn somebody_who_cannot_be_told_refuses_every_change() {
    let server = Server::new();
    let boss = boss_of(&server);
    let key = server.sign_in(1)[0].to_string();
    let twin = server.end_users(2)[1];
    server.simulator.edit_user(twin, |person| {
        person.email = Some("twin@vip.example".to_owned());
    });
    server.simulator.edit_user(boss, |person| {
        person.email = Some("twin@vip.example".to_owned());
    });
    for me in [
        "\"nobody@vip.example\"",
        "\"twin@vip.example\"",
        "999999999999",
    ] {
        let program = service(&server, Some(me));
        let output = program.run(["end", "--session", &key, "--yes", "--expect", "1"]);
        output.expect(5).shows("who you are is not known");
        let user = twin.to_string();
        let suspend = ["suspend", "--user", &user, "--yes", "--expect", "1"];
        program
            .run(suspend)
            .expect(5)
            .shows("who you are is not known");
    }
    assert_eq!(changes(&server), 0);
    for wrong in ["\"ann\"", "\"a b@c\"", "true", "[\"a@b.c\"]"] {
        service(&server, Some(wrong))
            .run(["config", "check"])
            .expect(2)
            .shows("`profiles.default.me`");
    }
}

/// The other admins of the account, who can sign in.
fn other_admins(server: &Server) -> Vec<UserId> {
    let own = server.simulator.own_user().unwrap();
    let people = server.simulator.users().into_iter();
    let others = people.filter(|person| {
        person.role == Role::Admin && person.id != own && person.active && !person.suspended
    });
    others.map(|person| person.id).collect()
}

/// An account with this many other admins who can sign in.
fn with_admins(count: usize) -> (Server, Vec<UserId>) {
    let server = Server::new();
    for admin in other_admins(&server) {
        server
            .simulator
            .edit_user(admin, |person| person.role = Role::Agent);
    }
    let people = server.end_users(count);
    for user in &people {
        server
            .simulator
            .edit_user(*user, |person| person.role = Role::Admin);
    }
    (server, people)
}

fn suspend(server: &Server, people: &[UserId]) -> Output {
    let mut arguments = vec!["suspend".to_owned(), "--user".to_owned()];
    arguments.extend(people.iter().map(ToString::to_string));
    arguments.extend([
        "--yes".to_owned(),
        "--expect".to_owned(),
        people.len().to_string(),
    ]);
    Program::admin_of(server).run(&arguments)
}

#[test]
fn the_last_other_admin_is_not_suspended() {
    let (server, admins) = with_admins(2);
    refused(
        &server,
        suspend(&server, &admins),
        "no other admin would be left",
    );
    suspend(&server, &admins[..1]).expect(0);
    let before = server.sent().len();
    let output = suspend(&server, &admins[1..]);
    output.expect(5).shows("no other admin would be left");
    assert_eq!(server.sent().len(), before);
    // A dry run says the same.
    let user = admins[1].to_string();
    let dry = Program::admin_of(&server).run(["suspend", "--user", &user]);
    dry.expect(5).shows("no other admin would be left");
    // Whoever is no admin is nobody's last door.
    let other = server.end_users(1);
    suspend(&server, &other).expect(0);
}

#[test]
fn admins_who_cannot_sign_in_are_no_door() {
    let (server, admins) = with_admins(3);
    server
        .simulator
        .edit_user(admins[1], |person| person.suspended = true);
    server
        .simulator
        .edit_user(admins[2], |person| person.active = false);
    refused(
        &server,
        suspend(&server, &admins[..1]),
        "no other admin would be left",
    );
}

#[test]
fn admins_who_cannot_be_counted_refuse() {
    for then in [
        "then.status = { code = 403 }",
        "then.status = { code = 200, body = '{\"users\":[{\"id\":\"?\"}],\"meta\":{\"has_more\":false}}' }",
        "then.status = { code = 200, body = '{}' }",
    ] {
        let (server, admins) = with_admins(2);
        server.faults(&format!("[[fault]]\npath = \"/api/v2/users\"\n{then}"));
        refused(
            &server,
            suspend(&server, &admins[..1]),
            "is not known, so nobody is suspended",
        );
    }
}

/// The owner of the credentials, who is signed in, with their address.
fn me(server: &Server) -> (UserId, String, String) {
    let own = server.simulator.own_user().unwrap();
    let address = server.simulator.user(own).unwrap().email.unwrap();
    let sessions = server.simulator.sessions_of(own).len();
    (own, address, sessions.to_string())
}

#[test]
fn ones_own_sessions_are_ended_by_a_choice_of_their_own() {
    let server = Server::new();
    let (own, address, count) = me(&server);
    let program = Program::admin_of(&server);
    let dry = program.run(["end", "--mine", "--format", "json"]).expect(0);
    let dry = dry.shows("none of these").shows(&format!("--me {address}"));
    let plan = dry.json();
    let sessions = plan["targets"].as_array().unwrap();
    assert_eq!(sessions.len().to_string(), count);
    assert!(sessions.iter().all(|it| it["user_id"] == own.get()));
    assert!(server.sent().is_empty());
    let others = server.simulator.sessions().len() - sessions.len();
    let upper = address.to_uppercase();
    let all = ["end", "--mine", "--yes", "--expect", &count, "--me", &upper];
    program.run(all).expect(0).shows("none of these");
    assert!(server.simulator.sessions_of(own).is_empty());
    assert_eq!(server.simulator.sessions().len(), others);
    // There is nothing left, and the credentials still work.
    program
        .run(["end", "--mine"])
        .expect(5)
        .shows("nothing to end");
}

#[test]
fn ones_own_name_must_be_given_and_be_ones_own() {
    let server = Server::new();
    let (own, address, count) = me(&server);
    let program = Program::admin_of(&server);
    let other = server.end_users(1)[0].to_string();
    let own_id = own.to_string();
    let long = format!("{address}.au");
    for (arguments, status) in [
        (&["--yes", "--expect", &count][..], 2),
        (&["--yes", "--expect", &count, "--me", "a@b.example"], 5),
        (&["--yes", "--expect", &count, "--me", &long], 5),
        (&["--yes", "--expect", &count, "--me", ""], 5),
        (&["--yes", "--expect", &count, "--me", &other], 5),
        // The id is for those who have no address.
        (&["--yes", "--expect", &count, "--me", &own_id], 5),
        (&["--yes", "--expect", "99", "--me", &address], 5),
        (&["--user", &other], 2),
        (&["--everyone"], 2),
        (&["--role", "admin"], 2),
        (&["--filter", "role:admin"], 2),
    ] {
        let all = ["end", "--mine"]
            .into_iter()
            .chain(arguments.iter().copied());
        program.run(all).expect(status);
    }
    program
        .run(["end", "--user", &other, "--me", &address])
        .expect(2);
    assert!(server.sent().is_empty());
    server
        .simulator
        .edit_user(own, |person| person.email = None);
    let all = [
        "end", "--mine", "--yes", "--expect", &count, "--me", &own_id,
    ];
    program.run(all).expect(0);
    assert!(server.simulator.sessions_of(own).is_empty());
}

#[test]
fn credentials_that_claim_an_address_end_nothing_as_their_own() {
    let server = Server::new();
    let (_, address, count) = me(&server);
    let keys = server.credentials();
    for (name, secret) in [
        ("ZENDESK_API_TOKEN", &keys.api_token),
        ("ZENDESK_PASSWORD", &keys.password),
    ] {
        let program = Program::new()
            .with("ZENTOP_URL", &server.url())
            .with("ZENDESK_EMAIL", &address)
            .with(name, secret);
        for more in [&[][..], &["--yes", "--expect", &count, "--me", &address]] {
            let all = ["end", "--mine"].into_iter().chain(more.iter().copied());
            let output = program.run(all);
            refused(&server, output, "who you claim to be");
        }
    }
}

#[test]
fn whoever_sees_only_their_own_sessions_may_end_exactly_these() {
    let server = Server::new();
    let keys = server.credentials();
    let simulator = &server.simulator;
    for (user, token) in [
        (simulator.agent().unwrap(), keys.agent_token),
        (simulator.end_user().unwrap(), keys.end_user_token),
    ] {
        simulator.sign_in(user).unwrap();
        let address = simulator.user(user).unwrap().email.unwrap();
        let count = simulator.sessions_of(user).len().to_string();
        let others = simulator.sessions().len() - simulator.sessions_of(user).len();
        let program = Program::at(&server.url(), &token);
        let id = user.to_string();
        let by_id = program.run(["end", "--user", &id, "--yes", "--expect", &count]);
        by_id.expect(5).shows("--mine");
        program
            .run([
                "end", "--mine", "--yes", "--expect", &count, "--me", &address,
            ])
            .expect(0);
        assert!(simulator.sessions_of(user).is_empty());
        assert_eq!(simulator.sessions().len(), others);
    }
}

#[test]
fn other_choices_leave_ones_own_sessions_and_say_so() {
    let server = Server::new();
    let (own, _, count) = me(&server);
    let other = server.end_users(1)[0];
    server.simulator.sign_in(other).unwrap();
    let expect = server.simulator.sessions_of(other).len().to_string();
    let program = Program::admin_of(&server);
    let (own_id, other) = (own.to_string(), other.to_string());
    let stays = format!("{count} of your own stay; --mine ends those");
    let everyone = program.run(["end", "--everyone"]);
    everyone.expect(0).shows(&stays);
    let end = [
        "end", "--user", &own_id, &other, "--yes", "--expect", &expect,
    ];
    // Whoever is named and left out is something to see.
    program.run(end).expect(1).shows(&stays);
    assert_eq!(server.simulator.sessions_of(own).len().to_string(), count);
}

#[test]
fn a_protected_person_does_not_end_their_own_sessions_either() {
    let server = Server::new();
    let (_, address, count) = me(&server);
    let program = Program::admin_of(&server).with_settings(&protecting(&address));
    let all = [
        "end", "--mine", "--yes", "--expect", &count, "--me", &address,
    ];
    refused(&server, program.run(all), "yours or protected");
}

#[test]
fn whom_the_protected_addresses_lead_to_is_told() {
    let (server, _, boss) = with_boss();
    let settings = |address: &str| {
        let url = server.url();
        format!("[profiles.default]\nurl = \"{url}\"\nprotected = [\"{address}\"]\n")
    };
    let program = Program::admin_of(&server).with_settings(&settings(BOSS));
    let check = program.run(["config", "check"]).expect(0);
    check.shows("boss@vip.example was not looked up yet");
    let status = program.run(["auth", "status"]).expect(0).stdout;
    assert!(
        status.contains(&format!("boss@vip.example is user {boss}")),
        "{status}"
    );
    let check = program.run(["config", "check"]).expect(0);
    assert!(!check.stderr.contains("boss@"), "{}", check.stderr);
    let nobody = program.with_settings(&settings("nobody@vip.example"));
    let status = nobody.run(["auth", "status"]).expect(0).stdout;
    assert!(
        status.contains("nobody@vip.example is nobody's address"),
        "{status}"
    );
    let check = nobody.run(["config", "check"]).expect(0);
    check.shows("nobody@vip.example is nobody's address");
    assert!(server.sent().is_empty());
}
