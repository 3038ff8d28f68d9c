//! How good the data are, and what they cost.

use std::time::Duration;

use super::super::words::{count, counted, key, until};
use super::super::{Scene, Theme};
use super::Piece;
use crate::app::{Action, Mode};
use crate::live::{AgeGrade, Coverage, Freshness, Progress, Retry};
use crate::model::{Age, Timestamp};
use crate::zendesk::PauseReason;

/// The time between two walks from which on the header says what it is.
const WORTH_A_WORD: Duration = Duration::from_secs(30);

/// Columns of a wait: `59s`.
const LEAST_WAIT: usize = 3;

/// How fresh the list is.
pub(super) struct FreshnessPieces {
    /// The freshness in a word, with the age.
    pub(super) word: Piece,
    /// What the poller does next.
    pub(super) next: Option<Piece>,
}

/// How current and how whole the data are, and whether the list stands still.
pub(super) fn of_data(scene: Scene<'_>) -> Vec<Piece> {
    let Scene { app, now, theme } = scene;
    let snapshot = app.snapshot();
    let mut pieces = Vec::new();
    if let Some(since) = app.list().paused_at() {
        let text = format!("PAUSED {}", since.age(now));
        pieces.push(Piece::new(3, text, theme.badge));
    } else if app.is_held() {
        pieces.push(Piece::new(4, "LIST HELD", theme.badge).or("HELD"));
    }
    if let Some(end) = app.waits().more_until(now) {
        let left = until(end, now);
        let text = format!("reading faster for {left}");
        let short = format!("faster {left}");
        let piece = Piece::new(5, text, theme.accent).or(short).close();
        pieces.push(piece.or_at_least(format!("faster {}", minutes(end, now))));
    }
    let watches = app.runs().watches();
    match (app.runs().returned().len(), watches.until()) {
        (0, None) => {}
        (0, Some(end)) => {
            let left = until(end, now);
            let text = format!("watching for returns, {left}");
            let short = format!("watching {left}");
            let piece = Piece::new(5, text, theme.accent).or(short);
            pieces.push(piece.or_at_least(format!("watching {}", minutes(end, now))));
        }
        (_, _) => {
            let back = app.runs().people_back();
            let text = format!("{} CAME BACK", count(back.len()));
            pieces.push(Piece::new(0, text, theme.alert));
        }
    }
    let stale = snapshot.age_grade(now) == AgeGrade::Stale;
    match snapshot.coverage() {
        Coverage::Own => pieces.push(Piece::new(1, "OWN ONLY", theme.warning)),
        Coverage::Partial if stale && !snapshot.is_empty() => {
            pieces.push(Piece::new(1, "PARTIAL", theme.warning));
        }
        Coverage::Partial if snapshot.is_walked() => {
            pieces.push(Piece::new(1, "PARTIAL", theme.warning));
        }
        Coverage::Partial | Coverage::Full => {}
    }
    pieces.extend(of_wait(scene).or_else(|| of_next_walk(scene)));
    pieces
}

/// What the reading of the list waits for, where that is our own pace and long, or one kind of request.
fn of_wait(scene: Scene<'_>) -> Option<Piece> {
    let Scene { app, theme, .. } = scene;
    let budget = app.snapshot().budget;
    let wait = budget.list_waits.filter(|_| budget.paused_for.is_none())?;
    let left = Age::from(wait.left).to_string();
    // As wide as at its beginning, so that the words stay where they are while it lasts.
    let short = format!("waits {left:>LEAST_WAIT$}");
    let piece = Piece::new(4, format!("{short}: {}", wait.why), theme.warning);
    Some(piece.or_at_least(short))
}

