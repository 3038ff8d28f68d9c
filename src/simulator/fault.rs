//! Faults on request: which requests they meet, how often, and what happens then.
//!
//! - here a fault: which requests it meets; `effect` what happens to their answers
//! - `file` a file of faults
//! - `armed` the faults in force: which request meets which
//! - `apply` how a fault changes the true answer; `rows` how it changes lists
//! - `event` what happens to people before or after a request; `whom` people as files name them
//! - `refusal` the documented refusals
//!
//! An endpoint knows nothing of faults: it always gives the true answer.

mod apply;
mod armed;
mod effect;
mod event;
mod file;
mod refusal;
mod rows;
mod whom;

use std::time::Duration;

use serde::Deserialize;

use super::credential::Credential;

pub(super) use apply::{apply, apply_to_headers, join};
pub(super) use armed::{Faults, MetFaults};
pub use effect::FaultEffect;
pub use event::FaultEvent;
pub use file::FaultError;
pub use refusal::ServedRefusal;
pub use whom::Whom;

/// A fault, as a table `[[fault]]` of a fault file or from Rust.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServerFault {
    /// The name of the fault in the ledger.
    pub name: Option<String>,
    /// The method that requests must have to match.
    pub method: Option<String>,
    /// The path that requests must have to match: `*` stands for any text without a slash, `**` for
    /// any text. A final `.json` counts on neither side.
    pub path: Option<String>,
    /// The credential that requests must carry to match.
    pub credential: Option<Credential>,
    /// Which of the requests that match meet the fault.
    #[serde(default)]
    pub when: FaultTrigger,
    /// The wait before the answer, in milliseconds.
    #[serde(default)]
    pub delay_ms: u64,
    /// The answer that is sent.
    #[serde(default)]
    pub then: FaultEffect,
    /// What happens to people before such a request is answered, so that its answer knows of it.
    #[serde(default)]
    pub before: Vec<FaultEvent>,
    /// What happens to people after such a request was answered.
    #[serde(default)]
    pub after: Vec<FaultEvent>,
    /// Whether the request does what it asks for all the same. By default it does when the
    /// true answer is sent in some form, and does not when another answer takes its place.
    pub take_effect: Option<bool>,
}

/// Which of the matching requests, counted from 1, meet the fault.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultTrigger {
    /// All of them meet it.
    #[default]
    Always,
    /// Only the one with this number meets it.
    Nth(u64),
    /// The first ones up to this number meet it.
    First(u64),
    /// Every one whose number is a multiple of this meets it.
    Every(u64),
    /// Each meets it with this probability, drawn from the simulator's seed.
    Probability(f64),
}

impl ServerFault {
    /// A fault that meets every request with this method and path.
    pub fn on(method: &str, path: &str, then: FaultEffect) -> Self {
        Self {
            method: Some(method.to_owned()),
            path: Some(path.to_owned()),
            then,
            ..Self::default()
        }
    }

    /// Limits the fault to some of the requests.
    #[must_use]
    pub fn when(self, when: FaultTrigger) -> Self {
        Self { when, ..self }
    }

    /// Sets whether the request still does what it asks for.
    #[must_use]
    pub fn taking_effect(self, takes_effect: bool) -> Self {
        Self {
            take_effect: Some(takes_effect),
            ..self
        }
    }

    /// Whether the fault does nothing to the answer.
    fn is_an_event(&self) -> bool {
        let happens = !self.before.is_empty() || !self.after.is_empty();
        happens
            && self.then == FaultEffect::Truth
            && self.delay_ms == 0
            && self.take_effect.is_none()
    }

    /// The name of the fault, or of its kind where it has none.
    pub(super) fn label(&self) -> String {
        let kind = || self.then.as_str().to_owned();
        self.name.clone().unwrap_or_else(kind)
    }

    pub(super) fn takes_effect(&self) -> bool {
        self.take_effect.unwrap_or(!self.then.replaces_the_answer())
    }

    pub(super) fn delay(&self) -> Duration {
        Duration::from_millis(self.delay_ms)
    }
}
