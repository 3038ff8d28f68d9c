//! The people who should be gone and are still signed in: listed, marked, and on to a review, to the
//! page of one of them, or to another view.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use super::moving::{mark, mark_all, rows_of};
use super::{Dialog, DialogContext, GivenList, NextStep, Reaction, TokensRead};
use crate::app::Action;
use crate::app::ask::Ask;
use crate::app::event::Effect;
use crate::app::press::Press;
use crate::live::{Leaver, Leavers, NameEntry, Naming, PersonNamed, Snapshot};
use crate::model::{OAuthToken, SafeText, Timestamp, User, UserId};
use crate::operation::{Choice, ChoicePart, UndecidedPolicy};

/// What is said where nobody is chosen.
const NOBODY: &str = "nobody is under the cursor; move it, or mark people";

/// The state of somebody on the given list who is not signed in.
const AWAY: &str = "not signed in";

/// One line of the list.
#[derive(Debug)]
pub struct LeaverLine {
    /// The person.
    pub user: UserId,
    /// The person's name, and their address where there is one; `None` where nothing is known.
    pub name: Option<SafeText>,
    pub(crate) email: Option<SafeText>,
    pub(crate) role: Option<&'static str>,
    /// Their sessions and why they should be gone; nothing for somebody of the given list who is not
    /// signed in.
    pub(crate) leaver: Option<Leaver>,
    /// Of somebody who is not signed in whether they are suspended or deleted, where that is known.
    is_barred: Option<bool>,
}

impl LeaverLine {
    /// Why they should be gone, the reason that decides first. Of somebody who is not signed in it decides
    /// whether they can sign in again.
    pub(crate) fn reasons(&self) -> Vec<&'static str> {
        if let Some(leaver) = &self.leaver {
            return leaver.because.words();
        }
        let barred = self.is_barred.map(|is_barred| {
            if is_barred {
                "suspended"
            } else {
                "not suspended"
            }
        });
        barred.into_iter().chain([AWAY]).collect()
    }
}

/// What is known of the tokens of leavers.
#[derive(Debug)]
pub(crate) enum LeaverTokens {
    /// They are being read.
    Reading,
    /// The number of tokens that go on of everybody who has any, and of records that could not be
    /// read.
    Counted(FxHashMap<UserId, usize>, usize, Vec<OAuthToken>),
    /// They could not be read, for this reason.
    NotLookedAt(String),
}

/// The people who should be gone, as the newest snapshot has them.
#[derive(Debug)]
pub struct LeaversView {
    /// The lines, admins first.
    pub lines: Vec<LeaverLine>,
    /// The number of people of whom it cannot be known.
    pub undecided: usize,
    pub(crate) tokens: LeaverTokens,
    /// The person under the cursor; nobody after that person left the list by themselves.
    cursor: Option<UserId>,
    /// The people who are marked.
    pub marked: BTreeSet<UserId>,
    /// The list that was given, if one was.
    pub(crate) list: Option<GivenList>,
    /// Whether the cursor is on the first line until somebody moves it: a list was given, and its people come
    /// first.
    follows_first: bool,
}

impl LeaversView {
    /// The leavers of a snapshot, with the cursor on the first.
    pub(in crate::app) fn of(snapshot: &Snapshot) -> Self {
        let mut view = Self {
            lines: Vec::new(),
            undecided: 0,
            tokens: LeaverTokens::Reading,
            cursor: None,
            marked: BTreeSet::new(),
            list: None,
            follows_first: false,
        };
        view.look_at(snapshot);
        view
    }

    /// Takes in a newer snapshot. Marks and the cursor stay with their people, and whoever left is
    /// no longer marked.
    pub(in crate::app) fn look_at(&mut self, snapshot: &Snapshot) {
        let listed = self.list.as_ref().map(|list| list.people(snapshot));
        let leavers = Leavers::of(snapshot, &listed.unwrap_or_default());
        if let Some(list) = &mut self.list {
            list.look_at(snapshot);
        }
        self.undecided = leavers.undecided.len();
        // Whoever was named comes before those who were not.
        let (named, others): (Vec<Leaver>, Vec<Leaver>) = leavers
            .found
            .into_iter()
            .partition(|leaver| leaver.because.on_the_list);
        // Whoever is not signed in can be suspended all the same.
        let away = self.list.iter().flat_map(|list| &list.away_people);
        let lines = |leavers: Vec<Leaver>| leavers.into_iter().filter_map(|it| line(snapshot, it));
        self.lines = lines(named)
            .chain(away.map(|away| away_line(snapshot, away)))
            .chain(lines(others))
            .collect();
        let listed: FxHashSet<UserId> = self.lines.iter().map(|line| line.user).collect();
        self.marked.retain(|user| listed.contains(user));
        // Whoever is gone for a moment has the cursor again when they are back.
        let cursor = self.cursor.filter(|_| !self.follows_first);
        self.cursor = cursor.or(self.lines.first().map(|line| line.user));
    }

