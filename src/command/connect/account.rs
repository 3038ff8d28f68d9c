//! The account that the settings name.

use super::HOW_TO_BEGIN;
use super::authorities::trusting;
use crate::command::exit::Failure;
use crate::settings::{AccountInput, Settings};
use crate::zendesk::Account;

/// The account that the settings name.
pub(in crate::command) fn account(settings: &Settings) -> Result<Account, Failure> {
    let account = match &settings.account {
        Some(AccountInput::Subdomain(name)) => Account::from_subdomain(name),
        Some(AccountInput::Url(url)) => Account::from_url(url),
        None => {
            return Err(Failure::credentials(format!(
                "no account is named{}\n{HOW_TO_BEGIN}",
                profiles_to_choose(&settings.profiles)
            )));
        }
    };
    trusting(account.map_err(Failure::usage)?, settings)
}

/// The profiles that somebody may have meant who named none, as the end of a sentence.
fn profiles_to_choose(profiles: &[String]) -> String {
    let named: Vec<String> = profiles.iter().map(|name| format!("{name:?}")).collect();
    match &named[..] {
        [] => String::new(),
        [one] => {
            format!(", and no profile is chosen: give --profile {one}, or set profile = {one}")
        }
        _ => format!(
            ", and no profile is chosen: give --profile with one of {}, or set profile",
            named.join(", ")
        ),
    }
}
