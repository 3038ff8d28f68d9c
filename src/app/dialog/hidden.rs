//! The question which marks are meant, where the filter hides some of them.

use super::{Dialog, NextStep, Reaction};
use crate::app::Action;
use crate::app::ask::Ask;
use crate::app::press::Press;
use crate::model::SessionKey;

/// The marked sessions, and what they are meant for.
#[derive(Debug)]
pub struct HiddenMarks {
    /// The marked sessions that the filter shows.
    pub shown: Vec<SessionKey>,
    /// The marked sessions that the filter hides.
    pub hidden: Vec<SessionKey>,
    /// The next step for the sessions that are meant.
    pub(in crate::app) then: NextStep,
}

impl HiddenMarks {
    pub(in crate::app) fn key(self, press: Press) -> Reaction {
        let Self {
            shown,
            hidden,
            then,
        } = self;
        match press.action {
            None => Reaction::stay(Dialog::Hidden(Self {
                shown,
                hidden,
                then,
            })),
            Some(Action::DropHidden) => {
                let next = if shown.is_empty() {
                    Ask::tell(format!("no marks left; {}", then.words().0))
                } else {
                    Ask::GoOn(then, shown)
                };
                Reaction::close().ask(Ask::DropMarks(hidden)).ask(next)
            }
            Some(Action::IncludeHidden) => {
                Reaction::close().ask(Ask::GoOn(then, [shown, hidden].concat()))
            }
            Some(_) => Reaction::close(),
        }
    }
}