    /// Takes in a list of people.
    pub(in crate::app) fn take_list(&mut self, list: GivenList, snapshot: &Snapshot) {
        self.list = Some(list);
        self.follows_first = true;
        self.look_at(snapshot);
    }

    /// Takes in what came of looking people of the list up.
    pub(in crate::app) fn take_looked_up(
        &mut self,
        (id, answer): (u64, &Result<Naming, String>),
        snapshot: &Snapshot,
    ) {
        if let Some(list) = &mut self.list
            && list.take(id, answer)
        {
            self.look_at(snapshot);
        }
    }

    /// Takes in the tokens of the account, which are everybody's.
    pub(in crate::app) fn take(&mut self, read: &TokensRead, now: Timestamp) {
        self.tokens = match &read.answer {
            Ok((list, _)) => {
                LeaverTokens::Counted(list.going_on(now), list.unreadable, list.tokens.clone())
            }
            Err(why) => LeaverTokens::NotLookedAt(why.clone()),
        };
    }

    /// The people of the lines.
    pub(in crate::app) fn people(&self) -> Vec<UserId> {
        self.lines.iter().map(|line| line.user).collect()
    }

    /// The person under the cursor, if they are on the list.
    fn under_cursor(&self) -> Option<UserId> {
        Some(self.lines.get(self.at()?)?.user)
    }

    /// The place of the line under the cursor.
    pub fn at(&self) -> Option<usize> {
        let cursor = self.cursor?;
        self.lines.iter().position(|line| line.user == cursor)
    }

    pub(in crate::app) fn key(mut self, press: Press, context: &DialogContext<'_>) -> Reaction {
        if let Some(rows) = rows_of(press.action, context) {
            self.move_by(rows);
            return Reaction::stay(Dialog::Leavers(self));
        }
        match press.action {
            Some(Action::Mark) => self.mark(),
            Some(Action::MarkAll) => {
                let all = self.lines.iter().map(|line| line.user);
                mark_all(&mut self.marked, all);
            }
            Some(Action::Refresh) => {
                self.tokens = LeaverTokens::Reading;
                let people = self.people();
                return Reaction::stay(Dialog::Leavers(self))
                    .ask(Ask::tell("walking the list now"))
                    .ask(Ask::Do(Effect::WalkNow))
                    .ask(Ask::Do(Effect::ReadTokens(people)));
            }
            Some(Action::Person) => {
                let Some(user) = self.under_cursor() else {
                    return Reaction::stay(Dialog::Leavers(self)).ask(Ask::tell(NOBODY));
                };
                let from = Box::new(Dialog::Leavers(self));
                return Reaction::close().ask(Ask::Page { user, from });
            }
            Some(
                view @ (Action::ViewAll
                | Action::ViewStaff
                | Action::ViewPeople
                | Action::ViewOverdue
                | Action::ViewFlagged
                | Action::ViewNew
                | Action::PastRuns
                | Action::News),
            ) => return Reaction::close().ask(Ask::Show(view)),
            Some(Action::Offboard) => return self.offboard(context),
            Some(
                action @ (Action::End | Action::Suspend | Action::LiftSuspension | Action::Tokens),
            ) => {
                return self.go_on(action, context);
            }
            action => return Reaction::usual(Dialog::Leavers(self), action),
        }
        Reaction::stay(Dialog::Leavers(self))
    }

    /// The marked people, or the one under the cursor if nobody is marked.
    fn chosen(&self) -> Vec<UserId> {
        if self.marked.is_empty() {
            self.under_cursor().into_iter().collect()
        } else {
            self.marked.iter().copied().collect()
        }
    }

    /// The number of people on the given list who are not signed in.
    pub(crate) fn away(&self) -> usize {
        let away = self.lines.iter().filter(|line| line.leaver.is_none());
        away.count()
    }

    /// These people as a choice. Whoever is not on the given list is chosen for being suspended or
    /// deleted. Where they are all of the given list, whoever of it nobody knows is told.
    fn choice(&self, chosen: Vec<UserId>, snapshot: &Snapshot) -> Choice {
        let some: FxHashSet<UserId> = chosen.iter().copied().collect();
        let naming = self
            .list
            .as_ref()
            .and_then(|list| list.naming_of(&some, snapshot));
        let naming = naming.filter(|naming| !naming.found.is_empty());
        let of_list: FxHashSet<UserId> = match &naming {
            Some(naming) => naming.people().into_iter().collect(),
            None => self.people_of_the_list().collect(),
        };
        let (named, others) = chosen.into_iter().partition(|user| of_list.contains(user));
        let named = naming.map_or(ChoicePart::People(named), ChoicePart::Named);
        let parts = [named, ChoicePart::Barred(others)].into_iter();
        let is_any = |part: &ChoicePart| match part {
            ChoicePart::People(people) | ChoicePart::Barred(people) => !people.is_empty(),
            _ => true,
        };
        Choice {
            parts: parts.filter(is_any).collect(),
            undecided: UndecidedPolicy::Leave,
        }
    }

