//! Who is signed in, and what is flagged.

use ratatui::style::Style;

use super::Piece;
use crate::app::{Action, Mode};
use crate::live::{Coverage, FlagTotal, Freshness, SessionFlags};
use crate::settings::{Rule, RuleLevel};
use crate::view::words::{count, counted, key, level_style};
use crate::view::{Scene, Theme};

/// The sessions, the people, the admins and the agents; nothing before anything is known.
pub(super) fn of_everyone(scene: Scene<'_>) -> Vec<Piece> {
    let Scene { app, theme, .. } = scene;
    let snapshot = app.snapshot();
    if snapshot.is_empty() && !matches!(snapshot.freshness, Freshness::Current { .. }) {
        return Vec::new();
    }
    let census = snapshot.census();
    // Whoever is not known may be one of them.
    let sign = if census.not_known > 0 {
        theme.signs.at_least
    } else {
        ""
    };
    // Before the first walk is over there may be more of everything.
    let is_current = matches!(snapshot.freshness, Freshness::Current { .. });
    let so_far = if is_current || snapshot.is_walked() {
        ""
    } else {
        theme.signs.at_least
    };
    let sign = if so_far.is_empty() { sign } else { so_far };
    [
        (so_far, snapshot.len(), ["session", "sessions"]),
        (so_far, snapshot.people_signed_in(), ["person", "people"]),
        (sign, census.admins, ["admin", "admins"]),
        (sign, census.agents, ["agent", "agents"]),
    ]
    .into_iter()
    .enumerate()
    .map(|(n, (sign, number, [one, many]))| {
        let style = if n == 0 { theme.heading } else { theme.text };
        let text = format!("{sign}{}", counted(number, one, many));
        Piece::new(0, text, style).or(format!("{sign}{}", count(number)))
    })
    .collect()
}

/// Who should be gone, and how many people the rules flag beside those: to be looked at now, and at all.
pub(super) fn of_flagged(scene: Scene<'_>) -> Vec<Piece> {
    let kinds = Flagged::of(scene).kinds();
    kinds
        .into_iter()
        .map(|kind| {
            let rank = match kind.what {
                FlagKind::Leavers | FlagKind::Alarms => 1,
                FlagKind::Rules => 2,
            };
            let text = kind.words();
            let fewest = format!("{}!", count(kind.people));
            let piece = Piece::new(rank, text, style_of(kind.level, scene.theme));
            piece.close().or_at_least(fewest)
        })
        .collect()
}

/// The gravest of what is flagged, and how many people are flagged beside: where there is no room for all
/// of it.
pub(super) fn in_one(scene: Scene<'_>) -> Option<Piece> {
    let kinds = Flagged::of(scene).kinds();
    let people: usize = kinds.iter().map(|kind| kind.people).sum();
    let gravest = kinds.iter().rev().max_by_key(|kind| kind.level)?;
    let words = format!("{} +{}", gravest.words(), count(people - gravest.people));
    let mut piece = Piece::new(1, words, style_of(gravest.level, scene.theme))
        .close()
        .or(format!("{} flagged!", count(people)))
        .or_at_least(format!("{}!", count(people)));
    piece.shorten();
    Some(piece)
}

/// Why somebody is flagged.
#[derive(Clone, Copy)]
enum FlagKind {
    Leavers,
    Alarms,
    Rules,
}

/// How many people are flagged for one reason, and how much it matters.
struct FlaggedFor {
    what: FlagKind,
    level: RuleLevel,
    people: usize,
}

impl FlaggedFor {
    fn words(&self) -> String {
        match self.what {
            FlagKind::Leavers => counted(self.people, "leaver!", "leavers!"),
            FlagKind::Alarms => counted(self.people, "alarm!", "alarms!"),
            FlagKind::Rules => format!("{} flagged!", count(self.people)),
        }
    }
}

/// How many people are flagged, each counted once.
struct Flagged {
    leavers: usize,
    /// How much it matters that they are signed in.
    of_leavers: RuleLevel,
    alarms: usize,
    warned: usize,
}

impl Flagged {
    fn of(scene: Scene<'_>) -> Self {
        let flags = scene.app.flags();
        let people = |level| flags.map_or(0, |flags| flags.people_at(level));
        Self {
            leavers: scene.app.snapshot().census().leavers,
            of_leavers: flags.map_or(RuleLevel::Warn, SessionFlags::level_of_leavers),
            alarms: people(RuleLevel::Alarm),
            warned: people(RuleLevel::Warn),
        }
    }

    /// What there is anybody of.
    fn kinds(&self) -> Vec<FlaggedFor> {
        let all = [
            (FlagKind::Leavers, self.of_leavers, self.leavers),
            (FlagKind::Alarms, RuleLevel::Alarm, self.alarms),
            (FlagKind::Rules, RuleLevel::Warn, self.warned),
        ];
        let all = all.map(|(what, level, people)| FlaggedFor {
            what,
            level,
            people,
        });
        all.into_iter().filter(|kind| kind.people > 0).collect()
    }
}

/// The style of a level in this line.
const fn style_of(level: RuleLevel, theme: &Theme) -> Style {
    match level {
        RuleLevel::Alarm => theme.alert,
        level => level_style(level, theme),
    }
}

/// Whether all is well, and what cannot be read of the account.
pub(super) fn of_attention(scene: Scene<'_>) -> Vec<Piece> {
    let Scene { app, theme, .. } = scene;
    let snapshot = app.snapshot();
    let leavers = snapshot.census().leavers;
    let mut pieces = Vec::new();
    let is_whole = matches!(snapshot.freshness, Freshness::Current { .. })
        && snapshot.coverage() == Coverage::Full;
    if is_whole && leavers == 0 && app.flags().is_some_and(flags_nothing) {
        pieces.push(Piece::new(6, "nothing flagged", theme.good).close());
    }
    let not_known = snapshot.census().not_known;
    if not_known > 0 && snapshot.is_walked() {
        let text = format!("{} not known", count(not_known));
        let short = format!("{} ?", count(not_known));
        pieces.push(Piece::new(1, text, theme.warning).close().or(short));
    }
    let unread = app.notices().unread();
    if unread > 0 {
        let key = key(app.keymap(), Mode::List, Action::News);
        let short = counted(unread, "notice!", "notices!");
        let text = format!("{short} ({key})");
        pieces.push(Piece::new(3, text, theme.warning).close().or(short));
    }
    let unreadable = snapshot.unreadable().records();
    if unreadable > 0 {
        let text = format!("{} unreadable", count(unreadable));
        pieces.push(Piece::new(4, text, theme.warning));
    }
    if snapshot.unconfirmed() > 0 {
        let text = format!("{} unconfirmed", count(snapshot.unconfirmed()));
        pieces.push(Piece::new(4, text, theme.warning));
    }
    if snapshot.conflicts() > 0 {
        let text = counted(snapshot.conflicts(), "conflict", "conflicts");
        pieces.push(Piece::new(5, text, theme.warning));
    }
    if let Some(offset) = snapshot.clock_offset
        && offset.is_large()
    {
        let text = format!("clock {:+}s", -offset.seconds());
        pieces.push(Piece::new(5, text, theme.warning));
    }
    pieces
}

/// Whether there are rules and none of them hits anybody, as far as the rules with a level of more than
/// a note can be told of everybody.
fn flags_nothing(flags: &SessionFlags) -> bool {
    let is_open = |(_, rule, total): (_, &Rule, FlagTotal)| {
        total.sessions > 0 || total.undecided > 0 && rule.level != RuleLevel::Note
    };
    !flags.rules().rules().is_empty() && !flags.totals().any(is_open)
}
