//! Looks at later lists for the last run: whether what it ended is gone, and whether its people
//! come back.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::{ItemEnd, Runs};
use crate::app::ask::Ask;
use crate::app::dialog::{ReportNews, ReportView};
use crate::app::event::Effect;
use crate::app::notices::NoticeWords;
use crate::app::watch::Returns;
use crate::journal::RunId;
use crate::live::Snapshot;
use crate::model::{SessionKey, Timestamp, UserId, be, counted};
use crate::operation::{
    ItemVerdict, Operation, PersonLeft, PersonProof, PersonVerdict, Verdict, Verdicts, counts,
};
use crate::query::Zone;

/// Milliseconds between two readings of the people's own lists while a run waits for proof.
const CHECK_AGAIN: i64 = 5_000;

/// Milliseconds between two proofs of what is still open of a run, at first.
const PROVE_AGAIN: i64 = 15_000;

/// How often that time doubles at most, which makes it sixteen minutes.
const LONGEST_DOUBLING: u32 = 6;

/// Which run news are about.
const LAST: &str = "the last run";
const EARLIER: &str = "an earlier run";

/// The verdicts that are told, best first.
const TOLD: [Verdict; 4] = [
    Verdict::Verified,
    Verdict::StillListed,
    Verdict::Contradicted,
    Verdict::NotKnown,
];

/// Milliseconds between two readings of the lists of people who are watched after a run.
const WATCH_AGAIN: i64 = 30_000;

/// The most people whose own lists are read for proof; for more, the next walk must do.
const CHECK_AT_MOST: usize = 20;

impl Runs {
    /// Takes in what a newer list shows of the last run and its people.
    pub(in crate::app) fn compare(&mut self, snapshot: &Snapshot, now: Timestamp) -> Vec<Ask> {
        let mut asks = self.compare_report(snapshot, now);
        asks.extend(self.compare_watch(snapshot, now));
        asks
    }

    fn compare_report(&mut self, snapshot: &Snapshot, now: Timestamp) -> Vec<Ask> {
        let Some(view) = &mut self.report else {
            return Vec::new();
        };
        let news = view.compare(snapshot, now);
        announce(view, news, (&mut self.outcomes, self.zone, LAST))
    }

    /// Rings the bell and gives notice of people who came back.
    fn compare_watch(&mut self, snapshot: &Snapshot, now: Timestamp) -> Vec<Ask> {
        let returns = self.watches.compare(snapshot, now);
        if returns.is_empty() {
            return Vec::new();
        }
        let sessions = returns.iter().flat_map(|it| &it.sessions);
        let people: BTreeSet<UserId> = sessions.map(|(key, _)| key.user).collect();
        let names = returns.iter().flat_map(|it| it.names.iter().cloned());
        let text = format!(
            "signed in again after they were signed out: {}; B reviews them",
            some_of(&names.collect::<Vec<_>>()),
        );
        let people = counted(people.len(), "person", "people");
        let nameless =
            format!("{people} signed in again after they were signed out; B reviews them");
        let mut asks = vec![
            Ask::warn(NoticeWords::naming(text, nameless)),
            Ask::Do(Effect::Bell),
        ];
        for mut news in returns {
            news.verdicts.people = self.back_after_an_earlier_run(&news);
            asks.push(Ask::Do(Effect::RecordVerdicts(news.verdicts)));
        }
        asks
    }

    /// What is to be said anew of the people of an earlier run who signed in again. Of those of the
    /// last run its report says it.
    fn back_after_an_earlier_run(&mut self, news: &Returns) -> Vec<PersonProof> {
        let run = &news.verdicts.run;
        let mut older = self.older.iter_mut();
        let Some(view) = older.find(|view| view.report.run == *run) else {
            return Vec::new();
        };
        let mut people = view.people.clone();
        for (key, at) in &news.sessions {
            let Some(person) = people.iter_mut().find(|it| it.user == key.user) else {
                continue;
            };
            let (mut sessions, mut last) = match &person.verdict {
                PersonVerdict::NoneListed { .. } => (Vec::new(), *at),
                PersonVerdict::SignedInAgain { sessions, at } => (sessions.clone(), *at),
                _ => continue,
            };
            sessions.push(*key);
            last = last.max(*at);
            person.verdict = PersonVerdict::SignedInAgain { sessions, at: last };
        }
        view.learn_people(people)
    }

    /// Takes in what Zendesk shows after a run; `is_over` if no look follows by itself.
    pub(in crate::app) fn take_proof(
        &mut self,
        run: &RunId,
        (verdicts, people, left): (Vec<Option<Verdict>>, Vec<PersonProof>, Vec<PersonLeft>),
        is_over: bool,
        now: Timestamp,
    ) -> Vec<Ask> {
        let is_last = self.report.as_ref().is_some_and(|it| it.report.run == *run);
        let mut views = self.report.iter_mut().chain(&mut self.older);
        let Some(view) = views.find(|view| view.report.run == *run) else {
            return Vec::new();
        };
        if !is_last && !view.is_proving {
            // A newer run is about the same people.
            return Vec::new();
        }
        view.is_proving &= !is_over;
        let news = ReportNews {
            items: view.learn(verdicts),
            people: view.learn_people(people),
            left: view.learn_left(left),
        };
        let which = if is_last { LAST } else { EARLIER };
        let asks = announce(view, news, (&mut self.outcomes, self.zone, which));
        if is_over && is_last {
            self.proved_at = now;
            self.proofs = self.proofs.saturating_add(1);
        }
        asks
    }

