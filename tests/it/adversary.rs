//! A Zendesk that lies, moves and fails, played against random verbs of the real binary, and a
//! judge that knows what was true at each moment.
//!
//! A seed gives an account, a script of what goes wrong and what happens meanwhile, and a verb with
//! its options. Nothing of the program is used to play or to judge: the server is not the simulator,
//! and the words are read anew.
//!
//! - `account` people, sessions and tokens, and everything that was ever true of them
//! - `answers` what an honest server answers, and does
//! - `script` what goes wrong with an answer, and what happens between two
//! - `server` the account behind a socket, and the record of what was asked and told
//! - `words` verbs and choices, and whom they mean
//! - `oracle` what must hold of every command
//!
//! `ZENTOP_SEEDS=5000 cargo test --test it adversary` plays more of them. A failure prints its seed,
//! every command with its output, and every request with what went wrong with it;
//! `ZENTOP_FIRST_SEED=77 ZENTOP_SEEDS=1` plays that one again.

mod account;
mod answers;
mod oracle;
mod script;
mod server;
mod words;

use std::fmt::Write as _;
use std::fs;
use std::time::{Duration, Instant};

use fastrand::Rng;
use rustix::process::Signal;
use serde_json::Value;

use self::account::{Account, Moment};
use self::oracle::{Judge, Played};
use self::script::Script;
use self::server::{LyingServer, Strike};
use self::words::{Job, Rule, Verb};
use crate::support::{Program, at_once};

/// How many seeds are played unless `ZENTOP_SEEDS` says otherwise.
const SEEDS: u64 = 150;

/// The secrets of the account, which may be nowhere.
const SECRETS: [&str; 2] = ["oauth-canary-5150", "api-canary-5151"];

/// No command takes longer, whatever the server does.
const PATIENCE: Duration = Duration::from_secs(240);

/// What a seed plays.
struct Play {
    server: LyingServer,
    program: Program,
    job: Job,
    rules: Vec<Rule>,
    played: Vec<Played>,
    wrong: Vec<String>,
}

impl Play {
    fn draw(seed: u64) -> Self {
        let mut dice = Rng::with_seed(seed);
        let account = Account::draw(&mut dice);
        let script = Script::draw(seed, &mut dice);
        let job = Job::draw(&mut dice, &account);
        let rules = (0..dice.usize(..4).saturating_sub(1)).map(|_| Rule::draw(&mut dice, &account));
        let rules: Vec<Rule> = rules.collect();
        let program = Program::new();
        let server = LyingServer::new(account, script, program.journal_path());
        if dice.u8(..4) == 0 {
            let signal = *dice
                .choice(&[Signal::KILL, Signal::KILL, Signal::INT, Signal::TERM])
                .unwrap();
            let (request, before) = (dice.usize(1..30), dice.bool());
            server.scene().strike = Some(Strike {
                step: 1,
                request,
                before,
                signal,
            });
        }
        let protected: Vec<String> = rules.iter().map(Rule::text).collect();
        let program = program.with_settings(&format!(
            "profile = \"p\"\n[profiles.p]\nurl = \"{}\"\nprotected = [{}]\n",
            server.url(),
            protected.join(", ")
        ));
        let program = if dice.bool() {
            program.with("ZENDESK_OAUTH_TOKEN", SECRETS[0])
        } else {
            program
                .with("ZENDESK_EMAIL", "root@acme.example")
                .with("ZENDESK_API_TOKEN", SECRETS[1])
        };
        if let Some(lines) = job.list() {
            fs::write(program.home().join("people.txt"), lines.join("\n")).unwrap();
        }
        Self {
            server,
            program,
            job,
            rules,
            played: Vec::new(),
            wrong: Vec::new(),
        }
    }

    /// Runs one command to its end.
    fn run(&mut self, arguments: Vec<String>) {
        let step = self.played.len();
        let (from, began) = (self.server.begin(step), Instant::now());
        let before = self.journal();
        let running = self.program.start(&arguments).within(PATIENCE);
        self.server.aim(running.pid());
        let output = running.finish();
        let mut scene = self.server.scene();
        let of_step = scene.log.iter().filter(|asked| asked.step == step).count();
        let strike = scene.strike.filter(|strike| strike.step == step);
        let report = self.program.home().join("report.json");
        let file: Option<Value> = fs::read_to_string(&report)
            .ok()
            .and_then(|text| serde_json::from_str(&text).ok());
        let _ = fs::remove_file(report);
        self.played.push(Played {
            step,
            arguments,
            status: output.status,
            stdout: output.stdout,
            stderr: output.stderr,
            from,
            to: scene.account.tick(),
            took: began.elapsed(),
            was_struck: strike.is_some_and(|strike| of_step > strike.request),
            journal: [before, self.journal()],
            file: file.map(|file| file["runs"][0].clone()),
        });
    }

