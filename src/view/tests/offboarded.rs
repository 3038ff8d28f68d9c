//! Reviews, runs and reports of an offboarding of several people.

use super::scenes;
use super::world::{ME, World, failure, people as people_of, session, sessions, setup, user};
use crate::app::{Dialog, Event, Level, TokensRead};
use crate::live::WalkProgress;
use crate::model::{Role, User, UserId};
use crate::operation::{Operation, Outcome, OutcomeKind, PersonLeft, Verdict};
use crate::zendesk::{OAuthClients, TokenList};

const SIZES: [(u16, u16); 4] = [(60, 50), (80, 24), (120, 40), (200, 60)];

/// The review of an offboarding of whom these keys choose, none of whom has a token.
fn review(keys: &str) -> World {
    review_in(scenes::live(), keys)
}

fn review_in(mut world: World, keys: &str) -> World {
    world.press(keys);
    world.press("shift-f");
    let Some(Dialog::Tokens(view)) = world.app.dialog() else {
        panic!("no tokens are asked for\n{}", world.screen(120, 40));
    };
    world.event(Event::Tokens(TokensRead {
        people: view.people.clone(),
        answer: Ok((TokenList::default(), None)),
        clients: OAuthClients::default(),
    }));
    assert!(
        matches!(world.app.dialog(), Some(Dialog::Review(_))),
        "{}",
        world.screen(120, 40)
    );
    world
}

/// The run of one that is confirmed.
fn run(keys: &str) -> World {
    let mut world = review(keys);
    world.screen(120, 40);
    let Some(Dialog::Review(review)) = world.app.dialog() else {
        unreachable!()
    };
    let expects = review.plan.challenge().expects();
    let typed: Vec<String> = expects.chars().map(|sign| sign.to_string()).collect();
    world.press("end");
    world.press(&typed.join(" ").replace("   ", " space "));
    world.press("enter");
    assert!(
        world.app.runs().run().is_some(),
        "{}",
        world.screen(120, 40)
    );
    world
}

/// The people of a run, in its order.
fn people(world: &World) -> Vec<UserId> {
    let mut people: Vec<UserId> = Vec::new();
    for item in &world.app.runs().run().unwrap().items {
        if !people.contains(&item.target.user()) {
            people.push(item.target.user());
        }
    }
    people
}

/// A report on four people: the sessions of the second were refused and are listed, the third is not
/// suspended, and the others are as they should be.
fn reported() -> World {
    let mut world = run("down space space space space");
    let people = people(&world);
    assert_eq!(people.len(), 4);
    let items = world.app.runs().run().unwrap().items.clone();
    let is_refused = |at: usize| {
        let item = &items[at];
        item.operation.ends() && item.target.user() == people[1]
    };
    let outcome = |at: usize| {
        if is_refused(at) {
            Outcome::because(OutcomeKind::Refused, failure())
        } else {
            OutcomeKind::Done.into()
        }
    };
    world.finish((0..items.len()).map(outcome));
    let verdict = |at: usize| match &items[at] {
        item if item.operation == Operation::Suspend && item.target.user() == people[2] => {
            Verdict::StillListed
        }
        _ if is_refused(at) => Verdict::Waiting,
        _ => Verdict::Verified,
    };
    let verdicts: Vec<Verdict> = (0..items.len()).map(verdict).collect();
    let now = world.now;
    let left = |user: &UserId| {
        let listed = if *user == people[1] { 2 } else { 0 };
        PersonLeft::read(*user, (*user != people[2], listed, 0), now)
    };
    world.proved(&verdicts, people.iter().map(left).collect());
    world
}

