//! Styles by their meaning, read from assets/themes.

use ratatui::style::{Color, Modifier, Style};
use serde::Deserialize;

use super::signs::Signs;
use crate::settings::{
    Accent, Background, Borders, ColorChoice, ColorDepth, Terminal, ThemeChoice,
};

const AUTO: &str = include_str!("../../assets/themes/auto.toml");
const DARK: &str = include_str!("../../assets/themes/dark.toml");
const LIGHT: &str = include_str!("../../assets/themes/light.toml");
const MONO: &str = include_str!("../../assets/themes/mono.toml");
const HIGH_CONTRAST: &str = include_str!("../../assets/themes/high-contrast.toml");

/// How the screen looks: one style for each meaning, and the signs to draw with. Body text
/// keeps the terminal's own colours.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Theme {
    /// The glyphs that are drawn in place of words.
    #[serde(skip)]
    pub(super) signs: Signs,
    #[serde(deserialize_with = "style")]
    pub(super) text: Style,
    #[serde(deserialize_with = "style")]
    pub(super) dim: Style,
    #[serde(deserialize_with = "style")]
    pub(super) heading: Style,
    #[serde(deserialize_with = "style")]
    pub(super) sorted: Style,
    #[serde(deserialize_with = "style")]
    pub(super) accent: Style,
    #[serde(deserialize_with = "style")]
    pub(super) production: Style,
    #[serde(deserialize_with = "style")]
    pub(super) badge: Style,
    #[serde(deserialize_with = "style")]
    pub(super) danger: Style,
    #[serde(deserialize_with = "style")]
    pub(super) warning: Style,
    #[serde(deserialize_with = "style")]
    pub(super) good: Style,
    #[serde(deserialize_with = "style")]
    pub(super) cursor: Style,
    #[serde(deserialize_with = "style")]
    pub(super) mark: Style,
    #[serde(deserialize_with = "style")]
    pub(super) bulk: Style,
    #[serde(deserialize_with = "style")]
    pub(super) key: Style,
    #[serde(deserialize_with = "style")]
    pub(super) blank: Style,
    #[serde(deserialize_with = "style")]
    pub(super) border: Style,
    #[serde(deserialize_with = "style")]
    pub(super) behind: Style,
}

impl Theme {
    /// Picks the theme by what was asked for and what the terminal can do.
    pub fn choose(
        choice: ThemeChoice,
        color: ColorChoice,
        terminal: &Terminal,
        borders: Borders,
    ) -> Self {
        let colorless = match color {
            ColorChoice::Never => true,
            ColorChoice::Auto => terminal.depth == ColorDepth::None,
            ColorChoice::Always => false,
        };
        let text = match (choice, terminal.background) {
            _ if colorless => MONO,
            (ThemeChoice::Mono, _) => MONO,
            (ThemeChoice::HighContrast, _) => HIGH_CONTRAST,
            (ThemeChoice::Dark, _) | (ThemeChoice::Auto, Some(Background::Dark)) => DARK,
            (ThemeChoice::Light, _) | (ThemeChoice::Auto, Some(Background::Light)) => LIGHT,
            (ThemeChoice::Auto, None) => AUTO,
        };
        // A test reads every theme, so that the default, no style at all, is never used.
        let theme: Self = toml::from_str(text).unwrap_or_default();
        Self {
            signs: Signs::of(borders),
            ..theme
        }
    }

    /// Adds an account's own colour, where there are colours at all.
    #[must_use]
    pub(crate) fn with_accent(mut self, accent: Accent) -> Self {
        if let Some(color) = &mut self.accent.fg {
            *color = match accent {
                Accent::Red => Color::Red,
                Accent::Green => Color::Green,
                Accent::Yellow => Color::Yellow,
                Accent::Blue => Color::Blue,
                Accent::Magenta => Color::Magenta,
                Accent::Cyan => Color::Cyan,
                Accent::White => Color::White,
            };
        }
        self
    }
}

