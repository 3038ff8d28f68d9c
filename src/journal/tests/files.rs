//! What happens to the file while it is in use, and what is refused as one.

use std::fs::{self, OpenOptions, Permissions};
use std::io::Write;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

use super::*;
use crate::journal::chain::CLOSING;
use crate::journal::flaw::Bad;

fn refusal(path: &Path) -> JournalError {
    Journal::open(path, who()).unwrap_err()
}

#[test]
fn the_file_and_its_directory_are_private() {
    let (directory, path) = place();
    append(&mut open(&path), 1..=1);
    assert_eq!(fs::metadata(&path).unwrap().mode() & 0o7777, 0o600);
    assert_eq!(
        fs::metadata(path.parent().unwrap()).unwrap().mode() & 0o7777,
        0o700
    );
    drop(directory);
}

#[test]
fn what_is_no_private_regular_file_is_refused() {
    let (directory, path) = place();
    append(&mut open(&path), 1..=1);
    let link = path.with_file_name("link.jsonl");
    symlink(&path, &link).unwrap();
    assert!(matches!(refusal(&link), JournalError::SymbolicLink { .. }));
    let dangling = path.with_file_name("dangling.jsonl");
    symlink("nowhere", &dangling).unwrap();
    assert!(matches!(
        refusal(&dangling),
        JournalError::SymbolicLink { .. }
    ));
    assert!(!path.with_file_name("nowhere").exists());

    assert!(matches!(
        refusal(directory.path()),
        JournalError::NotAFile { .. }
    ));
    let pipe = path.with_file_name("pipe");
    let made = std::process::Command::new("mkfifo")
        .arg("-m600")
        .arg(&pipe)
        .status();
    assert!(made.unwrap().success());
    assert!(matches!(refusal(&pipe), JournalError::NotAFile { .. }));
    let device = refusal(Path::new("/dev/null"));
    assert!(
        device
            .to_string()
            .contains("/dev/null is not a regular file"),
        "{device}"
    );

    for mode in [0o644, 0o620, 0o606] {
        fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
        let error = refusal(&path).to_string();
        assert!(error.contains(&format!("mode 0{mode:o}")), "{error}");
        assert!(error.contains("chmod 600"), "{error}");
    }
    fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
    let parent = path.parent().unwrap();
    fs::set_permissions(parent, Permissions::from_mode(0o777)).unwrap();
    assert!(refusal(&path).to_string().contains("chmod 700"));
}

#[test]
fn a_missing_journal_is_named_when_it_is_read() {
    let (_directory, path) = place();
    assert!(matches!(read(&path), Err(JournalError::Missing { .. })));
}

#[test]
fn a_moved_or_deleted_file_gives_a_fresh_one_that_names_the_last_hash() {
    for delete in [true, false] {
        let (_directory, path) = place();
        let old = path.with_extension("old");
        let mut journal = open(&path);
        let last = append(&mut journal, 1..=3).pop().unwrap();
        if delete {
            fs::remove_file(&path).unwrap();
        } else {
            fs::rename(&path, &old).unwrap();
        }
        append(&mut journal, 4..=5);
        let records = whole(&path);
        assert_eq!(
            events(&records),
            [
                RecordEvent::Continued,
                RecordEvent::Intent,
                RecordEvent::Intent
            ]
        );
        assert_eq!(records[0].follows.as_ref(), Some(&last.hash));
        assert_eq!(check(&path).follows, [last.hash]);
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o7777, 0o600);
        assert_eq!(old.exists() && whole(&old).len() == 3, !delete);
    }
}

#[test]
fn a_file_put_in_place_of_ours_is_continued_and_linked() {
    let (_directory, path) = place();
    let other = path.with_file_name("other.jsonl");
    append(&mut open(&other), 1..=2);
    let mut journal = open(&path);
    let last = append(&mut journal, 1..=3).pop().unwrap();
    fs::rename(&other, &path).unwrap();
    append(&mut journal, 4..=4);
    let records = whole(&path);
    assert_eq!(records.len(), 4);
    assert_eq!(records[2].event, RecordEvent::Continued);
    assert_eq!(records[2].follows, Some(last.hash));
}

