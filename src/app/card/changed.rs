//! How a change of the Chat account ended, as lines of its card.

use super::{CardLine, CardValue};
use crate::app::Level;
use crate::chat::{End, FieldChange, NotDone, Report};
use crate::model::SafeText;

/// How a change ended, and how important that is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News {
    /// How important the news is.
    pub level: Level,
    /// The news in one sentence.
    pub message: String,
    /// Details of the news, as lines of the card.
    pub lines: Vec<CardLine>,
}

/// Puts into words how a change ended.
pub(in crate::app) fn news(done: &Result<Report, NotDone>) -> News {
    let news = |level, message: String, lines| News {
        level,
        message,
        lines,
    };
    let report = match done {
        Ok(report) => report,
        Err(not_done) => return news(Level::Warning, not_done.to_string(), Vec::new()),
    };
    let names: Vec<String> = report.changes.iter().map(FieldChange::field).collect();
    let names = SafeText::new(&names.join(", "));
    let (level, message, mut lines) = match &report.end {
        End::Changed => {
            let message = format!("changed: {names}; Chat says so now");
            let now = |change: &FieldChange| {
                let now = CardValue::Free(report.now(change).shown());
                CardLine::new(&change.field(), now)
            };
            (
                Level::Info,
                message,
                report.changes.iter().map(now).collect(),
            )
        }
        End::Otherwise => {
            let message = "sent, and Chat does not say what was asked for".to_owned();
            (Level::Warning, message, differences(report))
        }
        End::Refused(error) => {
            let advice = End::advice(error).unwrap_or_else(|| error.advice());
            let message = format!("not changed: {error}; {advice}");
            (Level::Warning, message, Vec::new())
        }
        End::Unseen(error) => {
            let message = format!("sent, but what Chat says now could not be read: {error}");
            (Level::Warning, message, Vec::new())
        }
    };
    if let Some(doubt) = &report.doubt {
        let words = format!("no clear answer to the change: {doubt}");
        lines.push(CardLine::words("the request", words));
    }
    if let Some(unrecorded) = &report.unrecorded {
        lines.push(CardLine::words("journal", unrecorded.to_string()));
        return news(Level::Warning, message, lines);
    }
    news(level, message, lines)
}

/// Each field that has another value than the one that was asked for.
fn differences(report: &Report) -> Vec<CardLine> {
    let mut lines = Vec::new();
    for change in &report.changes {
        if let Some((now, asked)) = report.difference(change) {
            let name = SafeText::new(&change.field());
            let words = format!("{now} now; asked for was {asked}");
            lines.push(CardLine::words(name.as_str(), words));
        }
    }
    lines
}
