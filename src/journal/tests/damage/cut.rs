//! Last lines that were cut: by a crash, or by somebody.

use super::*;

#[test]
fn what_a_crash_cut_short_is_no_damage_however_often_it_happens() {
    let whole = fs::read(&Case::new().path).unwrap();
    let last = whole[..whole.len() - 1]
        .iter()
        .rposition(|byte| *byte == b'\n')
        .unwrap()
        + 1;
    for first in (last + 1..whole.len()).step_by(97) {
        let case = Case::new();
        fs::write(&case.path, &whole[..first]).unwrap();
        case.forget();
        assert_eq!(case.finding(), (Some(Flaw::Unfinished), 0, 0));
        case.run();
        assert_eq!(
            case.finding(),
            (None, 0, u64::from(whole[first - 1] != b'}'))
        );
        let mended = fs::read(&case.path).unwrap();
        // The append itself is cut by the next crash, at each of its bytes, and again after that.
        for second in (first..mended.len()).step_by(31).chain(first..first + 20) {
            fs::write(&case.path, &mended[..second]).unwrap();
            case.forget();
            let before = case.finding().0;
            assert!(
                matches!(before, None | Some(Flaw::Unfinished)),
                "{first} {second}"
            );
            let third = second + 5;
            case.run();
            assert_eq!(case.finding().0, None, "{first} {second}");
            let text = fs::read(&case.path).unwrap();
            fs::write(&case.path, &text[..third]).unwrap();
            case.forget();
            case.run();
            let found = case.finding();
            assert_eq!((found.0, found.1), (None, 0), "{first} {second}");
            assert!(case.noted(RecordEvent::Damaged).is_empty());
        }
    }
}

#[test]
fn zeros_without_an_end_of_line_are_what_a_power_cut_leaves() {
    for after in [0, 40] {
        let case = Case::changed(|lines| {
            let cut = lines[7][..after].to_vec();
            lines[7] = [cut, vec![0; 4_096]].concat();
        })
        .forgotten();
        let [before, after @ ..] = case.findings();
        assert_eq!(before, (Some(Flaw::Unfinished), 0, 0));
        assert_eq!(after, [(None, 0, 1); 3]);
    }
}

#[test]
fn damage_and_a_crash_after_it_are_told_apart() {
    let case = Case::changed(|lines| {
        break_line(&mut lines[6]);
        lines[7].truncate(50);
    })
    .forgotten();
    let [before, after @ ..] = case.findings();
    assert_eq!(before, (Some(Flaw::Unreadable), 1, 0));
    assert_eq!(after, [(Some(Flaw::Unreadable), 1, 1); 3]);
}

#[test]
fn records_cut_off_between_two_runs_are_missed_and_that_stays_on_record() {
    let case = Case::changed(|lines| lines.truncate(5));
    let [before, after @ ..] = case.findings();
    assert_eq!(before, (Some(Flaw::HeadMissing), 0, 0));
    assert_eq!(after, [(Some(Flaw::Cut), 0, 0); 3]);
    let [cut] = &case.noted(RecordEvent::Cut)[..] else {
        panic!("it is told once")
    };
    assert!(cut.detail.as_ref().unwrap().contains("number 8"));
    // Without what was remembered, only an anchor shows it.
    let case = Case::changed(|lines| lines.truncate(5)).forgotten();
    assert_eq!(case.finding(), (None, 0, 0));
}

/// The record that is known to have been written whole was durable, so no crash has cut it short.
#[test]
fn a_last_record_that_was_whole_and_is_cut_was_cut_by_somebody() {
    for left in [1, 50, 200] {
        let case = Case::changed(|lines| lines[7].truncate(left));
        let [before, after @ ..] = case.findings();
        assert_eq!(before, (Some(Flaw::Unfinished), 0, 0), "{left}");
        let cut = after.map(|(flaw, lines, _)| (flaw, lines));
        assert_eq!(cut, [(Some(Flaw::Cut), 0); 3], "{left}");
        assert_eq!(case.noted(RecordEvent::Cut).len(), 1, "{left}");
    }
    // Where its end of line alone is gone, nothing is lost.
    let case = Case::changed(|lines| {
        lines[7].pop();
    });
    case.run();
    assert_eq!(case.finding(), (None, 0, 0));
}

#[test]
fn the_mark_of_a_cut_line_is_seen_by_a_person_and_by_a_reader() {
    let case = Case::changed(|lines| lines[7].truncate(60));
    case.run();
    let text = fs::read_to_string(&case.path).unwrap();
    assert!(text.lines().nth(7).unwrap().ends_with(CLOSING.trim_end()));
    let unread: Vec<String> = read(&case.path)
        .unwrap()
        .filter_map(Result::err)
        .map(|unread| unread.to_string())
        .collect();
    assert_eq!(unread, ["line 8 of the journal was cut short by a crash"]);
}
