//! What was not read, or says nothing, as machines read it beside a list, a plan or a run.

use serde::Serialize;

use crate::live::Snapshot;
use crate::model::UserId;

/// What a document does not know of what it is about.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ReadingGaps {
    /// The people whose own lists could not be read, or prove nothing of what they lack.
    #[serde(rename = "lists_not_known", skip_serializing_if = "Vec::is_empty")]
    lists: Vec<ListGap>,
    /// The number of addresses that somebody who is signed in has, and that nobody searched for: whoever
    /// else has one is not known.
    #[serde(rename = "addresses_not_searched", skip_serializing_if = "is_none")]
    addresses: usize,
}

/// An own list that says nothing.
#[derive(Debug, Clone, Serialize)]
struct ListGap {
    user_id: u64,
    because: String,
}

/// A document with what it does not know.
#[derive(Debug, Serialize)]
pub(crate) struct WithGaps<'a, T> {
    #[serde(flatten)]
    document: &'a T,
    #[serde(flatten)]
    gaps: ReadingGaps,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
const fn is_none(number: &usize) -> bool {
    *number == 0
}

impl ReadingGaps {
    /// What a snapshot does not know.
    pub(crate) fn of(snapshot: &Snapshot) -> Self {
        let unread = snapshot.not_listed();
        let unread = unread.map(|(user, why)| (user, why.to_string()));
        let doubts = snapshot.doubts().into_iter();
        let doubts = doubts.map(|(user, doubt)| (user, doubt.to_string()));
        let gap = |(user, because): (UserId, String)| ListGap {
            user_id: user.get(),
            because,
        };
        let mut lists: Vec<ListGap> = unread.chain(doubts).map(gap).collect();
        lists.sort_by_key(|gap| gap.user_id);
        lists.dedup_by_key(|gap| gap.user_id);
        Self {
            lists,
            addresses: snapshot.addresses_not_searched(),
        }
    }
}

impl<'a, T> WithGaps<'a, T> {
    /// This document with what a snapshot does not know.
    pub(crate) fn of(document: &'a T, snapshot: &Snapshot) -> Self {
        Self {
            document,
            gaps: ReadingGaps::of(snapshot),
        }
    }
}
