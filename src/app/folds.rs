//! What stands above other lines in the list of a dialog, somebody or the reason why others are left out:
//! where the cursor is, what is unfolded, and how far the list is scrolled. Reviews and reports share it.
//!
//! The view alone knows on which lines these stand, and says so for the dialog on top; see `ExtentOf` in
//! `event`.

use std::collections::BTreeSet;

use super::Action;
use super::scroll::{Extent, Scroll};
use crate::model::UserId;

/// The part of a dialog's list that is shown, and on which of its lines those stand that have others below.
#[derive(Debug, Clone, Default)]
pub struct DialogExtent {
    /// The part that is shown.
    pub(crate) extent: Extent,
    /// The line of each of these, in the order of the list; empty where there are none.
    pub(crate) heads: Vec<usize>,
}

impl From<Extent> for DialogExtent {
    fn from(extent: Extent) -> Self {
        Self {
            extent,
            heads: Vec::new(),
        }
    }
}

/// What stands above other lines in a list.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ListHead {
    /// Somebody.
    Person(UserId),
    /// Why some are left out, who are folded at first.
    Reason(String),
    /// Why some are left out who were named, and are shown at first.
    Named(String),
}

impl ListHead {
    /// The person, if it is one.
    pub(super) const fn person(&self) -> Option<UserId> {
        match self {
            Self::Person(user) => Some(*user),
            Self::Reason(_) | Self::Named(_) => None,
        }
    }
}

/// The cursor over the heads of a list, and which of them are unfolded.
#[derive(Debug, Clone, Default)]
pub(crate) struct Folds {
    scroll: Scroll,
    /// What is under the cursor; the first one until it was moved.
    cursor: Option<ListHead>,
    /// Whether everybody is unfolded who is no exception.
    rest: bool,
    exceptions: BTreeSet<ListHead>,
    /// Whether the list is scrolled to where the cursor is, because the cursor was moved last.
    follows: bool,
}

impl Folds {
    /// A list in which everybody is unfolded, or nobody.
    pub(super) fn all(unfolded: bool) -> Self {
        Self {
            rest: unfolded,
            ..Self::default()
        }
    }

    /// Whether the lines below are shown.
    pub(crate) fn is_unfolded(&self, head: &ListHead) -> bool {
        let at_first = match head {
            ListHead::Person(_) => self.rest,
            ListHead::Reason(_) => false,
            ListHead::Named(_) => true,
        };
        at_first != self.exceptions.contains(head)
    }

    /// Whether the lines of somebody are shown.
    pub(crate) fn shows_items_of(&self, user: UserId) -> bool {
        self.is_unfolded(&ListHead::Person(user))
    }

    /// Whether the end of the list was on the screen at some time.
    pub(crate) const fn end_seen(&self) -> bool {
        self.scroll.end_seen()
    }

    /// Forgets that the end was on the screen, since the list is another one now.
    pub(super) fn forget_end(&mut self) {
        self.scroll.forget_end();
    }

