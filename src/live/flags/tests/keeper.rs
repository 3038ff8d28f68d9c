//! Flags that are kept from snapshot to snapshot, and the order that they make.

use super::*;

#[test]
fn a_keeper_finds_what_a_fresh_look_finds() {
    // Some stand where nobody's record changes, and are alike to others whose records do.
    let (from, until) = (
        10_000_u64,
        10_000 + 2 * crate::live::directory::CHUNK as u64,
    );
    let others =
        |from, until| (from..until).map(|n| User::example(n, "One of many", Role::EndUser));
    let middle = from.midpoint(until);
    let mut people = cast();
    people.extend(others(from, middle));
    people.push(User::example(6, "Eve", Role::EndUser));
    people.extend(others(middle, until));
    let mut account = Account::new(people);
    let rules = RuleSet::shipped();
    let mut keeper = FlagKeeper::default();
    for (number, step) in (100..).zip(0_i64..8) {
        let mut sessions = vec![session(1, 10, 60, 1), session(4, 40, 60, 1)];
        sessions.extend([session(5, 50, 60, 1), session(6, 60, 60, 1)]);
        let others = (0..step).map(i64::unsigned_abs);
        sessions.extend(others.map(|n| session(2 + n % 3, 100 + n, 730 + step, 5)));
        let snapshot = account.walk(sessions, NOW.shifted(step * MINUTE));
        let context = context(&rules, NOW.shifted(step * MINUTE));
        let by_keeper = keeper.flags(&snapshot, &context);
        let fresh = SessionFlags::of(&snapshot, &context);
        assert_eq!(by_keeper.sets, fresh.sets, "step {step}");
        assert_eq!(by_keeper.people, fresh.people, "step {step}");
        assert_eq!(by_keeper.totals, fresh.totals, "step {step}");
        assert!(Arc::ptr_eq(&by_keeper, &keeper.flags(&snapshot, &context)));
        // Somebody is suspended, some take another name, which makes others alike, somebody is new.
        let users = vec![
            User {
                suspended: Some(step % 2 == 0),
                ..User::example(3, "Carl Gone", Role::EndUser)
            },
            User::example(
                5,
                if step % 3 == 0 { "Bob Desk" } else { "Eve" },
                Role::EndUser,
            ),
            User::example(
                2,
                if step % 4 < 2 { "Eve" } else { "Bob Desk" },
                Role::Agent,
            ),
            User::example(number, "Somebody New", Role::Agent),
        ];
        account.store.take(WalkProgress::found(users, NOW), NOW);
    }
}

#[test]
fn what_deserves_a_look_comes_first_and_names_that_strangers_choose_come_below_the_staff() {
    let mut account = Account::new(cast());
    let sessions = vec![
        session(5, 50, 60, 2),
        session(4, 40, 60, 1),
        session(3, 30, 60, 9),
        session(1, 11, 30, 8),
        session(1, 10, 20, 9),
        session(2, 20, 735, 9),
        session(5, 51, 60, 1),
    ];
    let snapshot = account.walk(sessions, NOW);
    let order = |sort| {
        let projection = Projector::default().project(ProjectionRequest {
            snapshot: Arc::clone(&snapshot),
            query: Query::default(),
            context: context(&RuleSet::shipped(), NOW),
            sort,
            grouping: crate::live::RowGrouping::default(),
        });
        let keys = projection
            .rows
            .iter()
            .filter_map(|slot| snapshot.key(*slot));
        keys.map(|key| key.session.get()).collect::<Vec<u64>>()
    };
    assert_eq!(order(Sort::ATTENTION), [20, 30, 10, 11, 40, 51, 50]);
    assert_eq!(
        order(Sort::default())[..2],
        [40, 51],
        "plain last seen stays"
    );
    let ends = Sort {
        column: Column::Ends,
        descending: false,
    };
    assert_eq!(order(ends), [20, 10, 11, 30, 50, 40, 51]);
}

/// Who is called alike may be among those who were not read, whatever was known a moment before.
#[test]
fn who_is_alike_is_judged_anew_when_the_list_becomes_whole_or_gets_holes() {
    let rules = RuleSet::of([rule("alike", "role:end-user twin:staff", RuleLevel::Alarm)]);
    let users = vec![
        User::example(1, "Ann", Role::EndUser),
        User::example(9, "Me", Role::Admin),
    ];
    let mut store = Store::new();
    store.take(WalkProgress::identified(users[1].clone(), NOW), NOW);
    let asked = vec![users[0].id, users[1].id];
    let mut keeper = FlagKeeper::default();
    let mut undecided = |store: &mut Store, step| {
        let snapshot = store.absorb(step, NOW);
        keeper
            .flags(&snapshot, &context(&rules, NOW))
            .total()
            .undecided
    };
    let page = |unreadable| WalkProgress::Page {
        sessions: vec![session(1, 11, 30, 1)],
        unreadable,
    };
    let finished = || WalkProgress::Finished { rest_until: NOW };
    store.take(WalkProgress::Began, NOW);
    store.take(
        WalkProgress::People {
            asked,
            users,
            asked_at: NOW,
        },
        NOW,
    );
    assert_eq!(undecided(&mut store, page(0)), 1, "the walk is not over");
    assert_eq!(undecided(&mut store, finished()), 0, "everybody was read");
    store.take(WalkProgress::Began, NOW);
    store.take(page(1), NOW);
    assert_eq!(undecided(&mut store, finished()), 1, "one record is a hole");
}