#[test]
fn a_symlink_put_in_place_of_ours_is_refused_and_not_written_through() {
    let (_directory, path) = place();
    let elsewhere = path.with_file_name("elsewhere");
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::set_permissions(path.parent().unwrap(), Permissions::from_mode(0o700)).unwrap();
    fs::write(&elsewhere, "").unwrap();
    let mut journal = open(&path);
    append(&mut journal, 1..=1);
    fs::remove_file(&path).unwrap();
    symlink(&elsewhere, &path).unwrap();
    let run = run();
    let entry = Entry::Cancelled {
        run: &run,
        left: &[],
    };
    let error = journal.append(&entry, NOW).unwrap_err();
    assert!(
        matches!(error, JournalError::SymbolicLink { .. }),
        "{error}"
    );
    assert!(matches!(
        journal.append(&entry, NOW),
        Err(JournalError::Poisoned { .. })
    ));
    assert!(fs::read(&elsewhere).unwrap().is_empty());

    // With the link gone the journal goes on, and still knows what it lost.
    fs::remove_file(&path).unwrap();
    journal.reopen().unwrap();
    journal.append(&entry, NOW).unwrap();
    assert_eq!(
        events(&whole(&path)),
        [RecordEvent::Continued, RecordEvent::Cancelled]
    );
}

#[test]
fn a_file_cut_while_in_use_is_reported_for_good() {
    let (_directory, path) = place();
    let mut journal = open(&path);
    append(&mut journal, 1..=3);
    let first = fs::read_to_string(&path)
        .unwrap()
        .lines()
        .next()
        .unwrap()
        .len() as u64
        + 1;
    OpenOptions::new()
        .write(true)
        .open(&path)
        .unwrap()
        .set_len(first)
        .unwrap();
    append(&mut journal, 4..=4);
    let bad = check(&path).first_bad.unwrap();
    assert_eq!(
        bad,
        Bad {
            line: 2,
            seq: 2,
            what: Flaw::Cut
        }
    );
}

#[test]
fn whatever_a_crash_leaves_at_the_end_is_kept_and_named() {
    let (_directory, whole_path) = place();
    append(&mut open(&whole_path), 1..=3);
    let text = fs::read(&whole_path).unwrap();
    let second = text.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    for length in (0..text.len())
        .step_by(7)
        .chain([second - 1, second, second + 1])
    {
        let (_directory, path) = place();
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::set_permissions(path.parent().unwrap(), Permissions::from_mode(0o700)).unwrap();
        drop(open(&path));
        OpenOptions::new()
            .append(true)
            .open(&path)
            .unwrap()
            .write_all(&text[..length])
            .unwrap();
        append(&mut open(&path), 9..=9);
        let records = whole(&path);
        let is_torn = length > 0 && text[length - 1] != b'\n';
        assert_eq!(
            events(&records).contains(&RecordEvent::Torn),
            is_torn,
            "{length}"
        );
        assert_eq!(records.last().unwrap().item, Some(9));
        assert!(
            fs::read(&path).unwrap().starts_with(&text[..length]),
            "nothing is overwritten"
        );
    }
}

#[test]
fn megabytes_of_zeros_after_a_power_cut_are_passed_over() {
    let (_directory, path) = place();
    append(&mut open(&path), 1..=2);
    let mut file = OpenOptions::new().append(true).open(&path).unwrap();
    file.write_all(&vec![0; 3_000_000]).unwrap();
    append(&mut open(&path), 3..=3);
    let records = whole(&path);
    assert_eq!(
        events(&records)[2..],
        [RecordEvent::Torn, RecordEvent::Intent]
    );
    let with_mark = 3_000_000 + CLOSING.trim_ascii_end().len() as u64;
    assert_eq!(records[2].torn_bytes, Some(with_mark));
}

#[test]
fn a_journal_someone_keeps_locked_is_reported_as_busy() {
    let path = PathBuf::from("/j");
    let error = std::io::Error::from(std::io::ErrorKind::WouldBlock);
    let error = crate::journal::disk::io_error(&path, Doing::Lock, error);
    assert!(matches!(error, JournalError::Busy { .. }));
    assert!(error.to_string().contains("locked for 10 s"), "{error}");
}
