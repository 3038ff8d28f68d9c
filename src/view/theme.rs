//! Styles by their meaning. A pane names a role, such as `theme.danger`, and never a colour.
//!
//! - here the roles, and which theme is in force
//! - `table` the table of roles and themes, assets/themes.toml
//! - `words` a style from its words, and the colours of a terminal with 256 of them

mod table;
#[cfg(test)]
mod tests;
mod words;

use ratatui::style::Style;

use self::table::ThemeColumn;
use super::signs::Signs;
use crate::settings::{
    Accent, Background, Borders, ColorChoice, ColorDepth, Terminal, ThemeChoice,
};

macro_rules! roles {
    ($($(#[$doc:meta])* $role:ident,)+) => {
        /// How the screen looks: one style for each role, and the signs to draw with. Body text
        /// keeps the terminal's own colours.
        #[derive(Debug, Clone, Default)]
        pub struct Theme {
            /// The glyphs that are drawn in place of words.
            pub(super) signs: Signs,
            $($(#[$doc])* pub(super) $role: Style,)+
        }

        impl Theme {
            /// The theme in which each role has the style that is given for its name.
            fn of(style: impl Fn(&str) -> Style, signs: Signs) -> Self {
                Self { signs, $($role: style(stringify!($role)),)+ }
            }

            /// The names of all roles.
            #[cfg(test)]
            pub(super) const ROLES: &'static [&'static str] = &[$(stringify!($role)),+];
        }
    };
}

roles! {
    /// What says nothing special.
    text,
    /// What is there for whoever looks for it.
    dim,
    /// A title, or the first word of a line.
    heading,
    /// The heading of the column that the list is ordered by.
    sorted,
    /// The account's own colour.
    accent,
    /// The word of a production account.
    production,
    /// A state of the program that lasts, in the header.
    badge,
    /// What is wrong, or cannot be taken back.
    danger,
    /// The same in the header and in the frame of a dialog, where it may have a ground of its own.
    alert,
    /// What deserves a look.
    warning,
    /// What is as it should be.
    good,
    /// The row under the cursor.
    cursor,
    /// A mark.
    mark,
    /// The line of the keys while something is marked.
    bulk,
    /// A key to press.
    key,
    /// What stands where a value is missing.
    blank,
    /// A frame or a line between panes.
    border,
    /// The list behind a dialog, or one that is not current.
    behind,
}

impl Theme {
    /// Picks the theme by what was asked for and what the terminal can do.
    pub fn choose(
        choice: ThemeChoice,
        color: ColorChoice,
        terminal: &Terminal,
        borders: Borders,
    ) -> Self {
        let column = ThemeColumn::of(choice, color, *terminal);
        Self::of(
            |role| column.style(role, terminal.depth),
            Signs::of(borders),
        )
    }
}

/// Everything by which a theme is chosen, kept so that another one can be chosen at any time.
#[derive(Debug, Clone)]
pub struct Themes {
    /// Whether colours were asked for.
    pub color: ColorChoice,
    /// What the terminal can show.
    pub terminal: Terminal,
    /// What lines are drawn with.
    pub borders: Borders,
    /// The account's own colour, if it has one.
    pub accent: Option<Accent>,
}

impl Themes {
    /// The theme by this name, with the account's own colour.
    pub fn theme(&self, choice: ThemeChoice) -> Theme {
        let theme = Theme::choose(choice, self.color, &self.terminal, self.borders);
        let column = ThemeColumn::of(choice, self.color, self.terminal);
        match self.accent {
            None => theme,
            Some(accent) => Theme {
                accent: column.accent(accent, self.terminal.depth),
                ..theme
            },
        }
    }
}