/// How long the first walk takes at this budget, or how fast it goes where nothing says how long the list is,
/// and the key that speeds it up.
fn of_first_walk(scene: Scene<'_>) -> Option<Piece> {
    let Scene { app, now, theme } = scene;
    let snapshot = app.snapshot();
    let Progress::Walking { page: 1.., .. } = snapshot.progress else {
        return None;
    };
    let (pace, brief) = match snapshot.first_walk_takes() {
        Some(time) if time < WORTH_A_WORD => return None,
        Some(time) => {
            let time = about(time);
            (
                format!("a walk takes about {time}"),
                format!("takes {time}"),
            )
        }
        None => {
            let pages = snapshot.budget.watching_allowance;
            let pages = (pages > 0).then(|| counted(pages as usize, "page", "pages"))?;
            (
                format!("reads {pages} a minute"),
                format!("{pages} a minute"),
            )
        }
    };
    if app.waits().more_until(now).is_some() {
        let piece = Piece::new(8, format!("{pace} at this budget"), theme.dim);
        return Some(piece.or_at_least(brief));
    }
    let faster = key(app.keymap(), Mode::List, Action::WatchMore);
    let text = format!("{pace} at this budget; {faster} reads faster");
    let piece = Piece::new(8, text, theme.dim);
    let piece = piece.or_at_least(format!("{pace}; {faster} reads faster"));
    let piece = piece.or_at_least(format!("{brief}; {faster} faster"));
    Some(piece.or_at_least(format!("{faster} reads faster")))
}

/// What is beside the freshness where something is wrong, and how long a walk takes where it is long.
fn of_next_walk(scene: Scene<'_>) -> Option<Piece> {
    let Scene { app, now, theme } = scene;
    let snapshot = app.snapshot();
    match &snapshot.freshness {
        Freshness::Waiting => of_first_walk(scene),
        Freshness::Current { .. } => {
            let interval = snapshot.interval.filter(|it| *it >= WORTH_A_WORD)?;
            let short = format!("a walk takes {}", Age::from(interval));
            let text = format!("{short} at this budget");
            Some(Piece::new(12, text, theme.dim).or(short))
        }
        Freshness::Stale { retry, .. } => {
            let next = match retry {
                Retry::At { when, failures } => {
                    format!("retry in {} ({failures})", until(*when, now))
                }
                Retry::WhenAsked => {
                    let key = key(app.keymap(), Mode::List, Action::Refresh);
                    format!("{key} asks again")
                }
            };
            Some(Piece::new(3, next, theme.warning))
        }
    }
}

/// A time that is not known to the second: whole minutes, where it is several.
fn about(time: Duration) -> String {
    let seconds = time.as_secs();
    if seconds < 120 {
        return Age::from(time).to_string();
    }
    let minutes = usize::try_from(seconds.div_ceil(60)).unwrap_or(usize::MAX);
    format!("{}m", count(minutes))
}

/// The page that the poller reads.
fn page_of(page: usize, theme: &Theme) -> Piece {
    // Before the first page came in, it is the first that is read.
    let page = page.max(1);
    let text = format!("walking p.{page}");
    Piece::new(0, text, theme.dim).or(format!("p.{page}"))
}

