//! What is offered, and what comes first.

use super::offers::NOT_OFFERED;
use super::*;
use crate::app::Card;
use crate::app::keymap::Mode;
use crate::settings::ThemeChoice;

fn typed(text: &str) -> Palette {
    let mut palette = Palette::new(&Keymap::standard().unwrap());
    palette.input = Input::new(text.to_owned());
    palette.find();
    palette
}

fn nobody() -> std::sync::Arc<Snapshot> {
    crate::live::Store::new().snapshot()
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
            .filter(|found| found.entry == PaletteEntry::Action(binding.action))
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

/// What has it in its words alone is done to nobody who pressed Enter on a name.
#[test]
fn what_was_not_called_is_not_carried_out() {
    assert_eq!(typed("clipboard").named, 0);
    assert!(typed("end").named > 0 && typed("").named > 0);
}

#[test]
fn every_theme_is_offered_by_its_name_in_the_settings() {
    for theme in ThemeChoice::ALL {
        let palette = typed(&format!("theme {theme}"));
        assert_eq!(palette.chosen(), Some(PaletteEntry::Theme(*theme)));
    }
    assert_eq!(names(&typed("theme"))[..5].len(), 5);
    assert_eq!(names(&typed("theme h"))[0], "theme high-contrast");
    assert_eq!(typed("theme drak").chosen(), None);
}

#[test]
fn what_was_used_comes_first_among_what_matches_alike() {
    let (chat, end) = (
        PaletteEntry::Card(Card::ChatAccount),
        PaletteEntry::Action(Action::EndMenu),
    );
    let palette = || Palette::new(&Keymap::standard().unwrap());
    let recent = palette().with_recent(&[chat, end]);
    let first: Vec<PaletteEntry> = recent.found().take(2).map(|found| found.entry).collect();
    assert_eq!(first, [chat, end]);
    let mut typed = palette().with_recent(&[chat, end]);
    typed.paste("end", &nobody());
    assert_eq!(typed.chosen(), Some(end));
}

#[test]
fn profiles_are_offered_and_completed_by_name() {
    let profile = |name: &str, address: Option<&str>, is_production| OfferedProfile {
        name: name.to_owned(),
        address: address.map(str::to_owned),
        is_production,
        is_read_only: is_production,
    };
    let profiles = [
        profile("acme", Some("acme.zendesk.com"), true),
        profile("sandbox", None, false),
    ];
    let mut palette = Palette::new(&Keymap::standard().unwrap()).with_profiles(&profiles, "acme");
    let about = |palette: &Palette, place| {
        let mut found = palette.found();
        let found = found.find(|found| found.entry == PaletteEntry::Profile(place));
        found.map(|found| found.help.clone()).unwrap_or_default()
    };
    assert_eq!(
        about(&palette, 0),
        "acme.zendesk.com PRODUCTION read-only; is shown now"
    );
    assert_eq!(
        about(&palette, 1),
        "its account is not in the settings; leaves the account that is shown"
    );
    palette.paste("profile s", &nobody());
    assert_eq!(palette.chosen(), Some(PaletteEntry::Profile(1)));
    palette.complete(&nobody());
    assert_eq!(palette.input.value(), "profile sandbox");
    palette.input = Input::new("or".to_owned());
    palette.find();
    // As far as all that begin so agree, and then to the one under the cursor.
    palette.complete(&nobody());
    palette.complete(&nobody());
    assert_eq!(palette.input.value(), "org ");
}

#[test]
fn the_cursor_goes_round_and_typing_sends_it_to_the_best() {
    let mut palette = typed("end");
    palette.previous();
    assert_eq!(palette.at(), palette.found().count() - 1);
    palette.next();
    assert_eq!(palette.chosen(), Some(PaletteEntry::Action(Action::End)));
    palette.next();
    palette.find();
    assert_eq!(palette.at(), 0);
    let mut nothing = typed("no such thing");
    nothing.next();
    nothing.previous();
    assert_eq!(nothing.at(), 0);
}

/// Views are completed as other arguments are, and have the key or the number that opens them.
#[test]
fn views_are_completed_by_name_and_chosen_by_number() {
    let views = || {
        vec![
            ("all", "every session", "1".to_owned()),
            ("staff", "the staff", "2".to_owned()),
            ("vendors", "domain:vendor.example", ":view 10".to_owned()),
        ]
    };
    let mut palette = Palette::new(&Keymap::standard().unwrap()).with_views(views());
    palette.paste("view v", &nobody());
    palette.complete(&nobody());
    assert_eq!(palette.input.value(), "view vendors");
    assert_eq!(palette.chosen(), Some(PaletteEntry::View(2)));
    for (typed, place) in [("view 10", 2), ("view 2", 1), ("view s", 1)] {
        palette.input = Input::new(typed.to_owned());
        palette.find();
        assert_eq!(palette.chosen(), Some(PaletteEntry::View(place)), "{typed}");
    }
    palette.input = Input::new("view".to_owned());
    palette.find();
    palette.complete(&nobody());
    assert!(palette.input.value().starts_with("view"));
}

#[test]
fn a_view_is_offered_once_and_found_by_the_name_of_its_action_too() {
    let views = vec![
        ("all", "every session", "1".to_owned()),
        ("overdue", "past their end", "5".to_owned()),
    ];
    let mut palette = Palette::new(&Keymap::standard().unwrap()).with_views(views);
    let views = |palette: &Palette| -> Vec<String> {
        let names = palette.found().map(|found| found.name.clone());
        names.filter(|name| name.starts_with("view")).collect()
    };
    assert_eq!(
        views(&palette),
        ["view all", "view overdue", "view runs", "view news"]
    );
    // They come before what else there is, and where the cursor goes is for keys.
    let all = names(&palette);
    assert_eq!(
        all[..4],
        ["view all", "view overdue", "view runs", "view news"]
    );
    let moves = ["top", "bottom"].map(|name| all.iter().position(|known| *known == name));
    assert_eq!(moves, [Some(all.len() - 2), Some(all.len() - 1)]);
    palette.paste("past-runs", &nobody());
    assert_eq!(
        palette.chosen(),
        Some(PaletteEntry::Action(Action::PastRuns))
    );
    palette.input = Input::default();
    palette.paste("view-overdue", &nobody());
    assert_eq!(palette.chosen(), Some(PaletteEntry::View(1)));
}
