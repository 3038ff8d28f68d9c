//! What is known of people before they are offboarded, at an account whose list takes long to read.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use futures_util::future::BoxFuture;

use super::*;
use crate::command::carry_out::tests::connected;
use crate::host::system_clock;
use crate::model::{Timestamp, UserId};
use crate::operation::{Choice, OffboardPart, OffboardWanted, Operation, Tokens};
use crate::simulator::{Options, Simulator, serve};
use crate::zendesk::{
    Account, Budget, Client, Credentials, HttpTransport, Limits, Reply, Request, Shares, Transport,
    TransportError,
};

/// A line on which one answer takes so long that the person signs in again meanwhile.
struct SlowAnswer {
    path: &'static str,
    inner: HttpTransport,
    simulator: Simulator,
    time: Arc<AtomicI64>,
    milliseconds: i64,
    user: UserId,
}

impl Transport for SlowAnswer {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Reply, TransportError>> {
        if request.path == self.path {
            self.simulator.sign_in(self.user);
            self.time.fetch_add(self.milliseconds, Ordering::Relaxed);
        }
        Box::pin(self.inner.send(request))
    }
}

/// How many sessions of somebody the plan has, and how many they have, where the list of tokens takes
/// so many seconds.
async fn planned(seconds: i64) -> (usize, usize) {
    let offboards =
        |choice: &Choice| VerbAim::Offboard(OffboardWanted::all_of(choice, &OffboardPart::ALL));
    let (simulator, user, plan) = made("/api/v2/oauth/tokens", seconds, offboards).await;
    let listed = simulator.sessions_of(user).len();
    (plan.sessions().count(), listed)
}

/// The plan of what somebody is to be done to, where the answer to one request takes so many seconds.
async fn made(
    path: &'static str,
    seconds: i64,
    aim: impl Fn(&Choice) -> VerbAim,
) -> (Simulator, UserId, Plan) {
    let simulator = Simulator::new(Options {
        sessions: 10,
        users: 10,
        churn_per_minute: 0,
        rate_limit: 0,
        ..Options::new(system_clock())
    });
    let served = serve(simulator.clone(), 0).await.unwrap();
    let account = Account::from_url(&served.url()).unwrap();
    let credentials = Credentials::oauth(&simulator.credentials().oauth_token).unwrap();
    let time = Arc::new(AtomicI64::new(system_clock()().millis()));
    let clock: Clock = {
        let time = Arc::clone(&time);
        Arc::new(move || Timestamp::from_millis(time.load(Ordering::Relaxed)))
    };
    let own = simulator.own_user();
    let sessions = simulator.sessions().into_iter();
    let mut others = sessions.map(|one| one.key.user);
    let user = others.find(|user| Some(*user) != own).unwrap();
    let line = SlowAnswer {
        path,
        inner: HttpTransport::new(&account, &credentials, Limits::default()).unwrap(),
        simulator: simulator.clone(),
        time,
        milliseconds: seconds * 1_000,
        user,
    };
    let client = Client::new(account, Arc::new(line), Budget::new(Shares::default()));
    let home = tempfile::tempdir().unwrap();
    let connection = connected(client, credentials, home.path());
    let choice = Choice::people(vec![user]);
    let planned = super::planned(&connection, &aim(&choice), PlanUse::CarriedOut, &clock).await;
    (simulator, user, planned.unwrap().plan)
}

#[tokio::test]
async fn what_was_read_too_long_ago_is_read_again_before_people_are_offboarded() {
    let (planned_late, listed) = planned(31).await;
    assert_eq!(
        planned_late, listed,
        "they signed in after their list was read"
    );
    let (planned_soon, listed) = planned(29).await;
    assert_eq!(planned_soon + 1, listed, "young facts cost no request");
}

/// The same of verbs that need no list of anybody's sessions: who people are grows old as well.
#[tokio::test]
async fn who_people_are_is_read_again_before_they_are_suspended() {
    let path = "/api/v2/users/show_many";
    let suspends = |choice: &Choice| VerbAim::Change(choice.clone(), Operation::Suspend);
    for (seconds, times) in [(31, 2), (29, 1)] {
        let (simulator, user, plan) = made(path, seconds, suspends).await;
        assert_eq!(
            plan.people_of_items().into_iter().collect::<Vec<_>>(),
            [user]
        );
        let ledger = simulator.ledger();
        let asked = ledger.iter().filter(|entry| entry.target.starts_with(path));
        assert_eq!(asked.count(), times, "{seconds}");
    }
}

/// Tokens and their owners are as old as the first of what was read of them.
#[tokio::test]
async fn tokens_are_listed_again_before_they_are_revoked() {
    let path = "/api/v2/oauth/tokens";
    for (seconds, times) in [(31, 2), (29, 1)] {
        let revokes = |_: &Choice| VerbAim::Revoke(Tokens::of(everyone()));
        let (simulator, _, plan) = made(path, seconds, revokes).await;
        assert!(!plan.is_empty());
        let ledger = simulator.ledger();
        let asked =
            |entry: &&crate::simulator::LedgerEntry| entry.target.split('?').next() == Some(path);
        assert_eq!(ledger.iter().filter(asked).count(), times, "{seconds}");
    }
}

fn everyone() -> Choice {
    Choice {
        undecided: crate::operation::UndecidedPolicy::Leave,
        ..Choice::everyone()
    }
}
