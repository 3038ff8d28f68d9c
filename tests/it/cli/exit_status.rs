//! The exit statuses (`docs::cli`, "Exit status"), one row for each rule. What is decided before the
//! first request that changes something is the same for a dry run, and nothing is sent.

use zentop::model::{Role, UserId};

use crate::support::{Output, Program, Server};

/// An account with two people who are signed in, and one who is not.
struct Account {
    server: Server,
    /// Two end users with one session each.
    ann: UserId,
    bob: UserId,
    /// An end user without any.
    absent: UserId,
    own: UserId,
}

impl Account {
    fn new() -> Self {
        let server = Server::new();
        let [ann, bob, absent] = server.end_users(3).try_into().unwrap();
        for user in [ann, bob, absent] {
            for session in server.simulator.sessions_of(user) {
                server.simulator.sign_out(session.key);
            }
        }
        for (user, email) in [(ann, "ann@vendor.example"), (bob, "bob@vendor.example")] {
            server.simulator.sign_in(user).unwrap();
            server.simulator.edit_user(user, |person| {
                person.email = Some(email.to_owned());
                person.organization = None;
                person.tags = vec!["vendor".to_owned()];
            });
        }
        let own = server.simulator.own_user().unwrap();
        Self {
            server,
            ann,
            bob,
            absent,
            own,
        }
    }

    /// Zendesk leaves this person out of its answers about people.
    fn withhold(&self, user: UserId) {
        self.server.faults(&format!(
            "[[fault]]\npath = \"/api/v2/users/show_many\"\nthen.leave_out = {{ people = [{user}] }}\n\
             [[fault]]\npath = \"/api/v2/users/{user}\"\nthen.status = {{ code = 403 }}"
        ));
    }

    /// The arguments with the people's numbers in place of their names.
    fn filled(&self, arguments: &str) -> Vec<String> {
        let words = arguments.split_whitespace();
        let filled = words.map(|word| match word {
            "ANN" => self.ann.to_string(),
            "BOB" => self.bob.to_string(),
            "ABSENT" => self.absent.to_string(),
            "ME" => self.own.to_string(),
            "ANNS" => self.server.simulator.sessions_of(self.ann)[0]
                .key
                .to_string(),
            "GONE" => format!("{}/999999", self.bob),
            other => other.to_owned(),
        });
        filled.collect()
    }

    fn run(&self, settings: &str, arguments: &[String]) -> Output {
        let program = Program::admin_of(&self.server).with_settings(settings);
        program.run(arguments)
    }
}

/// A rule, what is done to the account first, the settings, the arguments, and what they come to.
type Row = (
    &'static str,
    fn(&Account),
    &'static str,
    &'static str,
    i32,
    &'static str,
);

const PLAIN: &str = "";

fn nothing(_: &Account) {}

