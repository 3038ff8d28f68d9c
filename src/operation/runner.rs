//! Runs as tasks of their own, so that the screen stays alive while they go on.
//!
//! - `lines` their lines of the log

mod lines;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;

use self::lines::{log_unwritten, log_verdicts};
use super::{
    Confirmed, DiskWork, Guardrails, JudgedBy, LeftToDo, NewPin, NotLookedAt, OpenJournal,
    PersonLeft, PersonVerdict, PinFile, Pins, PlanUnderWay, Reason, RecoverError, Recovery, Report,
    RunPlanFile, RunProgress, StopSwitch, Tools, Verdict, Verdicts, execute, open_rests, recover,
    rest_on_disk,
};
use crate::journal::{
    Entry, Hindrance, Journal, JournalError, JournalOpener, RunId, RunMode, VerifiedPerson, Who,
};
use crate::live::Snapshot;
use crate::model::{Clock, ClockOffset, Fault, User, UserId, on_a_thread};
use crate::settings::ProtectedRule;
use crate::zendesk::{AuthKind, Client, logged};

/// The number of progress messages by which a run may be ahead of the screen.
const AHEAD: usize = 256;

/// The number of verdicts that go to the disk in one write: half a megabyte, and one sync for all.
const AT_ONCE: usize = 1_000;

/// How long a run on the screen waits for somebody to sign in again.
const SIGN_IN_PATIENCE: Duration = Duration::from_secs(15 * 60);

/// What is known of the server's side when a run begins, for its records.
#[derive(Debug, Clone, Default)]
pub struct RunContext {
    /// The owner of the credentials, where known.
    pub me: Option<User>,
    /// The server's clock minus ours.
    pub clock_offset: Option<ClockOffset>,
}

impl RunContext {
    /// The context that a snapshot gives.
    pub fn of(snapshot: &Snapshot) -> Self {
        Self {
            me: snapshot.identity().cloned(),
            clock_offset: snapshot.clock_offset,
        }
    }
}

