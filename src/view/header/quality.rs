//! How good the data are, and what they cost.

use std::time::Duration;

use super::super::Scene;
use super::super::words::{count, key, until};
use super::Piece;
use crate::app::{Action, Mode};
use crate::live::{AgeGrade, Coverage, Freshness, Progress, Retry};
use crate::model::Age;
use crate::zendesk::PauseReason;

/// The time between two walks from which on the header says what it is.
const WORTH_A_WORD: Duration = Duration::from_secs(30);

/// Columns of how fresh the list is, whose age has one digit or two.
const FRESH: usize = 8;
/// Columns of what comes next: a walk, or the time until one.
const NEXT: usize = 14;

/// How current and how whole the data are, and whether the list stands still.
pub(super) fn of_data(scene: Scene<'_>) -> Vec<Piece> {
    let Scene { app, now, theme } = scene;
    let snapshot = app.snapshot();
    let mut pieces = Vec::new();
    if let Some(since) = app.list().paused_at() {
        let text = format!("PAUSED {}", since.age(now));
        pieces.push(Piece::new(1, text, theme.badge));
    } else if app.is_held() {
        pieces.push(Piece::new(1, "HOLD", theme.badge));
    }
    if let Some(end) = app.more_until(now) {
        let text = format!("MORE {}", until(end, now));
        pieces.push(Piece::new(2, text, theme.accent));
    }
    if let Some(watch) = app.runs().watch() {
        let left = until(watch.until(), now);
        pieces.push(match watch.returned().len() {
            0 => Piece::new(5, format!("WATCH {left}"), theme.accent),
            back => Piece::new(1, format!("{back} CAME BACK"), theme.danger),
        });
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
    pieces.extend(freshness(scene));
    pieces
}

fn freshness(scene: Scene<'_>) -> Vec<Piece> {
    let Scene { app, now, theme } = scene;
    let snapshot = app.snapshot();
    let dot = theme.signs.dot;
    let walking = match snapshot.progress {
        Progress::Walking { page, sessions } => Some((page, sessions)),
        Progress::Identifying | Progress::Resting { .. } => None,
    };
    match &snapshot.freshness {
        Freshness::Waiting => {
            let text = match (walking, snapshot.progress) {
                (Some((page, sessions)), _) => {
                    format!("LOADING p.{page} {dot} {}", count(sessions))
                }
                (None, Progress::Identifying) => "CONNECTING".to_owned(),
                (None, _) => "WAITING".to_owned(),
            };
            vec![Piece::new(0, text, theme.accent)]
        }
        Freshness::Current { as_of } => {
            let (word, style) = match snapshot.age_grade(now) {
                AgeGrade::Live => ("LIVE", theme.good),
                AgeGrade::Ageing => ("AGEING", theme.warning),
                AgeGrade::Stale => ("STALE", theme.danger),
            };
            let text = format!("{word} {}", as_of.age(now));
            let mut pieces = vec![Piece::new(0, text, style).at_least(FRESH)];
            if let Some((page, _)) = walking {
                let text = format!("{dot} walking p.{page}");
                pieces.push(Piece::new(8, text, theme.dim).close().at_least(NEXT));
            } else if let Progress::Resting { until: next } = snapshot.progress
                && next > now
            {
                let text = format!("{dot} next in {}", until(next, now));
                pieces.push(Piece::new(8, text, theme.dim).close().at_least(NEXT));
            }
            if let Some(interval) = snapshot.interval.filter(|it| *it >= WORTH_A_WORD) {
                let text = format!("{dot} a walk takes {} at this budget", Age::from(interval));
                pieces.push(Piece::new(10, text, theme.dim).close());
            }
            pieces
        }
        Freshness::Stale {
            as_of,
            retry,
            because,
        } => {
            let is_refused = because.refuses_credentials();
            let old = as_of.map(|as_of| as_of.age(now));
            let text = match (retry, old) {
                (Retry::WhenAsked, None) if is_refused => "REFUSED".to_owned(),
                (Retry::WhenAsked, Some(old)) if is_refused => format!("REFUSED, {old} old"),
                (_, Some(old)) => format!("STALE {old}"),
                (_, None) => "NO DATA".to_owned(),
            };
            let next = match retry {
                Retry::At { when, failures } => {
                    format!("{dot} retry in {} ({failures})", until(*when, now))
                }
                Retry::WhenAsked => {
                    let key = key(app.keymap(), Mode::List, Action::Refresh);
                    format!("{dot} {key} asks again")
                }
            };
            vec![
                Piece::new(0, text, theme.danger),
                Piece::new(4, next, theme.warning).close(),
            ]
        }
    }
}

/// The part that we take of the requests that all integrations of the account share.
pub(super) fn of_budget(scene: Scene<'_>) -> Vec<Piece> {
    let Scene { app, theme, .. } = scene;
    let budget = app.snapshot().budget;
    if let Some(why) = budget.paused_for {
        let word = match why {
            PauseReason::RateLimited => "RATE LIMITED",
            PauseReason::Overloaded => "OVERLOADED",
            PauseReason::UsedUp | PauseReason::EndpointUsedUp => "RATE USED UP",
            PauseReason::Reserve => "RATE RESERVE",
        };
        let wait = budget.paused_until.map_or_else(String::new, |wait| {
            format!(" {}{}", theme.signs.at_most, Age::from(wait))
        });
        return vec![Piece::new(1, format!("{word}{wait}"), theme.warning)];
    }
    let used = budget.used_last_minute;
    match budget.limit.filter(|limit| *limit > 0) {
        Some(limit) => vec![
            Piece::new(7, format!("rate {}%", used * 100 / limit), theme.dim),
            Piece::new(9, format!("of {limit}"), theme.dim).close(),
        ],
        None => vec![Piece::new(6, format!("rate {used}/min"), theme.dim)],
    }
}
