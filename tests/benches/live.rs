//! The store and the projection at 100,000 and a million sessions: publishing one more page,
//! filtering and ordering beside naive rows, and the memory a session takes.
#![expect(
    clippy::unwrap_used,
    reason = "a benchmark that cannot go on has nothing better to do than to stop"
)]

#[expect(dead_code, reason = "every benchmark uses a part of it")]
mod support;

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::Arc;

use zentop::live::{
    FlagKeeper, FlagLog, MatchContext, NameRanks, PeopleRows, PersonColumn, PersonSort,
    ProjectionRequest, Projector, Snapshot, Sort, Store, WalkProgress,
};
use zentop::model::Timeouts;
use zentop::query::{Query, Zone};
use zentop::settings::RuleSet;

use support::figure::{Aim, Figure, Sample, Watch, is_bench};
use support::population::{Account, PAGE, WORD, now, scattered};
use support::process::memory;

const MILLION: u64 = 1_000_000;

/// The first argument of the process that fills a store to be weighed.
const WEIGH: &str = "weigh";

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if arguments.get(1).is_some_and(|first| first == WEIGH) {
        return weigh();
    }
    if !is_bench() {
        return;
    }
    let sections: [(&str, fn()); 6] = [
        ("memory", bytes_per_session),
        ("query", queries),
        ("rules", flags),
        ("people", people),
        ("project", projections),
        ("absorb", absorb),
    ];
    // `cargo bench --bench live -- rules` measures these alone.
    let wanted = |name: &str| arguments[1..].iter().any(|argument| argument == name);
    let is_chosen = sections.iter().any(|(name, _)| wanted(name));
    for (name, section) in sections {
        if !is_chosen || wanted(name) {
            section();
        }
    }
}

fn projections() {
    project(100_000, 3.0);
    project(MILLION, 30.0);
}

/// One more page at a million sessions, absorbed and published while the screen holds the
/// snapshot before, which is then dropped.
fn absorb() {
    let account = Account::of(MILLION);
    let (mut store, _) = account.walked();
    let mut held = account.name_everybody(&mut store);
    store.take(WalkProgress::Began, now());
    let mut time = |name: &str, page: &dyn Fn(u64) -> WalkProgress| {
        let sample = Sample::of((0..200).map(|turn| {
            let page = page(turn);
            let watch = Watch::start();
            held = store.absorb(page, now());
            watch.millis()
        }));
        Figure::new(name, &sample, "ms").at_most(0.2).print();
    };
    time("absorb at 1M: page in the same order", &|turn| {
        let first = turn * 37 * PAGE;
        account.page(first..first + PAGE, 60)
    });
    time("absorb at 1M: page without a change", &|turn| {
        let first = turn * 37 * PAGE + 20 * PAGE;
        account.page(first..first + PAGE, 0)
    });
    time("absorb at 1M: page of new sessions", &|turn| {
        let first = MILLION + turn * PAGE;
        account.page(first..first + PAGE, 60)
    });
    time("absorb at 1M: page scattered at random", &|turn| {
        let places = (0..PAGE).map(|place| scattered(turn * PAGE + place) % MILLION);
        let later = 120 + i64::try_from(turn).unwrap();
        account.page(places, later)
    });
}

/// The view of people at a million sessions, grouped and ordered, beside one pass into a hash map.
fn people() {
    let account = Account::of(MILLION);
    let (mut store, _) = account.walked();
    let snapshot = account.name_everybody(&mut store);
    drop(store);
    let grouped = |sort: PersonSort, ranks: &mut NameRanks| {
        let rows = PeopleRows::of(&snapshot).ordered(&snapshot, sort, ranks);
        assert_eq!(rows.len(), by_hash_map(&snapshot).len());
    };
    let mut ranks = NameRanks::default();
    for (what, column) in [
        ("last seen", PersonColumn::LastSeen),
        ("name", PersonColumn::Name),
    ] {
        let sort = PersonSort {
            column,
            descending: true,
        };
        grouped(sort, &mut ranks);
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for turn in 0..16 {
            let made = || PeopleRows::of(&snapshot).ordered(&snapshot, sort, &mut ranks);
            ours.push(Sample::millis(1, made).min());
            if turn % 4 == 0 {
                theirs.push(Sample::millis(1, || by_hash_map(&snapshot)).min());
            }
        }
        Figure::new(
            &format!("people at 1M: grouped, by {what}"),
            &Sample::of(ours),
            "ms",
        )
        .peer("hash map, no order", &Sample::of(theirs), Aim::AtMost(1.0))
        .at_most(40.0)
        .print();
    }
}

