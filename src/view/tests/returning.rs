//! What lists show of the people of a run while it is proved: the report follows the list as the first line
//! does.

use super::scenes;
use super::world::{World, people, session, sessions};
use crate::app::Event;
use crate::live::WalkProgress;
use crate::model::{DatedMoment, Timestamp, UserId};
use crate::operation::{OutcomeKind, PersonVerdict};

/// A run that signed somebody out of everything, whose proof goes on.
fn proving() -> (World, UserId) {
    let mut world = scenes::live();
    world.press("down shift-x 4 enter");
    world.feed(WalkProgress::ServerTime(world.now));
    let all = world.app.runs().run().unwrap().items.len();
    world.finish(std::iter::repeat_n(OutcomeKind::Done.into(), all));
    let report = &world.app.runs().report().unwrap().report;
    let user = report.items[0].target.user();
    world.later(20);
    world.feed(WalkProgress::ServerTime(world.now));
    (world, user)
}

/// A whole walk, which has the account without this person, and these sessions of theirs.
fn walk(world: &mut World, user: UserId, theirs: &[u64]) {
    let mut all = sessions(312, 90);
    all.retain(|session| session.key.user != user);
    let theirs = theirs.iter();
    all.extend(theirs.map(|number| session(user.get(), *number, -15, 0)));
    world.walk(all, people(90));
}

/// The looks after the run found no session of its person in lists that were begun at this time.
fn proved_none(world: &mut World, at: Timestamp) {
    let view = world.app.runs().report().unwrap();
    let (run, mut people) = (view.report.run.clone(), view.people.clone());
    let at = DatedMoment {
        local: at,
        server: Some(at),
    };
    people[0].verdict = PersonVerdict::NoneListed { at };
    let verdicts = vec![None; view.verdicts.len()];
    world.event(Event::Proved {
        run,
        verdicts,
        people,
        left: Vec::new(),
        is_over: true,
    });
}

fn shows(world: &mut World, words: &[&str]) {
    let screen = world.screen(200, 60);
    for words in words {
        assert!(screen.contains(words), "{words:?} is missing in\n{screen}");
    }
}

/// Whoever signed in again is so in both, before the proof is over and whatever lists from before that say.
#[test]
fn whoever_came_back_is_in_the_report_as_in_the_first_line() {
    let (mut world, user) = proving();
    let ended_at = world.app.runs().report().unwrap().report.ended_at;
    shows(&mut world, &["people: 1 not looked at yet"]);
    walk(&mut world, user, &[36_009_999_999]);
    shows(&mut world, &["1 CAME BACK", "people: 1 signed in again"]);
    // The proof rests on lists that were begun before they signed in.
    proved_none(&mut world, ended_at);
    shows(&mut world, &["1 CAME BACK", "people: 1 signed in again"]);
    // And these on lists that were begun after they signed out again.
    walk(&mut world, user, &[]);
    let now = world.now;
    proved_none(&mut world, now);
    shows(&mut world, &["people: 1 has no session listed"]);
}

/// A walk that lacks somebody proves nothing before it is asked whose credentials these are; that nobody
/// looked is not said of it.
#[test]
fn whom_a_walk_lacks_is_not_listed_before_that_is_proved() {
    let (mut world, user) = proving();
    walk(&mut world, user, &[]);
    shows(&mut world, &["people: 1 not listed since, not proved yet"]);
    let view = world.app.runs().report().unwrap();
    assert!(
        view.people
            .iter()
            .all(|proof| !proof.verdict.is_as_wished())
    );
    let now = world.now;
    proved_none(&mut world, now);
    shows(&mut world, &["people: 1 has no session listed"]);
}
