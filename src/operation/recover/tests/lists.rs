//! Lists and their absence: what proves that a session or a token is gone, and what does not.

use super::*;

/// A list with a record that nobody can read, with rows of other people, or that is not there closes
/// nothing.
#[tokio::test]
async fn what_a_list_does_not_prove_stays_open() {
    for then in [
        r#"{ malformed = { records = ['{"id":"?"}'] } }"#,
        r#"{ malformed = { records = ['{"id":7,"user_id":1}'] } }"#,
        "{ status = { code = 404 } }",
    ] {
        let scene = scene().await;
        scene.crash(scene.account.who(DEAD));
        for key in &scene.keys {
            scene.account.simulator.sign_out(*key);
        }
        let text = format!("[[fault]]\npath = \"/api/v2/users/*/sessions\"\nthen = {then}");
        for fault in ServerFault::parse_file(&text).unwrap() {
            scene.account.simulator.add_fault(fault);
        }
        // A walk would bear them out.
        let refused = "[[fault]]\npath = \"/api/v2/sessions\"\nthen = { status = { code = 403 } }";
        for fault in ServerFault::parse_file(refused).unwrap() {
            scene.account.simulator.add_fault(fault);
        }
        let recovered = scene.recover().await;
        assert!(!recovered[0].is_closed(), "{then}");
        let line = &recovered[0].lines()[1];
        assert!(line.contains("not known"), "{then}: {line}");
        scene.account.simulator.clear_faults();
        assert!(scene.recover().await[0].is_closed(), "{then}");
    }
}

/// An answer with this person as the owner of the credentials.
fn owner(id: UserId, role: &str) -> FaultEffect {
    FaultEffect::Status {
        code: 200,
        body: format!(r#"{{"user":{{"id":{id},"name":"X","role":"{role}"}}}}"#),
        content_type: Some("application/json".to_owned()),
        headers: Vec::new(),
    }
}

/// Nothing is called gone by an empty list that another answer gives the lie, nor by one that was read
/// with credentials that see only what is their own, from the beginning or by the end.
#[tokio::test]
async fn what_an_empty_list_alone_says_closes_nothing() {
    for (name, words) in [
        ("lies", "and another shows it"),
        ("an agent's", "not those of an active admin"),
        ("another's by the end", "no longer those of the same admin"),
    ] {
        let scene = scene().await;
        scene.crash(scene.account.who(DEAD));
        let simulator = &scene.account.simulator;
        let me = simulator.own_user().unwrap();
        let lists = "/api/v2/users/*/sessions";
        simulator.add_fault(ServerFault::on("GET", lists, FaultEffect::EmptyPage));
        let mut asked = ServerFault::on("GET", "/api/v2/users/me", owner(me, "agent"));
        match name {
            "lies" => {}
            "an agent's" => simulator.add_fault(asked),
            _ => {
                for key in &scene.keys {
                    simulator.sign_out(*key);
                }
                asked.then = owner(scene.keys[0].user, "admin");
                asked.when = FaultTrigger::Nth(2);
                simulator.add_fault(asked);
            }
        }
        let recovered = scene.recover().await;
        let lines = recovered[0].lines();
        assert!(!recovered[0].is_closed(), "{name}: {lines:?}");
        assert!(lines[1].contains("not known"), "{name}: {lines:?}");
        assert!(lines[1].contains(words), "{name}: {lines:?}");
        scene.account.simulator.clear_faults();
        assert!(scene.recover().await[0].is_closed(), "{name}");
        assert_eq!(scene.changes(), 0);
    }
}

/// Where no session was known before, an empty list stands alone, and a walk has to bear it out.
#[tokio::test]
async fn whoever_had_no_known_session_is_gone_only_by_a_walk_as_well() {
    for is_signed_in in [true, false] {
        let scene = scene().await;
        let user = scene.keys[0].user;
        let target = StepTarget::User {
            user,
            sessions: &[],
        };
        announce(&scene, &RunId::new(NOW, [9, 9, 9]), target);
        let simulator = &scene.account.simulator;
        let lists = "/api/v2/users/*/sessions";
        simulator.add_fault(ServerFault::on("GET", lists, FaultEffect::EmptyPage));
        if !is_signed_in {
            for session in simulator.sessions_of(user) {
                simulator.sign_out(session.key);
            }
        }
        let recovered = scene.recover().await;
        let lines = recovered[0].lines();
        assert_eq!(recovered[0].is_closed(), !is_signed_in, "{lines:?}");
    }
}

/// Tokens that the list of an agent lacks are not gone, since agents are shown their own alone.
#[tokio::test]
async fn tokens_are_gone_by_the_list_of_an_admin_alone() {
    let scene = scene().await;
    let user = scene.keys[0].user;
    let token = TokenId::new(999_999).unwrap();
    let target = StepTarget::Token { user, token };
    announce(&scene, &RunId::new(NOW, [9, 9, 9]), target);
    let simulator = &scene.account.simulator;
    let me = simulator.own_user().unwrap();
    let mut asked = ServerFault::on("GET", "/api/v2/users/me", owner(me, "agent"));
    for when in [FaultTrigger::Always, FaultTrigger::Nth(2)] {
        asked.when = when;
        simulator.add_fault(asked.clone());
        let recovered = scene.recover().await;
        assert!(!recovered[0].is_closed(), "{:?}", recovered[0].lines());
        simulator.clear_faults();
    }
    assert!(scene.recover().await[0].is_closed());
}
