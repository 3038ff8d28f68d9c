//! A backend in which the text of one cell cannot move its neighbours, and which spells in ASCII
//! where the locale has nothing else.
//!
//! A cluster of several scalars, as in Devanagari or Thai, moves the cursor of one terminal by
//! one column and of another by two; an emoji or a sign of an old table does so too. Such a cell
//! is erased before it is written, and whatever follows is placed anew: a wrong width then spoils
//! its own cell and nothing else.

use std::io::{self, Write};

use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};
use ratatui::style::Modifier;

use super::spill::columns;
use crate::host::Spelling;
use crate::model::{ascii, is_control_picture};

/// A backend that draws as `B` does, each foreign cell by itself.
#[derive(Debug)]
pub(super) struct Steady<B> {
    inner: B,
    spelling: Spelling,
}

impl<B> Steady<B> {
    /// A backend on top of `inner`, for text that is spelled so.
    pub(super) fn new(inner: B, spelling: Spelling) -> Self {
        Self { inner, spelling }
    }
}

/// Whether every terminal gives this text one column for each scalar: ASCII, Latin, Greek and
/// Cyrillic letters, and the lines and blocks that the program draws.
pub(super) fn is_narrow(text: &str) -> bool {
    let mut signs = text.chars();
    let is_known = |sign| {
        matches!(sign, ' '..='~' | '\u{a1}'..='\u{ac}' | '\u{ae}'..='\u{2ff}')
            || matches!(sign, '\u{370}'..='\u{482}' | '\u{48a}'..='\u{52f}')
            || matches!(
                sign,
                '\u{2500}'..='\u{25ff}' | '—' | '…' | '≥' | '≤' | '✓' | '✗'
            )
    };
    signs.next().is_none_or(is_known) && signs.next().is_none()
}

/// The number of scalars of a cell: the most columns too far that a terminal can draw it.
pub(super) fn scalars(text: &str) -> u16 {
    u16::try_from(text.chars().count()).unwrap_or(u16::MAX)
}

/// A cell of the same style with another text.
fn restyled(cell: &Cell, text: &str) -> Cell {
    let mut other = cell.clone();
    other.set_symbol(text);
    other
}

/// The text of a cell in ASCII, in exactly as many columns as it was laid out in. A control character
/// has one column, which is turned so that no letter looks like it.
fn spelled(cell: &Cell) -> Cell {
    if is_control_picture(cell.symbol()) {
        let mut turned = restyled(cell, "?");
        turned.modifier.toggle(Modifier::REVERSED);
        return turned;
    }
    let columns = usize::from(columns(cell));
    let text: String = ascii(cell.symbol())
        .chars()
        .chain(std::iter::repeat(' '))
        .take(columns)
        .collect();
    restyled(cell, &text)
}

impl<B: Backend<Error = io::Error> + Write> Steady<B> {
    /// Draws cells that are placed one by one.
    fn draw_foreign(&mut self, x: u16, y: u16, cell: &Cell) -> io::Result<()> {
        let blank = restyled(cell, " ");
        let covered = (x..x.saturating_add(columns(cell))).map(|x| (x, y, &blank));
        self.inner.draw(covered)?;
        self.inner.draw(std::iter::once((x, y, cell)))
    }
}

