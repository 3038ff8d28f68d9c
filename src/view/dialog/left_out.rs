//! Whom a plan does nothing to, one on each line: why, and who they are.

use super::super::pen::{Pen, cut_middle};
use super::Scene;
use crate::app::LeftOut;
use crate::model::SafeText;
use crate::operation::{NotFoundBecause, Target};

/// The most columns of a name.
const NAME: usize = 32;

/// Draws one of them. `shown` gives the target under the name that is shown.
pub(super) fn draw(
    scene: Scene<'_>,
    pen: &mut Pen<'_>,
    one: &LeftOut,
    shown: impl Fn(&Target) -> Target,
) {
    match one {
        LeftOut::Excluded(why, target) | LeftOut::Undecided(why, target) => {
            left(scene, pen, why, &shown(target));
        }
        LeftOut::NotFound(miss) => {
            let because = match miss.because {
                NotFoundBecause::NoneListed(_) => miss.because.as_str().to_owned(),
                because => because.to_string(),
            };
            let names = scene.names();
            let named = miss.named.fit(pen.left());
            let text = format!(
                "not found: {}: {}",
                names.words(&named),
                names.without_numbers(&because)
            );
            pen.last(&SafeText::new(&text), scene.theme.warning);
        }
    }
}

/// Somebody who stays as they are, for a reason.
fn left(scene: Scene<'_>, pen: &mut Pen<'_>, why: &str, target: &Target) {
    let theme = scene.theme;
    pen.put(&format!("{why}: {target} "), theme.warning);
    let name = target.name().filter(|name| !name.is_blank());
    if let Some(name) = name {
        let room = pen.left().min(NAME);
        pen.put(&name.fit(room), theme.dim).gap(1);
    }
    let room = pen.left();
    let email = target.email().map(SafeText::escaped).unwrap_or_default();
    pen.put(&cut_middle(&email, room), theme.dim);
}