    fn judge(&mut self, judge: impl FnOnce(&mut Judge<'_>, &Played)) {
        let scene = self.server.scene();
        let mut sitting = Judge {
            scene: &scene,
            job: &self.job,
            rules: &self.rules,
            wrong: Vec::new(),
        };
        let last = self.played.last().unwrap();
        sitting.manners(last, &SECRETS);
        judge(&mut sitting, last);
        self.wrong.append(&mut sitting.wrong);
    }

    fn journal(&self) -> String {
        fs::read_to_string(self.program.journal_path()).unwrap_or_default()
    }

    /// Looks, acts, and takes up what a crash left.
    fn play(&mut self) {
        self.run(Job::printed(self.job.look()));
        self.judge(|judge, look| {
            judge.reading(look);
            judge.list(look);
        });
        let Some(count) = self.count() else { return };
        let planned = match self.job.verb {
            Verb::Apply(_) => self.played[0].from,
            _ => self.played[0].to,
        };
        self.act(self.job.act(count), planned, count);
        if self.played[1].was_struck {
            self.recover();
        }
        if self.journal().is_empty() {
            return;
        }
        self.run(["journal", "verify"].map(str::to_owned).to_vec());
        self.judge(|judge, verify| {
            judge.reading(verify);
            if verify.status != 0 {
                judge.wrong.push("the journal is damaged".to_owned());
            }
        });
    }

    /// The count of the plan that was shown, if there is one.
    fn count(&self) -> Option<u64> {
        let look = &self.played[0];
        let text = match self.job.verb {
            _ if self.job.reads() || ![0, 1].contains(&look.status) => return None,
            Verb::Apply(_) => fs::read_to_string(self.program.home().join("plan.json")).ok()?,
            _ => look.stdout.clone(),
        };
        let plan: Value = serde_json::from_str(&text).ok()?;
        plan["count"].as_u64()
    }

    /// Carries out a plan.
    fn act(&mut self, arguments: Vec<String>, planned: Moment, count: u64) {
        self.run(arguments);
        self.judge(|judge, act| {
            judge.requests(act, planned);
            judge.consent(act, count);
            judge.report(act);
            judge.findings(act);
            if !act.was_struck {
                judge.nothing_open(act);
            }
        });
    }

    /// Looks up what was left open, and does what was never sent.
    fn recover(&mut self) {
        self.run(["journal", "recover"].map(str::to_owned).to_vec());
        self.judge(|judge, recover| {
            judge.reading(recover);
            judge.findings(recover);
        });
        let recover = self.played.last().unwrap();
        let from = recover.from;
        let found = recover.stdout.lines().find_map(|line| {
            let (_, path) = line
                .split_once("zentop apply ")
                .or(line.split_once("offboard --from "))?;
            Some(path.trim_end_matches(" --dry-run").to_owned())
        });
        let Some(path) = found else { return };
        let file: Value = fs::read_to_string(&path)
            .ok()
            .and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or_default();
        let people = file["people"].as_array().map_or(0, Vec::len) as u64;
        let count = file["count"].as_u64().unwrap_or(people);
        let line = match self.job.verb {
            Verb::Offboard => format!("offboard --from {path} --yes --expect {count}"),
            _ => format!("apply {path}"),
        };
        let mut arguments: Vec<String> = line.split(' ').map(str::to_owned).collect();
        arguments.extend(["--format", "json", "--report", "report.json"].map(str::to_owned));
        self.act(arguments, from, count);
    }

    /// Everything there is to know about a play that failed.
    fn story(&self) -> String {
        let scene = self.server.scene();
        let mut story = String::new();
        for person in scene.account.people() {
            let _ = writeln!(story, "{person:?}");
        }
        let _ = writeln!(
            story,
            "rules {:?}\n{:?}\n{:?}\n{:?}",
            self.rules, scene.script, scene.strike, self.job
        );
        for played in &self.played {
            let _ = writeln!(
                story,
                "\n$ zentop {}  -> {} ({}..{})",
                played.arguments.join(" "),
                played.status,
                played.from,
                played.to
            );
            for asked in scene.log.iter().filter(|asked| asked.step == played.step) {
                let _ = writeln!(
                    story,
                    "  {}..{} {} {} {:?} {} -> {:?} {}{}{}{}",
                    asked.arrived,
                    asked.answered,
                    asked.request.method,
                    asked.request.path,
                    asked.request.query,
                    asked.request.body,
                    asked.status,
                    asked
                        .fault
                        .map_or_else(String::new, |fault| format!(" FAULT {fault:?}")),
                    asked
                        .moved
                        .as_ref()
                        .map_or_else(String::new, |moved| format!(" BEFORE IT {moved}")),
                    if asked.hid.is_empty() {
                        String::new()
                    } else {
                        format!(" HID {:?}", asked.hid)
                    },
                    if asked.done || asked.request.reads() {
                        ""
                    } else {
                        " NOT DONE"
                    },
                );
            }
            let _ = writeln!(story, "O| {}\nE| {}", played.stdout, played.stderr);
        }
        let _ = writeln!(story, "\nWRONG:\n{}", self.wrong.join("\n"));
        story
    }
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[test]
fn whatever_the_server_does_the_record_is_true_and_nobody_else_is_touched() {
    let first = number("ZENTOP_FIRST_SEED").unwrap_or(1);
    let seeds = first..first + number("ZENTOP_SEEDS").unwrap_or(SEEDS);
    at_once(seeds.map(|seed| (format!("seed {seed}"), seed)), |seed| {
        let mut play = Play::draw(seed);
        play.play();
        assert!(play.wrong.is_empty(), "seed {seed}\n{}", play.story());
    });
}
