//! The views of the list: a query, an order, and whether rows are sessions or people. Some come with
//! the program and have a digit each; the settings add others.

use super::Action;
use super::keymap::{Keymap, Mode};
use crate::live::{Column, Sort};
use crate::query::{FlagNames, Query, Zone};
use crate::settings::{ListColumn, RuleSet, SavedView};

/// What a view shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ViewKind {
    /// A row for each session.
    Sessions,
    /// A row for each person.
    People,
    /// Those who should be gone, who have a list of their own.
    Leavers,
}

/// A view of the list.
#[derive(Debug, Clone)]
pub(crate) struct View {
    /// The name by which it is asked for.
    pub(crate) name: Box<str>,
    /// What it shows, in words.
    pub(crate) about: Box<str>,
    /// What it asks for; everything where that is empty.
    pub(crate) query: Query,
    /// The order that it begins with.
    pub(crate) sort: Sort,
    pub(crate) kind: ViewKind,
    /// The columns that it shows; the usual ones where there are none.
    pub(crate) columns: Vec<ListColumn>,
    /// The action that opens it.
    action: Option<Action>,
    /// Why there can be nothing in it.
    void: Option<&'static str>,
}

impl View {
    /// Why there can be nothing in it, if so.
    pub(crate) const fn is_void(&self) -> Option<&'static str> {
        self.void
    }
}

/// The views that come with the program: the action that opens each, its name, what it asks for, and
/// what it shows.
const SHIPPED: [(Action, &str, &str, &str); 7] = [
    (Action::ViewAll, "all", "", "every session"),
    (
        Action::ViewStaff,
        "staff",
        "role:staff",
        "the sessions of the staff",
    ),
    (
        Action::ViewPeople,
        "people",
        "",
        "people, each with their sessions",
    ),
    (
        Action::Leavers,
        "leavers",
        "",
        "suspended or deleted people who are still signed in",
    ),
    (
        Action::ViewOverdue,
        "overdue",
        "overdue:true",
        "sessions that should have ended by themselves",
    ),
    (
        Action::ViewFlagged,
        "flagged",
        "",
        "sessions that a rule flags",
    ),
    (
        Action::ViewNew,
        "new",
        "age<1h",
        "sessions that began within the last hour",
    ),
];

/// What is said of the view of flags where no rule is on.
const NO_RULES: &str =
    "no rule is on, so nothing can be flagged; [[rule]] in the settings adds some";

/// The number of the first view that has no digit, in the menu: runs and news are the eighth and the
/// ninth.
const FIRST_NUMBER: usize = 10;

/// All views, those first that come with the program.
#[derive(Debug, Clone)]
pub(crate) struct Views {
    views: Vec<View>,
}

impl Views {
    /// The views that come with the program, for these rules, and those of the settings.
    pub(super) fn of(rules: &RuleSet, saved: &[SavedView], zone: Zone) -> Self {
        let flags = rules.names();
        let shipped = SHIPPED.into_iter().map(|line| shipped(line, rules, zone));
        let own = saved.iter().map(|view| own(view, &flags, zone));
        Self {
            views: shipped.chain(own).collect(),
        }
    }

    /// The view at this place; the first where there is none.
    pub(crate) fn at(&self, place: usize) -> &View {
        self.views.get(place).unwrap_or(&self.views[0])
    }

    /// Shows these columns in the view at this place.
    pub(super) fn choose_columns(&mut self, place: usize, columns: Vec<ListColumn>) {
        if let Some(view) = self.views.get_mut(place) {
            view.columns = columns;
        }
    }

    /// The place of the view with this name.
    pub(crate) fn position(&self, name: &str) -> Option<usize> {
        self.views.iter().position(|view| &*view.name == name)
    }

    /// The place of the view that an action opens.
    pub(crate) fn of_action(&self, action: Action) -> Option<usize> {
        let opens = |view: &View| view.action == Some(action);
        self.views.iter().position(opens)
    }

    /// Every view as it is offered: its name, what it shows, and what opens it.
    pub(crate) fn offers(&self, keymap: &Keymap) -> Vec<(&str, &str, String)> {
        let free = keymap.free_digits();
        let mut own = 0;
        let mut opens = |view: &View| {
            if let Some(action) = view.action {
                return keymap.first_key(Mode::List, action);
            }
            own += 1;
            match free.get(own - 1) {
                Some(digit) => digit.to_string(),
                None => format!(":view {}", FIRST_NUMBER + own - 1),
            }
        };
        let views = self.views.iter();
        views
            .map(|view| (&*view.name, &*view.about, opens(view)))
            .collect()
    }

