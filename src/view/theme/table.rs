//! The table of roles and themes: which column of assets/themes.toml is in force.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use ratatui::style::Style;

use super::words::style;
use super::{Accent, Background, ColorChoice, ColorDepth, Terminal, ThemeChoice};

/// The table as it is embedded.
pub(super) const TABLE: &str = include_str!("../../../assets/themes.toml");

/// The words of a style by role and column. A test reads every one of them, so that a table that
/// cannot be read, which has no style at all, is never used.
static WORDS: LazyLock<BTreeMap<String, BTreeMap<String, String>>> =
    LazyLock::new(|| toml::from_str(TABLE).unwrap_or_default());

/// A column of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ThemeColumn {
    Auto,
    Dark,
    Light,
    DarkRgb,
    LightRgb,
    HighContrast,
    Mono,
}

impl ThemeColumn {
    /// Every column.
    #[cfg(test)]
    pub(super) const ALL: [Self; 7] = [
        Self::Auto,
        Self::Dark,
        Self::Light,
        Self::DarkRgb,
        Self::LightRgb,
        Self::HighContrast,
        Self::Mono,
    ];

    /// The column for what was asked for and what the terminal can do. A theme that was asked for by
    /// name brings colours of its own where there are enough; one that was not keeps to the sixteen
    /// that the person chose for the terminal.
    pub(super) fn of(choice: ThemeChoice, color: ColorChoice, terminal: Terminal) -> Self {
        let is_colorless = match color {
            ColorChoice::Never => true,
            ColorChoice::Auto => terminal.depth == ColorDepth::None,
            ColorChoice::Always => false,
        };
        let has_many = terminal.depth >= ColorDepth::Palette;
        match (choice, terminal.background) {
            _ if is_colorless => Self::Mono,
            (ThemeChoice::Mono, _) => Self::Mono,
            (ThemeChoice::HighContrast, _) => Self::HighContrast,
            (ThemeChoice::Dark, _) if has_many => Self::DarkRgb,
            (ThemeChoice::Light, _) if has_many => Self::LightRgb,
            (ThemeChoice::Dark, _) | (ThemeChoice::Auto, Some(Background::Dark)) => Self::Dark,
            (ThemeChoice::Light, _) | (ThemeChoice::Auto, Some(Background::Light)) => Self::Light,
            (ThemeChoice::Auto, None) => Self::Auto,
        }
    }

    /// The column's name in the table.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Dark => "dark",
            Self::Light => "light",
            Self::DarkRgb => "dark-rgb",
            Self::LightRgb => "light-rgb",
            Self::HighContrast => "high-contrast",
            Self::Mono => "mono",
        }
    }

    /// The words of a role's style.
    pub(super) fn words(self, role: &str) -> Option<&'static str> {
        let words = WORDS.get(role)?.get(self.name())?;
        Some(words)
    }

    /// The style of a role.
    pub(super) fn style(self, role: &str, depth: ColorDepth) -> Style {
        let words = self.words(role).unwrap_or_default();
        style(words, depth).unwrap_or_default()
    }

    /// The style of an account's own colour.
    pub(super) fn accent(self, accent: Accent, depth: ColorDepth) -> Style {
        self.style(&format!("accent-{accent}"), depth)
    }
}
