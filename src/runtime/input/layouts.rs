//! Kitty's keyboard protocol, which tells the key's place on other layouts. It is switched on only
//! where the terminal said that it knows it, and switched off whenever the terminal is given back.

use std::sync::atomic::{AtomicBool, Ordering};

/// Unambiguous keys, their places on a Latin layout, all keys, and the text they type: 1, 4, 8
/// and 16.
const ENTER: &str = "\u{1b}[>29u";
const LEAVE: &str = "\u{1b}[<u";

/// Whether the terminal knows it. The guard that gives the terminal back has no other way to know.
static IS_KNOWN: AtomicBool = AtomicBool::new(false);

/// Notes that the terminal knows the protocol.
pub(super) fn know_layouts() {
    IS_KNOWN.store(true, Ordering::Relaxed);
}

/// What to write once the terminal's alternate screen is ours; nothing to a terminal that does not
/// know it.
pub(in crate::runtime) fn enter_layouts() -> &'static str {
    if IS_KNOWN.load(Ordering::Relaxed) {
        ENTER
    } else {
        ""
    }
}

/// What to write before the alternate screen is left, which has settings of its own.
pub(in crate::runtime) fn leave_layouts() -> &'static str {
    if IS_KNOWN.load(Ordering::Relaxed) {
        LEAVE
    } else {
        ""
    }
}
