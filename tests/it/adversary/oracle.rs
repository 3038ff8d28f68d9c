//! The judge: what must hold of every command, by the server's own record and truth.
//!
//! The program is judged by what it was told. A session that was left out of every answer cannot
//! be known; one that was shown, and left out of a single answer, must not be called gone.
//!
//! - here what a judge knows, and what holds of every command
//! - `aim` whom or what a request, an intent and an item of a report are about
//! - `requests` who may be touched
//! - `report` outcomes, verdicts, and the numbers of report, file, journal and exit status
//! - `lists` what is printed of sessions, tokens and leavers

mod aim;
mod lists;
mod report;
mod requests;

use std::time::{Duration, Instant};

use serde_json::Value;

use super::account::{Account, ME, Moment, Person, Possession};
use super::script::Fault;
use super::server::{Asked, Scene};
use super::words::{Job, Rule};

pub(super) use self::aim::announces;
use self::aim::{Aim, aims, open};
pub(super) use self::report::claimed_twice;

/// The longest that a command may take, with waits that the server asked for.
const BOUND: Duration = Duration::from_secs(90);

/// A command that was played.
#[derive(Debug)]
pub(super) struct Played {
    pub(super) step: usize,
    pub(super) arguments: Vec<String>,
    pub(super) status: i32,
    pub(super) stdout: String,
    pub(super) stderr: String,
    pub(super) from: Moment,
    pub(super) to: Moment,
    pub(super) took: Duration,
    pub(super) was_struck: bool,
    /// The journal before and after it.
    pub(super) journal: [String; 2],
    /// The report that it wrote to a file.
    pub(super) file: Option<Value>,
}

impl Played {
    fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_default()
    }
}

/// Everything that a judge knows, and what was found wrong.
pub(super) struct Judge<'a> {
    pub(super) scene: &'a Scene,
    pub(super) job: &'a Job,
    pub(super) rules: &'a [Rule],
    pub(super) wrong: Vec<String>,
}

