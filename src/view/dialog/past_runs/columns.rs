//! Where the parts of a line about a run stand, and which of them have room.

use ratatui::style::Style;

use super::super::super::pen::width;

/// Columns of the sign before what may be unfolded.
pub(super) const FOLD: usize = 2;
/// What stands over when runs were.
pub(super) const WHEN: &str = "WHEN";
/// What stands over how things stand.
pub(super) const STANDING: &str = "HOW IT STANDS";
/// Columns between what a line is about and how that stands.
pub(super) const BETWEEN: usize = 2;
/// The columns from which on the rest is worth a column of its own.
const REST_COLUMNS: usize = 30;
/// The columns in which most verdicts on somebody have room, where the rest stands behind them.
const STANDING_OF_PEOPLE: usize = 66;
/// The least columns of what a line is about: what was done, and how many there were or a first name.
const ABOUT: usize = 22;

/// The words of a line: what is before them, what it is about, and how that stands.
pub(super) struct LineWords {
    pub(super) indent: usize,
    /// Whether what is below is shown, where there is anything.
    pub(super) is_open: Option<bool>,
    pub(super) when: Option<String>,
    pub(super) about: (String, Style),
    pub(super) standing: Option<(String, Style)>,
    /// What else is known, where there is room for it.
    pub(super) rest: String,
}

/// Where the parts of every line stand.
#[derive(Clone, Copy)]
pub(super) struct RunColumns {
    /// The columns of when runs were.
    pub(super) when: usize,
    /// The column at which it stands how runs stand.
    pub(super) standing: usize,
    /// The same of what is below a run: as far left of that as the longest words need.
    below: usize,
    /// The column at which the rest stands, where it has room.
    pub(super) rest: Option<usize>,
}

impl LineWords {
    /// The columns before the words.
    pub(super) fn before(&self, when: usize) -> usize {
        let fold = if self.is_open.is_some() { FOLD } else { 0 };
        let when = self.when.as_ref().map_or(0, |_| when + 1);
        self.indent + fold + when
    }

    /// The columns up to the end of what it is about.
    fn about(&self, places: RunColumns) -> usize {
        self.before(places.when) + width(&self.about.0)
    }

    /// The column at which it stands how that stands: as in every line, but for words that have no room
    /// there and blanks before them.
    pub(super) fn standing(&self, places: RunColumns, columns: usize) -> usize {
        let words = self.standing.as_ref().map_or(0, |(words, _)| width(words));
        let least = (self.about(places) + BETWEEN).max(columns.saturating_sub(words));
        if self.when.is_some() {
            places.standing.min(least)
        } else {
            places.below.min(least)
        }
    }

    /// Whether a part of it has no room.
    pub(super) fn is_cut(&self, places: RunColumns, columns: usize) -> bool {
        let about = self.about(places);
        match &self.standing {
            Some((words, _)) => {
                let standing = self.standing(places, columns);
                about + BETWEEN > standing || standing + width(words) > columns
            }
            None => about > columns,
        }
    }

    /// All of the words.
    pub(super) fn whole(&self) -> String {
        let (about, _) = &self.about;
        match &self.standing {
            Some((standing, _)) => format!("{about}: {standing}"),
            None => about.clone(),
        }
    }
}

impl RunColumns {
    /// How things stand is told behind what the longest line is about, but where how a run stands needs more
    /// room than that leaves; and a run says at least what was done to how many. What is unfolded cuts no
    /// run: where it needs more room, it is told further left in all lines below runs.
    pub(super) fn of(lines: &[LineWords], columns: usize) -> Self {
        let whens = lines.iter().filter_map(|words| words.when.as_deref());
        let when = whens.map(width).max().unwrap_or(0).max(width(WHEN));
        let about = lines
            .iter()
            .map(|words| words.before(when) + width(&words.about.0) + BETWEEN);
        let longest = |is_meant: fn(&LineWords) -> bool| {
            let meant = lines.iter().filter(|words| is_meant(words));
            let standing = meant.filter_map(|words| words.standing.as_ref());
            let longest = standing.map(|(words, _)| width(words)).max();
            longest.unwrap_or(0)
        };
        let is_run = |words: &LineWords| words.when.is_some();
        let of_runs = longest(is_run).max(width(STANDING));
        let least = (columns * 2 / 5).max(FOLD + when + 1 + ABOUT + BETWEEN);
        let most = columns.saturating_sub(of_runs).max(least);
        let standing = about.max().unwrap_or(0).max(least).min(most);
        let of_below = longest(|words| words.when.is_none());
        let below = lines.iter().filter(|words| !is_run(words));
        let below = below.filter(|words| words.standing.is_some());
        let below = below.map(|words| words.before(when) + width(&words.about.0) + BETWEEN);
        let below = below
            .max()
            .unwrap_or(0)
            .max(columns.saturating_sub(of_below));
        // A verdict on somebody that is longer than most takes what is behind it.
        let rest = standing + of_runs.max(STANDING_OF_PEOPLE) + BETWEEN;
        Self {
            when,
            standing,
            below: below.min(standing),
            rest: (rest + REST_COLUMNS <= columns).then_some(rest),
        }
    }
}
