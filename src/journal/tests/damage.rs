//! A crash cuts one last line without its end. Everything else is damage: it is found before the
//! next record, the next record tells of it, and it stays found after any number of further ones.
//!
//! - `cut` last lines that were cut

mod cut;

use std::fs::{self, OpenOptions};
use std::io::Write as _;

use super::*;
use crate::journal::chain::{CLOSING, seal};

/// What a check finds: its flaw, the number of damaged lines, and of those cut short by a crash.
type Finding = (Option<Flaw>, u64, u64);

/// A journal of eight records, changed by `change` as lines with their ends.
struct Case {
    _directory: tempfile::TempDir,
    path: PathBuf,
}

impl Case {
    fn new() -> Self {
        let (directory, path) = place();
        append(&mut open(&path), 1..=8);
        Self {
            _directory: directory,
            path,
        }
    }

    fn changed(change: impl FnOnce(&mut Vec<Vec<u8>>)) -> Self {
        let case = Self::new();
        let text = fs::read(&case.path).unwrap();
        let lines = text.split_inclusive(|byte| *byte == b'\n');
        let mut lines: Vec<Vec<u8>> = lines.map(<[u8]>::to_vec).collect();
        change(&mut lines);
        fs::write(&case.path, lines.concat()).unwrap();
        case
    }

    /// The same journal, without what is remembered of its end.
    fn forgotten(self) -> Self {
        self.forget();
        self
    }

    /// A crash takes nothing that was durable. A test that cuts more than one record has to take
    /// what is remembered as well.
    fn forget(&self) {
        let _ = fs::remove_file(self.path.with_file_name("journal.jsonl.head"));
    }

    /// One more run, with a process of its own.
    fn run(&self) -> Option<Damage> {
        let mut journal = open(&self.path);
        append(&mut journal, 9..=10);
        journal.damage().cloned()
    }

    fn finding(&self) -> Finding {
        let found = crate::journal::check(&self.path).unwrap();
        let flaw = found.first_bad.map(|bad| bad.what);
        (flaw, found.bad_lines, found.torn_lines)
    }

    fn noted(&self, event: RecordEvent) -> Vec<Record> {
        let records = read(&self.path).unwrap().filter_map(Result::ok);
        records.filter(|record| record.event == event).collect()
    }

    /// The findings before the next run, after it, and after two more.
    fn findings(&self) -> [Finding; 4] {
        let before = self.finding();
        let after = [(); 3].map(|()| {
            let text = fs::read(&self.path).unwrap();
            self.run();
            assert!(fs::read(&self.path).unwrap().starts_with(&text));
            self.finding()
        });
        let [one, two, three] = after;
        [before, one, two, three]
    }
}

/// Replaces the byte in the middle of a line.
fn break_line(line: &mut [u8]) {
    let quote = line.len() / 2
        + line[line.len() / 2..]
            .iter()
            .position(|b| *b == b'"')
            .unwrap();
    line[quote] = b'X';
}

/// Something that is done to the lines of a journal.
type Change = fn(&mut Vec<Vec<u8>>);

/// What is done, what is found first, and the number of damaged lines.
const DAMAGE: &[(&str, Change, Flaw, u64)] = &[
    (
        "the last record",
        |lines| break_line(&mut lines[7]),
        Flaw::Unreadable,
        1,
    ),
    (
        "the last three",
        |lines| lines[5..].iter_mut().for_each(|line| break_line(line)),
        Flaw::Unreadable,
        3,
    ),
    (
        "one in the middle",
        |lines| break_line(&mut lines[3]),
        Flaw::Unreadable,
        1,
    ),
    (
        "every line",
        |lines| lines.iter_mut().for_each(|line| break_line(line)),
        Flaw::Unreadable,
        8,
    ),
    (
        "a value of the last",
        |lines| {
            let at = lines[7]
                .windows(4)
                .position(|four| four == b"desk")
                .unwrap();
            lines[7][at] = b'D';
        },
        Flaw::Edited,
        1,
    ),
    (
        "the hash of the last",
        |lines| {
            let at = lines[7].len() - 10;
            lines[7][at] = b'g';
        },
        Flaw::Edited,
        1,
    ),
    (
        "the last, cut in the middle, with an end of line",
        |lines| {
            lines[7].truncate(100);
            lines[7].push(b'\n');
        },
        Flaw::Unreadable,
        1,
    ),
    (
        "one in the middle, cut",
        |lines| {
            lines[4].truncate(100);
            lines[4].push(b'\n');
        },
        Flaw::Unreadable,
        1,
    ),
    (
        "an empty line at the end",
        |lines| lines.push(b"\n".to_vec()),
        Flaw::Unreadable,
        1,
    ),
    (
        "a line of zeros",
        |lines| lines[7] = [vec![0; 512], b"\n".to_vec()].concat(),
        Flaw::Unreadable,
        1,
    ),
    (
        "zeros at the beginning of the last",
        |lines| lines[7][..64].fill(0),
        Flaw::Unreadable,
        1,
    ),
    (
        "zeros over the end of one and the beginning of the next",
        |lines| {
            let at = lines[5].len() - 30;
            lines[5][at..].fill(0);
            lines[6][..30].fill(0);
        },
        Flaw::Unreadable,
        1,
    ),
    (
        "a line removed",
        |lines| drop(lines.remove(4)),
        Flaw::OutOfPlace { found: 6 },
        1,
    ),
    (
        "two swapped",
        |lines| lines.swap(3, 4),
        Flaw::OutOfPlace { found: 5 },
        3,
    ),
    (
        "one repeated",
        |lines| {
            let line = lines[7].clone();
            lines.push(line);
        },
        Flaw::OutOfPlace { found: 8 },
        1,
    ),
    (
        "an append glued to what a crash left",
        |lines| {
            let (cut, whole) = (lines[5][..100].to_vec(), lines[6].clone());
            lines.splice(5..7, [[cut, whole].concat()]);
        },
        Flaw::Unreadable,
        1,
    ),
];

