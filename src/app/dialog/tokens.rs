//! The OAuth tokens of some people: read, listed, marked, and on to a review.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use super::moving::{mark, mark_all, rows_of};
use super::{Dialog, DialogContext, Reaction};
use crate::app::Action;
use crate::app::ask::Ask;
use crate::app::press::Press;
use crate::live::Snapshot;
use crate::model::{OAuthToken, SafeText, Sent, TokenId, UserId};
use crate::operation::Choice;
use crate::zendesk::{OAuthClients, TokenList};

/// The most columns of a name in a title.
const LONGEST_NAME: usize = 30;

/// The answer to a request for tokens.
#[derive(Debug, Clone)]
pub struct TokensRead {
    /// The people whose tokens were asked for.
    pub people: Vec<UserId>,
    /// The tokens that are listed and the id of the one in use, or why nothing could be read.
    pub answer: Result<(TokenList, Option<TokenId>), String>,
    /// The programs that tokens were given to, as far as they could be read.
    pub clients: OAuthClients,
}

/// The tokens of some people, as far as they were read.
#[derive(Debug)]
pub struct TokensView {
    /// The people whose tokens are shown.
    pub people: Vec<UserId>,
    /// What they were chosen by, with whoever was named and is not found.
    choice: Choice,
    /// The names of those of the people who are known by one.
    names: FxHashMap<UserId, SafeText>,
    /// The programs that the tokens were given to.
    clients: OAuthClients,
    /// The tokens, or why there are none; `None` while they are being read.
    pub answer: Option<Result<TokenList, String>>,
    /// The place of the token under the cursor.
    pub at: usize,
    /// The tokens that are marked.
    pub marked: BTreeSet<TokenId>,
    /// The people of whom it cannot be told whether they are chosen. Their tokens are not shown.
    pub(crate) undecided: Vec<UserId>,
    /// The tokens of those.
    of_undecided: Vec<OAuthToken>,
    /// Whether offboarding these people is reviewed as soon as their tokens are there.
    pub(in crate::app) offboards: bool,
    /// The list that it was opened from, to go back to.
    pub(in crate::app) below: Option<Box<Dialog>>,
}

impl TokensView {
    /// The dialog for the people whom a choice names, before anything is read.
    pub(in crate::app) fn of(choice: Choice, snapshot: &Snapshot) -> Self {
        let people = choice.named_people();
        let mut undecided = choice.undecided_people();
        undecided.retain(|user| people.binary_search(user).is_err());
        let wanted: FxHashSet<UserId> = people.iter().copied().collect();
        let users = (snapshot.directory().iter()).filter_map(|person| person.user());
        let theirs = users.filter(|user| wanted.contains(&user.id));
        Self {
            names: theirs
                .filter_map(|user| Some((user.id, user.name.shown()?.clone())))
                .collect(),
            clients: OAuthClients::default(),
            people,
            choice,
            answer: None,
            at: 0,
            marked: BTreeSet::new(),
            offboards: false,
            undecided,
            of_undecided: Vec::new(),
            below: None,
        }
    }

    /// Asks for a review of offboarding these people. Tokens that could not be read stay.
    pub(in crate::app) fn offboard(&self) -> Ask {
        let listed = [self.tokens(), &self.of_undecided].concat();
        let listed = matches!(self.answer, Some(Ok(_))).then_some(listed);
        let choice = self.choice.clone();
        Ask::Offboard { choice, listed }
    }

    /// Takes in what was read, if it was read for these people.
    pub(in crate::app) fn take(&mut self, read: &TokensRead) {
        if self.answer.is_some() || self.people != read.people {
            return;
        }
        let theirs = |list: &TokenList| TokenList {
            tokens: (list.tokens.iter())
                .filter(|token| self.people.contains(&token.user))
                .cloned()
                .collect(),
            unreadable: list.unreadable,
            unowned: list.unowned.clone(),
        };
        if let Ok((list, _)) = &read.answer {
            let tokens = list.tokens.iter().cloned();
            let of_them = tokens.filter(|token| self.undecided.contains(&token.user));
            self.of_undecided = of_them.collect();
        }
        self.clients = read.clients.clone();
        self.answer = Some(match &read.answer {
            Ok((list, _)) => Ok(theirs(list)),
            Err(why) => Err(why.clone()),
        });
    }

    /// The tokens that are listed; none while there is no answer.
    pub fn tokens(&self) -> &[OAuthToken] {
        match &self.answer {
            Some(Ok(list)) => &list.tokens,
            Some(Err(_)) | None => &[],
        }
    }

