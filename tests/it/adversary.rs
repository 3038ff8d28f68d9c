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
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::time::{Duration, Instant};

use fastrand::Rng;
use rustix::process::Signal;
use serde_json::Value;

use self::account::{Account, Moment, Person};
use self::oracle::{Judge, Played};
use self::script::Script;
use self::server::{LyingServer, Strike};
use self::words::{Job, Rule, Verb};
use crate::support::{Program, Running, at_once};

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
    meanwhile: u8,
    /// Whether two programs do it at once.
    twice: bool,
    played: Vec<Played>,
    wrong: Vec<String>,
}

impl Play {
    fn draw(seed: u64) -> Self {
        let mut dice = Rng::with_seed(seed);
        let account = Account::draw(&mut dice);
        let script = Script::draw(seed, &mut dice);
        let job = Job::draw(&mut dice, &account);
        let rules =
            (0..dice.usize(..4).saturating_sub(1)).map(|_| Rule::draw(&mut dice, &account, &job));
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
        let account = format!(
            "url = {:?}\nprotected = [{}]",
            server.url(),
            protected.join(", ")
        );
        let [oauth, api] = ["oauth", "api"].map(|name| program.home().join(name));
        for (path, secret) in [(&oauth, SECRETS[0]), (&api, SECRETS[1])] {
            fs::write(path, secret).unwrap();
            fs::set_permissions(path, Permissions::from_mode(0o600)).unwrap();
        }
        let program = program.with_settings(&format!(
            "profile = {:?}\n[profiles.p]\n{account}\ntoken_file = \"{}\"\n[profiles.q]\n\
             {account}\nauth = \"api-token\"\nemail = \"root@acme.example\"\n\
             token_file = \"{}\"\n",
            if dice.bool() { "p" } else { "q" },
            oauth.display(),
            api.display(),
        ));
        if let Some(lines) = job.list() {
            fs::write(program.home().join("people.txt"), lines.join("\n")).unwrap();
        }
        Self {
            server,
            program,
            job,
            rules,
            meanwhile: dice.u8(..10),
            twice: dice.u8(..8) == 0,
            played: Vec::new(),
            wrong: Vec::new(),
        }
    }

    /// Runs one command to its end, or two at once.
    fn run(&mut self, commands: &[Vec<String>]) {
        let first = self.played.len();
        let from = self.server.begin([first, first + commands.len() - 1]);
        let (began, before) = (Instant::now(), self.journal());
        let start = |arguments| self.program.start(arguments).within(PATIENCE);
        let running: Vec<Running> = commands.iter().map(start).collect();
        self.server.aim(running[0].pid());
        for (step, (running, arguments)) in (first..).zip(running.into_iter().zip(commands)) {
            let output = running.finish();
            let mut scene = self.server.scene();
            let of_step = scene.log.iter().filter(|asked| asked.step == step).count();
            let strike = scene.strike.filter(|strike| strike.step == step);
            let report = arguments
                .iter()
                .skip_while(|word| *word != "--report")
                .nth(1);
            let report = report.map(|name| self.program.home().join(name));
            let text = report.and_then(|path| fs::read_to_string(path).ok());
            let file: Option<Value> = text.and_then(|text| serde_json::from_str(&text).ok());
            let to = scene.account.tick();
            drop(scene);
            self.played.push(Played {
                step,
                arguments: arguments.clone(),
                status: output.status,
                stdout: output.stdout,
                stderr: output.stderr,
                from,
                to,
                took: began.elapsed(),
                was_struck: strike.is_some_and(|strike| of_step > strike.request),
                journal: [before.clone(), self.journal()],
                file: file.map(|file| file["runs"][0].clone()),
            });
        }
    }