impl<'a> Judge<'a> {
    fn account(&self) -> &'a Account {
        &self.scene.account
    }

    fn complain(&mut self, played: &Played, words: impl AsRef<str>) {
        self.wrong
            .push(format!("step {}: {}", played.step, words.as_ref()));
    }

    /// The requests of a step.
    fn log(&self, step: usize) -> impl DoubleEndedIterator<Item = &'a Asked> {
        self.scene
            .log
            .iter()
            .filter(move |asked| asked.step == step)
    }

    /// Those of them that were to change something.
    fn changes(&self, step: usize) -> Vec<&'a Asked> {
        self.log(step)
            .filter(|asked| !asked.request.reads())
            .collect()
    }

    /// What holds of every command.
    pub(super) fn manners(&mut self, played: &Played, secrets: &[&str]) {
        let talk = format!("{}{}", played.stdout, played.stderr);
        for word in ["panicked", "fault of its own", "RUST_BACKTRACE"] {
            if talk.contains(word) {
                self.complain(played, format!("it says {word:?}"));
            }
        }
        let written = format!("{talk}{}", played.journal[1]);
        if secrets.iter().any(|secret| written.contains(secret)) {
            self.complain(played, "a secret is written");
        }
        if talk.contains(|letter: char| letter.is_control() && letter != '\n') {
            self.complain(played, "a control character is printed");
        }
        if !(0..=5).contains(&played.status) && !played.was_struck {
            self.complain(played, format!("exit status {}", played.status));
        }
        if played.took > BOUND {
            self.complain(played, format!("it took {:?}", played.took));
        }
        self.budget(played);
    }

    /// All requests of one process stay within the half of the limit that ending may use.
    fn budget(&mut self, played: &Played) {
        let times: Vec<Instant> = self.log(played.step).map(|asked| asked.when).collect();
        let limit = self.account().limit / 2;
        // A request may take a moment from its place in the budget to the server.
        let minute = Duration::from_secs(55);
        let most = times.iter().enumerate().map(|(index, first)| {
            let within = times[index..].iter();
            within
                .take_while(|at| at.duration_since(*first) < minute)
                .count()
        });
        if most.max().unwrap_or(0) > limit {
            self.complain(played, format!("more than {limit} requests in a minute"));
        }
    }

    /// What holds of a command that may change nothing.
    pub(super) fn reading(&mut self, played: &Played) {
        for asked in self.changes(played.step) {
            self.complain(played, format!("it changes: {:?}", asked.request));
        }
    }

    /// Nothing of a run is left open in the journal.
    pub(super) fn nothing_open(&mut self, played: &Played) {
        let Some(report) = &played.file else { return };
        let open = open(&played.journal[1]).into_iter();
        for record in open.filter(|record| record["run"] == report["run"]) {
            self.complain(played, format!("open: {record}"));
        }
    }

    /// How often something was left out of an answer after a moment, and whether it was in one.
    fn shown(&self, id: u64, after: Moment, to: Moment) -> (usize, bool) {
        let since = self.scene.log.iter();
        let since = since.filter(|asked| asked.answered > after && asked.answered <= to);
        since.fold((0, false), |(hidden, listed), asked| {
            (
                hidden + usize::from(asked.hid.contains(&id)),
                listed || asked.listed.contains(&id),
            )
        })
    }

    /// Whether something that is there may be called gone: only if it was left out twice, and not
    /// shown since.
    fn may_seem_gone(&self, id: u64, after: Moment, to: Moment) -> bool {
        let (hidden, listed) = self.shown(id, after, to);
        hidden > 1 && !listed
    }

    /// Whether something was ever true of somebody.
    fn ever(&self, id: u64, from: Moment, to: Moment, is: impl Fn(&Person) -> bool) -> bool {
        self.account().versions(id, from, to).into_iter().any(is)
    }

    /// The last change that was answered in a step about what is meant.
    fn last_change(&self, played: &Played, is: impl Fn(Aim) -> bool) -> Moment {
        let theirs = self
            .log(played.step)
            .filter(|asked| !asked.request.reads() && aims(&asked.request).into_iter().any(&is));
        theirs
            .map(|asked| asked.answered)
            .max()
            .unwrap_or(played.from)
    }

    /// Whether the addresses of somebody were asked for in a step and told whole.
    fn addresses_told(&self, id: u64, step: usize, before: Moment) -> Option<bool> {
        let path = format!("/api/v2/users/{id}/identities");
        let mut asked = self
            .log(step)
            .filter(|asked| asked.request.path == path && asked.answered < before);
        let last = asked.next_back()?;
        Some(
            last.status == Some(200)
                && matches!(last.fault, None | Some(Fault::Late | Fault::Stale)),
        )
    }

    /// Whether an address that was named was ever somebody's who is not the only one to have it: then
    /// an id says who is meant.
    fn shares_an_address(&self, id: u64, to: Moment) -> bool {
        let had = |id: u64, address: &str| self.ever(id, 0, to, |who| who.has_address(address));
        let others = || {
            self.account()
                .everybody()
                .into_iter()
                .filter(|other| *other != id)
        };
        let shared = |address: &&str| had(id, address) && others().any(|other| had(other, address));
        self.job.addresses().iter().any(shared)
    }

    /// Sessions or tokens that were meant all the time, could be seen all the time, and are there.
    /// Those of people are meant with their owners, whatever they are themselves.
    fn missed(
        &self,
        played: &Played,
        all: impl Iterator<Item = &'a Possession>,
        of_people: bool,
    ) -> Vec<&'a Possession> {
        let (from, to) = (played.from, played.to);
        let hidden = |id| self.shown(id, from, to).0 > 0;
        let is_missed = |one: &&Possession| {
            let versions = self.account().versions(one.owner, 0, to);
            one.lasts(from, to)
                && one.owner != ME
                && !hidden(one.id)
                && !hidden(one.owner)
                && self.addresses_told(one.owner, played.step, to) != Some(false)
                && !self.shares_an_address(one.owner, to)
                && versions.iter().all(|who| {
                    let one = Some(*one).filter(|_| !of_people);
                    self.job.means(who, one) == Some(true)
                        && !self.rules.iter().any(|rule| rule.may_protect(who))
                })
        };
        all.filter(is_missed).collect()
    }
}
