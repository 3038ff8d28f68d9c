//! What a wide route takes beyond the choice: it ends all sessions of the people whose sessions were
//! chosen, so those that are known are items of the plan.

use rustc_hash::FxHashSet;

use super::Plan;
use crate::model::{SessionKey, TokenId, UserId};
use crate::operation::select::{Basis, Selection, Undecided, UndecidedAbout, is_guarded, target};
use crate::operation::{GoesBeyond, Route, SessionTarget, Target};

/// Adds the sessions that the route of the selection takes beside those that were chosen, each
/// marked as such. Nothing of somebody of whom nothing was chosen is taken, so whoever is protected
/// or oneself stays out.
pub(super) fn take_in(selection: &mut Selection, basis: &Basis<'_>) {
    if !selection.operation.route().is_some_and(Route::is_wide) {
        return;
    }
    leave_the_claimed(selection, basis);
    let keys = selection.chosen.iter().filter_map(Target::session);
    let chosen: FxHashSet<SessionKey> = keys.collect();
    let people: FxHashSet<UserId> = chosen.iter().map(|key| key.user).collect();
    // What could not be decided of these people's other sessions is decided by the route.
    let is_taken = |one: &Undecided| {
        one.about == UndecidedAbout::Choice && people.contains(&one.target.user())
    };
    selection.undecided.retain(|one| !is_taken(one));
    let snapshot = basis.snapshot;
    let others = snapshot
        .slots_of_people(&people)
        .into_iter()
        .filter(|slot| {
            let key = snapshot.key(*slot);
            key.is_some_and(|key| !chosen.contains(&key))
        });
    let marked = |found| SessionTarget {
        beyond: GoesBeyond::Choice,
        ..found
    };
    let others = others.filter_map(|slot| target(snapshot, slot).map(marked));
    selection.chosen.extend(others.map(Target::Session));
    // What the route takes anyway is not left alone, whatever could not be known of it.
    let undecided = &mut selection.undecided;
    undecided.retain(|one| !people.contains(&one.target.user()));
}

/// Leaves those alone of whom a session may be somebody's whom a guardrail excludes: the route takes that
/// one as well.
fn leave_the_claimed(selection: &mut Selection, basis: &Basis<'_>) {
    let snapshot = basis.snapshot;
    if snapshot.conflicts() == 0 {
        return;
    }
    let people: FxHashSet<UserId> = selection.chosen.iter().map(Target::user).collect();
    let keys = snapshot.slots_of_people(&people).into_iter();
    let keys = keys.filter_map(|slot| snapshot.key(slot));
    let guarded: FxHashSet<UserId> = keys
        .filter(|key| is_guarded(*key, basis))
        .map(|key| key.user)
        .collect();
    let chosen = std::mem::take(&mut selection.chosen).into_iter();
    let (left, chosen) = chosen.partition(|target| guarded.contains(&target.user()));
    selection.chosen = chosen;
    let left: Vec<Target> = left;
    selection
        .undecided
        .extend(left.into_iter().map(|target| Undecided {
            target,
            about: UndecidedAbout::Guardrail,
            why: "the route takes a session that came under more than one person".into(),
        }));
}

