//! Whoever is on the list that was given: those who are not signed in are told apart from those who
//! are not found.

use rustc_hash::FxHashSet;
use serde::Serialize;

use crate::command::exit::SOMETHING_TO_SEE;
use crate::command::expecting::listed;
use crate::command::report::talk;
use crate::live::{AbsentBecause, Leavers, Lookup, Naming, Snapshot};
use crate::model::{SafeText, UserId, counted};
use crate::operation::{NotFound, NotFoundBecause, miss_of, misses_of, named};

/// Those on the list who are no leavers with a session.
#[derive(Debug, Default, Serialize)]
#[expect(
    clippy::struct_field_names,
    reason = "these are the names in the document"
)]
pub(super) struct OnTheList {
    not_signed_in: Vec<NotSignedIn>,
    not_found: Vec<ListedMiss>,
    /// Those whom the list lacks and of whom it was not asked whether they are signed in.
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
    /// What that comes to, in short.
    #[serde(skip)]
    in_short: &'static str,
}

impl From<NotFound> for ListedMiss {
    fn from(miss: NotFound) -> Self {
        Self {
            named: miss.named.original().to_owned(),
            because: miss.because.to_string(),
            in_short: miss.because.in_short(),
        }
    }
}

/// Why it is not known whether somebody exists who has no session; `None` where Zendesk told of them.
fn doubt(known: Option<&Lookup>) -> Option<NotFoundBecause> {
    match known {
        Some(Lookup::User(_)) => None,
        Some(Lookup::Unreadable) => Some(NotFoundBecause::CannotBeTold),
        Some(Lookup::NoSuchUser) => Some(NotFoundBecause::NoSuchPerson),
        Some(Lookup::Missing | Lookup::NotAsked) | None => Some(NotFoundBecause::NotAnswered),
    }
}

impl OnTheList {
    pub(super) fn of(naming: &Naming, leavers: &Leavers, snapshot: &Snapshot) -> Self {
        let rows = leavers.rows.rows().iter();
        let signed_in: FxHashSet<UserId> = rows
            .filter_map(|row| Some(row.person(snapshot)?.id))
            .collect();
        let wanted: FxHashSet<UserId> = naming.people().into_iter().collect();
        let known = snapshot.directory().entries_of(&wanted);
        let (mut not_signed_in, mut not_found) = (Vec::new(), Vec::new());
        let absentees = snapshot.absentees(naming.people());
        let mut not_asked: Vec<ListedMiss> = Vec::new();
        for (entry, user) in &naming.found {
            let person = known.get(user).map(|(_, person)| *person);
            match doubt(person.map(|person| &person.known)) {
                _ if signed_in.contains(user) => {}
                Some(because) => not_found.push(miss_of(entry, because).into()),
                None => match absentees.why(*user) {
                    AbsentBecause::Unread => {
                        not_found.push(miss_of(entry, NotFoundBecause::ListNotRead).into());
                    }
                    AbsentBecause::Doubted => {
                        not_found.push(miss_of(entry, NotFoundBecause::NotProved).into());
                    }
                    AbsentBecause::Unasked => {
                        not_asked.push(miss_of(entry, NotFoundBecause::NotAsked).into());
                    }
                    AbsentBecause::Unlisted => not_signed_in.push(NotSignedIn {
                        named: named(entry).original().to_owned(),
                        user_id: user.get(),
                        name: person
                            .and_then(|person| person.user()?.name.shown())
                            .map(|name| name.original().to_owned()),
                    }),
                },
            }
        }
        let (unsought, others) = misses_of(naming)
            .partition::<Vec<_>, _>(|it| it.because.in_short() == NotFoundBecause::UNASKED);
        not_found.extend(others.into_iter().map(ListedMiss::from));
        not_asked.extend(unsought.into_iter().map(ListedMiss::from));
        Self {
            not_signed_in,
            not_found,
            not_asked,
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
        let (unanswered, not_found): (Vec<_>, Vec<_>) =
            (self.not_found.iter()).partition(|miss| miss.in_short == NotFoundBecause::UNANSWERED);
        let missed = [
            (not_found, "not found"),
            (unanswered, "not answered"),
            (self.not_asked.iter().collect(), "not asked about"),
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
