//! The glyphs of the program, or ASCII for terminals that draw the others too wide.

use ratatui::symbols::border;

use crate::settings::Borders;

/// The glyphs that are drawn in place of words. Each has one column unless its comment says
/// otherwise.
#[derive(Debug, Clone, Copy)]
pub(super) struct Signs {
    pub(super) mark: &'static str,
    /// A session of one's own.
    pub(super) own: &'static str,
    /// A session of somebody protected.
    pub(super) protected: &'static str,
    /// Some sessions of a person are marked, and others are not.
    pub(super) part: &'static str,
    /// What deserves a look.
    pub(super) warning: &'static str,
    /// Others are alike.
    pub(super) alike: &'static str,
    pub(super) none: &'static str,
    /// Not known yet; up to three columns.
    pub(super) more: &'static str,
    /// There is more for which there is no room, up to two columns.
    pub(super) hidden: &'static str,
    /// What stands before somebody under whom nothing is listed, and before somebody else.
    pub(super) folded: &'static str,
    pub(super) unfolded: &'static str,
    /// "About", up to two columns.
    pub(super) about: &'static str,
    /// "At least", up to two columns.
    pub(super) at_least: &'static str,
    /// "At most", up to two columns.
    pub(super) at_most: &'static str,
    pub(super) up: &'static str,
    pub(super) down: &'static str,
    pub(super) dot: &'static str,
    pub(super) good: &'static str,
    pub(super) bad: &'static str,
    pub(super) rule: &'static str,
    /// Above the pane that has the keys.
    pub(super) heavy_rule: &'static str,
    pub(super) side: &'static str,
    /// Beside the pane that has the keys.
    pub(super) heavy_side: &'static str,
    pub(super) thumb: &'static str,
    pub(super) full: &'static str,
    pub(super) empty: &'static str,
    /// A bar from nothing to a whole row.
    pub(super) bars: [&'static str; 9],
    pub(super) border: border::Set<'static>,
}

const ASCII_BORDER: border::Set<'static> = border::Set {
    top_left: "+",
    top_right: "+",
    bottom_left: "+",
    bottom_right: "+",
    vertical_left: "|",
    vertical_right: "|",
    horizontal_top: "-",
    horizontal_bottom: "-",
};

impl Default for Signs {
    fn default() -> Self {
        Self::of(Borders::Unicode)
    }
}

impl Signs {
    pub(super) const fn of(borders: Borders) -> Self {
        match borders {
            Borders::Unicode => Self {
                mark: "●",
                own: "@",
                protected: "◆",
                part: "◐",
                warning: "▴",
                alike: "≈",
                none: "—",
                more: "…",
                hidden: "…",
                folded: "▸",
                unfolded: "▾",
                about: "≈ ",
                at_least: "≥",
                at_most: "≤",
                up: "▲",
                down: "▼",
                dot: "·",
                good: "✓",
                bad: "✗",
                rule: "─",
                heavy_rule: "━",
                side: "│",
                heavy_side: "┃",
                thumb: "█",
                full: "█",
                empty: "░",
                bars: [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
                border: border::PLAIN,
            },
            Borders::Ascii => Self {
                mark: "*",
                own: "@",
                protected: "#",
                part: "%",
                warning: "^",
                alike: "~",
                none: "-",
                more: "...",
                hidden: "..",
                folded: ">",
                unfolded: "v",
                about: "~ ",
                at_least: ">=",
                at_most: "<=",
                up: "^",
                down: "v",
                dot: "-",
                good: "+",
                bad: "x",
                rule: "-",
                heavy_rule: "=",
                side: "|",
                heavy_side: "#",
                thumb: "#",
                full: "#",
                empty: ".",
                bars: [" ", ".", ".", ".", ":", ":", ":", "#", "#"],
                border: ASCII_BORDER,
            },
        }
    }
}
