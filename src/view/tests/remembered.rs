//! How the list looks from one time to the next, and the views that the settings name.

use super::scenes;
use super::world::{World, shows, with_rules};
use crate::app::{Effect, ListSetup, RememberedList, Setup};
use crate::live::Sort;
use crate::settings::{ListColumn, SavedView};

fn remembering(before: Option<RememberedList>, views: Vec<SavedView>) -> World {
    let list = ListSetup {
        before,
        views,
        kept_in: Some("/state/screen/acme.toml".into()),
        ..ListSetup::default()
    };
    let mut world = World::new(Setup {
        list,
        ..with_rules()
    });
    world.resize(80, 24);
    world
}

fn written(world: &World) -> Option<RememberedList> {
    let written = world
        .effects()
        .iter()
        .rev()
        .find_map(|effect| match effect {
            Effect::Remember(_, text) => Some(text.clone()),
            _ => None,
        });
    written.map(|text| RememberedList::parse(&text).unwrap().0)
}

#[test]
fn how_the_list_looks_is_written_when_it_changes_and_comes_back_with_a_word() {
    let mut world = remembering(None, Vec::new());
    assert_eq!(written(&world), None);
    world.press("2 / t o m");
    let before = written(&world).unwrap();
    assert_eq!(
        before.filter, None,
        "nothing is written while somebody types"
    );
    world.press("enter 0");
    let list = written(&world).unwrap();
    assert_eq!(list.view.as_deref(), Some("staff"));
    assert_eq!(list.filter.as_deref(), Some("tom"));
    assert_eq!(list.sort, Some(Sort::default()));
    let mut again = remembering(Some(list), Vec::new());
    shows(&again.screen(80, 24), &["as you left it: view staff, /tom"]);
    assert_eq!(again.app.filter().query().text(), "(role:staff) (tom)");
    assert_eq!(again.app.list().sort, Sort::default());
    assert_eq!(written(&again), None, "nothing has changed");
}

#[test]
fn what_does_not_fit_any_more_is_told_and_dropped() {
    let before = RememberedList {
        view: Some("vendors".to_owned()),
        filter: Some("flag:gone".to_owned()),
        ..RememberedList::default()
    };
    let world = remembering(Some(before), Vec::new());
    let notice = world.app.notices().iter().last().unwrap().text.clone();
    assert_eq!(
        notice,
        "not as you left it: there is no view vendors, filter flag:gone any more"
    );
    assert!(world.app.filter().query().is_empty());
}

#[test]
fn what_is_marked_is_no_filter_for_the_next_time_and_a_demo_keeps_nothing() {
    let mut world = remembering(None, Vec::new());
    world.press("/ m a r k e d : t r u e enter 0");
    assert_eq!(written(&world).unwrap().filter, None);
    let mut world = scenes::live();
    world.press("2 0");
    assert_eq!(written(&world), None);
}

#[test]
fn views_of_the_settings_are_opened_by_name_with_their_order_and_columns() {
    let view = SavedView {
        name: "ann".into(),
        query: crate::query::Query::parse("name:\"Ann Admin\"", crate::query::Zone::UTC).unwrap(),
        sort: None,
        by_person: true,
        columns: vec![ListColumn::Name, ListColumn::Sessions],
    };
    let mut world = remembering(None, vec![view]);
    world.press(": v i e w space a n n enter");
    assert_eq!(world.app.table().look.view_name(), Some("ann"));
    assert_eq!(
        world.app.table().look.columns(),
        [ListColumn::Name, ListColumn::Sessions]
    );
    assert_eq!(written(&world).unwrap().view.as_deref(), Some("ann"));
    // It is this view that has other columns then, and not every list.
    world.press("c down space esc 1");
    assert!(world.app.table().look.columns().is_empty());
}
