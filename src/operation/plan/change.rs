//! How a plan that was made again differs from the one that was shown.
//!
//! - here what came, what went and what is left out anew, in words
//! - `unchosen` what is there and is not chosen any more, and why

mod unchosen;

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashSet;

use self::unchosen::Unchosen;
use super::Plan;
use crate::journal::NamedTarget;
use crate::model::{SafeText, UserId, be};
use crate::operation::{NotFoundBecause, Operation, Target, TargetKind};

pub(crate) use self::unchosen::ListedNow;

/// The most columns of a name in the words for a change.
const NAME: usize = 30;

/// What came into a plan, or went from it. Somebody who was in the plan before and is in it now neither came
/// nor went, and only what they have did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Moved {
    people: usize,
    sessions: usize,
    tokens: usize,
}

impl Moved {
    /// What there is of these targets. Whoever is in `both` plans stays, and of whoever is not, in plans of
    /// several operations, the person counts and not what they have.
    fn of(targets: &[&Target], both: &FxHashSet<UserId>, is_of_several: bool) -> Self {
        let mut people = FxHashSet::default();
        let mut moved = Self::default();
        for target in targets {
            let user = target.user();
            let is_whole = is_of_several && !both.contains(&user);
            match target {
                Target::Session(_) if !is_whole => moved.sessions += 1,
                Target::Token(_) if !is_whole => moved.tokens += 1,
                Target::Session(_) | Target::Token(_) | Target::Person(_) => {
                    people.insert(user);
                }
            }
        }
        moved.people = people.difference(both).count();
        moved
    }

    const fn all(self) -> usize {
        self.people + self.sessions + self.tokens
    }

    /// Each kind of which there is any.
    fn kinds(self) -> impl Iterator<Item = (TargetKind, usize)> {
        let kinds = [
            (TargetKind::People, self.people),
            (TargetKind::Sessions, self.sessions),
            (TargetKind::Tokens, self.tokens),
        ];
        kinds.into_iter().filter(|(_, count)| *count > 0)
    }
}

/// How a plan differs from the one before. Whatever was typed for that one does not stand for this.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanChange {
    /// What is counted of those who stay.
    kind: TargetKind,
    /// What is new.
    more: Moved,
    /// The people whose sessions those are, with their names where they are known.
    of: BTreeMap<UserId, Option<SafeText>>,
    /// What is no longer there.
    gone: Moved,
    /// The name of the person whom those belong to, where it is one.
    gone_of: Option<SafeText>,
    /// The number of items that are there and are not chosen any more.
    unchosen: usize,
    /// What is not as it was of those who are not chosen any more.
    because: BTreeSet<Unchosen>,
    /// The number of items of whose people it cannot be told any more.
    undecided: usize,
    /// The number of targets that are excluded now and were not.
    excluded: usize,
}

impl Plan {
    /// How what was chosen differs from the plan before, which may be by another route: what a route
    /// takes beyond the choice is no change of the choice. `None` if nothing was chosen or left out
    /// anew.
    pub(crate) fn change_beside_the_route(
        &self,
        before: &Self,
        now: ListedNow<'_>,
    ) -> Option<PlanChange> {
        let chosen = |plan: &Self| {
            let mut plan = plan.clone();
            plan.items.retain(|item| !item.target.is_beyond());
            for item in &mut plan.items {
                item.operation = self.operation();
            }
            plan
        };
        let change = chosen(self).change_since(&chosen(before), now);
        change.filter(|change| !change.is_of_challenge())
    }

    /// The same plan, in which sessions that the one before had are gone, and not unheard of.
    #[must_use]
    pub(crate) fn knowing(mut self, before: &Self) -> Self {
        let had: FxHashSet<String> = before.sessions().map(|one| one.key.to_string()).collect();
        for miss in &mut self.not_found {
            if miss.because == NotFoundBecause::NoSuchSession && had.contains(miss.named.original())
            {
                miss.because = NotFoundBecause::GoneBefore;
            }
        }
        self
    }

