//! What a request is for: the classes that the scheduler serves, first to last.

/// The purpose of a request, which decides what it waits for. What stands first goes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// The request changes something.
    Ending,
    /// Somebody waits for the answer: the facts of a review, a person's page, tokens, a card, and
    /// what a verb has to know before it acts.
    Asked,
    /// The request reads what a run has done.
    Proof,
    /// The request reads who the people on the screen are.
    Shown,
    /// The request reads a page of a walk.
    Walk,
    /// The request reads who the other people are.
    Names,
    /// The request reads what is worth less than all of that.
    Enrichment,
}

impl Purpose {
    /// The number of purposes.
    pub(super) const COUNT: usize = 7;

    /// All purposes, first to last.
    pub(super) const ALL: [Self; Self::COUNT] = [
        Self::Ending,
        Self::Asked,
        Self::Proof,
        Self::Shown,
        Self::Walk,
        Self::Names,
        Self::Enrichment,
    ];

    /// Its place in the order, from 0.
    pub(super) const fn rank(self) -> usize {
        self as usize
    }

    /// Whether it takes its places from the watching share. The others take theirs from the ending
    /// share.
    pub(super) const fn is_watching(self) -> bool {
        matches!(
            self,
            Self::Shown | Self::Walk | Self::Names | Self::Enrichment
        )
    }

    /// Whether the list on the screen is as old as its wait: pages of a walk, and who people are. One
    /// task reads them in turn, so that each of them holds up the others.
    pub(super) const fn reads_the_list(self) -> bool {
        matches!(self, Self::Shown | Self::Walk | Self::Names)
    }

    /// How many requests that come before it may go first while it waits; then it is its turn.
    pub(super) const fn turn(self) -> u32 {
        match self {
            Self::Ending => u32::MAX,
            Self::Asked => 9,
            Self::Proof | Self::Shown | Self::Walk | Self::Names | Self::Enrichment => 19,
        }
    }
}
