//! People in the list of a dialog, each above the lines that belong to them: whom the cursor is on,
//! who is unfolded, and how far the list is scrolled. Reviews and reports share it.
//!
//! The view alone knows on which lines people stand, and says so for the dialog on top; see
//! `ExtentOf` in `event`.

use std::collections::BTreeSet;

use super::Action;
use super::scroll::{Extent, Scroll};
use crate::model::UserId;

/// The part of a dialog's list that is shown, and on which of its lines people stand.
#[derive(Debug, Clone, Default)]
pub struct DialogExtent {
    /// The part that is shown.
    pub(crate) extent: Extent,
    /// The line of each person of the list, in its order; empty where the list is not of people.
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

/// The cursor over the people of a list, and who of them is unfolded.
#[derive(Debug, Clone, Default)]
pub(crate) struct Folds {
    scroll: Scroll,
    /// The person under the cursor; the first one until it was moved.
    cursor: Option<UserId>,
    /// Whether everybody is unfolded who is no exception.
    rest: bool,
    exceptions: BTreeSet<UserId>,
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

    /// Whether the lines of somebody are shown.
    pub(crate) fn is_unfolded(&self, user: UserId) -> bool {
        self.rest != self.exceptions.contains(&user)
    }

    /// Whether the end of the list was on the screen at some time.
    pub(crate) const fn end_seen(&self) -> bool {
        self.scroll.end_seen()
    }

    /// Forgets that the end was on the screen, since the list is another one now.
    pub(super) fn forget_end(&mut self) {
        self.scroll.forget_end();
    }

    /// The person under the cursor, of these.
    pub(crate) fn under_cursor(&self, people: &[UserId]) -> Option<UserId> {
        people.get(self.place(people)).copied()
    }

    fn place(&self, people: &[UserId]) -> usize {
        let at = |cursor| people.iter().position(|user| *user == cursor);
        self.cursor.and_then(at).unwrap_or_default()
    }

    /// The part of the list that is shown where there is room for so many of its lines, and people
    /// stand on these. After the cursor was moved, its person is on the screen, with as many of
    /// their lines as fit.
    pub(crate) fn extent(
        &self,
        people: &[UserId],
        heads: &[usize],
        (shown, all): (usize, usize),
    ) -> Extent {
        let extent = self.scroll.extent(shown, all);
        let at = self.place(people);
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
        people: &[UserId],
        shown: (Extent, &[usize]),
    ) -> bool {
        match action {
            Some(action @ (Action::Fold | Action::Unfold)) => {
                if let Some(user) = self.under_cursor(people) {
                    self.set(user, action == Action::Unfold);
                }
            }
            Some(Action::UnfoldAll) => self.turn_all(people),
            Some(action @ (Action::Down | Action::Up)) => self.step(action, people, shown),
            _ if shown.0.after(action).is_some() => self.page(action, people, shown),
            _ => return false,
        }
        true
    }

    /// Unfolds somebody, or folds them, and shows them.
    fn set(&mut self, user: UserId, unfolded: bool) {
        if unfolded == self.rest {
            self.exceptions.remove(&user);
        } else {
            self.exceptions.insert(user);
        }
        self.to(user);
    }

    /// Unfolds the person under the cursor, or folds them.
    pub(super) fn turn(&mut self, people: &[UserId]) {
        if let Some(user) = self.under_cursor(people) {
            self.set(user, !self.is_unfolded(user));
        }
    }

    /// Unfolds everybody, or folds everybody if all are unfolded.
    fn turn_all(&mut self, people: &[UserId]) {
        self.rest = !people.iter().all(|user| self.is_unfolded(*user));
        self.exceptions.clear();
        self.follows = true;
    }

    /// Moves the cursor to somebody, who is shown from now on.
    fn to(&mut self, user: UserId) {
        self.cursor = Some(user);
        self.follows = true;
    }

    /// Moves the cursor to the next person or the one before. Where they are further away than the
    /// next line, the list is scrolled by a line.
    fn step(&mut self, action: Action, people: &[UserId], (extent, heads): (Extent, &[usize])) {
        let at = self.place(people);
        let next = match action {
            Action::Down => Some(at + 1),
            _ => at.checked_sub(1),
        };
        let rows = extent.rows();
        let near = rows.start.saturating_sub(1)..rows.end + 1;
        let line = next.and_then(|next| heads.get(next));
        let user = next.and_then(|next| people.get(next));
        match (line, user) {
            (Some(line), Some(user)) if near.contains(line) => self.to(*user),
            _ => self.page(Some(action), people, (extent, heads)),
        }
    }

