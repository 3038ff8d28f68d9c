//! `zentop tokens`: what is listed, and what is revoked.

use serde_json::Value;

use super::{foreign_tokens, listed, revoke};
use crate::support::{Output, Program, Server, no_secret, oracle_of};

/// Several tokens of one person are told apart by what they were given to.
#[test]
fn a_token_that_is_revoked_is_named_by_its_client() {
    let server = Server::new();
    let program = Program::admin_of(&server);
    let listed = program
        .run(["tokens", "list", "--format", "json"])
        .expect(0);
    let tokens = listed.json()["tokens"].as_array().unwrap().clone();
    let own = server.simulator.own_user().unwrap().get();
    let token = tokens.iter().find(|token| token["user_id"] != own).unwrap();
    let (id, client) = (
        token["id"].to_string(),
        token["client_name"].as_str().unwrap(),
    );
    let named = format!("{id} ({client})");
    let dry = program.run(["tokens", "revoke", "--id", &id]).expect(0);
    dry.prints(&named);
    let revoke = [
        "tokens", "revoke", "--id", &id, "--yes", "--expect", "1", "--report", "r.md",
    ];
    let json = program
        .run([&revoke[..], &["--format", "json"]].concat())
        .expect(0);
    assert_eq!(json.json()["items"][0]["client_name"], client);
    let page = std::fs::read_to_string(program.home().join("r.md")).unwrap();
    assert!(page.contains(&named), "{page}");
}

#[test]
fn every_token_is_listed_and_no_secret_is() {
    let server = Server::new();
    let program = Program::admin_of(&server);
    let secret = server.credentials().oauth_token;
    let prefix = &secret[..10];
    let own = server.simulator.own_user().unwrap();
    let list =
        |more: &[&str]| -> Output { program.run([&["tokens", "list"], more].concat()).expect(0) };
    let json = list(&["--format", "json"]);
    let found = json.json();
    let tokens = found["tokens"].as_array().unwrap();
    assert!(tokens.len() >= 5);
    let in_use: Vec<_> = tokens
        .iter()
        .filter(|token| token["in_use"] == true)
        .collect();
    assert_eq!(in_use.len(), 1);
    assert_eq!(in_use[0]["user_id"], own.get());
    assert_eq!(in_use[0]["role"], "admin");
    // Where another field is null, there is none.
    assert!(
        tokens
            .iter()
            .all(|token| token["not_known"] == Value::Array(Vec::new()))
    );
    let ids = |tokens: &[Value]| -> Vec<Value> {
        tokens.iter().map(|token| token["id"].clone()).collect()
    };
    assert_eq!(ids(&list(&["--format", "ndjson"]).ndjson()), ids(tokens));
    let csv = list(&["--format", "csv"]);
    assert_eq!(csv.stdout.lines().count(), tokens.len() + 1);
    for output in [json, csv, list(&[])] {
        assert!(!output.stdout.contains(prefix), "{}", output.stdout);
    }
    for format in ["table", "json", "ndjson", "csv"] {
        let revealed = list(&["--format", format, "--reveal-prefix"]);
        assert!(revealed.stdout.contains(prefix), "{format}");
        assert!(!revealed.stdout.contains(&secret), "{format}");
    }
    let (_, owner) = foreign_tokens(&server, 1)[0];
    let user = owner.to_string();
    let theirs = list(&["--format", "ndjson", "--user", &user]).ndjson();
    assert!(!theirs.is_empty());
    assert!(theirs.iter().all(|token| token["user_id"] == owner.get()));
    assert!(server.sent().is_empty());
}

