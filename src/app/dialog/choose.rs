//! The menu of whom to end: each entry is a choice, or the way to a list of people. Choosing sends
//! nothing; a review follows.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::{Dialog, ListFile, Reaction};
use crate::app::ask::Ask;
use crate::app::press::Press;
use crate::app::{Action, Filter, List, Marks};
use crate::live::Person;
use crate::model::{OrganizationId, SafeText, User, UserId, grouped};
use crate::operation::{Choice, ChoicePart, ChosenOrganization, UndecidedPolicy};

/// Something that can be chosen to be ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The letter that chooses it wherever it stands; everyone has none.
    pub letter: Option<char>,
    /// The choice in words.
    pub words: String,
    /// Whoever the words are about, to be named after them.
    pub whose: Option<OfferedOf>,
    /// What is chosen by it.
    pub means: Offering,
}

/// Whom an offer is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OfferedOf {
    /// A person.
    Person(UserId, SafeText),
    /// The people of an organisation, which has a name.
    Organization(OrganizationId),
}

/// What an offer chooses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Offering {
    /// Sessions or people.
    Choice(Choice),
    /// Whoever is on a list, whose file is to be named.
    ListFile,
}

/// The menu's offers, and the place of the cursor. It begins on the first, which is never everyone:
/// that comes last, for whoever walks there.
#[derive(Debug)]
pub struct EndMenu {
    /// The offers, narrowest first.
    pub offers: Vec<Offer>,
    /// Why what comes first elsewhere cannot be chosen here, if so.
    pub off: Option<&'static str>,
    /// The place of the offer under the cursor.
    pub at: usize,
}

/// Everything that matches the filter; what only the screen can judge is chosen as it is listed.
fn matching(list: &List, filter: &Filter, policy: UndecidedPolicy) -> Choice {
    let query = filter.query().clone();
    if query.for_the_screen_alone().is_none() {
        return Choice::matching(query, policy);
    }
    Choice {
        parts: vec![
            ChoicePart::Sessions(list.listed()),
            ChoicePart::Undecided(query, list.undecided_sessions()),
        ],
        undecided: policy,
    }
}

impl EndMenu {
    /// Everything that can be chosen of this list, narrowest first.
    pub(in crate::app) fn of(list: &List, marks: &Marks, filter: &Filter) -> Self {
        let mut offers = Vec::new();
        let mut offer_of = |letter, words: String, whose: Option<&OfferedOf>, choice| {
            offers.push(Offer {
                letter: Some(letter),
                words,
                whose: whose.cloned(),
                means: Offering::Choice(choice),
            });
        };
        let marked = marks.sorted();
        let snapshot = list.snapshot();
        let row = list.under_cursor().and_then(|slot| snapshot.row(slot));
        let person = row.and_then(|row| snapshot.person(row.person));
        let key = list.cursor_key();
        let name = person.and_then(Person::user).and_then(User::legible_name);
        let whose = key.and_then(|key| Some(OfferedOf::Person(key.user, name?.clone())));
        if let Some(key) = key.filter(|_| list.cursor_person().is_none()) {
            let words = match whose {
                Some(_) => "this session of".to_owned(),
                None => format!("this session, {key}"),
            };
            offer_of('s', words, whose.as_ref(), Choice::sessions(vec![key]));
        }
        if !marked.is_empty() {
            let words = format!("the marked sessions ({})", grouped(marked.len()));
            let these = ChoicePart::Sessions(marked.clone());
            offer_of('m', words, None, marks.with_undecided(these));
        }
        if let Some(key) = key {
            let words = match whose {
                Some(_) => "all sessions of".to_owned(),
                None => format!("all sessions of this person, user {}", key.user),
            };
            offer_of('p', words, whose.as_ref(), Choice::people(vec![key.user]));
        }
        if !marked.is_empty() {
            let mut people: Vec<UserId> = marked.iter().map(|key| key.user).collect();
            people.dedup();
            let words = format!(
                "all sessions of the marked people ({})",
                grouped(people.len())
            );
            let theirs = marks.with_undecided(ChoicePart::People(people));
            offer_of('w', words, None, theirs);
        }
        let is_any = !list.is_empty() || list.undecided() > 0;
        if !filter.query().is_empty() && is_any {
            let words = format!(
                "everything that matches the filter ({})",
                grouped(list.slots().len())
            );
            let matching = |policy| matching(list, filter, policy);
            offer_of('f', words, None, matching(UndecidedPolicy::Leave));
            let undecided = list.undecided();
            if undecided > 0 {
                let undecided = grouped(undecided);
                let words = format!("that, and the {undecided} of which it cannot be told");
                offer_of('u', words, None, matching(UndecidedPolicy::Take));
            }
        }
        if let Some(user) = person.and_then(Person::user) {
            let organization = user.organization.shown().copied();
            let named = |id: &OrganizationId| snapshot.directory().organization(*id).is_some();
            if let Some(id) = organization.filter(named) {
                let part = ChoicePart::Organization(ChosenOrganization::Id(id));
                let whose = OfferedOf::Organization(id);
                offer_of('o', "everyone of".to_owned(), Some(&whose), part.into());
            }
            let words = format!("everyone whose role is {}", user.role.word());
            offer_of('r', words, None, Choice::role(user.role));
        }
        offers.push(Offer {
            letter: Some('l'),
            words: "everybody on a list: name its file, or paste the list here".to_owned(),
            whose: None,
            means: Offering::ListFile,
        });
        if !snapshot.is_empty() {
            offers.push(Offer {
                letter: None,
                words: "everyone except you and the protected".to_owned(),
                whose: None,
                means: Offering::Choice(Choice::everyone()),
            });
        }
        let off = if !filter.query().is_empty() && !is_any {
            Some("nothing matches the filter")
        } else if key.is_none() && !snapshot.is_empty() {
            Some(list.nothing_under_cursor())
        } else {
            None
        };
        Self { offers, off, at: 0 }
    }

    pub(in crate::app) fn key(mut self, press: Press) -> Reaction {
        let count = self.offers.len();
        if let Some(at) = self.named_by(press.key) {
            self.at = at;
            return self.choose();
        }
        match press.action {
            Some(Action::Down) => self.at = (self.at + 1) % count,
            Some(Action::Up) => self.at = (self.at + count - 1) % count,
            Some(Action::Keep) => return self.choose(),
            Some(Action::Back) => return Reaction::close(),
            _ => {}
        }
        Reaction::stay(Dialog::Choose(self))
    }

    /// The place of the offer whose letter was pressed.
    pub(in crate::app) fn named_by(&self, key: KeyEvent) -> Option<usize> {
        let KeyCode::Char(letter) = key.code else {
            return None;
        };
        if key.modifiers != KeyModifiers::NONE {
            return None;
        }
        let is_it = |offer: &Offer| offer.letter == Some(letter);
        self.offers.iter().position(is_it)
    }

    /// Goes on with the offer under the cursor.
    fn choose(mut self) -> Reaction {
        match self.offers.swap_remove(self.at).means {
            Offering::Choice(choice) => Reaction::close().ask(Ask::Review(choice)),
            Offering::ListFile => Reaction::stay(Dialog::ListFile(ListFile::default())),
        }
    }
}
