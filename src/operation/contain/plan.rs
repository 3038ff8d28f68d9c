//! A plan for containment, and what it takes to release it.

use std::fmt::Write as _;

use ring::digest::{SHA256, digest};

use crate::model::{Timestamp, hex};
use crate::operation::{Act, Challenge, Excluded, Measure, Orders, Step, Target, Work};

/// What is going to be suspended, lifted or revoked, and nothing else. Every word and count
/// that is shown, and every request that is sent, is made from it.
#[derive(Debug, Clone)]
pub struct Plan {
    pub(super) account: String,
    pub(super) measure: Measure,
    pub(super) made_at: Timestamp,
    pub(super) targets: Vec<Target>,
    pub(super) excluded: Vec<Excluded<Target>>,
    pub(super) missing: usize,
    pub(super) people: usize,
    pub(super) challenge: Challenge,
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
}

impl Plan {
    /// The account's name.
    pub fn account(&self) -> &str {
        &self.account
    }

    /// What is done.
    pub fn measure(&self) -> Measure {
        self.measure
    }

    /// When it was made, by the local clock.
    pub fn made_at(&self) -> Timestamp {
        self.made_at
    }

    /// What it is done to, admins first.
    pub fn targets(&self) -> &[Target] {
        &self.targets
    }

    /// What was chosen and stays.
    pub fn excluded(&self) -> &[Excluded<Target>] {
        &self.excluded
    }

    /// How many chosen tokens are not listed.
    pub fn missing(&self) -> usize {
        self.missing
    }

    /// How many people it concerns.
    pub fn people(&self) -> usize {
        self.people
    }

    /// How many sessions of the people are listed, where all of their lists were read.
    pub fn sessions(&self) -> Option<usize> {
        let of = |target: &Target| match target {
            Target::Person(target) => target.sessions,
            Target::Session(_) | Target::Token(_) => None,
        };
        self.targets.iter().map(of).sum()
    }

    /// What must be typed.
    pub fn challenge(&self) -> &Challenge {
        &self.challenge
    }

    /// The SHA-256 of what is done to whom where, in hex: the same for the same plan, whenever
    /// it was made.
    pub fn fingerprint(&self) -> String {
        let mut text = format!("{}\n{}\n", self.account, self.measure.as_str());
        for target in &self.targets {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{target}");
        }
        hex(digest(&SHA256, text.as_bytes()).as_ref())
    }

    /// Turns the plan into what may be carried out, if the answer meets the challenge.
    ///
    /// # Errors
    /// The plan itself, if the answer does not.
    pub fn confirm(self, answer: &str) -> Result<Confirmed, Box<Self>> {
        if self.challenge.accepts(answer) {
            Ok(Confirmed(self))
        } else {
            Err(Box::new(self))
        }
    }

    /// The same for scripts, where `--yes` and the right `--expect` stand for what is typed.
    ///
    /// # Errors
    /// The plan itself, if it is another number.
    pub fn confirm_count(self, expected: usize) -> Result<Confirmed, Box<Self>> {
        if expected == self.targets.len() {
            Ok(Confirmed(self))
        } else {
            Err(Box::new(self))
        }
    }
}

impl From<Confirmed> for Orders {
    fn from(Confirmed(plan): Confirmed) -> Self {
        let steps = plan.targets.iter().enumerate();
        let step = |(item, target): (usize, &Target)| Step::Contain {
            act: Act::of(plan.measure, target),
            item,
        };
        Self {
            steps: steps.map(step).collect(),
            fingerprint: plan.fingerprint(),
            account: plan.account,
            work: Work::Contain(plan.measure),
            people: plan.people,
            targets: plan.targets,
        }
    }
}
