//! One step's request: sent, and sent again only where that is safe.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::join;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::odd::Seen;
use super::owner::RunOwner;
use super::progress::{ItemState, ProgressSender};
use super::sign_in;
use crate::model::Timestamp;
use crate::operation::{Outcome, OutcomeKind, Step, StepRequest, Stopped};
use crate::zendesk::{
    Answered, ApiError, ApiErrorKind, BudgetWait, CHANGE_PERSON, Client, END_SESSION,
    END_SESSIONS_OF, Endpoint, LOGOUT_MANY, PauseReason, Permit, Purpose, REVOKE_TOKEN,
    RetryPolicy, next_delay,
};

/// Why a run waits for the account, in words.
const USED_UP: &str = "the account's requests are used up";

/// Why a run waits for a server that asked for rest, in words.
const OVERLOADED: &str = "Zendesk is overloaded or in maintenance";

/// Why a run waits for our own share, in words.
const SHARE_USED: &str = "our share of the account's requests is used for this minute";

/// The wait for a place up to which nothing is reported.
const SILENCE: Duration = Duration::from_secs(1);

/// Why a run waits for its sign-in, in words.
const NOT_RENEWED: &str = "the access token has ended, and Zendesk does not renew it yet";

/// The time after which a step that is turned away over and over gives up: the longest wait that a
/// server may ask for, and some of ours.
const TURNED_AWAY: Duration = Duration::from_secs(20 * 60);

/// The times in a row that a step is turned away before the waits grow beyond what the server asks.
const PATIENT_FOR: u32 = 4;

/// The least wait by then. It doubles with each further time, so that a server that always asks for
/// a second is not asked every second.
const PAUSE: Duration = Duration::from_millis(500);

/// The longest wait that we choose ourselves.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// The attempts of a step that may find another sign-in in place of the one before.
const CHANGES_AT_MOST: u32 = 3;

/// A step whose request was sent, and how it ended.
pub(super) struct Done {
    pub(super) step: Step,
    pub(super) outcome: Outcome,
    /// The error of the last attempt, if it failed.
    pub(super) error: Option<Arc<ApiError>>,
    /// What Zendesk showed after an answer that did not fit, if it was looked up.
    pub(super) observed: Option<Seen>,
    /// Whether it was sent to probe a server that keeps failing.
    pub(super) is_probe: bool,
    pub(super) status: Option<u16>,
    /// The server's clock when it answered, if it was answered as documented.
    pub(super) server_at: Option<Timestamp>,
    pub(super) request_id: Option<String>,
    pub(super) attempts: u32,
    pub(super) took: Duration,
    /// Why the run stops after it, if it was not sent again because of that.
    pub(super) stop: Option<Stopped>,
}

impl Done {
    /// Why it ended as it did, in words for the record.
    pub(super) fn detail(&self) -> Option<String> {
        let cause = self.outcome.cause().map(ToString::to_string);
        let again = self.attempts > 1 && self.outcome.kind == OutcomeKind::AlreadySo;
        cause.or_else(|| again.then(|| "an attempt before may have done it".to_owned()))
    }
}

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
}

