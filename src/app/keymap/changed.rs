//! The keymap with the keys of the settings in place of its own.
//!
//! Esc and Ctrl-C always leave, and Enter alone confirms: no settings change them, so that nobody is
//! shut in and nothing is confirmed by another key.

use std::fmt;

use crokey::KeyCombination;
use crossterm::event::{KeyCode, KeyModifiers};
use rustc_hash::FxHashMap;

use super::named::single;
use super::{Action, Binding, Keymap, Mode, key_for};
use crate::settings::{KeyChange, nearest};

/// Every mistake in the keys of the settings, one on a line, each with its place.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.join("\n"))]
pub(crate) struct KeyMistakes(Vec<String>);

/// The keys that always leave.
const FIXED: [&str; 2] = ["esc", "ctrl-c"];

impl Keymap {
    /// The keymap with these keys in place of its own. All mistakes are told at once.
    pub(crate) fn changed(self, changes: &[KeyChange]) -> Result<Self, KeyMistakes> {
        let mut bindings = self.bindings;
        let mut mistakes = Vec::new();
        for change in changes {
            if let Err(why) = change_in(&mut bindings, change) {
                mistakes.push(format!("{}: {why}", change.place));
            }
        }
        if mistakes.is_empty() {
            mistakes = clashes(&bindings);
        }
        if !mistakes.is_empty() {
            return Err(KeyMistakes(mistakes));
        }
        Self::of(bindings).map_err(|error| KeyMistakes(vec![error.to_string()]))
    }
}

/// Puts the keys of a change into the binding that it names.
fn change_in(bindings: &mut [Binding], change: &KeyChange) -> Result<(), String> {
    let mode = Mode::named(&change.mode).ok_or_else(|| {
        let modes: Vec<String> = bindings.iter().map(|it| it.mode.name()).collect();
        unknown("keys", &change.mode, &modes)
    })?;
    let named = Action::named(&change.action);
    let mut here = bindings.iter_mut().filter(|it| it.mode == mode);
    let Some(action) = named.filter(|action| here.any(|it| it.action == *action)) else {
        let actions = bindings.iter().filter(|it| it.mode == mode);
        let actions: Vec<String> = actions.map(|it| it.action.name()).collect();
        let table = format!("keys.{}", change.mode);
        return Err(unknown(&table, &change.action, &actions));
    };
    for key in &change.keys {
        may_be_bound(mode, action, key)?;
    }
    let mut first = true;
    for binding in bindings.iter_mut() {
        if binding.mode != mode || binding.action != action {
            continue;
        }
        binding.keys.retain(|key| is_fixed(mode, action, key));
        if std::mem::take(&mut first) {
            binding.keys.splice(0..0, change.keys.iter().cloned());
            binding.place = Some(change.place.to_string());
        }
    }
    Ok(())
}

/// The words for a name that is none, with what was probably meant.
fn unknown(table: &str, name: &str, known: &[String]) -> String {
    let shown: String = name.chars().take(60).collect();
    let shown = shown.escape_debug();
    let known = known.iter().map(String::as_str);
    if let Some(near) = nearest(name, known.clone()) {
        return format!("`{shown}` is not a name in [{table}]; did you mean `{near}`?");
    }
    let mut all: Vec<&str> = known.collect();
    all.sort_unstable();
    all.dedup();
    format!(
        "`{shown}` is not a name in [{table}]; it takes {}",
        all.join(", ")
    )
}

/// Whether a key keeps its meaning whatever the settings say.
fn is_fixed(mode: Mode, action: Action, key: &str) -> bool {
    let confirms = mode == Mode::Review && action == Action::Keep;
    confirms || FIXED.contains(&key)
}

