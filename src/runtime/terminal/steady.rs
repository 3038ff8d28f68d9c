//! A backend that says where each cell goes after one whose width terminals do not agree on.
//!
//! A cluster of several scalars, as in Devanagari or Thai, moves the cursor of one terminal by
//! one column and of another by two. Whatever is printed right behind it would slide, and stay
//! where ratatui believes blank cells are.

use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};

/// A backend that draws as `B` does, and places anew whatever follows a cluster of several scalars.
#[derive(Debug)]
pub struct Steady<B>(pub B);

impl<B: Backend> Backend for Steady<B> {
    type Error = B::Error;

    fn draw<'a, I>(&mut self, content: I) -> Result<(), Self::Error>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let mut rest = content.peekable();
        while rest.peek().is_some() {
            // The backend places the first cell of every call.
            let mut unsure = false;
            let part = std::iter::from_fn(|| {
                if unsure {
                    return None;
                }
                let next = rest.next()?;
                unsure = next.2.symbol().chars().nth(1).is_some();
                Some(next)
            });
            self.0.draw(part)?;
        }
        Ok(())
    }

    fn hide_cursor(&mut self) -> Result<(), Self::Error> {
        self.0.hide_cursor()
    }

    fn show_cursor(&mut self) -> Result<(), Self::Error> {
        self.0.show_cursor()
    }

    /// The terminal is not asked: its answer would go to whoever reads the keys, and this would wait
    /// for it in vain. Every frame places the cursor anew.
    fn get_cursor_position(&mut self) -> Result<Position, Self::Error> {
        Ok(Position::ORIGIN)
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> Result<(), Self::Error> {
        self.0.set_cursor_position(position)
    }

    fn clear(&mut self) -> Result<(), Self::Error> {
        self.0.clear()
    }

    fn clear_region(&mut self, clear_type: ClearType) -> Result<(), Self::Error> {
        self.0.clear_region(clear_type)
    }

    fn size(&self) -> Result<Size, Self::Error> {
        self.0.size()
    }

    fn window_size(&mut self) -> Result<WindowSize, Self::Error> {
        self.0.window_size()
    }

    fn flush(&mut self) -> Result<(), Self::Error> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use ratatui::backend::CrosstermBackend;

    use super::*;

    #[test]
    fn what_follows_a_cluster_is_placed_anew() {
        let cells = ["a", "b", "ना", "c", "d"].map(Cell::new);
        let content = || (0..).zip(&cells).map(|(x, cell)| (x, 4, cell));
        let written = |draw: &mut dyn FnMut(&mut Vec<u8>)| {
            let mut bytes = Vec::new();
            draw(&mut bytes);
            String::from_utf8(bytes).unwrap()
        };
        let plain = written(&mut |out| CrosstermBackend::new(out).draw(content()).unwrap());
        let steady =
            written(&mut |out| Steady(CrosstermBackend::new(out)).draw(content()).unwrap());
        // The column behind the cluster, counted from 1 as terminals do.
        let place = "\u{1b}[5;4H";
        assert!(
            !plain.contains(place) && steady.contains(place),
            "{steady:?}"
        );
        assert_eq!(steady.matches("\u{1b}[5;").count(), 2);
    }
}