    /// Asks to look again at what is still open of the last run, each time after a longer while.
    fn prove_again(&mut self, now: Timestamp) -> Option<Ask> {
        let pause = PROVE_AGAIN.saturating_mul(1 << self.proofs.min(LONGEST_DOUBLING));
        let view = self.report.as_mut()?;
        let is_due = now.millis().saturating_sub(self.proved_at.millis()) >= pause;
        if view.is_proving || !view.is_open() || !is_due {
            return None;
        }
        (view.is_proving, view.proving_since) = (true, now);
        Some(Ask::Do(Effect::Prove(Box::new(view.request()))))
    }

    /// Asks for people's own lists again and again while a small run waits for proof, and while its
    /// people are watched; for many people the walks must do.
    pub(in crate::app) fn check_again(&mut self, now: Timestamp) -> Vec<Ask> {
        let mut asks: Vec<Ask> = self.prove_again(now).into_iter().collect();
        let over = self.watches.end(now);
        if over > 0 {
            let people = counted(over, "person", "people");
            let be = be(over);
            let text = format!("{people} signed out ten minutes ago {be} no longer watched");
            asks.push(Ask::tell(NoticeWords::of_nobody(text)));
        }
        let open = self.report.as_ref().map(ReportView::open_people);
        let open = open.unwrap_or_default();
        let watched = self.watches.people();
        let (people, pause) = if open.is_empty() {
            (watched, WATCH_AGAIN)
        } else {
            (open, CHECK_AGAIN)
        };
        let is_due = now.millis() - self.checked_at.millis() >= pause;
        if !people.is_empty() && people.len() <= CHECK_AT_MOST && is_due {
            self.checked_at = now;
            asks.push(Ask::Do(Effect::Check(people)));
        }
        asks
    }
}

/// Tells what is new of a run, and has it recorded.
fn announce(
    view: &ReportView,
    news: ReportNews,
    (outcomes, zone, which): (&mut FxHashMap<SessionKey, ItemEnd>, Zone, &str),
) -> Vec<Ask> {
    if news.is_empty() {
        return Vec::new();
    }
    outcomes.extend(view.by_key());
    let mut asks = Vec::new();
    if view.report.items.iter().any(|item| item.operation.ends()) {
        asks.extend(of_people(&news.people, zone, which));
    }
    asks.extend(of_items(&news.items, which));
    asks.push(record(view, news));
    asks
}

/// What is told of the items, for each operation by itself: the same verdict is another word for each.
/// Of sessions that are gone their people tell.
fn of_items(items: &[ItemVerdict], which: &str) -> Vec<Ask> {
    let operations: BTreeSet<Operation> = items.iter().map(|one| one.operation).collect();
    let mut asks = Vec::new();
    for operation in operations {
        for verdict in TOLD {
            let of = items
                .iter()
                .filter(|one| one.operation == operation && one.verdict == verdict);
            let count = of.count();
            let text = format!("{count} of {which} {}", verdict.words(operation));
            let words = NoticeWords::of_nobody(text.clone());
            asks.extend(match verdict {
                _ if count == 0 => None,
                Verdict::Waiting | Verdict::CameBack => None,
                Verdict::Verified => (!operation.ends()).then(|| Ask::tell(words)),
                Verdict::StillListed if operation.ends() => {
                    let text = format!("{text} (Zendesk may lag behind)");
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

/// Tells what is new of people, in one sentence, with the times of day of this zone.
fn of_people(news: &[PersonProof], zone: Zone, which: &str) -> Option<Ask> {
    let counts: Vec<String> = counts(news)
        .into_iter()
        .map(|(word, count)| format!("{}: {word}", counted(count, "person", "people")))
        .collect();
    let text = format!("after {which}: {}", counts.join(", "));
    match news {
        [] => None,
        [one] if !one.verdict.is_as_wished() => {
            let who = one.name.as_ref().map_or_else(
                || format!("user {}: ", one.user),
                |name| format!("{name}: "),
            );
            let named = format!("after {which}: {who}{}", one.sentence_in(zone));
            Some(Ask::warn(NoticeWords::naming(named, text)))
        }
        _ if news.iter().all(|one| one.verdict.is_as_wished()) => {
            Some(Ask::tell(NoticeWords::of_nobody(text)))
        }
        _ => Some(Ask::warn(NoticeWords::of_nobody(text))),
    }
}

/// The most people who are named in a notice.
const NAMED: usize = 2;

/// The first of these names, and how many there are beside.
fn some_of(names: &[String]) -> String {
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
    use crate::model::UserId;
    use crate::operation::{JudgedBy, Route};

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
            LAST,
        );
        let texts: Vec<(Level, String)> = asks
            .into_iter()
            .filter_map(|ask| match ask {
                Ask::Say(level, words) => Some((level, words.into_text())),
                _ => None,
            })
            .collect();
        let still = "1 of the last run still listed (Zendesk may lag behind)";
        assert_eq!(
            texts,
            [
                (Level::Warning, still.to_owned()),
                (Level::Info, "1 of the last run seen suspended".to_owned()),
                (Level::Info, "2 of the last run verified gone".to_owned()),
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
            others: 0,
        };
        let mut other = news.clone();
        other.verdict = PersonVerdict::StillThere {
            known: vec!["7/71".parse().unwrap()],
            unknown: Vec::new(),
        };
        assert_eq!(
            news.sentence_in(east),
            "signed in again at 15:03:05+01:00: 7/71"
        );
        for zone in [Zone::UTC, east] {
            let Some(Ask::Say(_, words)) = of_people(std::slice::from_ref(&other), zone, LAST)
            else {
                panic!("nothing is told");
            };
            assert_eq!(
                words.into_text(),
                format!("after the last run: user 7: {}", other.sentence_in(zone))
            );
        }
    }
}
