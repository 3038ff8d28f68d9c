//! Rules as rows of a table: what is given, what is typed, what is said, and the exit status.

use zentop::model::UserId;

use crate::support::Server;

/// A rule, with a run that it decides.
pub(super) struct Rule {
    /// The whole row, as it is written.
    pub(super) text: &'static str,
    pub(super) rule: &'static str,
    pub(super) status: i32,
    pub(super) arguments: &'static str,
    /// What it says.
    pub(super) words: &'static str,
    given: &'static str,
}

/// The rules of a table: the rule, the status, what is typed, what is said, and what is given.
pub(super) fn rules(table: &'static str) -> Vec<Rule> {
    let rule = |text: &'static str| {
        let mut cells = text.split('|').map(str::trim);
        let mut next = || cells.next().unwrap_or_default();
        Rule {
            text,
            rule: next(),
            status: next().parse().expect(text),
            arguments: next(),
            words: next(),
            given: next(),
        }
    };
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    lines.map(rule).collect()
}

impl Rule {
    /// Makes an account of Ann and Bob what the rule gives, and returns the settings that it gives.
    pub(super) fn prepare(&self, server: &Server, people: (UserId, UserId)) -> String {
        let given = self.given.split(", ");
        given.map(|what| prepare(what, server, people)).collect()
    }
}

fn prepare(what: &str, server: &Server, (ann, bob): (UserId, UserId)) -> String {
    if let Some(rule) = what.strip_prefix("protected: ") {
        return format!("[profiles.default]\nprotected = [\"{rule}\"]\n");
    }
    let fault = match what {
        "" => return String::new(),
        "at most 1 a run" => return "[guard]\nmax_per_run = 1\n".to_owned(),
        "plan files above 5" => {
            return "[guard]\nplan_file_above = 5\nconfirm_name_above = 5\n".to_owned();
        }
        "Ann is withheld" => {
            withhold(server, ann);
            return String::new();
        }
        "Bob has Ann's address" => {
            server.simulator.edit_user(bob, |person| {
                person.email = Some("ann@vendor.example".to_owned());
            });
            return String::new();
        }
        "credentials are refused" => "path = \"**\"\nthen.refuse = \"unauthenticated\"",
        "own lists cannot be read" => {
            "path = \"/api/v2/users/*/sessions\"\nthen.html = { code = 500 }"
        }
        "names cannot be read" => "path = \"/api/v2/users/show_many\"\nthen.html = { code = 500 }",
        "who acts cannot be read" => "path = \"/api/v2/users/me\"\nthen.html = { code = 500 }",
        "the first change fails" => {
            "method = \"DELETE\"\npath = \"**\"\nwhen.nth = 1\nthen.status = { code = 422 }"
        }
        "changes are refused" => {
            "method = \"DELETE\"\npath = \"**\"\nthen.refuse = \"unauthenticated\""
        }
        other => panic!("nobody knows how to give this: {other}"),
    };
    server.faults(&format!("[[fault]]\n{fault}"));
    String::new()
}

/// Zendesk leaves this person out of its answers about people.
pub(super) fn withhold(server: &Server, user: UserId) {
    server.faults(&format!(
        "[[fault]]\npath = \"/api/v2/users/show_many\"\nthen.leave_out = {{ people = [{user}] }}\n\
         [[fault]]\npath = \"/api/v2/users/{user}\"\nthen.status = {{ code = 403 }}"
    ));
}