#[test]
fn tokens_are_revoked_by_number_and_proved_gone() {
    let server = Server::new();
    let program = Program::admin_of(&server).with("ZENTOP_LOG", "trace");
    let tokens = foreign_tokens(&server, 2);
    let numbers: Vec<_> = tokens.iter().map(|(token, _)| *token).collect();
    let before = listed(&server).len();
    let plan = revoke(&program, &numbers, &["--format", "json"]).expect(0);
    let plan = plan.shows("nothing was sent").json();
    assert_eq!(
        (&plan["measure"], &plan["count"]),
        (&"revoke".into(), &2.into())
    );
    assert!(server.sent().is_empty());

    let options = [
        "--yes", "--expect", "2", "--ticket", "INC-7", "--format", "json",
    ];
    let output = revoke(&program, &numbers, &options).expect(0);
    let report = output.json();
    for item in report["items"].as_array().unwrap() {
        assert_eq!(item["outcome"], "revoked");
        assert_eq!(item["verdict"], "verified gone");
    }
    let journal = program.journal();
    oracle_of(&program, &numbers, &server.sent(), &report);
    no_secret(&program, &output, &[&server.credentials().oauth_token]);
    assert_eq!(journal[0]["route"], "revoke");
    let intents = journal.iter().filter(|record| record["event"] == "intent");
    let named: Vec<_> = intents
        .map(|record| record["token_id"].as_u64().unwrap())
        .collect();
    assert!(numbers.iter().all(|number| named.contains(&number.get())));
    assert_eq!(listed(&server).len(), before - 2);
    // The second time none of them is left.
    let again = revoke(&program, &numbers, &["--yes", "--expect", "2"]);
    again.expect(5).shows("nothing to do");
}

#[test]
fn all_tokens_of_a_person_are_revoked_and_nobody_elses() {
    let server = Server::new();
    let program = Program::admin_of(&server);
    let (_, owner) = foreign_tokens(&server, 1)[0];
    let user = owner.to_string();
    let all = listed(&server);
    let of_owner = |token: &&Value| token["user_id"] == owner.get();
    let count = all.iter().filter(of_owner).count();
    let expect = count.to_string();
    program
        .run([
            "tokens", "revoke", "--user", &user, "--yes", "--expect", &expect,
        ])
        .expect(0);
    let left = listed(&server);
    assert_eq!(left.iter().filter(of_owner).count(), 0);
    assert_eq!(left.len(), all.len() - count);
}

/// What the proof does not bear out is told on stderr with its reason, as of people whose sessions end.
#[test]
fn tokens_that_are_not_proved_gone_are_told_with_the_reason() {
    let not_done = "[[fault]]\nmethod = \"DELETE\"\npath = \"/api/v2/oauth/tokens/*\"\n\
                    then.status = { code = 204 }\n";
    let none = "{\"tokens\":[],\"meta\":{\"has_more\":false}}";
    // The list is as it is when the plan is made.
    let first = "[[fault]]\nmethod = \"GET\"\npath = \"/api/v2/oauth/tokens\"\nwhen.first = 1\n\
                 then = \"truth\"\n";
    let no_list = format!(
        "{first}[[fault]]\nmethod = \"GET\"\npath = \"/api/v2/oauth/tokens\"\n\
         then.status = {{ code = 200, body = '{none}' }}\n"
    );
    let refused = format!(
        "{first}[[fault]]\nmethod = \"GET\"\npath = \"/api/v2/oauth/tokens\"\n\
         then.status = {{ code = 403 }}\n"
    );
    for (faults, words) in [
        (not_done.to_owned(), "1 token still listed: token "),
        (
            format!("{not_done}{no_list}"),
            "1 token contradicted (the list lacks it, and asked for by its number it is there): token ",
        ),
        (format!("{not_done}{refused}"), "1 token not known, since "),
    ] {
        let server = Server::new();
        let (token, owner) = foreign_tokens(&server, 1)[0];
        server.faults(&faults);
        let program = Program::admin_of(&server);
        let output = revoke(&program, &[token], &["--yes", "--expect", "1"]).expect(1);
        let output = output.shows(words);
        let which = format!("token {token} of user {owner}");
        assert!(output.stderr.contains(&which), "{}", output.stderr);
    }
}

