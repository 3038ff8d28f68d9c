//! Proof: what Zendesk shows of people and tokens after a run. Sent are readings alone.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::{TokenId, UserId};
use crate::operation::{Measure, Report, ReportItem, Target, Verdict, Work};
use crate::zendesk::{ApiError, AuthKind, Client, Purpose, RetryPolicy, TokenList, retrying};

/// People in one request (Users API, "Show Many Users").
const PEOPLE_PER_REQUEST: usize = 100;

/// What is shown now of each item, in the order of the report. `None` for items that nothing
/// was sent for, that were refused, or that are sessions, which lists prove.
///
/// # Errors
/// If it cannot be read.
pub async fn look(client: &Client, report: &Report) -> Result<Vec<Option<Verdict>>, ApiError> {
    let in_question = |item: &&ReportItem| item.outcome.kind().wants_proof();
    let asked = || report.items.iter().filter(in_question);
    let shown = match report.work {
        Work::End(_) => Shown::Nothing,
        Work::Contain(Measure::Revoke) if asked().next().is_none() => Shown::Nothing,
        Work::Contain(Measure::Revoke) => {
            let list = TokenList::read(client, Purpose::Watching).await?;
            Shown::Tokens {
                listed: list.tokens.iter().map(|token| token.id).collect(),
                is_whole: list.unreadable == 0,
            }
        }
        Work::Contain(measure) => {
            let people: Vec<UserId> = asked().map(|item| item.target.user()).collect();
            Shown::People {
                suspended: suspended(client, &people).await?,
                wanted: measure == Measure::Suspend,
            }
        }
    };
    let verdict = |item: &ReportItem| {
        let known = item.outcome.kind().wants_proof();
        known.then(|| shown.verdict(&item.target)).flatten()
    };
    Ok(report.items.iter().map(verdict).collect())
}

/// Whether each of these people is suspended now. Who is left out of the answer is left out.
pub(in crate::operation) async fn suspended(
    client: &Client,
    people: &[UserId],
) -> Result<FxHashMap<UserId, bool>, ApiError> {
    let policy = RetryPolicy::default();
    let mut found = FxHashMap::default();
    for ids in people.chunks(PEOPLE_PER_REQUEST) {
        let answer = retrying(&policy, || client.people(Purpose::Watching, ids)).await?;
        let users = answer.value.users.into_iter();
        found.extend(users.map(|user| (user.id, user.suspended)));
    }
    Ok(found)
}

/// The token that requests are made with, where they are made with one. Its owner keeps all of
/// theirs whatever comes back, so a failure here opens nothing.
pub async fn token_in_use(client: &Client, auth: AuthKind) -> Option<TokenId> {
    if auth != AuthKind::OAuth {
        return None;
    }
    let answer = client.own_token(Purpose::Watching).await.ok()?;
    Some(answer.value.id)
}

/// What was read.
enum Shown {
    Nothing,
    People {
        suspended: FxHashMap<UserId, bool>,
        wanted: bool,
    },
    Tokens {
        listed: FxHashSet<TokenId>,
        /// Absence from a list with unreadable records proves nothing.
        is_whole: bool,
    },
}

impl Shown {
    fn verdict(&self, target: &Target) -> Option<Verdict> {
        let is_so = match (self, target) {
            (Self::People { suspended, wanted }, Target::Person(target)) => {
                let shown = suspended.get(&target.user.id);
                shown.map(|suspended| *suspended == *wanted)
            }
            (Self::Tokens { listed, is_whole }, Target::Token(target)) => {
                let is_gone = !listed.contains(&target.token.id);
                (!is_gone || *is_whole).then_some(is_gone)
            }
            _ => return None,
        };
        Some(match is_so {
            Some(true) => Verdict::Verified,
            Some(false) => Verdict::StillListed,
            None => Verdict::Waiting,
        })
    }
}