/// Reads a style from its words.
fn style<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Style, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.split_whitespace()
        .try_fold(Style::default(), add)
        .ok_or_else(|| serde::de::Error::custom(format!("{text:?} is not a style")))
}

fn add(style: Style, word: &str) -> Option<Style> {
    if let Some(color) = word.strip_prefix("on-") {
        return Some(style.bg(ansi(color)?));
    }
    let modifier = match word {
        "bold" => Modifier::BOLD,
        "dim" => Modifier::DIM,
        "italic" => Modifier::ITALIC,
        "underlined" => Modifier::UNDERLINED,
        "reversed" => Modifier::REVERSED,
        "crossed-out" => Modifier::CROSSED_OUT,
        color => return Some(style.fg(ansi(color)?)),
    };
    Some(style.add_modifier(modifier))
}

/// One of the sixteen colours that every terminal names.
fn ansi(word: &str) -> Option<Color> {
    Some(match word {
        "black" => Color::Black,
        "red" => Color::Red,
        "green" => Color::Green,
        "yellow" => Color::Yellow,
        "blue" => Color::Blue,
        "magenta" => Color::Magenta,
        "cyan" => Color::Cyan,
        "gray" => Color::Gray,
        "dark-gray" => Color::DarkGray,
        "light-red" => Color::LightRed,
        "light-green" => Color::LightGreen,
        "light-yellow" => Color::LightYellow,
        "light-blue" => Color::LightBlue,
        "light-magenta" => Color::LightMagenta,
        "light-cyan" => Color::LightCyan,
        "white" => Color::White,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(styles: &Theme) -> [Style; 17] {
        let Theme {
            signs: _,
            text,
            dim,
            heading,
            sorted,
            accent,
            production,
            badge,
            danger,
            warning,
            good,
            cursor,
            mark,
            bulk,
            key,
            blank,
            border,
            behind,
        } = styles.clone();
        [
            text, dim, heading, sorted, accent, production, badge, danger, warning, good, cursor,
            mark, bulk, key, blank, border, behind,
        ]
    }

    #[test]
    fn every_theme_reads_and_leaves_body_text_and_background_to_the_terminal() {
        for text in [AUTO, DARK, LIGHT, MONO, HIGH_CONTRAST] {
            let styles: Theme = toml::from_str(text).unwrap();
            assert_eq!(styles.text, Style::default());
            assert!(styles.cursor.add_modifier.contains(Modifier::REVERSED));
            assert!(styles.blank.add_modifier.contains(Modifier::ITALIC));
            assert!(all(&styles).iter().all(|style| style.bg.is_none()));
        }
    }

    #[test]
    fn auto_is_readable_on_both_backgrounds_and_mono_has_no_colour() {
        let auto: Theme = toml::from_str(AUTO).unwrap();
        for color in all(&auto).iter().filter_map(|style| style.fg) {
            assert!(matches!(color, Color::Red | Color::Green | Color::Magenta));
        }
        let mono: Theme = toml::from_str(MONO).unwrap();
        assert!(all(&mono).iter().all(|style| style.fg.is_none()));
    }

    #[test]
    fn no_colour_wins_over_any_theme_but_not_over_always() {
        let dumb = Terminal {
            background: None,
            is_asked: false,
            depth: ColorDepth::None,
        };
        let has_color = |color| {
            let theme = Theme::choose(ThemeChoice::Dark, color, &dumb, Borders::Unicode);
            theme.with_accent(Accent::Red).accent.fg.is_some()
        };
        assert!(!has_color(ColorChoice::Never));
        assert!(!has_color(ColorChoice::Auto));
        assert!(has_color(ColorChoice::Always));
    }

    #[test]
    fn nonsense_is_not_a_style() {
        for word in ["pink", "on-", "Bold", "#ff0000"] {
            assert!(add(Style::default(), word).is_none(), "{word}");
        }
    }
}
