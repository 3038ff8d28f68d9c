//! What is seen after a run, looked at on a simulated account: here the accounts and the runs that these
//! tests have in common.
//!
//! - `looks` when a look is made, and when none is
//! - `lists` what the own lists of people prove, whatever a server answers
//! - `walks` what a walk over the account proves
//! - `contained` whether people are suspended and tokens are gone

mod contained;
mod lists;
mod looks;
mod walks;

use rustc_hash::FxHashSet;

use super::cost::WalkKnown;
use super::*;
use crate::model::{SessionKey, UserId};
use crate::operation::report::tests::{person, report, session, token};
use crate::operation::simulated::{NOW, Simulated};
use crate::operation::{JudgedBy, NotLookedAt, Operation, OutcomeKind, PersonVerdict, Route};
use crate::simulator::{FaultEffect, ServerFault};
use crate::zendesk::Purpose;

/// The proof of this run before the first look.
pub(super) fn proof_of(
    account: &Simulated,
    report: impl Into<Arc<Report>>,
    basis: ProofBasis,
) -> Proof {
    let request = ProofRequest::new(report.into(), basis);
    Proof::new(account.client.clone(), Arc::clone(&account.clock), request)
}

/// The proof that sessions of two people were ended: the first is gone, the second is listed
/// unless it is `gone` as well.
fn proof(account: &Simulated, gone: bool) -> (Proof, [UserId; 2]) {
    let sessions = account.simulator.sessions();
    let first = sessions[0].key;
    let mut others = sessions.iter().map(|session| session.key);
    let second = others.find(|key| key.user != first.user).unwrap();
    assert!(account.simulator.sign_out(first));
    if gone {
        assert!(account.simulator.sign_out(second));
    }
    let items = [first, second].map(|key| session(&key.to_string(), OutcomeKind::Done));
    let proof = proof_of(account, report(items.into()), ProofBasis::default());
    (proof, [first.user, second.user])
}

/// A run that was to end every session of this person, or the first ones of theirs, by a choice of
/// this kind, and was over twenty seconds ago.
pub(super) fn run_on(account: &Simulated, user: UserId, judged: JudgedBy) -> (Report, ProofBasis) {
    let before = NOW.shifted(-20_000);
    let theirs = account.simulator.sessions_of(user).into_iter();
    let items = theirs.map(|theirs| {
        let mut item = session(&theirs.key.to_string(), OutcomeKind::Done);
        (item.at, item.server_at) = (before, Some(before));
        item
    });
    let mut report = report(items.collect());
    report.judged = judged.into();
    let known = report.items.iter().filter_map(|item| item.target.session());
    let basis = ProofBasis {
        me: account.simulator.own_user(),
        known: known.collect(),
        ..ProofBasis::default()
    };
    (report, basis)
}

/// Somebody who is signed in and owns none of these credentials.
pub(super) fn somebody(account: &Simulated) -> UserId {
    let own = account.simulator.own_user();
    let sessions = account.simulator.sessions();
    let mut people = sessions.iter().map(|session| session.key.user);
    people.find(|user| Some(*user) != own).unwrap()
}

pub(super) fn end_all(account: &Simulated, user: UserId) {
    for session in account.simulator.sessions_of(user) {
        assert!(account.simulator.sign_out(session.key));
    }
}

/// The verdict on that person after one look.
async fn looked(account: &Simulated, (report, basis): (Report, ProofBasis)) -> PersonProof {
    looked_at(account, (report, basis)).await.people()[0].clone()
}

/// The proof of a run after one look.
async fn looked_at(account: &Simulated, (report, basis): (Report, ProofBasis)) -> Proof {
    let mut proof = proof_of(account, report, basis);
    assert!(proof.look().await.is_some());
    proof
}

pub(super) fn status(code: u16) -> FaultEffect {
    FaultEffect::Status {
        code,
        body: "{}".to_owned(),
        content_type: Some("application/json".to_owned()),
        headers: Vec::new(),
    }
}

fn answers(path: &str, body: String) -> ServerFault {
    let answer = FaultEffect::Status {
        code: 200,
        body,
        content_type: Some("application/json".to_owned()),
        headers: Vec::new(),
    };
    ServerFault::on("GET", path, answer)
}
