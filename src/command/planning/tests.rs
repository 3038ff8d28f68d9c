//! What is known of people before they are offboarded, at an account whose list takes long to read.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use futures_util::future::BoxFuture;

use super::*;
use crate::command::carry_out::tests::connected;
use crate::host::system_clock;
use crate::simulator::{Options, Simulator, serve};
use crate::zendesk::{
    Account, Budget, Client, Credentials, HttpTransport, Limits, Reply, Request, Shares, Transport,
    TransportError,
};

/// A line on which the list of tokens takes so long that the person signs in again meanwhile.
struct SlowTokens {
    inner: HttpTransport,
    simulator: Simulator,
    time: Arc<AtomicI64>,
    milliseconds: i64,
    user: UserId,
}

impl Transport for SlowTokens {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Reply, TransportError>> {
        if request.path == "/api/v2/oauth/tokens" {
            self.simulator.sign_in(self.user);
            self.time.fetch_add(self.milliseconds, Ordering::Relaxed);
        }
        Box::pin(self.inner.send(request))
    }
}

/// How many sessions of somebody the plan has, and how many they have, where the list of tokens takes
/// so many seconds.
async fn planned(seconds: i64) -> (usize, usize) {
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
    let line = SlowTokens {
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
    let wanted = OffboardWanted::all_of(&choice, &OffboardPart::ALL);
    let aim = VerbAim::Offboard(wanted);
    let planned = super::planned(&connection, &aim, PlanUse::CarriedOut, &clock).await;
    let listed = simulator.sessions_of(user).len();
    (planned.unwrap().plan.sessions().count(), listed)
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
