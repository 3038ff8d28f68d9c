use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::barred;
use super::*;
use crate::model::User;
use crate::operation::{OutcomeKind, Verdict};

fn drawn(flags: &FlagWords, columns: u16) -> String {
    let mut buffer = Buffer::empty(Rect::new(0, 0, columns, 1));
    let line = buffer.area;
    let mut pen = Pen::on(&mut buffer, line);
    flags.draw(&mut pen, usize::from(columns), Style::default());
    let cells = (0..columns).map(|x| buffer[(x, 0)].symbol().to_owned());
    cells.collect::<String>().trim_end().to_owned()
}

fn word(text: &str, grave: &'static str) -> FlagWord {
    FlagWord {
        text: text.to_owned(),
        style: Style::default(),
        tail: "",
        grave,
        is_state: grave == "✗",
    }
}

/// Only notes give way. Where not even the others have room, the sign that there are more is that of the
/// gravest.
#[test]
fn no_alarm_is_hidden_behind_the_state_of_a_row() {
    let flags = FlagWords {
        hidden: "…",
        words: vec![
            word("✗ refused", "✗"),
            word("! suspended", "!"),
            word("≈2", ""),
        ],
    };
    for (columns, expected) in [
        (9, "✗ refused"),
        (12, "✗ refused !…"),
        (22, "✗ refused !…"),
        (23, "✗ refused ! suspended …"),
        (24, "✗ refused ! suspended ≈2"),
    ] {
        assert_eq!(drawn(&flags, columns), expected, "{columns}");
    }
    assert_eq!((flags.without_notes(), flags.whole()), (23, 24));
    assert_eq!(flags.states(), "✗ refused !…".chars().count());
    let note = FlagWords {
        hidden: "…",
        words: vec![word("+ new", "")],
    };
    assert_eq!(note.without_notes(), 0);
}

/// Somebody who is suspended is called so before a run and after it, and how it ended for them comes
/// first.
#[test]
fn a_state_has_one_word_before_and_after_a_run() {
    let theme = Theme::default();
    let flags = SessionFlags::default();
    let suspended = User {
        suspended: Some(true),
        ..User::example(4, "Lea", Role::EndUser)
    };
    let words = |row| {
        let states = RowStates {
            row,
            barred: barred(&suspended, &flags, &theme),
        };
        let nobody = (TwinFacts::default(), None);
        let words = FlagWords::of(states, (&flags, FlagSet::default()), nobody, &theme);
        drawn(&words, 26)
    };
    assert_eq!(words(RowState::Listed), "▴ suspended");
    assert_eq!(words(RowState::New), "▴ suspended + new");
    let refused = RowState::After(OutcomeKind::Refused, None);
    assert_eq!(words(refused), "✗ refused ▴ suspended");
    let listed = RowState::After(OutcomeKind::Done, Some(Verdict::StillListed));
    assert_eq!(words(listed), "! still listed ▴ suspended");
}
