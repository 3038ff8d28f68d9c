//! The news, whole: a cursor, entries that are unfolded, and a search.

use std::collections::BTreeSet;

use tui_input::Input;

use super::moving::rows_of;
use super::{Dialog, DialogContext, Reaction};
use crate::app::ask::Ask;
use crate::app::keymap::Mode;
use crate::app::news::{NewsKind, NewsLog, NewsNames, is_in, person_line, text};
use crate::app::notices::Level;
use crate::app::press::{LONGEST_INPUT, Press, paste_into};
use crate::app::{Action, Copied};
use crate::model::{SafeText, Timestamp, UserId};
use crate::query::fold;
use crate::settings::RuleLevel;

/// The news as somebody looks at them, newest first.
#[derive(Debug, Default)]
pub struct NewsView {
    /// The entry under the cursor and the line within it; `None` as long as it follows the newest.
    cursor: Option<(u64, usize)>,
    /// The entries that are unfolded.
    open: BTreeSet<u64>,
    /// What is searched for.
    pub search: Input,
    /// Whether that is being typed.
    pub is_typing: bool,
}

/// How a line of the news is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NewsTone {
    /// It happened.
    Plain,
    /// It says that the program works.
    Quiet,
    /// It needs a look.
    Warning,
    /// It needs one now.
    Alarm,
}

/// A line of the news.
#[derive(Debug)]
pub struct NewsLine {
    /// The number of the entry.
    number: u64,
    /// The place within it: 0 for the entry itself.
    part: usize,
    /// When it happened.
    pub at: Timestamp,
    /// The words.
    pub text: SafeText,
    /// How it is meant.
    pub tone: NewsTone,
    /// The one person whom it is about.
    user: Option<UserId>,
    /// The number of people behind the line, where it can be unfolded, and whether it is.
    pub folded: Option<(usize, bool)>,
}

impl NewsLine {
    /// Whether it is a line of an entry that is unfolded.
    pub const fn is_part(&self) -> bool {
        self.part > 0
    }
}

impl NewsView {
    /// The mode whose keys work.
    pub(super) const fn mode(&self) -> Mode {
        if self.is_typing {
            Mode::NewsSearch
        } else {
            Mode::News
        }
    }

    /// The lines that there are to see, newest first.
    pub(crate) fn lines(&self, news: &NewsLog, names: NewsNames<'_>) -> Vec<NewsLine> {
        let sought = fold(self.search.value().trim());
        let mut lines = Vec::new();
        for (number, entry) in news.newest().filter(|(_, it)| !it.what.is_passing()) {
            if !sought.is_empty() && !is_in(&sought, entry, names) {
                continue;
            }
            let people = entry.what.people();
            let is_open = self.open.contains(&number);
            let tone = tone(&entry.what);
            let line = |part, text: &str, user, folded| NewsLine {
                number,
                part,
                at: entry.at,
                text: SafeText::new(text),
                tone,
                user,
                folded,
            };
            let only = match people {
                [one] => Some(one.user),
                _ => None,
            };
            let folded = (people.len() > 1).then_some((people.len(), is_open));
            lines.push(line(0, &text(entry, names), only, folded));
            if is_open {
                let parts = people.iter().zip(1..);
                lines.extend(parts.map(|(person, part)| {
                    line(part, &person_line(person, names), Some(person.user), None)
                }));
            }
        }
        lines
    }

    /// The place of the line under the cursor.
    pub fn at(&self, lines: &[NewsLine]) -> usize {
        let Some((number, part)) = self.cursor else {
            return 0;
        };
        // What was under it may be folded, or not be found.
        let is_there = |line: &NewsLine| (line.number, line.part) == (number, part);
        let exact = lines.iter().position(is_there);
        let entry = || lines.iter().position(|line| line.number <= number);
        exact
            .or_else(entry)
            .unwrap_or_else(|| lines.len().saturating_sub(1))
    }

    pub(in crate::app) fn key(mut self, press: Press, context: &DialogContext<'_>) -> Reaction {
        if self.is_typing {
            return self.search_key(press);
        }
        let lines = self.lines(context.news, (context.snapshot, context.names));
        let at = self.at(&lines);
        if let Some(rows) = rows_of(press.action, context) {
            let last = lines.len().saturating_sub(1);
            let to = at.saturating_add_signed(rows).min(last);
            let to = lines.get(to).filter(|_| to > 0);
            self.cursor = to.map(|line| (line.number, line.part));
            return Reaction::stay(Dialog::News(self));
        }
        let line = lines.get(at);
        match press.action {
            Some(Action::Filter) => self.is_typing = true,
            Some(Action::Keep) => return self.unfold(line),
            Some(Action::Fold) => {
                if let Some(line) = line {
                    self.open.remove(&line.number);
                    self.cursor = Some((line.number, 0));
                }
            }
            Some(Action::Copy) => {
                let copied = line.map(|line| {
                    Ask::Copy(Copied {
                        text: line.text.to_string(),
                        what: "1 line of the news".to_owned(),
                        shown: None,
                    })
                });
                let stay = Reaction::stay(Dialog::News(self));
                return copied.into_iter().fold(stay, Reaction::ask);
            }
            Some(Action::Back) if !self.search.value().is_empty() => self.search = Input::default(),
            action => return Reaction::usual(Dialog::News(self), action),
        }
        Reaction::stay(Dialog::News(self))
    }

    /// Unfolds or folds the entry of a line, or goes to the page of the one person of it.
    fn unfold(mut self, line: Option<&NewsLine>) -> Reaction {
        let Some(line) = line else {
            return Reaction::stay(Dialog::News(self));
        };
        self.cursor = Some((line.number, line.part));
        if let Some(user) = line.user {
            let from = Box::new(Dialog::News(self));
            return Reaction::close().ask(Ask::Page { user, from });
        }
        if line.folded.is_some() && !self.open.remove(&line.number) {
            self.open.insert(line.number);
        }
        Reaction::stay(Dialog::News(self))
    }

    fn search_key(mut self, press: Press) -> Reaction {
        match press.action {
            Some(Action::Keep) => self.is_typing = false,
            Some(Action::Back) => (self.is_typing, self.search) = (false, Input::default()),
            _ => {
                press.type_into(&mut self.search, LONGEST_INPUT);
                self.cursor = None;
            }
        }
        Reaction::stay(Dialog::News(self))
    }

    /// The field of the search, while it is typed into, and how much it takes.
    pub(in crate::app) fn field(&self) -> Option<(&Input, usize)> {
        self.is_typing.then_some((&self.search, LONGEST_INPUT))
    }

    /// Pastes text into the field; returns whether it is typed into.
    pub(in crate::app) fn paste(&mut self, text: &str) -> bool {
        if self.is_typing {
            paste_into(&mut self.search, text, LONGEST_INPUT);
        }
        self.is_typing
    }
}

/// How an entry is meant.
pub(crate) fn tone(what: &NewsKind) -> NewsTone {
    match what {
        NewsKind::Walked(_) => NewsTone::Quiet,
        NewsKind::Broke(_) | NewsKind::NamesUnread(_) | NewsKind::Said(Level::Warning, ..) => {
            NewsTone::Warning
        }
        NewsKind::Said(Level::Alarm, ..) => NewsTone::Alarm,
        NewsKind::Flag(flag) => match flag.level {
            _ if !flag.is_on => NewsTone::Quiet,
            RuleLevel::Alarm => NewsTone::Alarm,
            RuleLevel::Warn => NewsTone::Warning,
            RuleLevel::Note => NewsTone::Plain,
        },
        _ => NewsTone::Plain,
    }
}
