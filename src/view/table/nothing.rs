//! Why there are no rows: nothing has come yet, nothing matches, or nobody is signed in.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::Scene;
use super::super::layout::row;
use super::super::pen::{Pen, typed, width, wrapped};
use super::super::words::{count, counted, key};
use crate::app::{Action, Mode};
use crate::live::{Coverage, Freshness, Progress, Snapshot};
use crate::model::SafeText;

/// What of the account is not read yet, while the first walk runs.
fn unread(snapshot: &Snapshot) -> Option<String> {
    let Progress::Walking { sessions, .. } = snapshot.progress else {
        return None;
    };
    if snapshot.is_walked() {
        return None;
    }
    let read = u64::try_from(sessions).unwrap_or(u64::MAX);
    let all = snapshot.expected.filter(|all| *all > read);
    let text = all.map_or_else(
        || "the rest of the account is not read yet".to_owned(),
        |all| format!("{} % not read yet", (all - read) * 100 / all),
    );
    Some(text)
}

/// Draws why there are no rows.
pub(super) fn draw(scene: Scene<'_>, buffer: &mut Buffer, rows: Rect) {
    let Scene { app, theme, .. } = scene;
    let snapshot = app.list().snapshot();
    let mut lines = Vec::new();
    if !snapshot.is_empty() && !app.filter().query().is_empty() {
        let query = typed(scene.names().query(app.filter().narrowing().text()));
        let back = key(app.keymap(), Mode::List, Action::Back);
        let dot = theme.signs.dot;
        let total = count(snapshot.len());
        let all = key(app.keymap(), Mode::List, Action::ViewAll);
        lines.push(match (app.table().look.view_name(), query.is_empty()) {
            (None, _) => format!("0 of {total} match /{query} {dot} {back} clears"),
            (Some(view), false) => {
                format!("0 of {total} match /{query} in the view {view} {dot} {back} clears")
            }
            (Some(view), true) => {
                format!("0 of {total} in the view {view} {dot} {all} shows every session")
            }
        });
        if app.list().undecided() > 0 {
            let undecided = count(app.list().undecided());
            lines.push(format!(
                "of {undecided} it cannot be told yet, or not at all"
            ));
        }
        lines.extend(unread(app.list().snapshot()));
        if app.table().filtered_destination(app.snapshot()).is_some() {
            let enter = key(app.keymap(), Mode::List, Action::Person);
            lines.push(format!("{enter} looks for that person at Zendesk"));
        }
    } else {
        match &app.snapshot().freshness {
            Freshness::Waiting => {
                lines.push(format!("waiting for the first page{}", theme.signs.more));
            }
            Freshness::Current { .. } if app.snapshot().coverage() == Coverage::Own => {
                lines.push("no sessions that these credentials may see".to_owned());
            }
            Freshness::Current { .. } if app.snapshot().unreadable().holes > 0 => {
                let records = app.snapshot().unreadable().holes;
                let records = counted(records, "record", "records");
                lines.push(format!("no session could be read: {records} unreadable"));
                lines.push("who is signed in is not known".to_owned());
            }
            Freshness::Current { .. } => lines.push("no sessions in this account".to_owned()),
            Freshness::Stale { because, .. } => {
                lines.push("no data from Zendesk".to_owned());
                lines.push(scene.names().words(&because.to_string()).to_owned());
                lines.push(because.advice().to_owned());
            }
        }
    }
    let top = usize::from(rows.height / 3);
    let room = usize::from(rows.width);
    let styled = lines.iter().enumerate().flat_map(|(n, text)| {
        let style = if n == 0 { theme.text } else { theme.dim };
        let text = SafeText::new(text);
        let lines = wrapped(text.as_str(), room.saturating_sub(4));
        lines.into_iter().map(move |line| (line, style))
    });
    for (n, (text, style)) in styled.enumerate() {
        Pen::on(buffer, row(rows, top + n))
            .gap(room.saturating_sub(width(&text)) / 2)
            .put(&text, style);
    }
}
