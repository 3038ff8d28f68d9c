//! The first line does not jump, whatever comes and goes.
//!
//! - `words` what the first line says, and when

mod words;

use proptest::prelude::*;
use proptest::sample::select;

use super::scenes;
use super::world::{World, failure, people, sessions, setup};
use crate::app::Setup;
use crate::live::{Retry, WalkProgress};
use crate::operation::{Guardrails, Reason};
use crate::settings::{Borders, RuleSet, ThemeChoice};
use crate::zendesk::{BudgetReading, PauseReason};

/// The sizes that people use.
const SIZES: [(u16, u16); 4] = [(80, 24), (120, 40), (200, 60), (60, 50)];

const FRESHNESS: [&str; 9] = [
    "LIVE ",
    "AGEING ",
    "STALE ",
    "LOADING ",
    "CONNECTING",
    "WAITING",
    "REFUSED",
    "NO DATA",
    "BROKEN OFF",
];

/// The columns in which the account, the counts and the freshness begin; `None` where one is not there.
#[derive(Debug, PartialEq, Eq)]
struct Beginnings {
    account: Option<usize>,
    sessions: Option<usize>,
    people: Option<usize>,
    admins: Option<usize>,
    freshness: Option<usize>,
}

fn beginnings(line: &str) -> Beginnings {
    let column = |at: usize| line[..at].chars().count();
    let number = |words: [&str; 2]| {
        let is_count = |at: &usize| line[..*at].ends_with(|sign: char| sign.is_ascii_digit());
        let found = words
            .iter()
            .find_map(|word| line.find(word).filter(is_count))?;
        let digits = line[..found].rfind(|sign: char| !"0123456789,≥".contains(sign));
        Some(column(digits.map_or(0, |at| at + 1)))
    };
    Beginnings {
        account: line.find("acme").map(column),
        sessions: number([" sessions", " session "]),
        people: number([" people", " person "]),
        admins: number([" admins", " admin "]),
        freshness: FRESHNESS
            .iter()
            .find_map(|word| line.find(word))
            .map(column),
    }
}

fn watched() -> Setup {
    Setup {
        guardrails: Guardrails {
            rules: RuleSet::shipped(),
            ..Guardrails::default()
        },
        ..setup()
    }
}

