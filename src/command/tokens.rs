//! `zentop tokens`: the OAuth tokens, which outlive the sessions of their owners. Revoking is here.
//!
//! - `list` listing the tokens

mod list;

use super::choosing::{shown, to_change};
use super::cli::{Global, RevokeOptions, TokensVerb};
use super::connect::{Connection, connect_once};
use super::exit::Failure;
use super::planning::VerbAim;
use super::verb::VerbRequest;
use crate::host::system_clock;
use crate::model::Clock;
use crate::operation::Tokens;

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
