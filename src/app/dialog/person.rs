//! The page of one person: who they are, every session of theirs, what was read of their tokens and
//! what runs did. It shows the newest snapshot, and is there for whoever is not signed in as well.

use super::{Dialog, DialogContext, NextStep, Reaction, TokensRead};
use crate::app::ask::Ask;
use crate::app::going::Destination;
use crate::app::press::Press;
use crate::app::scroll::{Extent, Scroll};
use crate::app::{Action, Copied};
use crate::live::{
    DirectoryVersion, Lookup, Person, PersonFound, PersonIndex, Slot, Snapshot, Sought, TwinsOfOne,
};
use crate::model::{SafeText, SessionKey, Timestamp, User, UserId};
use crate::operation::Choice;

/// The most namesakes, and the most lookalikes, who are named.
const TWINS: usize = 4;

/// So long, in milliseconds, a key may have been meant for what was there before a page that opened by
/// itself.
const SETTLE: i64 = 700;

/// The page of one person.
#[derive(Debug, Clone)]
pub struct PersonPage {
    /// The person.
    pub user: UserId,
    /// The place of the person in the directory, once the list has them.
    place: Option<PersonIndex>,
    /// Those who are called or look like them, by the directory of this version.
    twins: (DirectoryVersion, TwinsOfOne),
    /// What the server's search said of them, where the list says nothing.
    found: Option<Person>,
    /// Whether their record and their own list are being read.
    pub is_asking: bool,
    /// Why their own list could not be read, if so.
    pub unread: Option<String>,
    /// Their OAuth tokens, where somebody looked at them.
    pub tokens: Option<TokensRead>,
    /// The session under the cursor; where it is gone, the first one is.
    cursor: Option<SessionKey>,
    /// How far it is scrolled.
    scroll: Scroll,
    /// Whether what is shown goes with the cursor, and not with the scrolling.
    follows: bool,
    /// When it opened by itself, with an answer.
    came_at: Option<Timestamp>,
}

impl PersonPage {
    /// The page of somebody, before anything was asked for it.
    pub(in crate::app) fn of(
        user: UserId,
        under_cursor: Option<SessionKey>,
        snapshot: &Snapshot,
    ) -> Self {
        let mut page = Self {
            user,
            place: None,
            twins: (DirectoryVersion::default(), TwinsOfOne::default()),
            found: None,
            is_asking: false,
            unread: None,
            tokens: None,
            cursor: under_cursor,
            scroll: Scroll::default(),
            follows: false,
            came_at: None,
        };
        page.look_at(snapshot);
        page
    }

    /// The same page, which opens by itself.
    pub(in crate::app) fn come_at(mut self, now: Timestamp) -> Self {
        self.came_at = Some(now);
        self
    }

    /// Whether a key may have been meant for what was there before the page came.
    fn has_just_come(&self, at: Timestamp) -> bool {
        let came = self.came_at.map(|came| at.millis() - came.millis());
        came.is_some_and(|since| since < SETTLE)
    }

    /// Looks at a newer snapshot: where the person is in it, and who is like them.
    pub(in crate::app) fn look_at(&mut self, snapshot: &Snapshot) {
        let directory = snapshot.directory();
        // Another directory may have somebody else in that place.
        let is_theirs = |place| {
            directory
                .person(place)
                .is_some_and(|one| one.id == self.user)
        };
        if !self.place.is_some_and(is_theirs) {
            self.place = directory.place_of(self.user);
        }
        if let Some(place) = self.place
            && self.twins.0 != directory.version()
        {
            let twins = TwinsOfOne::of(directory, place, TWINS);
            self.twins = (directory.version(), twins);
        }
    }

    /// The place of the person in the directory, once the list has them.
    pub(crate) fn place(&self) -> Option<PersonIndex> {
        self.place
    }

    /// Those who are called or look like them.
    pub(crate) fn twins(&self) -> &TwinsOfOne {
        &self.twins.1
    }

    /// The person, by the record that was asked for last.
    pub(crate) fn person<'a>(&'a self, snapshot: &'a Snapshot) -> Option<&'a Person> {
        let listed = self.place.and_then(|place| snapshot.person(place));
        let known = listed.filter(|person| person.user().is_some());
        let newest = |person: &&Person| person.asked_at;
        let newest = known
            .into_iter()
            .chain(self.found.as_ref())
            .max_by_key(newest);
        newest.or(listed)
    }

    /// The name of the person, or their number.
    pub(crate) fn title(&self, snapshot: &Snapshot) -> SafeText {
        let user = self.person(snapshot).and_then(Person::user);
        (user.and_then(User::legible_name).cloned())
            .unwrap_or_else(|| SafeText::new(&format!("user {}", self.user)))
    }

    /// Their sessions that are listed, the newest sign-in first.
    pub(crate) fn sessions(&self, snapshot: &Snapshot) -> Vec<(Slot, SessionKey)> {
        let slots = match self.place {
            Some(place) => snapshot.sessions_of(place),
            None => Vec::new(),
        };
        let keyed = slots.into_iter();
        let mut keyed: Vec<_> = keyed
            .filter_map(|slot| Some((slot, snapshot.key(slot)?)))
            .collect();
        keyed.sort_by_key(|(slot, key)| {
            let row = snapshot.row(*slot);
            let since = row.and_then(|row| row.authenticated_at.readable());
            (std::cmp::Reverse(since), key.session)
        });
        keyed
    }

