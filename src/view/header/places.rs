//! Which pieces of the first line have a place of their own at a width, and how wide it is.

/// The widest account name before it is cut, where there is plenty of room.
const ACCOUNT: usize = 24;
/// The widest account name on the narrowest screen.
const ACCOUNT_NARROW: usize = 15;

/// Columns of how fresh the list is: `AGEING 12d04h`.
pub(super) const FRESH: usize = 13;
/// Columns of what the poller does next: `next in 59s`, and in short `next 59s`.
const NEXT: usize = 11;
const SHORT_NEXT: usize = 8;
/// Columns of the requests of the last minute: `rate 12%`, and in short `12%` or `84/m`.
const RATE: usize = 8;
const SHORT_RATE: usize = 5;
/// Columns of how many are allowed.
const LIMIT: usize = 8;

/// The columns of the bars of those who signed in, by the width from which on there are so many.
const SPARKS: [(usize, usize); 3] = [(190, 12), (120, 6), (80, 4)];

/// Columns that stay blank at the end of the line.
const EDGE: usize = 1;

/// Columns between what comes and goes and the freshness.
pub(super) const BEFORE: usize = 1;

/// From this width on there is a place for the requests of the last minute.
const WITH_RATE: usize = 90;
/// From this width on there is a place for what comes next.
const WITH_NEXT: usize = 100;
/// From this width on there is a place for how many requests are allowed.
const WITH_LIMIT: usize = 150;

/// Columns of sessions, people, admins and agents: `99,999 sessions`.
const COUNTS: [usize; 4] = [15, 13, 10, 12];
/// How readily each gives its place to what matters more; the sessions never do.
const RANKS: [u8; 4] = [0, 6, 7, 8];
/// The columns in an account of a hundred thousand sessions and more: `1,000,000 sessions`.
const LARGE_COUNTS: [usize; 4] = [18, 16, 11, 14];
/// The sessions from which on an account is large.
const LARGE: usize = 100_000;

/// Columns left to what comes and goes before a count beyond the sessions has a place that nothing
/// takes: ` 2 leavers! 31 alarms!`.
const RESERVE: usize = 22;
/// The same before the sessions have one: ` 1 alarm! +60`.
const LEAST_RESERVE: usize = 13;

/// The widest ticket before it is cut, and on the narrowest screen.
const TICKET: usize = 16;
const TICKET_NARROW: usize = 9;

/// The widest account name on a screen of this width.
pub(super) fn account(room: usize) -> usize {
    (room / 4).clamp(ACCOUNT_NARROW, ACCOUNT)
}

/// The widest ticket on a screen of this width.
pub(super) fn ticket(room: usize) -> usize {
    (room / 8).clamp(TICKET_NARROW, TICKET)
}

/// The fewest columns of a ticket of which something can be told.
const LEAST_TICKET: usize = 5;

/// The next narrower ticket; without columns there is none.
pub(super) const fn narrower_ticket(columns: usize) -> usize {
    if columns > LEAST_TICKET {
        columns - 1
    } else {
        0
    }
}

/// The parts of the line behind the freshness.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TailPart {
    /// What the poller does next.
    Next,
    /// The bars of those who signed in.
    Bars,
    /// The requests of the last minute.
    Rate,
    /// How many requests are allowed.
    Limit,
}

/// The places at one width. They do not depend on what is known, but for how large the account is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Places {
    room: usize,
    /// How many of the counts have a place.
    shown: usize,
    columns: [usize; 4],
    /// How many bars there are.
    spark: usize,
}

impl Places {
    /// The places on a line of `room` columns whose account takes the first `account`.
    pub(super) fn of(room: usize, account: usize, sessions: usize) -> Self {
        let columns = if sessions < LARGE {
            COUNTS
        } else {
            LARGE_COUNTS
        };
        let mut places = Self {
            room,
            shown: 0,
            columns,
            spark: 0,
        };
        let reserve = |n| if n == 0 { LEAST_RESERVE } else { RESERVE };
        places.shown = places.counts_in(account, reserve);
        // The bars take nothing away from what comes and goes.
        let spare = places.left_after(account).saturating_sub(RESERVE);
        let fits = |(width, bars): &&(usize, usize)| room >= *width && bars + 2 <= spare;
        places.spark = SPARKS.iter().find(fits).map_or(0, |(_, bars)| *bars);
        // Further counts are there as long as nothing that matters more needs their place.
        if places.shown > 0 {
            places.shown = places.counts_in(account, |_| 0);
        }
        places
    }

    /// How many counts have a place where so many columns are left free behind each of them.
    fn counts_in(self, account: usize, reserve: impl Fn(usize) -> usize) -> usize {
        let end = self.room.saturating_sub(self.tail() + BEFORE);
        let mut used = account + 1;
        let fits = |(n, columns): &(usize, usize)| {
            used += columns + 1;
            used + reserve(*n) <= end
        };
        let columns = self.columns.into_iter().enumerate();
        columns.take_while(fits).count()
    }

    /// The columns for what comes and goes, where the account takes the first `account`.
    pub(super) fn left_after(self, account: usize) -> usize {
        let counts: usize = self.counts().map(|(_, columns)| columns + 1).sum();
        let used = account + counts + usize::from(self.shown > 0) + self.tail() + BEFORE;
        self.room.saturating_sub(used)
    }

    /// How readily the last count that has a place gives it up.
    pub(super) fn rank_of_last(self) -> u8 {
        let last = self.shown.checked_sub(1);
        last.and_then(|last| RANKS.get(last)).copied().unwrap_or(0)
    }

    /// Whether the people are the last count that has a place.
    pub(super) const fn ends_with_people(self) -> bool {
        self.shown == 2
    }

    /// Takes the place of the last count.
    pub(super) const fn drop_last(&mut self) {
        self.shown = self.shown.saturating_sub(1);
    }

    /// The counts that have a place, by their number, with their columns.
    pub(super) fn counts(self) -> impl Iterator<Item = (usize, usize)> {
        self.columns.into_iter().take(self.shown).enumerate()
    }

    /// The parts behind the freshness that have a place, each with the blank columns before it and its
    /// own.
    pub(super) fn parts(self) -> impl Iterator<Item = (TailPart, usize, usize)> {
        let has_limit = self.room >= WITH_LIMIT;
        let next = if has_limit { NEXT } else { SHORT_NEXT };
        let rate = if has_limit { RATE } else { SHORT_RATE };
        let parts = [
            (self.room >= WITH_NEXT, TailPart::Next, 1, next),
            (self.spark > 0, TailPart::Bars, 2, self.spark),
            (self.has_rate(), TailPart::Rate, 2, rate),
            (has_limit, TailPart::Limit, 1, LIMIT),
        ];
        let parts = parts.into_iter().filter(|(is_there, ..)| *is_there);
        parts.map(|(_, part, gap, columns)| (part, gap, columns))
    }

    pub(super) const fn has_rate(self) -> bool {
        self.room >= WITH_RATE
    }

    /// The columns behind the freshness.
    pub(super) fn behind(self) -> usize {
        self.parts().map(|(_, gap, columns)| gap + columns).sum()
    }

    /// The columns from the freshness to the end of the line.
    pub(super) fn tail(self) -> usize {
        FRESH + self.behind() + EDGE
    }
}
