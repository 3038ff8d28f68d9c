//! What is printed of sessions, tokens and leavers.

use serde_json::Value;

use super::{Judge, Played};
use crate::adversary::account::Possession;
use crate::adversary::words::Verb;

impl Judge<'_> {
    /// What holds of a list of sessions, of leavers or of tokens: who is on it was meant and there
    /// at some moment, and with status 0 nobody is missing.
    pub(in crate::adversary) fn list(&mut self, played: &Played) {
        let found = played.json();
        let (list, field) = match self.job.verb {
            Verb::List => ("sessions", "id"),
            Verb::TokensList => ("tokens", "id"),
            Verb::Leavers => ("people", "session_ids"),
            _ => return,
        };
        let Some(rows) = found[list].as_array() else {
            return;
        };
        let ids = rows.iter().flat_map(|row| match &row[field] {
            Value::Array(ids) => ids.iter().filter_map(Value::as_u64).collect(),
            id => Vec::from_iter(id.as_u64()),
        });
        let ids: Vec<u64> = ids.collect();
        let account = self.account();
        let tokens = list == "tokens";
        let all = if tokens {
            &account.tokens
        } else {
            &account.sessions
        };
        for id in &ids {
            if !all
                .get(id)
                .is_some_and(|one| self.belongs(played, one, tokens))
            {
                self.complain(played, format!("it lists {:?}", all.get(id)));
            }
        }
        // The rows of leavers are what status 1 is about.
        let leavers = list == "people" && found["undecided_people"] == Value::Array(Vec::new());
        let is_whole = found["coverage"].is_null() || found["coverage"] == "full";
        if is_whole && (played.status == 0 && !tokens || leavers && played.status < 2) {
            let missed = self.missed(played, all.values(), false);
            for one in missed.into_iter().filter(|one| !ids.contains(&one.id)) {
                self.complain(played, format!("it does not list {one:?}"));
            }
        }
    }

    fn belongs(&self, played: &Played, one: &Possession, token: bool) -> bool {
        let lag = self.account().lag;
        let is_over = one.ended.is_some_and(|ended| ended + lag < played.from);
        let session = (!token).then_some(one);
        let meant = |who: &_| match self.job.means(who, session) {
            // Which sessions its owner has may decide about a token.
            None => token,
            Some(meant) => meant,
        };
        one.began <= played.to && !is_over && self.ever(one.owner, played.from, played.to, meant)
    }
}
