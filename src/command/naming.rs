//! `--email` and `--people`: reading who is named, and finding out who that is.

use std::fs::File;
use std::io::{self, Read};

use super::cli::{FileOrStream, NamingOptions};
use super::exit::Failure;
use crate::files::read_bounded;
use crate::live::{
    LARGEST_LIST, LOOK_UPS_AT_MOST, NameEntry, NamesSought, Naming, PersonNamed, Reader, Reading,
    people_of,
};
use crate::model::{SafeText, UserId, counted};
use crate::operation::{Choice, ChoicePart, Operation};

/// The most people of whom is asked one by one before a walk is made.
const SEARCHED_FIRST: usize = 50;

/// Everybody whom the options name, as a part of a choice; `None` if nobody is.
///
/// # Errors
/// If a list cannot be read, or anything on it names nobody.
pub(super) fn named(options: &NamingOptions) -> Result<Option<ChoicePart>, Failure> {
    let addresses = options.email.iter().map(|address| NameEntry {
        named: PersonNamed::Email(address.clone()),
        line: None,
    });
    let mut entries: Vec<NameEntry> = addresses.collect();
    let inputs = options.people.iter();
    if inputs.filter(|list| **list == FileOrStream::Stream).count() > 1 {
        let message = "--people -: standard input can be read once; name it once";
        return Err(Failure::usage(message));
    }
    for named in &options.people {
        entries.extend(list(named, options.column.as_deref())?);
    }
    let is_none = entries.is_empty();
    Ok((!is_none).then(|| ChoicePart::Named(Naming::unasked(entries))))
}

/// Everybody on one list.
fn list(named: &FileOrStream, column: Option<&str>) -> Result<Vec<NameEntry>, Failure> {
    let (name, bytes) = match named {
        FileOrStream::Stream => (
            SafeText::new("standard input"),
            bytes_of(io::stdin().lock()),
        ),
        FileOrStream::File(path) => (
            SafeText::new(&path.display().to_string()),
            File::open(path).and_then(bytes_of),
        ),
    };
    let bytes = bytes.map_err(|error| {
        Failure::usage(format!(
            "--people: {name} cannot be read: {error}; name a list of people"
        ))
    })?;
    let Some(bytes) = bytes else {
        let most = LARGEST_LIST >> 20;
        let message =
            format!("--people: {name} is larger than {most} MiB, so it is no list of people");
        return Err(Failure::usage(message));
    };
    people_of(&bytes, column).map_err(|error| {
        Failure::usage(format!("--people: {name}: nobody on it is taken:\n{error}"))
    })
}

fn bytes_of(from: impl Read) -> io::Result<Option<Vec<u8>>> {
    read_bounded(from, LARGEST_LIST)
}

/// Of whom people are sought by their addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SoughtAmong {
    /// Those who are signed in, of whom it is enough that a walk shows one with the address where many
    /// are named.
    SignedIn,
    /// Everybody, signed in or not: nobody else may have the address.
    Everybody,
    /// Everybody, where a walk also finds those whom the search, which lags behind, does not.
    EverybodyAndTheWalk,
}

impl SoughtAmong {
    /// Among whom people are sought to whom this is done.
    pub(super) const fn by(operation: Operation) -> Self {
        if operation.ends() {
            Self::SignedIn
        } else {
            Self::Everybody
        }
    }

    /// Whether sessions are to be ended, so that a walk finds people as well.
    pub(super) const fn has_walk(self) -> bool {
        matches!(self, Self::SignedIn | Self::EverybodyAndTheWalk)
    }
}

/// Whether so many people are few enough to search for every one of their addresses.
pub(super) const fn are_few(people: usize) -> bool {
    people <= SEARCHED_FIRST
}

/// Finds out who the people are whom a choice names, and puts them in their place. Returns the walk,
/// where one was made.
///
/// Who has an address is asked of the search, since several people may have it of whom a walk shows
/// one. Where many are named a walk comes first if it is made anyway or costs less than asking about
/// each; whoever is signed in and known from it costs no request then, unless others are meant as well.
/// Where sessions are to be ended, a walk also finds those whom the search, which lags behind, does not.
///
/// # Errors
/// If something cannot be read; or if so many are named that they would have to be looked up one by
/// one, and whoever is not signed in is meant as well.
pub(super) async fn resolve(
    reader: &mut Reader,
    choice: &mut Choice,
    among: SoughtAmong,
) -> Result<Option<Reading>, Failure> {
    let beside = choice.named_people();
    let Some(mut names) = names_of(choice, &beside) else {
        return Ok(None);
    };
    let is_few = are_few(names.len());
    if is_few || among != SoughtAmong::SignedIn {
        names = names.every_address();
    }
    let mut walk = None;
    if !is_few && (choice.means_all() || among.has_walk()) {
        walk = Some(reader.walk().await?);
    }
    let mut naming = reader.resolve(&mut names).await?;
    if among != SoughtAmong::SignedIn && !names.are_asked() {
        return Err(too_many(names.len()));
    }
    let is_walk_due = among.has_walk() && naming.may_be_in_a_walk();
    if walk.is_none() && (choice.means_all() || is_walk_due) {
        walk = Some(reader.walk().await?);
        naming = reader.resolve(&mut names).await?;
    }
    // Somebody of whom one session is named is not named as a person.
    choice
        .parts
        .push(ChoicePart::Named(naming.without(&beside)));
    Ok(walk)
}

/// Everybody whom a choice names who is still to be asked about. Those who are named by number beside
/// say who is meant by an address that several people have.
fn names_of(choice: &mut Choice, beside: &[UserId]) -> Option<NamesSought> {
    let mut entries = Vec::new();
    choice.parts.retain_mut(|part| match part {
        ChoicePart::Named(naming) => {
            entries.append(&mut naming.not_asked);
            false
        }
        _ => true,
    });
    if entries.is_empty() {
        return None;
    }
    let beside = beside.iter().map(|id| NameEntry {
        named: PersonNamed::Id(*id),
        line: None,
    });
    entries.extend(beside);
    Some(NamesSought::new(entries))
}

/// Refuses a choice of so many people that they are not asked about, since whoever is not signed in is meant as
/// well.
fn too_many(left: usize) -> Failure {
    let people = counted(left, "person", "people");
    Failure::guardrail(format!(
        "{people} would have to be looked up one by one, and more than {LOOK_UPS_AT_MOST} requests are \
         not made for that; nothing was done: name fewer, or name them by user_id"
    ))
}
