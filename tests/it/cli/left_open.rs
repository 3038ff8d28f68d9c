//! What is left open by a list or a plan: on the screen, in machine output, and in the exit status.

use zentop::model::Role;

use super::exit_status::Account;

#[test]
fn a_list_says_what_it_leaves_open() {
    let account = Account::new();
    account.withhold(account.ann);
    for (arguments, status) in [
        ("list --user ANN BOB", 0),
        ("list --user ANN 77", 1),
        ("list --user ANN ABSENT", 0),
        ("list --domain vendor.example", 1),
        ("list --filter tag:vendor", 1),
        ("list --role admin", 1),
        ("list --org 12 --user BOB", 1),
    ] {
        let output = account.run(&account.filled(arguments));
        assert_eq!(output.status, status, "{arguments}: {}", output.stderr);
    }
}

/// What is said to a person is in the machine output as well.
#[test]
fn what_is_left_out_is_in_the_json_of_plan_and_report() {
    let account = Account::new();
    account.withhold(account.ann);
    let arguments = "end --domain vendor.example --user 77 ME --undecided leave --format json";
    let arguments = account.filled(arguments);
    let dry = account.run(&arguments).expect(1).json();
    let yes = [arguments, account.filled("--yes --expect 1")].concat();
    let run = account.run(&yes).expect(1).json();
    for document in [&dry, &run] {
        let undecided = document["undecided"].as_array().unwrap();
        assert_eq!(undecided.len(), 1);
        assert_eq!(undecided[0]["user_id"], account.ann.get());
        let why = undecided[0]["because"].as_str().unwrap();
        assert!(why.contains("did not answer"), "{why}");
        let [missed] = &document["not_found"].as_array().unwrap()[..] else {
            panic!("{document}");
        };
        assert_eq!(missed["named"], "77");
        let excluded = document["kept"].as_array().unwrap();
        assert!(
            excluded
                .iter()
                .all(|one| one["user_id"] == account.own.get())
                && !excluded.is_empty()
        );
    }
    let listed = account.filled("list --domain vendor.example --user 77 --format json");
    let listed = account.run(&listed).expect(1).json();
    assert_eq!(listed["undecided"], 1);
    assert_eq!(listed["not_found"][0]["named"], "77");
}

/// Two organisations whose names differ in letter case alone are two, and nobody guesses.
#[test]
fn a_name_of_two_organisations_is_refused_with_both() {
    let account = Account::new();
    let people = account.server.simulator.users();
    let mut ids: Vec<_> = people
        .iter()
        .filter_map(|person| person.organization)
        .collect();
    ids.sort_unstable();
    ids.dedup();
    let [one, other] = [ids[0], ids[1]];
    for (id, name, user) in [
        (one, "Acme Ltd", account.ann),
        (other, "ACME  ltd", account.bob),
    ] {
        let simulator = &account.server.simulator;
        simulator.set_organization_name(id, &name.replace("  ", " "));
        simulator.edit_user(user, |person| person.organization = Some(id));
    }
    let by_name = ["end", "--org", "acme ltd"].map(str::to_owned);
    let output = account.run(&by_name).expect(5);
    output.shows(&one.to_string()).shows(&other.to_string());
    let by_number = ["end", "--org", &one.to_string(), "--format", "json"].map(str::to_owned);
    let plan = account.run(&by_number).expect(0).json();
    let targets = plan["targets"].as_array().unwrap();
    assert!(
        targets
            .iter()
            .any(|target| target["user_id"] == account.ann.get())
    );
    assert!(
        targets
            .iter()
            .all(|target| target["user_id"] != account.bob.get())
    );
    let role = |user| account.server.simulator.user(user).unwrap().role;
    assert_eq!(role(account.ann), Role::EndUser);
}
