//! The news since the program began: who came and went, which rules turned on and off, what was done
//! and what failed. What happened in the same second and is of one kind is one entry.
//!
//! - here the log, which is bounded; `joining` entries that are one
//! - `flags` rules that turned on or off; `words` an entry in words

mod flags;
mod joining;
mod words;

use std::collections::VecDeque;

use self::flags::{of_flag, places, signed_out};
use super::notices::{Level, Notice, Notices};
use crate::live::{
    FlagLog, FlagNews, FlagSubject, FlagTotal, LiveEvent, LiveEventKind, PersonIndex, Snapshot,
};
use crate::model::{SessionId, SessionKey, Timestamp, UserId};
use crate::settings::RuleLevel;

pub(crate) use words::{NOTICE_HIDDEN, NewsNames, is_in, person_line, text, without_names};

/// The most entries that are kept: some hours of a large account.
const KEPT: usize = 2_000;

/// The news, newest last.
#[derive(Debug, Default)]
pub struct NewsLog {
    entries: VecDeque<NewsEntry>,
    /// The number of entries that were dropped since, which is the number of the first one kept.
    dropped: u64,
    /// The number of changes of the list, of notices and of news of the rules that were taken in.
    events: u64,
    said: u64,
    flags: u64,
}

/// One entry of the news.
#[derive(Debug, Clone)]
pub struct NewsEntry {
    /// When it happened, by the local clock.
    pub at: Timestamp,
    /// What happened.
    pub what: NewsKind,
}

/// The kinds of news.
#[derive(Debug, Clone)]
pub enum NewsKind {
    /// These people signed in.
    SignedIn(Vec<NewsPerson>),
    /// Sessions of these people are no longer listed.
    Gone(Vec<NewsPerson>),
    /// More of both than was listed one by one.
    More {
        /// The number of further new sessions.
        signed_in: usize,
        /// The number of further sessions that are gone.
        gone: usize,
    },
    /// A whole walk came in, with so many sessions.
    Walked(usize),
    /// A walk broke off.
    Broke(String),
    /// Who people are could not be read.
    NamesUnread(String),
    /// A notice of the program, and what is shown of it while people are masked.
    Said(Level, String, Option<String>),
    /// A rule turned on or off.
    Flag(NewsFlag),
}

/// Somebody in the news, with the sessions that it is about.
#[derive(Debug, Clone)]
pub struct NewsPerson {
    /// The person.
    pub user: UserId,
    /// The sessions.
    pub sessions: Vec<SessionId>,
    /// Their place in the directory, where it is known.
    place: Option<PersonIndex>,
}

/// A rule that turned on or off.
#[derive(Debug, Clone)]
pub struct NewsFlag {
    /// The name of the rule.
    pub rule: String,
    /// How much it matters.
    pub level: RuleLevel,
    /// Whether it hits now.
    pub is_on: bool,
    /// Whom it is about; nobody where it is about the account.
    pub people: Vec<NewsPerson>,
    /// The number of further subjects.
    pub more: usize,
    /// How many the rule hits, where it is about the whole account.
    pub in_all: Option<FlagTotal>,
    /// The number of sessions of staff past twelve hours, where that limit is perhaps not kept here.
    pub not_enforced: Option<usize>,
}

impl NewsKind {
    /// Whether it answers a key and is no news.
    pub(crate) const fn is_passing(&self) -> bool {
        matches!(self, Self::Said(Level::Passing, ..))
    }

    /// The people whom it names.
    pub fn people(&self) -> &[NewsPerson] {
        match self {
            Self::SignedIn(people) | Self::Gone(people) => people,
            Self::Flag(flag) => &flag.people,
            _ => &[],
        }
    }
}

impl NewsLog {
    /// Every entry with its number, newest first.
    pub fn newest(&self) -> impl Iterator<Item = (u64, &NewsEntry)> {
        let newest = self.entries.iter().enumerate().rev();
        newest.map(|(n, entry)| (self.dropped + n as u64, entry))
    }

    /// The entries of a pane that has room for a few, each with its number, newest first. Of the whole
    /// walks only the last is among them, and so it is of answers to keys.
    pub(crate) fn of_pane(&self) -> impl Iterator<Item = (u64, &NewsEntry)> {
        let (mut has_walk, mut has_answer) = (false, false);
        self.newest().filter(move |(_, entry)| match &entry.what {
            NewsKind::Walked(_) => !std::mem::replace(&mut has_walk, true),
            what if what.is_passing() => !std::mem::replace(&mut has_answer, true),
            _ => true,
        })
    }

    /// The number of older entries that were dropped.
    pub(crate) fn dropped(&self) -> u64 {
        self.dropped
    }

    /// What was seen of one person, newest first: whether they came or went, and with which session.
    pub fn of(&self, user: UserId) -> impl Iterator<Item = (Timestamp, bool, SessionId)> {
        let entries = self.entries.iter().rev();
        entries.flat_map(move |entry| {
            let came = matches!(entry.what, NewsKind::SignedIn(_));
            let people = match &entry.what {
                NewsKind::SignedIn(people) | NewsKind::Gone(people) => &people[..],
                _ => &[],
            };
            let theirs = people.iter().filter(move |person| person.user == user);
            let sessions = theirs.flat_map(|person| &person.sessions);
            sessions.map(move |session| (entry.at, came, *session))
        })
    }

