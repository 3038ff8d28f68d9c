//! What Zendesk shows of people and tokens after a run. Nothing but readings is sent.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::{TokenId, User, UserId};
use crate::operation::{Report, ReportItem, Target, Verdict};
use crate::zendesk::{ApiError, AuthKind, Client, Purpose, RetryPolicy, TokenList, retrying};

/// People in one request (Users API, "Show Many Users").
const PEOPLE_PER_REQUEST: usize = 100;

/// What is shown now of each item, in the order of the report. `None` for items that nothing
/// was sent for, that were refused, or that are sessions, which lists prove.
///
/// # Errors
/// If it cannot be read.
pub(super) async fn look(
    client: &Client,
    report: &Report,
) -> Result<Vec<Option<Verdict>>, ApiError> {
    let items = report.items.iter();
    let asked: Vec<&ReportItem> = items
        .filter(|item| item.outcome.kind.wants_proof())
        .collect();
    let people: Vec<UserId> = asked
        .iter()
        .filter(|item| matches!(item.target, Target::Person(_)))
        .map(|item| item.target.user())
        .collect();
    let is_token = |item: &&ReportItem| matches!(item.target, Target::Token(_));
    let shown = AccountNow {
        people: self::people(client, &people).await?,
        tokens: match asked.iter().copied().find(is_token) {
            Some(_) => Some(TokenList::read(client, Purpose::Watching).await?.into()),
            None => None,
        },
    };
    let verdict = |item: &ReportItem| {
        let known = item.outcome.kind.wants_proof();
        known.then(|| shown.verdict(item)).flatten()
    };
    Ok(report.items.iter().map(verdict).collect())
}

/// These people as they are shown now. Who is left out of the answer is left out.
pub(in crate::operation) async fn people(
    client: &Client,
    people: &[UserId],
) -> Result<FxHashMap<UserId, User>, ApiError> {
    let policy = RetryPolicy::default();
    let mut found = FxHashMap::default();
    for ids in people.chunks(PEOPLE_PER_REQUEST) {
        let answer = retrying(&policy, || client.people(Purpose::Watching, ids)).await?;
        let users = answer.value.users.into_iter();
        found.extend(users.map(|user| (user.id, user)));
    }
    Ok(found)
}

/// The token that requests are made with, where they are made with one. Its owner keeps all of
/// theirs whatever comes back, so a failure here opens nothing.
pub(crate) async fn token_in_use(client: &Client, auth: AuthKind) -> Option<TokenId> {
    if auth != AuthKind::OAuth {
        return None;
    }
    let answer = client.own_token(Purpose::Watching).await.ok()?;
    Some(answer.value.id)
}

/// What was read.
struct AccountNow {
    /// Each person that was asked about.
    people: FxHashMap<UserId, User>,
    /// The tokens of the account, if there was one to ask about.
    tokens: Option<TokenIds>,
}

struct TokenIds {
    ids: FxHashSet<TokenId>,
    /// Absence from a list with unreadable records proves nothing.
    is_whole: bool,
}

impl From<TokenList> for TokenIds {
    fn from(list: TokenList) -> Self {
        Self {
            ids: list.tokens.iter().map(|token| token.id).collect(),
            is_whole: list.unreadable == 0,
        }
    }
}

impl AccountNow {
    fn verdict(&self, item: &ReportItem) -> Option<Verdict> {
        let is_so = match &item.target {
            Target::Person(target) => {
                let shown = self.people.get(&target.user.id);
                shown.map(|user| item.operation.is_so(user))
            }
            Target::Token(target) => {
                let listed = self.tokens.as_ref()?;
                let is_gone = !listed.ids.contains(&target.token.id);
                (!is_gone || listed.is_whole).then_some(is_gone)
            }
            Target::Session(_) => return None,
        };
        Some(match is_so {
            Some(true) => Verdict::Verified,
            Some(false) => Verdict::StillListed,
            None => Verdict::Waiting,
        })
    }
}
