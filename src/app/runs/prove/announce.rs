//! What is new of a run and its people, as it is told and recorded.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use super::LAST;
use crate::app::ask::Ask;
use crate::app::dialog::{ChangedNews, ReportNews, ReportView};
use crate::app::event::Effect;
use crate::app::notices::NoticeWords;
use crate::app::runs::ItemEnd;
use crate::model::{SafeText, SessionKey, UserId, counted};
use crate::operation::{
    ChangedBy, ItemStanding, ItemVerdict, Operation, OutcomeKind, PersonLeft, PersonProof,
    PersonStanding, Verdict, Verdicts, people_in_words,
};
use crate::query::Zone;

/// The verdicts that are told, best first.
const TOLD: [Verdict; 4] = [
    Verdict::Verified,
    Verdict::StillListed,
    Verdict::Contradicted,
    Verdict::NotKnown,
];

/// The most people who are named in a notice.
const NAMED: usize = 2;

/// Tells what is new of a run, and has it recorded.
pub(super) fn announce(
    view: &mut ReportView,
    news: ReportNews,
    (outcomes, zone, which): (&mut FxHashMap<SessionKey, ItemEnd>, Zone, &str),
) -> Vec<Ask> {
    if news.is_empty() {
        return Vec::new();
    }
    outcomes.extend(view.by_key());
    let mut asks = Vec::new();
    if view.report.ends_sessions() {
        let people = view.not_announced(&news.people, zone);
        asks.extend(if view.report.offboarding.is_none() {
            of_people(&people, view.untouched(), (zone, which))
        } else if news.left.is_empty() {
            // What is seen of their sessions alone is told once all that is left of them is looked at.
            let people: Vec<PersonProof> = if view.left.is_empty() {
                Vec::new()
            } else {
                people
            };
            of_people(&people, 0, (zone, which))
        } else {
            of_offboarded(view, which)
        });
    }
    asks.extend(of_items(&news.items, refused(view), which));
    if which == LAST {
        for ask in &mut asks {
            if let Ask::Say(level, words) = ask {
                *ask = Ask::OfReport(*level, words.clone());
            }
        }
    }
    asks.push(record(view, news));
    asks
}

/// What is told of the items, for each operation by itself: the same verdict is another word for each.
/// Of sessions that are gone their people tell.
fn of_items(items: &[ItemVerdict], refused: usize, which: &str) -> Vec<Ask> {
    let operations: BTreeSet<Operation> = items.iter().map(|one| one.operation).collect();
    let mut asks = Vec::new();
    for operation in operations {
        for verdict in TOLD {
            let of = items
                .iter()
                .filter(|one| one.operation == operation && one.verdict == verdict);
            let count = of.count();
            // The answer is not known here, and matters to none of these.
            let standing = ItemStanding::of(OutcomeKind::Unknown, Some(verdict));
            let noun = operation.target_kind().counted(count);
            let text = format!("{noun} of {which} {}", standing.word(operation));
            let words = NoticeWords::of_nobody(text.clone());
            asks.extend(match verdict {
                _ if count == 0 => None,
                Verdict::Waiting | Verdict::CameBack => None,
                Verdict::Verified => (!operation.ends()).then(|| Ask::tell(words)),
                Verdict::StillListed if operation.ends() => {
                    let beside = match refused {
                        0 => String::new(),
                        refused => format!(", and {refused} that were refused"),
                    };
                    let text = format!("{text} (Zendesk may lag behind){beside}");
                    Some(Ask::warn(NoticeWords::of_nobody(text)))
                }
                Verdict::StillListed | Verdict::NotKnown | Verdict::Contradicted => {
                    Some(Ask::warn(words))
                }
            });
        }
    }
    asks
}

/// The number of sessions that a run was to end and that nobody ended: they are listed still, and nobody
/// need look.
fn refused(view: &ReportView) -> usize {
    let items = view.report.items.iter();
    let refused = items.filter(|item| {
        item.operation.ends()
            && matches!(
                item.outcome.kind,
                OutcomeKind::Refused | OutcomeKind::Failed
            )
    });
    refused.count()
}

/// Tells what is new of people, in one sentence, with the times of day of this zone, and for how many
/// nothing was done.
fn of_people(news: &[PersonProof], untouched: usize, (zone, which): (Zone, &str)) -> Option<Ask> {
    let mut counts: BTreeMap<PersonStanding, usize> = BTreeMap::new();
    for one in news {
        *counts.entry(PersonStanding::of(one)).or_default() += 1;
    }
    if untouched > 0 {
        counts.insert(PersonStanding::NothingDone, untouched);
    }
    let counts: Vec<_> = counts.into_iter().collect();
    let is_grave = counts.iter().any(|(standing, _)| standing.is_grave());
    let text = format!("after {which}: {}", people_in_words(&counts));
    match news {
        [] => None,
        [one] if !one.verdict.is_as_wished() => {
            let who = one.name.as_ref().map_or_else(
                || format!("user {}: ", one.user),
                |name| format!("{name}: "),
            );
            let named = format!("after {which}: {who}{}", one.brief(zone));
            let words = NoticeWords::naming(named, text);
            Some(if is_grave {
                Ask::alarm(words)
            } else {
                Ask::warn(words)
            })
        }
        _ if untouched == 0 && news.iter().all(|one| one.verdict.is_as_wished()) => {
            Some(Ask::tell(NoticeWords::of_nobody(text)))
        }
        _ if is_grave => Some(Ask::alarm(NoticeWords::of_nobody(text))),
        _ => Some(Ask::warn(NoticeWords::of_nobody(text))),
    }
}

