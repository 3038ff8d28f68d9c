//! What Zendesk shows of the open items, read once for all of them. What that proves is decided where
//! all proof is.

use std::ops::Range;
use std::sync::Arc;

use super::Finding;
use crate::journal::{OpenItem, RecordRoute, RunId, State};
use crate::live::{Doubt, Snapshot};
use crate::model::{
    Clock, OAuthToken, Role, SafeText, SessionKey, Timestamp, TokenId, User, UserId, counted,
};
use crate::operation::proof::KindsUnread;
use crate::operation::words::operation_of;
use crate::operation::{
    GoesBeyond, JudgedPeople, Operation, OutcomeKind, PersonProof, PersonTarget, PersonVerdict,
    Proof, ProofBasis, ProofRequest, Reason, Report, ReportItem, Route, SessionTarget, Target,
    TargetKind, TokenTarget, Verdict,
};
use crate::zendesk::{ApiError, Client, Purpose, RetryPolicy};

/// Something that was read, or why it could not be read.
pub(super) type Read<T> = Result<T, String>;

/// The reader, with whose credentials it reads.
pub(super) struct RecoveryReader<'a> {
    client: &'a Client,
    clock: &'a Clock,
    me: Option<Read<User>>,
}

/// What is asked of one open item.
struct AskedItem<'a> {
    item: &'a OpenItem,
    operation: Operation,
    /// Its targets among all that are looked at.
    places: Range<usize>,
}

/// What one look at all open items showed.
struct Looked {
    at: Timestamp,
    verdicts: Vec<Option<Verdict>>,
    people: Vec<PersonProof>,
    /// The lists that were read last, if they prove anything of everybody.
    lists: Option<Arc<Snapshot>>,
    unread: KindsUnread,
}

impl<'a> RecoveryReader<'a> {
    pub(super) const fn new(client: &'a Client, clock: &'a Clock) -> Self {
        Self {
            client,
            clock,
            me: None,
        }
    }

    /// What became of open items, by what Zendesk shows now.
    pub(super) async fn judge(&mut self, items: &[&OpenItem]) -> Vec<Finding> {
        let found = self.look_at(items).await.into_iter();
        let known = |found: Read<Finding>| {
            found.unwrap_or_else(|why| Finding {
                state: State::Unknown,
                detail: format!("not known: {why}"),
            })
        };
        found.map(known).collect()
    }

    /// What became of an open item, or why that cannot be found out.
    pub(super) async fn look(&mut self, item: &OpenItem) -> Read<Finding> {
        let found = self.look_at(&[item]).await.pop();
        found.unwrap_or_else(|| Err("it was not looked at".to_owned()))
    }

    /// What became of each of these items, or why that cannot be found out.
    pub(super) async fn look_at(&mut self, items: &[&OpenItem]) -> Vec<Read<Finding>> {
        let (at, mut targets) = ((self.clock)(), Vec::new());
        let mut questions = Vec::new();
        for item in items {
            let question = match operation(item) {
                Ok(operation) => self.may_see(item, operation).await.and_then(|()| {
                    let first = targets.len();
                    targets.extend(targets_of(item, operation)?);
                    let places = first..targets.len();
                    Ok(AskedItem {
                        item,
                        operation,
                        places,
                    })
                }),
                Err(why) => Err(why),
            };
            questions.push(question);
        }
        let looked = self.proved(at, targets).await;
        let found = questions.into_iter().map(|question| {
            let question = question?;
            match question.operation.target_kind() {
                TargetKind::Sessions => looked.sessions(&question),
                TargetKind::People => looked.person(&question),
                TargetKind::Tokens => looked.token(&question),
            }
        });
        found.collect()
    }