/// Whether this action may be on this key, or why not.
fn may_be_bound(mode: Mode, action: Action, name: &str) -> Result<(), String> {
    let key = key_for(name, action).map_err(|error| error.to_string())?;
    let confirms = mode == Mode::Review && action == Action::Keep;
    if confirms {
        return Err("only Enter confirms, after what is asked for was typed".to_owned());
    }
    let fixed = |name: &&str| name.parse::<KeyCombination>().is_ok_and(|it| it == key);
    if FIXED.iter().any(fixed) {
        return Err(format!(
            "{name} always leaves, and cannot mean anything else"
        ));
    }
    let commands = KeyModifiers::CONTROL | KeyModifiers::ALT;
    let prints = matches!(single(&key), Some(KeyCode::Char(_)));
    let is_text = prints && !key.modifiers.intersects(commands);
    if is_text && mode.has_a_field() {
        return Err(format!(
            "{name} is text where something is typed: take a key with Ctrl, or a function key"
        ));
    }
    if is_text && action.works_everywhere() {
        let action = action.name();
        return Err(format!(
            "`{action}` works everywhere, also where {name} is text: take a key with Ctrl, or a \
             function key"
        ));
    }
    Ok(())
}

/// The keys with two meanings in one mode, in words that name both.
fn clashes(bindings: &[Binding]) -> Vec<String> {
    let mut meanings: FxHashMap<(Mode, KeyCombination), &Binding> = FxHashMap::default();
    let mut clashes = Vec::new();
    for binding in bindings {
        for name in &binding.keys {
            let Ok(key) = key_for(name, binding.action) else {
                continue;
            };
            match meanings.insert((binding.mode, key), binding) {
                Some(first) if first.action != binding.action => {
                    clashes.push(clash(name, first, binding));
                }
                _ => {}
            }
        }
    }
    clashes
}

fn clash(key: &str, one: &Binding, other: &Binding) -> String {
    // The place is that of a line of the settings, of the later one if both are.
    let (first, second) = if other.place.is_some() {
        (one, other)
    } else {
        (other, one)
    };
    let (mode, action) = (second.mode.name(), first.action.name());
    format!(
        "{}: in [keys.{mode}], {key} means both {} and {}: take another key, or take it away \
         from the other, as with `{action} = []`",
        Said(second.place.as_deref()),
        described(second),
        described(first),
    )
}

/// A binding by the name of its action, with where it stands.
fn described(binding: &Binding) -> String {
    let name = binding.action.name();
    match &binding.place {
        Some(place) => format!("`{name}` ({place})"),
        None => format!("`{name}` (zentop's own)"),
    }
}

/// The place of a binding.
struct Said<'a>(Option<&'a str>);

impl fmt::Display for Said<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.unwrap_or("assets/keymap.toml"))
    }
}

#[cfg(test)]
mod tests {
    use crossterm::event::KeyEvent;

    use super::*;
    use crate::settings::key_changes;

    fn changed(text: &str) -> Result<Keymap, String> {
        let changes = key_changes(text).unwrap();
        let keymap = Keymap::standard().unwrap();
        keymap.changed(&changes).map_err(|error| error.to_string())
    }

    fn means(keymap: &Keymap, mode: Mode, key: &str) -> Option<Action> {
        let key: KeyEvent = key.parse::<KeyCombination>().unwrap().into();
        keymap.resolve(mode, key)
    }

    #[test]
    fn keys_are_moved_added_and_taken_away_by_name() {
        let keymap = changed(
            "[keys.list]\nend = ['ctrl-e']\nend-menu = []\ncopy = ['y', 'f5']\n\
             [keys.report]\nback = ['x']\n",
        )
        .unwrap();
        let list = |key| means(&keymap, Mode::List, key);
        assert_eq!(list("ctrl-e"), Some(Action::End));
        assert_eq!(
            (list("shift-k"), list("f9"), list("shift-e")),
            (None, None, None)
        );
        assert_eq!(
            (list("y"), list("f5")),
            (Some(Action::Copy), Some(Action::Copy))
        );
        assert_eq!(means(&keymap, Mode::Report, "x"), Some(Action::Back));
        assert_eq!(means(&keymap, Mode::Report, "q"), None);
        let of_end = |it: &&Binding| it.mode == Mode::List && it.action == Action::End;
        let end = keymap.bindings().iter().find(of_end).unwrap();
        assert_eq!(end.keys(), ["Ctrl-e"]);
    }