#[test]
fn whole_lines_that_are_not_as_written_are_damage_for_ever() {
    for (name, change, flaw, lines) in DAMAGE {
        for is_forgotten in [false, true] {
            let mut case = Case::changed(change);
            if is_forgotten {
                case = case.forgotten();
            }
            let [before, after @ ..] = case.findings();
            assert_eq!((before.0, before.1), (Some(*flaw), *lines), "{name}");
            for found in after {
                assert_eq!(found, (Some(*flaw), *lines, 0), "{name}");
            }
            let [noted] = &case.noted(RecordEvent::Damaged)[..] else {
                panic!("{name}: it is told once")
            };
            assert_eq!(noted.damaged_lines, Some(*lines), "{name}");
            let first = crate::journal::check(&case.path)
                .unwrap()
                .first_bad
                .unwrap();
            assert_eq!(noted.damaged_line, Some(first.line), "{name}");
            assert_eq!(noted.damaged_after.is_some(), first.line > 1, "{name}");
            assert!(case.noted(RecordEvent::Torn).is_empty(), "{name}");
            assert!(case.noted(RecordEvent::Cut).is_empty(), "{name}");
        }
    }
}

#[test]
fn the_next_run_is_told_once_and_names_the_hash_before() {
    let case = Case::changed(|lines| break_line(&mut lines[7]));
    let hash = read(&case.path)
        .unwrap()
        .filter_map(Result::ok)
        .last()
        .unwrap()
        .hash;
    let news = crate::journal::news(&case.path).unwrap().unwrap();
    for part in [
        "1 line is",
        "line 8",
        "record 7",
        &hash,
        "zentop journal verify",
    ] {
        assert!(news.contains(part), "{part}: {news}");
    }
    let damage = case.run().unwrap();
    assert_eq!((damage.lines, damage.first.line), (1, 8));
    assert_eq!(damage.after.unwrap().hash, hash);
    assert_eq!(crate::journal::news(&case.path).unwrap(), None);
    assert_eq!(case.run(), None);
    let noted = case.noted(RecordEvent::Damaged).pop().unwrap();
    assert_eq!(noted.damaged_after, Some(hash));
    assert!(noted.detail.unwrap().contains("line 8"));
}

#[test]
fn damage_that_comes_later_is_told_as_well_wherever_it_is() {
    let case = Case::changed(|lines| break_line(&mut lines[7]));
    case.run();
    let text = fs::read(&case.path).unwrap();
    let mut lines: Vec<Vec<u8>> = text
        .split_inclusive(|b| *b == b'\n')
        .map(<[u8]>::to_vec)
        .collect();
    break_line(&mut lines[1]);
    fs::write(&case.path, lines.concat()).unwrap();
    assert_eq!(case.finding(), (Some(Flaw::Unreadable), 2, 0));
    assert!(case.run().is_some() && case.run().is_none());
    let noted = case.noted(RecordEvent::Damaged);
    assert_eq!(
        noted
            .iter()
            .map(|record| record.damaged_lines)
            .collect::<Vec<_>>(),
        [Some(1), Some(2)]
    );
    assert_eq!(case.finding(), (Some(Flaw::Unreadable), 2, 0));
}

