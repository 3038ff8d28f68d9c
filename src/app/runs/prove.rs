//! Looks at later lists for the last run: whether what it ended is gone, and whether its people
//! come back.

use std::collections::BTreeSet;

use super::Runs;
use crate::app::ask::Ask;
use crate::app::dialog::{ReportNews, ReportView};
use crate::app::event::Effect;
use crate::app::notices::NoticeWords;
use crate::app::watch::Watch;
use crate::journal::RunId;
use crate::live::Snapshot;
use crate::model::{SessionKey, Timestamp, UserId, counted};
use crate::operation::{
    ItemVerdict, Operation, PersonLeft, PersonProof, Verdict, Verdicts, counts,
};
use crate::query::Zone;

/// Milliseconds between two readings of the people's own lists while a run waits for proof.
const CHECK_AGAIN: i64 = 5_000;

/// Milliseconds between two proofs of what is still open of a run, at first.
const PROVE_AGAIN: i64 = 15_000;

/// How often that time doubles at most, which makes it sixteen minutes.
const LONGEST_DOUBLING: u32 = 6;

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
        self.announce(news)
    }

    /// Tells what is new of the last run, and has it recorded.
    fn announce(&mut self, news: ReportNews) -> Vec<Ask> {
        let Some(view) = self.report.as_ref().filter(|_| !news.is_empty()) else {
            return Vec::new();
        };
        self.outcomes.extend(view.by_key());
        let mut asks = Vec::new();
        if view.report.items.iter().any(|item| item.operation.ends()) {
            asks.extend(of_people(&news.people, self.zone));
        }
        asks.extend(of_items(&news.items));
        asks.push(record(view, news));
        asks
    }

    /// Rings the bell and gives notice of people who came back.
    fn compare_watch(&mut self, snapshot: &Snapshot, now: Timestamp) -> Vec<Ask> {
        let Some(watch) = &mut self.watch else {
            return Vec::new();
        };
        let news = watch.compare(snapshot, now);
        if news.is_empty() {
            return Vec::new();
        }
        let verdicts = watch.verdicts(&news);
        let text = format!(
            "signed in again after they were signed out: {}; B reviews them",
            names_of(&news, self.report.as_ref()),
        );
        let people: BTreeSet<UserId> = news.iter().map(|key| key.user).collect();
        let people = counted(people.len(), "person", "people");
        let nameless =
            format!("{people} signed in again after they were signed out; B reviews them");
        vec![
            Ask::warn(NoticeWords::naming(text, nameless)),
            Ask::Do(Effect::Bell),
            Ask::Do(Effect::RecordVerdicts(verdicts)),
        ]
    }

    /// Takes in what Zendesk shows after a run; `is_over` if no look follows by itself.
    pub(in crate::app) fn take_proof(
        &mut self,
        run: &RunId,
        (verdicts, people, left): (Vec<Option<Verdict>>, Vec<PersonProof>, Vec<PersonLeft>),
        is_over: bool,
        now: Timestamp,
    ) -> Vec<Ask> {
        let Some(view) = self.report.as_mut().filter(|view| view.report.run == *run) else {
            return Vec::new();
        };
        view.is_proving &= !is_over;
        if is_over {
            self.proved_at = now;
            self.proofs = self.proofs.saturating_add(1);
        }
        let news = ReportNews {
            items: view.learn(verdicts),
            people: view.learn_people(people),
            left: view.learn_left(left),
        };
        self.announce(news)
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
        if self.watch.as_ref().is_some_and(|watch| watch.is_over(now)) {
            self.watch = None;
            let text = "the people of the last run are no longer watched";
            asks.push(Ask::tell(text));
        }
        let open = self.report.as_ref().map(ReportView::open_people);
        let open = open.unwrap_or_default();
        let watched = self.watch.as_ref().map(Watch::people).unwrap_or_default();
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

/// What is told of the items, for each operation by itself: the same verdict is another word for each.
/// Of sessions that are gone their people tell.
fn of_items(items: &[ItemVerdict]) -> Vec<Ask> {
    let operations: BTreeSet<Operation> = items.iter().map(|one| one.operation).collect();
    let mut asks = Vec::new();
    for operation in operations {
        for verdict in TOLD {
            let of = items
                .iter()
                .filter(|one| one.operation == operation && one.verdict == verdict);
            let count = of.count();
            let text = format!("{count} of the last run {}", verdict.words(operation));
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
fn of_people(news: &[PersonProof], zone: Zone) -> Option<Ask> {
    let counts: Vec<String> = counts(news)
        .into_iter()
        .map(|(word, count)| format!("{} {word}", counted(count, "person", "people")))
        .collect();
    let text = format!("after the last run: {}", counts.join(", "));
    match news {
        [] => None,
        [one] if !one.verdict.is_as_wished() => {
            let who = one
                .name
                .as_ref()
                .map_or_else(String::new, |name| format!("{name}: "));
            let named = format!("after the last run: {who}{}", one.sentence_in(zone));
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

/// The owners of sessions by name, as the report knows them.
fn names_of(keys: &[SessionKey], report: Option<&ReportView>) -> String {
    let people: BTreeSet<UserId> = keys.iter().map(|key| key.user).collect();
    let name = |user: &UserId| {
        let mut items = report.into_iter().flat_map(|view| &view.report.items);
        let name = items.find_map(|item| {
            let name = item.target.name().filter(|name| !name.is_blank())?;
            (item.target.user() == *user).then(|| name.fit(24).into_owned())
        });
        name.unwrap_or_else(|| format!("user {user}"))
    };
    let some: Vec<String> = people.iter().take(NAMED).map(name).collect();
    match people.len().saturating_sub(NAMED) {
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
    use crate::operation::{JudgedBy, PersonVerdict, Route};

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
        let asks = of_items(&[
            one(Operation::Suspend, Verdict::Verified),
            one(Operation::RevokeTokens, Verdict::Verified),
            one(Operation::RevokeTokens, Verdict::Verified),
            one(ends, Verdict::Verified),
            one(ends, Verdict::StillListed),
        ]);
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
            let Some(Ask::Say(_, words)) = of_people(std::slice::from_ref(&other), zone) else {
                panic!("nothing is told");
            };
            assert_eq!(
                words.into_text(),
                format!("after the last run: {}", other.sentence_in(zone))
            );
        }
    }
}
