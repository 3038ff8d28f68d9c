//! What Zendesk shows of people and tokens after a run. Only reading requests are sent.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::{SafeText, TokenId, User, UserId};
use crate::operation::{NotLookedAt, Report, ReportItem, Target, TargetKind, Verdict};
use crate::zendesk::{ApiError, AuthKind, Client, Purpose, RetryPolicy, TokenList};

/// People in one request (Users API, "Show Many Users").
const PEOPLE_PER_REQUEST: usize = 100;

/// The verdict on each item by what is shown now, in the order of the report. It is `None` for
/// items that nothing was sent for, that were refused, or that are sessions, which lists prove; and
/// for those of a kind that could not be read, which takes no proof from the other kind.
pub(super) async fn look(client: &Client, report: &Report) -> (Vec<Option<Verdict>>, KindsUnread) {
    let items = report.items.iter();
    let asked: Vec<&ReportItem> = items
        .filter(|item| item.outcome.kind.wants_proof() && !item.operation.ends())
        .collect();
    let people: Vec<UserId> = asked
        .iter()
        .filter(|item| matches!(item.target, Target::Person(_)))
        .map(|item| item.target.user())
        .collect();
    let is_token = |item: &ReportItem| matches!(item.target, Target::Token(_));
    let mut unread = KindsUnread::default();
    let mut shown = AccountNow::default();
    match self::people(client, &people).await {
        Ok(people) => shown.people = Some(people),
        Err(error) => unread.people = Some(SafeText::new(&error.to_string())),
    }
    if asked.iter().copied().any(is_token) {
        match TokenList::read(client, Purpose::Proof).await {
            Ok(list) => shown.tokens = Some(list.into()),
            Err(error) => unread.tokens = Some(SafeText::new(&error.to_string())),
        }
    }
    let verdict = |item: &ReportItem| {
        let known = item.outcome.kind.wants_proof() && !item.operation.ends();
        known.then(|| shown.verdict(item)).flatten()
    };
    (report.items.iter().map(verdict).collect(), unread)
}

/// Why people and tokens could not be read, where that is so.
#[derive(Debug, Clone, Default)]
pub(crate) struct KindsUnread {
    /// Why people could not.
    pub(crate) people: Option<SafeText>,
    /// Why tokens could not.
    pub(crate) tokens: Option<SafeText>,
}

impl KindsUnread {
    /// Takes in why a list of tokens proves nothing of what it lacks, which was read all the same.
    pub(super) fn doubt_tokens(&mut self, why: Option<NotLookedAt>) {
        let why = why.map(|why| SafeText::new(&why.to_string()));
        self.tokens = self.tokens.take().or(why);
    }

    /// Why it is not known of targets of this kind what became of them.
    pub(crate) fn of(&self, kind: TargetKind) -> Option<&SafeText> {
        match kind {
            TargetKind::People => self.people.as_ref(),
            TargetKind::Tokens => self.tokens.as_ref(),
            TargetKind::Sessions => None,
        }
    }
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
#[derive(Default)]
struct AccountNow {
    /// The people that were asked about, by id, if they could be read.
    people: Option<FxHashMap<UserId, User>>,
    /// The tokens of the account, if a token was asked about and they could be read.
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
                let shown = self.people.as_ref()?.get(&target.id);
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
