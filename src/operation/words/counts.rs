//! How many things of a run stand how, each unit by itself, in the words of the screen.

use std::collections::BTreeMap;

use super::standing::ItemStanding;
use crate::journal::PastItem;
use crate::model::grouped;
use crate::operation::{Item, Operation, OutcomeKind, ReportItem, Route, TargetKind, operation_of};

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ItemUnit {
    /// People whose record was changed.
    People,
    /// OAuth tokens.
    Tokens,
    /// Sessions.
    Sessions,
    /// People of whom no session was known, and who were signed out all the same.
    NoSession,
    /// Requests of another kind.
    Requests,
}

impl ItemUnit {
    /// What an item of a run counts as.
    pub(crate) const fn of(item: &ReportItem) -> Self {
        Self::done_to(item.operation, item.is_unlisted())
    }

    /// What this is done to; somebody of whom no session is known is unlisted.
    const fn done_to(operation: Operation, is_unlisted: bool) -> Self {
        if is_unlisted {
            return Self::NoSession;
        }
        match operation.target_kind() {
            TargetKind::Sessions => Self::Sessions,
            TargetKind::People => Self::People,
            TargetKind::Tokens => Self::Tokens,
        }
    }

    /// What a request of the journal counts as, and how often.
    pub(super) fn of_past(item: &PastItem) -> (Self, usize) {
        let sessions = item.request.sessions.len();
        match operation_of(item.request.route) {
            Some(operation) => {
                let is_unlisted = operation.is_wide() && sessions == 0;
                let is_of_sessions = operation.ends() && !is_unlisted;
                let all = if is_of_sessions { sessions.max(1) } else { 1 };
                (Self::done_to(operation, is_unlisted), all)
            }
            None => (Self::Requests, 1),
        }
    }

    /// What stands before its counts.
    pub(crate) const fn heading(self) -> &'static str {
        match self {
            Self::People => "people: ",
            Self::Tokens => "tokens: ",
            Self::Sessions => "sessions: ",
            Self::NoSession => "people without a known session: ",
            Self::Requests => "requests: ",
        }
    }

    /// The noun after such a number.
    pub(crate) const fn noun(self, number: usize) -> &'static str {
        match (self, number) {
            (Self::People | Self::NoSession, number) => TargetKind::People.noun(number),
            (Self::Tokens, number) => TargetKind::Tokens.noun(number),
            (Self::Sessions, number) => TargetKind::Sessions.noun(number),
            (Self::Requests, 1) => "request",
            (Self::Requests, _) => "requests",
        }
    }

    /// The word for how some of these stand.
    const fn word(self, standing: ItemStanding, operation: Operation) -> &'static str {
        match (self, standing) {
            (Self::NoSession, ItemStanding::Done | ItemStanding::Shown) => "signed out",
            (Self::Requests, ItemStanding::Done | ItemStanding::Shown) => "done",
            // A token that is accepted is one that lets somebody in.
            (Self::Sessions, ItemStanding::Accepted) => "accepted for ending",
            (Self::NoSession, ItemStanding::Accepted) => "accepted for signing out",
            (Self::Tokens, ItemStanding::Accepted) => "accepted for revoking",
            _ => standing.word(operation),
        }
    }
}

/// How many things of a run stand how. Every one of them is in one number.
#[derive(Debug, Clone, Default)]
pub(crate) struct StandingCounts {
    of: BTreeMap<(ItemUnit, ItemStanding, Operation), usize>,
}

impl StandingCounts {
    /// Counts an item of a run.
    pub(crate) fn add(&mut self, item: &ReportItem, standing: ItemStanding) {
        let standing = standing.to_count(item.outcome.kind);
        let unit = ItemUnit::of(item);
        *self.of.entry((unit, standing, item.operation)).or_default() += 1;
    }

    /// Counts an item of a run by what was seen of it, where that is all there is to say.
    pub(crate) fn add_shown(&mut self, item: &ReportItem, standing: ItemStanding) {
        let unit = ItemUnit::of(item);
        *self.of.entry((unit, standing, item.operation)).or_default() += 1;
    }

    /// Counts sessions that are listed still, and of which a run knew nothing.
    pub(crate) fn add_still_listed(&mut self, operation: Operation, sessions: usize) {
        if sessions > 0 {
            let still = (ItemUnit::Sessions, ItemStanding::StillThere, operation);
            *self.of.entry(still).or_default() += sessions;
        }
    }

    /// Counts an item of a run that goes on, which ended so.
    pub(crate) fn add_answered(&mut self, item: &Item, kind: OutcomeKind) {
        let unit = ItemUnit::done_to(item.operation, item.is_unlisted());
        let standing = ItemStanding::answered(kind);
        *self.of.entry((unit, standing, item.operation)).or_default() += 1;
    }