/// Tells how it stands with everybody in a run that offboarded people, as its report does, where that is
/// not as it was told last.
fn of_offboarded(view: &mut ReportView, which: &str) -> Option<Ask> {
    let counts = view.people_by_standing();
    let text = format!("after {which}: {}", people_in_words(&counts));
    if counts.is_empty() || !view.announces(&text) {
        return None;
    }
    let words = NoticeWords::of_nobody(text);
    Some(if view.left.iter().all(PersonLeft::is_clean) {
        Ask::tell(words)
    } else if counts.iter().any(|(standing, _)| standing.is_grave()) {
        Ask::alarm(words)
    } else {
        Ask::warn(words)
    })
}

/// Tells of whom a record shows otherwise than a run left it: of one in full, of several how many.
pub(super) fn changed_in_words(news: &[ChangedNews], zone: Zone) -> Option<Ask> {
    let (_, _, first) = news.first()?;
    let people = counted(news.len(), "person", "people");
    let nameless = format!("{}: {people} of a run", first.brief());
    let names: Vec<String> = news
        .iter()
        .map(|(user, name, _)| called(*user, name.as_ref()))
        .collect();
    let text = match news {
        [(user, name, since)] => {
            let time = zone.clock(since.done_at);
            let words = since.words(&time, ChangedBy::Somebody);
            format!("{}: {words}", called(*user, name.as_ref()))
        }
        _ => format!("{}: {}", some_of(&names), first.brief()),
    };
    Some(Ask::warn(NoticeWords::naming(text, nameless)))
}

fn called(user: UserId, name: Option<&SafeText>) -> String {
    name.map_or_else(|| format!("user {user}"), |name| name.as_str().to_owned())
}

/// The first of these names, and how many there are beside.
pub(super) fn some_of(names: &[String]) -> String {
    let some: Vec<&str> = names.iter().take(NAMED).map(String::as_str).collect();
    match names.len().saturating_sub(NAMED) {
        0 => some.join(" and "),
        more => format!("{} and {more} more", some.join(", ")),
    }
}

/// Asks to record new verdicts in the journal, under the run that they are about.
fn record(view: &ReportView, news: ReportNews) -> Ask {
    Ask::Do(Effect::RecordVerdicts(Verdicts {
        run: view.report.run.clone(),
        of: news.items,
        people: news.people,
        left: news.left,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::Level;
    use crate::journal::NamedTarget;
    use crate::model::Timestamp;
    use crate::operation::{JudgedBy, OtherSessions, PersonVerdict, Route};

    /// An offboarding suspends, revokes and ends in one run.
    #[test]
    fn what_became_of_a_run_of_several_operations_is_told_by_operation() {
        let one = |operation, verdict| ItemVerdict {
            place: 1,
            operation,
            named: NamedTarget::Person(UserId::new(7).unwrap()),
            verdict,
        };
        let ends = Operation::End(Route::User);
        let asks = of_items(
            &[
                one(Operation::Suspend, Verdict::Verified),
                one(Operation::RevokeTokens, Verdict::Verified),
                one(Operation::RevokeTokens, Verdict::Verified),
                one(ends, Verdict::Verified),
                one(ends, Verdict::StillListed),
            ],
            0,
            LAST,
        );
        let texts: Vec<(Level, String)> = asks
            .into_iter()
            .filter_map(|ask| match ask {
                Ask::Say(level, words) => Some((level, words.into_text())),
                _ => None,
            })
            .collect();
        let still = "1 session of the last run still listed (Zendesk may lag behind)";
        assert_eq!(
            texts,
            [
                (Level::Warning, still.to_owned()),
                (
                    Level::Info,
                    "1 person of the last run seen suspended".to_owned()
                ),
                (
                    Level::Info,
                    "2 tokens of the last run no longer listed".to_owned()
                ),
            ]
        );
    }

    #[test]
    fn what_is_told_of_somebody_has_the_times_of_the_list() {
        let east = Zone::new(|civil| Timestamp::from_seconds(civil.and_utc().timestamp() - 3_600));
        let news = PersonProof {
            user: UserId::new(7).unwrap(),
            name: None,
            judged: JudgedBy::Session,
            verdict: PersonVerdict::SignedInAgain {
                sessions: vec!["7/71".parse().unwrap()],
                at: Timestamp::parse("2026-11-29T14:03:05Z").unwrap(),
            },
            others: OtherSessions::default(),
        };
        let mut other = news.clone();
        other.verdict = PersonVerdict::StillThere {
            known: vec!["7/71".parse().unwrap()],
            unknown: Vec::new(),
        };
        assert_eq!(news.brief(east), "signed in again at 15:03:05+01:00");
        for zone in [Zone::UTC, east] {
            let Some(Ask::Say(_, words)) = of_people(std::slice::from_ref(&other), 0, (zone, LAST))
            else {
                panic!("nothing is told");
            };
            assert_eq!(
                words.into_text(),
                "after the last run: user 7: still signed in with 1 session"
            );
        }
    }
}
