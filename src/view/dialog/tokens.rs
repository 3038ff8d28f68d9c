//! The OAuth tokens of some people: numbers, times and scopes, never a part of the secret.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::layout::row;
use super::super::pen::{Pen, wrapped};
use super::super::words::{
    NOT_READ, counted, day_and_time, said, sent_time, time_columns, until, waits,
};
use super::{Popup, Scene, between, cursor_row, inner, keys, lines_of, more, within};
use crate::app::{Extent, TokensView, WaitingFor};
use crate::model::{OAuthToken, SafeText, Sent, Timestamp};

/// Columns of the mark, of a name, of a client's name, of an id and of a time.
const MARK: usize = 2;
const WHO: usize = 26;
const CLIENT: usize = 22;
const ID: usize = 15;

/// Columns of the dialog where there is room.
const WIDTH: u16 = 148;

/// The time before an expiry in which it is told how long that is, in seconds: two days.
const NEAR: i64 = 2 * 24 * 60 * 60;

/// A note on what the list does not show.
const NOTE: &str = "A token outlives the sessions of its owner. API tokens are of the whole \
                    account and are not listed here.";

/// The lines in which the state of the list is told at most.
const STATE: usize = 4;

/// How the dialog lies.
struct TokensLayout {
    size: (u16, u16),
    /// What the list is good for.
    state: Vec<String>,
    notes: Vec<String>,
    /// The part of the list that is shown.
    extent: Extent,
}

fn layout(scene: Scene<'_>, area: Rect, view: &TokensView) -> TokensLayout {
    let count = view.tokens().len();
    let columns = usize::from(inner(area, (WIDTH, area.height)).width);
    let state = lines_of(&state(scene, view), columns, STATE);
    let size = (WIDTH, within(area, count.max(1) + state.len() + 7));
    let inner = inner(area, size);
    let notes = wrapped(NOTE, usize::from(inner.width));
    let list = between(inner, state.len(), notes.len() + 2);
    let rows = usize::from(list.height).saturating_sub(1).max(1);
    TokensLayout {
        size,
        state,
        notes,
        extent: Extent::around(view.at, rows, count),
    }
}

/// The part of the list that is shown.
pub(super) fn extent(scene: Scene<'_>, area: Rect, view: &TokensView) -> Extent {
    layout(scene, area, view).extent
}

/// Draws the list, or why there is none yet.
pub(super) fn draw(scene: Scene<'_>, buffer: &mut Buffer, area: Rect, view: &TokensView) {
    let Scene { app, theme, .. } = scene;
    let people = view.only_owner().map_or_else(
        || counted(view.people.len(), "person", "people"),
        |owner| scene.names().words(owner.as_str()).to_owned(),
    );
    let title = format!("OAuth tokens of {people}");
    let popup = Popup {
        title: &title,
        account: Some(&app.setup().account),
        style: theme.border,
    };
    let TokensLayout {
        size,
        state,
        notes,
        extent,
    } = layout(scene, area, view);
    let inner = popup.draw(scene, buffer, area, size);
    let columns = usize::from(inner.width);
    let bottom = notes.len() + 2;
    let list = between(inner, state.len(), bottom);
    for (n, line) in state.iter().enumerate() {
        Pen::on(buffer, row(inner, n)).field(line, columns, theme.text);
    }
    // Whose tokens they are is in the title, where they are one person's.
    let has_names = view.only_owner().is_none() || scene.names().are_masked();
    if view.tokens().is_empty() {
        let none = match &view.answer {
            Some(Ok(_)) => "no OAuth token of theirs goes on",
            Some(Err(_)) | None => "",
        };
        Pen::on(buffer, row(list, 1)).gap(MARK).put(none, theme.dim);
    } else {
        headings(scene, buffer, list, has_names);
    }
    for (n, token) in extent.rows().zip(&view.tokens()[extent.rows()]) {
        let line = row(list, n - extent.first() + 1);
        draw_token(scene, buffer, line, (view, token, has_names));
        if n == view.at {
            cursor_row(scene, buffer, line);
        }
    }
    let below = usize::from(inner.height).saturating_sub(bottom);
    for (n, line) in notes.iter().enumerate() {
        Pen::on(buffer, row(inner, below + n)).put(line, theme.dim);
    }
    let part = more(scene, extent);
    keys(scene, buffer, inner, &part);
}

