//! What the palette offers: a closed set of entries, each by its name and with what it does.

use crate::app::keymap::{Keymap, Mode};
use crate::app::{Action, Card, Prompt};
use crate::model::SafeText;
use crate::settings::{OfferedProfile, ThemeChoice};

/// Something the palette offers. A closed set: what is chosen is carried out as if its key
/// had been pressed, with all that lies between a key and its effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PaletteEntry {
    /// An action, as a key of the list would start it.
    Action(Action),
    /// A card to open.
    Card(Card),
    /// A place to go to, whose name is typed after it.
    Prompt(Prompt),
    /// One's own sessions, which no key ends.
    Mine,
    /// A theme of the screen.
    Theme(ThemeChoice),
    /// The account of a profile, by its place among the profiles of the settings.
    Profile(usize),
    /// A view of the list, by its place among all.
    View(usize),
}

/// One entry as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    /// The action or card.
    pub entry: PaletteEntry,
    /// The entry's name, as the keymap writes it.
    pub name: String,
    /// What the entry does.
    pub help: String,
    /// The key that does the same, as people write it, or what can be typed here for it; empty where
    /// there is neither.
    pub key: String,
}

/// Actions that move the cursor are for keys alone, and the palette does not offer itself.
pub(super) const NOT_OFFERED: [Action; 6] = [
    Action::Down,
    Action::Up,
    Action::PageDown,
    Action::PageUp,
    Action::Back,
    Action::Palette,
];

/// Whether an entry does nothing but open a view.
pub(super) const fn opens_a_view(entry: PaletteEntry) -> bool {
    matches!(entry, PaletteEntry::Action(action) if action.opens_a_view())
}

/// What the name of a view begins with.
pub(super) const VIEW: &str = "view ";

impl Offered {
    /// The same, under the name of a view where it opens one that is no list.
    pub(super) fn into_view(self) -> Self {
        let name = match self.entry {
            PaletteEntry::Action(Action::PastRuns) => "runs",
            PaletteEntry::Action(Action::News) => "news",
            _ => return self,
        };
        Self {
            name: format!("{VIEW}{name}"),
            ..self
        }
    }

    /// Whether this is the number that the entry has: `view 2`, `view 10`.
    pub(super) fn is_number(&self, typed: &str) -> bool {
        let number = typed.strip_prefix(VIEW).unwrap_or(typed).trim();
        matches!(self.entry, PaletteEntry::View(_))
            && !number.is_empty()
            && (self.key == number || self.key.strip_prefix(":view ") == Some(number))
    }

    /// An entry that has no key.
    fn without_key(entry: PaletteEntry, name: String, help: &str) -> Self {
        Self {
            entry,
            name,
            help: help.to_owned(),
            key: String::new(),
        }
    }
}

/// Everything that is there whatever the settings and the account are.
pub(super) fn standard(keymap: &Keymap) -> Vec<Offered> {
    let mut all = of_keys(keymap);
    all.push(Offered::without_key(
        PaletteEntry::Mine,
        "mine".to_owned(),
        "end your own sessions, and no others",
    ));
    all.extend(prompts());
    all.extend(cards());
    all.extend(themes());
    all
}

/// The accounts of the profiles of the settings, each with where it is, whether it is production, and whether
/// nothing may be changed there.
pub(super) fn profiles(profiles: &[OfferedProfile], shown: &str) -> impl Iterator<Item = Offered> {
    profiles.iter().enumerate().map(move |(place, profile)| {
        let address = match &profile.address {
            Some(address) => SafeText::new(address).to_string(),
            None => "its account is not in the settings".to_owned(),
        };
        let marks = [
            (profile.is_production, " PRODUCTION"),
            (profile.is_read_only, " read-only"),
        ];
        let marks = marks.into_iter().filter(|(is_so, _)| *is_so);
        let marks: String = marks.map(|(_, mark)| mark).collect();
        let about = if profile.name == shown {
            "is shown now"
        } else {
            "leaves the account that is shown"
        };
        let words = format!("profile {}", SafeText::new(&profile.name));
        let about = format!("{address}{marks}; {about}");
        Offered::without_key(PaletteEntry::Profile(place), words, &about)
    })
}

/// The views of the list, each with what it is about and what opens it.
pub(super) fn views(views: Vec<(&str, &str, String)>) -> impl Iterator<Item = Offered> {
    let views = views.into_iter().enumerate();
    views.map(|(place, (name, about, key))| Offered {
        key,
        ..Offered::without_key(PaletteEntry::View(place), format!("{VIEW}{name}"), about)
    })
}

/// The actions of the list in the order of the keymap, each once and with its first key.
fn of_keys(keymap: &Keymap) -> Vec<Offered> {
    let mut all: Vec<Offered> = Vec::new();
    for binding in keymap.bindings() {
        let entry = PaletteEntry::Action(binding.action);
        let is_known = all.iter().any(|offered| offered.entry == entry);
        if binding.mode == Mode::List && !NOT_OFFERED.contains(&binding.action) && !is_known {
            all.push(Offered {
                entry,
                name: binding.action.name(),
                help: binding.help.clone(),
                key: binding.keys().into_iter().next().unwrap_or_default(),
            });
        }
    }
    all
}

/// The places to go to.
fn prompts() -> impl Iterator<Item = Offered> {
    Prompt::ALL.into_iter().map(|prompt| {
        Offered::without_key(
            PaletteEntry::Prompt(prompt),
            prompt.name().to_owned(),
            prompt.help(),
        )
    })
}

fn cards() -> impl Iterator<Item = Offered> {
    Card::ALL.into_iter().map(|card| {
        Offered::without_key(
            PaletteEntry::Card(card),
            card.name().to_owned(),
            card.help(),
        )
    })
}

/// The themes: typing `theme` offers them all.
fn themes() -> impl Iterator<Item = Offered> {
    let themes = [
        (ThemeChoice::Auto, "dark or light, as the terminal is"),
        (ThemeChoice::Dark, "colours for a dark background"),
        (ThemeChoice::Light, "colours for a light background"),
        (ThemeChoice::HighContrast, "nothing dimmed, no colours"),
        (ThemeChoice::Mono, "no colours at all"),
    ];
    themes.into_iter().map(|(theme, help)| {
        Offered::without_key(PaletteEntry::Theme(theme), format!("theme {theme}"), help)
    })
}
