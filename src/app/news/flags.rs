//! The entries for rules that turned on or off.

use super::{NewsEntry, NewsFlag, NewsKind, NewsPerson};
use crate::live::{FlagLog, FlagNews, FlagSubject, PersonIndex, Snapshot};
use crate::settings::RuleLevel;

/// The entry for news of a rule, and whether it rings.
pub(super) fn of_flag(
    news: &FlagNews,
    log: &FlagLog,
    snapshot: &Snapshot,
) -> Option<(NewsEntry, bool)> {
    let flags = log.flags()?;
    let rule = |flag| {
        let rule = flags.rule(flag);
        rule.map(|rule| (rule.name.to_string(), rule.level))
    };
    let (at, flag) = match news {
        FlagNews::Turned(turned) => {
            let (rule, level) = rule(turned.flag)?;
            let people = subject(turned.subject, snapshot);
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

fn subject(subject: FlagSubject, snapshot: &Snapshot) -> Option<NewsPerson> {
    let (user, sessions) = match subject {
        FlagSubject::Session(key) => (key.user, vec![key.session]),
        FlagSubject::Person(user) => (user, Vec::new()),
        FlagSubject::Account => return None,
    };
    let mut people = snapshot.directory().iter();
    let place = people.position(|person| person.id == user);
    let place = place.and_then(|place| u32::try_from(place).ok());
    Some(NewsPerson {
        user,
        sessions,
        place: place.map(PersonIndex),
    })
}
