//! What later runs made of what a run left: the newest word on each session, person and token, whichever
//! run it is of. The word of an answer is none on sessions: that they are gone, only a list shows.

use rustc_hash::FxHashMap;

use super::building::RunBuilder;
use super::{PastItem, PastPerson, PastRun};
use crate::journal::{Record, RecordEvent, RecordRoute, State};
use crate::model::{SessionId, Timestamp, TokenId, UserId};

/// The newest words of the records that were read, of all runs.
#[derive(Debug, Default)]
pub(super) struct LastWords {
    /// Of a session, whether it is gone.
    gone: FxHashMap<SessionId, LastWord>,
    /// Of somebody, whether none of their sessions is listed.
    out: FxHashMap<UserId, LastWord>,
    /// Of somebody, when each word of what they are was said last.
    standings: FxHashMap<(UserId, State), LastWord>,
    /// Of a token, whether it is revoked.
    revoked: FxHashMap<TokenId, LastWord>,
    /// The number of records so far.
    records: usize,
}

/// What was recorded last of something.
#[derive(Debug, Clone, Copy)]
struct LastWord {
    is_so: bool,
    at: Timestamp,
    /// The place of the record in the file.
    place: usize,
    /// The place of the first record of its run.
    run: usize,
}

impl LastWords {
    /// The place of the next record.
    pub(super) const fn place(&self) -> usize {
        self.records
    }

    /// Takes in a record of this run.
    pub(super) fn take(&mut self, record: &Record, run: &RunBuilder) {
        let (place, at) = (self.records, record.said_at());
        self.records += 1;
        let word = |is_so| LastWord {
            is_so,
            at,
            place,
            run: run.place,
        };
        let user = record.user_id.and_then(UserId::new);
        let session = record.session_id.and_then(SessionId::new);
        let token = record.token_id.and_then(TokenId::new);
        match (record.event, record.state) {
            (RecordEvent::Verified, Some(state)) => match (token, session, state) {
                (Some(token), ..) => {
                    let is_gone = state == State::EndedByList;
                    self.revoked.insert(token, word(is_gone));
                }
                (None, Some(session), State::CameBack) => {
                    // Of a session that the run was to end it says that another one came.
                    self.gone.insert(session, word(run.names(session)));
                }
                (None, Some(session), state) => {
                    self.gone.insert(session, word(state == State::EndedByList));
                }
                (None, None, state) => self.note_standing(user, state, word(true)),
            },
            (RecordEvent::PersonVerified, Some(state)) => {
                if let Some(user) = user {
                    // Whoever is back has nothing but what is new.
                    let is_out = matches!(state, State::EndedByList | State::CameBack);
                    self.out.insert(user, word(is_out));
                }
                for session in record.session_ids.iter().copied() {
                    let session = SessionId::new(session);
                    self.gone.extend(session.map(|it| (it, word(false))));
                }
            }
            (RecordEvent::PersonLeft, state) => {
                let listed = record.counts.get(&State::StillListed);
                if let Some((user, listed)) = user.zip(listed) {
                    self.out.insert(user, word(*listed == 0));
                }
                if let Some(state) = state {
                    self.note_standing(user, state, word(true));
                }
            }
            (RecordEvent::Outcome, Some(State::Revoked)) => {
                self.revoked.extend(token.map(|it| (it, word(true))));
            }
            (RecordEvent::Outcome, Some(state)) => {
                // Such an answer shows the person. That nobody is there any more was done by no run.
                let done = |it: &RecordRoute| it.is_done_by(state) == Some(true);
                if let Some(route) = record.route.filter(done).filter(|_| !state.is_gone()) {
                    self.note_standing(user, route.shown().0, word(true));
                }
            }
            _ => {}
        }
    }

    fn note_standing(&mut self, user: Option<UserId>, state: State, word: LastWord) {
        self.standings.extend(user.map(|it| ((it, state), word)));
    }

