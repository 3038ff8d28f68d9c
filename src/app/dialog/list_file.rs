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
    /// The names that go on as it was typed, where there are several.
    pub names: Vec<String>,
}

impl ListFile {
    /// Takes a key. While a file is being read, it can be left.
    pub(in crate::app) fn key(mut self, press: Press) -> Reaction {
        match press.action {
            Some(Action::Back) => return Reaction::close(),
            Some(Action::Keep) => return self.read(),
            Some(Action::Complete) if self.reading.is_none() => {
                let typed = self.input.value().to_owned();
                let ask = Ask::Do(Effect::CompletePath(typed));
                return Reaction::stay(Dialog::ListFile(self)).ask(ask);
            }
            _ if self.reading.is_none() => {
                self.problem = None;
                self.names.clear();
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

    /// Takes in the paths that begin as it was typed: what all of them have in common is typed on.
    /// Whoever typed something else meanwhile is not disturbed.
    pub(in crate::app) fn complete(&mut self, typed: &str, paths: &[String]) {
        if self.input.value() != typed || self.reading.is_some() {
            return;
        }
        let common = in_common(paths);
        if common.chars().count() <= LONGEST_PATH && common.len() > typed.len() {
            self.input = Input::new(common.to_owned());
        }
        self.problem = (paths.is_empty()).then(|| "nothing there begins so".to_owned());
        self.names = match paths {
            [_] => Vec::new(),
            several => several.iter().map(|path| last_name(path)).collect(),
        };
    }

    /// Notes that the file was read.
    pub(in crate::app) fn is_read(&mut self) {
        self.reading = None;
    }

    /// Notes why the file that was read is not taken.
    pub(in crate::app) fn refuse(&mut self, why: String) {
        (self.reading, self.problem) = (None, Some(why));
    }
}

/// What all of these begin with.
fn in_common(paths: &[String]) -> &str {
    let Some((first, others)) = paths.split_first() else {
        return "";
    };
    let ends = first.char_indices().map(|(at, sign)| at + sign.len_utf8());
    let is_common = |end: &usize| others.iter().all(|path| path.starts_with(&first[..*end]));
    let end = ends.take_while(is_common).last().unwrap_or(0);
    &first[..end]
}

/// The last name of a path, with the sign of a folder.
fn last_name(path: &str) -> String {
    let end = path.strip_suffix('/').unwrap_or(path);
    let at = end.rfind('/').map_or(0, |at| at + 1);
    path[at..].to_owned()
}

/// The path that a pasted text is, if it is one: a single line that begins as paths do.
pub(in crate::app) fn path_in(text: &str) -> Option<&str> {
    let line = text.trim();
    let starts = ["/", "~/", "./", "../"];
    let is_path = starts.into_iter().any(|start| line.starts_with(start));
    (is_path && !line.contains(['\n', '\r'])).then_some(line)
}

/// Whether a text that is pasted where a path is wanted is the list itself: it has several lines, or is
/// an address and no path.
pub(in crate::app) fn is_a_list(text: &str) -> bool {
    let line = text.trim();
    line.contains(['\n', '\r'])
        || (path_in(line).is_none() && line.contains('@') && !line.contains('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_typed_on_as_far_as_all_that_begin_so_agree() {
        let paths = |names: &[&str]| -> Vec<String> {
            names.iter().map(|name| (*name).to_owned()).collect()
        };
        let mut file = ListFile::default();
        file.paste("~/le");
        file.complete("~/le", &paths(&["~/leavers-jan.csv", "~/leavers-äpril/"]));
        assert_eq!(file.input.value(), "~/leavers-");
        assert_eq!(file.names, ["leavers-jan.csv", "leavers-äpril/"]);
        file.complete("~/le", &paths(&["~/letter"]));
        assert_eq!(
            file.input.value(),
            "~/leavers-",
            "it is another text by now"
        );
        file.complete("~/leavers-", &paths(&["~/leavers-jan.csv"]));
        assert_eq!(file.input.value(), "~/leavers-jan.csv");
        assert!(file.names.is_empty() && file.problem.is_none());
        file.complete("~/leavers-jan.csv", &[]);
        assert_eq!(file.input.value(), "~/leavers-jan.csv");
        assert!(file.problem.is_some());
    }

    #[test]
    fn a_pasted_path_is_told_from_a_list_of_people() {
        for path in ["/tmp/leavers.csv", " ~/my list.csv\n", "./a", "../a"] {
            assert_eq!(path_in(path), Some(path.trim()));
            assert!(!is_a_list(path), "{path:?}");
        }
        for list in ["ann@example.com", "17", "~ann@example.com", "/a\n17", ""] {
            assert_eq!(path_in(list), None, "{list:?}");
        }
    }

    #[test]
    fn what_is_pasted_for_a_path_is_a_list_where_it_has_lines_or_addresses() {
        for list in ["ann@example.com", "17\n18", "user_id\r\n17\r\n", "/a\n17"] {
            assert!(is_a_list(list), "{list:?}");
        }
        for path in ["leavers.csv\n", "lists/ann@example.com.csv", "17", ""] {
            assert!(!is_a_list(path), "{path:?}");
        }
    }
}
