//! What is shown is what is saved; and it says of whom it is, in one zone, and moves no count.

use super::scenes;
use super::views::four;
use super::world::{ME, World, session, setup, shows, user, with_rules};
use crate::app::{Dialog, Effect, Export, FileFormat, Setup};
use crate::journal::{PastPerson, RecordRoute, State};
use crate::live::{EnrichmentFound, WalkProgress, people_of};
use crate::model::{Role, Timestamp};
use crate::operation::Guardrails;
use crate::query::Zone;
use crate::settings::ProtectedRule;

/// What Ctrl-S would write by now.
fn saved(world: &mut World) -> Export {
    world.press("ctrl-s enter");
    let export = match world.effects().last() {
        Some(Effect::Save(request)) => request.export.clone(),
        other => panic!("nothing is saved: {other:?}"),
    };
    world.press("esc");
    export
}

fn csv(world: &mut World) -> String {
    String::from_utf8(saved(world).bytes(FileFormat::Csv).unwrap()).unwrap()
}

/// The lines behind the header, which is this column's in each.
fn column(csv: &str, name: &str) -> Vec<String> {
    let mut lines = csv.lines().skip_while(|line| line.starts_with('#'));
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    let at = header.iter().position(|column| *column == name).unwrap();
    let cell = |line: &str| line.split(',').nth(at).unwrap().to_owned();
    lines.map(cell).collect()
}

#[test]
fn a_view_of_people_is_saved_as_people_in_its_order() {
    let mut world = four();
    for keys in ["3", "s down enter"] {
        world.press(keys);
        let list = world.app.list();
        let snapshot = list.snapshot().clone();
        let grouped = list.grouped().unwrap();
        let people = (0..u32::try_from(list.len()).unwrap()).filter_map(|row| {
            let crate::live::ListRow::Person(place) = grouped.rows()[row as usize] else {
                return None;
            };
            grouped.person(place)
        });
        let expected: Vec<(String, String)> = people
            .map(|row| {
                let id = row.person(&snapshot).unwrap().id.to_string();
                (id, row.sessions().to_string())
            })
            .collect();
        assert!(expected.len() > 2);
        let csv = csv(&mut world);
        let rows: Vec<(String, String)> = column(&csv, "user_id")
            .into_iter()
            .zip(column(&csv, "sessions"))
            .collect();
        assert_eq!(rows, expected, "{csv}");
        let people = format!("# people: {}\n", expected.len());
        assert!(csv.contains(&people), "{csv}");
    }
    // The same in the other formats.
    let export = saved(&mut world);
    let json = String::from_utf8(export.bytes(FileFormat::Json).unwrap()).unwrap();
    assert!(
        json.contains("\"people\"") && json.contains("\"session_ids\""),
        "{json}"
    );
    let page = export.markdown();
    assert!(
        page.starts_with("# People of `acme`") && page.contains("| sessions |"),
        "{page}"
    );
    // A session each is saved as before.
    world.press("1");
    let listed: Vec<String> = {
        let (list, snapshot) = (world.app.list(), world.app.list().snapshot());
        let keys = list.slots().iter().filter_map(|slot| snapshot.key(*slot));
        keys.map(|key| key.session.to_string()).collect()
    };
    assert_eq!(column(&csv(&mut world), "id"), listed);
}

/// A file that is opened a month later says what it is of, and is a list of people as it is.
#[test]
fn a_csv_file_says_filter_coverage_and_age_and_can_be_read_as_a_list() {
    let mut world = four();
    let roles = EnrichmentFound::CustomRoles(Vec::new());
    world.feed(WalkProgress::Enriched(roles));
    world.press("/ r o l e : e n d - u s e r enter");
    let csv = csv(&mut world);
    for line in [
        "# account: acme",
        "# filter: role:end-user",
        "# coverage: full",
        "# read: 2026-",
        "# sessions: 2",
    ] {
        assert!(csv.contains(line), "{line}\n{csv}");
    }
    assert!(
        csv.lines().nth(5).unwrap().starts_with("id,user_id,"),
        "{csv}"
    );
    let people = people_of(csv.as_bytes(), Some("email")).unwrap();
    assert_eq!(people.len(), 2, "{csv}");
    // Nobody who is masked is named in the head.
    world.press("esc / a n n enter shift-p");
    let masked = self::csv(&mut world);
    assert!(masked.contains("# people are masked"), "{masked}");
    assert!(!masked.contains("ann"), "{masked}");
}

/// The title of a review: of everyone, of a filter and of a role.
#[test]
fn a_review_says_of_whom_it_is() {
    let mut world = four();
    world.feed(WalkProgress::Enriched(EnrichmentFound::CustomRoles(
        Vec::new(),
    )));
    world.press("shift-e up enter");
    let people = match world.app.dialog() {
        Some(Dialog::Review(review)) => review.plan.people(),
        other => panic!("no review: {other:?}"),
    };
    for (width, height) in [(60, 50), (80, 24), (120, 40), (200, 60)] {
        let screen = world.screen(width, height);
        shows(&screen, &[&format!("─ Sign all {people} people out of ")]);
    }
    world.press("esc / i d l e > 1 s enter shift-e f");
    let screen = world.screen(120, 40);
    shows(&screen, &["people who match /idle>1s out of "]);
    // Of a longer one as much as there is room for.
    world.press("esc / space o r space n a m e : a b c d e f g h i j k l m n o p q r s t u v enter shift-e f");
    shows(
        &world.screen(80, 24),
        &["who match /idle>1s or name:", "… out of "],
    );
    let narrow = world.screen(60, 50);
    assert!(
        narrow.contains(" people") && narrow.contains(" sessions?"),
        "{narrow}"
    );
}

