//! Plan files about tokens.

use super::*;

#[test]
fn tokens_are_revoked_by_a_file_and_no_others() {
    let scene = Scene::new();
    let people = scene.server.simulator.users().into_iter();
    let own = scene.server.simulator.own_user();
    let mut owners = people
        .filter(|person| Some(person.id) != own && scene.server.simulator.tokens_of(person.id) > 0);
    let owner = owners.next().expect("somebody has a token").id;
    let before = scene.server.simulator.tokens_of(owner);
    let file = scene.plan("revoke", &[owner], &[]);
    assert_eq!(file["count"], before);
    assert_eq!(
        file["people"][0]["tokens"].as_array().unwrap().len(),
        before
    );
    let number = before.to_string();
    scene.apply(&["--expect", &number]).expect(0);
    assert_eq!(scene.server.simulator.tokens_of(owner), 0);
    scene.apply(&[]).expect(0).shows("gone, not by this run");
}

/// A token is one more of a person, also where they had none when the file was made.
#[test]
fn a_token_that_the_file_of_an_offboarding_does_not_list_is_refused_until_it_is_allowed() {
    let scene = Scene::new();
    let simulator = &scene.server.simulator;
    let own = simulator.own_user();
    let people = simulator.users().into_iter();
    let mut owners = people.filter(|one| Some(one.id) != own && simulator.tokens_of(one.id) > 0);
    let owner = owners.next().expect("somebody has a token").id;
    let none = "{\"tokens\":[],\"meta\":{\"has_more\":false}}";
    scene.server.faults(&format!(
        "[[fault]]\nmethod = \"GET\"\npath = \"/api/v2/oauth/tokens\"\nwhen.first = 1\n\
         then.status = {{ code = 200, body = '{none}' }}"
    ));
    let file = scene.plan("offboard", &[owner], &[]);
    assert_eq!(file["people"][0].get("tokens"), None, "{file}");
    let had = simulator.tokens_of(owner);
    let refused = scene.apply(&["--expect", "1"]).expect(5);
    refused
        .shows(&format!("{had} token"))
        .shows(&format!("(user {owner}): {had} token"))
        .shows("--at-most 1");
    assert!(scene.server.sent().is_empty());
    let applied = scene.apply(&["--at-most", "1"]).expect(0);
    applied.prints(", beyond the plan file");
    assert_eq!(simulator.tokens_of(owner), 0);
}

/// Whoever has no token is as wished, whether the plan is a file or not.
#[test]
fn whoever_has_no_token_is_nothing_amiss_in_a_file() {
    let scene = Scene::new();
    let simulator = &scene.server.simulator;
    let own = simulator.own_user();
    let ids = |with: bool| {
        let people = simulator.users().into_iter();
        let mut found = people
            .filter(|one| Some(one.id) != own && one.active && !one.suspended)
            .filter(|one| (simulator.tokens_of(one.id) > 0) == with);
        found.next().expect("there is somebody").id
    };
    let (owner, nobody) = (ids(true), ids(false));
    scene.plan("revoke", &[owner, nobody], &[]);
    scene
        .apply(&[])
        .expect(0)
        .shows(&format!("{nobody}: has no token"));
}

/// The same alone, in a file that was carried out before, and with a report: nothing to do is a result.
#[test]
fn whoever_has_no_token_alone_is_nothing_amiss() {
    let scene = Scene::new();
    let simulator = &scene.server.simulator;
    let own = simulator.own_user();
    let nobody = (simulator.users().into_iter())
        .find(|one| Some(one.id) != own && one.active && simulator.tokens_of(one.id) == 0)
        .expect("there is somebody");
    let nobody = nobody.id.to_string();
    let revoke = |more: &[&str]| {
        let start = ["tokens", "revoke", "--user", nobody.as_str()];
        scene.program.run([&start[..], more].concat())
    };
    for more in [&[][..], &["--expect", "0"], &["--yes", "--expect", "0"]] {
        revoke(more).expect(0).shows("has no token");
    }
    revoke(&["--yes", "--expect", "1"]).expect(5);
    let done = revoke(&["--yes", "--expect", "0", "--report", "none.md"]);
    done.expect(0).shows("nothing was sent");
    let paper = fs::read_to_string(scene.program.home().join("none.md")).unwrap();
    assert!(paper.contains("has no token"), "{paper}");
    // Whoever is not there at all is amiss.
    let unknown = scene
        .program
        .run(["tokens", "revoke", "--user", "99999999"]);
    unknown.expect(5);
    assert!(scene.server.sent().is_empty());
}

/// A file of tokens that are revoked by then has its report as well.
#[test]
fn a_file_of_tokens_that_are_gone_has_its_report() {
    let scene = Scene::new();
    let simulator = &scene.server.simulator;
    let own = simulator.own_user();
    let owner = (simulator.users().into_iter())
        .find(|one| Some(one.id) != own && one.active && simulator.tokens_of(one.id) > 0)
        .expect("there is somebody");
    scene.plan("revoke", &[owner.id], &[]);
    scene.apply(&[]).expect(0);
    let sent = scene.server.sent().len();
    let again = scene.apply(&["--format", "json", "--report", "again.json"]);
    let again = again.expect(0).shows("gone, not by this run");
    assert!(again.json()["run"].is_string(), "{}", again.stdout);
    assert!(scene.program.home().join("again.json").exists());
    assert_eq!(scene.server.sent().len(), sent);
}
