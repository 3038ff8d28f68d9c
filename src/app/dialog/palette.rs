//! The palette: actions and cards by name, for those who do not know the key.

use tui_input::Input;

use super::{Dialog, DialogContext, Reaction};
use crate::app::ask::Ask;
use crate::app::going::suggestions;
use crate::app::keymap::{Keymap, Mode};
use crate::app::press::{LONGEST_INPUT, Press, paste_into};
use crate::app::{Action, Card, Destination, Prompt};
use crate::live::Snapshot;
use crate::model::SafeText;
use crate::settings::ThemeChoice;

/// Something the palette offers. A closed set: what is chosen is carried out as if its key
/// had been pressed, with all that lies between a key and its effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Entry {
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
    pub entry: Entry,
    /// The entry's name, as the keymap writes it.
    pub name: String,
    /// What the entry does.
    pub help: String,
    /// The key that does the same, as people write it; empty where there is none.
    pub key: String,
}

/// The text that was typed, and the entries that match it.
#[derive(Debug)]
pub struct Palette {
    /// The text field.
    pub input: Input,
    all: Vec<Offered>,
    /// Indices into `all` of the entries that match, best first.
    found: Vec<usize>,
    at: usize,
    /// Whether names of people and organisations may stand here.
    names: bool,
    /// What was used in this run, newest first.
    recent: Vec<Entry>,
    /// Why entries do nothing now.
    off: Vec<(Entry, &'static str)>,
    /// What may be meant after the name of a place, and where it leads.
    suggested: Vec<(Offered, Destination)>,
}

/// Actions that move the cursor are for keys alone, and the palette does not offer itself.
const NOT_OFFERED: [Action; 6] = [
    Action::Down,
    Action::Up,
    Action::PageDown,
    Action::PageUp,
    Action::Back,
    Action::Palette,
];

impl Palette {
    pub(in crate::app) fn new(keymap: &Keymap) -> Self {
        let mut palette = Self {
            input: Input::default(),
            all: (offered(keymap).into_iter())
                .chain([mine()])
                .chain(prompts())
                .chain(cards())
                .chain(themes())
                .collect(),
            found: Vec::new(),
            at: 0,
            names: true,
            recent: Vec::new(),
            off: Vec::new(),
            suggested: Vec::new(),
        };
        palette.find();
        palette
    }

    /// The palette with the profiles of the settings.
    pub(in crate::app) fn with_profiles(mut self, names: &[String]) -> Self {
        let profile = |(place, name): (usize, &String)| Offered {
            entry: Entry::Profile(place),
            name: format!("profile {}", SafeText::new(name)),
            help: "show the account of this profile, and leave this one".to_owned(),
            key: String::new(),
        };
        self.all.extend(names.iter().enumerate().map(profile));
        self.find();
        self
    }

    /// The palette with what was used in this run before the rest.
    pub(in crate::app) fn with_recent(mut self, recent: &[Entry]) -> Self {
        self.recent = recent.to_vec();
        self.find();
        self
    }

    /// The palette that tells which actions do nothing now, and why.
    pub(in crate::app) fn without(
        mut self,
        why_off: impl Fn(Action) -> Option<&'static str>,
    ) -> Self {
        let off = self.all.iter().filter_map(|offered| match offered.entry {
            Entry::Action(action) => Some((offered.entry, why_off(action)?)),
            _ => None,
        });
        self.off = off.collect();
        self
    }

    /// The palette that names nobody who was not typed.
    pub(in crate::app) const fn without_names(mut self) -> Self {
        self.names = false;
        self
    }

    /// Why an entry does nothing now, if it does not.
    pub(crate) fn why_off(&self, entry: Entry) -> Option<&'static str> {
        let mut off = self.off.iter();
        off.find(|(known, _)| *known == entry).map(|(_, why)| *why)
    }

