//! Whom a plan does nothing to: by reason, folded to one line with a number, and below it who they are, by
//! name.

use ratatui::style::Style;

use super::super::pen::{Pen, width};
use super::{Scene, targets};
use crate::app::{LeftAlone, LeftGroup, LeftLine};
use crate::model::SafeText;
use crate::operation::{NotFound, NotFoundBecause, Target};

/// The most columns of a name, and the least of a reason.
const NAME: usize = 28;
const LEAST_REASON: usize = 12;
/// Columns before those below a reason.
const INDENT: usize = 4;

/// The names that people go by in a list.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum WhichNames {
    /// Their own, also while people are masked.
    Real,
    /// Those that are shown everywhere else.
    AsShown,
}

/// The style of a group, which is quiet where nothing is to be done about it.
const fn style_of(scene: Scene<'_>, group: &LeftGroup) -> Style {
    if group.is_harmless() {
        scene.theme.dim
    } else {
        scene.theme.warning
    }
}

/// Draws one line.
pub(super) fn draw(scene: Scene<'_>, pen: &mut Pen<'_>, line: LeftLine<'_>, names: WhichNames) {
    match line {
        LeftLine::Head(group, is_unfolded) => head(scene, pen, group, is_unfolded),
        LeftLine::Below(group, one) => {
            pen.gap(INDENT);
            match one {
                LeftAlone::Target(target) => below(scene, pen, &called(scene, target, names)),
                LeftAlone::Miss(miss) => missed(scene, pen, (group, miss, false), names),
            }
        }
        LeftLine::Only(group, one) => match one {
            LeftAlone::Target(target) => only(scene, pen, group, &called(scene, target, names)),
            LeftAlone::Miss(miss) => missed(scene, pen, (group, miss, true), names),
        },
    }
}

/// A target under the names that people go by.
fn called(scene: Scene<'_>, target: &Target, names: WhichNames) -> Target {
    match names {
        WhichNames::Real => target.clone(),
        WhichNames::AsShown => targets::named(scene, target),
    }
}

/// A reason, with how many there are of it.
fn head(scene: Scene<'_>, pen: &mut Pen<'_>, group: &LeftGroup, is_unfolded: bool) {
    let theme = scene.theme;
    let sign = if is_unfolded {
        theme.signs.unfolded
    } else {
        theme.signs.folded
    };
    let count = group.count();
    // The reason gives way to the number.
    let room = pen.left().saturating_sub(width(sign) + width(&count) + 3);
    let why = SafeText::new(&group.why).fit(room).into_owned();
    pen.put(sign, theme.dim).gap(1);
    pen.put(&format!("{why}: {count}"), style_of(scene, group));
}

/// What of somebody's it is, where it is not they themselves.
fn what_of(target: &Target) -> String {
    match target {
        Target::Session(session) => format!("{} ", session.key.session),
        Target::Token(token) => format!("token {} ", token.token.named()),
        Target::Person(_) => String::new(),
    }
}

/// Somebody below the reason: by name, and by what tells them from others.
fn below(scene: Scene<'_>, pen: &mut Pen<'_>, target: &Target) {
    let theme = scene.theme;
    let columns = targets::name_columns(pen.left());
    pen.field(&targets::name(target, columns), columns, theme.text)
        .gap(1)
        .put(&what_of(target), theme.dim);
    let room = pen.left();
    pen.field(&targets::whom(target, false, room), room, theme.dim);
}

/// The only one of a reason: why, and who they are.
fn only(scene: Scene<'_>, pen: &mut Pen<'_>, group: &LeftGroup, target: &Target) {
    let theme = scene.theme;
    let (name, what) = (targets::name(target, NAME), what_of(target));
    // The reason gives way to who it is, by the address or the number, whichever is shorter.
    let id = "id ".len() + target.user().to_string().len();
    let address = target.email().map_or(id, |email| email.escaped().len());
    let beside = width(&name) + what.len() + id.min(address) + 3;
    let room = pen.left().saturating_sub(beside);
    let why = SafeText::new(&group.why)
        .fit(room.max(LEAST_REASON))
        .into_owned();
    pen.put(&format!("{why}: {name} "), style_of(scene, group));
    pen.put(&what, theme.dim);
    let room = pen.left();
    pen.field(&targets::whom(target, false, room), room, theme.dim);
}

/// What was named and is not there, with the reason; what that comes to in short is above it, unless it is
/// the only one.
fn missed(
    scene: Scene<'_>,
    pen: &mut Pen<'_>,
    (group, miss, is_only): (&LeftGroup, &NotFound, bool),
    names: WhichNames,
) {
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
    let text = if !is_only || because.starts_with(&group.why) {
        format!("{named}: {because}")
    } else {
        format!("{}: {named}: {because}", group.why)
    };
    pen.last(&SafeText::new(&text), style_of(scene, group));
}
