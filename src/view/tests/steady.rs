//! The columns of the list stand still while somebody looks.

use super::scenes;
use super::world::{ME, World, session, user, with_rules};
use crate::app::Dialog;
use crate::live::WalkProgress;
use crate::model::{Role, User, UserId};

/// Numbers that look random, the same in every run of the test.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 33) % most
    }
}

/// Lets everybody be signed out, and others be signed in.
fn walk_anew(world: &mut World, numbers: &mut Numbers) {
    let (mut people, mut sessions) = (Vec::new(), Vec::new());
    for _ in 0..60 {
        let id = 1 + numbers.below(5_000);
        if people.iter().any(|known: &User| known.id.get() == id) {
            continue;
        }
        let letters = |numbers: &mut Numbers, least, most| {
            let count = least + numbers.below(most - least);
            (0..count).map(|_| 'n').collect::<String>()
        };
        let name = letters(numbers, 5, 24);
        let address = format!("{}@post.example", letters(numbers, 4, 28));
        let role = [Role::Admin, Role::Agent, Role::EndUser][usize::try_from(id % 3).unwrap()];
        people.push(User {
            suspended: Some(id.is_multiple_of(17)),
            ..user(id, &name, &address, role)
        });
        for n in 0..=numbers.below(6) {
            let last_seen = i64::try_from(numbers.below(20_000)).unwrap();
            let signed_in = last_seen + i64::try_from(numbers.below(60_000)).unwrap();
            sessions.push(session(id, id * 10 + n, signed_in, last_seen));
        }
    }
    world.later(10);
    world.walk(sessions, people);
}

/// Where the columns begin, by their headings.
fn beginnings(world: &World, (width, height): (u16, u16)) -> Vec<usize> {
    let screen = super::world::text(&world.frame(width, height));
    let line = screen.lines().find(|line| line.contains("NAME")).unwrap();
    // What stands beside the list is not the list.
    let columns = if width < 174 { width } else { width - 54 };
    let line: Vec<char> = line.chars().take(usize::from(columns)).collect();
    let begins = |at: &usize| line[*at] != ' ' && (*at == 0 || line[*at - 1] == ' ');
    (0..line.len()).filter(begins).collect()
}

fn changes(all: &[Vec<usize>]) -> usize {
    all.windows(2).filter(|two| two[0] != two[1]).count()
}

const SIZES: [(u16, u16); 4] = [(60, 50), (80, 24), (120, 40), (200, 60)];

fn of_random_people(size: (u16, u16), numbers: &mut Numbers) -> World {
    let mut world = World::new(with_rules());
    let me = user(ME, "Mary", "mary@x.example", Role::Admin);
    world.feed(WalkProgress::identified(me, world.now));
    world.resize(size.0, size.1);
    walk_anew(&mut world, numbers);
    world
}

/// Widths grow where rows force it, and come to rest.
#[test]
fn no_column_steps_sideways_while_rows_come_and_go() {
    for size in SIZES {
        for keys in ["1", "3"] {
            let mut numbers = Numbers(11);
            let mut world = of_random_people(size, &mut numbers);
            world.press(keys);
            let mut all = vec![beginnings(&world, size)];
            for _ in 0..50 {
                walk_anew(&mut world, &mut numbers);
                all.push(beginnings(&world, size));
            }
            assert!(changes(&all) <= 5, "{size:?} {keys}: {}", changes(&all));
        }
    }
}

/// To scroll there and back moves no column back.
#[test]
fn what_was_wide_enough_once_stays_so_until_the_list_is_turned() {
    for size in SIZES {
        let mut numbers = Numbers(3);
        let mut world = of_random_people(size, &mut numbers);
        world.press("end home");
        let before = beginnings(&world, size);
        world.press("pagedown pagedown end pageup home down");
        assert_eq!(beginnings(&world, size), before, "{size:?}");
    }
}

/// Another view, filter, order or size chooses the widths anew.
#[test]
fn widths_are_chosen_anew_when_the_list_is_turned() {
    let mut numbers = Numbers(5);
    let mut world = of_random_people((120, 40), &mut numbers);
    let fresh = |world: &World| {
        let rows = crate::view::table::needs(&world.app, world.now);
        *world.app.table().look.needs() == rows
    };
    for keys in [
        "3",
        "1",
        "/ n n n enter",
        "esc",
        "s down enter",
        "shift-t",
        "d",
    ] {
        for _ in 0..3 {
            walk_anew(&mut world, &mut numbers);
        }
        assert!(!fresh(&world), "{keys}");
        world.press(keys);
        assert!(fresh(&world), "{keys}");
    }
    for _ in 0..3 {
        walk_anew(&mut world, &mut numbers);
    }
    world.resize(100, 40);
    assert!(fresh(&world));
}

/// The first page shows others than the whole list does: what only those needed is given back once, when
/// the rows of everybody are on the screen, whether or not Zendesk tells of each.
#[test]
fn widths_are_chosen_once_more_when_everybody_was_asked_about() {
    let long = "Annabel Bernadette van den Heuvel-Oosterwijk";
    let of = |id: u64, name: &str| user(id, name, "a.b@c.example", Role::EndUser);
    let others: Vec<User> = (100..160).map(|id| of(id, "Kit Short")).collect();
    let listed = |id: u64, ago: i64| session(id, id + 10_000, 9_000, ago);
    let mut world = World::new(with_rules());
    let me = user(ME, "Mary", "mary@x.example", Role::Admin);
    let now = world.now;
    world.feed(WalkProgress::identified(me, now));
    world.resize(120, 40);
    world.press("0");
    world.feed(WalkProgress::Began);
    let page = |sessions| WalkProgress::Page {
        sessions,
        unreadable: 0,
    };
    world.feed(page(vec![listed(7, 8_000), listed(8, 8_001)]));
    world.feed(WalkProgress::found(vec![of(7, long)], world.now));
    world.feed(page((100..160).map(|id| listed(id, 60)).collect()));
    let rest_until = world.now.shifted(30_000);
    world.feed(WalkProgress::Finished { rest_until });
    // Zendesk knows nobody of the number 8.
    world.feed(WalkProgress::People {
        asked: others
            .iter()
            .map(|one| one.id)
            .chain(UserId::new(8))
            .collect(),
        users: others,
        asked_at: world.now,
    });
    let rows = crate::view::table::needs(&world.app, world.now);
    assert_eq!(*world.app.table().look.needs(), rows);
}

/// Whoever narrows the list to somebody acts on them at once; a row that changed by itself is guarded.
#[test]
fn a_filter_of_ones_own_keeps_nobody_waiting() {
    let mut world = scenes::live();
    world.press("/ g r a c e enter shift-x");
    let screen = world.screen(120, 40);
    assert!(!screen.contains("just changed"), "{screen}");
    assert!(
        matches!(world.app.dialog(), Some(Dialog::Review(_))),
        "{screen}"
    );
}
