//! The tasks beside the loop. The loop owns them: each has a name for what it does, and its end,
//! even by a panic, is an event.

use std::collections::HashMap;
use std::sync::Arc;

use tokio::task::{Id, JoinError, JoinSet};

use crate::app::{Arrival, Card, Destination, Event, GuardNews, NotSaved, Saved, TokensRead};
use crate::chat::NotDone;
use crate::model::{Fault, UserId};
use crate::zendesk::OAuthClients;

/// The job of a task.
#[derive(Debug)]
pub(super) enum Job {
    /// Carries a run out.
    Run,
    /// Looks up what a crash left open.
    Recovery,
    /// Records the verdicts of later lists.
    Recording,
    /// Reads the OAuth tokens of these people.
    Tokens(Vec<UserId>),
    /// Looks at what Zendesk shows after a run.
    Proof,
    /// Reads the facts of a review again, for the request with this number.
    Facts(u64),
    /// Goes to a person or an organisation.
    GoTo(Destination),
    /// Reads a list of people from the file of this path.
    ListFile(String),
    /// Looks for the paths that begin as this one.
    CompletePath(String),
    /// Reads the runs of this account from the journal.
    PastRuns,
    /// Looks people of a list up, by the request with this number.
    LookUpList(u64),
    /// Asks for what a card shows.
    Card(Card),
    /// Changes the Chat account.
    ChatChange,
    /// Records that the terminal was lost.
    LostTerminal,
    /// Asks who is protected by an address, and who is behind the credentials.
    Guarding,
    /// Records who is protected.
    Pinning,
    /// Hands text to the program that copies it.
    Copy,
    /// Writes what is shown to a file of this name.
    Save(String),
    /// Saves the report of the last run.
    SaveReport,
    /// Connects to the account of the profile of this name.
    Switch(String),
    /// Writes how the list looks.
    Remembering,
}

impl Job {
    /// The event for whoever waits for a task that failed. A run has none: it reports its own
    /// faults, so nobody is left waiting.
    fn failed(&self, fault: &Fault) -> Option<Event> {
        let words = format!("{fault}; {}", Fault::ADVICE);
        Some(match self {
            // That the terminal was lost is in the log, and nobody would see more.
            Self::Run | Self::LostTerminal => return None,
            Self::Recovery => warned(format!("unfinished runs were not looked for: {words}")),
            Self::Recording => warned(format!(
                "what a later list said of the run may not be in the journal: {words}"
            )),
            Self::Tokens(people) => Event::Tokens(TokensRead {
                people: people.clone(),
                answer: Err(words),
                clients: OAuthClients::default(),
            }),
            Self::Proof => warned(format!("what became of the run is not looked up: {words}")),
            Self::Facts(id) => Event::Refreshed {
                id: *id,
                answer: Err(words),
                admins: None,
                tokens: None,
            },
            Self::GoTo(destination) => Event::Arrived(Box::new(Arrival {
                destination: destination.clone(),
                answer: Err(words),
            })),
            Self::ListFile(path) => Event::ListRead {
                path: path.clone(),
                answer: Err(words),
            },
            Self::CompletePath(typed) => Event::PathCompleted {
                typed: typed.clone(),
                paths: Err(words),
            },
            Self::PastRuns => Event::PastRunsRead(Err(words)),
            Self::LookUpList(id) => Event::ListLookedUp {
                id: *id,
                answer: Box::new(Err(words)),
            },
            Self::Card(card) => Event::Card {
                card: *card,
                answer: Err(words),
            },
            Self::Guarding => Event::Guarded(Box::new(GuardNews::failed(&words))),
            Self::Pinning => warned(format!(
                "who is protected may not be kept for the next time: {words}"
            )),
            Self::Copy => warned(format!("not copied: {words}")),
            Self::Save(typed) => Event::Saved(Box::new(Saved {
                typed: typed.clone(),
                answer: Err(NotSaved::Failed(words)),
            })),
            Self::SaveReport => warned(format!("the report was not saved: {words}")),
            Self::Switch(name) => warned(format!("profile “{name}”: {words}; the account stays")),
            Self::Remembering => warned(format!(
                "how the list looks is not kept for the next time: {words}"
            )),
            Self::ChatChange => Event::ChatChanged(Arc::new(Err(NotDone::Fault(fault.clone())))),
        })
    }
}

fn warned(line: String) -> Event {
    Event::Warned(vec![line])
}

/// The end of a task.
#[derive(Debug)]
pub(super) struct Ended {
    pub(super) job: Job,
    /// The event that it ended with, or that reports why it could not.
    pub(super) event: Option<Event>,
    /// The fault because of which it did not come to its end, if there was one.
    pub(super) fault: Option<Fault>,
}

/// The tasks under way. Dropping this ends them.
#[derive(Default)]
pub(super) struct Tasks {
    set: JoinSet<Result<Option<Event>, Fault>>,
    jobs: HashMap<Id, Job>,
}

impl Tasks {
    /// Starts a task, which ends with an event or without one.
    pub(super) fn spawn(
        &mut self,
        job: Job,
        task: impl Future<Output = Option<Event>> + Send + 'static,
    ) {
        self.try_spawn(job, async { Ok(task.await) });
    }

