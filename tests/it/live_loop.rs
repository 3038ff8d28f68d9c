//! The real loop on a stage: keys go in, screens and requests come out.
//!
//! - `looking` names, filter, order, clipboard
//! - `choosing` what is ended is what was chosen and confirmed, and nothing else
//! - `confirming` what does not confirm
//! - `taking` copies and files; `switching` the account of another profile
//! - `layouts` keys with Alt, and keys of other layouts
//! - `moving` the list moves under the cursor, the marks and the dialog
//! - `clocks` a wall clock that is set, and dialogs that can be read to their end
//! - `own_people` one's own people and the protected ones
//! - `people` the page of a person, the news and the runs of this profile
//! - `refreshing` what a review rests on is read again
//! - `running` stopping a run, and leaving during one
//! - `losing` a terminal that takes nothing, is lent to the shell, or is gone
//! - `wandering` random keys, sizes and faults
//! - `trouble` lost networks, refused credentials, a journal that cannot be written

mod choosing;
mod clocks;
mod confirming;
mod layouts;
mod looking;
mod losing;
mod moving;
mod own_people;
mod people;
mod refreshing;
mod running;
mod switching;
mod taking;
mod trouble;
mod wandering;

use zentop::model::{Role, SessionKey, UserId};

use crate::stage::{Frame, Stage};

/// Sessions of end users, no two of one person, in order of id.
pub(crate) fn customers(stage: &Stage, count: usize) -> Vec<SessionKey> {
    let mut snapshot = Vec::new();
    let mut keys: Vec<SessionKey> = stage.simulator.sessions().iter().map(|s| s.key).collect();
    keys.retain(|key| {
        let is_customer = |user: UserId| {
            let person = stage.simulator.user(user).unwrap();
            person.role == Role::EndUser && Some(user) != stage.simulator.end_user()
        };
        let new = !snapshot.contains(&key.user);
        snapshot.push(key.user);
        new && is_customer(key.user)
    });
    assert!(keys.len() >= count, "the account is too small");
    keys.truncate(count);
    keys.sort_unstable();
    keys
}

/// The sessions of the credentials' owner.
pub(crate) fn own(stage: &Stage) -> Vec<SessionKey> {
    let owner = stage.simulator.own_user().unwrap();
    let sessions = stage.simulator.sessions_of(owner);
    sessions.iter().map(|session| session.key).collect()
}

/// Puts the cursor on a session by way of a filter on its number, which stays.
pub(crate) async fn find(stage: &mut Stage, key: SessionKey) {
    let id = key.session.to_string();
    stage.press("/ ctrl-u").await;
    stage.type_in(&format!("{id}\n")).await;
    let found = |frame: &Frame| {
        let chip = frame.line(&format!("/{id}"));
        chip.is_some_and(|line| line.contains(" 1 of ") && !line.contains("FILTER"))
    };
    stage.wait_for(found).await;
    // A row that just came under the cursor is not ended until the cursor was moved.
    stage.press("g").await;
}

/// Marks sessions, each found by its number; the filter is gone afterwards.
pub(crate) async fn mark(stage: &mut Stage, keys: &[SessionKey]) {
    for key in keys {
        find(stage, *key).await;
        stage.press("space esc").await;
    }
    let marked = format!("{} marked", keys.len());
    stage
        .wait_for(|frame| frame.shows(&marked) && !frame.shows("hidden)"))
        .await;
}

/// Marks sessions and opens the review, whose facts were read again.
pub(crate) async fn review(stage: &mut Stage, keys: &[SessionKey]) -> Frame {
    mark(stage, keys).await;
    stage.press("K").await;
    stage.wait_for(is_read).await
}

/// Whether a review shows facts that were read again.
pub(crate) fn is_read(frame: &Frame) -> bool {
    frame.shows("cancels itself in") && !frame.shows("reading ")
}

/// The lines of a dialog, without its frame.
pub(crate) fn dialog(frame: &Frame) -> Vec<String> {
    let lines = frame.text.lines();
    let inside = lines.filter_map(|line| {
        let (_, rest) = line.split_once("│ ")?;
        let (inside, _) = rest.split_once(" │")?;
        Some(inside.trim_end().to_owned())
    });
    inside.collect()
}