    /// Scrolls, and takes the cursor along: to whoever is on the screen then, or to whom the first
    /// line belongs.
    fn page(
        &mut self,
        action: Option<Action>,
        people: &[UserId],
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
        let here = self.place(people);
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
        self.cursor = to.or_else(owner).and_then(|at| people.get(at)).copied();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines of a list: whom each belongs to, and whether it is theirs alone or below them.
    struct Lines {
        people: Vec<UserId>,
        /// The number of lines below each person once they are unfolded.
        below: Vec<usize>,
        shown: usize,
        /// Lines behind all people.
        behind: usize,
    }

    impl Lines {
        fn of(below: &[usize], shown: usize, behind: usize) -> Self {
            let people = (1..=below.len() as u64).filter_map(UserId::new).collect();
            let below = below.to_vec();
            Self {
                people,
                below,
                shown,
                behind,
            }
        }

        fn measure(&self, folds: &Folds) -> DialogExtent {
            let (mut heads, mut all) = (Vec::new(), 0);
            for (user, below) in self.people.iter().zip(&self.below) {
                heads.push(all);
                all += 1 + if folds.is_unfolded(*user) { *below } else { 0 };
            }
            let rows = (self.shown, all + self.behind);
            let extent = folds.extent(&self.people, &heads, rows);
            DialogExtent { extent, heads }
        }

        fn press(&self, folds: &mut Folds, action: Action) {
            let shown = self.measure(folds);
            folds.look(shown.extent);
            assert!(folds.key(Some(action), &self.people, (shown.extent, &shown.heads)));
            folds.look(self.measure(folds).extent);
        }

        fn cursor(&self, folds: &Folds) -> u64 {
            folds.under_cursor(&self.people).map_or(0, UserId::get)
        }
    }

    #[test]
    fn only_the_person_under_the_cursor_is_unfolded_and_one_key_turns_all() {
        let lines = Lines::of(&[2, 2, 2], 20, 0);
        let mut folds = Folds::all(false);
        lines.press(&mut folds, Action::Down);
        lines.press(&mut folds, Action::Unfold);
        let unfolded = |folds: &Folds| {
            let people = lines.people.iter();
            people
                .map(|user| folds.is_unfolded(*user))
                .collect::<Vec<_>>()
        };
        assert_eq!(unfolded(&folds), [false, true, false]);
        lines.press(&mut folds, Action::UnfoldAll);
        assert_eq!(unfolded(&folds), [true; 3]);
        lines.press(&mut folds, Action::Fold);
        assert_eq!(unfolded(&folds), [true, false, true]);
        lines.press(&mut folds, Action::UnfoldAll);
        assert_eq!(unfolded(&folds), [true; 3]);
        lines.press(&mut folds, Action::UnfoldAll);
        assert_eq!(unfolded(&folds), [false; 3]);
        assert_eq!(lines.cursor(&folds), 2);
    }

    #[test]
    fn every_line_can_be_shown_by_single_steps_and_the_cursor_is_never_off_the_screen() {
        for shown in 1..9 {
            for below in [
                &[0, 0, 0, 0][..],
                &[9, 0, 3, 1],
                &[1, 12, 0, 2],
                &[0],
                &[30],
            ] {
                for behind in [0, 5] {
                    let lines = Lines::of(below, shown, behind);
                    let mut folds = Folds::all(true);
                    for (action, steps) in [(Action::Down, 200), (Action::Up, 200)] {
                        let all = lines.measure(&folds).extent.all();
                        let mut visible = vec![false; all];
                        for _ in 0..steps {
                            let now = lines.measure(&folds);
                            now.extent.rows().for_each(|row| visible[row] = true);
                            let at = folds.place(&lines.people);
                            let end = now.heads.get(at + 1).copied().unwrap_or(all);
                            let (head, rows) = (now.heads[at], now.extent.rows());
                            assert!(head < rows.end && end > rows.start, "{below:?} in {shown}");
                            lines.press(&mut folds, action);
                        }
                        assert!(visible.iter().all(|it| *it), "{below:?} in {shown}");
                    }
                    assert_eq!(lines.cursor(&folds), 1);
                }
            }
        }
    }

    #[test]
    fn pages_scroll_and_take_the_cursor_along_to_both_ends() {
        let lines = Lines::of(&[0; 40], 10, 0);
        let mut folds = Folds::all(false);
        lines.press(&mut folds, Action::PageDown);
        assert_eq!(lines.measure(&folds).extent.first(), 9);
        assert_eq!(lines.cursor(&folds), 10);
        lines.press(&mut folds, Action::Bottom);
        assert!(folds.end_seen());
        assert_eq!(lines.cursor(&folds), 40);
        lines.press(&mut folds, Action::PageUp);
        assert_eq!(lines.cursor(&folds), 31, "the last one on the screen");
        lines.press(&mut folds, Action::Top);
        assert_eq!(lines.cursor(&folds), 1);
        let few = Lines::of(&[0; 4], 10, 0);
        let mut folds = Folds::all(false);
        few.press(&mut folds, Action::PageDown);
        assert_eq!(few.cursor(&folds), 4, "there is nothing to scroll");
    }

    #[test]
    fn whoever_is_unfolded_is_shown_with_what_belongs_to_them() {
        let lines = Lines::of(&[0, 0, 0, 0, 4, 0, 0], 5, 0);
        let mut folds = Folds::all(false);
        for _ in 0..4 {
            lines.press(&mut folds, Action::Down);
        }
        assert_eq!(lines.measure(&folds).extent.rows(), 0..5);
        lines.press(&mut folds, Action::Unfold);
        assert_eq!(lines.measure(&folds).extent.rows(), 4..9);
    }
}
