//! `zentop help-center`: Help Center's session, which is a CSRF token and no sign-in.

use serde::Serialize;

use super::cli::{Global, HelpCenterVerb};
use super::connect::{Manner, connect};
use super::exit::Failure;
use super::me::{masked, print};
use crate::runtime::system_clock;
use crate::zendesk::{Budget, Purpose, Shares};

#[derive(Serialize)]
struct Shown<'a> {
    account: &'a str,
    csrf_token: Option<&'a str>,
    revealed: bool,
    note: &'static str,
}

pub(super) async fn run(global: &Global, what: HelpCenterVerb) -> Result<u8, Failure> {
    let HelpCenterVerb::Session { reveal } = what;
    let connection = connect(global, Manner::Once, system_clock()()).await?;
    // Help Center counts its requests apart (zendesk-api §3.1).
    let client = connection.client.within(Budget::new(Shares::default()));
    let token = client.help_center_session(Purpose::Watching).await?.value;
    print(&Shown {
        account: client.account().name(),
        csrf_token: masked(token.as_ref(), reveal),
        revealed: reveal && token.is_some(),
        note: "a token against forged requests, which anonymous visitors get as well: it is no \
               sign-in, and there is nothing here to end",
    })?;
    Ok(0)
}
