//! The palette: actions and cards by name, for those who do not know the key.
//!
//! - here what is typed, and what matches it
//! - `offers` what there is to be offered

mod offers;

use tui_input::Input;

pub(crate) use self::offers::{Offered, PaletteEntry};
use super::{Dialog, DialogContext, Reaction};
use crate::app::ask::Ask;
use crate::app::going::suggestions;
use crate::app::keymap::Keymap;
use crate::app::press::{LONGEST_INPUT, Press, paste_into};
use crate::app::{Action, Destination, Prompt};
use crate::live::Snapshot;
use crate::settings::OfferedProfile;

/// The rank of an entry that matches by what it does, and not by its name.
const IN_WORDS: u8 = 2;

/// The text that was typed, and the entries that match it.
#[derive(Debug)]
pub struct Palette {
    /// The text field.
    pub input: Input,
    all: Vec<Offered>,
    /// Indices into `all` of the entries that match, best first.
    found: Vec<usize>,
    at: usize,
    /// The number of those whose name matches, who come first: Enter takes one of the others only where
    /// the cursor was moved to it.
    named: usize,
    /// Whether names of people and organisations may stand here.
    names: bool,
    /// What was used in this run, newest first.
    recent: Vec<PaletteEntry>,
    /// Why entries do nothing now.
    off: Vec<(PaletteEntry, &'static str)>,
    /// What may be meant after the name of a place, and where it leads.
    suggested: Vec<(Offered, Destination)>,
}

impl Palette {
    pub(in crate::app) fn new(keymap: &Keymap) -> Self {
        let mut palette = Self {
            input: Input::default(),
            all: offers::standard(keymap),
            found: Vec::new(),
            at: 0,
            named: 0,
            names: true,
            recent: Vec::new(),
            off: Vec::new(),
            suggested: Vec::new(),
        };
        palette.find();
        palette
    }

    /// The palette with the profiles of the settings, one of which is shown now.
    pub(in crate::app) fn with_profiles(
        mut self,
        profiles: &[OfferedProfile],
        shown: &str,
    ) -> Self {
        self.all.extend(offers::profiles(profiles, shown));
        self.find();
        self
    }

    /// The palette with what was used in this run before the rest.
    pub(in crate::app) fn with_recent(mut self, recent: &[PaletteEntry]) -> Self {
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
            PaletteEntry::Action(action) => Some((offered.entry, why_off(action)?)),
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
    pub(crate) fn why_off(&self, entry: PaletteEntry) -> Option<&'static str> {
        let mut off = self.off.iter();
        off.find(|(known, _)| *known == entry).map(|(_, why)| *why)
    }

    /// The same palette, which offers these views as well, each with its name, with what it is about
    /// and with what opens it.
    /// They come first, with the runs and the news, which are views as well; the actions that open one of
    /// them are not offered once more.
    pub(in crate::app) fn with_views(mut self, views: Vec<(&str, &str, String)>) -> Self {
        let all = std::mem::take(&mut self.all);
        let rest = all.into_iter().filter(|it| !offers::opens_a_view(it.entry));
        let (wide, rest): (Vec<Offered>, Vec<Offered>) = rest
            .map(Offered::into_view)
            .partition(|offered| offered.name.starts_with(offers::VIEW));
        self.all = offers::views(views).chain(wide).chain(rest).collect();
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

    /// All entries, whether they match or not.
    pub(crate) fn all(&self) -> &[Offered] {
        &self.all
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
                if self.at == 0 && self.named == 0 && !self.found.is_empty() {
                    let why = "nothing is called that; Down chooses what has it in its words";
                    return Reaction::stay(Dialog::Palette(self)).ask(Ask::tell(why));
                }
                match self.chosen() {
                    Some(PaletteEntry::Prompt(prompt)) => {
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
            Some(Action::Complete) => self.complete(context.snapshot),
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

    /// The palette in which this was typed already.
    pub(in crate::app) fn asking(mut self, text: &str, snapshot: &Snapshot) -> Self {
        self.paste(text, snapshot);
        self
    }

    /// Pastes text into the field.
    pub(in crate::app) fn paste(&mut self, text: &str, snapshot: &Snapshot) {
        paste_into(&mut self.input, text, LONGEST_INPUT);
        self.find();
        self.suggest(snapshot);
    }

    /// Completes what was typed: as far as all names that begin so agree, and then to the name under
    /// the cursor.
    fn complete(&mut self, snapshot: &Snapshot) {
        let typed = self.input.value().to_owned();
        if let Some((prompt, _)) = Prompt::of(&typed) {
            let at = self.at.saturating_sub(self.found.len());
            if let Some((offered, _)) = self.suggested.get(at) {
                self.input = Input::new(format!("{} {}", prompt.name(), offered.name));
                self.find();
                self.suggest(snapshot);
            }
            return;
        }
        let here = self
            .found
            .get(self.at)
            .and_then(|index| self.all.get(*index));
        let Some(offered) = here else {
            return;
        };
        let common = self.begins_so(&typed);
        let text = if self.at == 0 && common.len() > typed.len() {
            common
        } else if matches!(offered.entry, PaletteEntry::Prompt(_)) {
            format!("{} ", offered.name)
        } else {
            offered.name.clone()
        };
        self.input = Input::new(text);
        self.find();
    }

    /// What the names that begin as it was typed have in common.
    fn begins_so(&self, typed: &str) -> String {
        let names = self.all.iter().map(|offered| offered.name.as_str());
        let mut names = names.filter(|name| name.starts_with(typed));
        let first = names.next().unwrap_or_default();
        let common = names.fold(first, |common, name| {
            let same = common.chars().zip(name.chars());
            let same = same.take_while(|(one, other)| one == other);
            let bytes: usize = same.map(|(sign, _)| sign.len_utf8()).sum();
            &common[..bytes]
        });
        common.to_owned()
    }

    fn chosen(&self) -> Option<PaletteEntry> {
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
                        entry: PaletteEntry::Prompt(prompt),
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
        // The settings call the same by the name of an action.
        let typed = match typed.strip_prefix("view-") {
            Some(name) => format!("view {name}"),
            None if typed == "past-runs" => "view runs".to_owned(),
            None => typed,
        };
        let words: Vec<&str> = typed.split_whitespace().collect();
        let rank = |offered: &Offered| {
            let help = offered.help.to_lowercase();
            let in_name = |word: &&str| offered.name.contains(*word);
            if offered.name.starts_with(&typed) || offered.is_number(&typed) {
                Some(0)
            } else if words.iter().all(in_name) {
                Some(1)
            } else {
                let is_there = |word: &&str| in_name(word) || help.contains(*word);
                words.iter().all(is_there).then_some(IN_WORDS)
            }
        };
        let ranked = self.all.iter().enumerate();
        let recent = |entry| {
            let place = self.recent.iter().position(|known| *known == entry);
            place.unwrap_or(usize::MAX)
        };
        // Nobody types a name to go to the first row.
        let is_last = |entry| matches!(entry, PaletteEntry::Action(Action::Top | Action::Bottom));
        let mut found: Vec<(u8, usize, bool, usize)> = ranked
            .filter_map(|(index, offered)| {
                let entry = offered.entry;
                Some((rank(offered)?, recent(entry), is_last(entry), index))
            })
            .collect();
        found.sort_unstable();
        self.named = found.iter().filter(|(rank, ..)| *rank < IN_WORDS).count();
        self.found = found.into_iter().map(|(.., index)| index).collect();
        self.suggested.clear();
        self.at = 0;
    }
}

#[cfg(test)]
mod tests;
