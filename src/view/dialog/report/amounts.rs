//! How much was to be done to somebody in the list of a report.

use super::super::super::pen::width;
use super::super::super::words::counted;
use crate::app::{ReportPerson, ReportView};
use crate::operation::TargetKind;

/// How much was to be done to somebody: sessions and tokens, each in a column of its own.
#[derive(Clone, Copy, Default)]
pub(super) struct Amounts {
    sessions: usize,
    tokens: usize,
}

impl Amounts {
    pub(super) fn of(view: &ReportView, person: &ReportPerson<'_>) -> Self {
        let mut amounts = Self::default();
        for item in person.items.iter().filter_map(|at| view.item(*at)) {
            match item.target.kind() {
                TargetKind::Sessions => amounts.sessions += 1,
                TargetKind::Tokens => amounts.tokens += 1,
                TargetKind::People => {}
            }
        }
        amounts
    }

    /// The words of both; none where there is nothing of the kind.
    pub(super) fn words(self) -> [Option<String>; 2] {
        let of = |count, one, many| (count > 0).then(|| counted(count, one, many));
        [
            of(self.sessions, "session", "sessions"),
            of(self.tokens, "token", "tokens"),
        ]
    }
}

/// The columns that each kind needs in a report, with a blank before it.
pub(super) fn columns_of_amounts(view: &ReportView) -> [usize; 2] {
    let mut most = [0, 0];
    for person in view.people_of_run() {
        for (most, words) in most.iter_mut().zip(Amounts::of(view, &person).words()) {
            *most = words.map_or(0, |words| width(&words) + 2).max(*most);
        }
    }
    most
}
