//! What Zendesk shows of the open items, read once for each list, person and token.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use super::Finding;
use crate::journal::{OpenItem, RecordRoute, State};
use crate::live::Evidence;
use crate::model::{SafeText, SessionId, TokenId, User, UserId, counted};
use crate::operation::words::operation_of;
use crate::operation::{Operation, TargetKind, Verdict, proof};
use crate::zendesk::{ApiError, Client, PersonList, Purpose, TokenList};

/// Something that was read, or why it could not be read.
pub(super) type Read<T> = Result<T, String>;

/// The reader, with everything that it has read so far.
pub(super) struct RecoveryReader<'a> {
    client: &'a Client,
    lists: BTreeMap<UserId, Read<PersonList>>,
    people: BTreeMap<UserId, Read<User>>,
    tokens: Option<Read<BTreeSet<TokenId>>>,
}

impl<'a> RecoveryReader<'a> {
    pub(super) fn new(client: &'a Client) -> Self {
        Self {
            client,
            lists: BTreeMap::new(),
            people: BTreeMap::new(),
            tokens: None,
        }
    }

    /// What became of an open item, by what Zendesk shows now.
    pub(super) async fn judge(&mut self, item: &OpenItem) -> Finding {
        let found = self.look(item).await;
        found.unwrap_or_else(|why| Finding {
            state: State::Unknown,
            detail: format!("not known: {why}"),
        })
    }

    /// What became of an open item, or why that cannot be found out.
    pub(super) async fn look(&mut self, item: &OpenItem) -> Read<Finding> {
        match (operation_of(item.route), item.route) {
            (Some(operation), _) => match operation.target_kind() {
                TargetKind::Sessions => self.sessions(item).await,
                TargetKind::People => self.person(operation, item).await,
                TargetKind::Tokens => self.token(item).await,
            },
            (None, RecordRoute::ChatAccount | RecordRoute::Several) => {
                Err("it is about no session".to_owned())
            }
            (None, _) => self.sessions(item).await,
        }
    }

    async fn sessions(&mut self, item: &OpenItem) -> Read<Finding> {
        let mut listed = BTreeSet::<SessionId>::new();
        let mut doubt = None;
        for user in &item.users {
            let read = match self.lists.entry(*user) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => new.insert(list(self.client, *user).await),
            };
            match read {
                Ok(list) => {
                    listed.extend(list.sessions.iter().map(|session| session.key.session));
                    let absence = Evidence::absence_from(list);
                    doubt = doubt.or(absence.err().map(|why| format!("user {user}: {why}")));
                }
                Err(why) => return Err(format!("the list of {user}: {why}")),
            }
        }
        // Where none was known, all were to end, whatever was there.
        let (still, of) = match item.sessions.len() {
            0 => (listed.len(), listed.len()),
            of => {
                let mut sessions = item.sessions.clone();
                sessions.retain(|id| listed.contains(id));
                (sessions.len(), of)
            }
        };
        if let (0, Some(why)) = (still, doubt) {
            return Err(why);
        }
        // Somebody of whom no session was known: whether what is listed is older cannot be told.
        if of == 0 && !listed.is_empty() {
            let sessions = counted(listed.len(), "session is", "sessions are");
            return Err(format!("none was known before, and {sessions} listed now"));
        }
        Ok(match still {
            0 => found(
                State::EndedByList,
                format!("no longer listed ({of} of {of})"),
            ),
            _ => found(
                State::StillListed,
                format!("still listed ({still} of {of})"),
            ),
        })
    }

    async fn person(&mut self, operation: Operation, item: &OpenItem) -> Read<Finding> {
        let [user] = item.users[..] else {
            return Err("the record names nobody".to_owned());
        };
        let read = match self.people.entry(user) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(person(self.client, user).await),
        };
        let verdict = match operation.is_so(&read.clone()?) {
            Some(true) => Verdict::Verified,
            Some(false) => Verdict::StillListed,
            None => return Err("Zendesk does not tell whether they are suspended".to_owned()),
        };
        let state = verdict.state(operation).unwrap_or(State::Unknown);
        let detail = match state {
            State::Suspended => "is suspended",
            State::NotSuspended => "is not suspended",
            _ => verdict.words(operation),
        };
        Ok(found(state, detail.to_owned()))
    }

    async fn token(&mut self, item: &OpenItem) -> Read<Finding> {
        let token = item.token.ok_or("the record names no token")?;
        let read = match &mut self.tokens {
            Some(read) => read,
            none => none.insert(tokens(self.client).await),
        };
        let is_listed = read.as_ref().map_err(String::clone)?.contains(&token);
        Ok(if is_listed {
            let detail = format!("token {token} is still listed");
            found(State::StillListed, detail)
        } else {
            let detail = format!("token {token} is no longer listed");
            found(State::EndedByList, detail)
        })
    }
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

async fn list(client: &Client, user: UserId) -> Read<PersonList> {
    let list = PersonList::read(client, Purpose::Proof, user).await;
    list.map(|answer| answer.value).map_err(words)
}

async fn person(client: &Client, user: UserId) -> Read<User> {
    let mut shown = proof::people(client, &[user]).await.map_err(words)?;
    let shown = shown.remove(&user);
    shown.ok_or_else(|| format!("Zendesk tells nothing of {user}"))
}

/// The ids of all tokens. A list with unreadable records is an error, since absence from it proves
/// nothing.
async fn tokens(client: &Client) -> Read<BTreeSet<TokenId>> {
    let list = TokenList::read(client, Purpose::Proof).await;
    let list = list.map_err(words)?;
    if list.unreadable > 0 {
        let tokens = counted(list.unreadable, "token", "tokens");
        return Err(format!("{tokens} cannot be read"));
    }
    Ok(list.tokens.iter().map(|token| token.id).collect())
}
