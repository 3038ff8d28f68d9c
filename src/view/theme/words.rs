//! A style from its words.

use ratatui::style::{Color, Modifier, Style};

use crate::settings::ColorDepth;

/// The steps of red, green and blue in the cube of the 256 colours (xterm, 256colres.h).
const STEPS: [u8; 6] = [0x00, 0x5f, 0x87, 0xaf, 0xd7, 0xff];

/// The number at which the cube begins.
const CUBE: u8 = 16;

/// The number at which the greys begin, and the first of them.
const GREYS: (u8, u8) = (232, 8);

/// From one grey to the next.
const GREY_STEP: u8 = 10;

/// Reads a style; `None` if a word means nothing.
pub(super) fn style(words: &str, depth: ColorDepth) -> Option<Style> {
    let mut words = words.split_whitespace();
    words.try_fold(Style::default(), |style, word| add(style, word, depth))
}

fn add(style: Style, word: &str, depth: ColorDepth) -> Option<Style> {
    if let Some(behind) = word.strip_prefix("on-") {
        return Some(style.bg(color(behind, depth)?));
    }
    let modifier = match word {
        "bold" => Modifier::BOLD,
        "dim" => Modifier::DIM,
        "italic" => Modifier::ITALIC,
        "underlined" => Modifier::UNDERLINED,
        "reversed" => Modifier::REVERSED,
        "crossed-out" => Modifier::CROSSED_OUT,
        word => return Some(style.fg(color(word, depth)?)),
    };
    Some(style.add_modifier(modifier))
}

/// One of the sixteen colours that every terminal names, or one of the 256 by its red, green and
/// blue.
fn color(word: &str, depth: ColorDepth) -> Option<Color> {
    if let Some(digits) = word.strip_prefix('#') {
        let are_six = digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        let value = u32::from_str_radix(digits, 16).ok();
        let [0, red, green, blue] = value.filter(|_| are_six)?.to_be_bytes() else {
            return None;
        };
        return match depth {
            ColorDepth::True => Some(Color::Rgb(red, green, blue)),
            _ => indexed(red, green, blue).map(Color::Indexed),
        };
    }
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

/// The number of exactly this colour among the 256.
fn indexed(red: u8, green: u8, blue: u8) -> Option<u8> {
    let step = |part: u8| STEPS.iter().position(|step| *step == part);
    if let (Some(red), Some(green), Some(blue)) = (step(red), step(green), step(blue)) {
        return u8::try_from(usize::from(CUBE) + red * 36 + green * 6 + blue).ok();
    }
    let above = red.checked_sub(GREYS.1)?;
    let is_grey = red == green && green == blue && above.is_multiple_of(GREY_STEP);
    let number = GREYS.0.checked_add(above / GREY_STEP);
    number.filter(|_| is_grey)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_of_the_256_is_that_one_and_the_same_with_more() {
        for (word, number) in [
            ("#000000", 16),
            ("#ffffff", 231),
            ("#5fd7ff", 81),
            ("#af0000", 124),
            ("#080808", 232),
            ("#a8a8a8", 248),
            ("#eeeeee", 255),
        ] {
            let many = style(word, ColorDepth::Palette).and_then(|style| style.fg);
            assert_eq!(many, Some(Color::Indexed(number)), "{word}");
            let all = style(word, ColorDepth::True).and_then(|style| style.fg);
            assert!(matches!(all, Some(Color::Rgb(..))), "{word}");
        }
    }

    #[test]
    fn nonsense_is_not_a_style() {
        let few = ["#ff0001", "#0a0a0a"].map(|word| (word, ColorDepth::Palette));
        let words = [
            "pink", "on-", "Bold", "#ff00", "#ff00000", "#gg0000", "#+f0000",
        ];
        for (word, depth) in words
            .map(|word| (word, ColorDepth::True))
            .iter()
            .chain(&few)
        {
            assert!(style(word, *depth).is_none(), "{word}");
        }
    }
}
