//! What keys do to the table alone. What concerns runs, dialogs of people or the account is the state
//! machine's.

use super::{Table, TakenAs};
use crate::app::Action;
use crate::app::ask::Ask;
use crate::app::dialog::{
    ColumnsMenu, CopyMenu, Dialog, EndMenu, SaveDialog, SortMenu, UndecidedView,
};
use crate::app::event::Effect;
use crate::app::list::List;
use crate::live::{Coverage, Snapshot, Sort};
use crate::operation::Refusal;

/// Why the order by what deserves a look is not turned round.
const ONE_WAY: &str =
    "what deserves a look comes first, and this order has no other way; s chooses another";

/// What the keys of the table may look at besides it.
#[derive(Debug, Clone, Copy)]
pub(in crate::app) struct TableContext<'a> {
    /// How rows are told when they are taken away.
    pub(in crate::app) taken_as: TakenAs<'a>,
    /// The newest snapshot.
    pub(in crate::app) snapshot: &'a Snapshot,
    /// Whether the screen has a pane for the details.
    pub(in crate::app) has_details: bool,
}

impl Table {
    /// What comes of an action; `None` where it is not about the table alone.
    pub(in crate::app) fn act(
        &mut self,
        action: Action,
        context: TableContext<'_>,
    ) -> Option<Vec<Ask>> {
        let now = context.taken_as.now;
        let mut go = |go: &dyn Fn(&mut List)| self.cursor(go, now).map(Ask::Do);
        let ask = match action {
            Action::Down => go(&|list| list.move_by(1)),
            Action::Up => go(&|list| list.move_by(-1)),
            Action::PageDown => go(&|list| list.move_by(list.page())),
            Action::PageUp => go(&|list| list.move_by(-list.page())),
            Action::Top => go(&|list| list.move_to(0)),
            Action::Bottom => go(&|list| list.move_to(usize::MAX)),
            Action::SortMenu => {
                let menu = SortMenu::on(self.list.sort.column);
                Some(Ask::Open(Dialog::Sort(menu)))
            }
            Action::SortReverse => Some(match self.list.sort.reversed() {
                Some(reversed) => Ask::Sort(reversed),
                None => Ask::answer(ONE_WAY),
            }),
            Action::SortDefault => {
                let own = self.look.view().sort;
                let is_usual = self.list.sort == Sort::default();
                Some(Ask::Sort(if is_usual { own } else { Sort::default() }))
            }
            Action::Columns => {
                let menu = ColumnsMenu::on(self.look.columns());
                Some(Ask::Open(Dialog::Columns(menu)))
            }
            Action::Unfold => self.unfold(true),
            Action::Fold => self.unfold(false),
            Action::AbsoluteTimes => {
                self.look.display.absolute_times = !self.look.display.absolute_times;
                None
            }
            Action::Details if context.has_details => {
                self.look.display.details_closed = !self.look.display.details_closed;
                Some(Ask::Do(Effect::Relayout))
            }
            Action::Pause => {
                self.list.toggle_pause(now);
                Some(Ask::CatchUp)
            }
            Action::Mouse => return Some(self.toggle_mouse()),
            Action::Copy | Action::CopyMenu | Action::Save => {
                Some(self.take_away(action, context.taken_as))
            }
            Action::Mark => {
                let moved = self.mark(now).map(Ask::Do);
                return Some(moved.into_iter().chain([Ask::CatchUp]).collect());
            }
            Action::Range => {
                self.range(now);
                Some(Ask::CatchUp)
            }
            Action::MarkAll => {
                let newest = context.snapshot;
                let is_whole = newest.coverage() != Coverage::Partial || newest.is_walked();
                return Some(vec![self.mark_all(is_whole, now), Ask::CatchUp]);
            }
            Action::ClearMarks => {
                self.marks.clear();
                Some(Ask::CatchUp)
            }
            Action::EndMenu if context.snapshot.coverage() == Coverage::Own => {
                // Each offer would be refused.
                Some(Ask::warn(Refusal::OwnOnly.on_screen()))
            }
            Action::EndMenu => {
                let menu = EndMenu::of(&self.list, &self.marks, &self.filter);
                Some(Ask::Open(Dialog::Choose(menu)))
            }
            Action::Undecided if self.list.undecided() == 0 => {
                Some(Ask::tell("of every session it is known whether it matches"))
            }
            Action::Undecided => {
                let view = UndecidedView::of(&self.list);
                Some(Ask::Open(Dialog::Undecided(view)))
            }
            _ => return None,
        };
        Some(ask.into_iter().collect())
    }

    /// Listens to the mouse, or no longer.
    fn toggle_mouse(&mut self) -> Vec<Ask> {
        let is_on = &mut self.look.display.mouse;
        *is_on = !*is_on;
        let text = if *is_on {
            "the mouse moves and sorts, and never acts; with Shift the terminal still selects text"
        } else {
            "the mouse is the terminal's again"
        };
        vec![Ask::tell(text), Ask::Do(Effect::Mouse(*is_on))]
    }

    /// Copies the addresses of the rows that are meant, or asks what to copy or where to save what is
    /// shown.
    fn take_away(&self, action: Action, taken_as: TakenAs<'_>) -> Ask {
        match action {
            Action::Copy => match self.addresses(taken_as.names()) {
                Ok(copied) => Ask::Copy(copied),
                Err(why) => Ask::answer(why),
            },
            Action::CopyMenu if self.list.is_empty() => {
                Ask::answer("the list has no rows to copy from")
            }
            Action::CopyMenu => {
                let menu = CopyMenu::of(self.offered_copies(taken_as));
                Ask::Open(Dialog::Copy(menu))
            }
            _ => match self.export(taken_as) {
                Some(export) => {
                    let name = format!("~/zentop-{}.csv", file_name(taken_as.account));
                    let dialog = SaveDialog::of(name, export.words());
                    Ask::Open(Dialog::Save(Box::new(dialog)))
                }
                None => Ask::answer("there is nothing to save yet"),
            },
        }
    }
}

/// The account's name as a part of a file's name.
fn file_name(account: &str) -> String {
    let plain = |sign: char| {
        if sign.is_ascii_alphanumeric() {
            sign
        } else {
            '-'
        }
    };
    account.chars().map(plain).take(40).collect()
}