/// The sessions, the first sign-in and the last moment of everybody, as somebody in a hurry would
/// find them.
fn by_hash_map(snapshot: &Snapshot) -> HashMap<u64, (u32, i64, i64)> {
    let mut people = HashMap::new();
    for slot in snapshot.iter() {
        let row = snapshot.row(slot).unwrap();
        let id = snapshot.person(row.person).unwrap().id.get();
        let signed_in = row.authenticated_at.readable().unwrap().seconds();
        let last_seen = row.last_seen_at.readable().unwrap().seconds();
        let person = people.entry(id).or_insert((0, i64::MAX, 0));
        *person = (
            person.0 + 1,
            person.1.min(signed_in),
            person.2.max(last_seen),
        );
    }
    people
}

/// A row as somebody in a hurry would keep it.
struct NaiveRow {
    session: u64,
    name: String,
    last_seen: i64,
}

/// The rules that come with the program over a million sessions, in an account that is in order and in
/// one where they hit everywhere, which is the worst that they can meet.
fn flags() {
    rules("1 in 100 hit", Account::in_order(MILLION));
    rules("all hit", Account::of(MILLION));
}

/// The rules for one snapshot after another, beside a loop written by hand for these rules alone, and
/// what follows from them.
fn rules(which: &str, account: Account) {
    let (mut store, _) = account.walked();
    store.give_timeouts(Timeouts {
        agent: Some(60),
        end_user: Some(480),
        longest: None,
    });
    let snapshot = account.name_everybody(&mut store);
    let mut context = MatchContext::at(now());
    context.rules = RuleSet::shipped();
    let mut keeper = FlagKeeper::default();
    let watch = Watch::start();
    let first = keeper.flags(&snapshot, &context);
    let cold = watch.millis();
    let flagged = first.total();
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    let mut log = FlagLog::default();
    let mut changes = Vec::new();
    for turn in 0..16 {
        // The next page changes a hundred sessions and nobody's record.
        let page = turn * PAGE..(turn + 1) * PAGE;
        let snapshot = store.absorb(account.page(page, 60), now());
        let watch = Watch::start();
        let flags = keeper.flags(&snapshot, &context);
        ours.push(watch.millis());
        let watch = Watch::start();
        log.take(&flags, now());
        changes.push(watch.millis());
        if turn % 4 == 0 {
            theirs.push(Sample::millis(1, || by_hand(&snapshot)).min());
        }
    }
    let name = |what: &str| format!("rules at 1M, {which}: {what}");
    Figure::new(&name("a set of six"), &Sample::of(ours), "ms")
        .peer("loop by hand", &Sample::of(theirs), Aim::None)
        .at_most(30.0)
        .note(&format!(
            "{} sessions of {} people; the first time {cold:.1} ms",
            flagged.sessions, flagged.people
        ))
        .print();
    let longest = changes.iter().copied().fold(0.0, f64::max);
    Figure::new(&name("what turned on and off"), &Sample::of(changes), "ms")
        .at_most(5.0)
        .note(&format!("the first time {longest:.1} ms"))
        .print();
    // Every record may have changed what somebody is called.
    let sample = Sample::of((0..8).map(|_| {
        let snapshot = account.name_everybody(&mut store);
        let watch = Watch::start();
        keeper.flags(&snapshot, &context);
        watch.millis()
    }));
    Figure::new(&name("after all people were read anew"), &sample, "ms")
        .at_most(600.0)
        .print();
    let sort = Sort::ATTENTION;
    let mut projector = Projector::default();
    let request = || ProjectionRequest {
        snapshot: Arc::clone(&snapshot),
        query: Query::default(),
        context: context.clone(),
        sort,
        grouping: zentop::live::RowGrouping::default(),
    };
    projector.project(request());
    let sample =
        Sample::of((0..8).map(|_| Sample::millis(1, || projector.project(request())).min()));
    Figure::new(&name("what deserves a look first"), &sample, "ms")
        .at_most(60.0)
        .note("ordered anew, by rules that were judged before")
        .print();
}

