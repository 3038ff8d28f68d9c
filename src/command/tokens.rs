//! `zentop tokens`: the OAuth tokens, which outlive the sessions of their owners. Revoking is here.
//!
//! - `list` listing the tokens

mod list;

use std::time::Duration;

use tokio::time::Instant;

use super::choosing::{shown, to_change};
use super::cli::{Global, RevokeOptions, TokensVerb};
use super::connect::{Connection, connect_once};
use super::exit::{Failure, SOMETHING_TO_SEE};
use super::planning::VerbAim;
use super::report::talk;
use super::verb::VerbRequest;
use crate::host::system_clock;
use crate::model::{Clock, OAuthToken, TokenId, counted};
use crate::operation::Tokens;
use crate::zendesk::{OAuthClients, Purpose, TokenList};

/// How long tokens that a list lacks are looked for one by one.
const LOOKING: Duration = Duration::from_secs(60);

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
            options.consent.check()?;
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
    Ok(Tokens {
        ids: options.id.clone(),
        ..Tokens::of(owners)
    })
}

async fn revoke(
    connection: &Connection,
    options: RevokeOptions,
    chosen: Tokens,
    clock: &Clock,
) -> Result<u8, Failure> {
    let consent = &options.consent;
    let request = VerbRequest {
        aim: VerbAim::Revoke(chosen),
        is_strict: options.deciding.strict,
        consent: &consent.consent,
        reason: consent.reason(),
        output: &consent.output,
        own_name: None,
    };
    request.run(connection, clock).await
}

/// Reads every token of the account, and looks one by one for those of `named` that the list lacks.
/// Unreadable ones are reported, because the token that somebody looks for may be among them.
pub(super) async fn read(connection: &Connection, named: &[TokenId]) -> Result<TokenList, Failure> {
    let mut list = TokenList::read(&connection.client, Purpose::Asked).await?;
    let until = Instant::now() + LOOKING;
    list.look_for(&connection.client, Purpose::Asked, named, until)
        .await;
    if list.unreadable > 0 {
        let tokens = counted(list.unreadable, "token", "tokens");
        let unowned: Vec<String> = list.unowned.iter().map(ToString::to_string).collect();
        let of_whom = if unowned.is_empty() {
            String::new()
        } else {
            format!(
                "; of these it is not known whose they are: {}",
                unowned.join(", ")
            )
        };
        talk(&format!("{tokens} could not be read{of_whom}"));
    }
    Ok(list)
}

/// Reads the names of the programs that these tokens were given to, if any was given to one.
pub(super) async fn clients_of(
    connection: &Connection,
    tokens: &[OAuthToken],
) -> Result<OAuthClients, Failure> {
    if tokens.iter().all(|token| token.client.shown().is_none()) {
        return Ok(OAuthClients::default());
    }
    let client = connection.client.for_enrichment();
    Ok(OAuthClients::read(&client, Purpose::Asked).await?)
}

/// The status that so many tokens are worth that could not be read.
pub(super) const fn unread_status(records: usize) -> u8 {
    if records == 0 { 0 } else { SOMETHING_TO_SEE }
}
