//! What the person is looking at, and what their keys mean: `update(event, now) → effects`.
//!
//! - `event` what comes in ([`Event`]) and what goes out ([`Effect`]); both closed, plain data
//! - `action`, `keymap` what keys can mean, and which mean it where (assets/keymap.toml)
//! - `list` cursor, window and hold; all by session key, never by row number
//! - `marks` which sessions are chosen
//! - `dialog` what lies over the list: review, run, report, tokens, help, sort menu, palette,
//!   the fields of the Chat account
//! - `palette` what can be asked for by name
//! - `card` what the API says beyond the list, as lines to read
//! - `watch` people whose sessions were ended, and whether they come back
//! - `notices` what happened, in words
//! - `update` the state machine itself
//!
//! No I/O, no clock, no colours and no widgets: the same events at the same times give the
//! same state.

mod action;
pub mod card;
mod dialog;
mod event;
pub mod keymap;
mod list;
mod marks;
mod notices;
mod palette;
mod update;
mod watch;

pub use action::Action;
pub use card::{Card, CardLine, CardValue, CardView, News, Sheet};
pub use dialog::{
    ChatEdit, ChatReview, Consent, Dialog, EditField, HelpView, NextStep, Offer, ReportView,
    Review, RouteOffer, RunView, TokensRead, TokensView,
};
pub use event::{Effect, Event, Viewport};
pub use keymap::{Keymap, Mode};
pub use list::List;
pub use marks::Marks;
pub use notices::{Level, Notice, Notices};
pub use palette::{Entry, Offered, Palette};
pub use update::{App, DisplayOptions, RowState, Setup};
pub use watch::Watch;
