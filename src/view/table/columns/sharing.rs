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
const GIVE_WAY: [GivesWay; 6] = [
    GivesWay::DownTo(Field::Email, 16),
    GivesWay::DownTo(Field::Organization, 3),
    GivesWay::DownTo(Field::Name, 16),
    // Less of an address than that tells nothing, and a name does.
    GivesWay::Away(Field::Email),
    GivesWay::Away(Field::SignedIn),
    GivesWay::DownTo(Field::Name, 12),
];

/// The columns of a name that come before an address that tells nothing, and those in which an address
/// always tells something.
const NAME: usize = 24;
const ADDRESS: usize = 20;

/// The columns of flags in which the gravest has a word.
const FLAG: usize = 11;
/// The columns from which on a name gives some to an address, and those that it has whatever an address
/// needs.
const NAME_GIVES: usize = 18;
const NAME_LEAST: usize = 16;

/// How a column gives way to what must be said.
#[derive(Clone, Copy)]
enum GivesWay {
    /// It has at least so many columns.
    DownTo(Field, usize),
    /// It is left out, but where somebody chose it.
    Away(Field),
}

impl Columns {
    /// Shares the columns by what the rows and the headings need. First whatever must be said has its
    /// columns, be it at the cost of what only says who it is; then what a cell may leave out is left out
    /// before another is cut; and of an address some letters are left, or it goes before a name is cut.
    pub(in crate::view::table) fn shared(mut self, need: impl Fn(Field) -> ColumnNeed) -> Self {
        for field in Field::FLEXIBLE {
            for way in GIVE_WAY {
                self.give_way(field, need(field).must, way);
            }
            for (other, least) in GIVE_WAY_EARLY {
                self.claim(field, need(field).grave, (other, least));
            }
        }
        self.spread(|field| need(field).least);
        self.spread(|field| need(field).whole);
        let name = need(Field::Name).whole.min(NAME);
        let address = need(Field::Email).telling.min(ADDRESS);
        // Namesakes are told apart by their addresses: what flags say less briefly and the ends of long
        // names give way to as much of them as tells anything, so that their column comes and goes with
        // no row.
        let flag = need(Field::Flag);
        for (other, least) in [
            (Field::Flag, flag.grave.max(flag.must).max(FLAG)),
            (Field::Name, NAME_GIVES),
            (Field::Flag, flag.must.max(FLAG)),
            (Field::Name, NAME_LEAST),
        ] {
            self.claim(Field::Email, address, (other, least));
        }
        let has_less = |field, columns| {
            self.place(field)
                .is_some_and(|at| self.each[at].1 < columns)
        };
        if has_less(Field::Name, name) && has_less(Field::Email, address) {
            self.give_way(Field::Name, name, GivesWay::Away(Field::Email));
            self.spread(|field| need(field).whole);
        }
        self
    }

    /// Gives a column what it must have, in one of the ways, as far as it still lacks any.
    fn give_way(&mut self, field: Field, must: usize, way: GivesWay) {
        match way {
            GivesWay::DownTo(other, least) => self.claim(field, must, (other, least)),
            GivesWay::Away(other) => {
                let lacks = self.place(field).is_some_and(|at| self.each[at].1 < must);
                let Some(other) = self.place(other).filter(|_| lacks && !self.are_chosen) else {
                    return;
                };
                let (_, columns) = self.each.remove(other);
                let spare = columns + 1;
                let spare = spare - self.grow(field, must, spare);
                // What nobody needs is at the end of the rows, where it parts nothing.
                let rest = if field == Field::Name {
                    Field::Flag
                } else {
                    Field::Name
                };
                self.grow(rest, usize::MAX, spare);
            }
        }
    }

    /// Gives a column what it must have, from another one that has more than the least.
    fn claim(&mut self, field: Field, must: usize, (other, least): (Field, usize)) {
        let (Some(at), Some(other)) = (self.place(field), self.place(other)) else {
            return;
        };
        if other == at {
            return;
        }
        let missing = must.saturating_sub(self.each[at].1);
        let more = missing.min(self.each[other].1.saturating_sub(least));
        self.each[other].1 -= more;
        self.each[at].1 += more;
    }

    /// Gives columns that are blank in every row to those that are cut in one. `need` is the most columns
    /// that a row or the heading takes. As little as possible moves: what fits already stays as it is.
    fn spread(&mut self, need: impl Fn(Field) -> usize) {
        for (field, most) in CUT {
            let Some(at) = self.place(field) else {
                continue;
            };
            let wanted = need(field).min(most);
            while self.each[at].1 < wanted {
                let blank = |(field, columns): (Field, usize)| {
                    let blank = columns.saturating_sub(need(field));
                    if field.is_flexible() { blank } else { 0 }
                };
                let spare = (0..self.each.len()).map(|other| (blank(self.each[other]), other));
                let Some((blank, other)) = spare.max().filter(|(blank, _)| *blank > 0) else {
                    return;
                };
                let more = blank.min(wanted - self.each[at].1);
                self.each[other].1 -= more;
                self.each[at].1 += more;
            }
        }
    }

    fn place(&self, field: Field) -> Option<usize> {
        self.each.iter().position(|(shown, _)| *shown == field)
    }
}