    /// Takes in what changed of the list, and what was said since.
    pub(super) fn take(&mut self, snapshot: &Snapshot, notices: &Notices) {
        if snapshot.number_of_events() != self.events {
            for event in snapshot.events_since(self.events) {
                self.before_what_was_said(event.at, |news| news.take_event(event, snapshot));
            }
            self.events = snapshot.number_of_events();
        }
        self.take_notices(notices);
    }

    /// Takes in what happened at this time. What was said since then stays behind it.
    fn before_what_was_said(&mut self, at: Timestamp, take: impl FnOnce(&mut Self)) {
        let mut since = Vec::new();
        let is_since =
            |entry: &NewsEntry| matches!(entry.what, NewsKind::Said(..)) && entry.at >= at;
        while self.entries.back().is_some_and(is_since) {
            since.extend(self.entries.pop_back());
        }
        take(self);
        since.into_iter().rev().for_each(|entry| self.push(entry));
    }

    fn take_event(&mut self, event: &LiveEvent, snapshot: &Snapshot) {
        let of = |key: &SessionKey, place: &PersonIndex| NewsPerson {
            user: key.user,
            sessions: vec![key.session],
            place: Some(*place).filter(|place| {
                let person = snapshot.person(*place);
                person.is_some_and(|person| person.id == key.user)
            }),
        };
        let what = match &event.kind {
            LiveEventKind::SignedIn(key, place) => NewsKind::SignedIn(vec![of(key, place)]),
            LiveEventKind::Gone(key, place) => NewsKind::Gone(vec![of(key, place)]),
            LiveEventKind::Many { signed_in, gone } => NewsKind::More {
                signed_in: *signed_in,
                gone: *gone,
            },
            LiveEventKind::Walked { sessions } => NewsKind::Walked(*sessions),
            LiveEventKind::Broke(why) => NewsKind::Broke(why.clone()),
            LiveEventKind::NamesUnread(why) => NewsKind::NamesUnread(why.clone()),
        };
        let entry = NewsEntry { at: event.at, what };
        if let Some(last) = self.entries.back_mut()
            && last.takes_in(&entry)
        {
            return;
        }
        self.push(entry);
    }

    /// Takes in notices. One that another took the place of is replaced here as well.
    fn take_notices(&mut self, notices: &Notices) {
        let newer = notices.said().saturating_sub(self.said);
        if newer == 0 {
            let newest = notices.iter().next_back();
            let known = self.entries.iter_mut().rev();
            let mut known = known.filter(|entry| matches!(entry.what, NewsKind::Said(..)));
            if let (Some(newest), Some(known)) = (newest, known.next()) {
                *known = said(newest);
            }
        }
        self.said = notices.said();
        let count = notices.iter().count();
        let newer = usize::try_from(newer).unwrap_or(usize::MAX).min(count);
        for notice in notices.iter().skip(count - newer) {
            match self.entries.back_mut() {
                // The notice says why as well, and what to do about it.
                Some(NewsEntry { what, .. }) if is_broke(what, &notice.text) => {
                    *what = said(notice).what;
                }
                _ => self.push(said(notice)),
            }
        }
    }

    /// Takes in what turned on and off since; returns the alarms that ring, in the order of the rules,
    /// which are no entries of their own: whoever takes them says them.
    pub(super) fn take_flags(&mut self, log: &FlagLog, snapshot: &Snapshot) -> Vec<NewsEntry> {
        let mut found: Vec<(NewsEntry, bool)> = Vec::new();
        let news = || log.since(self.flags).map(|(_, news)| news);
        let places = places(news(), snapshot);
        let signed_out = signed_out(news(), &places, snapshot);
        for (number, news) in log.since(self.flags) {
            self.flags = number + 1;
            // That they are signed out is news of its own, and says this as well.
            let of_gone = |subject: FlagSubject| signed_out.contains(&subject);
            if matches!(news, FlagNews::Turned(it) if !it.is_on && of_gone(it.subject)) {
                continue;
            }
            let Some((entry, rings)) = of_flag(news, log, &places) else {
                continue;
            };
            // What is summed up belongs to what was told one by one.
            let is_sum = matches!(news, FlagNews::More { .. });
            let mut alike = found
                .iter_mut()
                .filter(|(_, rang)| is_sum || *rang == rings);
            if !alike.any(|(known, _)| known.takes_in(&entry)) {
                found.push((entry, rings));
            }
        }
        let (alarms, others): (Vec<_>, Vec<_>) = found.into_iter().partition(|(_, rings)| *rings);
        for (entry, _) in others {
            self.before_what_was_said(entry.at, |news| news.push(entry));
        }
        alarms.into_iter().map(|(entry, _)| entry).collect()
    }

    fn push(&mut self, entry: NewsEntry) {
        if self.entries.len() == KEPT {
            self.entries.pop_front();
            self.dropped += 1;
        }
        self.entries.push_back(entry);
    }
}

/// Whether this is that a walk broke off, for a reason with which a text begins.
fn is_broke(what: &NewsKind, text: &str) -> bool {
    matches!(what, NewsKind::Broke(why) if text.starts_with(why.as_str()))
}

fn said(notice: &Notice) -> NewsEntry {
    NewsEntry {
        at: notice.at,
        what: NewsKind::Said(notice.level, notice.text.clone(), notice.masked.clone()),
    }
}

#[cfg(test)]
mod tests;
