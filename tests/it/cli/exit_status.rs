//! The exit statuses (`docs::cli`, "Exit status"), one row for each rule. What is decided before the
//! first request that changes something is the same for a dry run, and nothing is sent.

use zentop::model::UserId;

use super::rules::{Rule, rules, withhold};
use crate::support::{Output, Program, Server};

/// An account with two people who are signed in, and one who is not.
pub(super) struct Account {
    pub(super) server: Server,
    /// Two end users with one session each.
    pub(super) ann: UserId,
    pub(super) bob: UserId,
    /// An end user without any.
    absent: UserId,
    pub(super) own: UserId,
}

impl Account {
    pub(super) fn new() -> Self {
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
    pub(super) fn withhold(&self, user: UserId) {
        withhold(&self.server, user);
    }

    /// An account of which holds what a rule gives, with the settings.
    fn given(rule: &Rule) -> (Self, String) {
        let account = Self::new();
        let settings = rule.prepare(&account.server, (account.ann, account.bob));
        (account, settings)
    }

    /// The arguments with the people's numbers in place of their names.
    pub(super) fn filled(&self, arguments: &str) -> Vec<String> {
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

    pub(super) fn run(&self, arguments: &[String]) -> Output {
        self.run_with("", arguments)
    }

    fn run_with(&self, settings: &str, arguments: &[String]) -> Output {
        let program = Program::admin_of(&self.server).with_settings(settings);
        program.run(arguments)
    }
}

const BEFORE: &str = "\
# 2: the usage is wrong, whatever else is wrong too.
nobody is meant | 2 | end --expect 1 | nobody is meant
nobody is meant | 2 | suspend --expect 1 | nobody is meant
no token is meant | 2 | tokens revoke --expect 1 | no token is meant
an unknown field | 2 | end --filter agee>1h | age
bare text | 2 | end --filter vendor | text without a field
bare text beside somebody named | 2 | end --user ANN --filter vendor | field
bare text that is left out | 2 | end --filter -vendor --expect 1 | not (name:*vendor* or
nothing but stars | 2 | end --filter * --expect 1 | --everyone
a custom role that there is not | 2 | end --filter -role:robot --user ANN --expect 1 | no custom role has this name
a custom role that there is not, alone | 2 | suspend --role robot --expect 1 | no custom role has this name
a role of Zendesk's own in quotes | 2 | end --filter -role:\"admin\" --user ANN --expect 1 | without quotes it is Zendesk's own role
a rule that there is not | 2 | end --filter -flag:nosuch --user ANN --expect 1 | column 7
a mistyped role | 2 | end --role agnet | did you mean agent?
no domain | 2 | end --domain ann@vendor.example | is no domain
no number of an organisation | 2 | end --org 0 | not the number
two numbers | 2 | end --user ANN --expect 1 --at-most 1 | --at-most
nothing to be undecided | 2 | end --user ANN --undecided take | --undecided
# 3 and 4 come before what the plan would say.
refused credentials | 3 | end --user ANN --expect 9 | credentials | credentials are refused
a server that fails | 4 | end --user ANN --expect 9 | 500 | own lists cannot be read
names that cannot be read | 4 | end --role end-user --expect 9 | not everybody could be looked up | names cannot be read
# 5: a guardrail, an ambiguity, the undecided, the count, --strict.
another count | 5 | end --user ANN BOB --expect 3 | the plan has 2 sessions
another count | 5 | suspend --user ANN BOB --expect 3 | the plan has 2 people
more than at most | 5 | end --user ANN BOB --at-most 1 | zentop apply
at most, of everyone | 5 | end --everyone --at-most 90 | --everyone
at most, of a role | 5 | end --role admin --at-most 90 | --role
at most, of a domain | 5 | end --domain vendor.example --at-most 9 | --domain
at most, of those who are not | 5 | end --filter -role:admin --at-most 99 | only leaves people out
at most, beyond what takes a plan file | 5 | end --user ANN --at-most 6 | plan_file_above | plan files above 5
only oneself | 5 | end --user ME --expect 1 | yours or protected
only the protected | 5 | end --domain vendor.example --expect 2 | yours or protected | protected: @vendor.example
only the protected, each named | 5 | end --session ANNS --expect 1 | (protected) | protected: @vendor.example
nobody signed in | 5 | end --user ABSENT --expect 1 | no session listed at
nobody of that domain | 5 | end --domain nobody.example --expect 1 | nobody.example: nobody
nobody of that number | 5 | suspend --user 77 --expect 1 | 77: Zendesk knows no such user
nobody of that number | 5 | end --user 77 --expect 0 | 77: Zendesk knows no such user
undecided | 5 | end --filter tag:vendor --expect 1 | --undecided leave | Ann is withheld
undecided by a role | 5 | end --role end-user --expect 1 | --undecided leave | Ann is withheld
undecided by a domain | 5 | suspend --domain vendor.example --expect 1 | --undecided leave | Ann is withheld
strictly nothing undecided | 5 | end --domain vendor.example --undecided leave --strict --expect 1 | 1 session undecided | Ann is withheld
strictly nothing missed | 5 | end --user ANN 77 --strict --expect 1 | 1 not found
strictly everybody signed in | 5 | end --user ANN ABSENT --strict --expect 1 | 1 not signed in
strictly each session | 5 | end --session ANNS GONE --strict --expect 1 | 1 not found
strictly each token | 5 | tokens revoke --id 77 --user ANN --strict --expect 1 | 77
an undecided one may be protected | 5 | end --user ANN --expect 1 | may be protected | Ann is withheld, protected: @boss.example
whoever may be protected is not taken | 5 | end --domain vendor.example --undecided take --expect 2 | the plan has 1 session | Ann is withheld, protected: role:admin
more than a run may end | 5 | end --user ANN BOB --expect 2 | max_per_run | at most 1 a run
";

#[test]
fn what_is_decided_before_the_first_request_is_the_same_for_a_dry_run() {
    for row in rules(BEFORE) {
        for really in [false, true] {
            let (account, settings) = Account::given(&row);
            let mut arguments = account.filled(row.arguments);
            if really {
                arguments.push("--yes".to_owned());
            }
            let output = account.run_with(&settings, &arguments);
            assert_eq!(output.status, row.status, "{}: {}", row.text, output.stderr);
            let is_said = output.stderr.contains(row.words);
            assert!(is_said, "{}: {}", row.text, output.stderr);
            assert!(account.server.sent().is_empty(), "{}", row.text);
        }
    }
}

const AFTER: &str = "\
# 0: everything is as it was wished.
all is well | 0 | end --user ANN BOB --expect 2
no more than at most | 0 | end --user ANN BOB --at-most 9
options unite | 0 | end --user ANN --domain vendor.example --expect 2
who is not signed in is as was wished | 0 | end --user ANN ABSENT --expect 1 | no session listed at
everyone but oneself | 0 | end --filter mine:true --user ANN --expect 1
the same twice | 0 | end --user ANN ANN --session ANNS --expect 1
# 1: something is not.
a name that is not there | 1 | end --user ANN 77 --expect 1 | 77: Zendesk knows no such user
a session that is listed nowhere | 1 | end --session ANNS GONE --expect 1 | 999999
a person who is not there | 1 | suspend --user ANN 77 --expect 1 | 77
named, and oneself | 1 | end --user ANN ME --expect 1 | named, and left out
named, and protected | 1 | end --user ANN BOB --expect 1 | named, and left out | protected: bob@vendor.example
undecided, and left | 1 | end --domain vendor.example --undecided leave --expect 1 | left alone | Ann is withheld
undecided, and taken | 1 | suspend --domain vendor.example --undecided leave --expect 1 | left alone | Ann is withheld
one who may be protected is left alone, and nobody else | 1 | end --user ANN BOB --expect 1 | may be protected | Ann is withheld, protected: @boss.example
an item that was not done | 1 | end --user ANN BOB --expect 2 |  | the first change fails
# 3: the credentials were refused on the way, whatever was not found.
credentials refused on the way | 3 | end --user ANN BOB 77 --expect 2 |  | changes are refused
";

#[test]
fn after_the_first_request_the_first_rule_that_applies_decides() {
    for row in rules(AFTER) {
        let (account, settings) = Account::given(&row);
        let mut arguments = account.filled(row.arguments);
        // A dry run shows the same beside the items, and sends nothing.
        let before = account.run_with(&settings, &arguments);
        let planned = i32::from(row.status == 1 && !row.name.contains("not done"));
        if row.status != 3 {
            assert_eq!(before.status, planned, "{}: {}", row.text, before.stderr);
        }
        let is_said = before.stderr.contains(row.words);
        assert!(is_said, "{}: {}", row.text, before.stderr);
        assert!(account.server.sent().is_empty(), "{}", row.text);
        arguments.push("--yes".to_owned());
        let output = account.run_with(&settings, &arguments);
        assert_eq!(output.status, row.status, "{}: {}", row.text, output.stderr);
        let is_said = output.stderr.contains(row.words);
        assert!(is_said, "{}: {}", row.text, output.stderr);
        assert!(!account.server.sent().is_empty(), "{}", row.text);
    }
}

/// A dry run shows what would refuse the run: a report that cannot be written, and a record that cannot
/// be made. It leaves nothing behind.
#[test]
fn a_dry_run_is_refused_for_what_refuses_the_run() {
    let server = Server::new();
    let program = Program::admin_of(&server);
    let user = server.sign_in(1)[0].user.to_string();
    let verbs = [
        vec!["end", "--user", &user],
        vec!["suspend", "--user", &user],
        vec!["offboard", "--user", &user],
    ];
    for verb in &verbs {
        let with = |more: &[&str]| program.run([&verb[..], more].concat());
        with(&["--report", "r.txt"])
            .expect(2)
            .shows("a report is a .md or a .json file");
        with(&["--report", "none/r.md"]).expect(2);
        with(&["--report", "r.md", "--report", "r.md"])
            .expect(2)
            .shows("r.md is named twice");
        with(&["--ids-as-strings"]).expect(2).shows("--format json");
        with(&["--report", "r.md"]).expect(0);
        assert!(!program.home().join("r.md").exists());
    }
    let journal = program.journal_path();
    std::fs::create_dir_all(&journal).unwrap();
    for verb in &verbs {
        program.run(verb).expect(5).shows("could not be recorded");
    }
    program
        .run(["me", "logout"])
        .expect(5)
        .shows("could not be recorded");
    let state = journal.parent().unwrap();
    std::fs::remove_dir_all(state).unwrap();
    std::fs::write(state, "in the way").unwrap();
    program
        .run(&verbs[0])
        .expect(5)
        .shows("could not be recorded");
    assert!(server.sent().is_empty());
}

/// Options that take each other's meaning away are refused, and so is a search for several people that
/// would look for one text.
#[test]
fn what_contradicts_itself_is_wrong_usage() {
    let server = Server::new();
    let program = Program::admin_of(&server);
    let strict = ["end", "--role", "agent", "--strict", "--undecided", "take"];
    program
        .run(strict)
        .expect(2)
        .shows("--strict does nothing while anything is undecided");
    for several in [
        ["find", "10", "12"],
        ["find", "ann@a.example", "bob@a.example"],
    ] {
        program
            .run(several)
            .expect(2)
            .shows("look for one person at a time");
    }
}