/// What a run is to do is told of in the units of what it does.
#[test]
fn a_narrow_review_says_which_time_is_the_proof() {
    let mut world = four();
    world.press("down shift-x");
    let screen = world.screen(60, 50);
    let line = screen
        .lines()
        .find(|line| line.contains("everything of theirs"));
    let line = line.unwrap();
    assert!(
        line.contains(", proof ") && line.contains(" and newer"),
        "{line}"
    );
}

/// One row has one clock: what a record says in universal time is told in the zone of the screen.
#[test]
fn a_verdict_in_runs_has_the_zone_of_the_screen_and_is_whole() {
    let zone = Zone::new(|civil| Timestamp::from_seconds(civil.and_utc().timestamp() - 3_600));
    let mut world = World::live(Setup { zone, ..setup() }, 312, 90);
    let snapshot = world.app.snapshot();
    let key = snapshot.key(snapshot.iter().next().unwrap()).unwrap();
    let at = |text| Timestamp::parse(text).unwrap();
    let said = "still signed in with 1 session, not known before; no session listed at 12:00:09Z";
    let person = PastPerson {
        verdict: Some((said.to_owned(), at("2026-08-20T12:00:10Z"))),
        ..PastPerson::of(key.user, vec![0])
    };
    let done = super::runs::item(
        RecordRoute::Exact,
        key.user,
        &[key.session.get()],
        State::Ended,
    );
    let run = super::runs::run(RecordRoute::Exact, vec![done], vec![person]);
    super::runs::show(&mut world, run);
    let whole =
        "still signed in with 1 session, not known before; no session listed at 13:00:09+01:00";
    for (width, height) in [(120, 40), (200, 60)] {
        let screen = world.screen(width, height);
        shows(&screen, &[whole]);
        assert!(!screen.contains("12:00:09Z"), "{screen}");
    }
}

/// Notices come and go, and the number of people stays where it is.
#[test]
fn a_notice_moves_no_count() {
    let first = |notices: usize| {
        let notices = (0..notices).map(|n| format!("notice {n}")).collect();
        let setup = Setup {
            notices,
            ..with_rules()
        };
        let line = flagged(setup).screen(120, 40);
        line.lines().next().unwrap().to_owned()
    };
    let place = |line: &str| line.find(" people").map(|at| line[..at].chars().count());
    let (before, after) = (first(0), first(5));
    assert!(
        place(&before).is_some() && before.contains(" leavers! 3 flagged!"),
        "{before}"
    );
    assert!(
        after.contains("notice") && after.contains(" leavers! +3"),
        "{after}"
    );
    assert_eq!(place(&after), place(&before), "{before}\n{after}");
}

/// An account with a long name in which many are flagged.
fn flagged(setup: Setup) -> World {
    let mut world = World::new(Setup {
        account: "127.0.0.1:41234".to_owned(),
        ..setup
    });
    let me = user(ME, "Mary", "mary@x.example", Role::Admin);
    world.feed(WalkProgress::identified(me, world.now));
    let leavers = (1..20).map(|id| crate::model::User {
        suspended: Some(true),
        ..user(id, "Lea", "lea@x.example", Role::EndUser)
    });
    let many = (30..33).map(|id| user(id, "Ann", "ann@x.example", Role::Admin));
    let people: Vec<_> = leavers.chain(many).collect();
    let sessions = (1..20).map(|id| session(id, id, 900, 9));
    let more = (30..33).flat_map(|id| (0..5).map(move |n| session(id, id * 100 + n, 900, 9)));
    world.walk(sessions.chain(more).collect(), people);
    world
}

/// Where credentials see nobody else, there is no menu of others to end.
#[test]
fn no_menu_offers_what_own_credentials_are_refused() {
    let mut world = scenes::own();
    world.press("shift-e");
    assert!(world.app.dialog().is_none());
    shows(&world.screen(120, 40), &[":mine ends your own"]);
}

/// Somebody of whom it cannot be told whether they are protected is not called taken.
#[test]
fn nobody_is_called_taken_who_stays() {
    let guardrails = Guardrails {
        protected: vec![ProtectedRule::Role(Role::Admin)],
        ..setup().guardrails
    };
    let setup = Setup {
        guardrails,
        ..setup()
    };
    let mut world = super::undecided::half_read_with(setup, "role:agent");
    world.press("shift-e u");
    let screen = world.screen(120, 40);
    shows(
        &screen,
        &[
            "nobody is taken only because of what is not known",
            "may be protected, and stay",
        ],
    );
}
