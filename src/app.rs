//! What the person is looking at, and what their keys mean: `update(event, now) → effects`.
//!
//! - `export` what is shown, as the text of a file
//! - `event` what comes in ([`Event`]) and what goes out ([`Effect`]); both closed, plain data
//! - `action`, `keymap` what keys can mean, and which mean it where (assets/keymap.toml)
//! - `keyboard` what keys mean now, and which were meant for something else; `press` a key as it was
//!   pressed, and what it does in a field that is typed into
//! - `typing` keys that come faster than anybody types; `scroll` how far a dialog is scrolled, `folds`
//!   people in it, each above what belongs to them
//! - `setup` what the screen is opened with
//! - `panes` which pane has the keys
//! - `list` cursor, window and hold; all by session key, never by row number
//! - `widths` how wide its columns have to be
//! - `views` what the list can be turned to; `look` how it looks, `remembered` how it looked when an
//!   account was left
//! - `going` straight to a person or an organisation
//! - `guarded` who is protected, and who counts as oneself
//! - `marks` which sessions are chosen; `filter` which are shown; `table` the list with both
//! - `dialog` what lies over the list, each with its own state and keys; `layers` which of them are there
//! - `card` what the API says beyond the list, as lines to read
//! - `runs` what was confirmed, and what is known of it
//! - `waits` what readings wait for that somebody looks at
//! - `watch` people whose sessions were ended, and whether they come back
//! - `news` who came and went, and what else happened; `rule_hits` what the rules hit;
//!   `past` the runs that the journal tells of
//! - `notices` what happened, in words
//! - `ask` what dialogs and runs ask of the whole
//! - `update` the state machine itself
//!
//! No I/O, no clock, no colours and no widgets: the same events at the same times give the
//! same state.

mod action;
mod ask;
pub mod card;
mod dialog;
mod event;
mod export;
mod filter;
mod folds;
mod going;
mod guarded;
mod keyboard;
pub mod keymap;
mod layers;
mod list;
mod look;
mod marks;
pub mod news;
mod notices;
mod panes;
mod past;
mod press;
mod remembered;
mod rule_hits;
mod runs;
mod scroll;
mod setup;
mod table;
mod typing;
mod update;
mod views;
mod waits;
mod watch;
mod widths;

pub(crate) use action::Action;
pub use card::{Card, Sheet};
pub(crate) use card::{CardLine, CardValue, News};
pub use dialog::OnList;
pub(crate) use dialog::tone;
pub(crate) use dialog::{
    AnswerProblem, CardView, ChatEdit, ChatReview, ColumnsMenu, Consent, CopyMenu, DetailsView,
    EditField, EndMenu, FactsState, FoundLine, FoundMenu, GivenReason, HelpView, HiddenMarks,
    ListFile, NamingColumns, NextStep, Offered, OfferedOf, Otherwise, Palette, PaletteEntry,
    ReportPage, ReportPerson, ReportView, Review, ReviewField, ReviewLine, RouteOffer, RunPerson,
    RunView, SaveDialog, SortMenu, TokensView, UndecidedLine,
};
pub use dialog::{
    Dialog, LeaverLine, LeaversView, NewsLine, NewsTone, NewsView, PastLine, PastRunsView,
    PersonPage, TokensRead, UndecidedView,
};
pub(crate) use dialog::{GivenList, LeaverTokens, LeftAlone, LeftBecause, LeftGroup, LeftLine};
pub(crate) use event::PlaceOf;
pub use event::{Copied, Effect, Event, FactsRequest, ListsWanted, MouseAct, PlaceOnScreen};
pub(crate) use event::{ExtentOf, NeedsOf, PaneExtentOf, Viewport};
pub use export::{Export, FileFormat, NotSaved, SaveRequest, Saved};
pub(crate) use filter::Filter;
pub(crate) use folds::DialogExtent;
pub use going::{Arrival, Destination, OrganizationSought, PeopleThere, Prompt, WhatIsThere};
pub use guarded::GuardNews;
pub use keymap::Keymap;
pub(crate) use keymap::{Binding, Mode};
pub(crate) use list::List;
pub(crate) use marks::Marks;
pub(crate) use notices::{Level, Notice};
pub(crate) use panes::Pane;
pub use past::Past;
pub use remembered::{REMEMBERED_AT_MOST, RememberedList};
pub(crate) use scroll::Extent;
pub use setup::{DisplayOptions, Equipment, ListSetup, MaskOrWhyNot, Setup};
pub use update::App;
pub(crate) use update::RowState;
pub use waits::WaitingFor;
pub use widths::{ColumnNeed, ColumnNeeds};
