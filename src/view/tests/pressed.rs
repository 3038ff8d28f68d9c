//! Every key of the list does something, says something, or is off for a reason: a new action that nobody
//! carries out is noticed here.

use super::scenes;
use super::world::World;
use crate::app::Action;

/// The first key of each action of the list, as the keymap names both.
fn keys_of_the_list() -> Vec<(Action, String)> {
    let keymap = include_str!("../../../assets/keymap.toml");
    let keymap: toml::Table = toml::from_str(keymap).unwrap();
    let bindings = keymap["binding"].as_array().unwrap().iter();
    let of_list = bindings.filter(|binding| binding["mode"].as_str() == Some("list"));
    let named = of_list.map(|binding| {
        let action = Action::named(binding["action"].as_str().unwrap()).unwrap();
        (action, binding["keys"][0].as_str().unwrap().to_owned())
    });
    named.collect()
}

/// The list with the cursor in the middle of its rows, after these keys.
fn after(keys: &str) -> World {
    let mut world = scenes::live();
    world.press("down down down");
    world.press(keys);
    world
}

/// Whether a key is followed by an effect, or by another screen.
fn is_noticed(mut world: World, key: &str) -> bool {
    let shown = |world: &mut World| (world.effects().len(), world.screen(120, 40));
    let before = shown(&mut world);
    world.press(key);
    shown(&mut world) != before
}

#[test]
fn every_key_of_the_list_does_something_or_says_why_not() {
    let keys = keys_of_the_list();
    assert!(keys.len() > 40, "only {} keys were found", keys.len());
    // Some keys are about people, some about marks and a filter that there are.
    let states = ["", "3", "space / a enter"];
    let does_nothing = |(action, key): &(Action, String)| {
        let is_off = after("").app.why_off(*action).is_some();
        !is_off && !states.iter().any(|keys| is_noticed(after(keys), key))
    };
    let idle: Vec<_> = keys.into_iter().filter(does_nothing).collect();
    assert!(idle.is_empty(), "nothing comes of {idle:?}");
}