    /// Notes in a run what later ones made of what it left.
    pub(super) fn settle(&self, run: &mut PastRun, place: usize) {
        let later = Later { words: self, place };
        for item in run.items.iter_mut().filter(|item| !item.is_done()) {
            item.done_since = later.item(item);
        }
        for person in run.people.iter_mut() {
            person.signed_out_since = later.person(person);
        }
        let sessions = run.left.iter();
        let sessions = sessions.filter(|it| later.session(**it, &[]).is_some());
        let route = run.route;
        let people = run.left_people.iter();
        let people = people.filter(|user| later.people(route, &[**user]).is_some());
        run.left_done_since = sessions.count() + people.count();
    }
}

/// The newest words where they are of runs that began after another.
struct Later<'a> {
    words: &'a LastWords,
    /// The place of the first record of that other run.
    place: usize,
}

impl Later<'_> {
    /// When a list that was read later showed that what this was to do is done.
    fn item(&self, item: &PastItem) -> Option<Timestamp> {
        let request = &item.request;
        let sessions: Vec<SessionId> = if item.still_listed.is_empty() {
            request.sessions.clone()
        } else {
            item.still_listed.iter().copied().collect()
        };
        match (request.route, request.token) {
            (RecordRoute::Revoke, token) => self.of(self.words.revoked.get(&token?)?, true),
            (RecordRoute::Exact | RecordRoute::User | RecordRoute::Many, _)
                if !sessions.is_empty() =>
            {
                let users = &request.users;
                all(sessions.into_iter().map(|it| self.session(it, users)))
            }
            (route, _) => self.people(route, &request.users),
        }
    }

    /// When a list that was read later lacked all that somebody was still signed in with.
    fn person(&self, person: &PastPerson) -> Option<Timestamp> {
        let user = [person.user];
        let sessions = person.still_in.difference(&person.back);
        let sessions = sessions.filter(|_| person.is_still_in());
        let sessions = sessions.map(|session| self.session(*session, &user));
        let has_left = person.sessions_left.is_some_and(|left| left > 0);
        let left = has_left.then(|| self.people(RecordRoute::User, &user));
        all(sessions.chain(left))
    }

    /// When a session of one of these was gone.
    fn session(&self, session: SessionId, users: &[UserId]) -> Option<Timestamp> {
        let own = self.words.gone.get(&session);
        let by_itself = own.and_then(|own| self.of(own, true));
        by_itself.or_else(|| {
            let out = all(users.iter().map(|user| {
                let out = self.words.out.get(user)?;
                let is_newest = own.is_none_or(|own| own.place < out.place);
                self.of(out, true).filter(|_| is_newest)
            }));
            out.filter(|_| own.is_none_or(|own| !own.is_so))
        })
    }

    /// When that was done to all of these people.
    fn people(&self, route: RecordRoute, users: &[UserId]) -> Option<Timestamp> {
        match (route, route.shown()) {
            (RecordRoute::Exact | RecordRoute::User | RecordRoute::Many, _) => {
                let out = |user| self.of(self.words.out.get(user)?, true);
                all(users.iter().map(out))
            }
            (_, (State::EndedByList, _)) => None,
            (_, (so, not_so)) => all(users.iter().map(|user| {
                let is = self.words.standings.get(&(*user, so))?;
                let is_not = self.words.standings.get(&(*user, not_so));
                let is_newest = is_not.is_none_or(|is_not| is_not.place < is.place);
                self.of(is, true).filter(|_| is_newest)
            })),
        }
    }

    fn of(&self, word: &LastWord, wanted: bool) -> Option<Timestamp> {
        (word.is_so == wanted && word.run > self.place).then_some(word.at)
    }
}

/// The last of these moments, where there is one of each; nothing where there is none of any.
fn all(moments: impl Iterator<Item = Option<Timestamp>>) -> Option<Timestamp> {
    let moments: Option<Vec<Timestamp>> = moments.collect();
    moments?.into_iter().max()
}
