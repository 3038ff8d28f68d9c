//! Who of those whom a past run suspended is still signed in: it did not end their sessions, and lists that
//! are read later may show them. The report of the run says the same while it is there.

use ratatui::style::Style;

use super::super::super::words::{Records, person_standing, run_standing};
use super::super::Scene;
use crate::journal::{PastItem, PastPerson, PastRun};
use crate::operation::{ChangedSince, Operation, PersonStanding, operation_of, still_signed_in};

/// How a run stands, with how many of those whom it suspended are signed in.
pub(super) fn of_run(scene: Scene<'_>, run: &PastRun, records: &Records<'_>) -> (String, Style) {
    let standing = run_standing(scene, run, records);
    let people = run.people.iter();
    let signed_in = people.filter(|person| sessions(scene, (run, person), records) > 0);
    match signed_in.count() {
        0 => standing,
        some => with(
            scene,
            standing,
            &PersonStanding::StillSignedIn.counted(some, true),
        ),
    }
}

/// How it stands with somebody in a run, with the sessions that they have although it suspended them.
pub(super) fn of_person(
    scene: Scene<'_>,
    (run, person): (&PastRun, &PastPerson),
    records: &Records<'_>,
) -> (String, Style) {
    let standing = person_standing(scene, run, person, records);
    match sessions(scene, (run, person), records) {
        0 => standing,
        some => with(scene, standing, &still_signed_in(some, 0)),
    }
}

fn with(scene: Scene<'_>, (text, style): (String, Style), more: &str) -> (String, Style) {
    let theme = scene.theme;
    let style = if style == theme.danger {
        style
    } else {
        theme.warning
    };
    (format!("{text}; {more}"), style)
}

/// The number of sessions that lists show of somebody, which were begun after a run suspended them. Whoever
/// may sign in again by now is signed in as they may be, and of a run that was to end sessions its proof says
/// what is left.
fn sessions(
    scene: Scene<'_>,
    (run, person): (&PastRun, &PastPerson),
    records: &Records<'_>,
) -> usize {
    let ends = |item: &PastItem| operation_of(item.request.route).is_some_and(Operation::ends);
    let is_suspension = |item: &&PastItem| item.request.route.bars() && item.is_done();
    let snapshot = scene.app.snapshot();
    let suspended_at = || run.items_of(person).find(is_suspension)?.ended_at;
    let listed_at = snapshot.sessions_listed_at(person.user);
    let is_listed_since =
        suspended_at().is_some_and(|done| listed_at > Some(snapshot.server_time(done)));
    if !is_listed_since || run.items.iter().any(ends) {
        return 0;
    }
    let record = records.get(&person.user);
    let is_changed = record.is_some_and(|it| ChangedSince::of_past(run, person, it).is_some());
    let place = snapshot.directory().place_of(person.user);
    match place.filter(|_| !is_changed) {
        Some(place) => snapshot.number_of_sessions_of(place),
        None => 0,
    }
}
