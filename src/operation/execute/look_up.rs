//! A look at what Zendesk shows, after an answer that does not fit.

use std::sync::Arc;

use super::odd::Seen;
use super::run::Run;
use crate::operation::{LeftToDo, OutcomeKind, Proof, ProofBasis, ProofRequest, Report, Step};

impl Run {
    /// What Zendesk shows now of the targets of a step. No other request of the run is under way
    /// meanwhile. What a reading proves is decided where all proof is.
    pub(super) async fn look_up(&self, step: &Step) -> Seen {
        let at = (self.clock)();
        let items = step.items.iter().map(|item| {
            let mut item = self.report.items[*item].clone();
            (item.outcome, item.at) = (OutcomeKind::Unknown.into(), at);
            item
        });
        let in_question = Report {
            run: self.report.run.clone(),
            account: self.report.account.clone(),
            operation: self.operation_of(step),
            judged: self.report.judged.clone(),
            reason: self.report.reason.clone(),
            clock_offset: self.report.clock_offset,
            began_at: at,
            ended_at: at,
            items: items.collect(),
            stopped: None,
            offboarding: None,
            not_read_again: None,
            journal_head: None,
            left_to_do: LeftToDo::default(),
        };
        let client = self.sender.client.clone();
        let basis = ProofBasis {
            me: self.guardrails.own_user,
            ..ProofBasis::default()
        };
        let (clock, report) = (Arc::clone(&self.clock), Arc::new(in_question));
        let request = ProofRequest::new(report, basis);
        let mut proof = Proof::new(client, clock, request);
        let halt = &self.sender.halt;
        match halt.run_until_cancelled(proof.look()).await.flatten() {
            Some(verdicts) => Seen::of(verdicts),
            None => Seen::NotKnown,
        }
    }
}