/// One line of people and one of what was done, which say what the rows say of each.
#[test]
fn the_sums_of_a_report_agree_with_its_rows() {
    let mut world = reported();
    for (width, height) in SIZES {
        let screen = world.screen(width, height);
        let frame = |line: &&str| line.contains("│ ") && !line.contains("▸");
        let sums = screen.lines().filter(frame);
        let sums: Vec<&str> = sums
            .flat_map(|line| line.split('│'))
            .map(str::trim)
            .collect();
        let sums = sums.join(" ");
        let people = "people: 2 as it should be, 1 NOT SUSPENDED,";
        assert!(sums.contains(people), "{screen}");
        assert!(sums.contains("1 still signed in"), "{screen}");
        assert_eq!(sums.matches("people: ").count(), 1, "{screen}");
        let done = sums.split("in all: ").nth(1).unwrap();
        let done = done.split("Over at").next().unwrap();
        assert!(done.contains("2 still listed"), "{screen}");
        assert!(!done.contains("refused"), "{screen}");
        assert!(done.contains("1 not suspended"), "{screen}");
        let rows: Vec<&str> = (screen.lines())
            .filter(|line| line.contains("▸ ") || line.contains("▾ "))
            .collect();
        assert!(rows[0].contains("NOT SUSPENDED"), "{screen}");
        assert!(rows[1].contains("2 sessions still"), "{screen}");
        assert!(rows[2].contains("✓") && rows[3].contains("✓"), "{screen}");
        assert!(!screen.contains("In this order"), "{screen}");
    }
    // The reason is in the row, behind what it is the reason of.
    let screen = world.screen(200, 60);
    let row = screen.lines().find(|line| line.contains("still listed at"));
    let why = failure().to_string();
    let why = why.split(' ').next().unwrap();
    assert!(row.unwrap().contains(&format!("({why}")), "{screen}");
    let notices = world.app.notices().iter();
    let of_people =
        notices.filter(|notice| notice.text.contains("1 NOT SUSPENDED, 1 still signed in"));
    assert_eq!(of_people.count(), 1);
}

/// What is done to somebody is whole at every size, and a part of an offboarding is called by its name.
#[test]
fn what_is_done_to_whom_is_whole_in_a_review() {
    let mut world = review("down space space space space");
    for (width, height) in SIZES {
        let screen = world.screen(width, height);
        let rows = screen.lines().filter(|line| line.contains("▸ "));
        let rows: Vec<&str> = rows.collect();
        assert_eq!(rows.len(), 4, "{screen}");
        for row in rows {
            assert!(row.contains("all"), "{screen}");
        }
        assert!(screen.contains(" suspend + all"), "{screen}");
    }
}

/// Those who are left out stand in one line for each reason, and Enter shows them.
#[test]
fn whoever_is_suspended_already_is_in_one_folded_line() {
    let mut users = people_of(90);
    for user in &mut users[10..13] {
        user.suspended = Some(true);
    }
    let mut world = scenes::live();
    world.walk(sessions(312, 90), users);
    let mut world = review_in(world, "a");
    let already = |screen: &str, sign: &str| {
        let line = screen
            .lines()
            .find(|line| line.contains("already suspended: "));
        line.is_some_and(|line| line.contains(sign))
    };
    let last = |world: &mut World| {
        world.press("end");
        world.screen(120, 40)
    };
    let folded = last(&mut world);
    assert!(already(&folded, "▸"), "{folded}");
    let Some(Dialog::Review(review)) = world.app.dialog() else {
        unreachable!()
    };
    let before = review.heads().len();
    world.press("enter");
    let open = world.screen(120, 40);
    assert!(
        open.lines().count() == folded.lines().count() && open != folded,
        "{open}"
    );
    let Some(Dialog::Review(review)) = world.app.dialog() else {
        panic!("nothing was typed, and the review is closed\n{open}")
    };
    assert_eq!(review.heads().len(), before);
    world.press("enter");
    assert_eq!(world.screen(120, 40), folded);
}

/// A run shows people, each once, and its steps by their names.
#[test]
fn a_run_is_by_person_and_its_steps_have_names() {
    let mut world = run("down space space space space");
    let all = people(&world).len();
    world.outcomes([const { OutcomeKind::Done }; 5].map(Into::into));
    for (width, height) in SIZES {
        let screen = world.screen(width, height);
        assert!(
            screen.contains(&format!("Offboarding {all} people")),
            "{screen}"
        );
        for words in [
            " 4 sessions ended",
            " suspended · 4 sessions waiting",
            " waiting",
        ] {
            assert!(screen.contains(words), "{words:?} is missing in\n{screen}");
        }
    }
}

