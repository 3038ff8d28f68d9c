//! The profiles that nobody chose and that are about the account in force: whoever wrote guardrails for
//! an account meant that account, however it is named. The guardrails hold, and nothing else of them.

use super::account::AccountInput;
use super::file::{Profile, SettingsFile};
use super::protected::ProtectedRule;
use super::source::{Source, Sourced, or};

/// Such profiles, with their names.
pub(super) struct UnchosenProfiles<'a>(Vec<(&'a str, &'a Profile)>);

impl<'a> UnchosenProfiles<'a> {
    /// Those of this file, where nobody named a profile and none has the name that is taken then.
    pub(super) fn of(
        name: &Sourced<String>,
        account: Option<&Sourced<AccountInput>>,
        file: &'a SettingsFile,
    ) -> Self {
        let is_chosen = name.source != Source::Default || file.profiles.contains_key(&name.value);
        let Some(account) = account.filter(|_| !is_chosen) else {
            return Self(Vec::new());
        };
        let is_about_it = |profile: &Profile| {
            let own = profile.account.as_ref();
            own.is_some_and(|own| own.value.is_same_as(&account.value))
        };
        let profiles = file.profiles.iter();
        let profiles = profiles.filter(|(_, profile)| is_about_it(profile));
        Self(profiles.map(|(name, profile)| (&**name, profile)).collect())
    }

    /// Whether something is forbidden, or costly, by the settings in force or by one of these.
    pub(super) fn either(
        &self,
        in_force: Sourced<bool>,
        of: impl Fn(&Profile) -> &Option<Sourced<bool>>,
    ) -> Sourced<bool> {
        let others = self.0.iter().filter_map(|(_, profile)| of(profile).clone());
        let mut said = std::iter::once(in_force.clone()).chain(others);
        said.find(|said| said.value).unwrap_or(in_force)
    }

    /// Whom the settings in force protect, and whom these do.
    pub(super) fn protected(
        &self,
        in_force: Option<Sourced<Vec<ProtectedRule>>>,
    ) -> Sourced<Vec<ProtectedRule>> {
        let others = self.0.iter();
        let others = others.filter_map(|(_, profile)| profile.protected.clone());
        let mut said = in_force.into_iter().chain(others);
        let mut rules = or(said.next(), Vec::new());
        for rule in said.flat_map(|more| more.value) {
            if !rules.value.contains(&rule) {
                rules.value.push(rule);
            }
        }
        rules
    }

    /// What a person should know of it, if there are any.
    pub(super) fn notice(&self) -> Option<String> {
        let names: Vec<String> = (self.0.iter())
            .map(|(name, _)| format!("{name:?}"))
            .collect();
        let first = self.0.first()?.0;
        Some(format!(
            "no profile is chosen, and the account is that of {}: what it protects and forbids holds, \
             and nothing else of it; --profile {first:?} takes it whole",
            names.join(" and ")
        ))
    }
}
