//! The dialogs over the list: at most one at a time. Each owns its state and what its keys mean,
//! and answers a key with a reaction: the dialog that is open next, and what it asks for.
//!
//! - here the set of dialogs, and which of them takes a key, a paste or an answer; `arriving` what
//!   arrives while one is open
//! - `reaction` the answer to a key, and `context` what a dialog may look at besides itself
//! - `next_step` what comes next for those who were chosen
//! - `hidden`, `choose` which sessions are meant, before there is a plan; `list_file` the file with a
//!   list of people, `naming_columns` the column of it that names them, `given_list` a list as far as
//!   it is known who is on it, `on_list` what may be done to them
//! - `given_reason` the ticket and the reason, which are typed in a review
//! - `review` a plan, and `left_out` whom it does nothing to; `consent` the way to confirm one, and
//!   keys that were not meant for it
//! - `run`, `report` what was confirmed, while it goes on and afterwards; `quit` the question
//!   whether to stop it
//! - `undecided` of whom it cannot be told whether their sessions match
//! - `found` the people who were found, where it is not clear who is meant
//! - `person` the page of one person
//! - `leavers` the people who should be gone; `tokens` the OAuth tokens of some people; `moving` how
//!   keys move and mark in both
//! - `card` what the API says beyond the list; `edit` the fields of the Chat account, `change` the
//!   difference under review
//! - `palette` what can be asked for by name
//! - `copy` what to copy; `save` where to save what is shown
//! - `news` the news, whole; `past_runs` what this profile ended
//! - `details`, `help`, `sort` the row in full, the keys, the menu of what to sort by; `columns` which
//!   columns there are

mod arriving;
mod card;
mod change;
mod choose;
mod columns;
mod consent;
mod context;
mod copy;
mod details;
mod edit;
mod found;
mod given_list;
mod given_reason;
mod help;
mod hidden;
mod leavers;
mod left_out;
mod list_file;
mod moving;
mod naming_columns;
mod news;
mod next_step;
mod on_list;
mod palette;
mod past_runs;
mod person;
mod quit;
mod reaction;
mod report;
mod review;
mod run;
mod save;
mod sort;
mod tokens;
mod undecided;

use tui_input::Input;

use super::keymap::Mode;
use super::press::{LONGEST_INPUT, LONGEST_PATH, Press};
use crate::chat;
use crate::live::Snapshot;
use crate::model::Timestamp;

pub(crate) use card::CardView;
pub(crate) use change::ChatReview;
pub(crate) use choose::{EndMenu, OfferedOf};
pub(crate) use columns::ColumnsMenu;
pub(crate) use consent::{AnswerProblem, Consent};
pub(super) use consent::{CLOSED, ConsentStep};
pub(in crate::app) use context::{DialogContext, ReviewHindrance};
pub(crate) use copy::{CopyMenu, CopyOffer};
pub(crate) use details::DetailsView;
#[cfg(test)]
pub(in crate::app) use edit::LONGEST_VALUE;
pub(crate) use edit::{ChatEdit, EditField};
pub(crate) use found::{FoundLine, FoundMenu};
pub(crate) use given_list::GivenList;
pub(crate) use given_reason::{GivenReason, ReviewField};
pub(crate) use help::HelpView;
pub(crate) use hidden::HiddenMarks;
pub(crate) use leavers::LeaverTokens;
pub use leavers::{LeaverLine, LeaversView};
pub(crate) use left_out::{LeftAlone, LeftBecause, LeftGroup, LeftLine};
pub(crate) use list_file::ListFile;
pub(in crate::app) use list_file::{is_a_list, path_in};
pub(crate) use naming_columns::NamingColumns;
pub(crate) use news::tone;
pub use news::{NewsLine, NewsTone, NewsView};
pub(crate) use next_step::NextStep;
pub(in crate::app) use next_step::StepWork;
pub use on_list::OnList;
pub(crate) use palette::{Offered, Palette, PaletteEntry};
pub use past_runs::{PastLine, PastRunsView};
pub use person::PersonPage;
pub(in crate::app) use reaction::Reaction;
pub(super) use report::{ChangedNews, ReportNews, people_changed_by};
pub(crate) use report::{Otherwise, ReportPage, ReportPerson, ReportView};
pub(in crate::app) use review::ReviewStep;
pub(crate) use review::{FactsState, Review, ReviewLine, RouteOffer};
pub(crate) use run::{RunPerson, RunView};
pub(crate) use save::SaveDialog;
pub(crate) use sort::SortMenu;
pub use tokens::TokensRead;
pub(crate) use tokens::TokensView;
pub(crate) use undecided::UndecidedLine;
pub use undecided::UndecidedView;

