//! Promise 17: every change to the file is found, and a cut is found against an anchor.

use super::*;
use crate::journal::chain::{Link, NOTHING, sha256_hex};
use crate::journal::flaw::Bad;
use crate::journal::walk::ChainWalk;

/// A journal of 30 records, and its lines with their ends.
fn thirty() -> (Vec<u8>, Vec<Receipt>) {
    let (_directory, path) = place();
    let receipts = append(&mut open(&path), 1..=30);
    (std::fs::read(&path).unwrap(), receipts)
}

fn split(text: &[u8]) -> Vec<Vec<u8>> {
    text.split_inclusive(|byte| *byte == b'\n')
        .map(<[u8]>::to_vec)
        .collect()
}

/// The hash that a line states.
fn stated_hash(line: &[u8]) -> String {
    let text = line.strip_suffix(b"\n").unwrap();
    Link::of(text).unwrap().hash
}

/// The first bad line of `lines`, as line, expected record and flaw.
fn bad(lines: &[Vec<u8>]) -> Option<(u64, u64, Flaw)> {
    let bad = verify(&lines.concat()[..]).unwrap().first_bad?;
    Some((bad.line, bad.seq, bad.what))
}

#[test]
fn a_journal_as_written_is_whole_and_a_shell_can_check_a_line() {
    let (text, receipts) = thirty();
    let found = verify(&text[..]).unwrap();
    assert_eq!(
        (found.records, found.first_bad, found.torn_lines),
        (30, None, 0)
    );
    assert_eq!(found.head.as_ref(), receipts.last());
    let first = String::from_utf8(split(&text)[0].clone()).unwrap();
    let (body, _) = first.split_once(",\"hash\":").unwrap();
    assert!(first.ends_with(&format!(
        ",\"hash\":\"{}\"}}\n",
        sha256_hex(body.as_bytes())
    )));
    assert!(body.ends_with(&format!("\"prev\":\"{NOTHING}\"")));
    assert!(
        first
            .trim_end()
            .bytes()
            .all(|byte| (0x20..0x7f).contains(&byte))
    );
}

#[test]
fn every_change_of_one_byte_is_found_in_its_line() {
    let (text, _) = thirty();
    let lines = split(&text);
    let mut before = ChainWalk::default();
    let mut mutations = 0;
    for (at, line) in lines.iter().enumerate() {
        for place in 0..line.len() {
            for byte in [line[place] ^ 1, line[place] ^ 0x20, b'\n', b'0', 0] {
                if byte == line[place] {
                    continue;
                }
                let mut rest = line.clone();
                rest[place] = byte;
                rest.extend(lines.get(at + 1).into_iter().flatten());
                let mut walk = before.clone();
                for line in split(&rest) {
                    walk.take(&line);
                }
                let bad = walk
                    .end()
                    .first_bad
                    .unwrap_or_else(|| panic!("line {at}, byte {place}"));
                assert_eq!((bad.line, bad.seq), (at as u64 + 1, at as u64 + 1));
                mutations += 1;
            }
        }
        before.take(line);
    }
    assert_eq!(before.end(), verify(&text[..]).unwrap());
    assert!(mutations > 4 * text.len());
}

#[test]
fn drops_swaps_repeats_and_inserts_are_named_by_the_first_bad_record() {
    let (text, _) = thirty();
    let good = split(&text);
    for at in 0..29 {
        let place = at as u64 + 1;
        let out_of_place = |found| Some((place, place, Flaw::OutOfPlace { found }));

        let mut lines = good.clone();
        lines.remove(at);
        assert_eq!(bad(&lines), out_of_place(place + 1), "drop {at}");

        for other in at + 1..30 {
            let mut lines = good.clone();
            lines.swap(at, other);
            assert_eq!(
                bad(&lines),
                out_of_place(other as u64 + 1),
                "swap {at} {other}"
            );
        }

        let mut lines = good.clone();
        lines.insert(at + 1, good[at].clone());
        let repeated = Some((place + 1, place + 1, Flaw::OutOfPlace { found: place }));
        assert_eq!(bad(&lines), repeated, "repeat {at}");

        let mut lines = good.clone();
        lines.insert(at, b"hello\n".to_vec());
        assert_eq!(
            bad(&lines),
            Some((place, place, Flaw::Unreadable)),
            "insert {at}"
        );
    }
}

