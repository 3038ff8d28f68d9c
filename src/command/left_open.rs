//! What a crash left open, told at the start of verbs that send nothing. A run looks it up by itself.

use std::path::Path;

use super::connect::Connection;
use super::report::talk;
use crate::journal::{self, Place};
use crate::model::Clock;
use crate::operation::{left_open, open_elsewhere};

/// Says on stderr that runs or changes of this account wait to be looked up, if any do. A journal that
/// cannot be read is told by whoever needs it.
pub(super) async fn tell_left_open(connection: &Connection, clock: &Clock) {
    let account = connection.client.account().clone();
    let path = connection.settings.journal_path.clone();
    let now = clock();
    let open =
        tokio::task::spawn_blocking(move || left_open(&account, &path, (&Place::here(), now)));
    if let Ok(Ok(Some(words))) = open.await {
        talk(&words);
    }
}

/// Says on stderr that runs or changes of other accounts are open in the same journal, if any are.
pub(super) async fn tell_open_elsewhere(connection: &Connection, clock: &Clock) {
    let account = connection.client.account().clone();
    let path = connection.settings.journal_path.clone();
    let now = clock();
    let open =
        tokio::task::spawn_blocking(move || open_elsewhere(&account, &path, (&Place::here(), now)));
    if let Ok(Ok(Some(words))) = open.await {
        talk(&words);
    }
}

/// What the next record will say of the journal itself, told to the person who acts.
pub(super) fn tell_news(path: &Path) {
    if let Ok(Some(news)) = journal::news(path) {
        talk(&news);
    }
}
