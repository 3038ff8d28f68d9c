//! The dialog that shows the last report: the cursor over its people, marks, and what is done next to
//! whom they are on.

use std::collections::BTreeSet;

use super::{ReportView, again};
use crate::app::Action;
use crate::app::ask::Ask;
use crate::app::dialog::moving::{mark, mark_all};
use crate::app::dialog::{Dialog, DialogContext, NextStep, Reaction};
use crate::app::event::Effect;
use crate::app::folds::{Folds, ListHead};
use crate::app::press::Press;
use crate::model::UserId;
use crate::operation::{Choice, Route};

/// A report as somebody looks at it.
#[derive(Debug, Clone, Default)]
pub struct ReportPage {
    /// The cursor over its people, who is unfolded, and how far it is scrolled.
    pub(crate) folds: Folds,
    /// The people who are marked.
    pub(crate) marked: BTreeSet<UserId>,
}

impl ReportPage {
    /// The report as it opens: whoever is alone in it is unfolded.
    pub(in crate::app) fn of(view: &ReportView) -> Self {
        Self {
            folds: Folds::all(view.users().len() == 1),
            marked: BTreeSet::new(),
        }
    }

    pub(in crate::app) fn key(mut self, press: Press, context: &DialogContext<'_>) -> Reaction {
        let Some(view) = context.runs.report() else {
            return Reaction::usual(Dialog::Report(self), press.action);
        };
        let heads = view.heads();
        self.folds.look(context.extent);
        let shown = (context.extent, context.heads);
        if self.folds.key(press.action, &heads, shown) {
            return Reaction::stay(Dialog::Report(self));
        }
        let asks = match press.action {
            Some(Action::Keep) => {
                self.folds.turn(&heads);
                Vec::new()
            }
            Some(Action::Mark) => {
                if let Some(ListHead::Person(user)) = self.folds.under_cursor(&heads) {
                    mark(&mut self.marked, *user);
                    self.folds.key(Some(Action::Down), &heads, shown);
                }
                Vec::new()
            }
            Some(Action::MarkAll) => {
                mark_all(&mut self.marked, view.users().into_iter());
                Vec::new()
            }
            Some(Action::Again) => again::asks(view),
            Some(Action::Copy) => vec![Ask::Do(Effect::CopyReport)],
            Some(Action::Save) => vec![Ask::Do(Effect::SaveReport)],
            Some(action) => match self.next(action, view) {
                Some(ask) => vec![ask],
                None => return Reaction::usual(Dialog::Report(self), press.action),
            },
            None => Vec::new(),
        };
        let stay = Reaction::stay(Dialog::Report(self));
        asks.into_iter().fold(stay, Reaction::ask)
    }

    /// What an action does next to the chosen people, if it is about people.
    fn next(&self, action: Action, view: &ReportView) -> Option<Ask> {
        let people = self.chosen(view);
        let acts = NextStep::of_people(action).is_some()
            || matches!(action, Action::End | Action::EndPerson);
        if people.is_empty() && acts {
            return Some(Ask::tell("nobody of this run is under the cursor"));
        }
        if matches!(action, Action::End | Action::EndPerson) {
            return Some(Ask::EndBy(Choice::people(people), Route::User));
        }
        let then = NextStep::of_people(action)?;
        Some(Ask::Contain(then, Choice::people(people)))
    }

    /// The marked people, or the one under the cursor if nobody is marked.
    pub(crate) fn chosen(&self, view: &ReportView) -> Vec<UserId> {
        if self.marked.is_empty() {
            let heads = view.heads();
            let here = self.folds.under_cursor(&heads);
            return here.and_then(ListHead::person).into_iter().collect();
        }
        self.marked.iter().copied().collect()
    }
}