    /// Checks that these credentials see what became of an item, before anything of it is read.
    async fn may_see(&mut self, item: &OpenItem, operation: Operation) -> Read<()> {
        if operation.target_kind() == TargetKind::People {
            return Ok(());
        }
        let me = self.me().await?;
        let is_theirs = item.users.iter().all(|user| *user == me.id);
        let is_of_sessions = operation.target_kind() == TargetKind::Sessions;
        if me.is_suspended() || me.role != Role::Admin && !(is_theirs && is_of_sessions) {
            return Err(Doubt::NotAdmin.to_string());
        }
        Ok(())
    }

    /// Whose credentials these are, asked once before anything is read. The proof asks again after it.
    async fn me(&mut self) -> Read<User> {
        if let Some(me) = &self.me {
            return me.clone();
        }
        let policy = RetryPolicy::default();
        let ask = || self.client.me(Purpose::Proof);
        let answer = self.client.retrying(&policy, ask).await;
        let me = answer.map(|answer| answer.value.user).map_err(words);
        self.me.insert(me).clone()
    }

    /// Looks once at all of these targets, as at those of a run of which nothing is known.
    async fn proved(&self, at: Timestamp, targets: Vec<(Operation, Target)>) -> Looked {
        let is_person = |operation: Operation, target: &Target| {
            operation.ends() && matches!(target, Target::Person(_))
        };
        let by_person = targets.iter().filter(|(of, target)| is_person(*of, target));
        let by_person = by_person.map(|(_, target)| target.user()).collect();
        let report = report(at, targets, JudgedPeople::by_person(by_person));
        let me = self.me.as_ref().and_then(|me| me.as_ref().ok());
        let basis = ProofBasis {
            me: me.map(|me| me.id),
            ..ProofBasis::default()
        };
        let request = ProofRequest::new(Arc::new(report), basis);
        let mut proof = Proof::new(self.client.clone(), Clock::clone(self.clock), request);
        let _ = proof.look().await;
        let unread = proof.unread().clone();
        let proved = proof.into_proved();
        Looked {
            at,
            verdicts: proved.verdicts,
            people: proved.people,
            lists: proved.lists,
            unread,
        }
    }
}

impl Looked {
    /// The verdicts on the targets of an item; what was not looked at is not known.
    fn verdicts(&self, question: &AskedItem<'_>) -> Vec<Verdict> {
        let verdicts = self.verdicts.get(question.places.clone());
        let verdicts = verdicts.unwrap_or_default().iter();
        verdicts
            .map(|verdict| verdict.unwrap_or(Verdict::Waiting))
            .collect()
    }

    fn proof(&self, user: UserId) -> Option<&PersonProof> {
        self.people.iter().find(|person| person.user == user)
    }

    fn sessions(&self, question: &AskedItem<'_>) -> Read<Finding> {
        match (&question.item.users[..], question.item.sessions.len()) {
            ([user], of @ 1..) => self.known_sessions(question, *user, of),
            _ => self.sessions_of_people(question.item),
        }
    }

    /// What became of sessions that were known, of one person.
    fn known_sessions(&self, question: &AskedItem<'_>, user: UserId, of: usize) -> Read<Finding> {
        let verdicts = self.verdicts(question);
        let count = |wanted| verdicts.iter().filter(|one| **one == wanted).count();
        match (count(Verdict::StillListed), count(Verdict::Verified)) {
            (0, gone) if gone == of => Ok(no_longer_listed(of)),
            (0, _) => Err(self.why(user)),
            (still, _) => Ok(still_listed(still, of)),
        }
    }

