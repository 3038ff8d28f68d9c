use super::*;

/// The lines of a list: whom each belongs to, and whether it is theirs alone or below them.
struct Lines {
    people: Vec<ListHead>,
    /// The number of lines below each person once they are unfolded.
    below: Vec<usize>,
    shown: usize,
    /// Lines behind all people.
    behind: usize,
}

impl Lines {
    fn of(below: &[usize], shown: usize, behind: usize) -> Self {
        let people = (1..=below.len() as u64).filter_map(UserId::new);
        let people = people.map(ListHead::Person).collect();
        let below = below.to_vec();
        Self {
            people,
            below,
            shown,
            behind,
        }
    }

    fn measure(&self, folds: &Folds) -> DialogExtent {
        let (mut heads, mut all) = (Vec::new(), 0);
        for (head, below) in self.people.iter().zip(&self.below) {
            heads.push(all);
            all += 1 + if folds.is_unfolded(head) { *below } else { 0 };
        }
        let rows = (self.shown, all + self.behind);
        let extent = folds.extent(&self.people, &heads, rows);
        DialogExtent { extent, heads }
    }

    fn press(&self, folds: &mut Folds, action: Action) {
        let shown = self.measure(folds);
        folds.look(shown.extent);
        assert!(folds.key(Some(action), &self.people, (shown.extent, &shown.heads)));
        folds.look(self.measure(folds).extent);
    }

    fn cursor(&self, folds: &Folds) -> u64 {
        let head = folds.under_cursor(&self.people);
        head.and_then(ListHead::person).map_or(0, UserId::get)
    }
}

#[test]
fn only_the_person_under_the_cursor_is_unfolded_and_one_key_turns_all() {
    let lines = Lines::of(&[2, 2, 2], 20, 0);
    let mut folds = Folds::all(false);
    lines.press(&mut folds, Action::Down);
    lines.press(&mut folds, Action::Unfold);
    let unfolded = |folds: &Folds| {
        let people = lines.people.iter();
        people
            .map(|head| folds.is_unfolded(head))
            .collect::<Vec<_>>()
    };
    assert_eq!(unfolded(&folds), [false, true, false]);
    lines.press(&mut folds, Action::UnfoldAll);
    assert_eq!(unfolded(&folds), [true; 3]);
    lines.press(&mut folds, Action::Fold);
    assert_eq!(unfolded(&folds), [true, false, true]);
    lines.press(&mut folds, Action::UnfoldAll);
    assert_eq!(unfolded(&folds), [true; 3]);
    lines.press(&mut folds, Action::UnfoldAll);
    assert_eq!(unfolded(&folds), [false; 3]);
    assert_eq!(lines.cursor(&folds), 2);
}

#[test]
fn every_line_can_be_shown_by_single_steps_and_the_cursor_is_never_off_the_screen() {
    for shown in 1..9 {
        for below in [
            &[0, 0, 0, 0][..],
            &[9, 0, 3, 1],
            &[1, 12, 0, 2],
            &[0],
            &[30],
        ] {
            for behind in [0, 5] {
                let lines = Lines::of(below, shown, behind);
                let mut folds = Folds::all(true);
                for (action, steps) in [(Action::Down, 200), (Action::Up, 200)] {
                    let all = lines.measure(&folds).extent.all();
                    let mut visible = vec![false; all];
                    for _ in 0..steps {
                        let now = lines.measure(&folds);
                        now.extent.rows().for_each(|row| visible[row] = true);
                        let at = folds.place(&lines.people);
                        let end = now.heads.get(at + 1).copied().unwrap_or(all);
                        let (head, rows) = (now.heads[at], now.extent.rows());
                        assert!(head < rows.end && end > rows.start, "{below:?} in {shown}");
                        lines.press(&mut folds, action);
                    }
                    assert!(visible.iter().all(|it| *it), "{below:?} in {shown}");
                }
                assert_eq!(lines.cursor(&folds), 1);
            }
        }
    }
}

/// Those who are left out are folded by reason until somebody unfolds them; what was named in vain is
/// shown.
#[test]
fn reasons_are_folded_at_first_and_what_was_named_in_vain_is_not() {
    let (why, miss) = (
        ListHead::Reason("deleted".to_owned()),
        ListHead::Named("not found".to_owned()),
    );
    let somebody = ListHead::Person(UserId::new(7).unwrap());
    let all = [somebody, why.clone(), miss.clone()];
    let mut folds = Folds::all(true);
    let unfolded = |folds: &Folds| all.each_ref().map(|head| folds.is_unfolded(head));
    assert_eq!(unfolded(&folds), [true, false, true]);
    folds.set(&why, true);
    assert_eq!(unfolded(&folds), [true; 3]);
    folds.set(&miss, false);
    folds.set(&why, false);
    assert_eq!(unfolded(&folds), [true, false, false]);
    folds.turn_all(&all);
    assert_eq!(unfolded(&folds), [true; 3]);
    folds.turn_all(&all);
    assert_eq!(unfolded(&folds), [false; 3]);
}

#[test]
fn pages_scroll_and_take_the_cursor_along_to_both_ends() {
    let lines = Lines::of(&[0; 40], 10, 0);
    let mut folds = Folds::all(false);
    lines.press(&mut folds, Action::PageDown);
    assert_eq!(lines.measure(&folds).extent.first(), 9);
    assert_eq!(lines.cursor(&folds), 10);
    lines.press(&mut folds, Action::Bottom);
    assert!(folds.end_seen());
    assert_eq!(lines.cursor(&folds), 40);
    lines.press(&mut folds, Action::PageUp);
    assert_eq!(lines.cursor(&folds), 31, "the last one on the screen");
    lines.press(&mut folds, Action::Top);
    assert_eq!(lines.cursor(&folds), 1);
    let few = Lines::of(&[0; 4], 10, 0);
    let mut folds = Folds::all(false);
    few.press(&mut folds, Action::PageDown);
    assert_eq!(few.cursor(&folds), 4, "there is nothing to scroll");
}

#[test]
fn whoever_is_unfolded_is_shown_with_what_belongs_to_them() {
    let lines = Lines::of(&[0, 0, 0, 0, 4, 0, 0], 5, 0);
    let mut folds = Folds::all(false);
    for _ in 0..4 {
        lines.press(&mut folds, Action::Down);
    }
    assert_eq!(lines.measure(&folds).extent.rows(), 0..5);
    lines.press(&mut folds, Action::Unfold);
    assert_eq!(lines.measure(&folds).extent.rows(), 4..9);
}
