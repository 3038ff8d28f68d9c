//! Lists that prove nothing: whoever they lack is not said to be signed out.

use super::*;

/// The ways in which a person's own list proves nothing.
const WRONG_LISTS: [&str; 4] = ["holes", "others", "RecordNotFound", "InvalidEndpoint"];

/// The person's own list with something wrong, once something was ended.
fn wrong_list(name: &str, user: UserId, key: SessionKey) -> ProxyAnswer {
    let hole = json!({"id": null, "user_id": user.get(), "last_seen_at": null});
    let stranger = json!({"id": key.session.get(), "user_id": user.get() + 1});
    let page = |row: Value| {
        answer(
            200,
            &json!({"sessions": [row], "meta": {"has_more": false}}),
        )
    };
    match name {
        "holes" => page(hole),
        "others" => page(stranger),
        _ => answer(404, &json!({"error": name, "description": "Not found"})),
    }
}

/// A server that answers 204 and does nothing, and then gives a list that cannot prove anything.
#[test]
fn a_list_that_proves_nothing_is_never_proof_that_somebody_is_signed_out() {
    let cases = WRONG_LISTS.iter().flat_map(|name| {
        let case = |is_walk_wrong| (format!("{name}, {is_walk_wrong}"), (*name, is_walk_wrong));
        [false, true].map(case)
    });
    at_once(cases, |(name, is_walk_wrong)| {
        let server = Server::with(|options| options.sessions = 9);
        let key = server.sign_in(1)[0];
        let user = key.user;
        let ended = Arc::new(AtomicBool::new(false));
        let own = format!("/api/v2/users/{user}/sessions");
        let proxy = Proxy::new(&server, move |method, target| {
            let path = target.split('?').next().unwrap_or_default();
            let is_over = ended.load(Ordering::SeqCst);
            if method == "DELETE" {
                ended.store(true, Ordering::SeqCst);
                done()
            } else if is_over && path == own {
                wrong_list(name, user, key)
            } else if is_over && is_walk_wrong && path == SESSIONS {
                wrong_list("holes", user, key)
            } else {
                ProxyAnswer::Forward(target.to_owned())
            }
        });
        let program = list(&proxy.url(), &server);
        let arguments = ["end", "--yes", "--expect", "1"].map(ToOwned::to_owned);
        let named = keys_as_arguments(&[key]);
        let output = program.run(arguments.iter().chain(&named)).expect(1);
        let expected = if is_walk_wrong {
            "not known"
        } else {
            "still listed"
        };
        assert!(server.has(key));
        assert!(
            !output.stdout.contains("verified gone"),
            "{name}: {}",
            output.stdout
        );
        output.prints(expected);
    });
}

#[test]
fn a_persons_list_that_proves_nothing_is_something_to_see() {
    for name in WRONG_LISTS {
        let server = Server::with(|options| options.sessions = 9);
        let key = server.sign_in(1)[0];
        let user = key.user;
        let proxy = Proxy::new(&server, move |_, target| {
            if target.starts_with(&format!("/api/v2/users/{user}/sessions")) {
                wrong_list(name, user, key)
            } else {
                onward(target)
            }
        });
        let program = list(&proxy.url(), &server);
        let user = user.to_string();
        let output = program.run(["list", "--user", &user, "--format", "json"]);
        let output = output.expect(1).shows(match name {
            "holes" => "1 record could not be read",
            "others" => "the person's list has 1 row of other people",
            _ => "the person's list was not found",
        });
        let document = output.json();
        assert_eq!(document["coverage"], "partial");
        assert_eq!(document["sessions"], json!([]));
        let verbs: [&[&str]; 3] = [
            &["end", "--user", &user],
            &["end", "--user", &user, "--yes", "--expect", "1"],
            &["plan", "--user", &user],
        ];
        for verb in verbs {
            let output = program.run(verb).expect(1).shows("nothing to end");
            output.shows("that is not proved to be all");
        }
        assert!(server.sent().is_empty());
        // Where the list is whole, there is nothing, and nothing is amiss.
        let nobody = server.end_users(40.min(server.simulator.users().len() / 4));
        let signed_out = |user: &&UserId| server.simulator.sessions_of(**user).is_empty();
        if let Some(nobody) = nobody.iter().find(signed_out) {
            let output = program
                .run(["end", "--user", &nobody.to_string()])
                .expect(0);
            assert!(!output.stderr.contains("not proved"), "{}", output.stderr);
        }
    }
}

/// A run that a crash left open is not closed by a list that proves nothing.
#[test]
fn a_list_that_proves_nothing_closes_no_run_that_a_crash_left_open() {
    at_once(WRONG_LISTS.map(|name| (name.to_owned(), name)), |name| {
        let server = Server::with(|options| options.sessions = 9);
        let key = server.sign_in(1)[0];
        let user = key.user;
        let is_wrong = Arc::new(AtomicBool::new(false));
        let (wrong, own) = (
            Arc::clone(&is_wrong),
            format!("/api/v2/users/{user}/sessions"),
        );
        let proxy = Proxy::new(&server, move |method, target| {
            let path = target.split('?').next().unwrap_or_default();
            if method == "DELETE" {
                return done();
            }
            match wrong.load(Ordering::SeqCst) {
                true if path == own => wrong_list(name, user, key),
                true if path == SESSIONS => wrong_list("holes", user, key),
                _ => onward(target),
            }
        });
        let program = list(&proxy.url(), &server);
        let end = [
            "end",
            "--session",
            &key.to_string(),
            "--yes",
            "--expect",
            "1",
        ];
        program.run(end).expect(1);
        program.forget_after(2);
        is_wrong.store(true, Ordering::SeqCst);
        let output = program
            .run(["journal", "recover"])
            .expect(1)
            .prints("still open");
        assert!(
            !output.stdout.contains("closed now"),
            "{name}: {}",
            output.stdout
        );
        assert!(server.has(key));
        is_wrong.store(false, Ordering::SeqCst);
        let output = program.run(["journal", "recover"]).expect(1);
        output.prints("closed now");
        let journal = program.journal();
        let states: Vec<&Value> = journal.iter().map(|record| &record["state"]).collect();
        assert!(
            states.contains(&&json!("still-listed")),
            "{name}: {states:?}"
        );
        assert!(
            !states.contains(&&json!("ended-by-list")),
            "{name}: {states:?}"
        );
    });
}
