//! The page of one person: who they are, every session of theirs, their tokens where somebody looked
//! at them, what the last run did to them, and what Zendesk does not tell.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use rustc_hash::FxHashSet;

use super::super::details::NOT_TOLD;
use super::super::details::facts::{Value, of_person};
use super::super::layout::row;
use super::super::pen::{Pen, wrapped};
use super::super::words::{age, count, counted, key, outcome, time};
use super::{Popup, Scene, between, inner, keys, more};
use crate::app::{Action, Extent, Mode, PersonPage};
use crate::live::Slot;
use crate::model::{OAuthToken, SafeText, SentTime};

/// Columns of the labels, and of the ids of sessions and tokens.
const LABEL: usize = 11;
const ID: usize = 18;
/// Columns of the title.
const TITLE: usize = 40;

/// One line of the page.
struct PageLine {
    label: &'static str,
    text: String,
    style: Style,
}

/// The size of the page: all of the screen.
const fn size(area: Rect) -> (u16, u16) {
    (area.width, area.height)
}

fn layout(scene: Scene<'_>, area: Rect, page: &PersonPage) -> (Vec<PageLine>, Extent) {
    let inner = inner(area, size(area));
    let lines = lines(scene, page, usize::from(inner.width));
    let shown = usize::from(between(inner, 0, 2).height);
    let extent = page.scroll.extent(shown, lines.len());
    (lines, extent)
}

/// The part of the page that is shown.
pub(super) fn extent(scene: Scene<'_>, area: Rect, page: &PersonPage) -> Extent {
    layout(scene, area, page).1
}

/// Draws the page.
pub(super) fn draw(scene: Scene<'_>, buffer: &mut Buffer, area: Rect, page: &PersonPage) {
    let title = page.title(scene.app.snapshot());
    let title = scene.names().name(page.user, &title);
    let title = title.fit(TITLE);
    let popup = Popup {
        title: &title,
        account: Some(&scene.app.setup().account),
        style: scene.theme.border,
    };
    let (lines, extent) = layout(scene, area, page);
    let inner = popup.draw(scene, buffer, area, size(area));
    let list = between(inner, 0, 2);
    for (n, line) in lines[extent.rows()].iter().enumerate() {
        let mut pen = Pen::on(buffer, row(list, n));
        if !line.label.is_empty() {
            pen.gap(1).field(line.label, LABEL, scene.theme.dim);
        }
        let room = pen.left();
        pen.field(&line.text, room, line.style);
    }
    keys(scene, buffer, inner, &more(scene, extent));
}

fn lines(scene: Scene<'_>, page: &PersonPage, columns: usize) -> Vec<PageLine> {
    let theme = scene.theme;
    let snapshot = scene.app.snapshot();
    let people: FxHashSet<_> = [page.user].into_iter().collect();
    let sessions: Vec<Slot> = (snapshot.sessions_of_people(&people).into_values())
        .flatten()
        .collect();
    let mut lines = card(scene, page, !sessions.is_empty(), columns);
    lines.push(plain("", theme.text));
    lines.extend(list_of_sessions(scene, page, &sessions, columns));
    lines.push(plain("", theme.text));
    lines.extend(tokens(scene, page, columns));
    lines.extend(runs(scene, page, columns));
    lines.push(plain("", theme.text));
    lines.extend(
        wrapped(NOT_TOLD, columns)
            .iter()
            .map(|text| plain(text, theme.dim)),
    );
    lines
}

fn plain(text: &str, style: Style) -> PageLine {
    PageLine {
        label: "",
        text: text.to_owned(),
        style,
    }
}

/// A sentence, which may hold what somebody else wrote, in as many lines as it takes.
fn sentence(text: &str, columns: usize, style: Style) -> Vec<PageLine> {
    let lines = wrapped(text, columns.saturating_sub(1)).into_iter();
    lines
        .map(|line| plain(&format!(" {}", SafeText::new(&line).as_str()), style))
        .collect()
}

/// Who they are.
fn card(scene: Scene<'_>, page: &PersonPage, is_signed_in: bool, columns: usize) -> Vec<PageLine> {
    let theme = scene.theme;
    let Some(person) = page.person(scene.app.snapshot()) else {
        return vec![plain(
            &format!(" user {}, not known yet", scene.names().user_id(page.user)),
            theme.dim,
        )];
    };
    let room = columns.saturating_sub(LABEL + 2);
    let mut lines = Vec::new();
    for fact in of_person(scene, person, is_signed_in) {
        let (text, style) = match &fact.value {
            Value::Words(text, style) => (text.as_str(), *style),
            Value::Text(text, style) => (text.as_str(), *style),
            Value::Email(email) => (email.as_str(), theme.text),
        };
        let mut label = fact.label;
        for text in wrapped(text, room) {
            lines.push(PageLine {
                label: std::mem::replace(&mut label, " "),
                text,
                style,
            });
        }
    }
    lines
}

