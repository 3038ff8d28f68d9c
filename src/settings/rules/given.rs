//! The rules as the settings file has them.

use super::{CountedPer, Hours, MoreThan, RULES_AT_MOST, Rule, shipped};
use crate::query::{FlagNames, Query, QueryField, SHIPPED_FLAGS, Zone};
use crate::settings::choice::{RuleLevel, RulePer};
use crate::settings::document::Section;
use crate::settings::read::{made, rule_name, switch, whole, word};
use crate::settings::source::Sourced;

/// The most that a rule can count to.
const MOST: u32 = 1_000_000;

/// What the file says of one rule.
#[derive(Debug, Default)]
pub(in crate::settings) struct RuleTable {
    name: Option<Sourced<String>>,
    query: Option<Sourced<Query>>,
    more_than: Option<Sourced<u32>>,
    per: Option<Sourced<RulePer>>,
    between: Option<Sourced<Hours>>,
    level: Option<Sourced<RuleLevel>>,
    enabled: Option<Sourced<bool>>,
}

/// A table of the file, with its place.
pub(in crate::settings) type RuleGiven = Sourced<RuleTable>;

/// Reads the rules of the file, and complains about those that cannot be.
pub(in crate::settings) fn read_rules(root: &mut Section<'_, '_>) -> Vec<RuleGiven> {
    let rules = root.list_of_tables("rule", |section| RuleTable {
        name: section.take("name", rule_name),
        query: section.take("query", made(rule_query)),
        more_than: section.take("more_than", whole(0..=MOST)),
        per: section.take("per", word),
        between: section.take("between", word),
        level: section.take("level", word),
        enabled: section.take("enabled", switch),
    });
    for (n, rule) in rules.iter().enumerate() {
        if let Some(message) = wrong_with(rule, &rules[..n]) {
            let place = rule
                .value
                .name
                .as_ref()
                .map_or(&rule.source, |name| &name.source);
            root.complain(
                &Sourced {
                    value: (),
                    source: place.clone(),
                },
                message,
            );
        }
    }
    let count = in_force(&rules).len();
    if let Some(last) = rules.last().filter(|_| count > RULES_AT_MOST) {
        let message = format!(
            "{count} rules are on, with those that come with zentop, and {RULES_AT_MOST} is the most: \
             switch some off with `enabled = false`"
        );
        root.complain(last, message);
    }
    rules
}

/// What is wrong with a rule as a whole; the earlier ones of the file are given.
fn wrong_with(rule: &RuleGiven, earlier: &[RuleGiven]) -> Option<String> {
    let RuleTable {
        name,
        query,
        more_than,
        per,
        ..
    } = &rule.value;
    let Some(name) = name.as_ref().map(|name| &name.value) else {
        return Some("a rule needs a good `name`, such as name = \"night-shift\"".to_owned());
    };
    let is_again = |other: &RuleGiven| other.value.name.as_ref().map(|it| &it.value) == Some(name);
    if earlier.iter().any(is_again) {
        return Some(format!("there is a rule {name} before this one: keep one"));
    }
    if query.is_none() && !SHIPPED_FLAGS.contains(&name.as_str()) {
        return Some(format!(
            "the rule {name} needs a good `query`, such as query = \"role:admin idle>8h\""
        ));
    }
    let counts = more_than.is_some() || name == "admin-many-sessions" || name == "sign-in-burst";
    (per.is_some() && !counts)
        .then(|| format!("the rule {name} has `per` and counts nothing: give it `more_than`"))
}

/// The rules that are on: those that come with the program as the file changes them, and then those
/// that it adds.
pub(super) fn in_force(given: &[RuleGiven]) -> Vec<Rule> {
    let named = |name: &str| {
        let is_it = |rule: &&RuleGiven| {
            let given = rule.value.name.as_ref();
            given.is_some_and(|given| given.value == name)
        };
        given.iter().find(is_it).map(|rule| &rule.value)
    };
    let shipped = shipped::all().into_iter().filter_map(|(rule, is_on)| {
        match named(&rule.name) {
            None => is_on.then_some(rule),
            // Naming a rule is asking for it.
            Some(table) => table.is_on().then(|| table.changed(rule)),
        }
    });
    let own = given.iter().map(|rule| &rule.value);
    let own = own.filter(|table| table.is_on()).filter_map(RuleTable::own);
    shipped.chain(own).collect()
}

/// The names of the rules that are on, for queries.
pub(in crate::settings) fn names_in_force(given: &[RuleGiven]) -> FlagNames {
    in_force(given).iter().map(|rule| &*rule.name).collect()
}

impl RuleTable {
    fn is_on(&self) -> bool {
        self.enabled.as_ref().is_none_or(|enabled| enabled.value)
    }

    /// A rule with what the file says of it.
    fn changed(&self, rule: Rule) -> Rule {
        let query = self.query.as_ref().map(|query| query.value.clone());
        let sessions = self.more_than.as_ref().map(|it| it.value);
        let per = self.per.as_ref().map(|per| match per.value {
            RulePer::Person => CountedPer::Person,
            RulePer::Account => CountedPer::Account,
        });
        let before = rule.more_than;
        let more_than = sessions.or(before.map(|it| it.sessions));
        let between = self.between.as_ref().map(|it| it.value);
        Rule {
            query: query.unwrap_or(rule.query),
            more_than: more_than.map(|sessions| MoreThan {
                sessions,
                per: per
                    .or(before.map(|it| it.per))
                    .unwrap_or(CountedPer::Person),
            }),
            between: between.or(rule.between),
            level: self.level.as_ref().map_or(rule.level, |it| it.value),
            name: rule.name,
        }
    }

    /// A rule that only the file has; `None` for the others.
    fn own(&self) -> Option<Rule> {
        let name = &self.name.as_ref()?.value;
        if SHIPPED_FLAGS.contains(&name.as_str()) {
            return None;
        }
        Some(self.changed(Rule {
            name: name.as_str().into(),
            query: self.query.as_ref()?.value.clone(),
            more_than: None,
            between: None,
            level: RuleLevel::Warn,
        }))
    }
}

/// Reads the query of a rule, or says what is wrong with it.
pub(super) fn rule_query(text: &str) -> Result<Query, String> {
    // A rule may not rest on another one, so that their order does not matter.
    let query = Query::parse_with(text, Zone::UTC, &FlagNames::ANY);
    let query = query.map_err(|error| format!("is no query: {error}"))?;
    if query.uses(QueryField::Flag) {
        return Err(
            "asks for `flag`, which a rule cannot: write what that rule asks for".to_owned(),
        );
    }
    if let Some(condition) = query.for_the_screen_alone() {
        return Err(format!("asks for {condition}, which only the screen knows"));
    }
    if query.is_empty() {
        return Err("is empty, which would hit every session".to_owned());
    }
    Ok(query)
}
