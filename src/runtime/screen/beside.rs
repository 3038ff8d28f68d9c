//! The tasks beside the loop, and what their ends mean for it.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, timeout};
use tokio_util::sync::CancellationToken;

use super::Screen;
use crate::app::{Card, Destination, Event, FactsRequest, ListsWanted, WaitingFor};
use crate::chat;
use crate::host::insisted;
use crate::incident::ChatChangeNote;
use crate::journal::past_runs;
use crate::live::{NameEntry, Projection, Snapshot};
use crate::model::{Fault, UserId, on_a_thread};
use crate::operation::{NewPin, Pins, ProofRequest, RunContext, Runner, Verdicts};
use crate::runtime::going;
use crate::runtime::guarding::{self, Guarding};
use crate::runtime::lists;
use crate::runtime::lookups;
use crate::runtime::remembering;
use crate::runtime::tasks::{Ended, Job};
use crate::zendesk::{WaitNews, WaitTeller};

/// How long the end waits for verdicts to be written: longer than another process may hold the
/// journal, and not for ever where a disk hangs.
const LAST_WRITES: Duration = Duration::from_secs(40);

/// How long the end waits for how the list looks.
const LAST_LOOK: Duration = Duration::from_secs(1);

impl Screen {
    /// Looks up once what a crash left open and what earlier runs left to do, by reading alone. If the loop ends before, the next
    /// start looks again.
    pub(super) fn recover(&mut self, snapshot: &Snapshot) {
        self.recovers = true;
        let (runner, cards) = (self.ports.runner.clone(), self.ports.cards.clone());
        let known = RunContext::of(snapshot);
        let guardrails = self.app.setup().guardrails.clone();
        let zone = self.app.setup().zone;
        self.tasks.spawn(Job::Recovery, async move {
            let lines = match runner.recover((&known, &guardrails), cards.chat()).await {
                Ok(recovery) => {
                    let mut lines = recovery.lines_in(|at| zone.day_and_clock(*at));
                    lines.extend(runner.open_rests((&known, &guardrails), &recovery).await);
                    lines
                }
                Err(error) => vec![format!("unfinished runs were not looked for: {error}")],
            };
            Some(Event::Warned(lines))
        });
    }

    /// Asks who is protected and who is behind the credentials, once they are accepted, and again
    /// after a walk where there was no whole answer.
    pub(super) fn guard(&mut self, snapshot: &Snapshot) {
        let is_due = match self.guarding {
            Guarding::Due => true,
            Guarding::Again(walks) => snapshot.walks() > walks,
            Guarding::UnderWay | Guarding::Answered => false,
        };
        if !is_due || snapshot.identity().is_none() {
            return;
        }
        self.guarding = Guarding::UnderWay;
        let (runner, named) = (self.ports.runner.clone(), self.ports.named.clone());
        let looking = guarding::look_up(runner, named, RunContext::of(snapshot));
        self.tasks.try_spawn(Job::Guarding, looking);
    }

    /// Records who is protected from now on.
    pub(super) fn pin(&mut self, new: Vec<NewPin>, pins: Pins) {
        let (runner, file) = (self.ports.runner.clone(), self.ports.named.file.clone());
        let known = RunContext::of(self.app.snapshot());
        let pinning = guarding::pin(runner, new, pins, file, known);
        self.tasks.spawn(Job::Pinning, pinning);
    }

    /// Writes verdicts to the journal. What cannot be written is reported now and once more at the
    /// end.
    pub(super) fn record(&mut self, verdicts: Verdicts) {
        let known = RunContext::of(self.app.snapshot());
        let runner = self.ports.runner.clone();
        self.tasks.try_spawn(Job::Recording, async move {
            let written = runner.record(verdicts, &known).await?;
            let message = written.err().map(|error| error.to_string());
            Ok(message.map(|message| Event::Warned(vec![message])))
        });
    }

    /// What reads for somebody who looks at it: what it waits for comes as events.
    fn looked_at(&self, which: WaitingFor) -> Runner {
        let runner = self.ports.runner.clone();
        let client = runner.client.telling(self.teller(which));
        Runner { client, ..runner }
    }

    /// Tells by events what readings wait for.
    fn teller(&self, which: WaitingFor) -> WaitTeller {
        let events = self.answers.0.clone();
        WaitTeller::new(Arc::new(move |news| {
            if let WaitNews::Waiting { why, left } = news {
                // Whoever waits says it again in a second.
                let _ = events.try_send(Event::Waits { which, why, left });
            }
        }))
    }

