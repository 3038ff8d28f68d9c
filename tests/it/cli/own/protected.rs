//! Protected people, whatever becomes of their address, of the search, and of what is kept of them.

use super::*;

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
    let output =
        end(&program, boss).shows("the protected address boss@vip.example was not looked up");
    refused(&server, output, "yours or protected");
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
