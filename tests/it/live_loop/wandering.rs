//! Seeded wanderings: random keys, sizes, sign-ins, sign-outs and faults on the real loop. Every
//! confirmed run does exactly what its dialog showed, and all of it.
//!
//! Twenty seeds, or as many as `ZENTOP_SEEDS` says; the same seed presses the same keys.
#![expect(clippy::print_stderr, reason = "the figures are for whoever runs it")]

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::time::Duration;

use fastrand::Rng;
use zentop::journal::{RecordEvent, lines, verify};
use zentop::model::SessionKey;
use zentop::runtime::{Input, ScreenOutcome};
use zentop::simulator::{FaultEffect, FaultTrigger, ServerFault};

use crate::stage::{Frame, Plot, Stage, Witness};

const SEEDS: u64 = 20;
const STEPS: usize = 60;

/// Every key that does something in some mode, but for those that quit and those that could
/// answer a dialog which nobody has read.
const KEYS: &str = "j down k up pagedown pageup g G / enter s I 0 T p r space space space v a U K K K \
                    X X E B R ? esc esc tab d i f9 home end ctrl-u backspace x n ctrl-f";
const SIZES: [(u16, u16); 6] = [(80, 24), (200, 60), (120, 40), (60, 15), (59, 14), (20, 5)];

/// What a dialog showed when it was answered.
#[derive(Debug)]
struct Confirmed {
    sessions: usize,
    visible: BTreeSet<SessionKey>,
}

struct Wanderer {
    stage: Stage,
    dice: Rng,
    confirmed: Vec<Confirmed>,
}

impl Wanderer {
    async fn new(seed: u64) -> Self {
        let mut dice = Rng::with_seed(seed);
        let plot = Plot {
            sessions: dice.usize(5..60),
            latency: Duration::from_millis(dice.u64(0..4)),
            floor: Duration::from_millis(20),
            size: SIZES[dice.usize(..4)],
            ..Plot::default()
        };
        Self {
            stage: Stage::live(plot).await,
            dice,
            confirmed: Vec::new(),
        }
    }

    async fn step(&mut self) {
        match self.dice.u8(..100) {
            0..60 => {
                let keys: Vec<&str> = KEYS.split_whitespace().collect();
                let key = keys[self.dice.usize(..keys.len())];
                self.stage.press(key).await;
            }
            60..67 => self.live(),
            67..71 => self.go_wrong(),
            71..78 => {
                let (width, height) = SIZES[self.dice.usize(..SIZES.len())];
                self.stage.resize(width, height).await;
            }
            78..81 => {
                let pasted = "K3\ny\nacme\n".to_owned();
                self.stage.input(Input::Paste(pasted)).await;
            }
            81..84 => self.stage.skip(Duration::from_secs(self.dice.u64(1..20))),
            84..91 => {
                let intent = [
                    "esc esc space space j space K",
                    "esc a K ctrl-r",
                    "X",
                    "G v k k k K",
                ];
                self.stage.press(intent[self.dice.usize(..4)]).await;
                self.answer().await;
            }
            _ => self.answer().await,
        }
    }

    /// Signs people in and out.
    fn live(&mut self) {
        let simulator = self.stage.simulator.clone();
        let sessions = simulator.sessions();
        if self.dice.bool() && !sessions.is_empty() {
            simulator.sign_out(sessions[self.dice.usize(..sessions.len())].key);
        } else {
            let users = simulator.users();
            simulator.sign_in(users[self.dice.usize(..users.len())].id);
        }
    }

    fn go_wrong(&mut self) {
        let simulator = &self.stage.simulator;
        simulator.clear_faults();
        let code = [403, 404, 422, 500, 503][self.dice.usize(..5)];
        let then = match self.dice.u8(..3) {
            0 => FaultEffect::Close,
            1 => FaultEffect::Html { code: 502 },
            _ => FaultEffect::Status {
                code,
                body: r#"{"error":"RecordInvalid","description":"no"}"#.to_owned(),
                content_type: Some("application/json".to_owned()),
                headers: Vec::new(),
            },
        };
        let method = ["GET", "DELETE", "DELETE", "POST"][self.dice.usize(..4)];
        simulator.add_fault(ServerFault::on(method, "**", then).when(FaultTrigger::Every(3)));
    }

