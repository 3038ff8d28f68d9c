//! Columns shared by what the rows need.

use super::{Columns, Field};
use crate::app::ColumnNeed;

/// Who gets blank columns of others first, each up to so many: a long name or address leaves something
/// to the rest.
const CUT: [(Field, usize); 9] = [
    (Field::Name, 24),
    (Field::Email, 30),
    (Field::Flag, 15),
    (Field::Email, 40),
    (Field::Organization, 24),
    (Field::Flag, usize::MAX),
    (Field::Name, usize::MAX),
    (Field::Email, usize::MAX),
    (Field::Organization, usize::MAX),
];

/// Whose columns what deserves a look takes, one after the other, each down to so many.
const GIVE_WAY_EARLY: [(Field, usize); 2] = [(Field::Organization, 8), (Field::Email, 20)];

/// The same for how it stands with somebody, which must be said.
const GIVE_WAY: [(Field, usize); 3] = [
    (Field::Email, 12),
    (Field::Organization, 3),
    (Field::Name, 12),
];

impl Columns {
    /// Shares the columns by what the rows and the headings need. First whatever must be said has its
    /// columns, be it at the cost of what only says who it is; then what a cell may leave out is left out
    /// before another is cut.
    pub(in crate::view::table) fn shared(mut self, need: impl Fn(Field) -> ColumnNeed) -> Self {
        for field in Field::FLEXIBLE {
            self.claim(field, need(field).must, &GIVE_WAY);
            self.claim(field, need(field).grave, &GIVE_WAY_EARLY);
        }
        self.spread(|field| need(field).least);
        self.spread(|field| need(field).whole);
        self
    }

    /// Gives a column what it must have, from those that give way.
    fn claim(&mut self, field: Field, must: usize, others: &[(Field, usize)]) {
        let Some(at) = self.place(field) else {
            return;
        };
        for (other, least) in others {
            let Some(other) = self.place(*other).filter(|other| *other != at) else {
                continue;
            };
            let missing = must.saturating_sub(self.0[at].1);
            let more = missing.min(self.0[other].1.saturating_sub(*least));
            self.0[other].1 -= more;
            self.0[at].1 += more;
        }
    }

    /// Gives columns that are blank in every row to those that are cut in one. `need` is the most columns
    /// that a row or the heading takes. As little as possible moves: what fits already stays as it is.
    fn spread(&mut self, need: impl Fn(Field) -> usize) {
        for (field, most) in CUT {
            let Some(at) = self.place(field) else {
                continue;
            };
            let wanted = need(field).min(most);
            while self.0[at].1 < wanted {
                let blank = |(field, columns): (Field, usize)| {
                    let blank = columns.saturating_sub(need(field));
                    if field.is_flexible() { blank } else { 0 }
                };
                let spare = (0..self.0.len()).map(|other| (blank(self.0[other]), other));
                let Some((blank, other)) = spare.max().filter(|(blank, _)| *blank > 0) else {
                    return;
                };
                let more = blank.min(wanted - self.0[at].1);
                self.0[other].1 -= more;
                self.0[at].1 += more;
            }
        }
    }

    fn place(&self, field: Field) -> Option<usize> {
        self.0.iter().position(|(shown, _)| *shown == field)
    }
}
