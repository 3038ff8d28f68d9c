//! Whether the account keeps Zendesk's limit of twelve hours, by what whole walks had.

use rustc_hash::FxHashSet;

use super::changes::flagged;
use super::{FlagId, FlagSet, SessionFlags};
use crate::live::Snapshot;
use crate::model::SessionKey;
use crate::settings::Rule;

/// The rule whose hits say whether the account keeps Zendesk's limit of twelve hours.
pub(super) const LONGEST_LIFE: &str = "staff-over-12h";

/// The sessions of staff that two whole walks in a row must have had past twelve hours before it looks
/// as if the account did not keep that limit.
const NOT_ENFORCED: usize = 3;

/// Whether the limit of twelve hours is kept.
#[derive(Debug, Default)]
pub(super) struct Enforcement {
    walks: u64,
    /// The sessions past it in the last whole walk.
    past: FxHashSet<SessionKey>,
    not_enforced: Option<usize>,
    was_told: bool,
}

impl Enforcement {
    /// Looks at each whole walk once, and compares it with the one before; returns whether this is
    /// another.
    pub(super) fn look_at(&mut self, flags: &SessionFlags, snapshot: &Snapshot) -> bool {
        if snapshot.walks() == self.walks {
            return false;
        }
        let place = flags.rules.position(LONGEST_LIFE);
        let flag = place.and_then(|n| u8::try_from(n).ok()).map(FlagId);
        let past: FxHashSet<SessionKey> = flag.map_or_else(FxHashSet::default, |flag| {
            let slots = flagged(&flags.sets, FlagSet(flag.bit()));
            slots.filter_map(|(slot, _)| snapshot.key(slot)).collect()
        });
        let both = past.intersection(&self.past).count();
        self.walks = snapshot.walks();
        self.past = past;
        self.not_enforced = Some(both).filter(|both| *both >= NOT_ENFORCED);
        true
    }

    /// The sessions of staff that two whole walks in a row had past twelve hours, if they are so many
    /// that the limit is perhaps not enforced here.
    pub(super) const fn not_enforced(&self) -> Option<usize> {
        self.not_enforced
    }

    /// The same, the first time that it is asked for.
    pub(super) fn untold(&mut self) -> Option<usize> {
        let sessions = self.not_enforced?;
        (!std::mem::replace(&mut self.was_told, true)).then_some(sessions)
    }
}

/// The rule whose hits say it, if it is in force.
pub(super) fn rule_of_longest_life(flags: &SessionFlags) -> Option<&Rule> {
    let mut rules = flags.rules.rules().iter();
    rules.find(|rule| &*rule.name == LONGEST_LIFE)
}