/// Why the verdicts of a later list could not be recorded.
#[derive(Debug, thiserror::Error)]
#[error("what a later list said of the run is not in the journal: {0}")]
pub(crate) struct Unrecorded(#[from] JournalError);

/// What every run of this process has in common.
#[derive(Clone)]
pub struct Runner {
    /// The client of the API.
    pub client: Client,
    /// The path of the journal.
    pub journal: PathBuf,
    /// Opens it.
    pub open: JournalOpener,
    /// The kind of credentials.
    pub auth: AuthKind,
    /// Who acts, for the record, as far as it is known before Zendesk is asked.
    pub who: Who,
    /// The local time.
    pub clock: Clock,
    /// The function that gives three random bytes, which keep two runs of one second apart.
    pub salt: fn() -> [u8; 3],
    /// The function that spreads retries.
    pub jitter: fn() -> f64,
    /// How long a run of more than one item waits before its first request.
    pub grace: Duration,
}

impl Runner {
    /// Carries out what was confirmed. Progress goes to `progress`, and `stop` stops the run.
    pub async fn run(
        &self,
        confirmed: Confirmed,
        reason: Reason,
        guardrails: Guardrails,
        known: &RunContext,
        stop: impl Into<StopSwitch>,
        progress: mpsc::Sender<RunProgress>,
    ) -> Arc<Report> {
        let run = RunId::new((self.clock)(), (self.salt)());
        let origin = self.client.account().origin();
        let (confirmed, excluded) =
            RunPlanFile::of(confirmed, (&self.journal, &run), origin, &reason);
        let beside = (self.journal.as_path(), &run);
        let under_way = PlanUnderWay::of(confirmed.plan(), beside, origin, &reason);
        let account = self.client.account();
        let left_to_do = LeftToDo::of(confirmed.plan(), &self.journal, account, &reason);
        let written = under_way.clone();
        let open = self.opener(known);
        let journal: OpenJournal = Box::new(move || {
            excluded.map_or(Ok(()), |plan| plan.write())?;
            let journal = open()?;
            written.iter().for_each(PlanUnderWay::write);
            Ok(journal)
        });
        let tools = Tools {
            client: self.client.clone(),
            journal,
            disk: DiskWork::OnThreads,
            guardrails,
            owner: confirmed.plan().own_user(),
            clock: Arc::clone(&self.clock),
            clock_offset: known.clock_offset,
            jitter: self.jitter,
            grace: self.grace,
            sign_in_patience: match self.who.mode {
                RunMode::Screen => SIGN_IN_PATIENCE,
                // A script has nobody who could sign in, and wants its exit status.
                RunMode::Headless | RunMode::Other => Duration::ZERO,
            },
            left_to_do,
            stop: stop.into(),
            progress,
        };
        let report = execute(confirmed, reason, run, tools).await;
        // Without its end in the record, a run is one that a crash left.
        let is_recorded = report.journal_head.is_some() && !report.left_to_do.is_unwritten();
        if let Some(plan) = under_way.filter(|_| is_recorded)
            && let Err(fault) = on_a_thread(move || plan.remove()).await
        {
            tracing::warn!(
                "the plan of a run that is over may stay: {}",
                logged(&fault)
            );
        }
        report
    }

    /// A channel for the progress of a run.
    pub fn channel() -> (mpsc::Sender<RunProgress>, mpsc::Receiver<RunProgress>) {
        mpsc::channel(AHEAD)
    }

    /// Records the verdicts of a later list. Whoever exits waits for the answer first.
    pub(crate) fn record(
        &self,
        verdicts: Verdicts,
        known: &RunContext,
    ) -> impl Future<Output = Result<Result<(), Unrecorded>, Fault>> + Send + use<> {
        log_verdicts(&verdicts);
        let open = self.opener(known);
        let clock = Arc::clone(&self.clock);
        on_a_thread(move || {
            let people: Vec<VerifiedPerson<'_>> = people(&verdicts).collect();
            let of_people = people.iter().map(Entry::PersonVerified);
            let left: Vec<(&PersonLeft, String)> = (verdicts.left.iter())
                .map(|left| (left, left.words()))
                .collect();
            let of_left = left.iter().map(|(left, words)| Entry::PersonLeft {
                run: &verdicts.run,
                user: left.user,
                state: left.state(),
                sessions: left.sessions_left(),
                detail: words,
            });
            let entries: Vec<Entry<'_>> =
                entries(&verdicts).chain(of_people).chain(of_left).collect();
            if entries.is_empty() {
                return Ok(());
            }
            let mut journal = open()?;
            for some in entries.chunks(AT_ONCE) {
                journal.append_all(some, clock())?;
            }
            Ok(())
        })
    }

    /// Records that something was to be changed and could not even begin. If that cannot be written
    /// either, nothing is lost but this remark.
    pub(crate) async fn hindered(&self, by: Hindrance, what: String) {
        let open = self.opener(&RunContext::default());
        let clock = Arc::clone(&self.clock);
        let writing = on_a_thread(move || {
            open().and_then(|mut journal| {
                let what = &what;
                journal.append(&Entry::Hindered { by, what }, clock())
            })
        });
        log_unwritten("what hindered a run", &writing.await);
    }

    /// Records who is protected from now on, and puts that into the file of the profile. Returns in
    /// words what could not be written: those people are protected all the same for as long as this
    /// program runs.
    pub(crate) async fn pin(
        &self,
        new: Vec<NewPin>,
        (pins, file): (Pins, PinFile),
        known: &RunContext,
    ) -> Vec<String> {
        let open = self.opener(known);
        let clock = Arc::clone(&self.clock);
        let writing = on_a_thread(move || {
            let mut words = Vec::new();
            if !new.is_empty() {
                let recorded =
                    open().and_then(|mut journal| record_pins(&mut journal, (&new, &file), &clock));
                if let Err(error) = recorded {
                    words.push(format!("who is protected is not in the journal: {error}"));
                }
            }
            if let Err(error) = file.write(&pins) {
                words.push(format!(
                    "who is protected by an address is not kept for the next time: {error}"
                ));
            }
            words
        });
        match writing.await {
            Ok(words) => words,
            Err(fault) => vec![format!(
                "who is protected may not be kept for the next time: {fault}; {}",
                Fault::ADVICE
            )],
        }
    }

    /// Records that the terminal was lost, and what became of the run under way. If that cannot be
    /// written, nothing is lost but this remark.
    pub(crate) async fn terminal_lost(&self, what: String, known: RunContext) {
        let open = self.opener(&known);
        let clock = Arc::clone(&self.clock);
        let writing = on_a_thread(move || {
            open().and_then(|mut journal| {
                journal.append(&Entry::TerminalLost { what: &what }, clock())
            })
        });
        log_unwritten("that the terminal was lost", &writing.await);
    }

    fn opener(&self, known: &RunContext) -> OpenJournal {
        let (path, who) = (self.journal.clone(), self.who(known));
        let open = Arc::clone(&self.open);
        Box::new(move || open(&path, who))
    }

    /// Looks up and closes what a crash left open, by reading alone. It is called once, before the
    /// first run of this process. `chat` is a client with Chat's own token, if there is one.
    pub async fn recover(
        &self,
        (known, guardrails): (&RunContext, &Guardrails),
        chat: Option<&Client>,
    ) -> Result<Recovery, RecoverError> {
        let who = (self.who(known), guardrails);
        let timed = (&self.open, &self.clock);
        recover(&self.client, chat, &self.journal, who, timed).await
    }

    /// What earlier runs left to do that is not done, line by line, by what Zendesk shows now; but of those
    /// that a recovery told of.
    pub(crate) async fn open_rests(
        &self,
        (known, guardrails): (&RunContext, &Guardrails),
        recovery: &Recovery,
    ) -> Vec<String> {
        let but: Vec<&RunId> = recovery.runs.iter().map(|one| &one.run.run).collect();
        let clocks = (&self.clock, known.clock_offset);
        open_rests((&self.client, guardrails), &self.journal, clocks, &but).await
    }

    /// What a run of this program left to do by now, line by line.
    pub(crate) fn left_of(&self, report: &Report) -> Vec<String> {
        if let Some(rest) = report.left_to_do.rest().filter(|rest| rest.is_unwritten) {
            return rest.lines.clone();
        }
        let of = (self.journal.as_path(), report);
        rest_on_disk(self.client.account(), of, (self.clock)())
    }

    /// Who acts, as every record and report names them.
    pub fn who(&self, known: &RunContext) -> Who {
        let mut who = self.who.clone();
        who.credentials.zd_user_id = known.me.as_ref().map(|me| me.id);
        who.skew_ms = known.clock_offset.map(ClockOffset::millis);
        who
    }
}

/// The verdicts on people that say more than those on the items do; nothing is worth a record of
/// whom nothing is known yet.
fn people(verdicts: &Verdicts) -> impl Iterator<Item = VerifiedPerson<'_>> {
    let people = verdicts.people.iter();
    let worth_a_record = people.filter(|person| {
        let says_more = person.judged == JudgedBy::Person || !person.verdict.is_as_wished();
        let not_yet = PersonVerdict::NotLookedAt(NotLookedAt::NotYet);
        says_more && person.verdict != not_yet
    });
    worth_a_record.map(|person| VerifiedPerson {
        run: &verdicts.run,
        user: person.user,
        sessions: person.verdict.sessions(),
        // Of somebody who has others it is not said that they are gone.
        state: person.verdict.state().filter(|_| person.others.is_none()),
        detail: person.sentence(),
    })
}

