//! Marks: set and cleared one by one, by range, or all at once.

use super::Table;
use crate::app::ask::Ask;
use crate::app::event::Effect;
use crate::app::notices::NoticeWords;
use crate::model::{Timestamp, counted};

impl Table {
    /// Marks what the cursor is on, or unmarks it, and goes on to the next row.
    pub(super) fn mark(&mut self, now: Timestamp) -> Option<Effect> {
        let keys = self.list.cursor_sessions();
        if keys.is_empty() {
            return None;
        }
        self.marks.toggle_all(&keys, now);
        self.cursor(|list| list.move_by(1), now)
    }

    /// Begins a range at the cursor, or ends the one that is being marked.
    pub(super) fn range(&mut self, now: Timestamp) {
        if self.marks.is_ranging() {
            self.marks.end_range();
            return;
        }
        self.marks.begin_range(self.list.cursor_key(), now);
        self.marks.add(self.list.cursor_sessions(), now);
    }

    /// Marks whatever matches, or unmarks it where all of it is marked. Of whom it cannot be told is
    /// not marked, and goes with the marks into a review.
    pub(super) fn mark_all(&mut self, is_whole: bool, now: Timestamp) -> Ask {
        let keys = self.list.listed();
        let query = self.filter.query();
        if !keys.is_empty() && keys.iter().all(|key| self.marks.contains(*key)) {
            self.marks.drop_matching(&keys, query, now);
            let text = format!("{} removed", counted(keys.len(), "mark", "marks"));
            return Ask::tell(NoticeWords::of_nobody(text));
        }
        let (count, undecided) = (keys.len(), self.list.undecided_sessions());
        let open = undecided.len();
        self.marks.add_matching(keys, (query, undecided), now);
        let so_far = if is_whole {
            ""
        } else {
            ": those loaded so far, the walk is not whole yet"
        };
        let of = counted(open, "other", "others");
        let rows = counted(count, "row", "rows");
        let text = match (open, count) {
            (0, _) => format!("{rows} marked{so_far}"),
            (_, 0) => format!("{rows} marked{so_far}; of {of} it cannot be told"),
            _ => format!("{rows} marked{so_far}; of {of} it cannot be told, which the review says"),
        };
        Ask::tell(NoticeWords::of_nobody(text))
    }
}
