//! What is going to be ended: fixed from the choice on, shown, and confirmed as a whole.
//!
//! - here the plan itself, its fingerprint, and the only way to confirm it
//! - `make` from a choice to a plan; `refusal` why there is none
//! - `chosen` what a plan is about
//! - `requests` what it comes to by each route
//!
//! Nothing here sends anything: what is confirmed becomes [`Orders`] for `execute`.

mod chosen;
mod make;
mod refusal;
mod requests;

use ring::digest::{Context, SHA256};

use super::{Challenge, Orders, Route, Target, Work};
use crate::model::{Timestamp, hex};

pub use chosen::{Excluded, Reason, SessionTarget};
pub use make::plan;
pub use refusal::Refusal;

/// What is going to be ended, and nothing else. Every word and count that is shown, and
/// every request that is sent, is made from it.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The account's name, part of what is confirmed.
    pub account: String,
    /// How.
    pub route: Route,
    /// When it was made, by the local clock.
    pub made_at: Timestamp,
    targets: Vec<SessionTarget>,
    excluded: Vec<Excluded>,
    missing: usize,
    people: usize,
    challenge: Challenge,
    file: Option<String>,
}

/// A plan that a person confirmed. [`Plan::confirm`] and [`Plan::confirm_count`] are its only
/// constructors.
#[derive(Debug)]
pub struct Confirmed(Plan);

impl Confirmed {
    /// What was confirmed.
    pub fn plan(&self) -> &Plan {
        &self.0
    }

    /// The same, whose plan stands in a file with this hash.
    pub(super) fn in_file(mut self, hash: String) -> Self {
        self.0.file = Some(hash);
        self
    }
}

impl From<Confirmed> for Orders {
    fn from(Confirmed(plan): Confirmed) -> Self {
        Self {
            work: Work::End(plan.route),
            people: plan.people,
            steps: plan.steps(),
            fingerprint: plan.fingerprint(),
            account: plan.account,
            targets: plan.targets.into_iter().map(Target::from).collect(),
        }
    }
}

impl Plan {
    /// What is ended, admins first.
    pub fn targets(&self) -> &[SessionTarget] {
        &self.targets
    }

    /// What was chosen and stays.
    pub fn excluded(&self) -> &[Excluded] {
        &self.excluded
    }

    /// How many chosen sessions were not listed any more.
    pub fn missing(&self) -> usize {
        self.missing
    }

    /// How many people the targets belong to.
    pub fn people(&self) -> usize {
        self.people
    }

    /// Whether it stands in a file, from which it came or to which it was written.
    pub fn is_from_file(&self) -> bool {
        self.file.is_some()
    }

    /// What must be typed.
    pub fn challenge(&self) -> &Challenge {
        &self.challenge
    }

    /// The same plan by another route. What is to be ended stays.
    #[must_use]
    pub fn by(mut self, route: Route) -> Self {
        self.route = route;
        self
    }

    /// Turns the plan into what may be carried out, if the answer meets the challenge.
    pub fn confirm(self, answer: &str) -> Result<Confirmed, Self> {
        if self.challenge.accepts(answer) {
            Ok(Confirmed(self))
        } else {
            Err(self)
        }
    }

    /// The same for scripts, where `--yes` and the right `--expect` stand for what is typed.
    pub fn confirm_count(self, expected: usize) -> Result<Confirmed, Self> {
        if expected == self.targets.len() {
            Ok(Confirmed(self))
        } else {
            Err(self)
        }
    }

    /// The SHA-256 of what is to be ended where and how, in hex: the same for the same plan,
    /// whenever it was made. A plan from a file has that of the file, which was reviewed.
    pub fn fingerprint(&self) -> String {
        if let Some(hash) = &self.file {
            return hash.clone();
        }
        let mut context = Context::new(&SHA256);
        context.update(format!("{}\n{}\n", self.account, self.route.as_str()).as_bytes());
        for target in &self.targets {
            let signed_in = target.authenticated_at.map_or(0, Timestamp::millis);
            context.update(format!("{} {signed_in}\n", target.key).as_bytes());
        }
        hex(context.finish().as_ref())
    }
}
