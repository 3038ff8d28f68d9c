//! What this profile ended, newest first: runs, their people, and the requests of each.
//!
//! - `again` what of a run was not surely done, for another review

mod again;

use std::collections::BTreeSet;

use super::moving::rows_of;
use super::{Dialog, DialogContext, Reaction};
use crate::app::Action;
use crate::app::ask::Ask;
use crate::app::past::Past;
use crate::app::press::Press;
use crate::journal::{PastItem, PastPerson, PastRun, RunId};
use crate::model::UserId;

/// The runs as somebody looks at them.
#[derive(Debug, Default, Clone)]
pub struct PastRunsView {
    cursor: Option<PastPlace>,
    /// The runs and the people that are unfolded.
    open: BTreeSet<PastPlace>,
}

/// A line by what it is about.
type PastPlace = (RunId, Option<UserId>, Option<usize>);

/// A line of the list.
#[derive(Debug, Clone, Copy)]
pub enum PastLine<'a> {
    /// A run, and whether its people are shown.
    Run(&'a PastRun, bool),
    /// Somebody in a run, and whether their requests are shown.
    Person(&'a PastRun, &'a PastPerson, bool),
    /// A request for somebody.
    Item(&'a PastRun, &'a PastPerson, usize, &'a PastItem),
    /// What no request was sent for.
    Left(&'a PastRun),
}

impl PastLine<'_> {
    fn place(&self) -> PastPlace {
        match self {
            Self::Run(run, _) => (run.run.clone(), None, None),
            Self::Person(run, person, _) => (run.run.clone(), Some(person.user), None),
            Self::Item(run, person, place, _) => (run.run.clone(), Some(person.user), Some(*place)),
            Self::Left(run) => (run.run.clone(), None, Some(usize::MAX)),
        }
    }

    /// The person whom it is about.
    pub const fn user(&self) -> Option<UserId> {
        match self {
            Self::Person(_, person, _) | Self::Item(_, person, ..) => Some(person.user),
            Self::Run(..) | Self::Left(_) => None,
        }
    }

    const fn run(&self) -> &PastRun {
        match self {
            Self::Run(run, _) | Self::Person(run, ..) | Self::Item(run, ..) | Self::Left(run) => {
                run
            }
        }
    }
}

impl PastRunsView {
    /// The lines that there are to see.
    pub fn lines<'a>(&self, past: &'a Past) -> Vec<PastLine<'a>> {
        let mut lines = Vec::new();
        for run in past.runs().iter().flat_map(|past| &past.runs) {
            let is_open = self.open.contains(&(run.run.clone(), None, None));
            lines.push(PastLine::Run(run, is_open));
            if !is_open {
                continue;
            }
            for person in run.gravest_first() {
                let place = (run.run.clone(), Some(person.user), None);
                let is_open = self.open.contains(&place);
                lines.push(PastLine::Person(run, person, is_open));
                if is_open {
                    let items = person.items.iter();
                    let items = items.filter_map(|place| Some((*place, run.items.get(*place)?)));
                    lines.extend(
                        items.map(|(place, item)| PastLine::Item(run, person, place, item)),
                    );
                }
            }
            if !run.nothing_left() {
                lines.push(PastLine::Left(run));
            }
        }
        lines
    }

    /// The place of the line under the cursor.
    pub fn at(&self, lines: &[PastLine<'_>]) -> usize {
        let Some(cursor) = &self.cursor else {
            return 0;
        };
        let exact = lines.iter().position(|line| line.place() == *cursor);
        let run = || lines.iter().position(|line| line.run().run == cursor.0);
        exact.or_else(run).unwrap_or_default()
    }

    pub(in crate::app) fn key(mut self, press: Press, context: &DialogContext<'_>) -> Reaction {
        let lines = self.lines(context.past);
        let at = self.at(&lines);
        if let Some(rows) = rows_of(press.action, context) {
            let to = at.saturating_add_signed(rows);
            let to = lines.get(to.min(lines.len().saturating_sub(1)));
            self.cursor = to.map(PastLine::place);
            return Reaction::stay(Dialog::PastRuns(self));
        }
        let line = lines.get(at).copied();
        match press.action {
            Some(Action::Keep) => self.unfold(line),
            Some(Action::Fold) => self.fold(line),
            Some(Action::Person) => {
                let user = line.and_then(|line| line.user());
                self.cursor = line.map(|line| line.place());
                let Some(user) = user else {
                    let text = "open the run, and go to somebody in it";
                    return Reaction::stay(Dialog::PastRuns(self)).ask(Ask::tell(text));
                };
                let from = Box::new(Dialog::PastRuns(self));
                return Reaction::close().ask(Ask::Page { user, from });
            }
            Some(Action::End) => {
                self.cursor = line.map(|line| line.place());
                let asks = line.map(|line| again::asks(line.run(), line.user(), context));
                let stay = Reaction::stay(Dialog::PastRuns(self));
                return asks.into_iter().flatten().fold(stay, Reaction::ask);
            }
            Some(Action::Refresh) => {
                return Reaction::stay(Dialog::PastRuns(self)).ask(Ask::PastRuns);
            }
            action => return Reaction::usual(Dialog::PastRuns(self), action),
        }
        Reaction::stay(Dialog::PastRuns(self))
    }

    fn unfold(&mut self, line: Option<PastLine<'_>>) {
        if let Some(line @ (PastLine::Run(..) | PastLine::Person(..))) = line {
            let place = line.place();
            self.cursor = Some(place.clone());
            if !self.open.remove(&place) {
                self.open.insert(place);
            }
        }
    }

    /// Folds what a line belongs to, or what that belongs to.
    fn fold(&mut self, line: Option<PastLine<'_>>) {
        let Some(line) = line else {
            return;
        };
        let (run, user, _) = line.place();
        let person = (run.clone(), user, None);
        let place = if self.open.remove(&person) {
            person
        } else {
            let run = (run, None, None);
            self.open.remove(&run);
            run
        };
        self.cursor = Some(place);
    }
}