    /// Answers the dialog that is open, if one is, with its challenge.
    async fn answer(&mut self) {
        let mut frame = self.stage.taken_in().await;
        if expects(&frame).is_none() {
            return;
        }
        if frame.shows("reading ") {
            // What is read again may change what is shown.
            frame = (self.stage)
                .wait_for(|frame| !frame.shows("reading "))
                .await;
        }
        let Some(asked) = expects(&frame) else {
            return;
        };
        self.stage.press("ctrl-u").await;
        self.stage.scroll_to_end().await;
        self.stage.rest();
        let confirmed = Confirmed {
            sessions: sessions(&frame),
            visible: visible(&frame),
        };
        self.stage.type_in(&asked).await;
        // A dialog can still have closed by itself: its time was up, or all of its targets were
        // gone.
        let mut after = self.stage.taken_in().await;
        if after.shows("then it begins") {
            // Its people are read again first.
            after = (self.stage)
                .wait_for(|frame| !frame.shows("then it begins"))
                .await;
        }
        if after.shows("─ Ending ") || after.shows("│ Over at ") {
            self.confirmed.push(confirmed);
            if self.dice.bool() {
                // A run that waits for a failing server goes on while keys come.
                let over = self.stage.wait_for(|frame| frame.shows("│ Over at "));
                let _ = tokio::time::timeout(Duration::from_millis(500), over).await;
            }
        }
    }

    /// Quits, whatever dialog is open.
    async fn leave(mut self) -> (Vec<Confirmed>, ScreenOutcome, std::sync::Arc<Witness>) {
        self.stage.simulator.clear_faults();
        self.stage.resize(120, 40).await;
        while self.stage.is_running() {
            self.stage.press("ctrl-c").await;
            // Where nothing is drawn any more, the loop has ended.
            let _ = self.stage.glass.frames.changed().await;
        }
        let witness = self.stage.witness();
        (self.confirmed, self.stage.outcome().await, witness)
    }
}

/// The challenge of the open review, with Enter where it takes one.
fn expects(frame: &Frame) -> Option<String> {
    frame.line("cancels itself in")?;
    let line = frame.line(" and Enter")?;
    let (_, rest) = line.split_once("type ")?;
    let (asked, _) = rest.split_once(" and Enter")?;
    Some(format!("{asked}\n"))
}

/// The number in the title.
fn sessions(frame: &Frame) -> usize {
    let title = frame.line("─ Sign ").unwrap_or_default();
    let (_, rest) = title.rsplit_once(" out of ").unwrap();
    let number: String = rest.chars().take_while(|sign| *sign != ' ').collect();
    number.replace(',', "").parse().unwrap()
}

/// The sessions in the dialog's list that are to be ended, each under the number of its person.
fn visible(frame: &Frame) -> BTreeSet<SessionKey> {
    let lines = frame
        .text
        .lines()
        .skip_while(|line| !line.contains("─ Sign "))
        // What stands below the dialog is news.
        .take_while(|line| !line.contains("└─"));
    let targets = lines.filter(|line| !line.contains("kept, "));
    // What stands to the left of the dialog is news as well.
    let targets = targets.filter_map(|line| Some(line.split_once('│')?.1));
    let words = targets.flat_map(str::split_whitespace);
    let words: Vec<&str> = words.collect();
    let mut user = "";
    let mut keys = BTreeSet::new();
    for pair in words.windows(2) {
        match pair {
            // It stands in the row of the person, or before their sessions.
            [number, next] if is_of_user(number) && *next != "since" => user = number,
            [number, "since"] => keys.extend(format!("{user}/{number}").parse::<SessionKey>()),
            _ => {}
        }
    }
    keys
}