/// Of whom nothing was tried it is said that nobody tried: that is no refusal, in rows as in sums.
#[test]
fn whom_a_stopped_run_never_came_to_is_not_attempted() {
    let mut world = run("down space space space space");
    let people = people(&world);
    let items = world.app.runs().run().unwrap().items.clone();
    let is_first = |at: usize| items[at].target.user() == people[0];
    let kind = |at| {
        if is_first(at) {
            OutcomeKind::Done
        } else {
            OutcomeKind::NotAttempted
        }
    };
    world.finish((0..items.len()).map(|at| kind(at).into()));
    let now = world.now;
    let left = |user: &UserId| {
        let is_first = *user == people[0];
        let theirs = items.iter().filter(|item| item.target.user() == *user);
        let theirs = theirs.filter(|item| item.operation.ends()).count();
        PersonLeft::read(*user, (is_first, if is_first { 0 } else { theirs }, 0), now)
    };
    let verdicts = vec![Verdict::Verified; items.len()];
    world.proved(&verdicts, people.iter().map(left).collect());
    let screen = world.screen(200, 60);
    let rows = screen.lines().filter(|line| line.contains("▸ ! "));
    let rows: Vec<&str> = rows.collect();
    assert_eq!(rows.len(), 3, "{screen}");
    for row in rows {
        let words = "not attempted: NOT SUSPENDED: they can sign in again; 4 sessions still listed";
        assert!(row.contains(words), "{screen}");
    }
    let sums = screen.lines().find(|line| line.contains("in all: "));
    let sums = sums.unwrap();
    assert!(
        sums.contains("in all: 2 people not attempted, 4 sessions ended, 12 not attempted"),
        "{screen}"
    );
    assert!(
        !sums.contains("not suspended") && !sums.contains("still"),
        "{screen}"
    );
}

/// What is unfolded goes on from its row, and says nothing of it again.
#[test]
fn a_verdict_is_said_once_where_it_is_unfolded() {
    let mut world = reported();
    let before = world.screen(80, 24);
    assert_eq!(before.matches("NOT SUSPENDED").count(), 2, "{before}");
    world.press("enter");
    let screen = world.screen(80, 24);
    assert_eq!(screen.matches("NOT SUSPENDED").count(), 2, "{screen}");
    assert!(screen.contains("can sign in again"), "{screen}");
}

/// What was told of a whole run is told again once it is another.
#[test]
fn how_it_stands_with_everybody_is_told_once() {
    let mut world = reported();
    let report = std::sync::Arc::clone(&world.app.runs().report().unwrap().report);
    let items = report.items.len();
    let people = report.people();
    let people: Vec<UserId> = people.into_iter().collect();
    world.later(40);
    let now = world.now;
    let left = |user: &UserId| {
        let listed = if *user == people[1] { 2 } else { 0 };
        PersonLeft::read(*user, (*user != people[2], listed, 0), now)
    };
    let left: Vec<PersonLeft> = people.iter().map(left).collect();
    world.proved(&vec![Verdict::Verified; items], left);
    let notices = world.app.notices().iter();
    let notices = notices.filter(|notice| notice.text.contains("1 NOT SUSPENDED"));
    let levels: Vec<Level> = notices.map(|notice| notice.level).collect();
    assert_eq!(levels, [Level::Alarm]);
}

/// The known sessions of each are told wherever there is room for their number, of what all of it is as well,
/// and what is the same each time gives its lines to people.
#[test]
fn how_many_sessions_are_known_is_told_beside_what_is_done() {
    let mut world = World::new(setup());
    let me = user(ME, "Mary", "mary@x.example", Role::Admin);
    let now = world.now;
    world.feed(WalkProgress::identified(me, now));
    let of = |n: u64| {
        let email = format!("leaver{n}@acme.example");
        user(n, &format!("Leaver{n} Birch"), &email, Role::Agent)
    };
    let sessions = || (1..10).map(|n| session(n, n + 10, 400, 20)).collect();
    let mut users: Vec<User> = (1..10).map(of).collect();
    world.walk(sessions(), users.clone());
    world.resize(80, 24);
    let mut world = review_in(world, "a");
    for (width, height) in [(80, 24), (120, 40), (200, 60)] {
        let screen = world.screen(width, height);
        let rows = screen.lines().filter(|line| line.contains("▸ Leaver"));
        let rows: Vec<&str> = rows.collect();
        assert_eq!(rows.len(), 9, "{screen}");
        for row in rows {
            let is_told = row.contains("suspend + all") && row.contains(", 1 known");
            assert!(is_told, "{screen}");
        }
    }
    // Of whoever is suspended already there is nothing before it.
    for user in &mut users {
        user.suspended = Some(true);
    }
    world.press("esc esc");
    world.walk(sessions(), users);
    let mut world = review_in(world, "a");
    for (width, height) in SIZES {
        let screen = world.screen(width, height);
        assert!(width < 80 || screen.contains(" all sessions"), "{screen}");
        // What a proof costs is whole.
        let proof = screen.split("about").nth(1);
        assert!(
            proof.is_some_and(|it| !it.trim().starts_with('…')),
            "{screen}"
        );
    }
}
