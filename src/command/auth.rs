//! `zentop auth`: signing in, showing what the credentials see and can do, and forgetting them.
//!
//! - `login` the three ways to sign in; `prompt` the input that only the person can give
//! - `status` what Zendesk and this machine know of the credentials
//! - `logout` ending a sign-in

mod login;
mod logout;
mod prompt;
mod status;

use super::cli::{AuthVerb, Global, StatusFormat, ids_of_json};
use super::exit::Failure;
use crate::host::signals;

pub(super) async fn run(global: &Global, what: AuthVerb) -> Result<u8, Failure> {
    match what {
        AuthVerb::Status {
            format,
            ids_as_strings,
        } => {
            let ids = ids_of_json(ids_as_strings, format == StatusFormat::Json)?;
            status::of(global, (format, ids)).await
        }
        AuthVerb::Logout { revoke } => logout::run(global, revoke).await,
        AuthVerb::Login(options) => {
            let mut asked_to_end = signals().map_err(Failure::system)?;
            // Whatever is dropped here gives the terminal and the port back.
            tokio::select! {
                done = login::run(global, options) => done,
                Some(signal) = asked_to_end.recv() => {
                    signal.ends_the_program();
                    Ok(signal.exit_status())
                }
            }
        }
    }
}
