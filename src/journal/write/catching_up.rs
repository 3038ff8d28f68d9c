//! What has happened to the file since it was last looked at.

use std::io;

use super::Journal;
use crate::journal::RecordEvent;
use crate::journal::chain::Receipt;
use crate::journal::tail::Tail;
use crate::journal::walk::ChainWalk;

impl Journal {
    /// Reads what others have appended since. Where the last known record is not at its place any
    /// more, the whole file is read anew.
    pub(super) fn catch_up(&mut self) -> io::Result<()> {
        let len = self.storage.size()?;
        if self.is_fresh {
            self.look_first(len)?;
        } else if self.tail.is_in(&*self.storage, len)? {
            let from = self.tail.walk.len();
            self.tail.read_on(&*self.storage, len)?;
            self.learn_of_others(from)?;
        } else {
            self.look_again(len)?;
        }
        if let Some(damage) = self.tail.closed().walk.preface().damage {
            if self.damage.as_ref() != Some(&damage) {
                self.tell(|path| damage.news(path));
            }
            self.damage = Some(damage);
        }
        Ok(())
    }

    /// Reads the whole file anew, and notes whether it was cut.
    fn look_again(&mut self, len: u64) -> io::Result<()> {
        let last = self.tail.last().cloned();
        let walk = (last.as_ref()).map_or_else(ChainWalk::default, |last| {
            ChainWalk::looking_for(&last.hash)
        });
        let mut tail = Tail::at(walk);
        tail.read_on(&*self.storage, len)?;
        let was_cut = len < self.tail.len() || tail.walk.preface().damage.is_none();
        if tail.walk.lacks_anchor() && was_cut {
            self.lose(RecordEvent::Cut, last);
        }
        self.tail = tail;
        Ok(())
    }

    /// Reads the whole file. What is kept beside it is read under the same lock.
    fn look_first(&mut self, len: u64) -> io::Result<()> {
        let known = self.storage.known_head();
        let walk = (known.as_ref()).map_or_else(ChainWalk::default, |head| {
            ChainWalk::looking_for(&head.hash)
        });
        let mut tail = Tail::at(walk);
        tail.read_on(&*self.storage, len)?;
        self.tail = tail;
        self.recall(known);
        self.is_fresh = false;
        Ok(())
    }

    /// Holds the file against the record that was written last, as it is kept beside it. That record
    /// was durable before it was kept there, so no crash has cut it short: where it is not whole,
    /// somebody cut it. One that is damaged is told as such.
    fn recall(&mut self, known: Option<Receipt>) {
        let with_rest = self.tail.closed().walk;
        let Some(head) = known.filter(|_| with_rest.lacks_anchor()) else {
            return;
        };
        let is_damaged = self.tail.walk.preface().damage.is_some();
        let has_so_many = self.tail.last().is_some_and(|last| last.seq >= head.seq);
        if self.tail.len() == 0 || has_so_many && !is_damaged {
            self.lose(RecordEvent::Continued, Some(head));
        } else if self.tail.walk.reach() < head.seq {
            self.lose(RecordEvent::Cut, Some(head));
        }
    }
}