/// Every session that is listed, and how good that list is.
fn list_of_sessions(
    scene: Scene<'_>,
    page: &PersonPage,
    slots: &[Slot],
    columns: usize,
) -> Vec<PageLine> {
    let Scene { app, now, theme } = scene;
    let snapshot = app.snapshot();
    let read = snapshot.facts_from(page.user);
    let read = read.map(|at| format!(", read {} ago", at.age(now)));
    let known = match (slots.len(), snapshot.absence(page.user)) {
        (0, Ok(())) => "no session listed".to_owned(),
        (0, Err(_)) if read.is_none() => "whether they are signed in is not known yet".to_owned(),
        (0, Err(doubt)) => format!("no session is seen, and that proves nothing: {doubt}"),
        (some, _) => counted(some, "session", "sessions"),
    };
    let known = format!("{known}{}", read.unwrap_or_default());
    let mut lines = vec![plain(&known, theme.heading)];
    if page.is_asking {
        let text = format!(" reading their own list{}", theme.signs.more);
        lines.push(plain(&text, theme.dim));
    }
    if let Some(why) = &page.unread {
        let text = format!("their own list was not read: {}", scene.names().words(why));
        lines.extend(sentence(&text, columns, theme.warning));
    }
    let answer = |at: SentTime| match at {
        SentTime::At(at) => age(at, app, now).to_string(),
        SentTime::Absent => theme.signs.none.to_owned(),
        SentTime::Unreadable => "?".to_owned(),
    };
    let sessions = slots.iter().filter_map(|slot| snapshot.session(*slot));
    lines.extend(sessions.map(|session| {
        let text = format!(
            " {:<ID$}signed in {:>6}   seen {} {:>6}",
            scene.names().session_id(session.key.session).to_string(),
            answer(session.authenticated_at),
            theme.signs.at_least,
            answer(session.last_seen_at),
        );
        plain(&text, theme.text)
    }));
    lines
}

/// Their OAuth tokens, or the key that reads them.
fn tokens(scene: Scene<'_>, page: &PersonPage, columns: usize) -> Vec<PageLine> {
    let theme = scene.theme;
    let Some(read) = &page.tokens else {
        let key = key(scene.app.keymap(), Mode::Person, Action::Tokens);
        let text = format!("OAuth tokens: not looked at; {key} reads them");
        return vec![plain(&text, theme.dim)];
    };
    let (list, in_use) = match &read.answer {
        Ok(answer) => answer,
        Err(why) => {
            let text = format!("OAuth tokens: not read: {}", scene.names().words(why));
            return sentence(&text, columns, theme.warning);
        }
    };
    let names = scene.names();
    let theirs = list.tokens.iter().filter(|token| token.user == page.user);
    let theirs: Vec<&OAuthToken> = theirs.collect();
    let all = counted(theirs.len(), "OAuth token", "OAuth tokens");
    let open = match list.unreadable {
        0 => String::new(),
        more => format!(", and {} that could not be read", count(more)),
    };
    let mut lines = vec![plain(&format!("{all}{open}"), theme.heading)];
    lines.extend(theirs.into_iter().map(|token| {
        let client = token.client.and_then(|id| read.clients.get(id));
        let client = client.map_or_else(
            || {
                token
                    .client
                    .map_or_else(String::new, |id| format!("client {id}"))
            },
            |client| client.name.fit(30).into_owned(),
        );
        let own = if Some(token.id) == *in_use {
            ", in use here"
        } else {
            ""
        };
        let used = time(scene, token.used_at);
        let text = format!(
            " {:<ID$}{client}   used {used}{own}",
            names.token_id(token.id).to_string()
        );
        plain(&text, theme.text)
    }));
    lines
}

/// What the last run did to them, and what was seen since.
fn runs(scene: Scene<'_>, page: &PersonPage, columns: usize) -> Vec<PageLine> {
    let theme = scene.theme;
    let Some(view) = scene.app.report() else {
        return Vec::new();
    };
    let items = view.report.items.iter();
    let theirs = items.filter(|item| item.target.user() == page.user);
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for item in theirs {
        let word = outcome(item.operation, item.outcome.kind, theme).long;
        match counts.iter_mut().find(|(known, _)| *known == word) {
            Some((_, of)) => *of += 1,
            None => counts.push((word, 1)),
        }
    }
    if counts.is_empty() {
        return Vec::new();
    }
    let parts: Vec<String> = counts
        .iter()
        .map(|(word, of)| format!("{word} {of}"))
        .collect();
    let ago = view.report.ended_at.age(scene.now);
    let text = format!("The last run, {ago} ago: {}", parts.join(", "));
    let mut lines = vec![plain("", theme.text), plain(&text, theme.heading)];
    let mut proofs = view.people.iter();
    let proof = proofs.find(|proof| proof.user == page.user);
    let verdict = proof.map(|proof| {
        // The sentence names sessions.
        if scene.names().are_masked() {
            proof.word().to_owned()
        } else {
            proof.sentence()
        }
    });
    lines.extend(
        verdict
            .iter()
            .flat_map(|verdict| sentence(verdict, columns, theme.text)),
    );
    lines
}
