//! What Zendesk shows of people and tokens after a run. Only reading requests are sent.

use std::time::Duration;

use rustc_hash::{FxHashMap, FxHashSet};
use tokio::time::{Instant, timeout};

use super::ProofCost;
use crate::model::{SafeText, TokenId, User, UserId};
use crate::operation::{NotLookedAt, OutcomeKind, Report, ReportItem, Target, TargetKind, Verdict};
use crate::zendesk::{
    ApiError, ApiErrorKind, AuthKind, Client, Purpose, RetryPolicy, SingleTokens, TokenList,
};

/// People in one request (Users API, "Show Many Users").
const PEOPLE_PER_REQUEST: usize = 100;

/// The most people who are asked about alone, as before a run.
const ALONE_AT_MOST: usize = 25;

/// How long each kind is read, beside twice what looks at single tokens should take.
const PATIENCE: Duration = Duration::from_secs(60);

/// The longest that tokens are read, since the report is due.
const LONGEST: Duration = Duration::from_secs(10 * 60);

/// The verdict on each item by what is shown now, in the order of the report, whose verdicts so far
/// are given. It is `None` for items that nothing was sent for, that were refused, that are proved, or
/// that are sessions, which lists prove; and for those of a kind that could not be read, which takes
/// no proof from the other kind.
pub(super) async fn look(
    client: &Client,
    (report, verdicts): (&Report, &[Option<Verdict>]),
) -> (Vec<Option<Verdict>>, KindsUnread) {
    let is_asked = |(item, verdict): &(&ReportItem, &Option<Verdict>)| {
        let is_proved = **verdict == Some(Verdict::Verified);
        item.outcome.kind.wants_proof() && !item.operation.ends() && !is_proved
    };
    let items = || report.items.iter().zip(verdicts);
    let asked = items().filter(is_asked).map(|(item, _)| &item.target);
    let (mut people, mut tokens) = (Vec::new(), Vec::new());
    for target in asked {
        match target {
            Target::Person(person) => people.push(person.id),
            Target::Token(target) => tokens.push(target.token.id),
            Target::Session(_) => {}
        }
    }
    let mut unread = KindsUnread::default();
    let mut shown = AccountNow::default();
    match timeout(PATIENCE, self::people(client, &people)).await {
        Ok(Ok(people)) => {
            // Whoever does not exist any more cannot sign in, and cannot be lifted.
            let may_be_gone = |item: &ReportItem| {
                let kind = item.outcome.kind;
                let is_unsettled = matches!(kind, OutcomeKind::AlreadySo | OutcomeKind::Unknown);
                is_unsettled && item.operation.is_so_of_the_gone()
            };
            let gone = items().filter(|(item, _)| may_be_gone(item));
            let gone = gone.map(|(item, _)| item.target.user());
            let missing = gone
                .filter(|user| !people.contains_key(user))
                .take(ALONE_AT_MOST);
            shown.gone = no_longer_there(client, missing).await;
            shown.people = Some(people);
        }
        Ok(Err(error)) => unread.people = Some(SafeText::new(&error.to_string())),
        Err(_) => unread.people = Some(out_of_time()),
    }
    if !tokens.is_empty() {
        match TokensNow::read(client, &tokens).await {
            Ok(now) => shown.tokens = Some(now),
            Err(why) => unread.tokens = Some(why),
        }
    }
    let verdict = |one: (&ReportItem, &Option<Verdict>)| {
        let is_asked = is_asked(&one);
        is_asked.then(|| shown.verdict(one.0)).flatten()
    };
    (items().map(verdict).collect(), unread)
}

fn out_of_time() -> SafeText {
    SafeText::new(&NotLookedAt::OutOfTime.to_string())
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

/// Those of these people whom Zendesk does not know any more, asked about one by one.
async fn no_longer_there(
    client: &Client,
    people: impl Iterator<Item = UserId>,
) -> FxHashSet<UserId> {
    let policy = RetryPolicy::default();
    let mut gone = FxHashSet::default();
    for user in people {
        let answer = client.retrying(&policy, || client.person(Purpose::Proof, user));
        if answer
            .await
            .is_err_and(|error| error.kind == ApiErrorKind::NotFound)
        {
            gone.insert(user);
        }
    }
    gone
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
    /// Whoever was to be suspended and is not there any more, asked about alone.
    gone: FxHashSet<UserId>,
    /// The tokens that were asked about, if they could be read.
    tokens: Option<TokensNow>,
}

/// What is shown of tokens that were asked about.
struct TokensNow {
    listed: FxHashSet<TokenId>,
    /// What was seen, one by one, of those that the list lacks: absence from a list proves nothing.
    single: SingleTokens,
}

impl TokensNow {
    /// Lists the tokens of the account, and looks at each of these that the list lacks.
    ///
    /// # Errors
    /// If they cannot be listed, in words.
    async fn read(client: &Client, asked: &[TokenId]) -> Result<Self, SafeText> {
        let began = Instant::now();
        let list = timeout(PATIENCE, TokenList::read(client, Purpose::Proof)).await;
        let list = list.map_err(|_| out_of_time())?;
        let list = list.map_err(|error| SafeText::new(&error.to_string()))?;
        let listed: FxHashSet<TokenId> = list.tokens.iter().map(|token| token.id).collect();
        let lacking = asked.iter().copied().filter(|id| !listed.contains(id));
        let lacking: Vec<TokenId> = lacking.collect();
        let cost = ProofCost::of_requests(lacking.len(), &client.budget().reading());
        let until = began + (PATIENCE + cost.time * 2).min(LONGEST);
        let single = SingleTokens::look(client, Purpose::Proof, lacking, until).await;
        Ok(Self { listed, single })
    }

    fn verdict(&self, id: TokenId) -> Verdict {
        if self.listed.contains(&id) {
            Verdict::StillListed
        } else if self.single.gone.contains(&id) {
            Verdict::Verified
        } else if self.single.there.iter().any(|token| token.id == id) {
            Verdict::Contradicted
        } else {
            Verdict::NotKnown
        }
    }
}

impl AccountNow {
    fn verdict(&self, item: &ReportItem) -> Option<Verdict> {
        match &item.target {
            Target::Person(target) => {
                let shown = self.people.as_ref()?.get(&target.id);
                let is_so = shown.and_then(|user| item.operation.is_so(user));
                Some(match is_so {
                    _ if self.gone.contains(&target.id) => Verdict::Verified,
                    Some(true) => Verdict::Verified,
                    Some(false) => Verdict::StillListed,
                    None => Verdict::NotKnown,
                })
            }
            Target::Token(target) => Some(self.tokens.as_ref()?.verdict(target.token.id)),
            Target::Session(_) => None,
        }
    }
}