    /// Who a token belongs to: the name, with the number beside it where another of these people has
    /// the same one; the number alone where there is no name.
    pub(crate) fn owner(&self, token: &OAuthToken) -> SafeText {
        let others = self.names.iter().filter(|(user, _)| **user != token.user);
        let mut others = others.map(|(_, name)| name);
        named(self.names.get(&token.user), token.user.get(), |name| {
            others.any(|other| other == name)
        })
    }

    /// Whose tokens these are, where they are one person's: the name, with the number beside it.
    pub(crate) fn only_owner(&self) -> Option<SafeText> {
        let [user] = self.people[..] else {
            return None;
        };
        let name = self.names.get(&user).filter(|name| !name.is_blank());
        Some(name.map_or_else(
            || SafeText::new(&format!("user {user}")),
            |name| SafeText::new(&format!("{}, user {user}", name.fit(LONGEST_NAME))),
        ))
    }

    /// The program that a token was given to, likewise.
    pub(crate) fn client(&self, token: &OAuthToken) -> Sent<SafeText> {
        let name = |id| self.clients.get(id).map(|client| &client.name);
        token.client.map(|id| {
            let others = self.tokens().iter();
            let others = others.filter_map(|other| other.client.shown().copied());
            let mut others = others.filter(|other| *other != id).filter_map(name);
            match name(id) {
                None => SafeText::new(&format!("client {id}")),
                known => named(known, id, |name| others.any(|other| other == name)),
            }
        })
    }

    /// Whether any of these fields of a token that is listed is not known.
    pub(crate) fn is_anything_unknown(&self, is_meant: impl Fn(&str) -> bool) -> bool {
        let mut tokens = self.tokens().iter();
        tokens.any(|token| token.not_known().into_iter().any(&is_meant))
    }

    /// Why clients may have no names here, if so.
    pub(crate) fn nameless_clients(&self) -> Option<String> {
        self.clients.why_not()
    }

    pub(in crate::app) fn key(mut self, press: Press, context: &DialogContext<'_>) -> Reaction {
        if let Some(rows) = rows_of(press.action, context) {
            self.move_by(rows);
            return Reaction::stay(Dialog::Tokens(self));
        }
        match press.action {
            Some(Action::Mark) => self.mark(),
            Some(Action::MarkAll) => {
                let all: Vec<TokenId> = self.tokens().iter().map(|token| token.id).collect();
                mark_all(&mut self.marked, all.into_iter());
            }
            Some(Action::Revoke) => {
                let (chosen, listed) = (self.chosen(), self.tokens().to_vec());
                return Reaction::stay(Dialog::Tokens(self)).ask(Ask::Revoke { chosen, listed });
            }
            Some(Action::Offboard) => {
                if self.answer.is_none() {
                    let why = "their tokens are still being read; press it again then";
                    return Reaction::stay(Dialog::Tokens(self)).ask(Ask::tell(why));
                }
                if let Some(by) = context.hindrance() {
                    return Reaction::hindered(Dialog::Tokens(self), by);
                }
                let ask = self.offboard();
                return Reaction::stay(Dialog::Tokens(self)).ask(ask);
            }
            Some(Action::Back) => {
                let below = self.below.map(|below| *below);
                return below.map_or_else(Reaction::close, Reaction::stay);
            }
            action => return Reaction::usual(Dialog::Tokens(self), action),
        }
        Reaction::stay(Dialog::Tokens(self))
    }

    /// Moves the cursor by that many lines, as far as there are any.
    fn move_by(&mut self, lines: isize) {
        let last = self.tokens().len().saturating_sub(1);
        self.at = self.at.saturating_add_signed(lines).min(last);
    }

    /// Marks or unmarks the token under the cursor, and moves to the next one.
    fn mark(&mut self) {
        if let Some(id) = self.tokens().get(self.at).map(|token| token.id) {
            mark(&mut self.marked, id);
            self.move_by(1);
        }
    }

    /// The marked tokens, or the one under the cursor if none is marked.
    fn chosen(&self) -> Vec<TokenId> {
        if self.marked.is_empty() {
            let here = self.tokens().get(self.at);
            return here.map(|token| token.id).into_iter().collect();
        }
        self.marked.iter().copied().collect()
    }
}

/// A name with its number where the name is not enough, or the number alone.
fn named(name: Option<&SafeText>, id: u64, is_shared: impl FnOnce(&SafeText) -> bool) -> SafeText {
    match name {
        None => SafeText::new(&id.to_string()),
        Some(name) if is_shared(name) => SafeText::new(&format!("{id} {}", name.as_str())),
        Some(name) => name.clone(),
    }
}
