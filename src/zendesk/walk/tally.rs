//! The figures of a walk for the log: one line when it begins and one when it is over.

use tokio::time::Instant;

use super::WalkError;
use crate::zendesk::{SessionPage, logged};

/// The figures of one walk.
#[derive(Debug, Default)]
pub(super) struct Tally {
    began: Option<Instant>,
    pages: usize,
    sessions: usize,
    unreadable: usize,
}

impl Tally {
    /// Notes that the walk asks for a page; the line of its beginning is written with the first.
    pub(super) fn begin(&mut self, of_one_user: bool) {
        if self.began.is_none() {
            self.began = Some(Instant::now());
            tracing::debug!(of_one_user, "walk begins");
        }
    }

    /// Takes in a page, after which the walk may be over.
    pub(super) fn add(&mut self, page: &SessionPage, of_one_user: bool) {
        self.pages += 1;
        self.sessions += page.sessions.len();
        self.unreadable += page.unreadable;
        if page.next.is_some() {
            return;
        }
        let Self {
            pages,
            sessions,
            unreadable,
            ..
        } = *self;
        let ms = self.ms();
        // One person's list is one request of many, so it is logged at debug only.
        if of_one_user {
            tracing::debug!(
                of_one_user,
                pages,
                sessions,
                unreadable,
                ms,
                "walk is whole"
            );
        } else {
            tracing::info!(
                of_one_user,
                pages,
                sessions,
                unreadable,
                ms,
                "walk is whole"
            );
        }
    }

    /// Notes that the walk broke off.
    pub(super) fn break_off(&self, error: &WalkError) {
        let Self {
            pages,
            sessions,
            unreadable,
            ..
        } = *self;
        let (ms, page) = (self.ms(), error.page);
        tracing::info!(
            pages,
            sessions,
            unreadable,
            ms,
            "walk broke off at page {page}: {}",
            logged(&error.source)
        );
    }

    fn ms(&self) -> u128 {
        self.began.map_or(0, |began| began.elapsed().as_millis())
    }
}
