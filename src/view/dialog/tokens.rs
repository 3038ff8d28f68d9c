//! The OAuth tokens of some people: numbers, times and scopes, never a part of the secret.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::layout::row;
use super::super::pen::{Pen, width, wrapped};
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
/// The columns of scopes that are left to them before it is said when tokens expire.
const SCOPES: usize = 10;
/// The columns from which on every column has the room that most need, and from which on there are the ids of
/// people and clients.
const BROAD: usize = 92;
const IDS: usize = 136;

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
    let state = lines_of(&state(scene, view, columns), columns, STATE);
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
    let columns = TokenColumns::of(scene, view, columns);
    if view.tokens().is_empty() {
        let none = match &view.answer {
            Some(Ok(_)) => "no OAuth token of theirs goes on",
            Some(Err(_)) | None => "",
        };
        Pen::on(buffer, row(list, 1)).gap(MARK).put(none, theme.dim);
    } else {
        headings(scene, buffer, list, columns);
    }
    for (n, token) in extent.rows().zip(&view.tokens()[extent.rows()]) {
        let line = row(list, n - extent.first() + 1);
        draw_token(scene, buffer, line, (view, token, columns));
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
fn state(scene: Scene<'_>, view: &TokensView, columns: usize) -> String {
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
            let columns = TokenColumns::of(scene, view, columns);
            let expired = if columns.expires {
                String::new()
            } else {
                expired(scene, view)
            };
            let unknown = if view.is_anything_unknown(|field| columns.has(field)) {
                format!("; {NOT_READ} stands where it could not be read")
            } else {
                String::new()
            };
            let text =
                format!("{tokens}{expired}{marked}{undecided}{unreadable}{unknown}{nameless}");
            SafeText::new(&text).as_str().to_owned()
        }
    }
}

/// How wide the columns are that depend on the room and on what stands in them, each with the blank behind
/// it.
#[derive(Clone, Copy)]
struct TokenColumns {
    /// Nothing where all are one person's, who is in the title.
    who: usize,
    client: usize,
    id: usize,
    /// Whether there is when they expire.
    expires: bool,
    /// Whether there are the ids of people and clients.
    ids: bool,
}

impl TokenColumns {
    fn of(scene: Scene<'_>, view: &TokensView, columns: usize) -> Self {
        // Whose tokens they are is in the title, where they are one person's.
        let has_names = view.only_owner().is_none() || scene.names().are_masked();
        if columns >= BROAD {
            let (who, client) = if has_names {
                (WHO + 1, CLIENT + 1)
            } else {
                (0, CLIENT + 1 + WHO / 2)
            };
            return Self {
                who,
                client,
                id: ID,
                expires: true,
                ids: columns >= IDS,
            };
        }
        // Where there is little room, what is blank in every row is left to when they expire.
        let longest = |of: &dyn Fn(&OAuthToken) -> usize| {
            let tokens = view.tokens().iter();
            tokens.map(of).max().unwrap_or(0)
        };
        let name = |token: &OAuthToken| scene.names().name(token.user, &view.owner(token)).width();
        let who = longest(&name).clamp("NAME".len(), columns / 4) + 1;
        let most = if has_names {
            columns / 5
        } else {
            columns / 5 + columns / 8
        };
        let client = longest(&|token| sign(scene, &view.client(token)).width());
        let client = client.clamp("CLIENT".len(), most) + 1;
        let id = longest(&|token| width(&scene.names().token_id(token.id).to_string()));
        let id = id.clamp("TOKEN".len(), ID - 1) + 1;
        let scopes = longest(&|token| sign(scene, &token.scopes_in_words()).width());
        let scopes = scopes.clamp("SCOPES".len(), SCOPES);
        let who = if has_names { who } else { 0 };
        let used = MARK + who + client + id + scopes;
        Self {
            who,
            client,
            id,
            expires: used + 2 * time_column(scene) <= columns,
            ids: false,
        }
    }

    /// Whether there is a column in which it stands that a field of a record is not known.
    fn has(self, field: &str) -> bool {
        match field {
            "expires_at" => self.expires,
            "client_id" => self.ids,
            "created_at" => false,
            _ => true,
        }
    }
}

/// What is known of a cell, or the sign for why nothing stands there.
fn sign(scene: Scene<'_>, cell: &Sent<SafeText>) -> SafeText {
    match cell {
        Sent::Is(text) => text.clone(),
        Sent::Nothing => SafeText::new(scene.theme.signs.none),
        Sent::Unknown => SafeText::new(NOT_READ),
    }
}

/// How many have expired and may have, where no column says so.
fn expired(scene: Scene<'_>, view: &TokensView) -> String {
    let now = said(scene, scene.now);
    let has_expired = |token: &&OAuthToken| {
        let at = token.expires_at.shown();
        at.is_some_and(|at| at.seconds() <= now.seconds())
    };
    let expired = view.tokens().iter().filter(has_expired).count();
    let open = view.tokens().iter();
    let open = open.filter(|token| token.expires_at.is_unknown()).count();
    match (expired, open) {
        (0, 0) => String::new(),
        (expired, 0) => format!(", {expired} expired"),
        (expired, open) => format!(", {expired} expired and {open} may be"),
    }
}

fn headings(scene: Scene<'_>, buffer: &mut Buffer, list: Rect, columns: TokenColumns) {
    let style = scene.theme.heading;
    let mut pen = Pen::on(buffer, row(list, 0));
    pen.gap(MARK)
        .field("NAME", columns.who, style)
        .field("CLIENT", columns.client, style)
        .field("LAST USED", time_column(scene), style);
    if columns.expires {
        pen.field("EXPIRES", time_column(scene), style);
    }
    pen.field("TOKEN", columns.id, style);
    if columns.ids {
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
    (view, token, columns): (&TokensView, &OAuthToken, TokenColumns),
) {
    let theme = scene.theme;
    let TokenColumns { who, client, .. } = columns;
    let is_marked = view.marked.contains(&token.id);
    let (mark, mark_style) = if is_marked {
        (theme.signs.mark, theme.mark)
    } else {
        // A style that underlines would show on a blank.
        (" ", theme.text)
    };
    let mut pen = Pen::on(buffer, line);
    pen.field(mark, MARK, mark_style);
    if who > 0 {
        let owner = view.owner(token);
        let name = scene.names().name(token.user, &owner);
        pen.field(&name.fit(who - 1), who, theme.text);
    }
    let name = sign(scene, &view.client(token));
    pen.field(&name.fit(client - 1), client, theme.text).field(
        &sent_time(scene, token.used_at),
        time_column(scene),
        theme.dim,
    );
    if columns.expires {
        let ends = match token.expires_at {
            Sent::Is(at) => expiry(scene, at),
            Sent::Nothing => "never".to_owned(),
            Sent::Unknown => NOT_READ.to_owned(),
        };
        pen.field(&ends, time_column(scene), theme.dim);
    }
    let id = scene.names().token_id(token.id).to_string();
    pen.field(&id, columns.id, theme.dim);
    if columns.ids {
        let client = token.client.map(|id| SafeText::new(&id.to_string()));
        let client = sign(scene, &client);
        let user = scene.names().user_id(token.user).to_string();
        pen.field(&user, ID, theme.dim)
            .field(client.as_str(), ID, theme.dim);
    }
    let scopes = token.scopes_in_words();
    let style = scopes.shown().map_or(theme.dim, |_| theme.text);
    pen.last(&sign(scene, &scopes), style);
}
