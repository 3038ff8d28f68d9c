//! Whoever is on the list that was given: those who are not signed in are told apart from those who
//! are not found.

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;

use crate::command::exit::SOMETHING_TO_SEE;
use crate::command::expecting::listed;
use crate::command::report::talk;
use crate::live::{Leavers, Naming, Snapshot};
use crate::model::{SafeText, UserId, counted};
use crate::operation::{NotFound, NotFoundBecause, misses_of, named};

/// Those on the list who are no leavers with a session.
#[derive(Debug, Default, Serialize)]
#[expect(
    clippy::struct_field_names,
    reason = "these are the names in the document"
)]
pub(super) struct OnTheList {
    not_signed_in: Vec<NotSignedIn>,
    not_found: Vec<ListedMiss>,
    /// Those who are not signed in and of whom nothing more was asked.
    not_asked: Vec<ListedMiss>,
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
            .filter_map(|user| Some((user.id, user.name.shown()?)))
            .collect();
        let away = naming.found.iter();
        let away = away.filter(|(_, user)| !signed_in.contains(user));
        let (not_asked, not_found) = misses_of(naming)
            .partition::<Vec<_>, _>(|it| it.because.in_short() == NotFoundBecause::UNASKED);
        let missed = |miss: NotFound| ListedMiss {
            named: miss.named.original().to_owned(),
            because: miss.because.to_string(),
        };
        Self {
            not_signed_in: away
                .map(|(entry, user)| NotSignedIn {
                    named: named(entry).original().to_owned(),
                    user_id: user.get(),
                    name: names.get(user).map(|name| name.original().to_owned()),
                })
                .collect(),
            not_found: not_found.into_iter().map(missed).collect(),
            not_asked: not_asked.into_iter().map(missed).collect(),
        }
    }

    /// Tells of them on stderr. Returns the status that this is worth: whoever is not signed in is as
    /// they should be.
    pub(super) fn tell(&self) -> u8 {
        let away = self.not_signed_in.len();
        if away > 0 {
            let people = counted(away, "person", "people");
            let names = self.not_signed_in.iter();
            let names: Vec<String> = names.map(|one| safe(&one.named)).collect();
            let names = listed(&names, IN_JSON);
            talk(&format!("{people} on the list not signed in:{names}"));
        }
        let missed = [
            (&self.not_found, "not found"),
            (&self.not_asked, "not asked about"),
        ];
        for (these, how) in missed.iter().filter(|(these, _)| !these.is_empty()) {
            let entries = counted(these.len(), "entry", "entries");
            let names = these.iter();
            let names = names.map(|one| format!("{}: {}", safe(&one.named), safe(&one.because)));
            let names = listed(&names.collect::<Vec<_>>(), IN_JSON);
            talk(&format!("{entries} of the list {how}:{names}"));
        }
        if missed.iter().all(|(these, _)| these.is_empty()) {
            0
        } else {
            SOMETHING_TO_SEE
        }
    }
}

/// Where those stand who are not listed here.
const IN_JSON: &str = " (--format json has all)";

fn safe(text: &str) -> String {
    SafeText::new(text).as_str().to_owned()
}