    /// The same palette, which offers these views as well.
    pub(in crate::app) fn with_views<'a>(
        mut self,
        views: impl Iterator<Item = (&'a str, &'a str)>,
    ) -> Self {
        self.all
            .extend(views.enumerate().map(|(place, (name, about))| Offered {
                entry: Entry::View(place),
                name: format!("view {name}"),
                help: about.to_owned(),
                key: String::new(),
            }));
        self.find();
        self
    }

    /// The entries that match, best first.
    pub fn found(&self) -> impl Iterator<Item = &Offered> {
        let found = self.found.iter();
        let found = found.filter_map(|index| self.all.get(*index));
        found.chain(self.suggested.iter().map(|(offered, _)| offered))
    }

    /// The place of the entry under the cursor.
    pub fn at(&self) -> usize {
        self.at
    }

    /// The number of all entries, whether they match or not.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether the palette has no entries at all.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The palette gives way before anything happens, so that what follows is what the key
    /// would have done.
    pub(in crate::app) fn key(mut self, press: Press, context: &DialogContext<'_>) -> Reaction {
        match press.action {
            Some(Action::Down) => self.next(),
            Some(Action::Up) => self.previous(),
            Some(Action::Keep) => {
                let suggested = self.at.checked_sub(self.found.len());
                let suggested = suggested.and_then(|at| self.suggested.get(at));
                if let Some((_, destination)) = suggested {
                    return Reaction::close().ask(Ask::GoTo(destination.clone()));
                }
                if let Some((prompt, typed)) = Prompt::of(self.input.value()) {
                    return match prompt.to(typed) {
                        Ok(destination) => Reaction::close().ask(Ask::GoTo(destination)),
                        Err(why) => Reaction::stay(Dialog::Palette(self)).ask(Ask::warn(why)),
                    };
                }
                match self.chosen() {
                    Some(Entry::Prompt(prompt)) => {
                        self.input = Input::new(format!("{} ", prompt.name()));
                        self.find();
                    }
                    Some(entry) => return Reaction::close().ask(Ask::CarryOut(entry)),
                    None => {
                        let why = Ask::tell("nothing is called that; Backspace");
                        return Reaction::stay(Dialog::Palette(self)).ask(why);
                    }
                }
            }
            Some(Action::Complete) => self.complete(),
            Some(Action::Back) => return Reaction::close(),
            _ => {
                let before = self.input.value().to_owned();
                press.type_into(&mut self.input, LONGEST_INPUT);
                if self.input.value() != before {
                    self.find();
                    self.suggest(context.snapshot);
                }
            }
        }
        Reaction::stay(Dialog::Palette(self))
    }

    /// Pastes text into the field.
    pub(in crate::app) fn paste(&mut self, text: &str) {
        paste_into(&mut self.input, text, LONGEST_INPUT);
        self.find();
    }

    /// Completes what was typed to the name under the cursor.
    fn complete(&mut self) {
        if Prompt::of(self.input.value()).is_some() {
            return;
        }
        let here = self
            .found
            .get(self.at)
            .and_then(|index| self.all.get(*index));
        let Some(offered) = here else {
            return;
        };
        let blank = if matches!(offered.entry, Entry::Prompt(_)) {
            " "
        } else {
            ""
        };
        self.input = Input::new(format!("{}{blank}", offered.name));
        self.find();
    }

    fn chosen(&self) -> Option<Entry> {
        let index = self.found.get(self.at)?;
        self.all.get(*index).map(|offered| offered.entry)
    }

    /// Moves the cursor one entry down, and from the last to the first.
    fn next(&mut self) {
        self.at = (self.at + 1) % self.found().count().max(1);
    }

    /// Moves the cursor one entry up, and from the first to the last.
    fn previous(&mut self) {
        let count = self.found().count().max(1);
        self.at = (self.at + count - 1) % count;
    }

    /// Looks on the list for whoever or whatever may be meant after the name of a place.
    fn suggest(&mut self, snapshot: &Snapshot) {
        let place = Prompt::of(self.input.value()).filter(|_| self.names);
        let found = place.map(|(prompt, typed)| {
            (suggestions(prompt, typed, snapshot.directory()).into_iter())
                .map(|(name, help, to)| {
                    let offered = Offered {
                        entry: Entry::Prompt(prompt),
                        name,
                        help,
                        key: String::new(),
                    };
                    (offered, to)
                })
                .collect()
        });
        self.suggested = found.unwrap_or_default();
    }

    /// Finds the entries that match: each word must occur in the name or in what the entry does.
    /// Names that begin with the text come first, then other names, then the rest.
    fn find(&mut self) {
        // What stands after the name of a place is no name.
        let place = Prompt::of(self.input.value()).map(|(prompt, _)| prompt.name());
        let typed = place.unwrap_or(self.input.value().trim()).to_lowercase();
        let words: Vec<&str> = typed.split_whitespace().collect();
        let rank = |offered: &Offered| {
            let help = offered.help.to_lowercase();
            let in_name = |word: &&str| offered.name.contains(*word);
            if offered.name.starts_with(&typed) {
                Some(0)
            } else if words.iter().all(in_name) {
                Some(1)
            } else {
                let is_there = |word: &&str| in_name(word) || help.contains(*word);
                words.iter().all(is_there).then_some(2)
            }
        };
        let ranked = self.all.iter().enumerate();
        let recent = |entry| {
            let place = self.recent.iter().position(|known| *known == entry);
            place.unwrap_or(usize::MAX)
        };
        let mut found: Vec<(u8, usize, usize)> = ranked
            .filter_map(|(index, offered)| Some((rank(offered)?, recent(offered.entry), index)))
            .collect();
        found.sort_unstable();
        self.found = found.into_iter().map(|(.., index)| index).collect();
        self.suggested.clear();
        self.at = 0;
    }
}

