//! What reading the sessions of some people costs: their own lists, or a walk over the account.

/// The least people for whom a walk is tried whose length nobody knows.
const WORTH_A_TRY: usize = 20;

/// How much longer than a walk that is tried the own lists are, at least: a try in vain then adds
/// no more than a quarter.
const TRIED_AT: usize = 4;

/// The cheaper way to read the sessions of some people, priced in requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ReadPrice {
    /// Their own lists, a request or more for each.
    OwnLists(usize),
    /// A walk of so many pages.
    Walk(usize),
}

impl ReadPrice {
    /// The cheaper of a list for each of `people`, at so many requests each, and a walk of `pages`,
    /// where that is known.
    pub(crate) fn cheaper(people: usize, each: usize, pages: Option<usize>) -> Self {
        let lists = people.saturating_mul(each);
        match pages {
            Some(pages) if pages < lists => Self::Walk(pages),
            _ => Self::OwnLists(lists),
        }
    }

    /// The requests that it takes.
    pub(crate) const fn requests(self) -> usize {
        match self {
            Self::OwnLists(requests) | Self::Walk(requests) => requests,
        }
    }

    /// The pages after which a walk of unknown length is given up for the lists of so many people;
    /// 0 where it is not tried.
    pub(crate) const fn pages_worth_trying(people: usize) -> usize {
        if people < WORTH_A_TRY {
            0
        } else {
            people / TRIED_AT
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cheaper_of_lists_and_a_walk_is_taken() {
        use ReadPrice::{OwnLists, Walk};
        for (people, each, pages, expected) in [
            (3, 1, None, OwnLists(3)),
            (3, 1, Some(3), OwnLists(3)),
            (3, 2, Some(3), Walk(3)),
            (51, 1, Some(400), OwnLists(51)),
            (5_000, 1, Some(400), Walk(400)),
            (5_000, 1, None, OwnLists(5_000)),
        ] {
            let price = ReadPrice::cheaper(people, each, pages);
            assert_eq!(price, expected, "{people}");
            let walk = pages.unwrap_or(usize::MAX);
            assert_eq!(price.requests(), walk.min(people * each));
        }
    }

    /// Where nobody knows how long a walk is, it is tried for a part of what the lists cost.
    #[test]
    fn a_walk_of_unknown_length_is_tried_for_a_quarter() {
        for (people, pages) in [(1, 0), (19, 0), (20, 5), (5_000, 1_250)] {
            assert_eq!(ReadPrice::pages_worth_trying(people), pages, "{people}");
        }
    }
}
