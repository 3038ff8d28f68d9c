//! What a crash left open, told at the start of verbs that send nothing. A run looks it up by itself.

use std::path::Path;

use super::connect::Connection;
use super::report::talk;
use crate::journal::{self, Place};
use crate::model::{Clock, Fault, Timestamp, on_a_thread};
use crate::operation::{RecoverError, left_open, open_elsewhere};
use crate::zendesk::Account;

/// What is open in a journal, in one sentence, if anything is.
type LookedThrough = Result<Option<String>, RecoverError>;

/// Says on stderr that runs or changes of this account wait to be looked up, if any do. A journal that
/// cannot be read is told by whoever needs it.
pub(super) async fn tell_left_open(connection: &Connection, clock: &Clock) {
    tell(connection, clock, left_open).await;
}

/// Says on stderr that runs or changes of other accounts are open in the same journal, if any are.
pub(super) async fn tell_open_elsewhere(connection: &Connection, clock: &Clock) {
    tell(connection, clock, open_elsewhere).await;
}

async fn tell(
    connection: &Connection,
    clock: &Clock,
    look: impl FnOnce(&Account, &Path, (&Place, Timestamp)) -> LookedThrough + Send + 'static,
) {
    let account = connection.client.account().clone();
    let path = connection.settings.journal_path.clone();
    let now = clock();
    let looked = on_a_thread(move || look(&account, &path, (&Place::here(), now))).await;
    if let Some(words) = in_words(looked) {
        talk(&words);
    }
}

fn in_words(looked: Result<LookedThrough, Fault>) -> Option<String> {
    match looked {
        Ok(open) => open.ok().flatten(),
        Err(fault) => Some(format!(
            "whether a crash left runs or changes open is not known: {fault}; {}",
            Fault::ADVICE
        )),
    }
}

/// What the next record will say of the journal itself, told to the person who acts.
pub(super) fn tell_news(path: &Path) {
    if let Ok(Some(news)) = journal::news(path) {
        talk(&news);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_leaves_it_not_known_and_not_nothing() {
        let looked = on_a_thread(|| panic!("provoked")).await;
        let words = in_words(looked).unwrap();
        assert!(
            words.contains("is not known") && words.contains("provoked"),
            "{words}"
        );
        assert_eq!(in_words(Ok(Ok(None))), None);
    }
}