const BEFORE: [Row; 38] = [
    // 2: the usage is wrong, whatever else is wrong too.
    (
        "nobody is meant",
        nothing,
        PLAIN,
        "end --expect 1",
        2,
        "nobody is meant",
    ),
    (
        "nobody is meant",
        nothing,
        PLAIN,
        "suspend --expect 1",
        2,
        "nobody is meant",
    ),
    (
        "no token is meant",
        nothing,
        PLAIN,
        "tokens revoke --expect 1",
        2,
        "no token is meant",
    ),
    (
        "an unknown field",
        nothing,
        PLAIN,
        "end --filter agee>1h",
        2,
        "age",
    ),
    (
        "bare text",
        nothing,
        PLAIN,
        "end --filter vendor",
        2,
        "text without a field",
    ),
    (
        "bare text beside somebody named",
        nothing,
        PLAIN,
        "end --user ANN --filter vendor",
        2,
        "field",
    ),
    (
        "a mistyped role",
        nothing,
        PLAIN,
        "end --role agnet",
        2,
        "did you mean agent?",
    ),
    (
        "no domain",
        nothing,
        PLAIN,
        "end --domain ann@vendor.example",
        2,
        "is no domain",
    ),
    (
        "no number of an organisation",
        nothing,
        PLAIN,
        "end --org 0",
        2,
        "not the number",
    ),
    (
        "two numbers",
        nothing,
        PLAIN,
        "end --user ANN --expect 1 --at-most 1",
        2,
        "--at-most",
    ),
    (
        "nothing to be undecided",
        nothing,
        PLAIN,
        "end --user ANN --undecided take",
        2,
        "--undecided",
    ),
    // 3 and 4 come before what the plan would say.
    (
        "refused credentials",
        |it| {
            it.server
                .faults("[[fault]]\npath = \"**\"\nthen.refuse = \"unauthenticated\"");
        },
        PLAIN,
        "end --user ANN --expect 9",
        3,
        "credentials",
    ),
    (
        "a server that fails",
        |it| {
            it.server.faults(
                "[[fault]]\npath = \"/api/v2/users/*/sessions\"\nthen.html = { code = 500 }",
            );
        },
        PLAIN,
        "end --user ANN --expect 9",
        4,
        "500",
    ),
    (
        "names that cannot be read",
        |it| {
            it.server.faults(
                "[[fault]]\npath = \"/api/v2/users/show_many\"\nthen.html = { code = 500 }",
            );
        },
        PLAIN,
        "end --role end-user --expect 9",
        4,
        "not everybody could be looked up",
    ),
    // 5: a guardrail, an ambiguity, the undecided, the count, --strict.
    (
        "another count",
        nothing,
        PLAIN,
        "end --user ANN BOB --expect 3",
        5,
        "the plan has 2 sessions",
    ),
    (
        "another count",
        nothing,
        PLAIN,
        "suspend --user ANN BOB --expect 3",
        5,
        "the plan has 2 people",
    ),
    (
        "more than at most",
        nothing,
        PLAIN,
        "end --user ANN BOB --at-most 1",
        5,
        "zentop apply",
    ),
    (
        "at most, of everyone",
        nothing,
        PLAIN,
        "end --everyone --at-most 90",
        5,
        "--everyone",
    ),
    (
        "at most, of a role",
        nothing,
        PLAIN,
        "end --role admin --at-most 90",
        5,
        "--role",
    ),
    (
        "at most, of a domain",
        nothing,
        PLAIN,
        "end --domain vendor.example --at-most 9",
        5,
        "--domain",
    ),
    (
        "at most, of those who are not",
        nothing,
        PLAIN,
        "end --filter -role:admin --at-most 99",
        5,
        "only leaves people out",
    ),
    (
        "at most, beyond what takes a plan file",
        nothing,
        "[guard]\nplan_file_above = 5\nconfirm_name_above = 5\n",
        "end --user ANN --at-most 6",
        5,
        "plan_file_above",
    ),
    (
        "only oneself",
        nothing,
        PLAIN,
        "end --user ME --expect 1",
        5,
        "yours or protected",
    ),
    (
        "only the protected",
        nothing,
        "[profiles.default]\nprotected = [\"@vendor.example\"]\n",
        "end --domain vendor.example --expect 2",
        5,
        "yours or protected",
    ),
    (
        "nobody signed in",
        nothing,
        PLAIN,
        "end --user ABSENT --expect 1",
        5,
        "no session listed at",
    ),
    (
        "nobody of that domain",
        nothing,
        PLAIN,
        "end --domain nobody.example --expect 1",
        5,
        "nobody.example: nobody",
    ),
    (
        "nobody of that number",
        nothing,
        PLAIN,
        "suspend --user 77 --expect 1",
        5,
        "77: Zendesk knows no such user",
    ),
    (
        "undecided",
        |it| it.withhold(it.ann),
        PLAIN,
        "end --filter tag:vendor --expect 1",
        5,
        "--undecided leave",
    ),
    (
        "undecided by a role",
        |it| it.withhold(it.ann),
        PLAIN,
        "end --role end-user --expect 1",
        5,
        "--undecided leave",
    ),
    (
        "undecided by a domain",
        |it| it.withhold(it.ann),
        PLAIN,
        "suspend --domain vendor.example --expect 1",
        5,
        "--undecided leave",
    ),
    (
        "strictly nothing undecided",
        |it| it.withhold(it.ann),
        PLAIN,
        "end --domain vendor.example --undecided leave --strict --expect 1",
        5,
        "1 session undecided",
    ),
    (
        "strictly nothing missed",
        nothing,
        PLAIN,
        "end --user ANN 77 --strict --expect 1",
        5,
        "1 not found",
    ),
    (
        "strictly everybody signed in",
        nothing,
        PLAIN,
        "end --user ANN ABSENT --strict --expect 1",
        5,
        "1 not found",
    ),
    (
        "strictly each session",
        nothing,
        PLAIN,
        "end --session ANNS GONE --strict --expect 1",
        5,
        "1 not found",
    ),
    (
        "strictly each token",
        nothing,
        PLAIN,
        "tokens revoke --id 77 --user ANN --strict --expect 1",
        5,
        "77",
    ),
    (
        "an undecided one may be protected",
        |it| it.withhold(it.ann),
        "[profiles.default]\nprotected = [\"@boss.example\"]\n",
        "end --user ANN --expect 1",
        5,
        "may be protected",
    ),
    (
        "whoever may be protected is not taken",
        |it| it.withhold(it.ann),
        "[profiles.default]\nprotected = [\"role:admin\"]\n",
        "end --domain vendor.example --undecided take --expect 2",
        5,
        "the plan has 1 session",
    ),
    (
        "more than a run may end",
        nothing,
        "[guard]\nmax_per_run = 1\n",
        "end --user ANN BOB --expect 2",
        5,
        "max_per_run",
    ),
];

#[test]
fn what_is_decided_before_the_first_request_is_the_same_for_a_dry_run() {
    for (rule, prepare, settings, arguments, status, words) in BEFORE {
        for really in [false, true] {
            let account = Account::new();
            prepare(&account);
            let mut arguments = account.filled(arguments);
            if really {
                arguments.push("--yes".to_owned());
            }
            let output = account.run(settings, &arguments);
            assert_eq!(
                output.status, status,
                "{rule} {arguments:?}: {}",
                output.stderr
            );
            assert!(
                output.stderr.contains(words),
                "{rule} {arguments:?}: {}",
                output.stderr
            );
            assert!(account.server.sent().is_empty(), "{rule}");
        }
    }
}