impl<B: Backend<Error = io::Error> + Write> Backend for Steady<B> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        if self.spelling == Spelling::Ascii {
            let cells: Vec<(u16, u16, Cell)> =
                content.map(|(x, y, cell)| (x, y, spelled(cell))).collect();
            return self
                .inner
                .draw(cells.iter().map(|(x, y, cell)| (*x, *y, cell)));
        }
        let mut rest = content.peekable();
        while let Some((x, y, cell)) = rest.peek().copied() {
            // The backend places the first cell of every call.
            if is_narrow(cell.symbol()) {
                let narrow = |(.., cell): &(u16, u16, &Cell)| is_narrow(cell.symbol());
                let part = std::iter::from_fn(|| rest.next_if(narrow));
                self.inner.draw(part)?;
            } else {
                rest.next();
                self.draw_foreign(x, y, cell)?;
            }
        }
        Ok(())
    }

    // The calls below are written into the frame: the inner backend would flush each by itself.

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.inner.write_all(b"\x1b[?25l")
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        self.inner.write_all(b"\x1b[?25h")
    }

    /// The terminal is not asked: its answer would go to whoever reads the keys, and this would wait
    /// for it in vain. Every frame places the cursor anew.
    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(Position::ORIGIN)
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        let Position { x, y } = position.into();
        let (row, column) = (y.saturating_add(1), x.saturating_add(1));
        write!(self.inner, "\x1b[{row};{column}H")
    }

    fn clear(&mut self) -> io::Result<()> {
        // Without the colours of whoever wrote before.
        self.inner.write_all(b"\x1b[0m\x1b[2J")
    }

    fn clear_region(&mut self, clear_type: ClearType) -> io::Result<()> {
        self.inner.clear_region(clear_type)
    }

    fn size(&self) -> io::Result<Size> {
        self.inner.size()
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        self.inner.window_size()
    }

    fn flush(&mut self) -> io::Result<()> {
        Backend::flush(&mut self.inner)
    }
}

impl<B: Write> Write for Steady<B> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.inner.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

#[cfg(test)]
mod tests {
    use ratatui::backend::CrosstermBackend;

    use super::*;

    fn written(cells: &[(u16, Cell)], spelling: Spelling) -> String {
        let mut bytes = Vec::new();
        let mut backend = Steady::new(CrosstermBackend::new(&mut bytes), spelling);
        backend
            .draw(cells.iter().map(|(x, cell)| (*x, 4, cell)))
            .unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn a_foreign_cell_is_erased_first_and_what_follows_it_is_placed_anew() {
        for (foreign, columns) in [("ना", 1), ("山", 2), ("👩‍🚀", 2)] {
            let next = 2 + columns;
            let cells = [
                (0, Cell::new("a")),
                (1, Cell::new("b")),
                (2, restyled(&Cell::EMPTY, foreign)),
                (next, Cell::new("c")),
                (next + 1, Cell::new("d")),
            ];
            let steady = written(&cells, Spelling::Unicode);
            // Columns and rows are counted from 1 on terminals.
            let blanks = " ".repeat(usize::from(columns));
            let erased = steady.find(&format!("\u{1b}[5;3H{blanks}"));
            let written = steady.find(&format!("\u{1b}[5;3H{foreign}"));
            assert!(erased.is_some() && erased < written, "{steady:?}");
            let place = format!("\u{1b}[5;{}H", next + 1);
            assert!(steady.find(&place) > written, "{steady:?}");
        }
    }

    #[test]
    fn nothing_but_ascii_leaves_where_the_locale_has_nothing_else_and_columns_stay() {
        let cells = [
            (0, Cell::new("┌")),
            (1, Cell::new("ë")),
            (2, Cell::new("山")),
            (4, Cell::new("x")),
        ];
        let ascii = written(&cells, Spelling::Ascii);
        assert!(ascii.is_ascii(), "{ascii:?}");
        assert!(ascii.starts_with("\u{1b}[5;1H+eSh"), "{ascii:?}");
        assert!(ascii.contains("\u{1b}[5;5Hx"), "{ascii:?}");
    }

    /// Somebody may really be called as the picture is spelled.
    #[test]
    fn a_control_character_in_ascii_looks_like_no_letter() {
        let drawn = |text: &'static str| written(&[(0, Cell::new(text))], Spelling::Ascii);
        let escape = drawn("␛");
        assert!(escape.is_ascii(), "{escape:?}");
        assert!(escape.contains("\u{1b}[7m?"), "{escape:?}");
        for letter in ["<", "?", "E"] {
            assert!(!drawn(letter).contains("\u{1b}[7m"), "{letter}");
        }
    }
}