    /// What became of the sessions of people where nobody can tell whose each of them was, or none was
    /// known: all were to end, whatever was there.
    fn sessions_of_people(&self, item: &OpenItem) -> Read<Finding> {
        let listed: Vec<SessionKey> = (item.users.iter())
            .filter_map(|user| self.proof(*user))
            .filter(|proof| !matches!(proof.verdict, PersonVerdict::Contradicted { .. }))
            .flat_map(|proof| proof.verdict.sessions())
            .collect();
        let of = item.sessions.len();
        let known = item.sessions.iter();
        let still = known.filter(|id| listed.iter().any(|key| key.session == **id));
        match still.count() {
            0 => {}
            still => return Ok(still_listed(still, of)),
        }
        if let Some(user) = item.users.iter().find(|user| !self.proves(**user)) {
            return Err(self.why(*user));
        }
        // Whether what is listed is older than the request cannot be told.
        if of == 0 && !listed.is_empty() {
            let sessions = counted(listed.len(), "session is", "sessions are");
            return Err(format!("none was known before, and {sessions} listed now"));
        }
        Ok(no_longer_listed(of))
    }

    /// Whether it is known what this person has, and what not.
    fn proves(&self, user: UserId) -> bool {
        let Some(proof) = self.proof(user) else {
            return false;
        };
        match &proof.verdict {
            PersonVerdict::NoneListed { .. } => true,
            PersonVerdict::StillThere { .. } | PersonVerdict::SignedInAgain { .. } => {
                let lists = self.lists.as_ref();
                lists.is_some_and(|lists| lists.absence_since(user, self.at).is_ok())
            }
            PersonVerdict::Contradicted { .. } | PersonVerdict::NotLookedAt(_) => false,
        }
    }

    /// Why it is not known what became of this person's sessions.
    fn why(&self, user: UserId) -> String {
        let sentence = self.proof(user).map(PersonProof::sentence);
        let sentence = sentence.unwrap_or_else(|| Doubt::NotRead.to_string());
        shown(&format!("user {user}: {sentence}"))
    }

    fn person(&self, question: &AskedItem<'_>) -> Read<Finding> {
        if let Some(why) = &self.unread.people {
            return Err(why.as_str().to_owned());
        }
        let operation = question.operation;
        let verdict = self.verdicts(question).pop();
        let state = verdict.and_then(|verdict| verdict.state(operation));
        let detail = match state {
            Some(State::Suspended) => "is suspended",
            Some(State::NotSuspended) => "is not suspended",
            _ => return Err("Zendesk does not tell whether they are suspended".to_owned()),
        };
        Ok(found(state.unwrap_or(State::Unknown), detail.to_owned()))
    }

    fn token(&self, question: &AskedItem<'_>) -> Read<Finding> {
        if let Some(why) = &self.unread.tokens {
            return Err(why.as_str().to_owned());
        }
        let token = question.item.token.ok_or("the record names no token")?;
        match self.verdicts(question).pop() {
            Some(Verdict::StillListed) => {
                let detail = format!("token {token} is still listed");
                Ok(found(State::StillListed, detail))
            }
            Some(Verdict::Verified) => {
                let detail = format!("token {token} is no longer listed");
                Ok(found(State::EndedByList, detail))
            }
            Some(Verdict::Contradicted) => Err(format!(
                "the list lacks token {token}, and another answer shows it"
            )),
            _ => Err("the list of tokens proves nothing of those that it lacks".to_owned()),
        }
    }
}

/// What was to be done to the targets of an item.
fn operation(item: &OpenItem) -> Read<Operation> {
    match (operation_of(item.route), item.route) {
        (Some(operation), _) => Ok(operation),
        (None, RecordRoute::ChatAccount | RecordRoute::Several) => {
            Err("it is about no session".to_owned())
        }
        (None, _) => Ok(Operation::End(Route::Exact)),
    }
}

/// The targets of an item: its sessions, or its people where nobody can tell whose each session was.
fn targets_of(item: &OpenItem, operation: Operation) -> Read<Vec<(Operation, Target)>> {
    let targets: Vec<Target> = match (operation.target_kind(), &item.users[..]) {
        (TargetKind::Sessions, [user]) if !item.sessions.is_empty() => {
            let keys = item.sessions.iter().map(|session| SessionKey {
                user: *user,
                session: *session,
            });
            keys.map(|key| SessionTarget::of(key).into()).collect()
        }
        (TargetKind::People, users) if users.len() != 1 => {
            return Err("the record names nobody".to_owned());
        }
        (TargetKind::Sessions | TargetKind::People, users) => {
            users.iter().map(|user| person(*user)).collect()
        }
        (TargetKind::Tokens, users) => {
            let id = item.token.ok_or("the record names no token")?;
            let user = users.first().ok_or("the record names nobody")?;
            vec![token(*user, id)]
        }
    };
    Ok(targets
        .into_iter()
        .map(|target| (operation, target))
        .collect())
}

