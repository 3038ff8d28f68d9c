//! What the report on one offboarded person is called.

use super::*;

/// Where somebody's own list cannot be read, lists of everybody tell.
#[test]
fn whoever_is_still_listed_is_not_called_signed_out_where_nobody_could_look_at_them() {
    let failed = || {
        let why = crate::model::SafeText::new("Zendesk is failing: 500");
        (PersonVerdict::NotLookedAt(NotLookedAt::Failed(why)), 0)
    };
    let mut world = reported("space shift-k", &[DONE]);
    looked_at(&mut world, &[OPEN], &[failed()]);
    let (shown, _) = title(&mut world);
    assert!(shown.starts_with("Ended 1 session of "), "{shown}");
    looked_at(&mut world, &[STILL], &[failed()]);
    let (shown, warns) = title(&mut world);
    assert!(shown.starts_with("Still signed in: ") && warns, "{shown}");
    let screen = world.screen(120, 40);
    let row = screen.lines().find(|line| line.contains("▾ ")).unwrap();
    let is_told = row.contains("still listed; not looked at: ");
    assert!(is_told && row.contains('!'), "{screen}");
}

/// What failed is named, and what was seen of somebody's sessions does not hide it.
#[test]
fn a_step_of_an_offboarding_that_failed_says_which_it_was() {
    let mut world = offboarded_with(OutcomeKind::Refused);
    let items = world.app.runs().report().unwrap().report.items.len();
    let at = DatedMoment::of(super::super::world::now(), None);
    let out = (PersonVerdict::NoneListed { at }, 0);
    looked_at(&mut world, &vec![SEEN; items], &[out]);
    let screen = world.screen(120, 40);
    let row = |text: &str| screen.lines().find(|line| line.contains(text)).unwrap();
    assert!(!row("▾ ").contains('✓'), "{screen}");
    assert!(row("suspension").contains("refused"), "{screen}");
}

/// A list without sessions of somebody is no good news while nobody knows whether they are suspended.
#[test]
fn nobody_is_well_offboarded_before_it_is_seen_that_they_are_suspended() {
    let at = DatedMoment::of(super::super::world::now(), None);
    let out = || (PersonVerdict::NoneListed { at }, 0);
    for (suspended, is_over, expected) in [
        (STILL, false, "people: 1 NOT SUSPENDED"),
        (STILL, true, "people: 1 NOT SUSPENDED"),
        (Verdict::Waiting, false, "people: 1 not looked at yet"),
        (OPEN, true, "people: 1 not known"),
        (SEEN, true, "people: 1 has no session listed"),
    ] {
        let mut world = offboarded();
        let items = world.app.runs().report().unwrap().report.items.len();
        let mut verdicts = vec![SEEN; items];
        verdicts[0] = suspended;
        look_at(&mut world, &verdicts, &[out()], is_over);
        let screen = world.screen(120, 40);
        assert!(screen.contains(expected), "{screen}");
        let row = screen.lines().find(|line| line.contains("▾ ")).unwrap();
        assert_eq!(
            row.contains('✓'),
            suspended == SEEN,
            "{suspended:?}\n{screen}"
        );
    }
}

/// Whoever was suspended before the run was stopped is nobody for whom nothing was done.
#[test]
fn nothing_done_is_said_of_nobody_who_was_suspended() {
    let mut world = offboarded_as(DONE, OutcomeKind::NotAttempted);
    let screen = world.screen(120, 40);
    assert!(!screen.contains("nothing done for"), "{screen}");
    let mut world = offboarded_as(OutcomeKind::NotAttempted, OutcomeKind::NotAttempted);
    assert_eq!(title(&mut world).0, "Offboarded nobody");
    let screen = world.screen(120, 40);
    assert!(screen.contains("nothing done for 1"), "{screen}");
}

#[test]
fn what_was_seen_of_an_offboarding_comes_before_what_was_answered() {
    let mut world = offboarded();
    let (shown, warns) = title(&mut world);
    assert!(shown.starts_with("Offboarded ") && !warns, "{shown}");
    let report = &world.app.runs().report().unwrap().report;
    let left = PersonLeft::not_looked_at(report, world.now);
    assert_eq!(left.len(), 1);
    let items = report.items.len();
    world.proved(&vec![OPEN; items], left);
    let (shown, warns) = title(&mut world);
    assert!(
        shown.starts_with("Not seen offboarded: ") && warns,
        "{shown}"
    );
    let mut world = offboarded();
    let mut verdicts = vec![SEEN; items];
    verdicts[0] = STILL;
    world.proved(&verdicts, Vec::new());
    let (shown, warns) = title(&mut world);
    assert!(
        shown.starts_with("Not seen offboarded: ") && warns,
        "{shown}"
    );
}

/// Zendesk said that it suspended somebody, and a look shows that it did not: only that is said.
#[test]
fn nobody_is_counted_as_suspended_who_is_known_not_to_be() {
    let mut world = offboarded();
    assert!(world.screen(120, 40).contains("in all: 1 person suspended"));
    let items = world.app.runs().report().unwrap().report.items.len();
    let mut verdicts = vec![SEEN; items];
    verdicts[0] = STILL;
    world.proved(&verdicts, Vec::new());
    let screen = world.screen(120, 40);
    assert!(
        screen.contains("in all: 1 person not suspended"),
        "{screen}"
    );
    assert!(!screen.contains("in all: 1 person suspended"), "{screen}");
}
