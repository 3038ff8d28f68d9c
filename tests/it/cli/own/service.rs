//! Services, whose credentials have a person behind them.

use super::*;

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
