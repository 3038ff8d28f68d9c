//! The profiles that are not in force and are about the account in force, where the profile in force is
//! not: whoever wrote guardrails for an account meant that account, however it is named and whatever
//! profile it is used with. The guardrails hold, and nothing else of them.

use super::account::AccountInput;
use super::file::{Profile, SettingsFile};
use super::protected::ProtectedRule;
use super::source::{Sourced, or};

/// Such profiles, with their names.
pub(super) struct UnchosenProfiles<'a> {
    these: Vec<(&'a str, &'a Profile)>,
    /// Why none of them is in force, in words.
    because: String,
}

impl<'a> UnchosenProfiles<'a> {
    /// Those of this file; none where the profile of this name is itself about the account, and decides.
    pub(super) fn of(
        name: &Sourced<String>,
        account: Option<&Sourced<AccountInput>>,
        file: &'a SettingsFile,
    ) -> Self {
        let is_about_it = |profile: &Profile| {
            let (own, used) = (profile.account.as_ref(), account);
            own.zip(used)
                .is_some_and(|(own, used)| own.value.is_same_as(&used.value))
        };
        let chosen = file.profiles.get(&name.value);
        let profiles = file.profiles.iter();
        let profiles = profiles
            .filter(|(_, profile)| is_about_it(profile) && !chosen.is_some_and(is_about_it));
        Self {
            these: profiles.map(|(name, profile)| (&**name, profile)).collect(),
            because: match chosen {
                None => "no profile is chosen".to_owned(),
                Some(profile) if profile.account.is_none() => {
                    format!("the profile {:?} names no account", name.value)
                }
                Some(_) => format!("the profile {:?} is about another account", name.value),
            },
        }
    }

    /// Whether something is forbidden, or costly, by the settings in force or by one of these.
    pub(super) fn either(
        &self,
        in_force: Sourced<bool>,
        of: impl Fn(&Profile) -> &Option<Sourced<bool>>,
    ) -> Sourced<bool> {
        let others = self
            .these
            .iter()
            .filter_map(|(_, profile)| of(profile).clone());
        let mut said = std::iter::once(in_force.clone()).chain(others);
        said.find(|said| said.value).unwrap_or(in_force)
    }

    /// Whom the settings in force protect, and whom these do.
    pub(super) fn protected(
        &self,
        in_force: Option<Sourced<Vec<ProtectedRule>>>,
    ) -> Sourced<Vec<ProtectedRule>> {
        let others = self.these.iter();
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
        let names: Vec<String> = (self.these.iter())
            .map(|(name, _)| format!("{name:?}"))
            .collect();
        let first = self.these.first()?.0;
        Some(format!(
            "{}, and the account is that of {}: what it protects and forbids holds, and nothing else of \
             it; --profile {first:?} takes it whole",
            self.because,
            names.join(" and ")
        ))
    }
}