/// Zendesk lists a token of whom it does not say whose it is: it may be a protected person's.
#[test]
fn a_token_of_nobody_known_is_told_and_never_revoked() {
    let server = Server::new();
    server.faults(
        "[[fault]]\npath = \"/api/v2/oauth/tokens\"\n\
         then.malformed = { records = ['{\"id\":4711,\"user_id\":null,\"scopes\":[\"read\"]}'] }",
    );
    let program = Program::admin_of(&server);
    let list = program
        .run(["tokens", "list", "--format", "json"])
        .expect(1);
    let list = list.shows("not known whose they are: 4711").json();
    let tokens = list["tokens"].as_array().unwrap();
    let it = tokens.iter().find(|token| token["id"] == 4711).unwrap();
    assert!(it["user_id"].is_null(), "{it}");
    program.run(["tokens", "list"]).expect(1).prints("4711");
    let revoke = ["tokens", "revoke", "--id", "4711"];
    for more in [&["--yes", "--expect", "1"][..], &["--everyone"]] {
        let output = program.run([&revoke[..], more].concat()).expect(1);
        output.shows("4711: a token whose owner is not known");
    }
    assert!(server.sent().is_empty());
}

/// The list gives a token to two people, or once to nobody. Asked for by its number, Zendesk names one owner,
/// and that says no more: it may be a protected person's.
#[test]
fn a_token_of_two_owners_is_not_revoked_by_its_number_either() {
    for other in ["first", "null"] {
        let server = Server::new();
        let (token, owner) = foreign_tokens(&server, 1)[0];
        let other = match other {
            "first" => server.simulator.own_user().unwrap().to_string(),
            null => null.to_owned(),
        };
        let rows = format!(
            "{{\"tokens\":[{{\"id\":{token},\"user_id\":{owner}}},{{\"id\":{token},\"user_id\":{other}}}],\
             \"meta\":{{\"has_more\":false}}}}"
        );
        server.faults(&format!(
            "[[fault]]\nmethod = \"GET\"\npath = \"/api/v2/oauth/tokens\"\n\
             then.status = {{ code = 200, content_type = \"application/json\", body = '{rows}' }}"
        ));
        let program = Program::admin_of(&server);
        let output = revoke(&program, &[token], &["--yes", "--expect", "1"]);
        assert_ne!(output.status, 0, "{}", output.stderr);
        let text = format!("{}{}", output.stdout, output.stderr);
        assert!(text.contains(&token.to_string()), "{text}");
        let id = owner.to_string();
        let by_owner = program.run(["tokens", "revoke", "--user", &id, "--yes", "--expect", "1"]);
        assert_ne!(by_owner.status, 0, "{}", by_owner.stderr);
        assert!(server.sent().is_empty(), "{other}");
    }
}

/// Whoever looks which tokens open something is told of those that open nothing any more.
#[test]
fn a_token_that_has_expired_is_said_to_be_so_in_lists_and_plans() {
    let server = Server::new();
    let user = server.end_users(1)[0];
    let token = |id: u64, until: &str| {
        serde_json::json!({
            "id": id, "user_id": user.get(), "client_id": null, "scopes": ["read"],
            "created_at": "2025-01-01T00:00:00Z", "used_at": "2025-02-01T00:00:00Z", "expires_at": until,
        })
    };
    let tokens = [
        token(71, "2025-03-01T00:00:00Z"),
        token(72, "2999-03-01T00:00:00Z"),
    ];
    let body = serde_json::json!({"tokens": tokens, "meta": {"has_more": false}});
    server.faults(&format!(
        "[[fault]]\nmethod = \"GET\"\npath = \"/api/v2/oauth/tokens\"\n\
         then.status = {{ code = 200, body = '{body}' }}"
    ));
    let program = Program::admin_of(&server);
    let user = user.to_string();
    let plan = program.home().join("plan.json").display().to_string();
    let revoke = [
        "plan",
        "--operation",
        "revoke",
        "--user",
        &user,
        "--out",
        &plan,
    ];
    program.run(revoke).expect(0);
    for verb in [
        &["tokens", "list", "--user", &user][..],
        &["tokens", "revoke", "--user", &user],
        &["apply", &plan, "--dry-run"],
    ] {
        let output = program.run(verb).expect(0);
        let said: Vec<&str> = (output.stdout.lines())
            .filter(|line| line.contains("expired"))
            .collect();
        assert_eq!(said.len(), 1, "{verb:?}: {}", output.stdout);
        assert!(
            said[0].contains("71") && !said[0].contains("72"),
            "{said:?}"
        );
    }
}