    /// The place of the session under the cursor among these.
    pub(crate) fn at(&self, sessions: &[(Slot, SessionKey)]) -> usize {
        let is_it = |(_, key): &(Slot, SessionKey)| Some(*key) == self.cursor;
        sessions.iter().position(is_it).unwrap_or_default()
    }

    /// The part that is shown of so many lines; the session under the cursor is on line `cursor`.
    pub(crate) fn extent(&self, shown: usize, all: usize, cursor: Option<usize>) -> Extent {
        let scrolled = self.scroll.extent(shown, all);
        match cursor.filter(|_| self.follows) {
            Some(line) if line < scrolled.first() => Extent::of(line, shown, all),
            Some(line) if line >= scrolled.first() + shown => Extent::around(line, shown, all),
            _ => scrolled,
        }
    }

    /// Takes in what was found of this person.
    pub(in crate::app) fn take(&mut self, found: &PersonFound) {
        self.is_asking = false;
        self.unread = found.sessions.as_ref().err().map(ToString::to_string);
        if matches!(found.known, Lookup::User(_)) {
            self.found = Some(Person {
                id: found.id,
                known: found.known.clone(),
                asked_at: found.asked_at,
            });
        }
    }

    /// Notes why nothing could be read of this person.
    pub(in crate::app) fn fail(&mut self, why: String) {
        (self.is_asking, self.unread) = (false, Some(why));
    }

    /// Takes in tokens, if they are this person's.
    pub(in crate::app) fn take_tokens(&mut self, read: &TokensRead) {
        if read.people.contains(&self.user) {
            self.tokens = Some(read.clone());
        }
    }

    /// What asks for the person's record and own list.
    pub(in crate::app) fn destination(&self) -> Destination {
        Destination::Person(Sought::Id(self.user))
    }

    pub(in crate::app) fn key(mut self, press: Press, context: &DialogContext<'_>) -> Reaction {
        let user = self.user;
        if self.moves(press.action, context) {
            return Reaction::stay(Dialog::Person(self));
        }
        let acts = press.action.is_some_and(Action::leads_to_a_review);
        if acts && self.has_just_come(press.at) {
            let ask =
                Ask::warn("this page has just opened; press that again if it is meant for them");
            return Reaction::stay(Dialog::Person(self)).ask(ask);
        }
        let ask = match press.action {
            Some(Action::End) => self.end_under_cursor(context.snapshot),
            Some(Action::EndPerson) => Ask::EndAllOf(user),
            Some(Action::Offboard) => self.offboard(),
            Some(Action::Refresh) => Ask::Seek(self.destination()),
            Some(Action::Copy) => Ask::Copy(self.address(context)),
            Some(action) => match NextStep::of_people(action) {
                Some(then) => Ask::Contain(then, Choice::people(vec![user])),
                None => return Reaction::usual(Dialog::Person(self), press.action),
            },
            None => return Reaction::stay(Dialog::Person(self)),
        };
        Reaction::stay(Dialog::Person(self)).ask(ask)
    }

    /// Moves the cursor over the sessions, and beyond the first and the last of them scrolls; returns
    /// whether the action does either.
    fn moves(&mut self, action: Option<Action>, context: &DialogContext<'_>) -> bool {
        let sessions = self.sessions(context.snapshot);
        let at = self.at(&sessions);
        let to = match action {
            Some(Action::Down) => at.checked_add(1).and_then(|to| sessions.get(to)),
            Some(Action::Up) => at.checked_sub(1).and_then(|to| sessions.get(to)),
            _ => None,
        };
        if let Some((_, key)) = to {
            self.scroll.go(context.extent.first());
            (self.cursor, self.follows) = (Some(*key), true);
            return true;
        }
        let scrolls = self.scroll.by(action, context.extent);
        self.follows &= !scrolls;
        scrolls
    }

    /// Ending the session under the cursor. One that moved there because another one went is not
    /// ended.
    fn end_under_cursor(&mut self, snapshot: &Snapshot) -> Ask {
        let sessions = self.sessions(snapshot);
        let Some((_, key)) = sessions.get(self.at(&sessions)) else {
            return Ask::tell("no session of theirs is listed; X ends everything of theirs");
        };
        let was = self.cursor.replace(*key);
        if was.is_some_and(|was| was != *key) {
            return Ask::warn("the session under the cursor is gone; look again, then press K");
        }
        Ask::GoOn(NextStep::End, vec![*key])
    }

    /// The address of the person, or their number where there is none.
    fn address(&self, context: &DialogContext<'_>) -> Copied {
        let person = self.person(context.snapshot);
        let user = person.and_then(|person| context.names.person(person));
        let address = user.and_then(|user| user.email.shown().map(ToString::to_string));
        let what = if address.is_some() {
            "1 address"
        } else {
            "1 id"
        };
        let text = address.unwrap_or_else(|| context.names.user_id(self.user).to_string());
        Copied {
            shown: Some(text.clone()),
            text,
            what: what.to_owned(),
        }
    }

    /// Offboarding them, once their tokens are known; before that these are read.
    fn offboard(&self) -> Ask {
        let answer = self.tokens.as_ref().map(|read| &read.answer);
        let Some(Ok((list, _))) = answer else {
            return Ask::Contain(NextStep::Offboard, Choice::people(vec![self.user]));
        };
        let theirs = list.tokens.iter().filter(|token| token.user == self.user);
        Ask::Offboard {
            choice: Choice::people(vec![self.user]),
            listed: Some(theirs.cloned().collect()),
        }
    }
}
