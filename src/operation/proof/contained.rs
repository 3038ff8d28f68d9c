//! What Zendesk shows of people and tokens after a run. Only reading requests are sent.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::{TokenId, User, UserId};
use crate::operation::{Report, ReportItem, Target, Verdict};
use crate::zendesk::{ApiError, AuthKind, Client, Purpose, RetryPolicy, TokenList};

/// People in one request (Users API, "Show Many Users").
const PEOPLE_PER_REQUEST: usize = 100;

/// The verdict on each item by what is shown now, in the order of the report. It is `None` for
/// items that nothing was sent for, that were refused, or that are sessions, which lists prove.
///
/// # Errors
/// If the people or the tokens cannot be read.
pub(super) async fn look(
    client: &Client,
    report: &Report,
) -> Result<Vec<Option<Verdict>>, ApiError> {
    let items = report.items.iter();
    let asked: Vec<&ReportItem> = items
        .filter(|item| item.outcome.kind.wants_proof() && !item.operation.ends())
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
            Some(_) => Some(TokenList::read(client, Purpose::Proof).await?.into()),
            None => None,
        },
    };
    let verdict = |item: &ReportItem| {
        let known = item.outcome.kind.wants_proof() && !item.operation.ends();
        known.then(|| shown.verdict(item)).flatten()
    };
    Ok(report.items.iter().map(verdict).collect())
}

/// These people as Zendesk shows them now. Whoever is missing in the answer is missing here.
pub(in crate::operation) async fn people(
    client: &Client,
    people: &[UserId],
) -> Result<FxHashMap<UserId, User>, ApiError> {
    let policy = RetryPolicy::default();
    let mut found = FxHashMap::default();
    for ids in people.chunks(PEOPLE_PER_REQUEST) {
        let answer = client.retrying(&policy, || client.people(Purpose::Proof, ids));
        let answer = answer.await?;
        let users = answer.value.users.into_iter();
        found.extend(users.map(|user| (user.id, user)));
    }
    Ok(found)
}

/// The token that requests are made with, if they are made with one. All tokens of its owner are
/// excluded whatever comes back, so a failure here lets nothing through.
pub(crate) async fn token_in_use(client: &Client, auth: AuthKind) -> Option<TokenId> {
    if auth != AuthKind::OAuth {
        return None;
    }
    let answer = client.own_token(Purpose::Proof).await.ok()?;
    Some(answer.value.id)
}

/// What was read of the account.
struct AccountNow {
    /// The people that were asked about, by id.
    people: FxHashMap<UserId, User>,
    /// The tokens of the account, if a token was asked about.
    tokens: Option<TokenIds>,
}

struct TokenIds {
    ids: FxHashSet<TokenId>,
    /// Whether every record could be read. Absence from a list with unreadable records proves
    /// nothing.
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
                let shown = self.people.get(&target.id);
                shown.and_then(|user| item.operation.is_so(user))
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
            None => Verdict::NotKnown,
        })
    }
}
