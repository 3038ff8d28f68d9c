//! Notices of what happened: the newest on a line of its own, the older ones in the log.

use std::collections::VecDeque;

use crate::model::Timestamp;

/// How many notices are remembered; more than any screen shows.
const KEPT: usize = 100;

/// How long the newest notice has a line of its own, in milliseconds.
const FRESH: i64 = 8_000;

/// How important a notice is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// It answers a key, and is worth a moment: nothing was done, and it is no news.
    Passing,
    /// Something was done.
    Info,
    /// Something was not done, or needs a look.
    Warning,
    /// A rule hits that rings, or a run left somebody as they must not be.
    Alarm,
}

/// The words of a notice, and whether they may name somebody: nothing that may is shown while people
/// are masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NoticeWords {
    text: String,
    masked: Option<String>,
}

impl NoticeWords {
    /// Words that name nobody.
    pub(in crate::app) fn of_nobody(text: impl Into<String>) -> Self {
        let text = text.into();
        let masked = Some(text.clone());
        Self { text, masked }
    }

    /// Words that name somebody, and the same without names.
    pub(in crate::app) fn naming(text: String, without_names: String) -> Self {
        Self {
            text,
            masked: Some(without_names),
        }
    }

    /// The words themselves.
    #[cfg(test)]
    pub(in crate::app) fn into_text(self) -> String {
        self.text
    }
}

impl From<&'static str> for NoticeWords {
    /// The program's own words, which name nobody.
    fn from(text: &'static str) -> Self {
        Self::of_nobody(text)
    }
}

impl From<String> for NoticeWords {
    /// Words that were put together, which may name somebody.
    fn from(text: String) -> Self {
        Self { text, masked: None }
    }
}

/// One notice, with its time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// When it happened, by the local clock.
    pub at: Timestamp,
    /// How important it is.
    pub level: Level,
    /// Whether it came while a dialog was open, which may lie over the line of the notices.
    pub beside_dialog: bool,
    /// The text. The program wrote it; data in it went through `SafeText`.
    pub text: String,
    /// What is shown of it while people are masked; nothing where it may name somebody.
    pub masked: Option<String>,
}

/// The notices so far, newest last.
#[derive(Debug, Clone, Default)]
pub struct Notices {
    list: VecDeque<Notice>,
    /// Those that a person must know of and has not read yet, oldest first.
    unread: VecDeque<Notice>,
    /// The number of all notices so far.
    said: u64,
}

impl Notices {
    /// Every notice that is remembered, oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Notice> {
        self.list.iter()
    }

    /// The newest notice, while it has a line of its own.
    pub fn fresh(&self, now: Timestamp) -> Option<&Notice> {
        self.list
            .back()
            .filter(|notice| now.millis() - notice.at.millis() < FRESH)
    }

    /// The number of notices that a person must know of and has not read yet.
    pub(crate) fn unread(&self) -> usize {
        self.unread.len()
    }

    /// The oldest notice that a person must know of and has not read yet. It has the line of the
    /// notices whenever no newer one is fresh.
    pub(crate) fn oldest_unread(&self) -> Option<&Notice> {
        self.unread.front()
    }

    /// Notes that all of them were read.
    pub(super) fn read(&mut self) {
        self.unread.clear();
    }

    /// Takes in a notice that a person must know of: it stays until it is read.
    pub(super) fn keep(&mut self, now: Timestamp, text: String, beside_dialog: bool) {
        self.say(now, Level::Warning, text, beside_dialog);
        let is_known = |known: &Notice| Some(&known.text) == self.list.back().map(|it| &it.text);
        if self.unread.iter().any(is_known) {
            return;
        }
        if self.unread.len() == KEPT {
            self.unread.pop_front();
        }
        self.unread.extend(self.list.back().cloned());
    }

    /// The number of all notices so far.
    pub(super) const fn said(&self) -> u64 {
        self.said
    }

    /// Notes that another dialog is open: notices up to this number were about the one before.
    pub(super) fn leave_dialog(&mut self, said: u64) {
        let newer = usize::try_from(self.said.saturating_sub(said)).unwrap_or(usize::MAX);
        for notice in self.list.iter_mut().rev().skip(newer) {
            notice.beside_dialog = false;
        }
    }

    /// Takes the newest notice back, if it has this text.
    pub(super) fn take_back(&mut self, text: &str) {
        if self.list.back().is_some_and(|newest| newest.text == text) {
            self.list.pop_back();
            self.said = self.said.saturating_sub(1);
        }
    }

    /// The newest notice, while it is fresh and where it came with a dialog over the list.
    pub(crate) fn beside_dialog(&self, now: Timestamp) -> Option<&Notice> {
        self.fresh(now).filter(|notice| notice.beside_dialog)
    }

    /// Takes in a notice that comes while a dialog is open, or is not.
    pub(super) fn say(
        &mut self,
        now: Timestamp,
        level: Level,
        words: impl Into<NoticeWords>,
        beside_dialog: bool,
    ) {
        if self.list.len() == KEPT {
            self.list.pop_front();
        }
        let NoticeWords { text, masked } = words.into();
        self.said += 1;
        self.list.push_back(Notice {
            at: now,
            level,
            beside_dialog,
            text,
            masked,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_person_must_know_stays_until_it_is_read() {
        let at = Timestamp::from_seconds;
        let mut notices = Notices::default();
        notices.keep(at(1_000), "a file was put aside".to_owned(), false);
        notices.keep(at(1_001), "a file was put aside".to_owned(), false);
        for second in 1_002..1_300 {
            notices.say(at(second), Level::Warning, "an alarm", false);
        }
        let oldest = notices.oldest_unread().map(|it| it.text.as_str());
        assert_eq!(
            (oldest, notices.unread()),
            (Some("a file was put aside"), 1)
        );
        notices.read();
        assert_eq!(notices.unread(), 0);
    }

    #[test]
    fn what_was_said_of_one_dialog_is_not_said_in_the_next() {
        let now = Timestamp::from_seconds(1_000);
        let mut notices = Notices::default();
        notices.say(now, Level::Warning, "nobody on the list is taken", true);
        let before = notices.said();
        notices.say(now, Level::Info, "the review says this", true);
        notices.leave_dialog(before);
        let shown = notices.beside_dialog(now).map(|it| it.text.as_str());
        assert_eq!(shown, Some("the review says this"));
        notices.leave_dialog(notices.said());
        assert_eq!(notices.beside_dialog(now), None);
    }
}