    pub(super) fn read_tokens(&mut self, people: Vec<UserId>) {
        let runner = self.looked_at(WaitingFor::Dialog);
        let reading = lookups::read_tokens(runner, people.clone());
        self.tasks.spawn(Job::Tokens(people), reading);
    }

    pub(super) fn prove(&mut self, request: ProofRequest) {
        let runner = self.looked_at(WaitingFor::Proof);
        let guardrails = self.app.setup().guardrails.clone();
        let tell = self.answers.0.clone();
        let proving = lookups::prove((runner, guardrails), request, tell);
        self.tasks.spawn(Job::Proof, proving);
    }

    /// Reads the facts of a review again, in place of an older reading.
    pub(super) fn refresh(&mut self, request: FactsRequest) {
        let id = request.id;
        let runner = self.looked_at(WaitingFor::Dialog);
        let reading = lookups::refresh(runner, self.ports.poller.clone(), request);
        let halt = CancellationToken::new();
        let halted = halt.clone();
        if let Some((_, older)) = self.refreshing.replace((id, halt)) {
            older.cancel();
        }
        self.tasks.spawn(Job::Facts(id), async move {
            halted.run_until_cancelled(reading).await.flatten()
        });
    }

    /// Gives a reading up that nobody waits for any more.
    pub(super) fn halt_refreshing(&mut self) {
        let dialog = self.app.dialog();
        let is_unwanted =
            |(id, _): &mut (u64, _)| !dialog.is_some_and(|dialog| dialog.waits_for_facts(*id));
        if let Some((_, halt)) = self.refreshing.take_if(is_unwanted) {
            halt.cancel();
        }
    }

    /// Goes to a person or an organisation, whose own lists the poller takes in.
    pub(super) fn go_to(&mut self, destination: Destination) {
        let runner = self.looked_at(WaitingFor::Dialog);
        let poller = self.ports.poller.clone();
        let going = going::go_to(runner, poller, destination.clone());
        self.tasks.spawn(Job::GoTo(destination), going);
    }

    /// Reads a list of people from a file.
    pub(super) fn read_list(&mut self, path: String) {
        let job = Job::ListFile(path.clone());
        self.tasks.try_spawn(job, async move {
            let name = path.clone();
            let answer = on_a_thread(move || lists::read(&name)).await?;
            Ok(Some(Event::ListRead { path, answer }))
        });
    }

    /// Looks for the paths that begin as it was typed.
    pub(super) fn complete_path(&mut self, typed: String) {
        let job = Job::CompletePath(typed.clone());
        self.tasks.try_spawn(job, async move {
            let begin = typed.clone();
            let paths = on_a_thread(move || lists::beginning_so(&begin)).await?;
            Ok(Some(Event::PathCompleted { typed, paths }))
        });
    }

    /// Reads the runs of this account from the journal.
    pub(super) fn read_past_runs(&mut self) {
        let path = self.ports.runner.journal.clone();
        let account = self.ports.runner.who.credentials.account.clone();
        self.tasks.try_spawn(Job::PastRuns, async move {
            let runs = on_a_thread(move || past_runs(&path, &account)).await?;
            let answer = runs.map(Arc::new).map_err(|error| error.to_string());
            Ok(Some(Event::PastRunsRead(answer)))
        });
    }

    /// Looks people of a list up, whom the poller takes in; their own lists too, if those are wanted.
    pub(super) fn look_up_list(&mut self, id: u64, wanted: (Vec<NameEntry>, ListsWanted)) {
        let runner = self.looked_at(WaitingFor::Dialog);
        let poller = self.ports.poller.clone();
        let looking = lookups::look_up_list((runner, poller), id, wanted);
        self.tasks.spawn(Job::LookUpList(id), looking);
    }

    pub(super) fn ask_card(&mut self, card: Card) {
        let cards = self.ports.cards.telling(&self.teller(WaitingFor::Dialog));
        let snapshot = Arc::clone(&self.snapshots.borrow());
        self.tasks.spawn(Job::Card(card), async move {
            let answer = cards.ask(card, snapshot).await;
            Some(Event::Card { card, answer })
        });
    }

