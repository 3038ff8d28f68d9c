//! Outcomes and verdicts, and the numbers of report, file, journal and exit status.

use std::collections::BTreeMap;

use serde_json::Value;

use super::aim::{Aim, aims, item_aims, recorded, records};
use super::{Judge, Played};
use crate::adversary::account::{Person, Possession};
use crate::adversary::server::Asked;
use crate::adversary::words::Verb;

/// How many items ended in each way.
type Counts = BTreeMap<String, u64>;

/// One word for the outcome of an item, as the journal and the report call it.
fn in_words(word: &str) -> String {
    word.replace('-', " ").replace("signed out", "ended")
}

fn counts(of: &Value, named: fn(&str) -> String) -> Counts {
    let mut counts = Counts::new();
    for (word, count) in of.as_object().into_iter().flatten() {
        *counts.entry(named(word)).or_default() += count.as_u64().unwrap_or(0);
    }
    counts
}

fn list<'a>(of: &'a Value, name: &str) -> &'a [Value] {
    of[name].as_array().map_or(&[], Vec::as_slice)
}

fn is_one_of(value: &Value, words: &[&str]) -> bool {
    words.iter().any(|word| value == word)
}

/// What two runs at once both say that they ended or revoked, although the server never says that
/// it did something that it did not do.
pub(in crate::adversary) fn claimed_twice(one: &Played, other: &Played) -> Vec<String> {
    let items = |played: &Played| {
        played
            .file
            .as_ref()
            .map_or(Vec::new(), |file| list(file, "items").to_vec())
    };
    let (ours, theirs) = (items(one), items(other));
    let twice = ours.iter().filter(|item| {
        let same = |theirs: &&Value| {
            ["user_id", "session_id", "token_id"]
                .iter()
                .all(|id| item[*id] == theirs[*id])
        };
        let claims = |item: &Value| is_one_of(&item["outcome"], &["ended", "revoked"]);
        let is_one = !item["session_id"].is_null() || !item["token_id"].is_null();
        is_one && claims(item) && theirs.iter().find(same).is_some_and(claims)
    });
    twice.map(|item| format!("claimed twice: {item}")).collect()
}

