//! What comes and goes in the first line: behind the counts, before the freshness, and behind it in the
//! place of what is good to know.
//!
//! Where there is no room for all, this gives way, in this order: words that have a shorter form; what
//! is merely good to know; what stands behind the freshness, what the program does before anything else; for
//! what must be known or has to be looked at, counts, but for notices only where the gravest of what is
//! flagged leaves them no room; what matters least of the rest. Of what is flagged, the
//! gravest and how many beside stand there before it would be cut. Whatever stays has its longer words
//! again where there is room for these.

use super::places::Places;
use super::{Piece, badges, counts, credentials, places, quality};
use crate::view::Scene;
use crate::view::pen::{Pen, width};

/// The rank from which on a piece is merely good to know.
const GOOD_TO_KNOW: u8 = 9;
/// The rank up to which a piece must be known: it says that the list is not what it seems.
const MUST_BE_KNOWN: u8 = 1;
/// The rank up to which what stands before the freshness takes the places of counts.
const TAKES_COUNTS: u8 = 3;
/// The rank of what comes and goes with what is read, and should move no count.
const PASSES: u8 = 3;
/// The rank of what is flagged.
const OF_FLAGGED: u8 = 2;
/// The rank up to which the gravest of what is flagged speaks for all before a piece is left out.
const MATTERS: u8 = 3;

/// What comes and goes.
pub(super) struct Passing {
    /// How many are flagged, which stands behind the counts.
    flagged: Vec<Piece>,
    /// The gravest of it, or all of it once that is what is shown.
    other_words: Vec<Piece>,
    is_in_one: bool,
    /// What else stands behind the counts.
    left: Vec<Piece>,
    /// What stands before the freshness.
    right: Vec<Piece>,
    /// What stands behind the freshness.
    behind: Vec<Piece>,
    /// Whether all of it that must be known has a place.
    has_what_must_be_known: bool,
}

impl Passing {
    /// All of it that there is room for.
    pub(super) fn of(scene: Scene<'_>, account: usize, places: &mut Places) -> Self {
        let flagged = counts::of_flagged(scene);
        let in_one = counts::in_one(scene).filter(|_| flagged.len() > 1);
        let other_words = in_one.into_iter().collect();
        let mut left = counts::of_attention(scene);
        left.extend(badges(scene));
        left.extend(credentials::of_credentials(scene));
        let mut right = quality::of_data(scene);
        right.extend(quality::of_pause(scene));
        if !places.has_rate() {
            // Alone, a share says nothing.
            let (rate, _) = quality::of_budget(scene);
            right.push(rate.whole());
        }
        let mut passing = Self {
            flagged,
            other_words,
            is_in_one: false,
            left,
            right,
            behind: Vec::new(),
            has_what_must_be_known: true,
        };
        passing.fit(account, places);
        passing
    }

    /// Makes room until all of it that is left has a place.
    fn fit(&mut self, account: usize, places: &mut Places) {
        let is_wide = |it: &Self, places: &Places| it.width() > places.left_after(account);
        if is_wide(self, places) {
            self.shorten();
        }
        while is_wide(self, places) {
            let rank = self.highest_rank();
            if rank >= GOOD_TO_KNOW {
                self.drop(rank);
            } else if self.go_behind(places) {
                // It has a place there.
            } else if self.takes_counts(rank) && self.give_up_behind(places) {
                // What is left has a place there in the next round.
            } else if rank == PASSES
                && places.ends_with_people()
                && self.fits_in_other_words(places.left_after(account))
            {
                // The people stand where they stood.
                self.change_words();
            } else if self.takes_counts(rank) && places.rank_of_last() > rank {
                places.drop_last();
            } else if rank <= MATTERS && !self.is_in_one && !self.other_words.is_empty() {
                self.change_words();
            } else if self.shorten_more() {
                // There may be room for the fewest words, also behind the freshness.
            } else if rank <= OF_FLAGGED && self.shorten_flagged() {
                // Numbers alone say more than nothing.
            } else if rank > 0 {
                self.drop(rank);
            } else {
                self.has_what_must_be_known = false;
                break;
            }
        }
        if self.is_in_one {
            // What was left out since may have made room for several numbers again.
            self.change_words();
            if is_wide(self, places) {
                self.change_words();
            }
        }
        let room = places.left_after(account).saturating_sub(self.width());
        let pieces = self.flagged.iter_mut().chain(&mut self.left);
        lengthen(pieces.chain(&mut self.right).collect(), room);
        let taken: usize = self.behind.iter().map(Piece::width).sum();
        let room = places.behind().saturating_sub(taken);
        lengthen(self.behind.iter_mut().collect(), room);
    }

    /// Whether pieces of this rank take the places of counts. What the program does does not, unless it
    /// must be known.
    fn takes_counts(&self, rank: u8) -> bool {
        let mut left = self.flagged.iter().chain(&self.left);
        rank <= TAKES_COUNTS || left.any(|piece| piece.rank == rank)
    }

