//! What a walk shows of people that was begun after their own lists were read.

use rustc_hash::FxHashSet;

use super::judge::{PersonDone, PersonSeen};
use crate::model::{ClockPair, Session, SessionKey, Timestamp};
use crate::operation::judged::JudgedBy;
use crate::operation::verdict::{OtherSessions, PersonProof, PersonVerdict};

impl PersonDone {
    /// What a walk that was begun after `none_at` shows of somebody of whom no session was listed
    /// then; `None` if it bears that out.
    pub(crate) fn later(
        &self,
        none_at: Timestamp,
        walked: &[Session],
        known: &FxHashSet<SessionKey>,
        clocks: Option<ClockPair>,
    ) -> Option<PersonProof> {
        self.done?;
        let (mut disputed, mut news) = (Vec::new(), Vec::new());
        let mut others = OtherSessions::default();
        for session in walked
            .iter()
            .filter(|session| session.key.user == self.user)
        {
            if self.planned.contains(&session.key) {
                disputed.push(session.key);
            } else if self.judged == JudgedBy::Session {
                others.stay += 1;
            } else if known.contains(&session.key) || was_missed(session, none_at, clocks) {
                disputed.push(session.key);
            } else {
                news.push(session.clone());
            }
        }
        if !disputed.is_empty() {
            let verdict = PersonVerdict::Contradicted { sessions: disputed };
            return Some(self.proof(verdict, others));
        }
        (!news.is_empty()).then(|| {
            let shown = PersonSeen {
                began_at: none_at,
                absence: Ok(()),
                sessions: news,
                disputed: Vec::new(),
                lacking: Vec::new(),
            };
            self.judge(&shown, known, clocks)
        })
    }
}

/// Whether a session was begun before the list that lacks it.
fn was_missed(session: &Session, list: Timestamp, clocks: Option<ClockPair>) -> bool {
    let (Some(signed_in), Some(clocks)) = (session.authenticated_at.readable(), clocks) else {
        return false;
    };
    signed_in.seconds() < clocks.server_at(list).seconds()
}
