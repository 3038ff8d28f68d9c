//! Plans on facts that are young enough: what was read too long ago, as by a long walk, is read again
//! before anything is sent.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::report::talk;
use crate::live::{
    FACTS_GOOD_FOR, FACTS_WITHIN, NotRefreshed, PoorList, Reader, Snapshot, facts_at_most,
    facts_fit,
};
use crate::model::{Age, Clock, OAuthToken, Timestamp, UserId, counted};
use crate::operation::{ListedNow, Plan, Refusal};
use crate::query::Zone;

/// What becomes of a plan on facts that are too old.
const ON_DISK: &str = "such a plan is on disk before its run";

/// What was known of some people, and what is known now.
pub(super) struct ReadFacts {
    /// What is known now.
    pub(super) snapshot: Arc<Snapshot>,
    /// Whether it is too old, and could not be read again.
    pub(super) is_old: bool,
    /// How old it was, if it was read again.
    again: Option<String>,
}

impl ReadFacts {
    /// What is young enough as it is.
    pub(super) const fn young(snapshot: Arc<Snapshot>) -> Self {
        Self {
            snapshot,
            is_old: false,
            again: None,
        }
    }

    /// What is of this age and could not be read again, which is told.
    fn old(snapshot: Arc<Snapshot>, age: Age, why: &NotRefreshed) -> Self {
        talk(&format!(
            "the facts are {age} old and could not be read again: {why}; {ON_DISK}"
        ));
        Self {
            is_old: true,
            ..Self::young(snapshot)
        }
    }

    /// Whether it was read again.
    pub(super) const fn were_read_again(&self) -> bool {
        self.again.is_some()
    }

    /// How old it was in words, if it was read again.
    pub(super) fn age_before(&self) -> Option<&str> {
        self.again.as_deref()
    }

    /// What was read again, since it was of this age.
    fn again(snapshot: Arc<Snapshot>, age: Age) -> Self {
        Self {
            again: Some(format!("{age} old")),
            ..Self::young(snapshot)
        }
    }
}

/// Reads these people and their own lists again if what is known of them, which began to be read at this
/// time, is too old, and says so where that cannot be done.
pub(super) async fn young_facts(
    reader: &mut Reader,
    (snapshot, began_at): (Arc<Snapshot>, Timestamp),
    people: &[UserId],
    clock: &Clock,
) -> ReadFacts {
    // Of whom no list was read, what is known is as old as the reading, and hides nobody else's age.
    let from = people
        .iter()
        .map(|user| snapshot.facts_from(*user).unwrap_or(began_at))
        .min();
    let Some(from) = from.filter(|from| clock() > from.after(FACTS_GOOD_FOR)) else {
        return ReadFacts::young(snapshot);
    };
    let age = || from.age(clock());
    let old = age();
    let most = facts_at_most(&reader.budget());
    if !facts_fit(people, &snapshot, &reader.budget()) {
        let people = counted(people.len(), "person", "people");
        let seconds = FACTS_WITHIN.as_secs();
        talk(&format!(
            "the facts of {people} are {old} old, and {most} can be read again within {seconds}s; {ON_DISK}"
        ));
        return ReadFacts {
            is_old: true,
            ..ReadFacts::young(snapshot)
        };
    }
    match reader.refresh(people).await {
        Ok(()) => ReadFacts::again(reader.snapshot(), old),
        // What was read again of the others holds for them.
        Err(why @ NotRefreshed::Lists(_)) => ReadFacts {
            is_old: true,
            ..ReadFacts::again(ReadFacts::old(reader.snapshot(), age(), &why).snapshot, old)
        },
        Err(why) => ReadFacts::old(snapshot, age(), &why),
    }
}

/// The same of people whose lists are no matter, such as the owners of tokens: who they are is read
/// again.
pub(super) async fn young_owners(
    reader: &mut Reader,
    (snapshot, (began_at, owners)): (Arc<Snapshot>, (Timestamp, &[UserId])),
    clock: &Clock,
) -> ReadFacts {
    if owners.is_empty() || clock() <= began_at.after(FACTS_GOOD_FOR) {
        return ReadFacts::young(snapshot);
    }
    let age = || began_at.age(clock());
    let old = age();
    match reader.refresh_names(owners).await {
        Ok(()) => ReadFacts::again(reader.snapshot(), old),
        // It has grown older meanwhile.
        Err(why) => ReadFacts::old(snapshot, age(), &why),
    }
}