    /// Counts a request of the journal: of several sessions each by itself. Whatever was answered, what was
    /// not done is as a look at what was left of its person shows it.
    pub(super) fn add_past(&mut self, item: &PastItem, left_listed: Option<usize>) {
        let (unit, all) = ItemUnit::of_past(item);
        let operation = operation_of(item.request.route);
        let operation = operation.unwrap_or(Operation::End(Route::Exact));
        let mut add = |standing: ItemStanding, count: usize| {
            let standing = standing.to_count(OutcomeKind::Done);
            if count > 0 {
                *self.of.entry((unit, standing, operation)).or_default() += count;
            }
        };
        let contradicted = item.contradicted.len().min(all);
        match (item.part_still_listed(), ItemStanding::of_past(item)) {
            (None, standing) if standing.is_listed() => {
                add(ItemStanding::StillThere, all - contradicted);
                add(ItemStanding::Contradicted, contradicted);
            }
            (None, standing) if standing.is_done() => add(standing, all),
            (None, standing) => match left_listed.map(|left| left.min(all)) {
                Some(0) if standing == ItemStanding::Accepted => add(standing, all),
                Some(still) => {
                    add(ItemStanding::GoneAlready, all - still);
                    add(ItemStanding::StillThere, still);
                }
                None => add(standing, all),
            },
            (Some(still), _) => {
                add(ItemStanding::Shown, all - still);
                add(ItemStanding::StillThere, still.saturating_sub(contradicted));
                add(ItemStanding::Contradicted, contradicted.min(still));
            }
        }
    }

    /// Counts a request of the journal that a later run did, of which this one may have done a part: all but
    /// the number that is returned.
    pub(super) fn add_past_part(&mut self, item: &PastItem) -> usize {
        let (unit, all) = ItemUnit::of_past(item);
        let open = item.part_still_listed().unwrap_or(all);
        let operation = operation_of(item.request.route);
        let operation = operation.unwrap_or(Operation::End(Route::Exact));
        if all > open {
            let done = (unit, ItemStanding::Done, operation);
            *self.of.entry(done).or_default() += all - open;
        }
        open
    }

    /// The units, each with how many of it stand how, in words.
    pub(crate) fn by_unit(&self) -> Vec<(ItemUnit, Vec<(ItemStanding, String)>)> {
        let mut units: Vec<(ItemUnit, Vec<(ItemStanding, String)>)> = Vec::new();
        for ((unit, standing, operation), count) in &self.of {
            let text = format!("{} {}", grouped(*count), unit.word(*standing, *operation));
            match units.last_mut().filter(|(known, _)| known == unit) {
                Some((_, parts)) => parts.push((*standing, text)),
                None => units.push((*unit, vec![(*standing, text)])),
            }
        }
        units
    }

    /// All of it in one sentence: `8 sessions ended, 3 refused`.
    pub(crate) fn words(&self) -> String {
        let parts = self.with_nouns().into_iter().map(|(_, part)| part);
        parts.collect::<Vec<_>>().join(", ")
    }

    /// How many of what stand how, each with its noun where that is not said before.
    pub(crate) fn with_nouns(&self) -> Vec<(ItemStanding, String)> {
        let mut parts = Vec::new();
        let mut last = None;
        for ((unit, standing, operation), count) in &self.of {
            let word = unit.word(*standing, *operation);
            let count_in_words = if last == Some(*unit) {
                grouped(*count)
            } else {
                format!("{} {}", grouped(*count), unit.noun(*count))
            };
            last = Some(*unit);
            parts.push((*standing, format!("{count_in_words} {word}")));
        }
        parts
    }

    /// The word for what is done, where all that is counted is of one unit.
    pub(super) fn only_word(&self) -> Option<&'static str> {
        let ((first, _, operation), _) = self.of.first_key_value()?;
        let is_only = self.of.keys().all(|(unit, ..)| unit == first);
        is_only.then(|| first.word(ItemStanding::Done, *operation))
    }

    /// The number of what is done, and how many there are of each that is not, with its word.
    pub(super) fn done_and_open(&self) -> (usize, Vec<(ItemStanding, &'static str, usize)>) {
        let mut done = 0;
        let mut open: Vec<(ItemStanding, &'static str, usize)> = Vec::new();
        for ((unit, standing, operation), count) in &self.of {
            if standing.is_done() {
                done += count;
                continue;
            }
            let word = unit.word(*standing, *operation);
            match open.iter_mut().find(|(_, known, _)| *known == word) {
                Some((.., of)) => *of += count,
                None => open.push((*standing, word, *count)),
            }
        }
        (done, open)
    }
}