/// The actions of the list in the order of the keymap, each once and with its first key.
fn offered(keymap: &Keymap) -> Vec<Offered> {
    let mut all: Vec<Offered> = Vec::new();
    for binding in keymap.bindings() {
        let entry = Entry::Action(binding.action);
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

/// The places to go to, which have no key.
fn prompts() -> impl Iterator<Item = Offered> {
    Prompt::ALL.into_iter().map(|prompt| Offered {
        entry: Entry::Prompt(prompt),
        name: prompt.name().to_owned(),
        help: prompt.help().to_owned(),
        key: String::new(),
    })
}

/// Ending one's own sessions, which has no key.
fn mine() -> Offered {
    Offered {
        entry: Entry::Mine,
        name: "mine".to_owned(),
        help: "end your own sessions, and no others".to_owned(),
        key: String::new(),
    }
}

/// The cards, which have no key.
fn cards() -> impl Iterator<Item = Offered> {
    Card::ALL.into_iter().map(|card| Offered {
        entry: Entry::Card(card),
        name: card.name().to_owned(),
        help: card.help().to_owned(),
        key: String::new(),
    })
}

/// The themes, which have no key: typing `theme` offers them all.
fn themes() -> impl Iterator<Item = Offered> {
    let themes = [
        (ThemeChoice::Auto, "dark or light, as the terminal is"),
        (ThemeChoice::Dark, "colours for a dark background"),
        (ThemeChoice::Light, "colours for a light background"),
        (ThemeChoice::HighContrast, "nothing dimmed, no colours"),
        (ThemeChoice::Mono, "no colours at all"),
    ];
    themes.into_iter().map(|(theme, help)| Offered {
        entry: Entry::Theme(theme),
        name: format!("theme {theme}"),
        help: help.to_owned(),
        key: String::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> Palette {
        let mut palette = Palette::new(&Keymap::standard().unwrap());
        palette.input = Input::new(text.to_owned());
        palette.find();
        palette
    }

    fn names(palette: &Palette) -> Vec<&str> {
        palette.found().map(|found| found.name.as_str()).collect()
    }

    #[test]
    fn everything_that_the_list_can_do_is_offered_once() {
        let palette = typed("");
        let keymap = Keymap::standard().unwrap();
        for binding in keymap.bindings() {
            let count = palette
                .found()
                .filter(|found| found.entry == Entry::Action(binding.action))
                .count();
            let is_offered = binding.mode == Mode::List && !NOT_OFFERED.contains(&binding.action);
            if is_offered {
                assert_eq!(count, 1, "{binding:?}");
            }
        }
        assert_eq!(names(&palette).len(), palette.len());
        let end = palette.found().find(|found| found.name == "end").unwrap();
        assert_eq!(end.key, "K");
    }

    #[test]
    fn names_that_begin_with_it_come_first_and_words_of_the_help_match_too() {
        let found = typed("end");
        assert_eq!(
            names(&found)[..4],
            ["end", "end-person", "end-menu", "end-returned"]
        );
        assert!(names(&typed("ALL marks")).contains(&"clear-marks"));
        assert_eq!(names(&typed("clipboard")), ["copy"]);
        assert!(names(&typed("no such thing")).is_empty());
        assert_eq!(typed("no such thing").chosen(), None);
    }

    #[test]
    fn every_theme_is_offered_by_its_name_in_the_settings() {
        for theme in ThemeChoice::ALL {
            let palette = typed(&format!("theme {theme}"));
            assert_eq!(palette.chosen(), Some(Entry::Theme(*theme)));
        }
        assert_eq!(names(&typed("theme"))[..5].len(), 5);
        assert_eq!(names(&typed("theme h"))[0], "theme high-contrast");
        assert_eq!(typed("theme drak").chosen(), None);
    }

    #[test]
    fn what_was_used_comes_first_among_what_matches_alike() {
        let (chat, end) = (
            Entry::Card(Card::ChatAccount),
            Entry::Action(Action::EndMenu),
        );
        let palette = || Palette::new(&Keymap::standard().unwrap());
        let recent = palette().with_recent(&[chat, end]);
        let first: Vec<Entry> = recent.found().take(2).map(|found| found.entry).collect();
        assert_eq!(first, [chat, end]);
        let mut typed = palette().with_recent(&[chat, end]);
        typed.paste("end");
        assert_eq!(typed.chosen(), Some(end));
    }

    #[test]
    fn profiles_are_offered_and_completed_by_name() {
        let names = ["acme".to_owned(), "sandbox".to_owned()];
        let mut palette = Palette::new(&Keymap::standard().unwrap()).with_profiles(&names);
        palette.paste("profile s");
        assert_eq!(palette.chosen(), Some(Entry::Profile(1)));
        palette.complete();
        assert_eq!(palette.input.value(), "profile sandbox");
        palette.input = Input::new("or".to_owned());
        palette.find();
        palette.complete();
        assert_eq!(palette.input.value(), "org ");
    }

    #[test]
    fn the_cursor_goes_round_and_typing_sends_it_to_the_best() {
        let mut palette = typed("end");
        palette.previous();
        assert_eq!(palette.at(), palette.found().count() - 1);
        palette.next();
        assert_eq!(palette.chosen(), Some(Entry::Action(Action::End)));
        palette.next();
        palette.find();
        assert_eq!(palette.at(), 0);
        let mut nothing = typed("no such thing");
        nothing.next();
        nothing.previous();
        assert_eq!(nothing.at(), 0);
    }
}
