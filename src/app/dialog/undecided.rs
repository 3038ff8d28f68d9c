//! The sessions of which it cannot be told whether they match the filter: by reason and person.

use std::collections::BTreeMap;

use super::{Dialog, DialogContext, Reaction};
use crate::app::List;
use crate::app::press::Press;
use crate::app::scroll::Scroll;
use crate::live::PersonIndex;
use crate::model::{SafeText, UserId};
use crate::query::Why;

/// Those sessions when the dialog was opened.
#[derive(Debug)]
pub struct UndecidedView {
    /// The people, by reason.
    pub(crate) lines: Vec<UndecidedLine>,
    /// The number of sessions.
    pub(crate) sessions: usize,
    /// How far it is scrolled.
    pub(crate) scroll: Scroll,
}

/// One person and one reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct UndecidedLine {
    /// What is not known, in words.
    pub(crate) why: &'static str,
    /// The person's number.
    pub(crate) user: UserId,
    /// The person's name, where it is known.
    pub(crate) name: Option<SafeText>,
    /// The number of their sessions that this is about.
    pub(crate) sessions: usize,
}

impl UndecidedView {
    /// What cannot be told of this list.
    pub(in crate::app) fn of(list: &List) -> Self {
        let snapshot = list.snapshot();
        let mut counts: BTreeMap<(Why, PersonIndex), usize> = BTreeMap::new();
        for (slot, why) in list.undecided_slots() {
            if let Some(row) = snapshot.row(*slot) {
                *counts.entry((*why, row.person)).or_default() += 1;
            }
        }
        let line = |((why, place), sessions): ((Why, PersonIndex), usize)| {
            let person = snapshot.person(place)?;
            Some(UndecidedLine {
                why: why.words(),
                user: person.id,
                name: person.user().and_then(|user| user.name.shown().cloned()),
                sessions,
            })
        };
        Self {
            lines: counts.into_iter().filter_map(line).collect(),
            sessions: list.undecided(),
            scroll: Scroll::default(),
        }
    }

    pub(in crate::app) fn key(mut self, press: Press, context: &DialogContext<'_>) -> Reaction {
        self.scroll.by(press.action, context.extent);
        Reaction::usual(Dialog::Undecided(self), press.action)
    }
}
