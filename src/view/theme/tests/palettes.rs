//! The colours of common terminals as they come, from the table of
//! <https://en.wikipedia.org/wiki/ANSI_escape_code#Colors>, and where that lacks them from the terminals'
//! own pages.
#![expect(
    clippy::unreadable_literal,
    reason = "colours are written in six digits"
)]

use ratatui::style::Color;

/// The sixteen colours of a terminal, with text and background on dark and on light.
pub(super) struct TerminalPalette {
    pub(super) name: &'static str,
    pub(super) dark: [u32; 2],
    pub(super) light: [u32; 2],
    /// Whether the dark colours are bright where they are bold, as on the console of Linux.
    pub(super) has_bright_bold: bool,
    colors: [u32; 16],
}

pub(super) const ANSI: [TerminalPalette; 5] = [
    TerminalPalette {
        name: "xterm",
        dark: [0xe5e5e5, 0x000000],
        light: [0x000000, 0xffffff],
        has_bright_bold: false,
        colors: [
            0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5,
            0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff,
        ],
    },
    // The console of Linux, too.
    TerminalPalette {
        name: "VGA",
        dark: [0xaaaaaa, 0x000000],
        light: [0x000000, 0xffffff],
        has_bright_bold: true,
        colors: [
            0x000000, 0xaa0000, 0x00aa00, 0xaa5500, 0x0000aa, 0xaa00aa, 0x00aaaa, 0xaaaaaa,
            0x555555, 0xff5555, 0x55ff55, 0xffff55, 0x5555ff, 0xff55ff, 0x55ffff, 0xffffff,
        ],
    },
    // <https://learn.microsoft.com/windows/terminal/customize-settings/color-schemes>
    TerminalPalette {
        name: "Campbell of Windows Terminal",
        dark: [0xcccccc, 0x0c0c0c],
        light: [0x0c0c0c, 0xffffff],
        has_bright_bold: false,
        colors: [
            0x0c0c0c, 0xc50f1f, 0x13a10e, 0xc19c00, 0x0037da, 0x881798, 0x3a96dd, 0xcccccc,
            0x767676, 0xe74856, 0x16c60c, 0xf9f1a5, 0x3b78ff, 0xb4009e, 0x61d6d6, 0xf2f2f2,
        ],
    },
    TerminalPalette {
        name: "Terminal of macOS",
        dark: [0xf2f2f2, 0x000000],
        light: [0x000000, 0xffffff],
        has_bright_bold: false,
        colors: [
            0x000000, 0xc23621, 0x25bc24, 0xadad27, 0x492ee1, 0xd338d3, 0x33bbc8, 0xcbcccd,
            0x818383, 0xfc391f, 0x31e722, 0xeaec23, 0x5833ff, 0xf935f8, 0x14f0f0, 0xe9ebeb,
        ],
    },
    // <https://gitlab.gnome.org/GNOME/gnome-terminal>, src/profile-editor.cc
    TerminalPalette {
        name: "Tango of GNOME",
        dark: [0xffffff, 0x000000],
        light: [0x000000, 0xffffff],
        has_bright_bold: false,
        colors: [
            0x2e3436, 0xcc0000, 0x4e9a06, 0xc4a000, 0x3465a4, 0x75507b, 0x06989a, 0xd3d7cf,
            0x555753, 0xef2929, 0x8ae234, 0xfce94f, 0x729fcf, 0xad7fa8, 0x34e2e2, 0xeeeeec,
        ],
    },
];

/// <https://ethanschoonover.com/solarized/>. It puts greys where others have bright colours.
pub(super) const SOLARIZED: TerminalPalette = TerminalPalette {
    name: "Solarized",
    dark: [0x839496, 0x002b36],
    light: [0x657b83, 0xfdf6e3],
    has_bright_bold: false,
    colors: [
        0x073642, 0xdc322f, 0x859900, 0xb58900, 0x268bd2, 0xd33682, 0x2aa198, 0xeee8d5, 0x002b36,
        0xcb4b16, 0x586e75, 0x657b83, 0x839496, 0x6c71c4, 0x93a1a1, 0xfdf6e3,
    ],
};

/// Black, Windows Terminal, VS Code, Dracula, Tango, Solarized, Ubuntu.
pub(super) const BACKGROUNDS_DARK: [u32; 7] = [
    0x000000, 0x0c0c0c, 0x1e1e1e, 0x282a36, 0x2e3436, 0x002b36, 0x300a24,
];

/// White, Solarized, Tango, the brightest grey of Windows Terminal.
pub(super) const BACKGROUNDS_LIGHT: [u32; 4] = [0xffffff, 0xfdf6e3, 0xeeeeec, 0xf2f2f2];

/// Red, green and blue.
pub(super) fn rgb(color: u32) -> [u8; 3] {
    let [_, red, green, blue] = color.to_be_bytes();
    [red, green, blue]
}

impl TerminalPalette {
    pub(super) fn color(&self, color: Color) -> [u8; 3] {
        let place = match color {
            Color::Rgb(red, green, blue) => return [red, green, blue],
            Color::Indexed(number @ 232..) => return [8 + (number - 232) * 10; 3],
            Color::Indexed(number @ 16..) => {
                let step = |n: u8| if n == 0 { 0 } else { 55 + n * 40 };
                let number = number - 16;
                return [step(number / 36), step(number / 6 % 6), step(number % 6)];
            }
            Color::Black => 0,
            Color::Red => 1,
            Color::Green => 2,
            Color::Yellow => 3,
            Color::Blue => 4,
            Color::Magenta => 5,
            Color::Cyan => 6,
            Color::Gray => 7,
            Color::DarkGray => 8,
            Color::LightRed => 9,
            Color::LightGreen => 10,
            Color::LightYellow => 11,
            Color::LightBlue => 12,
            Color::LightMagenta => 13,
            Color::LightCyan => 14,
            Color::White => 15,
            other => panic!("no colour of a theme: {other:?}"),
        };
        rgb(self.colors[place])
    }
}