impl Plan {
    /// The same plan, where sessions and tokens are marked that are not among those which a file lists.
    pub(in crate::operation) fn marking_what_is_beyond(
        mut self,
        sessions: &FxHashSet<SessionKey>,
        tokens: &FxHashSet<TokenId>,
    ) -> Self {
        for item in &mut self.items {
            match &mut item.target {
                Target::Session(target) if !sessions.contains(&target.key) => {
                    target.beyond = GoesBeyond::File;
                }
                Target::Token(target) if !tokens.contains(&target.token.id) => {
                    target.beyond = GoesBeyond::File;
                }
                Target::Session(_) | Target::Token(_) | Target::Person(_) => {}
            }
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::live::{Snapshot, Store, WalkProgress};
    use crate::model::{Role, Session, Timestamp, User};
    use crate::operation::{Choice, Guardrails, ListedNow, Plan, Proposal, Reason, RunPlanFile};
    use crate::settings::ProtectedRule;

    const NOW: Timestamp = Timestamp::from_seconds(1_795_317_300);

    fn user(number: u64) -> UserId {
        UserId::new(number).unwrap()
    }

    /// Three people with two sessions each; the third is the owner of the credentials.
    fn snapshot() -> Snapshot {
        let mut store = Store::new();
        store.take(
            WalkProgress::identified(User::example(3, "Me", Role::Admin), NOW),
            NOW,
        );
        store.take(WalkProgress::Began, NOW);
        let session = |(user, number): (u64, u64)| Session {
            key: format!("{user}/{number}").parse().unwrap(),
            authenticated_at: Some(NOW).into(),
            last_seen_at: Some(NOW).into(),
            url: crate::model::SentUrl::default(),
        };
        let sessions = [(1, 11), (2, 21), (3, 31), (1, 12), (2, 22), (3, 32)];
        let page = WalkProgress::Page {
            sessions: sessions.map(session).to_vec(),
            unreadable: 0,
        };
        store.take(page, NOW);
        let users = [1, 2].map(|n| User::example(n, "Ada", Role::EndUser));
        let people = WalkProgress::People {
            asked: vec![user(1), user(2)],
            users: users.to_vec(),
            asked_at: NOW,
        };
        store.take(people, NOW);
        store.take(WalkProgress::Finished { rest_until: NOW }, NOW);
        Snapshot::clone(&store.snapshot())
    }

    fn planned(keys: &[&str], route: Route, protected: Option<u64>) -> Result<Plan, String> {
        let guardrails = Guardrails {
            own_user: Some(user(3)),
            protected: protected
                .map(|number| ProtectedRule::User(user(number)))
                .into_iter()
                .collect(),
            ..Guardrails::default()
        };
        let basis = Basis {
            account: "acme",
            snapshot: &snapshot(),
            guardrails: &guardrails,
            now: NOW,
        };
        let keys = keys.iter().map(|key| key.parse().unwrap()).collect();
        let proposal = Proposal::End(Choice::sessions(keys), route);
        proposal.plan(&basis).map_err(|refusal| refusal.to_string())
    }

    fn keys(plan: &Plan) -> Vec<(String, bool)> {
        let sessions = plan.sessions();
        sessions
            .map(|one| (one.key.to_string(), one.beyond.is_so()))
            .collect()
    }

    #[test]
    fn a_wide_route_takes_all_of_those_chosen_and_nothing_of_oneself_and_the_protected() {
        let exact = planned(&["1/12", "3/31"], Route::Exact, None).unwrap();
        assert_eq!(keys(&exact), [("1/12".to_owned(), false)]);
        for route in [Route::User, Route::Many] {
            let wide = planned(&["1/12", "2/21", "3/31"], route, Some(2)).unwrap();
            let expected = [("1/12".to_owned(), false), ("1/11".to_owned(), true)];
            assert_eq!(keys(&wide), expected, "{route:?}");
            assert_eq!((wide.count(), wide.beyond_the_choice()), (2, 1));
            assert_eq!(wide.excluded().len(), 2, "{route:?}");
            let requests = wide.steps();
            assert_eq!(requests.len(), 1, "{route:?}");
            assert_eq!(requests[0].items, [0, 1]);
            assert!(wide.confirm_count(1).is_err());
        }
        assert!(planned(&["3/31"], Route::User, None).is_err());
    }

    #[test]
    fn a_wide_route_never_takes_less_to_confirm_and_another_route_is_another_plan() {
        for keys in [&["1/11"][..], &["1/11", "2/21"]] {
            let [exact, wide] =
                [Route::Exact, Route::User].map(|route| planned(keys, route, None).unwrap());
            assert!(wide.count() > exact.count());
            assert_ne!(
                wide.challenge(),
                exact.challenge(),
                "what was typed is for one of them"
            );
            let change = wide
                .change_since(&exact, ListedNow::of(&snapshot()))
                .unwrap();
            assert!(
                change.words().contains("more session"),
                "{}",
                change.words()
            );
            assert_ne!(wide.fingerprint(), exact.fingerprint());
            assert_eq!(
                exact.beyond(Route::User, &snapshot()),
                wide.beyond_the_choice()
            );
            assert_eq!(
                wide.beyond(Route::User, &snapshot()),
                wide.beyond_the_choice()
            );
            assert_eq!(wide.requests(Route::Exact), exact.count());
        }
    }

    /// A plan on facts that could not be read again takes name and number, and is on disk first.
    #[test]
    fn a_plan_on_old_facts_takes_the_most_and_is_on_disk() {
        let plan = planned(&["1/11"], Route::Exact, None)
            .unwrap()
            .on_old_facts();
        assert_eq!(plan.challenge().expects(), "acme 1");
        let confirmed = plan.confirm("acme 1").unwrap();
        let run = crate::journal::RunId::new(NOW, [1, 2, 3]);
        let journal = std::path::Path::new("/nowhere/journal.jsonl");
        let (_, file) = RunPlanFile::of(
            confirmed,
            (journal, &run),
            "https://acme.example",
            &Reason::default(),
        );
        assert!(file.is_some());
    }
}