#[test]
fn a_record_of_another_journal_does_not_fit_even_with_the_right_number() {
    let (ours, _) = thirty();
    let (_directory, path) = place();
    let run = RunId::new(NOW, [1, 2, 3]);
    let mut journal = open(&path);
    for item in 1..=30 {
        journal
            .append(&Entry::Intent(&step(&run, item)), NOW)
            .unwrap();
    }
    let theirs = split(&std::fs::read(&path).unwrap());
    let mut lines = split(&ours);
    for at in 1..30 {
        let own = std::mem::replace(&mut lines[at], theirs[at].clone());
        let place = at as u64 + 1;
        assert_eq!(bad(&lines), Some((place, place, Flaw::Unlinked)));
        lines[at] = own;
    }
}

#[test]
fn a_cut_tail_passes_alone_and_is_found_against_an_anchor() {
    let (text, receipts) = thirty();
    let lines = split(&text);
    let anchor = &receipts[29].hash;
    assert_eq!(verify_against(&text[..], anchor).unwrap().first_bad, None);
    for length in 0..30 {
        let cut = lines[..length].concat();
        assert_eq!(verify(&cut[..]).unwrap().first_bad, None);
        let found = verify_against(&cut[..], anchor).unwrap();
        let (line, seq) = (length as u64 + 1, length as u64 + 1);
        assert_eq!(
            found.first_bad,
            Some(Bad {
                line,
                seq,
                what: Flaw::AnchorMissing
            })
        );
        // An anchor from before the cut is still there.
        if let Some(last) = length.checked_sub(1) {
            assert_eq!(
                verify_against(&cut[..], &receipts[last].hash)
                    .unwrap()
                    .first_bad,
                None
            );
        }
    }
    // A cut inside a line needs no anchor.
    let last = lines[29].len();
    for cut in 1..last {
        let found = verify(&text[..text.len() - cut]).unwrap();
        let unfinished = Some(Bad {
            line: 30,
            seq: 30,
            what: Flaw::Unfinished,
        });
        assert_eq!(found.first_bad, unfinished, "{cut} bytes");
    }
}

#[test]
fn torn_text_is_accounted_for_to_the_byte() {
    let (_directory, path) = place();
    append(&mut open(&path), 1..=3);
    let text = std::fs::read(&path).unwrap();
    std::fs::write(&path, &text[..text.len() - 40]).unwrap();
    // A crash cuts no record that is known to have been written whole.
    std::fs::remove_file(path.with_file_name("journal.jsonl.head")).unwrap();
    append(&mut open(&path), 4..=5);
    let found = check(&path);
    assert_eq!(
        (found.records, found.first_bad, found.torn_lines),
        (5, None, 1)
    );

    let mended = std::fs::read(&path).unwrap();
    let lines = split(&mended);
    // The torn text comes between the anchor and the record after it.
    let anchor = stated_hash(&lines[1]);
    let anchored = verify_against(&mended[..], &anchor).unwrap();
    assert_eq!(anchored.first_bad, None);
    let missing = verify_against(&mended[..], &"f".repeat(64)).unwrap();
    let (line, seq, what) = (7, 6, Flaw::AnchorMissing);
    assert_eq!(missing.first_bad, Some(Bad { line, seq, what }));
    for place in 0..lines[2].len() - 1 {
        let mut changed = lines.clone();
        changed[2][place] ^= 1;
        assert_eq!(bad(&changed), Some((3, 3, Flaw::Unreadable)));
    }
    let mut without = lines.clone();
    without.remove(2);
    assert_eq!(bad(&without), Some((3, 3, Flaw::TornTextGone)));
    let mut twice = lines.clone();
    twice.insert(2, lines[2].clone());
    assert_eq!(bad(&twice), Some((3, 3, Flaw::Unreadable)));
}

#[test]
fn records_of_one_write_are_chained_like_any() {
    let (_directory, path) = place();
    let mut journal = open(&path);
    append(&mut journal, 1..=2);
    let run = run();
    let steps: Vec<RecordedStep<'_>> = (3..=1_200).map(|item| step(&run, item)).collect();
    let entries: Vec<Entry<'_>> = steps.iter().map(Entry::Intent).collect();
    let receipt = journal.append_all(&entries, NOW).unwrap();
    assert_eq!(receipt.seq, 1_200);
    append(&mut journal, 1_201..=1_201);
    assert_eq!(whole(&path).len(), 1_201);
}

#[test]
fn a_finding_names_the_line_the_record_and_what_is_wrong() {
    let words = |what| {
        let (line, seq) = (3, 2);
        Bad { line, seq, what }.to_string()
    };
    assert_eq!(
        words(Flaw::Edited),
        "line 3, where record 2 belongs: the record was changed after it was written"
    );
    let moved = words(Flaw::OutOfPlace { found: 9 });
    assert!(moved.contains("record 9 is here instead"), "{moved}");
}
