//! The contrast of every style of every theme, by the formula of WCAG 2.2 ("contrast ratio").
//!
//! - `palettes` the colours of common terminals

mod palettes;

use ratatui::style::{Color, Modifier, Style};

use self::palettes::{ANSI, BACKGROUNDS_DARK, BACKGROUNDS_LIGHT, SOLARIZED, TerminalPalette, rgb};
use super::table::{TABLE, ThemeColumn};
use super::*;

/// The least contrast of text, and of signs and what is drawn (WCAG 2.2, 1.4.3 and 1.4.11).
const TEXT: f64 = 4.5;
const SIGN: f64 = 3.0;

/// The roles that are drawn, or said in words as well.
fn is_sign(role: &str) -> bool {
    role == "border" || role.starts_with("accent-")
}

fn rows() -> Vec<String> {
    let table: toml::Table = toml::from_str(TABLE).unwrap();
    let mut rows: Vec<String> = table.keys().cloned().collect();
    rows.sort_unstable();
    rows
}

fn luminance([red, green, blue]: [u8; 3]) -> f64 {
    let linear = |part: u8| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

fn contrast(one: [u8; 3], other: [u8; 3]) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// The contrast of a style on a terminal with this palette, text and background.
fn contrast_on(style: Style, palette: &TerminalPalette, text: [u8; 3], background: [u8; 3]) -> f64 {
    let part = |color: Option<Color>, without: [u8; 3]| match color {
        None => without,
        Some(color) => palette.color(color),
    };
    let front = part(style.fg, text);
    let behind = part(style.bg, background);
    if style.add_modifier.contains(Modifier::DIM) {
        // Dimmed text is made so by VTE: two parts of its colour and one of what is behind.
        let mix = |at: usize| {
            let (front, behind) = (u16::from(front[at]), u16::from(behind[at]));
            u8::try_from((2 * front + behind) / 3).unwrap()
        };
        return contrast([mix(0), mix(1), mix(2)], behind);
    }
    contrast(front, behind)
}

/// Whether it is what is wrong, where the background is not known. No colour is text on all of them; it has
/// its weight and a sign beside it.
fn is_signed(role: &str, column: ThemeColumn) -> bool {
    role == "danger" && column == ThemeColumn::Auto
}

/// The least contrast that a style must have in a theme.
fn least(role: &str, style: Style, column: ThemeColumn) -> f64 {
    if is_sign(role) || is_signed(role, column) || style.add_modifier.contains(Modifier::DIM) {
        SIGN
    } else {
        TEXT
    }
}

#[test]
fn every_role_has_a_style_in_every_theme() {
    let accents = Accent::ALL.iter().map(|accent| format!("accent-{accent}"));
    let roles = Theme::ROLES.iter().map(|role| (*role).to_owned());
    let mut wanted: Vec<String> = roles.chain(accents).collect();
    wanted.sort_unstable();
    assert_eq!(rows(), wanted);
    let table: toml::Table = toml::from_str(TABLE).unwrap();
    for role in &wanted {
        let columns = table[role].as_table().unwrap();
        assert_eq!(columns.len(), ThemeColumn::ALL.len(), "{role}");
        for column in ThemeColumn::ALL {
            let words = column.words(role).unwrap();
            for depth in [ColorDepth::Palette, ColorDepth::True] {
                assert!(words::style(words, depth).is_some(), "{role} {words:?}");
            }
            // What has a colour of the 256 is for terminals that have them.
            let is_rgb = matches!(column, ThemeColumn::DarkRgb | ThemeColumn::LightRgb);
            assert!(is_rgb || !words.contains('#'), "{role} {column:?}");
        }
    }
}

#[test]
fn themes_of_sixteen_colours_can_be_read_on_five_common_palettes() {
    let on = |column, is_dark: bool| match column {
        ThemeColumn::Dark => is_dark,
        ThemeColumn::Light => !is_dark,
        ThemeColumn::DarkRgb | ThemeColumn::LightRgb => false,
        _ => true,
    };
    for role in &rows() {
        for column in ThemeColumn::ALL {
            let style = column.style(role, ColorDepth::Sixteen);
            let check = |palette: &TerminalPalette, least: f64| {
                let style = if is_signed(role, column) && palette.has_bright_bold {
                    style.fg(Color::LightRed)
                } else {
                    style
                };
                for (is_dark, [text, background]) in [(true, palette.dark), (false, palette.light)]
                {
                    let found = contrast_on(style, palette, rgb(text), rgb(background));
                    assert!(
                        !on(column, is_dark) || found >= least,
                        "{role} in {column:?} on {} {background:06x}: {found:.2}",
                        palette.name
                    );
                }
            };
            for palette in &ANSI {
                check(palette, least(role, style, column));
            }
            // Here body text itself has less than text should, and what is dimmed less still.
            if !style.add_modifier.contains(Modifier::DIM) {
                check(&SOLARIZED, SIGN);
            }
        }
    }
}

#[test]
fn themes_with_colours_of_their_own_can_be_read_on_the_backgrounds_they_are_for() {
    for (column, text, backgrounds) in [
        (ThemeColumn::DarkRgb, 0x00ff_ffff, &BACKGROUNDS_DARK[..]),
        (ThemeColumn::LightRgb, 0, &BACKGROUNDS_LIGHT[..]),
    ] {
        for role in &rows() {
            for depth in [ColorDepth::True, ColorDepth::Palette] {
                let style = column.style(role, depth);
                assert!(!style.add_modifier.contains(Modifier::DIM), "{role}");
                for background in backgrounds {
                    let found = contrast_on(style, &ANSI[0], rgb(text), rgb(*background));
                    let least = if is_sign(role) { SIGN } else { TEXT };
                    assert!(
                        found >= least,
                        "{role} {column:?} {background:06x}: {found:.2}"
                    );
                }
            }
        }
    }
}

/// Whoever sees no colours, or prints the screen, still sees what matters.
#[test]
fn weight_and_signs_tell_apart_what_colours_do() {
    for column in ThemeColumn::ALL {
        let style = |role: &str| column.style(role, ColorDepth::True);
        let weight = |role: &str| style(role).add_modifier;
        assert_eq!(style("text"), Style::default(), "{column:?}");
        assert!(weight("cursor").contains(Modifier::REVERSED), "{column:?}");
        assert!(weight("blank").contains(Modifier::ITALIC), "{column:?}");
        for role in [
            "danger",
            "alert",
            "production",
            "accent",
            "mark",
            "bulk",
            "heading",
        ] {
            assert!(weight(role).contains(Modifier::BOLD), "{role} {column:?}");
        }
        for role in ["sorted", "badge", "bulk"] {
            assert!(
                weight(role).contains(Modifier::REVERSED),
                "{role} {column:?}"
            );
        }
        // Nothing has a background of its own without a colour of its own before it.
        for role in &rows() {
            let style = column.style(role, ColorDepth::True);
            assert!(
                style.bg.is_none() || style.fg.is_some(),
                "{role} {column:?}"
            );
        }
    }
}

/// What is wrong, what deserves a look, and what is as it should be are one order of weight and colour in
/// each theme.
#[test]
fn an_alarm_is_heavier_than_a_warning_and_that_than_what_is_well() {
    for column in ThemeColumn::ALL {
        let style = |role: &str| column.style(role, ColorDepth::True);
        let weight = |role: &str| {
            let style = style(role);
            let modifiers = style.add_modifier.bits().count_ones();
            (modifiers, style.fg.is_some(), style.bg.is_some())
        };
        assert!(weight("danger") > weight("warning"), "{column:?}");
        assert!(weight("warning") >= weight("good"), "{column:?}");
        for (one, other) in [
            ("danger", "warning"),
            ("warning", "good"),
            ("warning", "text"),
        ] {
            assert_ne!(style(one), style(other), "{one} {other} {column:?}");
        }
    }
}

#[test]
fn what_was_asked_for_and_what_the_terminal_can_do_choose_the_theme() {
    use ColorChoice::{Always, Never};
    use ColorDepth::{None as No, Palette as Many, Sixteen, True};
    use ThemeColumn as C;
    let (dark, light) = (Some(Background::Dark), Some(Background::Light));
    for (choice, color, depth, background, column) in [
        (ThemeChoice::Auto, ColorChoice::Auto, True, None, C::Auto),
        (ThemeChoice::Auto, ColorChoice::Auto, True, dark, C::Dark),
        (ThemeChoice::Auto, ColorChoice::Auto, Many, light, C::Light),
        (ThemeChoice::Auto, ColorChoice::Auto, No, dark, C::Mono),
        (ThemeChoice::Auto, Always, No, dark, C::Dark),
        (
            ThemeChoice::Dark,
            ColorChoice::Auto,
            Sixteen,
            light,
            C::Dark,
        ),
        (
            ThemeChoice::Dark,
            ColorChoice::Auto,
            Many,
            light,
            C::DarkRgb,
        ),
        (
            ThemeChoice::Light,
            ColorChoice::Auto,
            True,
            dark,
            C::LightRgb,
        ),
        (ThemeChoice::Light, Never, True, dark, C::Mono),
        (
            ThemeChoice::HighContrast,
            ColorChoice::Auto,
            True,
            dark,
            C::HighContrast,
        ),
        (ThemeChoice::HighContrast, Never, True, dark, C::Mono),
        (ThemeChoice::Mono, Always, True, dark, C::Mono),
    ] {
        let terminal = Terminal {
            background,
            is_asked: false,
            depth,
        };
        let found = C::of(choice, color, terminal);
        assert_eq!(found, column, "{choice} {color} {depth:?} {background:?}");
        let themes = Themes {
            color,
            terminal,
            borders: Borders::Unicode,
            accent: Some(Accent::Red),
        };
        let has_color = themes.theme(choice).accent.fg.is_some();
        let is_colorless = matches!(column, C::Mono | C::HighContrast);
        assert_eq!(has_color, !is_colorless, "{column:?}");
    }
}