/// The most people of one record.
const PEOPLE_OF_A_RECORD: usize = 1_000;

fn record_pins(
    journal: &mut Journal,
    (new, file): (&[NewPin], &PinFile),
    clock: &Clock,
) -> Result<(), JournalError> {
    let mut by_rule: BTreeMap<&ProtectedRule, Vec<UserId>> = BTreeMap::new();
    for pin in new {
        by_rule.entry(&pin.rule).or_default().push(pin.user);
    }
    for (rule, people) in by_rule {
        let kind = match rule {
            ProtectedRule::Domain(_) => "domain",
            _ => "address",
        };
        let by = format!(
            "protected by a rule about the {kind}: {}",
            file.fingerprint(rule)
        );
        for people in people.chunks(PEOPLE_OF_A_RECORD) {
            let by = &by;
            journal.append(&Entry::Pinned { people, by }, clock())?;
        }
    }
    Ok(())
}

/// The verdicts as records; an item that still waits is not worth one.
fn entries(verdicts: &Verdicts) -> impl Iterator<Item = Entry<'_>> {
    verdicts.of.iter().filter_map(|one| {
        Some(Entry::Verified {
            run: &verdicts.run,
            item: u32::try_from(one.place).unwrap_or(u32::MAX),
            named: one.named,
            state: one.verdict.state(one.operation)?,
            is_contradicted: one.verdict == Verdict::Contradicted,
        })
    })
}