/// What the list is good for.
fn state(scene: Scene<'_>, view: &TokensView) -> String {
    match &view.answer {
        None => {
            let wait = waits(scene, WaitingFor::Dialog).unwrap_or_default();
            let text = format!(
                "reading the tokens of the account{} {wait}",
                scene.theme.signs.more
            );
            text.trim_end().to_owned()
        }
        Some(Err(why)) => {
            let text = format!(
                "not read, F offboards them and leaves tokens: {}",
                scene.names().words(why)
            );
            SafeText::new(&text).as_str().to_owned()
        }
        Some(Ok(list)) => {
            let tokens = counted(list.tokens.len(), "token", "tokens");
            let marked = match view.marked.len() {
                0 => String::new(),
                marked => format!(", {marked} marked"),
            };
            let unreadable = match list.unreadable {
                0 => String::new(),
                count => format!("; {} not readable", counted(count, "record", "records")),
            };
            let nameless = view.nameless_clients();
            let nameless = nameless.map_or(String::new(), |why| format!("; {why}"));
            let undecided = match view.undecided.len() {
                0 => String::new(),
                of => format!(
                    "; those of {} who cannot be told are not shown",
                    counted(of, "person", "people")
                ),
            };
            let unknown = if view.is_anything_unknown() {
                format!("; {NOT_READ} stands where it could not be read")
            } else {
                String::new()
            };
            let text = format!("{tokens}{marked}{undecided}{unreadable}{unknown}{nameless}");
            SafeText::new(&text).as_str().to_owned()
        }
    }
}

/// Which columns fit beside the names: the time of expiry, and the ids of people and clients.
fn shows(width: u16) -> (bool, bool) {
    (width >= 92, width >= 136)
}

/// The columns of the two names, each with the blank behind it: there may be none for those of people.
fn names(width: u16, has_names: bool) -> (usize, usize) {
    let (who, client) = if width >= 92 {
        (WHO, CLIENT)
    } else {
        (usize::from(width / 4), usize::from(width / 5))
    };
    if has_names {
        (who + 1, client + 1)
    } else {
        (0, (client + 1 + who / 2).max(CLIENT))
    }
}

fn headings(scene: Scene<'_>, buffer: &mut Buffer, list: Rect, has_names: bool) {
    let style = scene.theme.heading;
    let (expires, ids) = shows(list.width);
    let (who, client) = names(list.width, has_names);
    let mut pen = Pen::on(buffer, row(list, 0));
    pen.gap(MARK)
        .field("NAME", who, style)
        .field("CLIENT", client, style)
        .field("LAST USED", time_column(scene), style);
    if expires {
        pen.field("EXPIRES", time_column(scene), style);
    }
    pen.field("TOKEN", ID, style);
    if ids {
        pen.field("USER", ID, style).field("CLIENT ID", ID, style);
    }
    pen.put("SCOPES", style);
}

/// When a token expires: the time of day where that is near, and otherwise the day.
fn expiry(scene: Scene<'_>, at: Timestamp) -> String {
    let now = said(scene, scene.now);
    let left = at.seconds() - now.seconds();
    if left <= 0 {
        "expired".to_owned()
    } else if left < NEAR {
        format!("in {}", until(at, now))
    } else {
        let mut day = day_and_time(scene, at);
        day.truncate("2026-11-29".len());
        day
    }
}

/// The columns of a time under its heading.
fn time_column(scene: Scene<'_>) -> usize {
    time_columns(scene).max("LAST USED".len() + 1) + 1
}

fn draw_token(
    scene: Scene<'_>,
    buffer: &mut Buffer,
    line: Rect,
    (view, token, has_names): (&TokensView, &OAuthToken, bool),
) {
    let theme = scene.theme;
    let (expires, ids) = shows(line.width);
    let (who, client) = names(line.width, has_names);
    let is_marked = view.marked.contains(&token.id);
    let (mark, mark_style) = if is_marked {
        (theme.signs.mark, theme.mark)
    } else {
        // A style that underlines would show on a blank.
        (" ", theme.text)
    };
    let sign = |cell: &Sent<SafeText>| match cell {
        Sent::Is(text) => text.clone(),
        Sent::Nothing => SafeText::new(theme.signs.none),
        Sent::Unknown => SafeText::new(NOT_READ),
    };
    let mut pen = Pen::on(buffer, line);
    pen.field(mark, MARK, mark_style);
    if has_names {
        let owner = view.owner(token);
        let name = scene.names().name(token.user, &owner);
        pen.field(&name.fit(who - 1), who, theme.text);
    }
    let name = sign(&view.client(token));
    pen.field(&name.fit(client - 1), client, theme.text).field(
        &sent_time(scene, token.used_at),
        time_column(scene),
        theme.dim,
    );
    if expires {
        let ends = match token.expires_at {
            Sent::Is(at) => expiry(scene, at),
            Sent::Nothing => "never".to_owned(),
            Sent::Unknown => NOT_READ.to_owned(),
        };
        pen.field(&ends, time_column(scene), theme.dim);
    }
    let id = scene.names().token_id(token.id).to_string();
    pen.field(&id, ID, theme.dim);
    if ids {
        let client = token.client.map(|id| SafeText::new(&id.to_string()));
        let client = sign(&client);
        let user = scene.names().user_id(token.user).to_string();
        pen.field(&user, ID, theme.dim)
            .field(client.as_str(), ID, theme.dim);
    }
    let scopes = token.scopes_in_words();
    let style = scopes.shown().map_or(theme.dim, |_| theme.text);
    pen.last(&sign(&scopes), style);
}
