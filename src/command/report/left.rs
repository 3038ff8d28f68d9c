//! What a plan leaves alone: what is kept, what is undecided and what was not found.

use std::collections::BTreeSet;
use std::io::{self, Write};

use super::rows::{LEFT_CAPS, cells, header_of, what_of};
use crate::command::output;
use crate::model::{SafeText, UserId};
use crate::operation::{Excluded, NotFound, Target, TargetKind, Undecided};

/// Prints what is kept, what is undecided and what was not found, each with its reason.
pub(in crate::command) fn print_left(
    out: &mut impl Write,
    (excluded, undecided, not_found): (&[Excluded], &[Undecided], &[NotFound]),
) -> io::Result<()> {
    let stay = excluded
        .iter()
        .map(|one| (&one.target, one.because.as_str().to_owned()));
    left_section(out, "kept", &stay.collect::<Vec<_>>())?;
    let open = undecided.iter().map(|one| (&one.target, one.words()));
    let open: Vec<(&Target, String)> = open.collect();
    left_section(out, "undecided, and left alone", &open)?;
    for (title, misses) in NotFound::by_kind(not_found) {
        writeln!(out, "{} {title}:", misses.len())?;
        for miss in misses {
            writeln!(out, "  {miss}")?;
        }
    }
    Ok(())
}

/// Prints targets that are left, each with its reason. What is of several kinds says of which it is,
/// since one heading is not true of all, and people are counted as people.
fn left_section(out: &mut impl Write, title: &str, left: &[(&Target, String)]) -> io::Result<()> {
    let Some(first) = left.first().map(|(target, _)| target.kind()) else {
        return Ok(());
    };
    let is_mixed = left.iter().any(|(target, _)| target.kind() != first);
    writeln!(out, "{} {title}:", left_in_words(left))?;
    let rows = left.iter().map(|(target, because)| {
        let mut cells = cells(target, because);
        if is_mixed && let Some(what) = cells.get_mut(1) {
            *what = SafeText::new(&what_of(target));
        }
        cells
    });
    let rows: Vec<Vec<SafeText>> = rows.collect();
    let kind = Some(first).filter(|_| !is_mixed);
    output::table(out, &header_of(kind, "BECAUSE"), &rows, &LEFT_CAPS)
}

/// How many of each kind these are, and of how many people.
fn left_in_words(left: &[(&Target, String)]) -> String {
    let people: BTreeSet<UserId> = left.iter().map(|(target, _)| target.user()).collect();
    let people = TargetKind::People.counted(people.len());
    let parts = [TargetKind::Sessions, TargetKind::Tokens]
        .into_iter()
        .filter_map(|kind| {
            let count = left.iter().filter(|(target, _)| target.kind() == kind);
            let count = count.count();
            (count > 0).then(|| kind.counted(count))
        });
    let parts: Vec<String> = parts.collect();
    let is_of_people = left
        .iter()
        .any(|(target, _)| target.kind() == TargetKind::People);
    match (parts.is_empty(), is_of_people) {
        (true, _) => people,
        (false, true) => format!("{people}, with {} of theirs,", parts.join(" and ")),
        (false, false) => format!("{} of {people}", parts.join(" and ")),
    }
}

/// Prints who is not suspended again, of those who are offboarded, and returns what is spared: the
/// others lose everything all the same.
pub(in crate::command) fn spared(
    out: &mut impl Write,
    excluded: &[Excluded],
    offboards: bool,
) -> io::Result<Vec<Excluded>> {
    if offboards && let Some(words) = Excluded::not_again(excluded) {
        writeln!(out, "{words}")?;
    }
    let is_spared = |one: &&Excluded| !offboards || !one.because.is_idle();
    Ok(excluded.iter().filter(is_spared).cloned().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{OAuthToken, Role, TokenId, User};
    use crate::operation::{ExcludedBecause, GoesBeyond, PersonTarget, SessionTarget, TokenTarget};

    fn person(number: u64) -> Target {
        let user = User::example(number, "Ada", Role::Agent);
        Target::Person(PersonTarget {
            id: user.id,
            user: Some(user),
            sessions: Some(3),
        })
    }

    fn session(key: &str) -> Target {
        SessionTarget::of(key.parse().unwrap()).into()
    }

    fn token(number: u64) -> Target {
        let user = UserId::new(7).unwrap();
        Target::Token(TokenTarget {
            token: OAuthToken::of(TokenId::new(number).unwrap(), user),
            owner: None,
            beyond: GoesBeyond::No,
        })
    }

    /// What a table of what is kept says first, and its headings.
    fn excluded_table(targets: Vec<Target>) -> (String, String) {
        let excluded = targets.into_iter().map(|target| Excluded {
            target,
            because: ExcludedBecause::Yours,
            is_named: false,
        });
        let mut out = Vec::new();
        let excluded: Vec<Excluded> = excluded.collect();
        print_left(&mut out, (&excluded, &[], &[])).unwrap();
        let out = String::from_utf8(out).unwrap();
        let mut lines = out.lines().map(|line| {
            let words: Vec<&str> = line.split_whitespace().collect();
            words.join(" ")
        });
        (
            lines.next().unwrap_or_default(),
            lines.next().unwrap_or_default(),
        )
    }

    /// A heading is true of every row below it, and people are counted as people.
    #[test]
    fn what_is_kept_is_labelled_by_what_it_is() {
        for (targets, title, heading) in [
            (
                vec![person(7), person(8)],
                "2 people kept:",
                "USER SESSIONS",
            ),
            (
                vec![session("7/1"), session("7/2"), session("8/3")],
                "3 sessions of 2 people kept:",
                "USER SESSION",
            ),
            (vec![token(5)], "1 token of 1 person kept:", "USER TOKEN"),
            (
                vec![
                    person(7),
                    session("7/1"),
                    session("7/2"),
                    token(5),
                    person(8),
                ],
                "2 people, with 2 sessions and 1 token of theirs, kept:",
                "USER WHAT",
            ),
        ] {
            let (first, second) = excluded_table(targets);
            assert_eq!(first, title);
            assert!(second.starts_with(&format!("{heading} ROLE")), "{second}");
        }
        assert_eq!(excluded_table(Vec::new()), (String::new(), String::new()));
    }
}