fn person(id: UserId) -> Target {
    Target::Person(PersonTarget {
        id,
        user: None,
        sessions: None,
    })
}

fn token(user: UserId, id: TokenId) -> Target {
    let token = OAuthToken::of(id, user);
    Target::Token(TokenTarget {
        token,
        owner: None,
        beyond: GoesBeyond::No,
    })
}

/// These targets as the items of a run of which no answer is known.
fn report(at: Timestamp, targets: Vec<(Operation, Target)>, judged: JudgedPeople) -> Report {
    let items = targets.into_iter().map(|(operation, target)| ReportItem {
        operation,
        target,
        outcome: OutcomeKind::Unknown.into(),
        at,
        server_at: None,
        request_id: None,
    });
    Report {
        run: RunId::new(at, [0; 3]),
        account: String::new(),
        operation: Operation::End(Route::Exact),
        judged,
        reason: Reason::default(),
        began_at: at,
        ended_at: at,
        items: items.collect(),
        stopped: None,
        offboarding: None,
        journal_head: None,
    }
}

fn no_longer_listed(of: usize) -> Finding {
    found(
        State::EndedByList,
        format!("no longer listed ({of} of {of})"),
    )
}

fn still_listed(still: usize, of: usize) -> Finding {
    found(
        State::StillListed,
        format!("still listed ({still} of {of})"),
    )
}

pub(super) fn found(state: State, detail: String) -> Finding {
    Finding { state, detail }
}

#[expect(clippy::needless_pass_by_value, reason = "it is given to map_err")]
pub(super) fn words(error: ApiError) -> String {
    shown(&error.to_string())
}

/// Text with data in it, made safe to show to a person.
pub(super) fn shown(text: &str) -> String {
    SafeText::new(text).as_str().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::live::{Store, WalkProgress};
    use crate::operation::JudgedBy;
    use crate::operation::simulated::NOW;
    use crate::zendesk::PersonList;

    /// What a list shows of somebody proves nothing of what it lacks, unless it is whole and was begun
    /// after the request.
    #[test]
    fn a_list_that_shows_something_proves_what_it_lacks_only_where_it_is_whole_and_later() {
        let user = UserId::new(7).unwrap();
        let proves = |began_at: Timestamp, holes: usize, is_there: bool| {
            let mut store = Store::new();
            let me = User::example(9, "Me", Role::Admin);
            store.take(WalkProgress::Identified(me), NOW);
            let list = PersonList {
                holes,
                ..PersonList::of(user, Vec::new())
            };
            store.take(
                WalkProgress::Listed {
                    user,
                    began_at,
                    list,
                },
                NOW,
            );
            let listed = PersonProof {
                user,
                name: None,
                judged: JudgedBy::Person,
                verdict: PersonVerdict::StillThere {
                    known: Vec::new(),
                    unknown: vec!["7/9".parse().unwrap()],
                },
                others: 0,
            };
            let looked = Looked {
                at: NOW,
                verdicts: Vec::new(),
                people: vec![listed],
                lists: is_there.then(|| store.snapshot()),
                unread: KindsUnread::default(),
            };
            looked.proves(user)
        };
        let (before, after) = (NOW.shifted(-1_000), NOW.shifted(1_000));
        assert!(proves(after, 0, true));
        assert!(!proves(before, 0, true));
        assert!(!proves(after, 1, true));
        assert!(!proves(after, 0, false));
    }
}
