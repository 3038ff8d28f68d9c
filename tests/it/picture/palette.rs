//! The sixteen colours as a dark and a light terminal show them.

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};

/// The colours of a terminal.
pub(super) struct Palette {
    pub(super) paper: &'static str,
    pub(super) ink: &'static str,
    pub(super) bar: &'static str,
    pub(super) edge: &'static str,
    pub(super) red: &'static str,
    pub(super) green: &'static str,
    pub(super) yellow: &'static str,
    blue: &'static str,
    magenta: &'static str,
    cyan: &'static str,
    gray: &'static str,
    dark_gray: &'static str,
}

pub(super) const DARK: Palette = Palette {
    paper: "#14171d",
    ink: "#d7dce5",
    bar: "#1d2129",
    edge: "#2c323d",
    red: "#f47c86",
    green: "#8ccf7e",
    yellow: "#e8c26a",
    blue: "#74b0f4",
    magenta: "#c99bf0",
    cyan: "#67cbd3",
    gray: "#a3adbd",
    dark_gray: "#6b7587",
};

pub(super) const LIGHT: Palette = Palette {
    paper: "#fdfdfc",
    ink: "#252a31",
    bar: "#eef0f2",
    edge: "#d5d9de",
    red: "#c2272f",
    green: "#1c7c37",
    yellow: "#8f6000",
    blue: "#0b63ce",
    magenta: "#7d4bd0",
    cyan: "#147480",
    gray: "#68717d",
    dark_gray: "#87909b",
};

impl Palette {
    fn of(&self, color: Color, otherwise: &'static str) -> &'static str {
        match color {
            Color::Red | Color::LightRed => self.red,
            Color::Green | Color::LightGreen => self.green,
            Color::Yellow | Color::LightYellow => self.yellow,
            Color::Blue | Color::LightBlue => self.blue,
            Color::Magenta | Color::LightMagenta => self.magenta,
            Color::Cyan | Color::LightCyan => self.cyan,
            Color::Gray => self.gray,
            Color::DarkGray => self.dark_gray,
            Color::Black => self.paper,
            _ => otherwise,
        }
    }

    /// The colours of a cell's letters and of what is behind them.
    pub(super) fn cell(&self, cell: &Cell) -> (&'static str, &'static str) {
        let (ink, paper) = (self.of(cell.fg, self.ink), self.of(cell.bg, self.paper));
        if cell.modifier.contains(Modifier::REVERSED) {
            (paper, ink)
        } else {
            (ink, paper)
        }
    }
}