/// The dialog that is open.
#[derive(Debug)]
pub enum Dialog {
    /// The question which marks are meant, where the filter hides some of them.
    Hidden(HiddenMarks),
    /// The menu of whom to end.
    Choose(EndMenu),
    /// The file with a list of people whose sessions are to be ended.
    ListFile(ListFile),
    /// The question which column of a list names the people.
    NamingColumns(NamingColumns),
    /// Everybody on a list that was given, and what may be done to them.
    OnList(OnList),
    /// A plan under review, and the way to confirm it.
    Review(Box<Review>),
    /// The people who should be gone and are still signed in.
    Leavers(LeaversView),
    /// The page of one person.
    Person(PersonPage),
    /// The news, whole.
    News(NewsView),
    /// What this profile ended.
    PastRuns(PastRunsView),
    /// The OAuth tokens of some people.
    Tokens(TokensView),
    /// The question whether to quit while a run is under way.
    Quit,
    /// The run that is under way.
    Run,
    /// The report of the last run.
    Report(ReportPage),
    /// The row under the cursor in full, where the screen has no pane for it.
    Details(DetailsView),
    /// The help, which lists the keys.
    Help(HelpView),
    /// The palette: actions and cards by name.
    Palette(Palette),
    /// A card: what the API says beyond the list.
    Card(CardView),
    /// The fields of the Chat account that may be changed.
    Edit(Box<ChatEdit>),
    /// The change of the Chat account under review, and the way to confirm it.
    Change(Box<ChatReview>),
    /// The people who were found, where it is not clear who is meant.
    Found(FoundMenu),
    /// The menu of columns to sort by.
    Sort(SortMenu),
    /// The menu of what to copy.
    Copy(CopyMenu),
    /// The question where to save what is shown.
    Save(Box<SaveDialog>),
    /// The menu of columns.
    Columns(ColumnsMenu),
    /// The sessions of which it cannot be told whether they match.
    Undecided(UndecidedView),
}

impl Dialog {
    /// The mode of the keymap whose keys work in this dialog.
    pub(super) const fn mode(&self) -> Mode {
        match self {
            Self::Hidden(_) => Mode::Hidden,
            Self::Choose(_) => Mode::Choose,
            Self::ListFile(_) => Mode::ListFile,
            Self::OnList(_) => Mode::OnList,
            Self::Review(_) | Self::Change(_) => Mode::Review,
            Self::Leavers(_) => Mode::Leavers,
            Self::Person(_) => Mode::Person,
            Self::News(view) => view.mode(),
            Self::PastRuns(_) => Mode::PastRuns,
            Self::Tokens(_) => Mode::Tokens,
            Self::Quit => Mode::Quit,
            Self::Run => Mode::Run,
            Self::Report(_) => Mode::Report,
            Self::Details(_) | Self::Undecided(_) => Mode::Details,
            Self::Help(help) => help.mode(),
            Self::Palette(_) => Mode::Palette,
            Self::Card(_) => Mode::Card,
            Self::Edit(_) => Mode::Edit,
            Self::Found(_) | Self::NamingColumns(_) => Mode::Found,
            Self::Sort(_) => Mode::Sort,
            Self::Copy(_) => Mode::Copy,
            Self::Save(_) => Mode::Save,
            Self::Columns(_) => Mode::Columns,
        }
    }

    /// Passes a key to the dialog that is open.
    pub(super) fn key(self, press: Press, context: &DialogContext<'_>) -> Reaction {
        match self {
            Self::Hidden(marks) => marks.key(press),
            Self::Choose(menu) => menu.key(press),
            Self::ListFile(file) => file.key(press),
            Self::NamingColumns(menu) => menu.key(press),
            Self::OnList(list) => list.key(press, context),
            Self::Review(review) => review.key(press, context),
            Self::Leavers(view) => view.key(press, context),
            Self::Person(page) => page.key(press, context),
            Self::News(view) => view.key(press, context),
            Self::PastRuns(view) => view.key(press, context),
            Self::Tokens(view) => view.key(press, context),
            Self::Quit => quit::key(press, context),
            Self::Run => run::key(press, context),
            Self::Report(page) => page.key(press, context),
            Self::Details(view) => view.key(press, context),
            Self::Help(help) => help.key(press, context),
            Self::Palette(palette) => palette.key(press, context),
            Self::Copy(menu) => menu.key(press),
            Self::Save(save) => save.key(press),
            Self::Card(view) => view.key(press, context),
            Self::Edit(edit) => edit.key(press, context),
            Self::Change(review) => review.key(press, context),
            Self::Found(menu) => menu.key(press),
            Self::Sort(menu) => menu.key(press, context),
            Self::Columns(menu) => menu.key(press, context),
            Self::Undecided(view) => view.key(press, context),
        }
    }