    /// What is under the cursor, of these.
    pub(crate) fn under_cursor<'a>(&self, all: &'a [ListHead]) -> Option<&'a ListHead> {
        all.get(self.place(all))
    }

    /// The place of what is under the cursor among these.
    pub(crate) fn place(&self, all: &[ListHead]) -> usize {
        let at = |cursor| all.iter().position(|head| head == cursor);
        self.cursor.as_ref().and_then(at).unwrap_or_default()
    }

    /// The part of the list that is shown where there is room for so many of its lines, and its heads
    /// stand on these. After the cursor was moved, what is under it is on the screen, with as many of the
    /// lines below as fit.
    pub(crate) fn extent(
        &self,
        list: &[ListHead],
        heads: &[usize],
        (shown, all): (usize, usize),
    ) -> Extent {
        let extent = self.scroll.extent(shown, all);
        let at = self.place(list);
        let Some(head) = heads.get(at).copied().filter(|_| self.follows) else {
            return extent;
        };
        let end = heads.get(at + 1).copied().unwrap_or(all);
        let first = extent.first().max(end.saturating_sub(shown)).min(head);
        Extent::of(first, shown, all)
    }

    /// Notes what is on the screen.
    pub(super) fn look(&mut self, extent: Extent) {
        self.scroll.look(extent);
        if self.follows {
            self.scroll.go(extent.first());
        }
    }

    /// Takes a key that moves the cursor, scrolls or folds; returns whether it was one.
    pub(super) fn key(
        &mut self,
        action: Option<Action>,
        all: &[ListHead],
        shown: (Extent, &[usize]),
    ) -> bool {
        match action {
            Some(action @ (Action::Fold | Action::Unfold)) => {
                if let Some(head) = self.under_cursor(all) {
                    self.set(head, action == Action::Unfold);
                }
            }
            Some(Action::UnfoldAll) => self.turn_all(all),
            Some(action @ (Action::Down | Action::Up)) => self.step(action, all, shown),
            _ if shown.0.after(action).is_some() => self.page(action, all, shown),
            _ => return false,
        }
        true
    }

    /// Unfolds what is below this, or folds it, and shows it.
    fn set(&mut self, head: &ListHead, unfolded: bool) {
        if self.is_unfolded(head) != unfolded && !self.exceptions.remove(head) {
            self.exceptions.insert(head.clone());
        }
        self.to(head);
    }

    /// Unfolds what is below the cursor, or folds it.
    pub(super) fn turn(&mut self, all: &[ListHead]) {
        if let Some(head) = self.under_cursor(all) {
            self.set(head, !self.is_unfolded(head));
        }
    }

    /// Unfolds everything, or folds everything if all is unfolded.
    fn turn_all(&mut self, all: &[ListHead]) {
        let unfolds = !all.iter().all(|head| self.is_unfolded(head));
        self.exceptions.clear();
        self.rest = unfolds;
        let others = all.iter().filter(|head| head.person().is_none());
        let turned: Vec<_> = others
            .filter(|head| self.is_unfolded(head) != unfolds)
            .collect();
        self.exceptions.extend(turned.into_iter().cloned());
        self.follows = true;
    }

    /// Moves the cursor to this, which is shown from now on.
    fn to(&mut self, head: &ListHead) {
        self.cursor = Some(head.clone());
        self.follows = true;
    }

    /// Moves the cursor to the next head or the one before. Where that is further away than the
    /// next line, the list is scrolled by a line.
    fn step(&mut self, action: Action, all: &[ListHead], (extent, heads): (Extent, &[usize])) {
        let at = self.place(all);
        let next = match action {
            Action::Down => Some(at + 1),
            _ => at.checked_sub(1),
        };
        let rows = extent.rows();
        let near = rows.start.saturating_sub(1)..rows.end + 1;
        let line = next.and_then(|next| heads.get(next));
        let head = next.and_then(|next| all.get(next));
        match (line, head) {
            (Some(line), Some(head)) if near.contains(line) => self.to(head),
            _ => self.page(Some(action), all, (extent, heads)),
        }
    }

    /// Scrolls, and takes the cursor along: to what is on the screen then, or to what the first line
    /// belongs to.
    fn page(
        &mut self,
        action: Option<Action>,
        all: &[ListHead],
        (extent, heads): (Extent, &[usize]),
    ) {
        let before = extent.first();
        let first = extent.after(action).unwrap_or(before);
        let rows = extent.at(first).rows();
        self.scroll.go(first);
        self.follows = false;
        let goes_up = matches!(action, Some(Action::Up | Action::PageUp | Action::Top));
        let to_the_end = first == before && !matches!(action, Some(Action::Down | Action::Up))
            || matches!(action, Some(Action::Top | Action::Bottom));
        let is_shown = |at: &usize| heads.get(*at).is_some_and(|line| rows.contains(line));
        let mut on_screen = 0..heads.len();
        let here = self.place(all);
        let to = if to_the_end {
            if goes_up {
                Some(0)
            } else {
                heads.len().checked_sub(1)
            }
        } else if is_shown(&here) {
            Some(here)
        } else if goes_up {
            on_screen.rfind(is_shown)
        } else {
            on_screen.find(is_shown)
        };
        let owner = || heads.iter().rposition(|line| *line <= rows.start);
        self.cursor = to.or_else(owner).and_then(|at| all.get(at)).cloned();
    }
}

#[cfg(test)]
mod tests;