impl FreshnessPieces {
    /// The freshness of the newest snapshot.
    pub(super) fn of(scene: Scene<'_>) -> Self {
        let Scene { app, now, theme } = scene;
        let snapshot = app.snapshot();
        let walking = match snapshot.progress {
            Progress::Walking { page, .. } => Some(page),
            Progress::Identifying | Progress::Resting { .. } => None,
        };
        let mut next = None;
        let word = match &snapshot.freshness {
            Freshness::Waiting => match (walking, snapshot.progress) {
                (Some(page), _) => Piece::new(0, format!("LOADING p.{page}"), theme.accent)
                    .or(format!("LOADING {page}")),
                (None, Progress::Identifying) => Piece::new(0, "CONNECTING", theme.accent),
                (None, _) => Piece::new(0, "WAITING", theme.accent),
            },
            Freshness::Current { as_of } => {
                let (word, style) = match snapshot.age_grade(now) {
                    AgeGrade::Live => ("LIVE", theme.good),
                    AgeGrade::Ageing => ("AGEING", theme.warning),
                    AgeGrade::Stale => ("STALE", theme.alert),
                };
                if let Some(page) = walking {
                    next = Some(page_of(page, theme));
                } else if let Progress::Resting { until: next_walk } = snapshot.progress
                    && next_walk > now
                {
                    let left = until(next_walk, now);
                    let text = format!("next in {left}");
                    next = Some(Piece::new(0, text, theme.dim).or(format!("next {left}")));
                }
                Piece::new(0, format!("{word} {}", as_of.age(now)), style)
            }
            Freshness::Stale { as_of, because, .. } => {
                let is_refused = because.refuses_credentials();
                let word = match (as_of.map(|as_of| as_of.age(now)), is_refused) {
                    (None, true) => Piece::new(0, "REFUSED", theme.alert),
                    (Some(old), true) => {
                        Piece::new(0, format!("REFUSED {old}"), theme.alert).or("REFUSED")
                    }
                    (Some(old), false) => Piece::new(0, format!("STALE {old}"), theme.alert),
                    (None, false) if snapshot.is_empty() => Piece::new(0, "NO DATA", theme.alert),
                    (None, false) => Piece::new(0, "BROKEN OFF", theme.alert),
                };
                if let Some(page) = walking {
                    next = Some(page_of(page, theme));
                }
                word
            }
        };
        Self { word, next }
    }
}

/// Why requests wait, and for how long at most.
pub(super) fn of_pause(scene: Scene<'_>) -> Option<Piece> {
    let Scene { app, theme, .. } = scene;
    let budget = app.snapshot().budget;
    let (word, short, briefest) = match budget.paused_for? {
        PauseReason::RateLimited => ("RATE LIMITED", "LIMITED", "429"),
        PauseReason::Overloaded => ("OVERLOADED", "LOADED", "5xx"),
        PauseReason::UsedUp | PauseReason::EndpointUsedUp => ("RATE USED UP", "USED UP", "USED UP"),
        PauseReason::Reserve => ("RATE RESERVE", "RESERVE", "RESERVE"),
    };
    let asked =
        (budget.asks_for).map_or_else(String::new, |asked| format!(" of {}", Age::from(asked)));
    let wait = budget.paused_until.map_or_else(String::new, |wait| {
        let wait = Age::from(wait).to_string();
        // As wide as at its beginning, so that the words keep their form while it lasts.
        let whole = budget.asks_for.map(|asked| Age::from(asked).to_string());
        let columns = whole.map_or(LEAST_WAIT, |whole| whole.len().max(LEAST_WAIT));
        format!(" {}{wait:<columns$}", theme.signs.at_most)
    });
    let piece = Piece::new(2, format!("{word}{wait}{asked}"), theme.warning);
    let piece = piece.or(format!("{word}{wait}"));
    let piece = piece.or(format!("{short}{wait}"));
    let piece = piece.or_at_least(format!("{briefest}{wait}"));
    Some(piece.or_at_least(briefest))
}

/// The time left until then, in whole minutes.
fn minutes(end: Timestamp, now: Timestamp) -> String {
    let seconds = end.seconds().saturating_sub(now.seconds()).max(0);
    format!("{}m", seconds.unsigned_abs().div_ceil(60))
}

/// The part that we take of the requests that all integrations of the account share, and how many
/// these are.
pub(super) fn of_budget(scene: Scene<'_>) -> (Piece, Option<Piece>) {
    let Scene { app, theme, .. } = scene;
    let budget = app.snapshot().budget;
    let used = budget.used_last_minute;
    let Some(limit) = budget.limit.filter(|limit| *limit > 0) else {
        let rate = Piece::new(9, format!("{used}/min"), theme.dim);
        return (rate.or(format!("{used}/m")), None);
    };
    let share = format!("{}%", used * 100 / limit);
    let rate = Piece::new(9, format!("rate {share}"), theme.dim).or(share);
    (rate, Some(Piece::new(0, format!("of {limit}"), theme.dim)))
}
