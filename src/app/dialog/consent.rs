//! The way to confirm, the same for every plan: the field for the answer, keys that come too early
//! or were not meant for it, and the end of a review that nobody answers.
//!
//! A dialog that confirms knows its answer, its navigation, and everything else. What is neither
//! was meant for another window: it locks the dialog for a second, and the third time closes it.
//!
//! - `answer` what a key does to the answer

mod answer;

use tui_input::Input;

use super::{DialogContext, GivenReason};
use crate::app::Action;
use crate::app::press::Press;
use crate::model::Timestamp;

use answer::{Edit, edit_of};

/// A review that nobody answers for this long, in milliseconds, is cancelled.
const PATIENCE: i64 = 60_000;

/// For so long, in milliseconds, a dialog takes no answer after a key that was not meant for it.
const LOCKED: i64 = 1_000;

/// The number of keys that were not meant for it which closes a dialog.
const STRAYS: u8 = 3;

/// The words when a dialog is closed by keys that were meant for something else.
pub(in crate::app) const CLOSED: &str =
    "closed: three keys were not meant for it; pause, then type on";

/// The reason why an answer was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AnswerProblem {
    /// Enter was pressed before the answer was whole.
    Wrong,
    /// A key was pressed that is no part of the answer.
    Stray,
    /// A key was pressed before the dialog was on the screen.
    Early,
    /// Text was pasted, or came as fast as pasted text.
    Pasted,
    /// The end of the list was not on the screen yet.
    EndUnseen,
    /// Another field was typed into a moment ago.
    TypedOn,
    /// There is no plan to confirm.
    NoPlan,
}

/// What a dialog asks for before it confirms.
#[derive(Debug, Clone, Copy)]
pub(in crate::app) struct Asked<'a> {
    /// The text that must be typed; `None` where there is no plan that could be confirmed.
    pub(in crate::app) expects: Option<&'a str>,
    /// Whether the end of the list of what is confirmed was on the screen.
    pub(in crate::app) end_seen: bool,
    /// Whether there are routes to choose from.
    pub(in crate::app) has_routes: bool,
    /// Whether there is anybody undecided, to be taken or left.
    pub(in crate::app) has_policies: bool,
}

/// What a key means for a dialog that confirms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::app) enum ConsentStep {
    /// Nothing beyond what it did to the answer.
    Stay,
    /// The dialog is left.
    Leave,
    /// The dialog closes, since too many keys were not meant for it.
    Close,
    /// The list begins at this row.
    Scroll(usize),
    /// The next route is taken.
    NextRoute,
    /// The other policy for the undecided is taken.
    NextPolicy,
    /// The answer is whole, and is confirmed.
    Confirm,
}

/// The state of the confirmation of a dialog.
#[derive(Debug)]
pub struct Consent {
    /// The text that was typed so far, always a beginning of what is asked for.
    pub answer: Input,
    /// Why the last key did nothing, if it did nothing.
    pub(crate) problem: Option<AnswerProblem>,
    /// The revision in which the dialog opened, or showed something else to confirm.
    opened: u64,
    /// The revision in which it was scrolled last.
    moved: u64,
    /// The newest revision that was on the screen.
    drawn: u64,
    seen_at: Option<Timestamp>,
    touched: Timestamp,
    locked_at: Option<Timestamp>,
    strays: u8,
}

impl Consent {
    pub(in crate::app) fn new(revision: u64, now: Timestamp) -> Self {
        Self {
            answer: Input::default(),
            problem: None,
            opened: revision,
            moved: revision,
            drawn: 0,
            seen_at: None,
            touched: now,
            locked_at: None,
            strays: 0,
        }
    }

    /// Notes that the terminal took the frame of a revision. Frames of an older state do not show
    /// this dialog.
    pub(in crate::app) fn drawn(&mut self, revision: u64, at: Timestamp) {
        self.drawn = self.drawn.max(revision);
        if revision >= self.opened {
            self.seen_at.get_or_insert(at);
        }
    }

    /// Whether it is not known yet when the dialog was on the screen.
    pub(in crate::app) const fn is_unseen(&self) -> bool {
        self.seen_at.is_none()
    }

    /// Begins anew, because the dialog shows something else to confirm from this revision on.
    pub(in crate::app) fn begin_again(&mut self, revision: u64) {
        self.answer.reset();
        (self.opened, self.moved) = (revision, revision);
        self.seen_at = None;
    }

    /// Whether the dialog opened in this revision or later.
    pub(in crate::app) const fn is_since(&self, revision: u64) -> bool {
        self.opened >= revision
    }