    /// Judges the last command.
    fn judge(&mut self, judge: impl FnOnce(&mut Judge<'_>, &Played)) {
        self.judge_at(self.played.len() - 1, judge);
    }

    fn judge_at(&mut self, step: usize, judge: impl FnOnce(&mut Judge<'_>, &Played)) {
        let scene = self.server.scene();
        let mut sitting = Judge {
            scene: &scene,
            job: &self.job,
            rules: &self.rules,
            wrong: Vec::new(),
        };
        let last = &self.played[step];
        sitting.manners(last, &SECRETS);
        judge(&mut sitting, last);
        self.wrong.append(&mut sitting.wrong);
    }

    fn journal(&self) -> String {
        fs::read_to_string(self.program.journal_path()).unwrap_or_default()
    }

    /// Looks, acts, and takes up what a crash left.
    fn play(&mut self) {
        self.run(&[Job::printed(self.job.look())]);
        self.judge(|judge, look| {
            judge.reading(look);
            judge.list(look);
        });
        let Some(count) = self.count() else { return };
        let planned = match self.job.verb {
            Verb::Apply(_) => self.played[0].from,
            _ => self.played[0].to,
        };
        self.meanwhile();
        self.act(&self.commands(count), planned, count);
        if self.played[1].was_struck {
            self.recover();
        }
        if self.journal().is_empty() {
            return;
        }
        self.run(&[["journal", "verify"].map(str::to_owned).to_vec()]);
        self.judge(|judge, verify| {
            judge.reading(verify);
            if verify.status != 0 {
                judge.wrong.push("the journal is damaged".to_owned());
            }
        });
    }

    /// The count of the plan that was shown, if there is one. Whoever was refused insists.
    fn count(&self) -> Option<u64> {
        let look = &self.played[0];
        let text = match self.job.verb {
            _ if self.job.reads() => return None,
            Verb::Apply(_) if look.status > 1 => return None,
            _ if look.status == 5 => return Some(self.meant()),
            _ if look.status > 1 => return None,
            Verb::Apply(_) => fs::read_to_string(self.program.home().join("plan.json")).ok()?,
            _ => look.stdout.clone(),
        };
        let plan: Value = serde_json::from_str(&text).ok()?;
        plan["count"].as_u64()
    }

    /// How many sessions, or people, are meant at this moment.
    fn meant(&self) -> u64 {
        let account = &self.server.scene().account;
        let is_meant = |who: &&Person| self.job.means(who, None) == Some(true);
        let people: Vec<u64> = account
            .people()
            .filter(is_meant)
            .map(|who| who.id)
            .collect();
        let sessions = account
            .live()
            .filter(|session| people.contains(&session.owner));
        match self.job.verb {
            Verb::End(_) => sessions.count() as u64,
            _ => people.len() as u64,
        }
    }

    /// What happens between the plan and the run: whoever a rule protects by an address gets another
    /// one, and the note of it is removed.
    fn meanwhile(&mut self) {
        if self.meanwhile > 1 {
            return;
        }
        let mut scene = self.server.scene();
        let protects = |who: &&Person| {
            let mut by_address = self
                .rules
                .iter()
                .filter(|rule| !matches!(rule, Rule::Role(_)));
            by_address.any(|rule| rule.protects(who))
        };
        let people = scene.account.people().filter(protects).map(|who| who.id);
        for id in people.collect::<Vec<u64>>() {
            let address = format!("renamed{id}@else.example");
            scene.account.change(id, |who| who.email = Some(address));
        }
        if self.meanwhile == 0 {
            // There may be no note.
            let _ = fs::remove_dir_all(self.program.state().join("protected"));
        }
    }

    /// Carries out a plan, or has two programs carry it out at once.
    fn act(&mut self, commands: &[Vec<String>], planned: Moment, count: u64) {
        let first = self.played.len();
        self.run(commands);
        for step in first..self.played.len() {
            self.judge_at(step, |judge, act| {
                judge.requests(act, planned);
                judge.consent(act, count);
                judge.report(act);
                judge.findings(act);
                if !act.was_struck {
                    judge.nothing_open(act);
                }
            });
        }
        let honest = self.server.scene().script.faults == 0;
        if let ([one, other], true) = (&self.played[first..], honest) {
            let mut claimed = oracle::claimed_twice(one, other);
            self.wrong.append(&mut claimed);
        }
    }

    /// The command that carries the plan out, and a second one where two are to do it at once.
    fn commands(&self, count: u64) -> Vec<Vec<String>> {
        let act = self.job.act(count);
        if !self.twice {
            return vec![act];
        }
        let of = |(profile, report): (&str, &str)| {
            let renamed = act.iter().map(|word| match word.as_str() {
                "report.json" => report.to_owned(),
                _ => word.clone(),
            });
            let profile = ["--profile", profile].map(str::to_owned);
            profile.into_iter().chain(renamed).collect()
        };
        [("p", "one.json"), ("q", "two.json")].map(of).to_vec()
    }

    /// Looks up what was left open, and does what was never sent.
    fn recover(&mut self) {
        self.run(&[["journal", "recover"].map(str::to_owned).to_vec()]);
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
        arguments.extend(["--format", "json", "--report", "rest.json"].map(str::to_owned));
        self.act(&[arguments], from, count);
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