    /// Changes the Chat account. The loop does not end before this task has ended.
    pub(super) fn change_chat(&mut self, confirmed: chat::Confirmed) {
        let cards = self.ports.cards.clone();
        self.tasks.spawn(Job::ChatChange, async move {
            let done = Arc::new(cards.change_chat(confirmed).await);
            Some(Event::ChatChanged(done))
        });
    }

    /// Notes a change of the Chat account for the report of an incident.
    fn note_chat_change(&mut self, ended: &Ended) {
        let Some(Event::ChatChanged(done)) = &ended.event else {
            return;
        };
        if let Ok(report) = done.as_ref() {
            self.outcome.chat.push(ChatChangeNote {
                at: self.app.snapshot().server_time((self.ports.clock)()),
                fields: report
                    .changes
                    .iter()
                    .map(chat::FieldChange::field)
                    .collect(),
                outcome: report.words().to_owned(),
                reason: report.reason.text.clone(),
                ticket: report.reason.ticket.clone(),
            });
        }
    }

    pub(super) fn ended(&mut self, ended: Ended) {
        self.note_unrecorded(&ended);
        self.note_chat_change(&ended);
        if let Some(Event::Guarded(news)) = &ended.event {
            self.guarding = if news.is_whole {
                Guarding::Answered
            } else {
                Guarding::Again(self.app.snapshot().walks())
            };
        }
        if matches!(ended.job, Job::Remembering) {
            let next = self.remembering.written();
            self.write_remembered(next);
        }
        if matches!(ended.job, Job::Facts(_) | Job::GoTo(_) | Job::LookUpList(_)) {
            // The facts are in the newest snapshot, which comes first.
            self.snapshot();
        }
        if let Some(event) = ended.event {
            self.update(event);
        }
        if matches!(ended.job, Job::Run | Job::Recording | Job::Recovery) {
            self.update(Event::JournalGrew);
        }
        if let (Job::Run, Some(fault)) = (ended.job, ended.fault) {
            // Nothing is known of what became of the run, so nothing on the screen would be true.
            self.outcome.lost = Some(io::Error::other(fault));
            self.quit = true;
        }
    }

    /// Writes how the list looks, if something is to be written.
    pub(super) fn write_remembered(&mut self, next: Option<(PathBuf, String)>) {
        if let Some(next) = next {
            self.tasks
                .try_spawn(Job::Remembering, remembering::write(next));
        }
    }

    /// Waits a moment for how the list looks, which is worth no more.
    pub(super) async fn finish_remembering(&mut self) {
        let rest = async {
            while self.tasks.is_remembering() {
                let ended = self.tasks.next().await;
                if matches!(ended.job, Job::Remembering) {
                    let next = self.remembering.written();
                    self.write_remembered(next);
                }
            }
        };
        let _ = timeout(LAST_LOOK, rest).await;
    }

    fn note_unrecorded(&mut self, ended: &Ended) {
        if let (Job::Recording, Some(Event::Warned(lines))) = (&ended.job, &ended.event) {
            self.outcome.unrecorded.extend(lines.iter().cloned());
        }
    }

    /// Waits for records that are still being written, though not for ever.
    pub(super) async fn finish_recording(&mut self) {
        let patience = match self.ends_by {
            Some(at) => at.saturating_duration_since(Instant::now()),
            None => LAST_WRITES,
        };
        let rest = async {
            while self.tasks.is_recording() {
                let ended = self.tasks.next().await;
                self.note_unrecorded(&ended);
            }
        };
        let rest = async {
            tokio::select! {
                () = rest => true,
                _ = insisted() => false,
            }
        };
        if timeout(patience, rest).await != Ok(true) {
            let message = "what a later list said of the run may not be in the journal: it could \
                           not be written in time";
            self.outcome.unrecorded.push(message.to_owned());
        }
    }

    pub(super) fn projected(&mut self, projection: Result<Arc<Projection>, Fault>) {
        self.update(match projection {
            Ok(projection) => Event::Projected(projection),
            Err(fault) => Event::Warned(vec![format!(
                "the list stays as it is, since its rows cannot be put in order: {fault}; {}",
                Fault::ADVICE
            )]),
        });
    }

    /// Takes in that the poller ended. It reports its own faults, so this is one that it could not
    /// report.
    pub(super) fn poller_ended(&mut self) {
        self.poller_ended = true;
        self.update(Event::Warned(vec![format!(
            "STALE from now on: nothing is refreshed any more; start zentop again, and {}",
            Fault::ADVICE
        )]));
    }
}
