//! The question whether to stop the run under way and quit. It has no state of its own.

use super::{Dialog, DialogContext, Reaction};
use crate::app::Action;
use crate::app::ask::Ask;
use crate::app::press::Press;

pub(in crate::app) fn key(press: Press, context: &DialogContext<'_>) -> Reaction {
    match press.action {
        Some(Action::StopAndQuit) => Reaction::stay(Dialog::Run).ask(Ask::StopAndQuit),
        Some(Action::Back) => Reaction {
            dialog: context.runs.dialog(),
            asks: Vec::new(),
        },
        _ => Reaction::stay(Dialog::Quit),
    }
}
