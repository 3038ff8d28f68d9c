//! One step's request: sent, and sent again only where that is safe.
//!
//! - here the sending, and the waits between two attempts
//! - `attempts` what each attempt says of the step, and whether another is worth it
//! - `waits` the wait for its place, and why it waits, in words
//! - `done` how it ended

mod attempts;
mod done;
mod waits;

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use self::attempts::{Attempts, may_repeat};
pub(super) use self::done::Done;
use super::owner::RunOwner;
use super::progress::{ItemState, ProgressSender};
use super::sign_in;
use super::since::{PeopleSince, StepPeople, WithheldPerson};
use crate::operation::{Step, StepRequest, Stopped};
use crate::zendesk::{
    Answered, ApiError, ApiErrorKind, Client, Permit, RetryPolicy, next_delay, why_again,
};

/// What the requests of one run have in common.
#[derive(Clone)]
pub(super) struct StepSender {
    pub(super) client: Client,
    /// The person for whose credentials the run was planned, where that is to be asked again.
    pub(super) owner: Option<RunOwner>,
    /// The function that spreads retries.
    pub(super) jitter: fn() -> f64,
    /// How long to wait for somebody to sign in again.
    pub(super) sign_in_patience: Duration,
    /// The token that is cancelled when the run stops; a step that waits to be sent again then
    /// gives up.
    pub(super) halt: CancellationToken,
    pub(super) progress: ProgressSender,
    /// Whoever becomes protected meanwhile, where a rule depends on who people are.
    pub(super) since: Option<Arc<PeopleSince>>,
}

/// How often it is looked who the people of a step are before one request: a server that answers slowly
/// must not keep a run from what was confirmed.
const LOOKS: u32 = 2;

/// Nothing is to be done to these of the people whom a step is about.
struct Withheld(Vec<WithheldPerson>);

impl StepSender {
    /// Sends one step's request, and sends it again where that is safe: a request that has the same
    /// effect twice may be repeated after a clear failure; the two wide routes are sent once, since
    /// a repeat could end a newer sign-in.
    pub(super) async fn send(self, permit: Permit, step: Step, is_probe: bool) -> Done {
        let (sent_step, progress) = (step.clone(), self.progress.clone());
        // Progress is sent beside the request, so that nothing delays a request that has its place.
        let sending = self.sending(permit, step, is_probe);
        let telling = async {
            progress.resume().await;
            progress.tell_each(&sent_step, &ItemState::Sent).await;
        };
        let (done, ()) = join(sending, telling).await;
        done
    }

    async fn sending(self, permit: Permit, step: Step, is_probe: bool) -> Done {
        let began = Instant::now();
        let mut next = Some(permit);
        let mut attempts = Attempts::default();
        let mut done = Done::not_yet(step, is_probe);
        while let Some(permit) = next.take() {
            let permit = match self.looked(permit, &done.step).await {
                Ok(Some(permit)) => permit,
                Ok(None) => break,
                Err(Withheld(people)) => {
                    attempts.withheld(&mut done, people);
                    break;
                }
            };
            done.note = self.since.as_ref().and_then(|it| it.goes(&done.step));
            let answer = ask(&self.client, permit, &done.step).await;
            // What no credentials of the owner were there for was not sent.
            let is_unsent = |error: &ApiError| error.kind == ApiErrorKind::OtherSignIn;
            done.attempts += u32::from(!answer.as_ref().err().is_some_and(is_unsent));
            done.took = began.elapsed();
            match answer {
                Ok(answer) => {
                    done.outcome = done.step.success().into();
                    done.error = None;
                    done.status = Some(answer.status);
                    done.server_at = answer.server_date;
                    done.request_id = answer.request_id.map(|id| id.as_str().to_owned());
                }
                Err(error) => {
                    let error = Arc::new(error);
                    attempts.judge(&mut done, &error);
                    match self.is_worth_another(&mut attempts, &done, &error).await {
                        Ok(true) => {
                            // The place comes last, because sending progress takes as long as the
                            // listener likes.
                            let permit = self.place(&done.step);
                            next = self.halt.run_until_cancelled(permit).await;
                        }
                        Ok(false) => {}
                        Err(why) => done.stop = Some(why),
                    }
                }
            }
        }
        done
    }

    /// Looks who the people of a step are by now, where what is known of them is too old. The place is given
    /// up for that, since the answer may be to wait; where the next one is long in coming, it is looked
    /// again. `None` if the run is stopped meanwhile.
    async fn looked(&self, permit: Permit, step: &Step) -> Result<Option<Permit>, Withheld> {
        let Some(since) = &self.since else {
            return Ok(Some(permit));
        };
        let mut permit = permit;
        for _ in 0..LOOKS {
            match since.standing(step) {
                StepPeople::Free => return Ok(Some(permit)),
                StepPeople::Withheld(people) => return Err(Withheld(people)),
                StepPeople::Old => {}
            }
            drop(permit);
            since.read_again(step, &self.client).await;
            // An answer that was slow to come is old already, and says who is protected all the same.
            let people = since.withheld(step);
            if !people.is_empty() {
                return Err(Withheld(people));
            }
            let place = self.halt.run_until_cancelled(self.place(step)).await;
            let Some(place) = place else {
                return Ok(None);
            };
            permit = place;
        }
        Ok(Some(permit))
    }

