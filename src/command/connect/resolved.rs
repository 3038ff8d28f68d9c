//! The settings of a verb, and what they say of its requests, rules and guardrails.

use crate::command::cli::Global;
use crate::command::exit::Failure;
use crate::command::log;
use crate::host::local_zone;
use crate::operation::{Guardrails, PersonBehind};
use crate::settings::{Flags, Inputs, ProtectedIds, RuleSet, Settings};
use crate::zendesk::Limits;

/// The settings from the command line, the environment and the file.
pub(in crate::command) fn settings(global: &Global) -> Result<Settings, Failure> {
    settings_of(global.flags())
}

/// The settings with the flags of a command that has more of them.
pub(in crate::command) fn settings_of(flags: Flags) -> Result<Settings, Failure> {
    let settings = Settings::resolve(&Inputs::gather(flags)?)?;
    log::start(&settings)?;
    Ok(settings)
}

/// The settings for what does not use Support's credentials, in which no mistake matters then.
pub(in crate::command) fn settings_without_credentials(
    global: &Global,
) -> Result<Settings, Failure> {
    let inputs = Inputs {
        leaves_credentials: true,
        ..Inputs::gather(global.flags())?
    };
    let settings = Settings::resolve(&inputs)?;
    log::start(&settings)?;
    Ok(settings)
}

/// The time and size limits of the profile's requests.
pub(super) fn limits(settings: &Settings) -> Limits {
    Limits {
        connect: Limits::CONNECT.min(settings.timeout),
        total: settings.timeout,
        ..Limits::default()
    }
}

/// The rules in force, in the zone of this machine.
pub(in crate::command) fn rules(settings: &Settings) -> RuleSet {
    settings.rules.in_zone(local_zone())
}

/// The guardrails, before it is known whose credentials these are.
pub(in crate::command) fn guardrails(settings: &Settings) -> Guardrails {
    Guardrails {
        own_user: None,
        behind: PersonBehind::NotNamed,
        own_token: None,
        protected: settings.protected.clone(),
        pinned: ProtectedIds::default(),
        is_seeking: false,
        max_per_run: settings.guard.max_per_run as usize,
        name_above: settings.guard.confirm_name_above as usize,
        file_above: settings.guard.plan_file_above as usize,
        read_only: settings.read_only,
        only_own: false,
        rules: rules(settings),
    }
}
