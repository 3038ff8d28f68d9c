//! The terminal, as the environment describes it.

use std::collections::BTreeMap;

/// The background of the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Background {
    /// A dark background.
    Dark,
    /// A light background.
    Light,
}

/// The number of colours that the terminal has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ColorDepth {
    /// No colours: a dumb terminal, which cannot place the cursor either.
    None,
    /// The sixteen colours that every terminal names.
    Sixteen,
    /// The palette of 256 colours.
    Palette,
    /// Colours of 24 bits.
    True,
}

/// What the terminal can show. The environment can be wrong, so this is a hint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terminal {
    /// The background by `COLORFGBG`, where a terminal sets it, or by `TERM`.
    pub background: Option<Background>,
    /// The colours by `COLORTERM` and `TERM`.
    pub depth: ColorDepth,
    /// Whether it can be asked about itself, by `TERM`: the Linux console and Eterm may print what
    /// they do not know, and GNU screen answers out of order.
    pub is_asked: bool,
}

/// The names of terminals that cannot place the cursor, as the database of terminals has them.
const WITHOUT_CURSOR: [&str; 9] = [
    "dumb",
    "unknown",
    "network",
    "dialup",
    "switch",
    "ethernet",
    "plugboard",
    "lpr",
    "printer",
];

impl Terminal {
    /// Whether it can place the cursor, which a screen needs, by `TERM`.
    pub(crate) fn places_cursor(self) -> bool {
        self.depth != ColorDepth::None
    }

    pub(super) fn from_environment(env: &BTreeMap<String, String>) -> Self {
        let variable = |name: &str| env.get(name).map_or("", String::as_str);
        let term = variable("TERM");
        let depth = match variable("COLORTERM") {
            _ if WITHOUT_CURSOR.contains(&term) => ColorDepth::None,
            "truecolor" | "24bit" => ColorDepth::True,
            _ if term.ends_with("-direct") => ColorDepth::True,
            _ if term.contains("256color") => ColorDepth::Palette,
            _ => ColorDepth::Sixteen,
        };
        Self {
            // The console of Linux is black, and cannot be asked.
            background: background(variable("COLORFGBG"))
                .or((term == "linux").then_some(Background::Dark)),
            depth,
            is_asked: !["", "dumb", "linux", "Eterm", "screen"].contains(&term)
                && !term.starts_with("screen."),
        }
    }
}

/// The background by `COLORFGBG`, which is `foreground;background`, sometimes with a third field
/// between, each the number of one of the sixteen colours.
fn background(colors: &str) -> Option<Background> {
    let (_, last) = colors.rsplit_once(';')?;
    match last.parse::<u8>().ok()? {
        0..=6 | 8 => Some(Background::Dark),
        7 | 9..=15 => Some(Background::Light),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_background_is_the_last_field() {
        for (text, expected) in [
            ("15;0", Some(Background::Dark)),
            ("0;15", Some(Background::Light)),
            ("0;default;15", Some(Background::Light)),
            ("15;default", None),
            ("0;7", Some(Background::Light)),
            ("0;99", None),
            ("0", None),
            ("", None),
        ] {
            assert_eq!(background(text), expected, "{text:?}");
        }
    }

    #[test]
    fn depth_comes_from_both_variables() {
        for (colorterm, term, depth) in [
            ("truecolor", "xterm-256color", ColorDepth::True),
            ("", "xterm-256color", ColorDepth::Palette),
            ("", "xterm", ColorDepth::Sixteen),
            ("", "", ColorDepth::Sixteen),
            ("truecolor", "dumb", ColorDepth::None),
        ] {
            let env = BTreeMap::from([
                ("COLORTERM".to_owned(), colorterm.to_owned()),
                ("TERM".to_owned(), term.to_owned()),
            ]);
            assert_eq!(Terminal::from_environment(&env).depth, depth, "{term}");
        }
    }

    #[test]
    fn terminals_that_answer_wrongly_or_print_the_question_are_not_asked() {
        let is_asked = |term: &str| {
            let env = BTreeMap::from([("TERM".to_owned(), term.to_owned())]);
            Terminal::from_environment(&env).is_asked
        };
        for term in [
            "xterm-256color",
            "xterm-kitty",
            "tmux-256color",
            "screen-256color",
        ] {
            assert!(is_asked(term), "{term}");
        }
        for term in [
            "",
            "dumb",
            "linux",
            "Eterm",
            "screen",
            "screen.xterm-256color",
        ] {
            assert!(!is_asked(term), "{term}");
        }
    }
}