/// Whether a word is the number of somebody: those of sessions are longer.
fn is_of_user(word: &str) -> bool {
    word.len() == 13 && word.parse::<u64>().is_ok()
}

/// Holds O1 to O4 for everything that happened.
fn hold(seed: u64, confirmed: &[Confirmed], outcome: &ScreenOutcome, witness: &Witness) {
    let runs = &outcome.runs;
    assert_eq!(
        runs.len(),
        confirmed.len(),
        "seed {seed}: a run nobody confirmed, or one lost"
    );
    let mut allowed = BTreeSet::new();
    for (run, shown) in runs.iter().zip(confirmed) {
        let items: BTreeSet<SessionKey> = run
            .report
            .items
            .iter()
            .filter_map(|item| item.target.session())
            .collect();
        assert_eq!(run.report.items.len(), shown.sessions, "seed {seed}: O3");
        assert_eq!(items.len(), shown.sessions, "seed {seed}: an item twice");
        let strange: Vec<_> = shown.visible.difference(&items).collect();
        assert!(
            strange.is_empty(),
            "seed {seed}: shown and not planned: {strange:?}"
        );
        allowed.extend(items);
    }
    let deletes = witness.deletes();
    if deletes.is_empty() {
        return;
    }
    let journal = witness.journal();
    let checked = verify(lines(&witness.journal).unwrap()).unwrap();
    assert_eq!(checked.first_bad, None, "seed {seed}");
    let mut open: BTreeMap<_, (u32, u32)> = BTreeMap::new();
    for record in &journal {
        let of = (
            record.run.clone(),
            record.item,
            record.user_id,
            record.session_id,
        );
        match record.event {
            RecordEvent::Intent => open.entry(of).or_default().0 += 1,
            RecordEvent::Outcome => open.entry(of).or_default().1 += 1,
            _ => {}
        }
    }
    let wrong: Vec<_> = open.iter().filter(|(_, count)| **count != (1, 1)).collect();
    assert!(wrong.is_empty(), "seed {seed}: O2: {wrong:?}");
    for delete in &deletes {
        let target = delete.target.as_str();
        let is_allowed = allowed.iter().any(|key| {
            let of_user = format!("/api/v2/users/{}/sessions", key.user);
            target == format!("{of_user}/{}", key.session)
                || target == of_user
                || (target.starts_with("/api/v2/users/logout_many")
                    && target.contains(&key.user.to_string()))
        });
        assert!(is_allowed, "seed {seed}: O1: {target} was never confirmed");
    }
}

async fn wander(seed: u64) -> (usize, usize, usize) {
    let mut wanderer = Wanderer::new(seed).await;
    for _ in 0..STEPS {
        wanderer.step().await;
    }
    let (confirmed, outcome, witness) = wanderer.leave().await;
    hold(seed, &confirmed, &outcome, &witness);
    let items = confirmed.iter().map(|it| it.sessions).sum();
    (confirmed.len(), items, witness.deletes().len())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_keys_are_pressed_only_what_was_shown_is_ended() {
    let seeds = env::var("ZENTOP_SEEDS").map_or(SEEDS, |text| text.parse().unwrap());
    let mut sum = (0, 0, 0);
    for seed in 0..seeds {
        let (runs, items, requests) = wander(seed).await;
        sum = (sum.0 + runs, sum.1 + items, sum.2 + requests);
    }
    eprintln!(
        "{seeds} seeds, {} keys, sizes and events: {} runs confirmed, {} sessions, {} requests, wrong targets 0",
        seeds * STEPS as u64,
        sum.0,
        sum.1,
        sum.2
    );
    assert!(
        sum.0 as u64 > seeds / 2,
        "too few runs to show anything: {sum:?}"
    );
}
