//! How flags are found: every rule's query in one pass, and then what rules ask beside it.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{FlagId, FlagSet, FlagTotal, SessionFlags};
use crate::live::columns::packed_time;
use crate::live::matching::{Hits, RememberedAnswers, matching_several};
use crate::live::{MatchContext, Slot, Snapshot, Twins};
use crate::model::Timestamp;
use crate::query::{Query, SHIPPED_FLAGS, Zone};
use crate::settings::{CountedPer, Hours, MoreThan, RULES_AT_MOST, RuleLevel};

/// The seconds for which the distance to universal time is the same: zones change it at a quarter of
/// an hour.
const QUARTER: u32 = 900;

/// The sets that are counted at once.
const BLOCK: usize = 2_048;

/// The rule that hits whoever should be gone.
pub(super) const LEAVER: &str = SHIPPED_FLAGS[1];

/// A session that matches the query of a rule that asks more, or perhaps does.
struct Candidate {
    slot: Slot,
    place: usize,
    is_sure: bool,
}

/// Evaluates the rules of `context` over a snapshot.
pub(super) fn evaluate(
    snapshot: &Snapshot,
    context: &MatchContext,
    twins: Arc<Twins>,
    remembered: &mut RememberedAnswers,
) -> SessionFlags {
    let rules = context.rules.rules();
    let mut flags = SessionFlags {
        rules: context.rules.clone(),
        sets: vec![FlagSet::default(); snapshot.slots()],
        undecided: vec![FlagSet::default(); snapshot.slots()],
        people: vec![FlagSet::default(); snapshot.directory().len()],
        totals: vec![FlagTotal::default(); rules.len()],
        levels: [RuleLevel::Note, RuleLevel::Warn, RuleLevel::Alarm].map(|level| {
            let of_level = (0..).zip(rules).filter(|(_, rule)| rule.level == level);
            FlagSet(of_level.fold(0, |set, (n, _)| set | FlagId(n).bit()))
        }),
        of_chosen_names: {
            let named = (0..)
                .zip(rules)
                .filter(|(_, rule)| rule.follows_chosen_names());
            FlagSet(named.fold(0, |set, (n, _)| set | FlagId(n).bit()))
        },
        twins: Arc::clone(&twins),
        ..SessionFlags::default()
    };
    let asks_more = |n: &usize| rules[*n].more_than.is_some() || rules[*n].between.is_some();
    let later: Vec<usize> = (0..rules.len()).filter(asks_more).collect();
    let later_bits = later.iter().fold(0, |bits, n| bits | 1_u32 << n);
    let mut candidates: Vec<Vec<Candidate>> = rules.iter().map(|_| Vec::new()).collect();
    let queries: Vec<&Query> = rules.iter().map(|rule| &rule.query).collect();
    let context = context.of_rules(Some(twins));
    let has_doubts = snapshot.unconfirmed() > 0;
    matching_several(
        snapshot,
        &queries,
        &context,
        remembered,
        |slot, place, hits| {
            let Hits {
                mut yes,
                mut unknown,
            } = hits;
            if has_doubts && snapshot.is_unconfirmed(slot) {
                // It may be gone, whatever else is known of it.
                (yes, unknown) = (0, yes | unknown);
            }
            flags.add(slot, place, yes & !later_bits, unknown & !later_bits);
            if (yes | unknown) & later_bits != 0 {
                for n in later.iter().filter(|n| (yes | unknown) & 1 << **n != 0) {
                    let is_sure = yes & 1 << n != 0;
                    let candidate = Candidate {
                        slot,
                        place,
                        is_sure,
                    };
                    candidates[*n].push(candidate);
                }
            }
        },
    );
    for n in later {
        let mut candidates = std::mem::take(&mut candidates[n]);
        if let Some(hours) = rules[n].between {
            keep_between(&mut candidates, snapshot, hours, context.rules.zone());
        }
        match rules[n].more_than {
            Some(bound) => flags.add_counted(n, &candidates, bound, snapshot.is_walked()),
            None => {
                for candidate in candidates {
                    flags.add_one(n, &candidate, candidate.is_sure);
                }
            }
        }
    }
    flags.sum_up();
    flags
}