    /// The place of the view of the settings that a digit opens, which nothing else is on: the first
    /// of them has the first such digit.
    pub(crate) fn of_digit(&self, digit: char, keymap: &Keymap) -> Option<usize> {
        let free = keymap.free_digits();
        let nth = free.iter().position(|free| *free == digit)?;
        let is_own = |(_, view): &(usize, &View)| view.action.is_none();
        let mut own = self.views.iter().enumerate().filter(is_own);
        own.nth(nth).map(|(place, _)| place)
    }
}

fn shipped(
    (action, name, query, about): (Action, &str, &str, &str),
    rules: &RuleSet,
    zone: Zone,
) -> View {
    let names = rules
        .rules()
        .iter()
        .map(|rule| format!("flag:{}", rule.name));
    let query = match action {
        Action::ViewFlagged => names.collect::<Vec<_>>().join(" "),
        _ => query.to_owned(),
    };
    let is_void = action == Action::ViewFlagged && query.is_empty();
    let (column, descending) = match action {
        Action::ViewOverdue => (Column::Ends, false),
        Action::ViewNew => (Column::SignedIn, true),
        _ => (Column::Attention, true),
    };
    View {
        name: name.into(),
        about: about.into(),
        // That each can be read is tested.
        query: Query::parse_with(&query, zone, &rules.names()).unwrap_or_default(),
        sort: Sort { column, descending },
        kind: match action {
            Action::ViewPeople => ViewKind::People,
            Action::Leavers => ViewKind::Leavers,
            _ => ViewKind::Sessions,
        },
        columns: Vec::new(),
        action: Some(action),
        void: is_void.then_some(NO_RULES),
    }
}

/// A view of the settings, whose query was read there and is read again with the local zone.
fn own(saved: &SavedView, flags: &FlagNames, zone: Zone) -> View {
    let query = Query::parse_with(saved.query.text(), zone, flags);
    let sort = saved.sort.as_ref().map_or(Sort::ATTENTION, |sort| {
        Sort::by_name(sort.column.as_str(), sort.descending).unwrap_or(Sort::ATTENTION)
    });
    View {
        name: saved.name.clone(),
        about: saved.query.text().into(),
        query: query.unwrap_or_else(|_| saved.query.clone()),
        sort,
        kind: if saved.by_person {
            ViewKind::People
        } else {
            ViewKind::Sessions
        },
        columns: saved.columns.clone(),
        action: None,
        void: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_view_that_comes_with_the_program_can_be_read_and_has_its_own_name() {
        let rules = RuleSet::shipped();
        let views = Views::of(&rules, &[], Zone::UTC);
        for (place, (action, name, query, _)) in SHIPPED.into_iter().enumerate() {
            assert_eq!(views.position(name), Some(place));
            assert_eq!(views.of_action(action), Some(place));
            assert!(Query::parse(query, Zone::UTC).is_ok(), "{query}");
            let asks = !views.at(place).query.is_empty();
            let is_whole = matches!(name, "all" | "people" | "leavers");
            assert_eq!(asks, !is_whole, "{name}");
        }
        let flagged = views.at(5).query.text();
        let named = |rule: &crate::settings::Rule| flagged.contains(&*rule.name);
        assert!(rules.rules().iter().all(named));
        let without = Views::of(&RuleSet::default(), &[], Zone::UTC);
        assert_eq!(without.at(5).is_void(), Some(NO_RULES));
    }

    fn saved(name: &str) -> SavedView {
        SavedView {
            name: name.into(),
            query: Query::parse("email:none", Zone::UTC).unwrap_or_default(),
            sort: None,
            by_person: false,
            columns: Vec::new(),
        }
    }

    #[test]
    fn views_of_the_settings_have_a_free_digit_or_a_number_in_the_menu() {
        let keymap = Keymap::standard().unwrap();
        let own = [saved("vendors"), saved("machines")];
        let views = Views::of(&RuleSet::shipped(), &own, Zone::UTC);
        let opens = |keymap: &Keymap| -> Vec<String> {
            let offers = views.offers(keymap);
            offers.into_iter().map(|(_, _, opens)| opens).collect()
        };
        assert_eq!(opens(&keymap)[..2], ["1", "2"]);
        assert_eq!(opens(&keymap)[7..], [":view 10", ":view 11"]);
        assert_eq!(views.of_digit('5', &keymap), None);
        // A digit that was taken away from something else opens the first of them.
        let text = include_str!("../../assets/keymap.toml");
        let freed = Keymap::parse(&text.replace("keys = [\"5\"]", "keys = [\"f12\"]")).unwrap();
        assert_eq!(opens(&freed)[7..], ["5", ":view 11"]);
        assert_eq!(views.of_digit('5', &freed), Some(7));
    }
}