#[test]
fn a_file_that_was_repaired_still_says_that_it_was_damaged() {
    let case = Case::new();
    let whole = fs::read(&case.path).unwrap();
    let mut broken = whole.clone();
    break_line(&mut broken[whole.len() / 2..][..700]);
    fs::write(&case.path, broken).unwrap();
    case.run();
    let text = fs::read(&case.path).unwrap();
    fs::write(&case.path, [&whole[..], &text[whole.len()..]].concat()).unwrap();
    let findings = case.findings();
    for found in findings {
        assert_eq!(found, (Some(Flaw::Damaged), 0, 0));
    }
}

type Replacement<'a> = &'a dyn Fn(&Path);

#[test]
fn a_journal_that_was_emptied_moved_or_replaced_is_named_by_the_one_after_it() {
    let (_directory, other) = place();
    append(&mut open(&other), 11..=20);
    let changes: [(&str, Replacement<'_>, u64); 3] = [
        ("emptied", &|path| fs::write(path, "").unwrap(), 1),
        (
            "moved",
            &|path| fs::rename(path, path.with_extension("1")).unwrap(),
            1,
        ),
        (
            "replaced",
            &|path| assert!(fs::copy(&other, path).unwrap() > 0),
            11,
        ),
    ];
    for (name, change, place) in changes {
        let case = Case::new();
        let last = read(&case.path).unwrap().last().unwrap().unwrap().hash;
        change(&case.path);
        let news = crate::journal::news(&case.path).unwrap();
        assert!(news.is_some(), "{name}");
        case.run();
        let [continued] = &case.noted(RecordEvent::Continued)[..] else {
            panic!("{name}: it is told once")
        };
        assert_eq!(
            (continued.seq, &continued.follows),
            (place, &Some(last)),
            "{name}"
        );
        case.run();
        assert_eq!(case.finding(), (None, 0, 0), "{name}");
        assert_eq!(case.noted(RecordEvent::Continued).len(), 1, "{name}");
        assert_eq!(crate::journal::news(&case.path).unwrap(), None, "{name}");
    }
}

#[test]
fn damage_in_a_running_process_is_told_by_its_next_record() {
    let case = Case::new();
    let news = std::sync::Arc::<std::sync::Mutex<Vec<String>>>::default();
    let teller = std::sync::Arc::clone(&news);
    let tell = move |one| teller.lock().unwrap().push(one);
    let mut journal = open(&case.path).telling(tell);
    append(&mut journal, 9..=9);
    assert!(news.lock().unwrap().is_empty());
    let mut text = fs::read(&case.path).unwrap();
    let last = text[..text.len() - 1]
        .iter()
        .rposition(|byte| *byte == b'\n')
        .unwrap();
    break_line(&mut text[last + 1..]);
    fs::write(&case.path, &text).unwrap();
    append(&mut journal, 10..=11);
    assert_eq!(case.finding(), (Some(Flaw::Unreadable), 1, 0));
    assert_eq!(case.noted(RecordEvent::Damaged).len(), 1);
    assert_eq!(journal.damage().unwrap().first.line, 9);
    let news = news.lock().unwrap();
    assert_eq!(news.len(), 1, "{news:?}");
    assert!(news[0].contains("is damaged") && news[0].contains("journal verify"));
}

/// What the version before made of a torn or damaged end: text, then a record that accounts for it.
fn healed(text: &[u8]) -> Finding {
    let case = Case::new().forgotten();
    let last = crate::journal::check(&case.path).unwrap().head;
    let mut record = who().record(crate::journal::who::RecordTime {
        wall: NOW,
        steady: NOW,
    });
    record.event = RecordEvent::Torn;
    record.torn_bytes = Some(text.len() as u64);
    record.torn_sha256 = Some(crate::journal::chain::sha256_hex(text));
    let mut line = String::new();
    seal(record, last.as_ref(), &mut line).unwrap();
    let mut file = OpenOptions::new().append(true).open(&case.path).unwrap();
    file.write_all(&[text, b"\n", line.as_bytes()].concat())
        .unwrap();
    let [before, one, two, three] = case.findings();
    assert_eq!([one, two, three], [before; 3]);
    before
}

#[test]
fn what_the_version_before_took_for_a_crash_is_looked_at_again() {
    let whole = fs::read(&Case::new().path).unwrap();
    let line = whole.split(|byte| *byte == b'\n').next().unwrap();
    assert_eq!(healed(&line[..200]), (None, 0, 1));
    assert_eq!(
        healed(&[&line[..200], b"\n", &line[..9]].concat()),
        (None, 0, 2)
    );
    assert_eq!(healed(&[0; 512]), (None, 0, 1));
    let mut broken = line.to_vec();
    break_line(&mut broken);
    assert_eq!(healed(&broken), (Some(Flaw::Unreadable), 1, 0));
    let two = [&broken[..], b"\n", &line[..30]].concat();
    assert_eq!(healed(&two), (Some(Flaw::Unreadable), 1, 1));
}
