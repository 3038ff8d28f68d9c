//! The rules that come with the program.

use super::{CountedPer, MoreThan, Rule};
use crate::query::{Query, SHIPPED_FLAGS, Zone};
use crate::settings::choice::RuleLevel;

/// A line of the table: the query, the number that must be exceeded, the hours, the level, and whether
/// the rule is on by default.
type Line = (
    &'static str,
    Option<MoreThan>,
    Option<&'static str>,
    RuleLevel,
    bool,
);

const fn per_person(sessions: u32) -> MoreThan {
    MoreThan {
        sessions,
        per: CountedPer::Person,
    }
}

/// In the order of [`SHIPPED_FLAGS`]. Lists and clocks are not exact, which is why twelve hours have
/// ten minutes of grace, as what is overdue has.
const TABLE: [Line; SHIPPED_FLAGS.len()] = [
    ("role:staff age>12h10m", None, None, RuleLevel::Alarm, true),
    (
        "suspended:true or deleted:true",
        None,
        None,
        RuleLevel::Warn,
        true,
    ),
    (
        "role:admin",
        Some(per_person(3)),
        None,
        RuleLevel::Warn,
        true,
    ),
    ("overdue:true", None, None, RuleLevel::Note, true),
    (
        "role:admin age<1h",
        None,
        Some("20:00-07:00"),
        RuleLevel::Alarm,
        false,
    ),
    ("age<10m", Some(per_person(5)), None, RuleLevel::Warn, true),
    (
        "role:end-user twin:staff",
        None,
        None,
        RuleLevel::Note,
        true,
    ),
];

/// Every rule that comes with the program, and whether it is on by default.
pub(super) fn all() -> Vec<(Rule, bool)> {
    let lines = SHIPPED_FLAGS.into_iter().zip(TABLE);
    let rules = lines.filter_map(|(name, (query, more_than, between, level, is_on))| {
        let rule = Rule {
            name: name.into(),
            // That each can be read is tested.
            query: Query::parse(query, Zone::UTC).ok()?,
            more_than,
            between: between.and_then(|hours| hours.parse().ok()),
            level,
        };
        Some((rule, is_on))
    });
    rules.collect()
}

/// A word of a few letters for each rule, in the order of [`SHIPPED_FLAGS`].
const SHORT: [&str; SHIPPED_FLAGS.len()] = [
    ">12h", "leaver", "many", "overdue", "night", "burst", "namesake",
];

/// The short word of a rule that still asks what it came with.
pub(super) fn short(rule: &Rule) -> Option<&'static str> {
    let place = SHIPPED_FLAGS.iter().position(|name| **name == *rule.name)?;
    (rule.query.text() == TABLE[place].0).then_some(SHORT[place])
}