    /// Says in the fewest words what stands before the freshness and behind it; returns whether anything
    /// is said in other words.
    fn shorten_more(&mut self) -> bool {
        let pieces = self.right.iter_mut().chain(&mut self.behind);
        pieces
            .map(Piece::shorten_more)
            .fold(false, |any, it| any | it)
    }

    /// Says in the fewest words what is flagged; returns whether those are others.
    fn shorten_flagged(&mut self) -> bool {
        let pieces = self.flagged.iter_mut();
        pieces
            .map(Piece::shorten_more)
            .fold(false, |any, it| any | it)
    }

    /// Says in fewer words what can be said so.
    fn shorten(&mut self) {
        for piece in self.left.iter_mut().chain(&mut self.right) {
            piece.shorten();
        }
    }

    /// Whether all of it that must be known has a place.
    pub(super) const fn has_what_must_be_known(&self) -> bool {
        self.has_what_must_be_known
    }

    fn highest_rank(&self) -> u8 {
        self.pieces().map(|piece| piece.rank).max().unwrap_or(0)
    }

    /// Leaves out the last piece of this rank, and no other: there may be room for the rest.
    fn drop(&mut self, rank: u8) {
        for pieces in [&mut self.right, &mut self.left, &mut self.flagged] {
            if let Some(at) = pieces.iter().rposition(|piece| piece.rank == rank) {
                pieces.remove(at);
                self.has_what_must_be_known &= rank > MUST_BE_KNOWN;
                return;
            }
        }
    }

    /// Moves one piece behind the freshness, if one has room there.
    fn go_behind(&mut self, places: &Places) -> bool {
        let taken: usize = self.behind.iter().map(Piece::width).sum();
        let room = places.behind().saturating_sub(taken);
        let found = self.right.iter().position(|piece| piece.width() <= room);
        let piece = found.map(|at| self.right.remove(at));
        let has_room = piece.is_some();
        self.behind.extend(piece);
        has_room
    }

    /// Gives up the place behind the freshness that what the program does has, where something that takes
    /// counts would have room there; returns whether it did.
    fn give_up_behind(&mut self, places: &Places) -> bool {
        let last = self.behind.iter().map(|piece| piece.rank).max();
        let Some(last) = last.filter(|rank| *rank > TAKES_COUNTS) else {
            return false;
        };
        let stays = self.behind.iter().filter(|piece| piece.rank != last);
        let room = places
            .behind()
            .saturating_sub(stays.map(Piece::width).sum());
        let needs = |piece: &Piece| piece.rank <= TAKES_COUNTS && piece.width() <= room;
        if !self.right.iter().any(needs) {
            return false;
        }
        self.behind.retain(|piece| piece.rank != last);
        true
    }

    /// Whether all of it has so much room where the gravest of what is flagged speaks for all.
    fn fits_in_other_words(&self, room: usize) -> bool {
        let of = |pieces: &[Piece]| pieces.iter().map(Piece::width).sum::<usize>();
        let may_change = !self.is_in_one && !self.other_words.is_empty();
        may_change && self.width() - of(&self.flagged) + of(&self.other_words) <= room
    }

    /// Says the gravest of what is flagged with how many beside, or all of it again.
    fn change_words(&mut self) {
        std::mem::swap(&mut self.flagged, &mut self.other_words);
        self.is_in_one = !self.is_in_one;
    }

    /// What stands before the freshness.
    fn pieces(&self) -> impl Iterator<Item = &Piece> {
        let left = self.flagged.iter().chain(&self.left);
        left.chain(&self.right)
    }

    fn width(&self) -> usize {
        self.pieces().map(Piece::width).sum()
    }

    /// Draws it, up to where the freshness begins, so many columns before the end of the line.
    pub(super) fn draw(&self, pen: &mut Pen<'_>, tail: usize) {
        for piece in self.flagged.iter().chain(&self.left) {
            piece.draw(pen);
        }
        let end: usize = self.right.iter().map(Piece::width).sum();
        let blank = pen.left().saturating_sub(tail + places::BEFORE + end);
        pen.gap(blank);
        for piece in &self.right {
            piece.draw(pen);
        }
        let blank = pen.left().saturating_sub(tail);
        pen.gap(blank);
    }

    /// Draws what stands behind the freshness; returns its columns.
    pub(super) fn draw_behind(&self, pen: &mut Pen<'_>) -> usize {
        for piece in &self.behind {
            piece.draw(pen);
        }
        self.behind.iter().map(Piece::width).sum()
    }
}

/// Gives pieces their longer words again, in so many more columns: those first that matter most.
fn lengthen(mut pieces: Vec<&mut Piece>, mut room: usize) {
    pieces.sort_by_key(|piece| piece.rank);
    for piece in pieces {
        let before = piece.width();
        let forms = 0..piece.form;
        let fits = |form: &usize| piece.gap + width(&piece.forms[*form]) <= before + room;
        if let Some(form) = forms.into_iter().find(fits) {
            piece.form = form;
            room -= piece.width().saturating_sub(before);
        }
    }
}
