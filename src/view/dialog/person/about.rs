//! Who somebody is, whom they are like, and which rules hit them.

use super::super::super::details::facts::{Value, of_person};
use super::super::super::details::{INTRODUCES, introduction};
use super::super::super::pen::{width, wrapped};
use super::super::super::words::{counted, level_sign};
use super::super::Scene;
use super::{INDENT, LABEL, PageLine, indented, plain, sentence, signed};
use crate::app::PersonPage;
use crate::live::{Person, PersonIndex, SessionFlags};
use crate::model::{Role, SafeText};
use crate::settings::{Rule, RuleLevel};

/// What stands between what is known and how old that is.
const AGE: &str = ", read ";

/// Who they are. Their name is said where the title does not say it whole.
pub(super) fn card(
    scene: Scene<'_>,
    page: &PersonPage,
    (columns, title): (usize, &str),
) -> Vec<PageLine> {
    let theme = scene.theme;
    let snapshot = scene.app.snapshot();
    let Some(person) = page.person(snapshot) else {
        let text = format!(" user {}, not known yet", scene.names().user_id(page.user));
        return vec![plain(&text, theme.dim)];
    };
    let is_signed_in = !page.sessions(snapshot).is_empty();
    let room = columns.saturating_sub(INDENT + LABEL + 1);
    let mut facts = of_person(scene, person, is_signed_in);
    let mut names = facts.iter().filter(|fact| fact.label == "name");
    let is_in_title = names.next().is_some_and(|fact| fact.words() == title);
    let labels: &[&str] = if is_in_title { &["role"] } else { &INTRODUCES };
    let name = introduction(scene, &facts, labels);
    let mut lines = indented(name.as_str(), 0, columns, theme.heading);
    facts.retain(|fact| !INTRODUCES.contains(&fact.label));
    // Numbers are for copying, so they come last.
    let from = facts.len().min(1);
    facts.rotate_left(from);
    for fact in facts {
        let (text, style) = match &fact.value {
            Value::Words(text, style) => (text.as_str(), *style),
            Value::Text(text, style) => (text.as_str(), *style),
            Value::Email(email) => (email.as_str(), theme.text),
        };
        let mut label = fact.label;
        // How old it is goes on in another line as a whole.
        let parts = text.rsplit_once(AGE).filter(|_| width(text) > room);
        let texts = parts.map_or_else(
            || wrapped(text, room),
            |(what, age)| {
                let what = wrapped(&format!("{what},"), room).into_iter();
                what.chain([format!("read {age}")]).collect()
            },
        );
        for text in texts {
            lines.push(PageLine {
                // What goes on has an empty label of the same columns.
                label: std::mem::replace(&mut label, " "),
                ..plain(&text, style)
            });
        }
    }
    lines
}

/// The columns in which no fact goes on in another line.
pub(super) fn longest(scene: Scene<'_>, page: &PersonPage) -> usize {
    let person = page.person(scene.app.snapshot());
    let facts = person.map_or_else(Vec::new, |person| of_person(scene, person, true));
    let longest = facts.iter().map(|fact| width(fact.words())).max();
    INDENT + LABEL + 1 + longest.unwrap_or(0)
}

/// Who is called or looks like them.
pub(super) fn twins(scene: Scene<'_>, page: &PersonPage, columns: usize) -> Vec<PageLine> {
    let theme = scene.theme;
    let snapshot = scene.app.snapshot();
    let twins = page.twins();
    if twins.count == 0 {
        return Vec::new();
    }
    let same = twins.same_name.iter().map(|place| (*place, ""));
    let alike = twins.lookalikes.iter();
    let named: Vec<(PersonIndex, &str)> = same
        .chain(alike.map(|place| (*place, ", looks alike")))
        .collect();
    let others = counted(twins.count, "other person has", "other people have");
    let or_alike = match (twins.lookalikes.is_empty(), twins.same_name.is_empty()) {
        (true, _) => "this name",
        (false, true) => "a name or an address that looks like theirs",
        (false, false) => "this name, or look like it",
    };
    let open = if twins.is_open {
        ", of those whose record is known"
    } else {
        ""
    };
    let text = format!("{others} {or_alike}{open}");
    let about = theme.signs.about.trim();
    // That somebody has a namesake is no fault of theirs.
    let mut lines = signed(about, &text, (0, columns), theme.heading);
    for (place, how) in &named {
        let Some(person) = snapshot.person(*place) else {
            continue;
        };
        let is_staff = person
            .user()
            .is_some_and(|user| matches!(user.role, Role::Admin | Role::Agent));
        let style = if is_staff { theme.heading } else { theme.text };
        let text = format!("{}{how}", twin(scene, person, how.is_empty()));
        lines.extend(sentence(&text, columns, style));
    }
    if twins.count > named.len() {
        let more = format!("and {} more", twins.count - named.len());
        lines.extend(sentence(&more, columns, theme.dim));
    }
    lines
}

/// Somebody by what tells them from their namesake.
fn twin(scene: Scene<'_>, person: &Person, is_namesake: bool) -> String {
    let names = scene.names();
    let Some(user) = names.person(person) else {
        return format!("user {}", names.user_id(person.id));
    };
    let directory = scene.app.snapshot().directory();
    let organization = person
        .user()
        .and_then(|user| user.organization.shown().copied());
    let organization = organization.and_then(|id| names.organization(id, directory));
    let parts = [
        (user.name.shown().filter(|_| !is_namesake)).map(|name| name.as_str().to_owned()),
        Some(user.role.word().to_owned()),
        organization.map(|name| name.as_str().to_owned()),
        user.email.shown().map(|email| email.as_str().to_owned()),
        Some(format!("id {}", names.user_id(person.id))),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    parts.join(", ")
}

/// The rules that hit them, each with its words.
pub(super) fn flags(scene: Scene<'_>, page: &PersonPage, columns: usize) -> Vec<PageLine> {
    let theme = scene.theme;
    let (Some(flags), Some(place)) = (scene.app.flags(), page.place()) else {
        return Vec::new();
    };
    let rules = flags.person(place).iter();
    let rules = rules.filter_map(|flag| flags.rule(flag));
    // That somebody is still signed in who should be gone is said with their status.
    let rules: Vec<&Rule> = rules
        .filter(|rule| !SessionFlags::is_of_leavers(rule))
        .collect();
    let heading = (!rules.is_empty()).then(|| plain("flags", theme.heading));
    let lines = rules.into_iter().flat_map(|rule| {
        let (level, style) = match rule.level {
            RuleLevel::Alarm => ("alarm", theme.danger),
            RuleLevel::Warn => ("warning", theme.warning),
            RuleLevel::Note => ("note", theme.text),
        };
        let bound = rule.more_than.map_or_else(String::new, |bound| {
            format!(", more than {}", bound.sessions)
        });
        let query = SafeText::new(rule.query.text());
        let text = format!(
            "{level} {}: {}{bound}",
            rule.name,
            scene.names().query(query.as_str())
        );
        let sign = level_sign(rule.level, theme);
        signed(sign, &text, (INDENT, columns), style)
    });
    heading.into_iter().chain(lines).collect()
}