    /// The people of the given list who have a line.
    fn people_of_the_list(&self) -> impl Iterator<Item = UserId> {
        let of_list = self.lines.iter().filter(|line| {
            let leaver = line.leaver.as_ref();
            leaver.is_none_or(|leaver| leaver.because.on_the_list)
        });
        of_list.map(|line| line.user)
    }

    /// Reviews offboarding the chosen people, once it is known which tokens they have.
    fn offboard(self, context: &DialogContext<'_>) -> Reaction {
        let people = self.chosen();
        let why = match &self.tokens {
            _ if people.is_empty() => NOBODY.to_owned(),
            LeaverTokens::Reading => "their tokens are still being read".to_owned(),
            LeaverTokens::NotLookedAt(_) | LeaverTokens::Counted(..) => {
                if let Some(by) = context.hindrance() {
                    return Reaction::hindered(Dialog::Leavers(self), by);
                }
                let listed = match &self.tokens {
                    LeaverTokens::Counted(_, _, listed) => Some(listed.clone()),
                    LeaverTokens::Reading | LeaverTokens::NotLookedAt(_) => None,
                };
                let choice = self.choice(people, context.snapshot);
                return Reaction::stay(Dialog::Leavers(self)).ask(Ask::Offboard { choice, listed });
            }
        };
        Reaction::stay(Dialog::Leavers(self)).ask(Ask::warn(why))
    }

    /// Goes on with the chosen people.
    fn go_on(self, action: Action, context: &DialogContext<'_>) -> Reaction {
        let chosen = self.chosen();
        if chosen.is_empty() {
            return Reaction::stay(Dialog::Leavers(self)).ask(Ask::warn(NOBODY));
        }
        if let Some(by) = context.hindrance() {
            return Reaction::hindered(Dialog::Leavers(self), by);
        }
        let choice = self.choice(chosen, context.snapshot);
        let ask = match NextStep::of_people(action) {
            Some(then) => Ask::Contain(then, choice),
            None => Ask::Review(choice),
        };
        Reaction::stay(Dialog::Leavers(self)).ask(ask)
    }

    /// Moves the cursor by that many lines, as far as there are any.
    fn move_by(&mut self, lines: isize) {
        self.follows_first = false;
        let last = self.lines.len().saturating_sub(1);
        let at = match self.at() {
            Some(at) => at.saturating_add_signed(lines).min(last),
            None if lines > 0 => 0,
            None => last,
        };
        self.cursor = self.lines.get(at).map(|line| line.user);
    }

    /// Marks or unmarks the person under the cursor, and moves to the next one.
    fn mark(&mut self) {
        if let Some(user) = self.under_cursor() {
            mark(&mut self.marked, user);
            self.move_by(1);
        }
    }
}

fn line(snapshot: &Snapshot, leaver: Leaver) -> Option<LeaverLine> {
    let person = leaver.row.person(snapshot)?;
    let user = person.user();
    Some(LeaverLine {
        user: person.id,
        name: user.and_then(|user| user.name.shown().cloned()),
        email: user.and_then(|user| user.email.shown().cloned()),
        role: user.map(|user| user.role.word()),
        leaver: Some(leaver),
        is_barred: None,
    })
}

/// Somebody of the given list who is not signed in, as far as they are known.
fn away_line(snapshot: &Snapshot, (user, entry): &(UserId, NameEntry)) -> LeaverLine {
    let place = snapshot.directory().place_of(*user);
    let known = place.and_then(|place| snapshot.person(place)?.user());
    let named = match &entry.named {
        PersonNamed::Email(address) => Some(SafeText::new(&address.to_string())),
        PersonNamed::Id(_) => None,
    };
    LeaverLine {
        user: *user,
        name: known.and_then(|user| user.name.shown().cloned()),
        email: known.and_then(|user| user.email.shown().cloned()).or(named),
        role: known.map(|user| user.role.word()),
        leaver: None,
        is_barred: known.and_then(is_barred),
    }
}

/// Whether somebody is suspended or deleted, where Zendesk tells.
fn is_barred(user: &User) -> Option<bool> {
    let is_barred = user.is_suspended() || user.is_deleted();
    let is_told = user.suspended.is_some() && user.active.is_some();
    (is_barred || is_told).then_some(is_barred)
}

#[cfg(test)]
mod tests;
