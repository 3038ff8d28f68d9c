//! What the mouse does: the wheel moves, a click moves the cursor or sorts. It never acts: no click
//! answers a dialog or chooses in one.

use crossterm::event::{KeyCode, KeyEvent};

use super::App;
use crate::app::Action;
use crate::app::event::{Effect, MouseAct, PlaceOf, PlaceOnScreen};
use crate::app::keymap::Mode;
use crate::app::panes::Pane;
use crate::app::press::Press;
use crate::model::Timestamp;

/// The rows that one step of the wheel moves.
const STEP: isize = 3;

impl App {
    pub(super) fn mouse(
        &mut self,
        act: MouseAct,
        (x, y): (u16, u16),
        now: Timestamp,
    ) -> Vec<Effect> {
        if !self.table.look.display.mouse {
            // A terminal that was asked to stop may still have had some to report.
            return Vec::new();
        }
        let step = match act {
            MouseAct::WheelUp => -STEP,
            MouseAct::WheelDown => STEP,
            MouseAct::Click if self.layers.is_open() => return Vec::new(),
            MouseAct::Click => return self.click((x, y), now),
        };
        if self.layers.is_open() {
            return self.wheel_in_dialog(act, now);
        }
        let moved = self.table.cursor(|list| list.move_by(step), now);
        moved.into_iter().collect()
    }

    /// Scrolls a dialog as an arrow key does, where arrows do no more than that.
    fn wheel_in_dialog(&mut self, act: MouseAct, now: Timestamp) -> Vec<Effect> {
        if matches!(
            self.mode(),
            Mode::Edit | Mode::Save | Mode::Quit | Mode::Hidden
        ) {
            return Vec::new();
        }
        let (action, code) = match act {
            MouseAct::WheelUp => (Action::Up, KeyCode::Up),
            _ => (Action::Down, KeyCode::Down),
        };
        let press = Press {
            action: Some(action),
            key: KeyEvent::from(code),
            at: now,
        };
        self.dialog_key(press, now)
    }

    fn click(&mut self, (x, y): (u16, u16), now: Timestamp) -> Vec<Effect> {
        let PlaceOf(place) = self.viewport.place;
        match place(self, (x, y), now) {
            Some(PlaceOnScreen::Row(row)) => {
                let row = self.table.list.offset() + row;
                if row >= self.table.list.len() {
                    return Vec::new();
                }
                self.panes.pane = Pane::List;
                let moved = self.table.cursor(|list| list.move_to(row), now);
                moved.into_iter().collect()
            }
            Some(PlaceOnScreen::Heading(column)) => {
                self.table.list.sort = self.table.list.sort.chosen(column);
                vec![self.project()]
            }
            None => Vec::new(),
        }
    }
}