    #[test]
    fn nobody_is_shut_in_and_only_enter_confirms() {
        let keymap = changed(
            "[keys.list]\nquit = []\n[keys.review]\nback = []\nkeep = []\n[keys.run]\n\
             stop-run = ['x']\n",
        )
        .unwrap();
        assert_eq!(means(&keymap, Mode::List, "ctrl-c"), Some(Action::Quit));
        assert_eq!(means(&keymap, Mode::Review, "esc"), Some(Action::Back));
        assert_eq!(means(&keymap, Mode::Review, "enter"), Some(Action::Keep));
        assert_eq!(means(&keymap, Mode::Run, "esc"), Some(Action::StopRun));
        let why = changed("[keys.list]\nhelp = ['ctrl-c']\n").unwrap_err();
        assert!(why.contains("ctrl-c always leaves"), "{why}");
        let why = changed("[keys.review]\nkeep = ['ctrl-y']\n").unwrap_err();
        assert!(why.contains("only Enter confirms"), "{why}");
    }

    #[test]
    fn a_clash_names_both_bindings_and_their_places() {
        let why = changed("[keys.list]\nend = ['shift-x']\n").unwrap_err();
        assert!(why.starts_with("/s.toml:2:"), "{why}");
        assert!(why.contains("`end` (/s.toml:2:"), "{why}");
        assert!(why.contains("`end-person` (zentop's own)"), "{why}");
        let why = changed("[keys.list]\nend = ['f5']\nsave = ['f5']\n").unwrap_err();
        assert!(
            why.contains("(/s.toml:2:") && why.contains("(/s.toml:3:"),
            "{why}"
        );
        let moved = changed("[keys.list]\nend = ['shift-x']\nend-person = ['shift-k']\n");
        assert_eq!(
            means(&moved.unwrap(), Mode::List, "shift-k"),
            Some(Action::EndPerson)
        );
    }

    #[test]
    fn what_ends_is_on_no_key_that_is_pressed_without_thinking() {
        for key in ["enter", "space", "esc", "y", "up", "down", "left", "right"] {
            for action in ["end", "end-person", "suspend", "end-menu"] {
                let text = format!("[keys.list]\n{action} = ['{key}']\n");
                let why = changed(&text).unwrap_err();
                let is_told = why.contains("without thinking") || why.contains("always leaves");
                assert!(is_told, "{why}");
            }
        }
    }

    /// Where the terminal does not tell which key of the keyboard it is, a letter of another layout can
    /// be added.
    #[test]
    fn letters_of_other_layouts_can_be_added() {
        let keymap = changed("[keys.list]\ndown = ['о', 'j']\nend = ['К', 'shift-k']\n").unwrap();
        let means = |sign, modifiers| {
            let key = KeyEvent::new(KeyCode::Char(sign), modifiers);
            keymap.resolve(Mode::List, key)
        };
        let (none, shift) = (KeyModifiers::NONE, KeyModifiers::SHIFT);
        assert_eq!(means('о', none), Some(Action::Down));
        assert_eq!(means('j', none), Some(Action::Down));
        assert_eq!(means('К', none), Some(Action::End));
        assert_eq!(means('К', shift), Some(Action::End));
        assert_eq!(means('к', none), None);
        let why = changed("[keys.filter]\nkeep = ['о']\n").unwrap_err();
        assert!(why.contains("о is text where something is typed"), "{why}");
        let why = changed("[keys.list]\nup = ['ö']\ndown = ['ö']\n").unwrap_err();
        assert!(why.contains("ö means both"), "{why}");
    }

    #[test]
    fn keys_that_arrive_as_others_are_refused() {
        for (key, other) in [("ctrl-m", "Enter"), ("ctrl-i", "Tab"), ("ctrl-[", "Esc")] {
            let why = changed(&format!("[keys.list]\ndown = ['{key}', 'j']\n")).unwrap_err();
            assert!(why.contains(&format!("send {key} as {other}")), "{why}");
        }
    }

    #[test]
    fn names_that_are_none_are_told_with_what_was_meant_all_at_once() {
        let why = changed(
            "[keys.lits]\nend = []\n[keys.list]\nedn = []\nend = ['shft-k']\n[keys.filter]\n\
             keep = ['k']\n",
        )
        .unwrap_err();
        for words in [
            "did you mean `list`?",
            "did you mean `end`?",
            "\"shft-k\" is not a key",
            "k is text where something is typed",
        ] {
            assert!(why.contains(words), "{words} in {why}");
        }
        assert_eq!(why.lines().count(), 4);
        let why = changed("[keys.list]\nredraw = ['x']\n").unwrap_err();
        assert!(why.contains("works everywhere"), "{why}");
    }
}
