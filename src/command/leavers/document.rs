//! What is printed of leavers.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::{OnTheList, TokensLeft, some};
use crate::command::output;
use crate::command::person_out::{PersonOut, shown_cells};
use crate::live::{Leavers, OpenTime, PersonRow, Snapshot};
use crate::model::{NOT_KNOWN, OrganizationId, SafeText, Timestamp, User};
use crate::query::Why;

/// The list as one object, under names that do not change.
#[derive(Serialize)]
pub(super) struct LeaversDocument<'a> {
    account: &'a str,
    as_of: String,
    coverage: &'static str,
    /// The number of session records that could not be read, or not in every field.
    unreadable: usize,
    /// The number of people of whom it cannot be known.
    undecided: usize,
    /// Why tokens were not looked at, if so.
    tokens_not_read: Option<&'a str>,
    tokens_unreadable: usize,
    people: Vec<ListedLeaver<'a>>,
    undecided_people: Vec<UndecidedPerson<'a>>,
    /// The same people with all that is known of them, for CSV.
    #[serde(skip)]
    undecided_lines: Vec<ListedLeaver<'a>>,
    #[serde(flatten)]
    on_the_list: &'a OnTheList,
}

/// One person who should be gone, or of whom that cannot be known.
#[derive(Serialize)]
pub(super) struct ListedLeaver<'a> {
    #[serde(flatten)]
    person: PersonOut<'a>,
    organization: Option<&'a str>,
    organization_id: Option<u64>,
    why: Vec<&'static str>,
    sessions: usize,
    /// The first of the times of signing in; an earlier one may be unknown.
    authenticated_at: Option<String>,
    last_seen_at: Option<String>,
    /// The number of tokens that go on; `null` where they were not looked at.
    tokens: Option<usize>,
    session_ids: Vec<u64>,
    #[serde(skip)]
    state: LeaverState,
    #[serde(skip)]
    shown: ShownLeaver,
}

/// Whether a line is about somebody who should be gone.
#[derive(Clone, Copy)]
enum LeaverState {
    Leaver,
    Undecided,
}

impl LeaverState {
    /// The word of CSV.
    const fn as_str(self) -> &'static str {
        match self {
            Self::Leaver => "leaver",
            Self::Undecided => "undecided",
        }
    }
}

/// The parts of a line of the table.
struct ShownLeaver {
    name: SafeText,
    role: SafeText,
    email: SafeText,
    since: OpenTime,
    last_seen: OpenTime,
}

/// One person of whom it cannot be known.
#[derive(Serialize)]
struct UndecidedPerson<'a> {
    user_id: u64,
    name: Option<&'a str>,
    sessions: usize,
    because: &'static str,
}

/// The columns of CSV, in the order of [`ListedLeaver`] without the single sessions.
pub(super) const CSV_COLUMNS: [&str; 14] = {
    let [user_id, name, email, role, suspended, active] = PersonOut::COLUMNS;
    [
        user_id,
        name,
        email,
        role,
        suspended,
        active,
        "organization",
        "organization_id",
        "why",
        "sessions",
        "authenticated_at",
        "last_seen_at",
        "tokens",
        "state",
    ]
};

impl<'a> LeaversDocument<'a> {
    pub(super) fn new(
        account: &'a str,
        snapshot: &'a Snapshot,
        (leavers, tokens, on_the_list): (&'a Leavers, &'a TokensLeft, &'a OnTheList),
        as_of: Timestamp,
    ) -> Self {
        let found = leavers.found.iter();
        let line = |row, why, state| listed(snapshot, (leavers, tokens), row, (why, state));
        let listed = found.filter_map(|leaver| {
            let why = leaver.because.words();
            line(&leaver.row, why, LeaverState::Leaver)
        });
        let undecided = leavers.undecided.iter();
        let undecided_lines = undecided.clone().filter_map(|(row, why)| {
            let why = vec![why.words()];
            line(row, why, LeaverState::Undecided)
        });
        let undecided = undecided.filter_map(|(row, why)| undecided_person(snapshot, row, *why));
        Self {
            account,
            as_of: as_of.to_string(),
            coverage: snapshot.coverage().as_str(),
            unreadable: snapshot.unreadable_in_any_list().records(),
            undecided: leavers.undecided.len(),
            tokens_not_read: match tokens {
                TokensLeft::NotLookedAt(why) => Some(why),
                TokensLeft::Counted(..) | TokensLeft::NotNeeded => None,
            },
            tokens_unreadable: match tokens {
                TokensLeft::Counted(_, unreadable) => *unreadable,
                TokensLeft::NotLookedAt(_) | TokensLeft::NotNeeded => 0,
            },
            people: listed.collect(),
            undecided_people: undecided.collect(),
            undecided_lines: undecided_lines.collect(),
            on_the_list,
        }
    }

    /// Everybody who has a line in CSV: the leavers, and then those of whom it cannot be known.
    pub(super) fn lines(&self) -> impl Iterator<Item = &ListedLeaver<'a>> {
        self.people.iter().chain(&self.undecided_lines)
    }