/// What these rules ask, but for names, as somebody would write it for this once.
fn by_hand(snapshot: &Snapshot) -> usize {
    let now = now().seconds();
    let (mut hits, mut admins, mut recent) = (0, HashMap::new(), HashMap::new());
    for slot in snapshot.iter() {
        let Some(row) = snapshot.row(slot) else {
            continue;
        };
        let user = snapshot.person(row.person).and_then(|person| person.user());
        let (Some(user), Some(signed_in)) = (user, row.authenticated_at.readable()) else {
            continue;
        };
        let age = now - signed_in.seconds();
        let is_staff = user.role != zentop::model::Role::EndUser;
        hits += usize::from(is_staff && age > 12 * 3_600 + 600);
        hits += usize::from(user.suspended == Some(true) || user.active == Some(false));
        if user.role == zentop::model::Role::Admin {
            *admins.entry(user.id).or_insert(0) += 1;
        }
        if age < 600 {
            *recent.entry(user.id).or_insert(0) += 1;
        }
    }
    hits + admins.values().filter(|count| **count > 3).count()
        + recent.values().filter(|count| **count > 5).count()
}

/// A query of five terms over a million sessions, beside a closure written by hand for the same, and
/// one more letter of a word.
fn queries() {
    const FIVE: &str = "role:agent -domain:vendor.example age>8h idle<20d a";
    let account = Account::of(MILLION);
    let (mut store, _) = account.walked();
    let snapshot = account.name_everybody(&mut store);
    drop(store);
    let found = rows(&mut Projector::default(), &snapshot, FIVE);
    assert_eq!(found, closure(&snapshot));
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for turn in 0..16 {
        ours.push({
            // A new one, which has no rows from before to search.
            let mut projector = Projector::default();
            Sample::millis(1, || rows(&mut projector, &snapshot, FIVE)).min()
        });
        if turn % 4 == 0 {
            theirs.push(Sample::millis(1, || closure(&snapshot)).min());
        }
    }
    Figure::new(
        "query at 1M: five terms, read, judged and ordered",
        &Sample::of(ours),
        "ms",
    )
    .peer("closure by hand", &Sample::of(theirs), Aim::AtMost(1.5))
    .at_most(25.0)
    .note(&format!("{found} rows"))
    .print();
    let (before, after) = WORD.split_at(WORD.len() - 1);
    let mut projector = Projector::default();
    let sample = Sample::of((0..16).map(|_| {
        rows(&mut projector, &snapshot, before);
        let watch = Watch::start();
        rows(&mut projector, &snapshot, WORD);
        watch.millis()
    }));
    Figure::new("query at 1M: one more letter", &sample, "ms")
        .at_most(5.0)
        .note(&format!("{after:?} after {before:?}"))
        .print();
}

/// The same five terms as somebody would write them for this once.
fn closure(snapshot: &Snapshot) -> usize {
    let now = now().seconds();
    let is_wanted = |slot: &zentop::live::Slot| {
        let Some(row) = snapshot.row(*slot) else {
            return false;
        };
        let (Some(signed_in), Some(last_seen)) =
            (row.authenticated_at.readable(), row.last_seen_at.readable())
        else {
            return false;
        };
        let user = snapshot.person(row.person).and_then(|person| person.user());
        user.is_some_and(|user| {
            let email = user.email.shown().map_or("", |email| email.as_str());
            user.role == zentop::model::Role::Agent
                && !email.ends_with("@vendor.example")
                && now - signed_in.seconds() > 8 * 3_600
                && now - last_seen.seconds() < 20 * 86_400
                && (user
                    .name
                    .shown()
                    .unwrap()
                    .as_str()
                    .to_lowercase()
                    .contains('a')
                    || email.contains('a')
                    || user.role.as_str().contains('a'))
        })
    };
    snapshot.iter().filter(is_wanted).count()
}

