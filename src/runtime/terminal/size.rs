//! The size of the screen, also where the terminal does not know it.

use std::io::{self, stdout};

use ratatui::layout::Size;
use rustix::termios::tcgetwinsize;

use crate::settings::size_of_environment;

/// The size of a terminal of which nothing is known: that of the first ones.
const USUAL: Size = Size {
    width: 80,
    height: 24,
};

/// The size of the terminal on standard output.
pub(crate) fn size() -> io::Result<Size> {
    let found = tcgetwinsize(stdout())?;
    let environment = size_of_environment();
    Ok(known(Size::new(found.ws_col, found.ws_row), environment))
}

/// What the terminal says, else the environment, else the usual size: a terminal of no columns is
/// one that was never told.
fn known(found: Size, (columns, rows): (Option<u16>, Option<u16>)) -> Size {
    let or = |found: u16, stated: Option<u16>, usual| match found {
        0 => stated.unwrap_or(usual),
        found => found,
    };
    Size {
        width: or(found.width, columns, USUAL.width),
        height: or(found.height, rows, USUAL.height),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_without_a_size_is_not_blank() {
        for (found, stated, expected) in [
            ((120, 40), (Some(10), Some(10)), (120, 40)),
            ((0, 0), (Some(100), Some(30)), (100, 30)),
            ((0, 0), (None, None), (80, 24)),
            ((132, 0), (None, None), (132, 24)),
        ] {
            let found = known(Size::new(found.0, found.1), stated);
            assert_eq!((found.width, found.height), expected);
        }
    }
}
