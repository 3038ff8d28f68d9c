//! A whole walk of 100,000 sessions over loopback: `zentop list` beside a bare `reqwest` and
//! `serde_json` loop in a process of its own, and how soon the simulator is there.
#![expect(
    clippy::unwrap_used,
    reason = "a benchmark that cannot go on has nothing better to do than to stop"
)]

#[expect(dead_code, reason = "every benchmark uses a part of it")]
mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use support::bare::{BarePage, BareSession};
use support::figure::{Aim, Figure, Sample, is_bench, millis};
use support::process::{Server, ZENTOP, command, run, run_to};

const SESSIONS: u64 = 100_000;
const USERS: u64 = 4_000;

/// The addresses on the list of leavers.
const ADDRESSES: usize = 10_000;

/// Pairs of runs, one after the other.
const PAIRS: usize = 5;

/// The first argument of the process that is the peer.
const PEER: &str = "peer";

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, first, url, token] = &arguments[..]
        && first == PEER
    {
        return bare_walk(url, token);
    }
    if !is_bench() {
        return;
    }
    let server = Server::start(SESSIONS, USERS);
    let began_within = Sample::of([millis(server.began_within)]);
    Figure::new("simulate, 100k sessions: first line", &began_within, "ms")
        .at_most(2_000.0)
        .print();

    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    for _ in 0..PAIRS {
        ours.push(zentop_walk(&server));
        let mut peer = command(std::env::current_exe().unwrap(), server.home.path());
        peer.args([PEER, &server.url, &server.token]);
        bare.push(run(peer));
    }
    let times = |runs: &[(f64, f64)]| Sample::of(runs.iter().map(|(seconds, _)| *seconds));
    let peaks = |runs: &[(f64, f64)]| Sample::of(runs.iter().map(|(_, peak)| *peak));
    Figure::new("walk, 100k sessions: zentop list", &times(&ours), "s")
        .peer("bare loop", &times(&bare), Aim::AtMost(1.2))
        .print();
    let list = list_of_people(&server);
    // In turns, so that other work on the machine meets both.
    let pair = |_| (leavers(&server, &list), zentop_walk(&server));
    let (leavers, lists): (Vec<_>, Vec<_>) = (0..PAIRS).map(pair).unzip();
    Figure::new(
        "leavers, 100k sessions and 10k addresses",
        &times(&leavers),
        "s",
    )
    .peer("zentop list", &times(&lists), Aim::AtMost(1.3))
    .print();
    Figure::new("walk, 100k sessions: peak memory", &peaks(&ours), "MB")
        .peer("bare loop", &peaks(&bare), Aim::AtMost(2.0))
        .print();
}

/// A list of 10,000 addresses: everybody who is signed in with one of their own, and others who are
/// nobody. Which of several people an address means that they share, nothing can tell.
fn list_of_people(server: &Server) -> PathBuf {
    let mut list = command(ZENTOP, server.home.path());
    list.args(["list", "--format", "ndjson", "--url", &server.url])
        .env("ZENDESK_OAUTH_TOKEN", &server.token);
    let output = list.output().unwrap();
    let lines = output.stdout.split(|byte| *byte == b'\n');
    let addresses = lines.filter_map(|line| {
        let line: serde_json::Value = serde_json::from_slice(line).ok()?;
        Some((
            line["email"].as_str()?.to_owned(),
            line["user_id"].as_u64()?,
        ))
    });
    let mut owners: BTreeMap<String, BTreeSet<u64>> = BTreeMap::new();
    for (address, user) in addresses {
        owners.entry(address).or_default().insert(user);
    }
    owners.retain(|_, people| people.len() == 1);
    let mut addresses: BTreeSet<String> = owners.into_keys().collect();
    let others = ADDRESSES.saturating_sub(addresses.len());
    addresses.extend((0..others).map(|n| format!("nobody{n}@nowhere.example")));
    let path = server.home.path().join("people.txt");
    let text: Vec<String> = addresses.into_iter().collect();
    std::fs::write(&path, text.join("\n")).unwrap();
    path
}

fn leavers(server: &Server, list: &Path) -> (f64, f64) {
    let mut leavers = command(ZENTOP, server.home.path());
    leavers
        .args(["leavers", "--format", "json", "--url", &server.url])
        .arg("--people")
        .arg(list)
        .env("ZENDESK_OAUTH_TOKEN", &server.token);
    run_to(leavers, 1)
}

fn zentop_walk(server: &Server) -> (f64, f64) {
    let mut list = command(ZENTOP, server.home.path());
    list.args(["list", "--format", "ndjson", "--url", &server.url])
        .env("ZENDESK_OAUTH_TOKEN", &server.token);
    run(list)
}

/// Everything that a walk needs and nothing else.
#[tokio::main(flavor = "current_thread")]
async fn bare_walk(url: &str, token: &str) {
    rustls::crypto::ring::default_provider()
        .install_default()
        .unwrap();
    let client = reqwest::Client::builder()
        .tls_certs_only([])
        .no_proxy()
        .build()
        .unwrap();
    let mut sessions: Vec<BareSession> = Vec::new();
    let mut after = String::new();
    loop {
        let url = format!("{url}/api/v2/sessions?page%5Bsize%5D=100{after}");
        let request = client
            .get(url)
            .header("authorization", format!("Bearer {token}"));
        let body = request.send().await.unwrap().bytes().await.unwrap();
        let page: BarePage = serde_json::from_slice(&body).unwrap();
        let is_last = !page.meta.has_more;
        if !is_last {
            after = page.after();
        }
        sessions.extend(page.sessions);
        if is_last {
            break;
        }
    }
    assert_eq!(u64::try_from(sessions.len()), Ok(SESSIONS));
}
