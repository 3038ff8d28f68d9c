//! The program is stopped and goes on.

use super::Screen;
use crate::app::Event;

impl Screen {
    /// Leaves the terminal to the shell, with the whole job, as Ctrl-Z does elsewhere.
    pub(super) fn leave_to_shell(&mut self) {
        self.stops_itself = true;
        self.stop(true);
    }

    /// Takes in that somebody else asks the program to stop.
    pub(super) fn asked_to_stop(&mut self) {
        if !std::mem::take(&mut self.stops_itself) {
            self.stop(false);
        }
    }

    /// Takes in that the program went on, unless that is known.
    pub(super) fn went_on(&mut self) {
        if self.ports.job.take_went_on() {
            self.back();
        }
    }

    fn stop(&mut self, whole_job: bool) {
        if self.ports.lender.lend(whole_job) {
            self.ports.job.take_went_on();
            self.back();
        } else {
            self.stops_itself = false;
            let words = "there is no shell to go back to: zentop was not started from one";
            self.update(Event::Warned(vec![words.to_owned()]));
        }
    }

    /// Takes the terminal again after the program was stopped, and shows everything anew.
    pub(super) fn back(&mut self) {
        match self.ports.lender.take_again() {
            Ok(is_taken) => self.away = !is_taken,
            Err(error) => return self.hang_up(error),
        }
        self.ports.output.begin_waiting();
        if self.app.display().mouse {
            self.listen_to_mouse(true);
        }
        self.update(Event::Resumed);
        if !self.away {
            self.resized();
        }
    }
}