    /// The field that is typed into, and the number of characters that it takes.
    pub(super) fn field(&self) -> Option<(&Input, usize)> {
        match self {
            Self::Edit(edit) => Some((edit.text()?, edit::LONGEST_VALUE)),
            Self::Palette(palette) => Some((&palette.input, LONGEST_INPUT)),
            Self::Save(save) => Some((&save.input, save::LONGEST_NAME)),
            Self::ListFile(file) => Some((&file.input, LONGEST_PATH)),
            Self::Help(help) => help.field(),
            Self::News(view) => view.field(),
            _ => self.given()?.field(),
        }
    }

    /// Takes pasted text; returns whether there is a field for it. It answers nothing, and what was
    /// typed before it is no answer any more.
    pub(super) fn paste(&mut self, text: &str, now: Timestamp, snapshot: &Snapshot) -> bool {
        if let Self::Edit(edit) = self {
            edit.paste(text);
            return true;
        }
        if let Self::Palette(palette) = self {
            palette.paste(text, snapshot);
            return true;
        }
        if let Self::Save(save) = self {
            save.paste(text);
            return true;
        }
        if let Self::Help(help) = self {
            return help.paste(text);
        }
        if let Self::ListFile(file) = self {
            file.paste(text);
            return true;
        }
        if let Self::News(view) = self {
            return view.paste(text);
        }
        if self.given_mut().is_some_and(|given| given.paste(text)) {
            return true;
        }
        if let Some(consent) = self.consent_mut() {
            consent.pasted(now);
        }
        false
    }

    /// The state of the confirmation, in a dialog that asks for one.
    pub(super) fn consent(&self) -> Option<&Consent> {
        match self {
            Self::Review(review) => Some(&review.consent),
            Self::Change(review) => Some(&review.consent),
            _ => None,
        }
    }

    /// The ticket and the reason, in a dialog that asks for a confirmation.
    pub(super) const fn given(&self) -> Option<&GivenReason> {
        match self {
            Self::Review(review) => Some(&review.given),
            Self::Change(review) => Some(&review.given),
            _ => None,
        }
    }

    /// The same, to be typed into.
    const fn given_mut(&mut self) -> Option<&mut GivenReason> {
        match self {
            Self::Review(review) => Some(&mut review.given),
            Self::Change(review) => Some(&mut review.given),
            _ => None,
        }
    }

    /// Whether it is a review that waits for the facts of the request with this number.
    pub(crate) fn waits_for_facts(&self, id: u64) -> bool {
        matches!(self, Self::Review(review) if review.facts.waits_for(id))
    }

    /// The text that the dialog asks for, if it asks for one.
    pub(super) fn expects(&self) -> Option<String> {
        match self {
            Self::Review(review) => Some(review.plan.challenge().expects()),
            Self::Change(_) => Some(chat::Plan::expects().to_owned()),
            _ => None,
        }
    }

    /// The state of the confirmation, to be changed.
    pub(super) fn consent_mut(&mut self) -> Option<&mut Consent> {
        match self {
            Self::Review(review) => Some(&mut review.consent),
            Self::Change(review) => Some(&mut review.consent),
            _ => None,
        }
    }

    /// The dialog below a review that is given up; this dialog itself if it is not a review.
    pub(super) fn without_review(self) -> Result<Option<Self>, Box<Self>> {
        match self {
            Self::Review(review) => Ok(review.below.map(|below| *below)),
            Self::Change(review) => Ok(Some(review.left())),
            other => Err(Box::new(other)),
        }
    }

    /// Whether it is a list from which reviews are opened, and to which they lead back.
    pub(super) const fn is_a_list(&self) -> bool {
        matches!(
            self,
            Self::Leavers(_)
                | Self::Tokens(_)
                | Self::PastRuns(_)
                | Self::Report(_)
                | Self::OnList(_)
        )
    }
}