/// The attempts of one step so far.
#[derive(Default)]
struct Attempts {
    /// The attempts that the server read.
    read: u32,
    /// The attempts that were turned away unread, and the time spent on them.
    turned_away: u32,
    unread: Duration,
    /// The attempts that were not sent, because another sign-in took the place of the one before.
    other_sign_ins: u32,
    /// The first failure that may have had an effect: a later refusal does not undo that.
    doubt: Option<Arc<ApiError>>,
}

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
        let mut done = Done {
            step,
            outcome: OutcomeKind::NotAttempted.into(),
            error: None,
            observed: None,
            is_probe,
            status: None,
            server_at: None,
            request_id: None,
            attempts: 0,
            took: Duration::ZERO,
            stop: None,
        };
        while let Some(permit) = next.take() {
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

    /// Waits for a place for a step, and reports why if that takes a while.
    pub(super) async fn place(&self, step: &Step) -> Permit {
        let (budget, endpoint) = (self.client.budget(), endpoint(step));
        let mut acquiring = pin!(budget.acquire_for(Purpose::Ending, endpoint.clone()));
        if let Some(permit) = (&mut acquiring).now_or_never() {
            return permit;
        }
        let wait = budget.waiting(Purpose::Ending, Some(&endpoint));
        if let Some(wait) = wait.filter(|wait| wait.left > SILENCE) {
            self.progress.pause(&why(&wait, &endpoint), wait.left).await;
        }
        acquiring.await
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
            attempts.turned_away += 1;
            let doubled = 2_u32.saturating_pow(attempts.turned_away.saturating_sub(PATIENT_FOR));
            let grown = PAUSE.saturating_mul(doubled);
            let wait = wait.max(grown.min(LONGEST_PAUSE));
            attempts.unread += wait;
            if attempts.unread > TURNED_AWAY {
                return Ok(false);
            }
            let why = match (&error.kind, error.own_limit()) {
                (ApiErrorKind::NotRenewed { .. }, _) => NOT_RENEWED.to_owned(),
                (_, Some(endpoint)) => endpoint.used_up(),
                _ => USED_UP.to_owned(),
            };
            self.progress.pause(&why, wait).await;
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
            attempts.unread += began.elapsed();
            if again {
                self.progress.resume().await;
                self.look_at_the_owner().await?;
            }
            return Ok(again);
        }
        if error.kind == ApiErrorKind::OtherSignIn {
            attempts.other_sign_ins += 1;
            if attempts.other_sign_ins > CHANGES_AT_MOST {
                return Err(Stopped::Failing(Arc::new(error.clone())));
            }
            self.look_at_the_owner().await?;
            return Ok(true);
        }
        attempts.read += 1;
        if !may_repeat(&done.step, error) {
            return Ok(false);
        }
        let spent = done.took.saturating_sub(attempts.unread);
        let policy = RetryPolicy::default();
        let Some(delay) = next_delay(attempts.read, error, spent, &policy, (self.jitter)()) else {
            return Ok(false);
        };
        let is_failure = error.kind != ApiErrorKind::Renewed;
        if is_failure && !self.client.budget().take_repeat() {
            return Ok(false);
        }
        self.sleep(delay).await;
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

/// Why a run waits for its place, in words.
fn why(wait: &BudgetWait, endpoint: &Endpoint) -> String {
    let words = match wait.pause {
        Some(PauseReason::Overloaded) => OVERLOADED,
        Some(PauseReason::RateLimited | PauseReason::UsedUp) => USED_UP,
        Some(PauseReason::EndpointUsedUp) => return endpoint.used_up(),
        Some(PauseReason::Reserve) => wait.why,
        None => SHARE_USED,
    };
    words.to_owned()
}

/// Where the request of a step goes.
fn endpoint(step: &Step) -> Endpoint {
    match &step.request {
        StepRequest::Session(_) => END_SESSION,
        StepRequest::SessionsOf(_) => END_SESSIONS_OF,
        StepRequest::Logout(_) => LOGOUT_MANY,
        StepRequest::Person(..) => CHANGE_PERSON,
        StepRequest::Token(_) => REVOKE_TOKEN,
    }
}

/// Sends the request of a step.
async fn ask(client: &Client, permit: Permit, step: &Step) -> Result<Answered<()>, ApiError> {
    match &step.request {
        StepRequest::Session(key) => client.end_session(permit, *key).await,
        StepRequest::SessionsOf(user) => client.end_sessions_of(permit, *user).await,
        StepRequest::Logout(users) => client.logout_many(permit, users).await,
        StepRequest::Person(user, change) => client.change_person(permit, *user, *change).await,
        StepRequest::Token(token) => client.revoke_token(permit, *token).await,
    }
}

impl Attempts {
    /// Takes in what a failed attempt says about the step, given the attempts before it.
    fn judge(&mut self, done: &mut Done, error: &Arc<ApiError>) {
        done.status = error.status();
        done.server_at = None;
        done.request_id = error.request_id.as_ref().map(|id| id.as_str().to_owned());
        done.outcome = Outcome::of_failure(Arc::clone(error));
        let is_no = matches!(
            done.outcome.kind,
            OutcomeKind::Failed | OutcomeKind::Refused
        );
        if let Some(doubt) = self.doubt.as_ref().filter(|_| is_no) {
            done.outcome = Outcome::because(OutcomeKind::Unknown, Arc::clone(doubt));
        }
        if error.may_have_taken_effect() {
            self.doubt.get_or_insert_with(|| Arc::clone(error));
        }
        done.error = Some(Arc::clone(error));
    }
}

/// Whether the step may be sent again. A request that never left, or that came with a token that
/// had ended, may always be repeated; one that failed on the server's side only where repeating has
/// the same effect.
fn may_repeat(step: &Step, error: &ApiError) -> bool {
    match error.kind {
        ApiErrorKind::Unreachable { .. } | ApiErrorKind::Renewed => true,
        ApiErrorKind::Failing { .. } => step.is_idempotent(),
        _ => false,
    }
}
