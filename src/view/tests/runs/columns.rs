//! Where the parts of the lines stand, and what has no room.

use super::*;

/// The number of people stands before their names, which are cut where there is no room, and the
/// heading of how it stands is whole.
#[test]
fn the_number_of_people_of_a_run_is_never_cut() {
    let people = (1..=9).map(|n| UserId::new(7_001_000_000_000 + n).unwrap());
    let people: Vec<UserId> = people.collect();
    let items = people.iter();
    let items = items.map(|user| PastItem {
        later: Some((State::EndedByList, Timestamp::from_seconds(0))),
        ..item(RecordRoute::User, *user, &[user.get()], State::Ended)
    });
    let items = items.collect();
    let people = people.iter().zip(0..);
    let people = people.map(|(user, at)| PastPerson::of(*user, vec![at]));
    let run = PastRun {
        about: 9,
        ..run(RecordRoute::User, items, people.collect())
    };
    let mut world = shown(run);
    world.press("left");
    let screen = world.screen(80, 24);
    assert!(screen.contains("Sign out 9 people: user "), "{screen}");
    assert!(screen.contains("HOW IT STANDS"), "{screen}");
}

/// How runs, people and requests stand begins in one column, below its heading, and is whole where there is
/// room.
#[test]
fn how_things_stand_is_one_column() {
    let (user, _) = listed(&scenes::live());
    let done = item(RecordRoute::Exact, user, &[4711], State::Ended);
    let world = &mut shown(run(
        RecordRoute::Exact,
        vec![done],
        vec![PastPerson::of(user, vec![0])],
    ));
    for (width, height) in [(80, 24), (120, 40), (200, 60)] {
        let screen = world.screen(width, height);
        let line = |words: &str| {
            let line = screen.lines().find(|line| line.contains(words));
            line.unwrap_or_else(|| panic!("{words} is missing in\n{screen}"))
        };
        let column = |line: &str, words: &str| {
            let at = line.find(words);
            at.map(|at| line[..at].chars().count())
        };
        let heading = line("HOW IT STANDS");
        let at = column(heading, "HOW IT STANDS");
        let of_run = line("Sign out");
        let of_run = of_run.split("by ada").next().unwrap_or_default();
        let standing = of_run.trim_end_matches(['│', ' ']);
        let standing = standing.rsplit("  ").next().unwrap_or_default().trim();
        assert_eq!(column(of_run, standing), at, "{screen}");
    }
}

/// To unfold a run cuts nothing of its own line, and verdicts on its people begin in one column however long
/// they are.
#[test]
fn what_is_unfolded_has_one_column_and_cuts_no_run() {
    let world = scenes::live();
    let snapshot = world.app.snapshot();
    let users = snapshot.iter().filter_map(|slot| snapshot.key(slot));
    let mut users: Vec<UserId> = users.map(|key| key.user).collect();
    users.dedup();
    let at = Timestamp::parse("2026-08-20T12:00:09Z").unwrap();
    let words = [
        "no session listed".to_owned(),
        "a b ".repeat(17),
        "a b ".repeat(18),
    ];
    let items = users.iter().take(3).enumerate();
    let items =
        items.map(|(n, user)| item(RecordRoute::Exact, *user, &[n as u64 + 1], State::Ended));
    let people = users.iter().zip(&words).enumerate();
    let people = people.map(|(n, (user, words))| PastPerson {
        verdict: Some((words.trim().to_owned(), at)),
        ..PastPerson::of(*user, vec![n])
    });
    let run = run(RecordRoute::Exact, items.collect(), people.collect());
    let mut world = shown(PastRun { about: 3, ..run });
    let unfolded = world.screen(120, 40);
    let place = |words: &str| {
        let line = unfolded.lines().find(|line| line.contains(words)).unwrap();
        line[..line.find(words).unwrap()].chars().count()
    };
    let (first, second) = (place(" no session listed"), place("  a b a b") + 1);
    assert_eq!(first, second, "{unfolded}");
    world.press("enter");
    let folded = world.screen(120, 40);
    let of_run = |screen: &str| {
        let line = screen
            .lines()
            .find(|line| line.contains("Sign out 3 people"));
        let line = line.unwrap_or_else(|| panic!("{screen}")).to_owned();
        line.chars().skip(3).collect::<String>()
    };
    assert!(!of_run(&folded).contains('…'), "{folded}");
    assert_eq!(
        of_run(&folded).replace(['▸', '▾'], ""),
        of_run(&unfolded).replace(['▸', '▾'], "")
    );
}

/// What was done to how many is said at every size, however long it is how that stands; there is no year in
/// the time of a run of this year.
#[test]
fn what_a_run_did_is_said_on_a_narrow_screen() {
    let (user, session) = listed(&scenes::live());
    let open = [
        State::Refused,
        State::Failed,
        State::Unknown,
        State::StillListed,
    ];
    let items = open.map(|state| item(RecordRoute::Exact, user, &[session], state));
    let all = run(
        RecordRoute::Exact,
        items.to_vec(),
        vec![PastPerson::of(user, vec![0, 1, 2, 3])],
    );
    let mut world = shown(PastRun {
        about: 12,
        ..all.clone()
    });
    for (width, height) in [(60, 50), (80, 24)] {
        let screen = world.screen(width, height);
        assert!(screen.contains(":00Z Sign out 12 people"), "{screen}");
        assert!(screen.contains("WHAT "), "{screen}");
    }
    let at = Timestamp::parse("2025-03-04T12:00:00Z").unwrap();
    let screen = shown(PastRun { at, ..all }).screen(60, 50);
    assert!(screen.contains("2025-03-04 12:00Z"), "{screen}");
}

/// How it stands with people has what the lines below a run leave blank, and nothing of it is cut.
#[test]
fn a_verdict_on_somebody_is_not_cut_beside_blanks() {
    let (user, session) = listed(&scenes::live());
    let at = Timestamp::parse("2026-08-20T12:00:09Z").unwrap();
    let verdict = "no session listed at 12:00:09Z";
    let person = PastPerson {
        verdict: Some((verdict.to_owned(), at)),
        ..PastPerson::of(user, vec![0])
    };
    let done = item(RecordRoute::Exact, user, &[session], State::Ended);
    let mut world = shown(run(RecordRoute::Exact, vec![done], vec![person]));
    for (width, height) in [(80, 24), (120, 40), (200, 60)] {
        let screen = world.screen(width, height);
        assert!(
            screen.contains(" no session listed at 12:00:09Z"),
            "{screen}"
        );
    }
}

/// Where there is room, lines say who began a run, by which address somebody is known, and when there was an
/// answer.
#[test]
fn on_a_broad_screen_runs_say_more() {
    let (user, session) = listed(&scenes::live());
    let ended_at = Timestamp::parse("2026-08-20T12:00:07Z").ok();
    let done = PastItem {
        ended_at,
        ..item(RecordRoute::Exact, user, &[session], State::Ended)
    };
    let people = vec![PastPerson::of(user, vec![0])];
    let mut world = shown(run(RecordRoute::Exact, vec![done], people));
    world.press("down enter");
    let address = {
        let person = world
            .app
            .snapshot()
            .directory()
            .iter()
            .find(|it| it.id == user)
            .unwrap();
        person.user().unwrap().email.shown().unwrap().to_string()
    };
    let screen = world.screen(200, 60);
    for words in ["by ada on desk", &address, "at 12:00:07Z"] {
        assert!(screen.contains(words), "{words}\n{screen}");
    }
    assert!(!world.screen(80, 24).contains("by ada on desk"));
}
