//! The order of an offboarding: people are suspended and seen suspended before anything else is done to them,
//! the first two of them before all others.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use serde_json::json;

use super::offboard::{is_gone, leaver, offboard};
use super::rests::answer;
use super::suspended;
use crate::support::{Program, Proxy, ProxyAnswer, Server};

/// Zendesk's answer that they are suspended may be ahead of what it shows: whoever can still sign in would make
/// themselves a new token or session meanwhile.
#[test]
fn people_are_seen_suspended_before_anything_else_is_done_to_them() {
    for looks_in_vain in [0, 1] {
        let server = Server::new();
        let user = leaver(&server);
        let own = format!("/api/v2/users/{user}");
        let (is_asked_for, looks) = (AtomicBool::new(false), AtomicUsize::new(0));
        let not_yet = json!({"users": [{"id": user.get(), "name": "X", "role": "end-user",
            "active": true, "suspended": false}]});
        let proxy = Proxy::new(&server, move |method, target| {
            let path = target.split('?').next().unwrap_or_default();
            if method == "PUT" && path == own {
                is_asked_for.store(true, Ordering::SeqCst);
            }
            let is_look = path.ends_with("/show_many") && is_asked_for.load(Ordering::SeqCst);
            if is_look && looks.fetch_add(1, Ordering::SeqCst) < looks_in_vain {
                return answer(200, &not_yet);
            }
            ProxyAnswer::Forward(target.to_owned())
        });
        let program = Program::at(&proxy.url(), &server.credentials().oauth_token);
        offboard(&program, user, &["--yes", "--expect", "1"]).expect(0);
        let heads = proxy.heads();
        let place = |method: &str| {
            heads
                .iter()
                .position(|head| head.starts_with(method))
                .unwrap()
        };
        let between = &heads[place("PUT ")..place("DELETE ")];
        let is_look =
            |head: &&String| head.contains("/show_many") && head.contains(&user.to_string());
        assert_eq!(
            between.iter().filter(is_look).count(),
            looks_in_vain + 1,
            "{between:#?}"
        );
        assert!(is_gone(&server, user) && suspended(&server, &[user])[0]);
    }
}

/// Three refusals from the start end a run. Whoever may suspend nobody may well revoke and sign out, which is
/// known before the third suspension is asked for.
#[test]
fn suspensions_that_are_refused_to_all_stop_nothing_else() {
    let server = Server::new();
    let people = server.end_users(6);
    for user in &people {
        server.simulator.sign_in(*user).unwrap();
    }
    server.faults(
        "[[fault]]\nmethod = \"PUT\"\npath = \"/api/v2/users/*\"\nthen.refuse = 'forbidden'",
    );
    let program = Program::admin_of(&server);
    let ids: Vec<String> = people.iter().map(ToString::to_string).collect();
    let verb = ["offboard", "--yes", "--expect", "6", "--user"].map(str::to_owned);
    let output = program.run([&verb[..], &ids].concat()).expect(1);
    assert_eq!(
        output.stdout.matches(": NOT SUSPENDED").count(),
        6,
        "{}",
        output.stdout
    );
    assert_eq!(suspended(&server, &people), [false; 6]);
    for user in people {
        assert!(
            is_gone(&server, user),
            "{user}: {}{}",
            output.stdout,
            output.stderr
        );
    }
}
