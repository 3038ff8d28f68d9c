//! The entries for rules that turned on or off.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{NewsEntry, NewsFlag, NewsKind, NewsPerson};
use crate::live::{FlagLog, FlagNews, FlagSubject, PersonIndex, Snapshot};
use crate::model::{SessionKey, UserId};
use crate::settings::RuleLevel;

/// The entry for news of a rule, and whether it rings.
pub(super) fn of_flag(
    news: &FlagNews,
    log: &FlagLog,
    places: &FxHashMap<UserId, PersonIndex>,
) -> Option<(NewsEntry, bool)> {
    let flags = log.flags()?;
    let rule = |flag| {
        let rule = flags.rule(flag);
        rule.map(|rule| (rule.name.to_string(), rule.level))
    };
    let (at, flag) = match news {
        FlagNews::Turned(turned) => {
            let (rule, level) = rule(turned.flag)?;
            let people = subject(turned.subject, places);
            let mut totals = flags.totals();
            let total = totals.find(|(flag, ..)| *flag == turned.flag);
            let is_of_all = matches!(turned.subject, FlagSubject::Account);
            let in_all = total.map(|(_, _, total)| total).filter(|_| is_of_all);
            let flag = NewsFlag {
                rule,
                level,
                is_on: turned.is_on,
                people: people.into_iter().collect(),
                more: 0,
                in_all,
                not_enforced: None,
            };
            (turned.at, flag)
        }
        FlagNews::More {
            flag,
            is_on,
            count,
            at,
        } => {
            let (rule, level) = rule(*flag)?;
            let flag = NewsFlag {
                rule,
                level,
                is_on: *is_on,
                people: Vec::new(),
                more: *count,
                in_all: None,
                not_enforced: None,
            };
            (*at, flag)
        }
        FlagNews::NotEnforced { sessions, at, .. } => {
            let flag = NewsFlag {
                rule: "staff-over-12h".to_owned(),
                level: RuleLevel::Alarm,
                is_on: true,
                people: Vec::new(),
                more: 0,
                in_all: None,
                not_enforced: Some(*sessions),
            };
            (*at, flag)
        }
    };
    let what = NewsKind::Flag(flag);
    Some((NewsEntry { at, what }, news.rings()))
}

/// Where everybody whom these news name is in the directory.
pub(super) fn places<'n>(
    news: impl Iterator<Item = &'n FlagNews>,
    snapshot: &Snapshot,
) -> FxHashMap<UserId, PersonIndex> {
    let people = news.filter_map(|news| match news {
        FlagNews::Turned(turned) => turned.subject.user(),
        FlagNews::More { .. } | FlagNews::NotEnforced { .. } => None,
    });
    let entries = snapshot.directory().entries_of(&people.collect());
    let places = entries.into_iter().map(|(user, (place, _))| (user, place));
    places.collect()
}

/// Of whom a rule does not hit any more because they are signed out: a session that is not listed, or
/// somebody without one.
pub(super) fn signed_out<'n>(
    news: impl Iterator<Item = &'n FlagNews>,
    places: &FxHashMap<UserId, PersonIndex>,
    snapshot: &Snapshot,
) -> FxHashSet<FlagSubject> {
    let turned_off = news.filter_map(|news| match news {
        FlagNews::Turned(turned) if !turned.is_on => Some(turned.subject),
        _ => None,
    });
    let turned_off: Vec<FlagSubject> = turned_off.collect();
    let sessions = turned_off.iter().filter_map(|subject| match subject {
        FlagSubject::Session(key) => Some(*key),
        FlagSubject::Person(_) | FlagSubject::Account => None,
    });
    let sessions: FxHashSet<SessionKey> = sessions.collect();
    let listed = if sessions.is_empty() {
        FxHashMap::default()
    } else {
        snapshot.find(&sessions)
    };
    let is_out = |subject: &FlagSubject| match subject {
        FlagSubject::Session(key) => !listed.contains_key(key),
        FlagSubject::Person(user) => {
            let place = places.get(user);
            place.is_none_or(|place| snapshot.number_of_sessions_of(*place) == 0)
        }
        FlagSubject::Account => false,
    };
    turned_off.into_iter().filter(is_out).collect()
}

fn subject(subject: FlagSubject, places: &FxHashMap<UserId, PersonIndex>) -> Option<NewsPerson> {
    let user = subject.user()?;
    let sessions = match subject {
        FlagSubject::Session(key) => vec![key.session],
        FlagSubject::Person(_) | FlagSubject::Account => Vec::new(),
    };
    Some(NewsPerson {
        user,
        sessions,
        place: places.get(&user).copied(),
    })
}
