//! One's own sessions: what is done to oneself, and what is offered to whoever sees only their own.

use super::super::world::{ME, World, session, setup, user};
use super::line;
use crate::app::Setup;
use crate::live::WalkProgress;
use crate::model::{Role, UserId};
use crate::operation::{Guardrails, OutcomeKind};
use crate::zendesk::{AuthKind, Standing};

/// The review of one's own sessions, of whom there are two.
fn own() -> World {
    own_as(Role::Admin)
}

/// The same, where oneself has this role.
fn own_as(role: Role) -> World {
    let mut world = World::new(Setup {
        guardrails: Guardrails {
            own_user: UserId::new(ME),
            ..setup().guardrails
        },
        ..setup()
    });
    world.resize(120, 40);
    let me = user(ME, "Amy", "amy@acme.example", role);
    world.feed(WalkProgress::identified(me.clone(), world.now));
    world.feed(WalkProgress::Standing(Some(Standing {
        kind: AuthKind::OAuth,
        may_write: Some(true),
        may_return: false,
        ends_at: None,
    })));
    let sessions = [4711, 4712].map(|number| session(ME, number, 4_000, 40));
    world.walk(sessions.to_vec(), vec![me]);
    world.later(2);
    world.press(": m i n e enter");
    world
}

/// Only an admin may sign out a hundred people with one request.
#[test]
fn whoever_sees_only_their_own_is_offered_no_route_of_admins() {
    let mut world = own_as(Role::Agent);
    for _ in 0..3 {
        let screen = world.screen(120, 40);
        line(&screen, "● ");
        assert!(!screen.contains("100 at once"), "{screen}");
        world.press("f3");
    }
}

#[test]
fn what_is_done_to_oneself_is_never_said_of_others() {
    let mut world = own();
    let mut screens = vec![world.screen(120, 40), world.screen(60, 50)];
    line(&screens[0], "End 2 sessions of your own?");
    line(&screens[0], "newer sign-ins of yours stay");
    line(&screens[0], "You can sign in again");
    world.press("f3");
    screens.push(world.screen(120, 40));
    line(&screens[2], "everything of yours");
    world.press("f3 f3");
    world.press("a m y @ a c m e . e x a m p l e enter");
    world.finish([OutcomeKind::Done.into(), OutcomeKind::Done.into()]);
    let screen = world.screen(120, 40);
    line(&screen, "─ Ended 2 of your own sessions");
    line(&screen, "you can sign in again");
    screens.push(screen);
    for screen in screens {
        let words = screen.to_lowercase();
        for of_others in ["theirs", "they can", "the person can"] {
            assert!(!words.contains(of_others), "{of_others}\n{screen}");
        }
    }
}
