//! Whoever is on the list that was given: those who are not signed in are told apart from those who
//! are not found.

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;

use crate::command::exit::SOMETHING_TO_SEE;
use crate::command::report::talk;
use crate::live::{Leavers, Naming, Snapshot};
use crate::model::{SafeText, UserId, counted};
use crate::operation::{misses_of, named};

/// The most people who are named one by one beside a table.
const NAMED_SINGLY: usize = 20;

/// Those on the list who are no leavers with a session.
#[derive(Debug, Default, Serialize)]
pub(super) struct OnTheList {
    not_signed_in: Vec<NotSignedIn>,
    not_found: Vec<ListedMiss>,
}

/// Somebody who exists and has no session.
#[derive(Debug, Serialize)]
struct NotSignedIn {
    named: String,
    user_id: u64,
    name: Option<String>,
}

/// Somebody who was not found, or of whom it is not known who they are.
#[derive(Debug, Serialize)]
struct ListedMiss {
    named: String,
    because: String,
}

impl OnTheList {
    pub(super) fn of(naming: &Naming, leavers: &Leavers, snapshot: &Snapshot) -> Self {
        let rows = leavers.rows.rows().iter();
        let signed_in: FxHashSet<UserId> = rows
            .filter_map(|row| Some(row.person(snapshot)?.id))
            .collect();
        let wanted: FxHashSet<UserId> = naming.people().into_iter().collect();
        let users = (snapshot.directory().iter()).filter_map(|person| person.user());
        let names: FxHashMap<UserId, &SafeText> = users
            .filter(|user| wanted.contains(&user.id))
            .map(|user| (user.id, &user.name))
            .collect();
        let away = naming.found.iter();
        let away = away.filter(|(_, user)| !signed_in.contains(user));
        let mut not_found: Vec<ListedMiss> = misses_of(naming)
            .map(|miss| ListedMiss {
                named: miss.named.original().to_owned(),
                because: miss.because.to_string(),
            })
            .collect();
        not_found.extend(naming.ambiguous.iter().map(|(entry, people)| {
            let ids: Vec<String> = people.iter().map(UserId::to_string).collect();
            ListedMiss {
                named: named(entry).original().to_owned(),
                because: format!("several people have it: users {}", ids.join(", ")),
            }
        }));
        Self {
            not_signed_in: away
                .map(|(entry, user)| NotSignedIn {
                    named: named(entry).original().to_owned(),
                    user_id: user.get(),
                    name: names.get(user).map(|name| name.original().to_owned()),
                })
                .collect(),
            not_found,
        }
    }

    /// Tells of them on stderr. Returns the status that this is worth: whoever is not signed in is as
    /// they should be.
    pub(super) fn tell(&self) -> u8 {
        let away = self.not_signed_in.len();
        if away > 0 {
            let people = counted(away, "person", "people");
            let names = self.not_signed_in.iter().map(|one| one.named.as_str());
            talk(&sentence(
                &format!("{people} on the list not signed in"),
                names,
                away,
            ));
        }
        let missed = self.not_found.len();
        if missed == 0 {
            return 0;
        }
        let entries = counted(missed, "entry", "entries");
        let names = self.not_found.iter();
        let names: Vec<String> = names
            .map(|one| format!("{} ({})", one.named, one.because))
            .collect();
        let names = names.iter().map(String::as_str);
        talk(&sentence(
            &format!("{entries} of the list not found"),
            names,
            missed,
        ));
        SOMETHING_TO_SEE
    }
}

/// A count, and who it is if they are few.
fn sentence<'a>(what: &str, names: impl Iterator<Item = &'a str>, all: usize) -> String {
    let first: Vec<&str> = names.take(NAMED_SINGLY).collect();
    let more = all - first.len();
    let more = if more > 0 {
        format!(" and {more} more; --format json has all")
    } else {
        String::new()
    };
    let text = format!("{what}: {}{more}", first.join(", "));
    SafeText::new(&text).as_str().to_owned()
}