/// Filter and order at a number of sessions, beside naive rows.
fn project(sessions: u64, limit: f64) {
    let account = Account::of(sessions);
    let (mut store, _) = account.walked();
    let snapshot = account.name_everybody(&mut store);
    drop(store);
    let naive: Vec<NaiveRow> = snapshot
        .iter()
        .map(|slot| naive_row(&snapshot, slot))
        .collect();
    let size = if sessions == MILLION { "1M" } else { "100k" };

    for (what, word) in [("a word", WORD), ("no filter", "")] {
        let mut projector = Projector::default();
        let watch = Watch::start();
        let first = rows(&mut projector, &snapshot, word);
        let cold = watch.millis();
        let peer = naive_projection(&naive, word);
        assert_eq!(first, peer.len());
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for turn in 0..24 {
            // A new one, which has no rows from before to search.
            projector = Projector::default();
            ours.push(Sample::millis(1, || rows(&mut projector, &snapshot, word)).min());
            if turn % 4 == 0 {
                theirs.push(Sample::millis(1, || naive_projection(&naive, word)).min());
            }
        }
        let name = format!("project at {size}: {what}, by last seen");
        Figure::new(&name, &Sample::of(ours), "ms")
            .peer("naive rows", &Sample::of(theirs), Aim::None)
            .at_most(limit)
            .note(&format!("{first} rows; the first time {cold:.1} ms"))
            .print();
    }
}

fn rows(projector: &mut Projector, snapshot: &Arc<Snapshot>, word: &str) -> usize {
    let request = ProjectionRequest {
        snapshot: Arc::clone(snapshot),
        query: Query::parse(word, Zone::UTC).unwrap(),
        context: MatchContext::at(now()),
        sort: Sort::default(),
        grouping: zentop::live::RowGrouping::default(),
    };
    projector.project(request).rows.len()
}

fn naive_row(snapshot: &Snapshot, slot: zentop::live::Slot) -> NaiveRow {
    let row = snapshot.row(slot).unwrap();
    let user = snapshot.person(row.person).unwrap().user().unwrap();
    NaiveRow {
        session: row.session.get(),
        name: user.name.shown().unwrap().as_str().to_owned(),
        last_seen: row.last_seen_at.readable().unwrap().seconds(),
    }
}

fn naive_projection(rows: &[NaiveRow], word: &str) -> Vec<u64> {
    let word = word.to_lowercase();
    let mut found: Vec<&NaiveRow> = rows
        .iter()
        .filter(|row| row.name.to_lowercase().contains(&word))
        .collect();
    found.sort_by_key(|row| Reverse(row.last_seen));
    found.into_iter().map(|row| row.session).collect()
}

/// Resident memory for a million sessions of 250,000 people, in a process that does
/// nothing else.
fn bytes_per_session() {
    let itself = std::env::current_exe().unwrap();
    let answer = std::process::Command::new(itself)
        .arg(WEIGH)
        .output()
        .unwrap();
    let bytes: f64 = String::from_utf8(answer.stdout)
        .unwrap()
        .trim()
        .parse()
        .unwrap();
    Figure::new(
        "memory at 1M: for each session",
        &Sample::of([bytes]),
        "bytes",
    )
    .at_most(80.0)
    .note("resident, store and published snapshot, no names")
    .print();
}

#[expect(clippy::print_stdout, reason = "the answer to the process that asked")]
fn weigh() {
    let before = memory("self", "VmRSS").unwrap_or(f64::NAN);
    let account: (Store, Arc<Snapshot>) = Account::of(MILLION).walked();
    let after = memory("self", "VmRSS").unwrap_or(f64::NAN);
    assert_eq!(account.1.len(), 1_000_000);
    // MB for a million sessions are bytes for one.
    println!("{:.1}", after - before);
}