const AFTER: [Row; 16] = [
    // 0: everything is as it was wished.
    (
        "all is well",
        nothing,
        PLAIN,
        "end --user ANN BOB --expect 2",
        0,
        "",
    ),
    (
        "no more than at most",
        nothing,
        PLAIN,
        "end --user ANN BOB --at-most 9",
        0,
        "",
    ),
    (
        "options unite",
        nothing,
        PLAIN,
        "end --user ANN --domain vendor.example --expect 2",
        0,
        "",
    ),
    (
        "who is not signed in is as was wished",
        nothing,
        PLAIN,
        "end --user ANN ABSENT --expect 1",
        0,
        "no session listed at",
    ),
    (
        "everyone but oneself",
        nothing,
        PLAIN,
        "end --filter mine:true --user ANN --expect 1",
        0,
        "",
    ),
    (
        "the same twice",
        nothing,
        PLAIN,
        "end --user ANN ANN --session ANNS --expect 1",
        0,
        "",
    ),
    // 1: something is not.
    (
        "a name that is not there",
        nothing,
        PLAIN,
        "end --user ANN 77 --expect 1",
        1,
        "77: Zendesk knows no such user",
    ),
    (
        "a session that is listed nowhere",
        nothing,
        PLAIN,
        "end --session ANNS GONE --expect 1",
        1,
        "999999",
    ),
    (
        "a person who is not there",
        nothing,
        PLAIN,
        "suspend --user ANN 77 --expect 1",
        1,
        "77",
    ),
    (
        "named, and oneself",
        nothing,
        PLAIN,
        "end --user ANN ME --expect 1",
        1,
        "named, and left out",
    ),
    (
        "named, and protected",
        nothing,
        "[profiles.default]\nprotected = [\"bob@vendor.example\"]\n",
        "end --user ANN BOB --expect 1",
        1,
        "named, and left out",
    ),
    (
        "undecided, and left",
        |it| it.withhold(it.ann),
        PLAIN,
        "end --domain vendor.example --undecided leave --expect 1",
        1,
        "left alone",
    ),
    (
        "undecided, and taken",
        |it| it.withhold(it.ann),
        PLAIN,
        "suspend --domain vendor.example --undecided leave --expect 1",
        1,
        "left alone",
    ),
    (
        "one who may be protected is left alone, and nobody else",
        |it| it.withhold(it.ann),
        "[profiles.default]\nprotected = [\"@boss.example\"]\n",
        "end --user ANN BOB --expect 1",
        1,
        "may be protected",
    ),
    (
        "an item that was not done",
        |it| {
            it.server.faults(
        "[[fault]]\nmethod = \"DELETE\"\npath = \"**\"\nwhen.nth = 1\nthen.status = { code = 422 }");
        },
        PLAIN,
        "end --user ANN BOB --expect 2",
        1,
        "",
    ),
    // 3: the credentials were refused on the way, whatever was not found.
    (
        "credentials refused on the way",
        |it| {
            it.server.faults(
                "[[fault]]\nmethod = \"DELETE\"\npath = \"**\"\nthen.refuse = \"unauthenticated\"",
            );
        },
        PLAIN,
        "end --user ANN BOB 77 --expect 2",
        3,
        "",
    ),
];

#[test]
fn after_the_first_request_the_first_rule_that_applies_decides() {
    for (rule, prepare, settings, arguments, status, words) in AFTER {
        let account = Account::new();
        prepare(&account);
        let mut arguments = account.filled(arguments);
        // A dry run shows the same beside the items, and sends nothing.
        let before = account.run(settings, &arguments);
        let planned = i32::from(status == 1 && !rule.contains("not done"));
        if status != 3 {
            assert_eq!(before.status, planned, "{rule}: {}", before.stderr);
        }
        assert!(before.stderr.contains(words), "{rule}: {}", before.stderr);
        assert!(account.server.sent().is_empty(), "{rule}");
        arguments.push("--yes".to_owned());
        let output = account.run(settings, &arguments);
        assert_eq!(
            output.status, status,
            "{rule} {arguments:?}: {}",
            output.stderr
        );
        assert!(
            output.stderr.contains(words),
            "{rule} {arguments:?}: {}",
            output.stderr
        );
        assert!(!account.server.sent().is_empty(), "{rule}");
    }
}

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
        let output = account.run(PLAIN, &account.filled(arguments));
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
    let dry = account.run(PLAIN, &arguments).expect(1).json();
    let yes = [arguments, account.filled("--yes --expect 1")].concat();
    let run = account.run(PLAIN, &yes).expect(1).json();
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
    let listed = account.run(PLAIN, &listed).expect(1).json();
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
    let output = account.run(PLAIN, &by_name).expect(5);
    output.shows(&one.to_string()).shows(&other.to_string());
    let by_number = ["end", "--org", &one.to_string(), "--format", "json"].map(str::to_owned);
    let plan = account.run(PLAIN, &by_number).expect(0).json();
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