    /// Waits until the step may be sent again, if it may.
    ///
    /// # Errors
    /// If the credentials are in other hands by now, or that cannot be found out: why the run stops.
    async fn is_worth_another(
        &self,
        attempts: &mut Attempts,
        done: &Done,
        error: &ApiError,
    ) -> Result<bool, Stopped> {
        if let Some(wait) = error.turned_away() {
            // The request was turned away unread, and keeps its place for as long as that takes. If
            // this is the last step of a run, nothing else would report why nothing happens.
            let Some(wait) = attempts.turned_away(wait) else {
                return Ok(false);
            };
            self.progress.pause(&waits::turned_away(error), wait).await;
            self.sleep(wait).await;
            self.progress.resume().await;
            return Ok(true);
        }
        if error.refuses_credentials() {
            let began = Instant::now();
            let again = sign_in::wait(
                &self.client,
                self.sign_in_patience,
                &self.halt,
                &self.progress,
            );
            let again = again.await;
            attempts.waited_for_a_sign_in(began.elapsed());
            if again {
                self.progress.resume().await;
                self.look_at_the_owner().await?;
            }
            return Ok(again);
        }
        if error.kind == ApiErrorKind::OtherSignIn {
            if !attempts.other_sign_in() {
                return Err(Stopped::Failing(Arc::new(error.clone())));
            }
            self.look_at_the_owner().await?;
            return Ok(true);
        }
        attempts.read += 1;
        if !may_repeat(&done.step, error) {
            return Ok(false);
        }
        let spent = attempts.spent_of(done.took);
        let policy = RetryPolicy::default();
        let Some(delay) = next_delay(attempts.read, error, spent, &policy, (self.jitter)()) else {
            return Ok(false);
        };
        let is_failure = error.kind != ApiErrorKind::Renewed;
        if is_failure && !self.client.budget().take_repeat() {
            return Ok(false);
        }
        if delay > waits::SILENCE {
            self.progress.pause(&why_again(error), delay).await;
        }
        self.sleep(delay).await;
        self.progress.resume().await;
        Ok(true)
    }

    /// Looks whether whoever signed in anew is whom the run was planned for, unless it is stopped
    /// meanwhile. Another admin's own sessions are others than those that were left.
    ///
    /// # Errors
    /// If it is not, or that cannot be found out.
    pub(super) async fn look_at_the_owner(&self) -> Result<(), Stopped> {
        let Some(owner) = &self.owner else {
            return Ok(());
        };
        let looking = owner.look(&self.client);
        self.halt
            .run_until_cancelled(looking)
            .await
            .unwrap_or(Ok(()))
    }

    /// Waits for this long, or until the run is stopped.
    async fn sleep(&self, delay: Duration) {
        self.halt
            .run_until_cancelled(tokio::time::sleep(delay))
            .await;
    }
}

/// Sends the request of a step.
async fn ask(client: &Client, permit: Permit, step: &Step) -> Result<Answered<()>, ApiError> {
    match &step.request {
        StepRequest::Session(key) => client.end_session(permit, *key).await,
        StepRequest::SessionsOf(user) => client.end_sessions_of(permit, *user).await,
        StepRequest::Logout(users) => client.logout_many(permit, users).await,
        StepRequest::Person(user, change) => client.change_person(permit, *user, *change).await,
        StepRequest::Token(_, token) => client.revoke_token(permit, *token).await,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicI64, Ordering};

    use super::*;
    use crate::live::Reader;
    use crate::model::{Clock, Role};
    use crate::operation::simulated::{NOW, Simulated};
    use crate::operation::{
        Basis, Choice, Guardrails, OutcomeKind, Plan, Route, plan_ending_by_name,
    };
    use crate::settings::ProtectedRule;

    /// What a slow server says of somebody is old when it comes, and holds all the same.
    #[tokio::test]
    async fn an_answer_that_is_old_when_it_comes_still_protects() {
        let account = Simulated::account().await;
        let mut reader = Reader::new(account.client.clone(), Arc::clone(&account.clock));
        let own = reader.identify().await.unwrap().id;
        let snapshot = reader.walk().await.unwrap().snapshot;
        let guardrails = Guardrails {
            own_user: Some(own),
            protected: vec![ProtectedRule::Role(Role::Admin)],
            ..Guardrails::default()
        };
        let basis = Basis {
            account: "acme",
            snapshot: &snapshot,
            guardrails: &guardrails,
            now: NOW,
        };
        let plan: Plan = plan_ending_by_name(&Choice::everyone(), Route::User, &basis).unwrap();
        // Each look at the clock is 40 s later.
        let time = AtomicI64::new(0);
        let clock: Clock = Arc::new(move || NOW.shifted(time.fetch_add(40_000, Ordering::SeqCst)));
        let since = PeopleSince::of(&plan, &guardrails, &clock).map(Arc::new);
        for person in plan.people_of_items() {
            account
                .simulator
                .edit_user(person, |user| user.role = Role::Admin);
        }
        let (progress, mut heard) = tokio::sync::mpsc::channel(64);
        tokio::spawn(async move { while heard.recv().await.is_some() {} });
        let sender = StepSender {
            client: account.client.clone(),
            owner: None,
            jitter: || 0.5,
            sign_in_patience: Duration::ZERO,
            halt: CancellationToken::new(),
            progress: ProgressSender::new(clock, progress),
            since,
        };
        let step = plan.steps().remove(0);
        let permit = sender.place(&step).await;
        let done = sender.send(permit, step, false).await;
        assert_eq!(done.outcome.kind, OutcomeKind::NotAttempted);
        assert_eq!((done.attempts, done.withheld.len()), (0, 1));
    }
}
