//! Reading beside the loop, for what the poller does not read: OAuth tokens, and what Zendesk shows
//! of people and tokens after a run. Answers come back as events.

use std::sync::Arc;

use tokio::sync::mpsc;

use crate::app::{Event, FactsRequest, ListsWanted, TokensRead};
use crate::live::{
    FactsRead, FactsWanted, NameEntry, NamesSought, Naming, PollerHandle, Reader, facts_at_most,
    read_facts,
};
use crate::model::{UserId, counted};
use crate::operation::{
    Guardrails, Proof, ProofRequest, Proved, Runner, list_admins, look_again, token_in_use,
};
use crate::zendesk::{ApiError, OAuthClients, Purpose, TokenList};

/// Reads the tokens of the account, and which of them is in use.
pub(super) async fn read_tokens(runner: Runner, people: Vec<UserId>) -> Option<Event> {
    let (client, auth) = (runner.client, runner.auth);
    let mut answer = match TokenList::read(&client, Purpose::Asked).await {
        Ok(list) => Ok((list, token_in_use(&client, auth).await)),
        Err(error) => Err(format!("{error}; {}", error.advice())),
    };
    // Names are worth a try; whatever is wrong with the credentials is in the answer already.
    let clients = match &answer {
        Ok((list, _)) if !list.tokens.is_empty() => OAuthClients::read(&client, Purpose::Asked)
            .await
            .unwrap_or_default(),
        Ok(_) | Err(_) => OAuthClients::default(),
    };
    if let Ok((list, _)) = &mut answer {
        clients.name_in(&mut list.tokens);
    }
    Some(Event::Tokens(TokensRead {
        people,
        answer,
        clients,
    }))
}

/// Reads the facts of a review again, and has the poller take them in: when the event comes, the
/// newest snapshot has them. What was read before a failure is taken in as well.
pub(super) async fn refresh(
    runner: Runner,
    poller: PollerHandle,
    request: FactsRequest,
) -> Option<Event> {
    let FactsRequest {
        id,
        people,
        names,
        lists,
        admins,
        tokens,
    } = request;
    let wanted = FactsWanted { names, lists };
    let known = Arc::clone(&poller.snapshots().borrow());
    let FactsRead { steps, broke } =
        read_facts(&runner.client, &runner.clock, (&people, &known), wanted).await;
    poller.take_in(steps).await;
    let mut answer = broke.map_or(Ok(()), |why| Err(why.to_string()));
    let mut listed = None;
    if tokens && answer.is_ok() {
        match TokenList::read(&runner.client, Purpose::Asked).await {
            Ok(list) => listed = Some(list),
            Err(error) => answer = Err(error.to_string()),
        }
    }
    let admins = if admins {
        Some(list_admins(&runner.client).await)
    } else {
        None
    };
    Some(Event::Refreshed {
        id,
        answer,
        admins,
        tokens: listed,
    })
}

/// Looks a few times at what Zendesk shows after a run, until everything is as it should be. Each
/// look is sent at once.
pub(super) async fn prove(
    (runner, guardrails): (Runner, Guardrails),
    request: ProofRequest,
    tell: mpsc::Sender<Event>,
) -> Option<Event> {
    let run = request.report.run.clone();
    let report = Arc::clone(&request.report);
    let (client, clock) = (runner.client.clone(), runner.clock.clone());
    let mut proof = Proof::new(client.clone(), clock.clone(), request);
    while let Some(verdicts) = proof.look().await {
        let verdicts = verdicts.to_vec();
        let event = Event::Proved {
            run: run.clone(),
            verdicts,
            people: proof.people().to_vec(),
            left: Vec::new(),
            is_over: false,
        };
        tell.send(event).await.ok()?;
    }
    let Proved {
        verdicts, people, ..
    } = proof.into_proved();
    let left = look_again(&client, &clock, &report, (&verdicts, &people)).await;
    let (found, who) = ((&verdicts[..], &left[..]), (&client, &guardrails));
    let rest = report.settle_rest(found, who, &clock).await;
    let leaves = Event::RunLeaves {
        run: run.clone(),
        rest,
    };
    tell.send(leaves).await.ok()?;
    Some(Event::Proved {
        run,
        verdicts,
        people,
        left,
        is_over: true,
    })
}

/// Looks people of a list up, and has the poller take in who they are, with those of their own lists
/// that are wanted.
pub(super) async fn look_up_list(
    (runner, poller): (Runner, PollerHandle),
    id: u64,
    wanted: (Vec<NameEntry>, ListsWanted),
) -> Option<Event> {
    let mut reader = Reader::new(runner.client, runner.clock);
    let answer = who_they_are(&mut reader, &poller, wanted).await;
    Some(Event::ListLookedUp {
        id,
        answer: Box::new(answer),
    })
}

async fn who_they_are(
    reader: &mut Reader,
    poller: &PollerHandle,
    (entries, lists): (Vec<NameEntry>, ListsWanted),
) -> Result<Naming, String> {
    let refused = |error: ApiError| format!("{error}; {}", error.advice());
    let mut names = NamesSought::new(entries);
    let naming = reader.resolve(&mut names).await.map_err(refused)?;
    let people = naming.people();
    let are_few = people.len() <= facts_at_most(&reader.budget());
    let steps = match lists {
        ListsWanted::IfFew | ListsWanted::All if are_few => {
            let visited = reader.visit(&people).await.map_err(refused)?;
            let unread = visited.sessions.iter().filter(|list| list.is_err()).count();
            if lists == ListsWanted::All && unread > 0 {
                return Err(not_told(unread, "could not be read"));
            }
            visited.steps
        }
        ListsWanted::All => return Err(not_told(people.len(), "are too many to read now")),
        ListsWanted::IfFew | ListsWanted::None => reader.known_of(&people),
    };
    poller.take_in(steps).await;
    Ok(naming)
}

/// Why nobody can tell whether people are signed in, as long as no walk says it.
fn not_told(lists: usize, why: &str) -> String {
    let lists = counted(lists, "own list of theirs", "own lists of theirs");
    format!("{lists} {why}, and the first walk is not over; do this again, or wait for the walk")
}
