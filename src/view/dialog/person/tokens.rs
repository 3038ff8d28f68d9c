//! The OAuth tokens of somebody, where somebody looked at them.

use super::super::super::words::{and_expired, clock_or_day, count, counted, key, last_used};
use super::super::Scene;
use super::{PageLine, indented, plain, sentence};
use crate::app::{Action, Mode, PersonPage};
use crate::model::{OAuthToken, Sent, Timestamp};
use crate::operation::recorded_tokens;

/// Columns of the name of a client.
const CLIENT: usize = 30;

/// What a run of this profile saw of their tokens last, and when.
fn recorded<'a>(scene: Scene<'a>, page: &PersonPage) -> Option<(&'a str, Timestamp)> {
    let runs = scene.app.past().runs()?.runs.iter();
    let mut left = runs.filter_map(|run| run.person(page.user)?.left.as_ref());
    left.find_map(|(words, at)| Some((recorded_tokens(words)?, *at)))
}

/// Their tokens by the program that each was given to, or the key that reads them.
pub(super) fn lines(scene: Scene<'_>, page: &PersonPage, columns: usize) -> Vec<PageLine> {
    let theme = scene.theme;
    let Some(read) = &page.tokens else {
        let key = key(scene.app.keymap(), Mode::Person, Action::Tokens);
        let text = match recorded(scene, page) {
            Some((tokens, at)) => {
                let tokens = tokens.strip_prefix("no ").map_or(tokens, |_| "none");
                let at = clock_or_day(scene, at);
                format!("OAuth tokens: {tokens} at {at}; {key} reads again")
            }
            None => format!("OAuth tokens: not looked at; {key} reads them"),
        };
        return indented(&text, 0, columns, theme.dim);
    };
    let (list, in_use) = match &read.answer {
        Ok(answer) => answer,
        Err(why) => {
            let text = format!("OAuth tokens: not read: {}", scene.names().words(why));
            return sentence(&text, columns, theme.warning);
        }
    };
    let theirs = list.tokens.iter().filter(|token| token.user == page.user);
    let theirs: Vec<&OAuthToken> = theirs.collect();
    let all = counted(theirs.len(), "OAuth token", "OAuth tokens");
    let open = match list.unreadable {
        0 => String::new(),
        more => format!(", and {} that could not be read", count(more)),
    };
    let mut lines = vec![plain(&format!("{all}{open}"), theme.heading)];
    for token in theirs {
        let client = match token.client {
            Sent::Is(id) => read.clients.get(id).map_or_else(
                || format!("client {id}"),
                |client| client.name.fit(CLIENT).into_owned(),
            ),
            Sent::Nothing => "no client".to_owned(),
            Sent::Unknown => "a client that could not be read".to_owned(),
        };
        let own = if Some(token.id) == *in_use {
            ", in use here"
        } else {
            ""
        };
        let used = match token.used_at {
            Sent::Unknown => "when it was last used could not be read".to_owned(),
            Sent::Is(_) if !scene.app.display().absolute_times => {
                format!("{} ago", last_used(scene, token))
            }
            Sent::Is(_) | Sent::Nothing => last_used(scene, token),
        };
        let text = format!(
            "{client}, {used}{}{own}, token {}",
            and_expired(scene, token),
            scene.names().token_id(token.id)
        );
        lines.extend(sentence(&text, columns, theme.text));
    }
    lines
}
