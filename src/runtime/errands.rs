//! Readings beside the loop, for what the poller does not read: OAuth tokens, and what is shown
//! of people and tokens after a run against them. Answers come back as events.

use std::sync::Arc;

use tokio::sync::mpsc;

use super::Ending;
use crate::app::{Event, TokensRead};
use crate::model::{TokenId, UserId};
use crate::operation::{Proof, Report};
use crate::zendesk::{AuthKind, Client, Purpose, TokenList};

/// Reads the tokens of the account, and which of them is in use.
pub(super) fn read_tokens(ending: &Ending, people: Vec<UserId>, tell: mpsc::Sender<Event>) {
    let (client, auth) = (ending.client.clone(), ending.auth);
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
pub(super) fn prove(ending: &Ending, report: Arc<Report>, tell: mpsc::Sender<Event>) {
    let mut proof = Proof::new(
        ending.client.clone(),
        ending.clock.clone(),
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

/// The token that requests are made with, where they are made with one. Its owner keeps all of
/// theirs whatever comes back, so a failure here opens nothing.
pub async fn token_in_use(client: &Client, auth: AuthKind) -> Option<TokenId> {
    if auth != AuthKind::OAuth {
        return None;
    }
    let answer = client.own_token(Purpose::Watching).await.ok()?;
    Some(answer.value.id)
}