impl Judge<'_> {
    /// What holds of the report of a run.
    pub(in crate::adversary) fn report(&mut self, played: &Played) {
        let Some(report) = &played.file else {
            if !self.changes(played.step).is_empty() && !played.was_struck {
                self.complain(played, "changes and no report");
            }
            return;
        };
        let items = list(report, "items");
        let mut counted = Counts::new();
        for item in items {
            *counted
                .entry(item["outcome"].as_str().unwrap_or("none").to_owned())
                .or_default() += 1;
            if let Some(because) = self.item(played, item) {
                self.complain(played, format!("{because}: {item}"));
            }
        }
        if counts(&report["counts"], str::to_owned) != counted {
            self.complain(played, format!("{} are {counted:?}", report["counts"]));
        }
        for person in list(report, "people") {
            if let Some(because) = self.verdict(played, person, items) {
                self.complain(played, format!("{because}: {person}"));
            }
        }
        self.printed(played, report);
        self.recorded(played, report);
        if played.status == 0 {
            self.all_is_well(played, report);
        }
    }

    /// What is printed says what the file says.
    fn printed(&mut self, played: &Played, report: &Value) {
        let printed = played.json();
        let words = counts(&report["counts"], str::to_owned).into_iter();
        let words: Vec<String> = words
            .map(|(word, count)| format!("{word} {count}"))
            .collect();
        let start = format!("run {}: ", report["run"].as_str().unwrap_or_default());
        let line = played
            .stdout
            .lines()
            .find_map(|line| line.strip_prefix(&start));
        let is_there = |line: &str| {
            words
                .iter()
                .all(|words| line.split(", ").any(|one| one == *words))
        };
        let same = match line {
            _ if played.was_struck && played.stdout.is_empty() => true,
            Some(line) => is_there(line) && line.split(", ").count() == words.len().max(1),
            None => ["counts", "items", "people"]
                .iter()
                .all(|part| printed[*part] == report[*part]),
        };
        if !same {
            self.complain(
                played,
                format!("the file says {words:?} of {}", report["run"]),
            );
        }
    }

    /// What is wrong with an item. One that names somebody alone is about their suspension, or
    /// about their sessions where none was known.
    fn item(&self, played: &Played, item: &Value) -> Option<&'static str> {
        let user = item["user_id"].as_u64()?;
        let account = self.account();
        match (item["session_id"].as_u64(), item["token_id"].as_u64()) {
            (Some(id), _) => {
                let is = |aim| aim == Aim::Session(user, id) || aim == Aim::SessionsOf(user);
                self.outcome(played, item, account.sessions.get(&id), is)
            }
            (_, Some(id)) => {
                let is = |aim| aim == Aim::Token(id);
                self.outcome(played, item, account.tokens.get(&id), is)
            }
            _ => {
                let of = |aim| self.outcome(played, item, None, |one| one == aim);
                of(Aim::Suspension(user)).and(of(Aim::SessionsOf(user)))
            }
        }
    }

    /// What is wrong with an outcome, by the requests that were sent for it.
    fn outcome(
        &self,
        played: &Played,
        item: &Value,
        possession: Option<&Possession>,
        is: impl Fn(Aim) -> bool,
    ) -> Option<&'static str> {
        let changes = self.changes(played.step).into_iter();
        let sent: Vec<&Asked> = changes
            .filter(|asked| aims(&asked.request).into_iter().any(&is))
            .collect();
        let answered = |status| sent.iter().any(|asked| asked.status == Some(status));
        let done = sent.iter().any(|asked| asked.done);
        let after = self.last_change(played, &is);
        let is_shown = |after| {
            let lives = possession.filter(|one| one.is_there(played.to));
            lives.is_some_and(|one| !self.may_seem_gone(one.id, after, played.to))
        };
        let user = item["user_id"].as_u64().unwrap_or_default();
        let is_so = match item["outcome"].as_str()? {
            "ended" | "revoked" | "signed out" => answered(204),
            "suspended" | "lifted" => answered(200),
            "accepted" => answered(202),
            "not attempted" | "refused" | "failed" => !done,
            "gone" => !is_shown(played.from),
            "unknown" => true,
            _ => false,
        };
        let is_proved = match item["verdict"].as_str() {
            Some("verified gone") => !is_shown(after),
            Some("seen suspended") => self.ever(user, after, played.to, |who| who.suspended),
            Some("seen suspended or gone") => {
                self.ever(user, after, played.to, |who| who.suspended || !who.active)
            }
            Some("seen lifted") => self.ever(user, after, played.to, |who| !who.suspended),
            _ => true,
        };
        match (is_so, is_proved) {
            (true, true) => None,
            (false, _) => Some("not so"),
            (_, false) => Some("not proved"),
        }
    }

    /// What is wrong with a verdict on somebody: that no session is listed must have been true at
    /// some moment after the last request for them.
    fn verdict(&self, played: &Played, person: &Value, items: &[Value]) -> Option<&'static str> {
        let id = person["user_id"].as_u64()?;
        let counts = |session: &Possession| match person["verdict"].as_str() {
            Some("no session listed") => true,
            Some("no chosen session listed") => {
                items.iter().any(|item| item["session_id"] == session.id)
            }
            _ => false,
        };
        let from = self.last_change(played, |aim| match aim {
            Aim::Session(user, _) | Aim::SessionsOf(user) => user == id,
            _ => false,
        });
        let theirs = self
            .account()
            .sessions
            .values()
            .filter(|one| one.owner == id && counts(one));
        let theirs: Vec<&Possession> = theirs.collect();
        let free = (from..=played.to).any(|at| !theirs.iter().any(|one| one.is_there(at)));
        let excused = theirs
            .iter()
            .filter(|one| one.is_there(played.to))
            .all(|one| {
                let (hidden, listed) = self.shown(one.id, from, played.to);
                let (_, known) = self.shown(one.id, played.from, from);
                !listed && hidden > usize::from(known)
            });
        (!free && !excused).then_some("there was a session all the time")
    }

    /// The journal says of a run what its report says.
    fn recorded(&mut self, played: &Played, report: &Value) {
        let records = records(&played.journal[1]);
        let of_run = records
            .iter()
            .filter(|record| record["run"] == report["run"]);
        let of_run: Vec<&Value> = of_run.collect();
        let finished = of_run.iter().rfind(|record| record["event"] == "finished");
        let mut counted = finished.map_or_else(Counts::new, |one| counts(&one["counts"], in_words));
        let mut reported = counts(&report["counts"], in_words);
        // What a plan file lists and was gone before the run is reported, and no item of it.
        if played.arguments.iter().any(|word| word == "apply") {
            let (of_run, gone) = (counted.remove("gone"), reported.remove("gone"));
            if of_run > gone {
                self.complain(
                    played,
                    format!("gone: the journal {of_run:?}, the report {gone:?}"),
                );
            }
        }
        if counted != reported {
            self.complain(
                played,
                format!("the journal {counted:?}, the report {reported:?}"),
            );
        }
        for outcome in of_run
            .into_iter()
            .filter(|record| record["event"] == "outcome")
        {
            let aims = recorded(outcome);
            let about = |item: &&Value| item_aims(item).iter().any(|aim| aims.contains(aim));
            let items: Vec<&Value> = list(report, "items").iter().filter(about).collect();
            let state = in_words(outcome["state"].as_str().unwrap_or_default());
            let is_alike =
                |item: &&&Value| item["outcome"].as_str().map(in_words).as_ref() == Some(&state);
            let alike = items.iter().filter(is_alike).count();
            if alike == 0 || outcome["route"] == "exact" && alike < items.len() {
                self.complain(
                    played,
                    format!("the journal says {outcome}, the report {items:?}"),
                );
            }
        }
    }

    /// What a later reading is recorded to have found is so.
    pub(in crate::adversary) fn findings(&mut self, played: &Played) {
        let [before, after] = &played.journal;
        for record in records(after.get(before.len()..).unwrap_or_default()) {
            let says_gone = is_one_of(&record["state"], &["ended-by-list", "gone"]);
            let (sessions, tokens) = (&self.account().sessions, &self.account().tokens);
            let session = record["session_id"]
                .as_u64()
                .and_then(|id| sessions.get(&id));
            let one = session.or(record["token_id"].as_u64().and_then(|id| tokens.get(&id)));
            let lives = one.filter(|one| one.is_there(played.to));
            if says_gone && lives.is_some_and(|one| !self.may_seem_gone(one.id, 0, played.to)) {
                self.complain(played, format!("it is there: {record}"));
            }
        }
    }

    /// Everybody who was meant all the time, and could be seen all the time, is as was wished.
    fn nobody_is_missed(&mut self, played: &Played) {
        if played.step != 1 {
            return;
        }
        let (account, verb) = (self.account(), self.job.verb);
        let (offboards, mut missed) = (verb == Verb::Offboard, Vec::new());
        if offboards || matches!(verb, Verb::End(_)) {
            missed.extend(self.missed(played, account.sessions.values(), offboards));
        }
        if offboards || verb == Verb::Revoke {
            missed.extend(self.missed(played, account.tokens.values(), true));
        }
        for one in missed {
            self.complain(
                played,
                format!("status 0, and {one:?} was meant and is there"),
            );
        }
        if offboards || verb == Verb::Suspend {
            for one in self.missed(played, account.sessions.values(), true) {
                let suspended = |who: &Person| who.suspended || !who.active;
                if !self.ever(one.owner, played.from, played.to, suspended) {
                    self.complain(
                        played,
                        format!("status 0, and {} is not suspended", one.owner),
                    );
                }
            }
        }
    }

    /// Exit status 0: everything is as it was wished, for everybody who was meant.
    fn all_is_well(&mut self, played: &Played, report: &Value) {
        let good = [
            "ended",
            "signed out",
            "gone",
            "suspended",
            "lifted",
            "revoked",
            "accepted",
        ];
        let proved = ["verified gone", "seen suspended", "seen lifted"];
        let fine = [
            "no session listed",
            "no chosen session listed",
            "signed in again",
        ];
        let mut bad: Vec<&Value> = Vec::new();
        bad.extend(list(report, "items").iter().filter(|item| {
            let verdict = &item["verdict"];
            !is_one_of(&item["outcome"], &good)
                || !verdict.is_null() && !is_one_of(verdict, &proved)
        }));
        bad.extend(
            list(report, "people")
                .iter()
                .filter(|one| !is_one_of(&one["verdict"], &fine)),
        );
        bad.extend(
            list(report, "offboarded")
                .iter()
                .filter(|one| one["is_clean"] != true),
        );
        for one in bad {
            self.complain(played, format!("status 0 with {one}"));
        }
        self.nobody_is_missed(played);
    }
}