    /// Starts a task that may end with a fault of the work that it waited for: that is as good as its
    /// own.
    pub(super) fn try_spawn(
        &mut self,
        job: Job,
        task: impl Future<Output = Result<Option<Event>, Fault>> + Send + 'static,
    ) {
        let id = self.set.spawn(task).id();
        self.jobs.insert(id, job);
    }

    /// Waits for the next end; it never comes while nothing is under way.
    pub(super) async fn next(&mut self) -> Ended {
        loop {
            let ended = self.set.join_next_with_id().await;
            let Some(ended) = ended else {
                return std::future::pending().await;
            };
            let id = ended.as_ref().map_or_else(JoinError::id, |(id, _)| *id);
            let Some(job) = self.jobs.remove(&id) else {
                continue;
            };
            let ended = ended.map_err(Fault::from).and_then(|(_, ended)| ended);
            return match ended {
                Ok(event) => Ended {
                    job,
                    event,
                    fault: None,
                },
                Err(fault) => Ended {
                    event: job.failed(&fault),
                    job,
                    fault: Some(fault),
                },
            };
        }
    }

    /// Whether it is still being written how the list looks.
    pub(super) fn is_remembering(&self) -> bool {
        self.has(|job| matches!(job, Job::Remembering))
    }

    /// Whether another account is being connected to.
    pub(super) fn is_switching(&self) -> bool {
        self.has(|job| matches!(job, Job::Switch(_)))
    }

    /// Whether a record is still being written.
    pub(super) fn is_recording(&self) -> bool {
        self.has(|job| matches!(job, Job::Recording | Job::LostTerminal))
    }

    fn has(&self, is_it: impl Fn(&Job) -> bool) -> bool {
        self.jobs.values().any(is_it)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::live::Sought;
    use crate::model::on_a_thread;

    /// One job of each kind, with the words by which whoever waits hears of its panic; those that
    /// nobody waits for have none. A new kind does not compile before it has a row.
    macro_rules! every_job {
        ($($kind:ident $job:expr => $answer:expr,)*) => {
            fn every_job() -> Vec<(Job, Option<&'static str>)> {
                let every = vec![$(($job, $answer)),*];
                for (job, _) in &every {
                    match job {
                        $(Job::$kind { .. } => {})*
                    }
                }
                every
            }
        };
    }

    every_job! {
        Run Job::Run => None,
        Recovery Job::Recovery => Some("not looked for"),
        Recording Job::Recording => Some("may not be in the journal"),
        Tokens Job::Tokens(vec![UserId::new(7).unwrap()]) => Some("Tokens"),
        Proof Job::Proof => Some("not looked up"),
        Facts Job::Facts(4) => Some("Refreshed"),
        GoTo Job::GoTo(Destination::Person(Sought::Id(UserId::new(7).unwrap()))) => Some("Arrived"),
        ListFile Job::ListFile("leavers.csv".to_owned()) => Some("ListRead { path: \"leavers.csv\""),
        CompletePath Job::CompletePath("lea".to_owned()) => Some("PathCompleted { typed: \"lea\""),
        PastRuns Job::PastRuns => Some("PastRunsRead(Err"),
        LookUpList Job::LookUpList(4) => Some("ListLookedUp { id: 4"),
        Card Job::Card(Card::Credentials) => Some("Credentials"),
        ChatChange Job::ChatChange => Some("ChatChanged"),
        LostTerminal Job::LostTerminal => None,
        Guarding Job::Guarding => Some("who is protected was not looked up"),
        Pinning Job::Pinning => Some("may not be kept for the next time"),
        Copy Job::Copy => Some("not copied"),
        Save Job::Save("a.csv".to_owned()) => Some("Saved(Saved { typed: \"a.csv\""),
        SaveReport Job::SaveReport => Some("the report was not saved"),
        Switch Job::Switch("sandbox".to_owned()) => Some("profile “sandbox”"),
        Remembering Job::Remembering => Some("how the list looks is not kept"),
    }

    #[tokio::test]
    async fn a_panic_is_an_answer_to_whoever_waits_for_the_task() {
        let ways: [fn(&mut Tasks, Job); 2] = [
            |tasks, job| tasks.spawn(job, async { panic!("provoked") }),
            // Of work that the task waits for, on a thread that may block.
            |tasks, job| {
                tasks.try_spawn(job, async {
                    on_a_thread(|| -> u8 { panic!("provoked") }).await?;
                    Ok(None)
                });
            },
        ];
        for start in ways {
            for (job, answer) in every_job() {
                let kind = format!("{job:?}");
                let mut tasks = Tasks::default();
                start(&mut tasks, job);
                let ended = tasks.next().await;
                assert!(ended.fault.is_some(), "{kind}");
                let event = ended.event.map(|event| format!("{event:?}"));
                match (event, answer) {
                    (Some(event), Some(answer)) => {
                        assert!(event.contains(answer), "{kind}: {event}");
                        assert!(event.contains("provoked"), "{kind}: {event}");
                    }
                    (None, None) => {}
                    (event, _) => panic!("{kind} ends with {event:?}"),
                }
                assert!(tasks.jobs.is_empty(), "{kind} is waited for");
            }
        }
    }

    #[tokio::test]
    async fn a_run_that_cannot_even_report_ends_with_a_fault() {
        let mut tasks = Tasks::default();
        tasks.spawn(Job::Run, async { panic!("provoked") });
        let ended = tasks.next().await;
        assert!(ended.event.is_none() && ended.fault.is_some());
        assert!(matches!(ended.job, Job::Run));
    }
}