    /// Takes a key. Leaving is never refused.
    pub(in crate::app) fn key(
        &mut self,
        press: Press,
        asked: Asked<'_>,
        context: &DialogContext<'_>,
    ) -> ConsentStep {
        if press.action == Some(Action::Back) {
            return ConsentStep::Leave;
        }
        if !self.was_visible(press.at) {
            // Whoever types unseen types something else, and does not stop with the first frame.
            let expects = asked.expects.unwrap_or_default();
            if matches!(edit_of(press.key), Edit::Sign(sign) if !expects.contains(sign)) {
                return self.stray(press.at, AnswerProblem::Early);
            }
            self.lock(press.at);
            self.problem = Some(AnswerProblem::Early);
            return ConsentStep::Stay;
        }
        if let Some(first) = context.extent.after(press.action) {
            self.touch(context.now);
            self.moved = context.revision;
            return ConsentStep::Scroll(first);
        }
        match press.action {
            Some(Action::NextRoute) if asked.has_routes => {
                self.touch(context.now);
                ConsentStep::NextRoute
            }
            Some(Action::NextPolicy) if asked.has_policies => {
                self.touch(context.now);
                ConsentStep::NextPolicy
            }
            action => match asked.expects {
                None => self.type_in_vain(press, context.now),
                Some(expects) if action == Some(Action::Keep) => {
                    self.enter(press.at, expects, asked.end_seen)
                }
                Some(expects) => self.type_in(press, expects, context.now),
            },
        }
    }

    /// Whether a key that arrived at `at` was typed by somebody who could see this dialog.
    fn was_visible(&self, at: Timestamp) -> bool {
        self.seen_at.is_some_and(|visible_at| at > visible_at)
    }

    /// Notes that a key answers nothing where there is no plan.
    fn type_in_vain(&mut self, press: Press, now: Timestamp) -> ConsentStep {
        if !matches!(edit_of(press.key), Edit::Nothing) {
            self.touch(now);
            self.problem = Some(AnswerProblem::NoPlan);
        }
        ConsentStep::Stay
    }

    fn enter(&mut self, at: Timestamp, expects: &str, end_seen: bool) -> ConsentStep {
        if self.is_locked(at) {
            self.lock(at);
        } else if self.answer.value() != expects {
            return self.stray(at, AnswerProblem::Wrong);
        } else if end_seen && self.drawn >= self.moved {
            return ConsentStep::Confirm;
        } else {
            self.problem = Some(AnswerProblem::EndUnseen);
        }
        ConsentStep::Stay
    }

    fn type_in(&mut self, press: Press, expects: &str, now: Timestamp) -> ConsentStep {
        let edit = edit_of(press.key);
        if self.is_locked(press.at) && matches!(edit, Edit::Sign(_) | Edit::Other) {
            // Whoever mistypes one sign often types the others of the answer after it.
            if matches!(edit, Edit::Sign(sign) if expects.contains(sign)) {
                self.lock(press.at);
                return ConsentStep::Stay;
            }
            return self.stray(press.at, AnswerProblem::Stray);
        }
        match edit {
            Edit::Nothing => return ConsentStep::Stay,
            Edit::Sign(_) | Edit::Other if !edit.goes_on(self.answer.value(), expects) => {
                return self.stray(press.at, AnswerProblem::Stray);
            }
            _ => edit.apply(&mut self.answer),
        }
        self.touch(now);
        ConsentStep::Stay
    }

    /// Notes a key that was not meant for this dialog.
    fn stray(&mut self, at: Timestamp, problem: AnswerProblem) -> ConsentStep {
        self.lock(at);
        self.problem = Some(problem);
        self.strays += 1;
        if self.strays < STRAYS {
            ConsentStep::Stay
        } else {
            ConsentStep::Close
        }
    }

    /// Takes a key of text that comes faster than anybody types: it answers nothing, and was not meant
    /// for this dialog if the answer does not have it.
    pub(in crate::app) fn burst(&mut self, press: Press, expects: &str) -> ConsentStep {
        if matches!(edit_of(press.key), Edit::Sign(sign) if !expects.contains(sign)) {
            return self.stray(press.at, AnswerProblem::Pasted);
        }
        self.pasted(press.at);
        ConsentStep::Stay
    }

    /// Notes text that was pasted: it answers nothing.
    pub(in crate::app) fn pasted(&mut self, at: Timestamp) {
        self.lock(at);
        self.problem = Some(AnswerProblem::Pasted);
    }

    /// Notes a key in the ticket or the reason. After the one that came back from them, what is typed on
    /// without a pause answers nothing.
    pub(super) fn typed_beside(&mut self, given: &GivenReason, at: Timestamp, now: Timestamp) {
        self.touch(now);
        if !given.is_typed() {
            self.lock(at);
            self.problem = Some(AnswerProblem::TypedOn);
        }
    }

    fn lock(&mut self, at: Timestamp) {
        self.answer.reset();
        self.locked_at = Some(at);
    }

    fn is_locked(&self, at: Timestamp) -> bool {
        let since = self.locked_at.map(|locked| at.millis() - locked.millis());
        since.is_some_and(|since| since < LOCKED)
    }

    /// Starts the time until cancelling again, since somebody answers, and forgets what was wrong.
    pub(in crate::app) fn touch(&mut self, now: Timestamp) {
        self.touched = now;
        self.problem = None;
    }

    /// The seconds until the review cancels itself.
    pub(crate) fn seconds_left(&self, now: Timestamp) -> i64 {
        let left = self.touched.millis() + PATIENCE - now.millis();
        (left / 1000).clamp(0, PATIENCE / 1000)
    }

    pub(in crate::app) fn is_over(&self, now: Timestamp) -> bool {
        now.millis() - self.touched.millis() >= PATIENCE
    }
}