/// A plan on facts that are young enough: made again where they were read again, which is told with
/// what changed; `tokens` are those that were listed again with them. Where that could not be done the plan stays, and takes what plans on old facts take.
///
/// # Errors
/// If there is no plan any more.
pub(super) fn on_young_facts(
    first: Plan,
    (facts, tokens): (&ReadFacts, Option<&[OAuthToken]>),
    make: impl FnOnce(&Snapshot) -> Result<Plan, Refusal>,
) -> Result<Plan, Refusal> {
    let Some(old) = &facts.again else {
        return Ok(if facts.is_old {
            first.on_old_facts()
        } else {
            first
        });
    };
    let made = make(&facts.snapshot);
    if made.is_err() {
        talk(&format!(
            "read again, since it was {old}: by what is known now there is no plan any more"
        ));
    }
    let again = made?.knowing(&first);
    let now = ListedNow {
        snapshot: &facts.snapshot,
        tokens,
    };
    let change = again.change_since(&first, now);
    let change = change.filter(|it| !it.is_of_challenge());
    let words = change.map(|change| change.words()).into_iter();
    let words: Vec<String> = words.chain(poor_lists(&again, &facts.snapshot)).collect();
    let words = if words.is_empty() {
        "as it was".to_owned()
    } else {
        words.join("; ")
    };
    talk(&format!("read again, since it was {old}: {words}"));
    Ok(if facts.is_old {
        again.on_old_facts()
    } else {
        again
    })
}

/// Whose own lists lack sessions by now which stay in a plan: a list that is empty, or proves nothing, takes
/// nothing out of it that an earlier reading has shown, and its sessions are as old as that reading.
fn poor_lists(plan: &Plan, snapshot: &Snapshot) -> Vec<String> {
    let people: BTreeSet<UserId> = plan.sessions().map(|target| target.key.user).collect();
    let lists = people.into_iter();
    let lists = lists.filter_map(|user| Some((user, snapshot.poor_list(user)?)));
    let (doubtful, empty): (Vec<_>, Vec<_>) = lists.partition(|(_, list)| list.doubt.is_some());
    [empty, doubtful]
        .iter()
        .filter_map(|lists| of_poor_lists(lists, snapshot))
        .collect()
}

/// One sentence of lists that are all empty, or that all prove nothing.
fn of_poor_lists(lists: &[(UserId, PoorList)], snapshot: &Snapshot) -> Option<String> {
    let (user, first) = lists.first()?;
    let clock = |moment| Zone::UTC.clock(snapshot.server_time(moment));
    let earliest = lists.iter().map(|(_, list)| list.at).min();
    let at = clock(earliest.unwrap_or(first.at));
    let shown_at = lists.iter().map(|(_, list)| list.shown_at).min();
    let shown_at = clock(shown_at.unwrap_or(first.shown_at));
    let sessions = lists.iter().map(|(_, list)| list.sessions).sum();
    let sessions = counted(sessions, "session", "sessions");
    let one = lists.len() == 1;
    Some(match first.doubt {
        None => {
            let who = if one {
                format!("user {user} has")
            } else {
                format!("{} people have", lists.len())
            };
            format!(
                "{who} no session by their own list, read twice at {at} or later, and {sessions} by an \
                 earlier reading, begun at {shown_at}, which stay in the plan"
            )
        }
        Some(doubt) => {
            let whose = if one {
                format!("the own list of user {user}")
            } else {
                format!("the own lists of {} people (user {user}, …)", lists.len())
            };
            let proves = if one { "proves" } else { "prove" };
            format!(
                "{whose}, read again at {at} or later, {proves} nothing of what is not in it ({doubt}): \
                 {sessions} of an earlier reading, begun at {shown_at}, stay in the plan"
            )
        }
    })
}

#[cfg(test)]
mod tests;
