//! The settings that a person chose: defaults < settings file < environment < flags.
//!
//! - `inputs` the edge: reads the file and the environment, and nothing afterwards does
//! - `trust` who else could have written the file; `unchosen` whose guardrails hold though nobody chose them
//! - `resolve` the pure core: [`Inputs`] → [`Settings`], each value with its `Source`; `settle` and
//!   `limits` hold the rules for single values
//! - `file` every key of the file, read in one place; `document` and `read` find and check them;
//!   `given_text` text that is given in one line; `offered` the profiles of the file, to choose from
//! - `rules` which sessions deserve a look; `views` what the list can be turned to
//! - `account`, `credentials`, `scopes`, `protected`, `own_person`, `choice`, `terminal` the kinds of value
//! - `locale` the signs and the size that the environment gives to a terminal
//! - `keys` the keys that a person binds
//! - `sign_in` what signing in by OAuth needs to know
//! - `error`, `suggest` what is wrong, where, and what was probably meant
//! - `source` where a value comes from, stored beside the value to explain it
//!
//! The file is never written. Nothing is asked over the network and no helper is run here: the
//! place of a profile's secret is passed on to those who fetch it.

mod account;
mod choice;
mod credentials;
mod document;
mod error;
mod file;
mod given_text;
mod inputs;
mod keys;
mod limits;
mod locale;
mod offered;
mod own_person;
mod protected;
mod read;
mod resolve;
mod rules;
mod scopes;
mod settle;
mod sign_in;
mod source;
mod suggest;
mod terminal;
#[cfg(test)]
mod tests;
mod trust;
mod unchosen;
mod views;

pub(crate) use account::AccountInput;
pub use choice::Accent;
pub(crate) use choice::{AuthChoice, LogLevel, StoreChoice};
pub use choice::{
    Borders, ColorChoice, ListColumn, OnLostTerminal, RuleLevel, ThemeChoice, ViewSort,
};
pub(crate) use credentials::{CredentialsInput, ProfileSecret, SecretPlace};
pub(crate) use error::SettingsError;
pub(crate) use inputs::{
    Flags, Inputs, charset_of_locale, child_environment, home_folder, settings_path,
    size_of_environment,
};
pub(crate) use keys::KeyChange;
#[cfg(test)]
pub(crate) use keys::key_changes;
pub use locale::Spelling;
pub use offered::OfferedProfile;
pub use own_person::OwnPerson;
pub use protected::{ProtectedIds, ProtectedRule};
pub(crate) use resolve::Settings;
pub use rules::{CountedPer, Hours, MoreThan, RULES_AT_MOST, Rule, RuleSet, RuleSubject};
pub(crate) use scopes::Scopes;
pub(crate) use suggest::nearest;
pub(crate) use terminal::Background;
pub use terminal::{ColorDepth, Terminal};
pub(crate) use trust::FileTrust;
pub use views::{SavedSort, SavedView};