/// Something that makes a piece of the line come, go or grow.
#[derive(Clone, Copy, Debug)]
enum Happening {
    Keys(&'static str),
    Seconds(i64),
    Walk(u64, u64),
    Page,
    Breaks(u32),
    Refused,
    Budget(Option<u32>, Option<PauseReason>),
    Clock(i64),
}

fn happening() -> impl Strategy<Value = Happening> {
    let keys = [
        "p", "space", "shift-p", "esc", ":", "v down", "shift-u", "2", "/ a", "r", "shift-k", "3",
        "?",
    ];
    let pause = select(vec![
        None,
        Some(PauseReason::RateLimited),
        Some(PauseReason::UsedUp),
    ]);
    prop_oneof![
        select(keys.to_vec()).prop_map(Happening::Keys),
        select(vec![1, 9, 40, 300, 4_000]).prop_map(Happening::Seconds),
        (
            select(vec![0, 1, 9, 10, 99, 312, 999, 1_000, 2_401, 10_020]),
            select(vec![1, 2, 9, 40, 1_594])
        )
            .prop_map(|(sessions, people)| Happening::Walk(sessions, people)),
        Just(Happening::Page),
        (1..20_u32).prop_map(Happening::Breaks),
        Just(Happening::Refused),
        (select(vec![None, Some(700), Some(2_500)]), pause)
            .prop_map(|(limit, pause)| Happening::Budget(limit, pause)),
        select(vec![-93_000, 0, 7_000_000]).prop_map(Happening::Clock),
    ]
}

fn happen(world: &mut World, happening: Happening) {
    match happening {
        Happening::Keys(keys) => world.press(keys),
        // Every second has its event, so that long times pass in one step.
        Happening::Seconds(seconds) if seconds < 60 => world.later(seconds),
        Happening::Seconds(seconds) => {
            world.now = world.now.shifted(seconds * 1_000);
            world.later(1);
        }
        Happening::Walk(count, of) => world.walk(sessions(count, of), people(of)),
        Happening::Page => {
            world.feed(WalkProgress::Began);
            world.feed(WalkProgress::Page {
                sessions: sessions(30, 10),
                unreadable: 2,
            });
        }
        Happening::Breaks(failures) => {
            world.feed(WalkProgress::Began);
            let when = world.now.shifted(i64::from(failures) * 17_000);
            world.feed(WalkProgress::Broke {
                error: failure(),
                retry: Retry::At { when, failures },
            });
        }
        Happening::Refused => {
            world.feed(WalkProgress::Began);
            world.feed(WalkProgress::Broke {
                error: scenes::anonymous(),
                retry: Retry::WhenAsked,
            });
        }
        Happening::Budget(limit, paused_for) => world.feed(WalkProgress::Budget(BudgetReading {
            limit,
            paused_for,
            paused_until: paused_for.map(|_| std::time::Duration::from_secs(42)),
            used_last_minute: 84,
            ending_allowance: 350,
            ..BudgetReading::default()
        })),
        Happening::Clock(offset) => {
            world.feed(WalkProgress::ServerTime(world.now.shifted(offset)));
        }
    }
}

fn first_line(world: &World, (width, height): (u16, u16)) -> String {
    let frame = super::world::text(&world.frame(width, height));
    frame.lines().next().unwrap_or_default().to_owned() + " "
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 24,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn account_counts_and_freshness_keep_their_columns(
        happenings in prop::collection::vec(happening(), 1..12),
        has_case in any::<bool>(),
    ) {
        let mut reference = World::live(watched(), 312, 90);
        let mut world = World::live(watched(), 312, 90);
        if has_case {
            let case = || Reason { text: None, ticket: Some("INC-4711".to_owned()) };
            reference.of_case(case());
            world.of_case(case());
        }
        world.resize(200, 60);
        for happening in happenings {
            happen(&mut world, happening);
            for size in SIZES {
                let (line, expected) = (first_line(&world, size), first_line(&reference, size));
                let (is, was) = (beginnings(&line), beginnings(&expected));
                prop_assert_eq!(is.account, was.account, "{}\n{}", line, expected);
                prop_assert_eq!(line.find("INC-4711"), expected.find("INC-4711"), "{}", line);
                prop_assert_eq!(has_case, line.contains("INC-4711"), "{}", line);
                prop_assert_eq!(is.freshness, was.freshness, "{}\n{}", line, expected);
                for (is, was) in [
                    (is.sessions, was.sessions),
                    (is.people, was.people),
                    (is.admins, was.admins),
                ] {
                    // What is not known yet is not there, and where nothing is flagged there is room
                    // for more.
                    let keeps = is.is_none() || was.is_none() || is == was;
                    prop_assert!(keeps, "{line}\n{expected}");
                }
            }
        }
    }
}

/// What is flagged, and what holds of the account, go before whatever is good to know: nothing else is
/// left out for a mark, a dialog, a pause or a list that is not current.
#[test]
fn what_matters_is_there_at_every_size_whatever_comes() {
    let setup = || Setup {
        account: "127.0.0.1:7918".to_owned(),
        production: true,
        ..watched()
    };
    let happenings = [
        Happening::Seconds(1),
        Happening::Keys("space"),
        Happening::Keys(":"),
        Happening::Keys("esc p"),
        Happening::Keys("shift-p"),
        Happening::Budget(Some(700), Some(PauseReason::RateLimited)),
        Happening::Clock(7_000_000),
        Happening::Breaks(3),
    ];
    let mut world = World::live(setup(), 312, 90);
    world.of_case(Reason {
        text: None,
        ticket: Some("INC-77".to_owned()),
    });
    let lines = SIZES.map(|size| first_line(&world, size));
    for happening in happenings {
        happen(&mut world, happening);
        for (size, before) in SIZES.into_iter().zip(&lines) {
            let line = first_line(&world, size);
            for words in ["127.0.0.1:7918", "PROD", "INC-77"] {
                assert_eq!(
                    line.find(words),
                    before.find(words),
                    "{happening:?}: {line}"
                );
                assert!(line.contains(words), "{happening:?}: {line}");
            }
            let each = line.contains("2 leavers!") && line.contains("30 alarms!");
            // That people are masked matters more than the words of an alarm.
            let in_few = line.contains("30 alarms! +2");
            let is_crowded = ["MASKED", "429"].iter().any(|words| line.contains(words));
            let in_fewer = is_crowded && line.contains("32 flagged!");
            assert!(each || in_few || in_fewer, "{happening:?}: {line}");
            let is = beginnings(&line).freshness;
            assert_eq!(is, beginnings(before).freshness, "{happening:?}: {line}");
            assert!(is.is_some(), "{happening:?}: {line}");
        }
    }
}

/// A mark or a dialog takes the place of what is good to know and of no count.
#[test]
fn a_list_that_is_held_costs_no_count() {
    let mut world = World::live(watched(), 312, 90);
    let lines = SIZES.map(|size| first_line(&world, size));
    for keys in ["space", ":"] {
        world.press(keys);
        for (size, before) in SIZES.into_iter().zip(&lines) {
            let line = first_line(&world, size);
            assert_eq!(line.contains("HELD"), size.0 >= 80, "{line}");
            for words in [
                " sessions",
                " people",
                " admins",
                " agents",
                "leavers!",
                "alarms!",
            ] {
                assert_eq!(line.find(words), before.find(words), "{line}");
            }
        }
    }
}

/// As many of the counts as there is room for, as long as nothing is flagged.
#[test]
fn admins_have_a_place_at_eighty_columns_until_it_is_needed() {
    let calm = World::live(setup(), 312, 90);
    let line = first_line(&calm, (80, 24));
    assert!(
        line.contains(" people") && line.contains(" admins"),
        "{line}"
    );
}

#[test]
fn the_pieces_that_stay_are_there_at_every_size() {
    let world = World::live(watched(), 312, 90);
    for size in SIZES {
        let line = first_line(&world, size);
        let is = beginnings(&line);
        assert!(is.sessions.is_some() && is.freshness.is_some(), "{line}");
        assert_eq!(is.people.is_some(), size.0 >= 80, "{line}");
        assert_eq!(line.contains("next "), size.0 >= 120, "{line}");
        assert_eq!(line.contains("12%"), size.0 >= 120, "{line}");
        assert_eq!(line.contains(" agents"), size.0 >= 120, "{line}");
        assert!(line.contains("2 leavers! 30 alarms!"), "{line}");
    }
}

/// Whoever lets the list be read faster, and a watch, move nothing that stands beside them.
#[test]
fn what_the_program_does_costs_no_count() {
    let mut world = World::live(watched(), 312, 90);
    world.resize(120, 40);
    let before = first_line(&world, (120, 40));
    world.press("+");
    let line = first_line(&world, (120, 40));
    assert!(line.contains("faster 10m"), "{line}");
    for words in [
        " people", " admins", " agents", "leavers!", "alarms!", "LIVE ",
    ] {
        assert_eq!(line.find(words), before.find(words), "{line}");
    }
}

/// Where requests have to wait, what the program does gives up its place before a count does.
#[test]
fn no_count_gives_way_to_what_the_program_does() {
    let limited = Happening::Budget(Some(700), Some(PauseReason::RateLimited));
    let mut busy = scenes::verified();
    busy.press("esc +");
    let mut calm = World::live(setup(), 312, 90);
    for world in [&mut busy, &mut calm] {
        happen(world, limited);
    }
    let size = (120, 40);
    let (busy, calm) = (first_line(&busy, size), first_line(&calm, size));
    assert!(busy.contains("LIMITED"), "{busy}");
    for words in [" people", " admins", " agents"] {
        assert_eq!(busy.find(words), calm.find(words), "{busy}\n{calm}");
    }
}

/// Why requests wait is said in one form, however few digits are left of the wait.
#[test]
fn a_wait_that_becomes_shorter_moves_nothing() {
    let mut world = World::live(watched(), 312, 90);
    for size in SIZES {
        let mut words = std::collections::BTreeSet::new();
        for left in (1..=14).rev() {
            world.feed(WalkProgress::Budget(BudgetReading {
                limit: Some(700),
                paused_for: Some(PauseReason::RateLimited),
                paused_until: Some(std::time::Duration::from_secs(left)),
                asks_for: Some(std::time::Duration::from_secs(14)),
                ..BudgetReading::default()
            }));
            let line = first_line(&world, size);
            let before = line.split('≤').next().unwrap();
            words.insert(before.to_owned());
        }
        assert_eq!(words.len(), 1, "{words:?}");
    }
}

/// Nothing touches the end of the line, and why requests wait has the words there is room for.
#[test]
fn the_first_line_ends_in_a_blank_and_says_as_much_as_it_has_room_for() {
    let limited = Happening::Budget(Some(700), Some(PauseReason::RateLimited));
    let mut alone = World::live(setup(), 312, 90);
    happen(&mut alone, limited);
    let mut back = scenes::named("came back");
    happen(&mut back, limited);
    for (world, width, words) in [
        (&alone, 80, "LIMITED ≤42s"),
        (&alone, 160, "RATE LIMITED ≤42s"),
        (&back, 80, "429 ≤42s"),
        (&back, 120, "LIMITED ≤42s"),
        (&back, 160, "RATE LIMITED ≤42s"),
    ] {
        let line = first_line(world, (width, 40));
        assert!(line.contains(words), "{line}");
    }
    for (world, width) in [
        (&alone, 60),
        (&alone, 80),
        (&back, 80),
        (&back, 120),
        (&back, 200),
    ] {
        let frame = world.frame(width, 40);
        let last = frame[(width - 1, 0)].symbol();
        assert_eq!(last, " ", "{}", first_line(world, (width, 40)));
    }
}
