//! The file with a list of people whose sessions are to be ended: its path is typed, and it is read
//! beside the loop.

use tui_input::Input;

use super::{Dialog, Reaction};
use crate::app::Action;
use crate::app::ask::Ask;
use crate::app::event::Effect;
use crate::app::press::{LONGEST_PATH, Press, paste_into};

/// The path as far as it was typed.
#[derive(Debug, Default)]
pub struct ListFile {
    /// The text field.
    pub input: Input,
    /// The path of the file that is being read.
    pub reading: Option<String>,
    /// Why the last one was not taken.
    pub problem: Option<String>,
}

impl ListFile {
    /// Takes a key. While a file is being read, it can be left.
    pub(in crate::app) fn key(mut self, press: Press) -> Reaction {
        match press.action {
            Some(Action::Back) => return Reaction::close(),
            Some(Action::Keep) => return self.read(),
            _ if self.reading.is_none() => {
                self.problem = None;
                press.type_into(&mut self.input, LONGEST_PATH);
            }
            _ => {}
        }
        Reaction::stay(Dialog::ListFile(self))
    }

    /// Reads the file that was named.
    fn read(mut self) -> Reaction {
        let path = self.input.value().trim().to_owned();
        if self.reading.is_some() {
            return Reaction::stay(Dialog::ListFile(self));
        }
        if path.is_empty() {
            self.problem = Some("type the path of a file; ~ is your home folder".to_owned());
            return Reaction::stay(Dialog::ListFile(self));
        }
        (self.problem, self.reading) = (None, Some(path.clone()));
        Reaction::stay(Dialog::ListFile(self)).ask(Ask::Do(Effect::ReadList(path)))
    }

    /// Pastes a path into the field.
    pub(in crate::app) fn paste(&mut self, text: &str) {
        self.problem = None;
        paste_into(&mut self.input, text.trim(), LONGEST_PATH);
    }

    /// Notes why the file that was read is not taken.
    pub(in crate::app) fn refuse(&mut self, why: String) {
        (self.reading, self.problem) = (None, Some(why));
    }
}

/// The path that a pasted text is, if it is one: a single line that begins as paths do.
pub(in crate::app) fn path_in(text: &str) -> Option<&str> {
    let line = text.trim();
    let starts = ["/", "~/", "./", "../"];
    let is_path = starts.into_iter().any(|start| line.starts_with(start));
    (is_path && !line.contains(['\n', '\r'])).then_some(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pasted_path_is_told_from_a_list_of_people() {
        for path in ["/tmp/leavers.csv", " ~/my list.csv\n", "./a", "../a"] {
            assert_eq!(path_in(path), Some(path.trim()));
        }
        for list in ["ann@example.com", "17", "~ann@example.com", "/a\n17", ""] {
            assert_eq!(path_in(list), None, "{list:?}");
        }
    }
}
