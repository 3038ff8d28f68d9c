//! A run without a screen, against a simulated account, whose proof panics.

use std::collections::BTreeMap;

use futures_util::future::BoxFuture;

use super::*;
use crate::auth::CredentialSource;
use crate::host::system_clock;
use crate::live::Reader;
use crate::operation::{Basis, Choice, Route, plan_ending};
use crate::settings::{Flags, Inputs, Settings};
use crate::simulator::{Options, Simulator, serve};
use crate::zendesk::{
    Account, Budget, Client, Credentials, HttpTransport, Limits, Reply, Request, Shares, Transport,
    TransportError,
};

/// A line on which nothing can be read any more once something was ended.
struct ReadsNoMore {
    inner: HttpTransport,
    has_ended: std::sync::atomic::AtomicBool,
}

impl Transport for ReadsNoMore {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Reply, TransportError>> {
        let relaxed = std::sync::atomic::Ordering::Relaxed;
        let ends = request.method == http::Method::DELETE;
        self.has_ended.fetch_or(ends, relaxed);
        let reads_on = !ends && self.has_ended.load(relaxed);
        Box::pin(async move {
            assert!(!reads_on, "provoked");
            self.inner.send(request).await
        })
    }
}

/// A connection through this client, whose files are under this folder.
pub(in crate::command) fn connected(
    client: Client,
    credentials: Credentials,
    home: &std::path::Path,
) -> Connection {
    let env = BTreeMap::from([("HOME".to_owned(), home.display().to_string())]);
    let inputs = Inputs {
        file: None,
        env,
        flags: Flags::default(),
        leaves_credentials: false,
    };
    let source = CredentialSource::Plain(credentials);
    let settings = Settings::resolve(&inputs).unwrap();
    Connection::new(client, settings, source, system_clock()())
}

#[tokio::test]
async fn a_proof_that_panics_leaves_a_report_and_something_to_see() {
    let clock = system_clock();
    let simulator = Simulator::new(Options {
        sessions: 10,
        users: 10,
        churn_per_minute: 0,
        rate_limit: 0,
        ..Options::new(Arc::clone(&clock))
    });
    let served = serve(simulator.clone(), 0).await.unwrap();
    let account = Account::from_url(&served.url()).unwrap();
    let credentials = Credentials::oauth(&simulator.credentials().oauth_token).unwrap();
    let line = ReadsNoMore {
        inner: HttpTransport::new(&account, &credentials, Limits::default()).unwrap(),
        has_ended: false.into(),
    };
    let client = Client::new(account, Arc::new(line), Budget::new(Shares::default()));
    let mut reader = Reader::new(client.clone(), clock.clone());
    let me = reader.identify().await.unwrap();
    let snapshot = reader.walk().await.unwrap().whole().unwrap();

    let home = tempfile::tempdir().unwrap();
    let connection = connected(client, credentials, home.path());
    let guardrails = Guardrails {
        own_user: Some(me.id),
        ..Guardrails::default()
    };
    let basis = Basis {
        account: "acme",
        snapshot: &snapshot,
        guardrails: &guardrails,
        now: clock(),
    };
    let mut others = simulator.sessions().into_iter().map(|session| session.key);
    let key = others.find(|key| key.user != me.id).unwrap();
    let plan = plan_ending(&Choice::sessions(vec![key]), Route::Exact, &basis).unwrap();
    let paper = home.path().join("report.md");
    let order = RunRequest {
        confirmed: plan.confirm_count(1).unwrap(),
        gone: Vec::new(),
        plan_file: None,
        reason: Reason::default(),
        guardrails,
        format: PlanFormat::Table,
        files: ReportFiles::create(std::slice::from_ref(&paper)).unwrap(),
        survivors: None,
    };
    let status = carry_out(&connection, order, &snapshot, &clock).await;
    assert_eq!(status.unwrap(), SOMETHING_TO_SEE);
    assert_eq!(simulator.sessions().len(), 9);
    let report = std::fs::read_to_string(paper).unwrap();
    assert!(report.contains("not looked at yet"), "{report}");
}
