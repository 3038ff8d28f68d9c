//! `zentop tokens`: the OAuth tokens, which outlive the sessions of their owners. Revoking is here.
//!
//! - `list` listing the tokens

mod list;

use std::collections::BTreeSet;

use super::choosing::{ChoiceReading, shown, to_change};
use super::cli::{Global, RevokeOptions, TokensVerb};
use super::connect::{Connection, connect_once};
use super::exit::{Failure, SOMETHING_TO_SEE};
use super::expecting::Expectation;
use super::guard::VerbGuard;
use super::reading::reader_by_settings;
use super::refreshing::young_owners;
use super::report::talk;
use super::suspend::{contain_or_show, noted_if};
use crate::host::system_clock;
use crate::model::{Clock, OAuthToken, UserId, counted};
use crate::operation::{Basis, Guardrails, Target, Tokens, select, token_in_use};
use crate::zendesk::{OAuthClients, Purpose, TokenList};

pub(super) async fn run(global: &Global, what: TokensVerb) -> Result<u8, Failure> {
    let clock = system_clock();
    match what {
        TokensVerb::List(options) => {
            let mut owners = shown(&options.whom)?;
            let connection = connect_once(global, clock()).await?;
            list::run(&connection, options, &mut owners, &clock).await
        }
        TokensVerb::Revoke(options) => {
            let chosen = chosen(&options)?;
            options.consent.consent.check()?;
            let connection = connect_once(global, clock()).await?;
            Box::pin(revoke(&connection, options, chosen, &clock)).await
        }
    }
}

fn chosen(options: &RevokeOptions) -> Result<Tokens, Failure> {
    let owners = to_change(&options.whom, &options.deciding)?;
    if owners.parts.is_empty() && options.id.is_empty() {
        return Err(Failure::usage(
            "no token is meant: say which by --id, or whose by --user, --email, --people, --domain, \
             --org, --role, --filter or --everyone",
        ));
    }
    let ids = options.id.clone();
    Ok(Tokens { ids, owners })
}

async fn revoke(
    connection: &Connection,
    options: RevokeOptions,
    mut chosen: Tokens,
    clock: &Clock,
) -> Result<u8, Failure> {
    let looked = look(connection, &mut chosen, clock).await;
    let (guardrails, list, reading) = noted_if(&options.consent, looked, connection, clock).await?;
    let choose = |basis: &Basis<'_>| select::tokens(&chosen, &list.tokens, basis);
    let expectation = Expectation {
        choice: &chosen.owners,
        expected: options.consent.consent.expected(),
        is_strict: options.deciding.strict,
    };
    contain_or_show(
        connection,
        (&options.consent, expectation),
        (reading, guardrails),
        choose,
        clock,
    )
    .await
}

/// Reads what must be known before a token is revoked: whose credentials these are, every token,
/// and who owns the chosen ones.
async fn look(
    connection: &Connection,
    chosen: &mut Tokens,
    clock: &Clock,
) -> Result<(Guardrails, TokenList, ChoiceReading), Failure> {
    let mut reader = reader_by_settings(connection, clock);
    let mut guard = VerbGuard::of(connection, &mut reader, clock).await?;
    guard.guardrails.own_token = token_in_use(&connection.client, connection.auth).await;
    let mut list = read(connection).await?;
    let began_at = clock();
    let mut reading = ChoiceReading::of_owners(&mut reader, chosen, &list.tokens).await?;
    let meant: Vec<UserId> = {
        let basis = Basis {
            account: connection.client.account().name(),
            snapshot: &reading.snapshot,
            guardrails: &guard.guardrails,
            now: clock(),
        };
        let found = select::tokens(chosen, &list.tokens, &basis);
        let owners = found.map_or_else(|_| Vec::new(), |found| found.chosen);
        let owners: BTreeSet<UserId> = owners.iter().map(Target::user).collect();
        owners.into_iter().collect()
    };
    if let Some(snapshot) = young_owners(&mut reader, (began_at, &meant), clock).await {
        reading.snapshot = snapshot;
        list = read(connection).await?;
    }
    reading.unread = reading.unread.max(unread_status(list.unreadable));
    guard.see(&reading.snapshot).await;
    Ok((guard.guardrails, list, reading))
}

/// Reads every token of the account. Unreadable ones are reported, because the token that somebody
/// looks for may be among them.
async fn read(connection: &Connection) -> Result<TokenList, Failure> {
    let list = TokenList::read(&connection.client, Purpose::Asked).await?;
    if list.unreadable > 0 {
        let tokens = counted(list.unreadable, "token", "tokens");
        talk(&format!("{tokens} could not be read"));
    }
    Ok(list)
}

/// Reads the names of the programs that these tokens were given to, if any was given to one.
async fn clients_of(
    connection: &Connection,
    tokens: &[OAuthToken],
) -> Result<OAuthClients, Failure> {
    if tokens.iter().all(|token| token.client.is_none()) {
        return Ok(OAuthClients::default());
    }
    let client = connection.client.for_enrichment();
    Ok(OAuthClients::read(&client, Purpose::Asked).await?)
}

/// The status that so many tokens are worth that could not be read.
const fn unread_status(records: usize) -> u8 {
    if records == 0 { 0 } else { SOMETHING_TO_SEE }
}