/// Leaves out who did not sign in between these hours. Without a time it cannot be told.
fn keep_between(candidates: &mut Vec<Candidate>, snapshot: &Snapshot, hours: Hours, zone: Zone) {
    let mut begins: FxHashMap<u32, u32> = FxHashMap::default();
    candidates.retain_mut(|candidate| {
        let Some((chunk, offset)) = snapshot.chunk_of(candidate.slot) else {
            return false;
        };
        let Ok(signed_in) = packed_time(chunk.authenticated()[offset]) else {
            candidate.is_sure = false;
            return true;
        };
        let quarter = signed_in - signed_in % QUARTER;
        let begin = *begins
            .entry(quarter)
            .or_insert_with(|| zone.second_of_day(Timestamp::from_seconds(i64::from(quarter))));
        hours.has((begin + signed_in % QUARTER) % 86_400)
    });
}

impl SessionFlags {
    fn add(&mut self, slot: Slot, place: usize, yes: u32, unknown: u32) {
        if let Some(set) = self.sets.get_mut(slot.index()) {
            set.0 |= yes;
        }
        if unknown != 0
            && let Some(set) = self.undecided.get_mut(slot.index())
        {
            set.0 |= unknown;
        }
        if yes != 0
            && let Some(set) = self.people.get_mut(place)
        {
            set.0 |= yes;
        }
    }

    fn add_one(&mut self, rule: usize, candidate: &Candidate, is_sure: bool) {
        let bit = 1_u32 << rule;
        let (yes, unknown) = if is_sure { (bit, 0) } else { (0, bit) };
        self.add(candidate.slot, candidate.place, yes, unknown);
    }

    /// Adds the sessions of those who have more than the rule allows. Those who may have more are
    /// undecided: what is not read yet may be theirs.
    fn add_counted(
        &mut self,
        rule: usize,
        candidates: &[Candidate],
        bound: MoreThan,
        is_everything_read: bool,
    ) {
        let group = |candidate: &Candidate| match bound.per {
            CountedPer::Person => candidate.place,
            CountedPer::Account => 0,
        };
        let mut counts: FxHashMap<usize, (u32, u32)> = FxHashMap::default();
        for candidate in candidates {
            let (sure, most) = counts.entry(group(candidate)).or_default();
            *sure += u32::from(candidate.is_sure);
            *most += 1;
        }
        for candidate in candidates {
            let (sure, most) = counts.get(&group(candidate)).copied().unwrap_or_default();
            if sure > bound.sessions {
                self.add_one(rule, candidate, candidate.is_sure);
            } else if most > bound.sessions || !is_everything_read {
                self.add_one(rule, candidate, false);
            }
        }
    }

    /// Counts what was found.
    fn sum_up(&mut self) {
        let of = |sets: &[FlagSet]| FlagCounts::of(sets, self.totals.len());
        let (sessions, undecided, people) = (of(&self.sets), of(&self.undecided), of(&self.people));
        self.total = FlagTotal {
            sessions: sessions.any,
            undecided: undecided.any,
            people: people.any,
        };
        for (n, total) in self.totals.iter_mut().enumerate() {
            *total = FlagTotal {
                sessions: sessions.each[n],
                undecided: undecided.each[n],
                people: people.each[n],
            };
        }
        let leaver = self.rules.position(LEAVER).map_or(0, |n| 1_u32 << n);
        for set in self.people.iter().filter(|set| set.0 & !leaver != 0) {
            if let Some(level) = self.level(FlagSet(set.0 & !leaver)) {
                self.of_level[level as usize] += 1;
            }
        }
    }
}

/// How many of some sets have any rule, and each of them.
struct FlagCounts {
    any: usize,
    each: [usize; RULES_AT_MOST],
}

impl FlagCounts {
    /// Counts the sets block by block, which stay near the processor meanwhile. One pass over a block
    /// for each rule has no branch, and looks at several sets at once.
    fn of(sets: &[FlagSet], rules: usize) -> Self {
        let mut counts = Self {
            any: 0,
            each: [0; RULES_AT_MOST],
        };
        for block in sets.chunks(BLOCK) {
            counts.any += block.iter().filter(|set| !set.is_empty()).count();
            for (flag, count) in (0..).map(FlagId).zip(counts.each.iter_mut().take(rules)) {
                *count += block.iter().filter(|set| set.has(flag)).count();
            }
        }
        counts
    }
}
