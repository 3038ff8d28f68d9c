//! Whom a plan does nothing to, one on each line: why, and who they are, by name.

use super::super::pen::{Pen, width};
use super::{Scene, targets};
use crate::app::LeftAlone;
use crate::model::SafeText;
use crate::operation::{NotFoundBecause, Target};

/// The most columns of a name, and the least of a reason.
const NAME: usize = 28;
const LEAST_REASON: usize = 12;

/// The names that people go by in a list.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum WhichNames {
    /// Their own, also while people are masked.
    Real,
    /// Those that are shown everywhere else.
    AsShown,
}

/// Draws one of them.
pub(super) fn draw(scene: Scene<'_>, pen: &mut Pen<'_>, one: &LeftAlone, names: WhichNames) {
    match one {
        LeftAlone::Excluded(why, target) | LeftAlone::Undecided(why, target) => {
            let target = match names {
                WhichNames::Real => target.clone(),
                WhichNames::AsShown => targets::named(scene, target),
            };
            left(scene, pen, why, &target);
        }
        LeftAlone::NotFound(miss) => {
            let because = match miss.because {
                NotFoundBecause::NoneListed(_) => miss.because.as_str().to_owned(),
                because => because.to_string(),
            };
            let named = miss.named.fit(pen.left());
            let (named, because) = match names {
                WhichNames::Real => (named.into_owned(), because),
                WhichNames::AsShown => {
                    let shown = scene.names();
                    let because = shown.without_numbers(&because).into_owned();
                    (shown.words(&named).to_owned(), because)
                }
            };
            // The kind of a miss is not said where its reason begins with it.
            let what = miss.because.in_short();
            let text = if because.starts_with(what) {
                format!("{named}: {because}")
            } else {
                format!("{what}: {named}: {because}")
            };
            // Where all is as it was wished nothing is to be done about it.
            let style = if miss.because.is_as_wished() {
                scene.theme.dim
            } else {
                scene.theme.warning
            };
            pen.last(&SafeText::new(&text), style);
        }
    }
}

/// Somebody who stays as they are, for a reason.
fn left(scene: Scene<'_>, pen: &mut Pen<'_>, why: &str, target: &Target) {
    let theme = scene.theme;
    let name = targets::name(target, NAME);
    let what = match target {
        Target::Session(session) => format!("{} ", session.key.session),
        Target::Token(token) => format!("token {} ", token.token.named()),
        Target::Person(_) => String::new(),
    };
    // The reason gives way to who it is, by the address or the number, whichever is shorter.
    let id = "id ".len() + target.user().to_string().len();
    let address = target.email().map_or(id, |email| email.escaped().len());
    let beside = width(&name) + what.len() + id.min(address) + 3;
    let room = pen.left().saturating_sub(beside);
    let why = SafeText::new(why).fit(room.max(LEAST_REASON)).into_owned();
    pen.put(&format!("{why}: {name} "), theme.warning);
    pen.put(&what, theme.dim);
    let room = pen.left();
    pen.field(&targets::whom(target, false, room), room, theme.dim);
}
