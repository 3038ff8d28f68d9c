//! Readings beside the loop, for what the poller does not read: OAuth tokens, and what is shown
//! of people and tokens after a run against them. Answers come back as events.

use std::sync::Arc;

use tokio::sync::mpsc;

use crate::app::{Event, TokensRead};
use crate::model::UserId;
use crate::operation::{Proof, Report, Runner, token_in_use};
use crate::zendesk::{Purpose, TokenList};

/// Reads the tokens of the account, and which of them is in use.
pub(super) fn read_tokens(runner: &Runner, people: Vec<UserId>, tell: mpsc::Sender<Event>) {
    let (client, auth) = (runner.client.clone(), runner.auth);
    tokio::spawn(async move {
        let answer = match TokenList::read(&client, Purpose::Watching).await {
            Ok(list) => Ok((list, token_in_use(&client, auth).await)),
            Err(error) => Err(format!("{error}; {}", error.advice())),
        };
        // Where the loop has ended, nobody wants to know.
        let _ = tell
            .send(Event::Tokens(TokensRead { people, answer }))
            .await;
    });
}

/// Looks a few times what is shown after a run, until everything is as it should be.
pub(super) fn prove(runner: &Runner, report: Arc<Report>, tell: mpsc::Sender<Event>) {
    let mut proof = Proof::new(
        runner.client.clone(),
        runner.clock.clone(),
        Arc::clone(&report),
    );
    tokio::spawn(async move {
        while let Some(verdicts) = proof.look().await {
            let (run, verdicts) = (report.run.clone(), verdicts.to_vec());
            if tell.send(Event::Proved { run, verdicts }).await.is_err() {
                return;
            }
        }
    });
}