    /// Prints the list for people. What is not known leaves the ages open: the first sign-in may be
    /// longer ago than is shown, the last moment less long.
    pub(super) fn table(&self, out: &mut impl Write, now: Timestamp) -> io::Result<()> {
        let age = |time: OpenTime, sign: &str| {
            let sign = if time.open.is_some() { sign } else { "" };
            let age = time.at.map(|at| {
                let sign = if at.lies_after(now) { "" } else { sign };
                format!("{sign}{}", at.age_in_words(now))
            });
            SafeText::new(age.as_deref().unwrap_or(NOT_KNOWN))
        };
        let cells = |person: &ListedLeaver<'_>| {
            let shown = &person.shown;
            let tokens = match person.tokens {
                None => "not looked at".to_owned(),
                Some(count) if self.tokens_unreadable > 0 => format!("{count} or more"),
                Some(count) => count.to_string(),
            };
            vec![
                shown.name.clone(),
                SafeText::new(&person.why.join(", ")),
                SafeText::new(&person.sessions.to_string()),
                age(shown.since, ">="),
                age(shown.last_seen, "<="),
                SafeText::new(&tokens),
                shown.role.clone(),
                SafeText::new(&person.person.user_id.to_string()),
                shown.email.clone(),
            ]
        };
        let header = [
            "WHO",
            "WHY",
            "SESSIONS",
            "SINCE",
            "LAST SEEN",
            "TOKENS",
            "ROLE",
            "USER",
            "E-MAIL",
        ];
        let rows: Vec<Vec<SafeText>> = self.people.iter().map(cells).collect();
        output::table(out, &header, &rows, &[40, 32, 8, 12, 12, 16, 9, 20, 48])
    }
}

impl ListedLeaver<'_> {
    /// The fields as CSV cells.
    pub(super) fn cells(&self) -> [String; 14] {
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        let organization = self.organization_id.map(|id| id.to_string());
        let [user_id, name, email, role, suspended, active] = self.person.cells();
        [
            user_id,
            name,
            email,
            role,
            suspended,
            active,
            text(self.organization),
            organization.unwrap_or_default(),
            self.why.join(", "),
            self.sessions.to_string(),
            text(self.authenticated_at.as_deref()),
            text(self.last_seen_at.as_deref()),
            self.tokens
                .map_or_else(|| "not looked at".to_owned(), |count| count.to_string()),
            self.state.as_str().to_owned(),
        ]
    }
}

fn listed<'a>(
    snapshot: &'a Snapshot,
    (leavers, tokens): (&Leavers, &TokensLeft),
    row: &PersonRow,
    (why, state): (Vec<&'static str>, LeaverState),
) -> Option<ListedLeaver<'a>> {
    let person = row.person(snapshot)?;
    let user = person.user();
    let listed = PersonOut::of(person.id, user);
    let [role, email, _] = shown_cells(user);
    let organization = listed.organization();
    let text = |time: OpenTime| time.at.map(|at| at.to_string());
    let (since, last_seen) = (row.since(), row.last_seen());
    let slots = leavers.rows.sessions_of(row).iter();
    Some(ListedLeaver {
        person: listed,
        organization: organization
            .and_then(|id| snapshot.directory().organization(id))
            .map(SafeText::original),
        organization_id: organization.map(OrganizationId::get),
        why,
        sessions: row.sessions(),
        authenticated_at: text(since),
        last_seen_at: text(last_seen),
        tokens: match tokens {
            TokensLeft::Counted(of, _) => Some(of.get(&person.id).copied().unwrap_or(0)),
            TokensLeft::NotLookedAt(_) | TokensLeft::NotNeeded => None,
        },
        session_ids: slots.map(|slot| snapshot.session_number(*slot)).collect(),
        state,
        shown: ShownLeaver {
            name: (user.and_then(User::legible_name).cloned())
                .unwrap_or_else(|| unnamed(person.id.get())),
            role,
            email,
            since,
            last_seen,
        },
    })
}

/// Somebody without a name here.
fn unnamed(id: u64) -> SafeText {
    SafeText::new(&format!("user {id}"))
}

fn undecided_person<'a>(
    snapshot: &'a Snapshot,
    row: &PersonRow,
    why: Why,
) -> Option<UndecidedPerson<'a>> {
    let person = row.person(snapshot)?;
    Some(UndecidedPerson {
        user_id: person.id.get(),
        name: (person.user()).and_then(|user| user.name.shown().map(SafeText::original)),
        sessions: row.sessions(),
        because: why.words(),
    })
}

/// Who they are, by number, the first of them.
pub(super) fn some_of(snapshot: &Snapshot, undecided: &[(PersonRow, Why)]) -> String {
    let people = undecided.iter();
    let people = people.filter_map(|(row, _)| Some(format!("user {}", row.person(snapshot)?.id)));
    some(people, undecided.len())
}

/// The reasons with the number of people of each.
pub(super) fn reasons(undecided: &[(PersonRow, Why)]) -> String {
    let mut counts = BTreeMap::new();
    for (_, why) in undecided {
        *counts.entry(*why).or_insert(0_usize) += 1;
    }
    let words = counts
        .iter()
        .map(|(why, count)| format!("{} ({count})", why.words()));
    words.collect::<Vec<_>>().join(", ")
}
