//! The row under the cursor in full. The dialog has no state of its own: its keys still move the
//! cursor of the list below it.

use super::{Dialog, Reaction};
use crate::app::Action;
use crate::app::ask::Ask;
use crate::app::press::Press;

pub(in crate::app) fn key(press: Press) -> Reaction {
    let rows = match press.action {
        Some(Action::Down) => 1,
        Some(Action::Up) => -1,
        action => return Reaction::usual(Dialog::Details, action),
    };
    Reaction::stay(Dialog::Details).ask(Ask::MoveCursor(rows))
}