    /// How this plan differs from the one before in what it does, leaves out or asks for; `None` if
    /// only what is known of its targets differs. What is listed `now` is not gone.
    pub(crate) fn change_since(&self, before: &Self, now: ListedNow<'_>) -> Option<PlanChange> {
        type ItemKeys = FxHashSet<(Operation, NamedTarget)>;
        let keys = |plan: &Self| -> ItemKeys {
            let items = plan.items.iter();
            items
                .map(|item| (item.operation, item.target.named()))
                .collect()
        };
        let excluded = |plan: &Self| -> FxHashSet<NamedTarget> {
            let excluded = plan.excluded.iter();
            excluded.map(|one| one.target.named()).collect()
        };
        let (old, new) = (keys(before), keys(self));
        let (old_excluded, new_excluded) = (excluded(before), excluded(self));
        let is_same = old == new && old_excluded == new_excluded;
        if is_same && before.challenge == self.challenge {
            return None;
        }
        let added = self.items.iter();
        let added = added.filter(|item| !old.contains(&(item.operation, item.target.named())));
        let added: Vec<_> = added.map(|item| &item.target).collect();
        let is_excluded = |(_, named): &&(Operation, NamedTarget)| new_excluded.contains(named);
        let lost: FxHashSet<_> = old
            .difference(&new)
            .filter(|one| !is_excluded(one))
            .collect();
        let lost: Vec<&Target> = (before.items.iter())
            .filter(|item| lost.contains(&(item.operation, item.target.named())))
            .map(|item| &item.target)
            .collect();
        let open: FxHashSet<UserId> = (self.undecided.iter())
            .map(|one| one.target.user())
            .collect();
        let now = now.of_these(&lost);
        let (there, gone): (Vec<&Target>, Vec<&Target>) =
            lost.into_iter().partition(|target| now.has(target));
        let (undecided, unchosen): (Vec<&Target>, Vec<&Target>) =
            (there.into_iter()).partition(|target| open.contains(&target.user()));
        // Of a person to whom several things are done all of them change at once.
        let is_of_several = self.is_of_several() || before.is_of_several();
        let kind = if is_of_several {
            TargetKind::People
        } else {
            self.operation().target_kind()
        };
        let mut both = self.people_of_items();
        both.retain(|user| before.people_of_items().contains(user));
        let both: FxHashSet<UserId> = both.into_iter().collect();
        let number = |targets: &[&Target]| match kind {
            TargetKind::People => {
                let people: FxHashSet<UserId> = targets.iter().map(|it| it.user()).collect();
                people.len()
            }
            TargetKind::Sessions | TargetKind::Tokens => targets.len(),
        };
        Some(PlanChange {
            kind,
            more: Moved::of(&added, &both, is_of_several),
            of: (added.iter())
                .filter(|target| target.session().is_some())
                .filter(|target| !is_of_several || both.contains(&target.user()))
                .map(|target| (target.user(), target.name().cloned()))
                .collect(),
            gone: Moved::of(&gone, &both, is_of_several),
            gone_of: only_name(&gone),
            unchosen: number(&unchosen),
            because: unchosen.iter().flat_map(|one| now.unlike(one)).collect(),
            undecided: number(&undecided),
            excluded: new_excluded.difference(&old_excluded).count(),
        })
    }
}

/// The name of the person to whom all of these belong, where it is one and is known.
fn only_name(targets: &[&Target]) -> Option<SafeText> {
    let people: FxHashSet<UserId> = targets.iter().map(|it| it.user()).collect();
    let mut names = targets.iter().filter_map(|it| it.name());
    let name = names.find(|name| !name.is_blank() && people.len() == 1)?;
    Some(SafeText::new(&name.fit(NAME)))
}

impl PlanChange {
    /// Whether only what must be typed is another.
    pub(crate) const fn is_of_challenge(&self) -> bool {
        self.more.all() + self.gone.all() + self.unchosen + self.undecided + self.excluded == 0
    }

    /// The number of items that are no longer there.
    pub(crate) const fn gone(&self) -> usize {
        self.gone.all()
    }

    /// What changed, in words.
    pub(crate) fn words(&self) -> String {
        let kind = self.kind;
        let mut parts = Vec::new();
        for (kind, count) in self.more.kinds() {
            let more = format!("{count} more {}", kind.noun(count));
            let who = self.signed_in().filter(|_| kind == TargetKind::Sessions);
            parts.push(match who {
                Some(who) => format!("{who} signed in again: {more}"),
                None => more,
            });
        }
        for (kind, count) in self.gone.kinds() {
            let is_person = kind == TargetKind::People;
            parts.push(match self.gone_of.as_ref().filter(|_| is_person) {
                Some(name) => format!("{name} is gone"),
                None => format!("{} {} gone", kind.counted(count), be(count)),
            });
        }
        if self.unchosen > 0 {
            let still = kind.counted(self.unchosen);
            let because: Vec<&str> = self.because.iter().map(|one| one.words()).collect();
            parts.push(format!(
                "{still} {} still there and no longer chosen ({})",
                be(self.unchosen),
                because.join(", ")
            ));
        }
        if self.undecided > 0 {
            let open = kind.counted(self.undecided);
            parts.push(format!("{open} {} undecided now", be(self.undecided)));
        }
        if self.excluded > 0 {
            parts.push(format!("{} kept that were not", self.excluded));
        }
        parts.join("; ")
    }

    /// Who signed in again, where it is about sessions.
    fn signed_in(&self) -> Option<String> {
        let (user, name) = self.of.first_key_value()?;
        Some(match (self.of.len(), name) {
            (1, Some(name)) if !name.is_blank() => name.fit(NAME).into_owned(),
            (1, _) => format!("user {user}"),
            (people, _) => format!("{people} people"),
        })
    }
}
