use std::path::Path;

use super::*;
use crate::settings::file::SettingsFile;

fn read(text: &str) -> Result<RuleSet, Vec<String>> {
    let (file, problems, _) = SettingsFile::read(Path::new("s.toml"), text);
    if problems.is_empty() {
        return Ok(RuleSet::settle(&file.rules, &mut SourceLedger::default()));
    }
    Err(problems.iter().map(ToString::to_string).collect())
}

#[test]
fn every_rule_that_comes_with_the_program_can_be_read() {
    let all = shipped::all();
    let names: Vec<&str> = all.iter().map(|(rule, _)| &*rule.name).collect();
    assert_eq!(names, crate::query::SHIPPED_FLAGS);
    let off: Vec<_> = all.iter().filter(|(_, is_on)| !is_on).collect();
    assert_eq!(off.len(), 1);
    assert_eq!(off[0].0.between.unwrap().to_string(), "20:00-07:00");
    let alarms = RuleSet::shipped();
    let alarms = alarms
        .rules()
        .iter()
        .filter(|rule| rule.level == RuleLevel::Alarm);
    assert_eq!(alarms.count(), 1, "staff-over-12h alone");
    for (rule, _) in &all {
        assert_eq!(
            rule.follows_chosen_names(),
            &*rule.name == "namesake-of-staff"
        );
    }
    let subject = |name: &str| {
        let rule = all.iter().find(|(rule, _)| &*rule.name == name);
        rule.unwrap().0.subject()
    };
    assert_eq!(subject("staff-over-12h"), RuleSubject::Session);
    assert_eq!(subject("leaver-signed-in"), RuleSubject::Person);
    assert_eq!(subject("admin-many-sessions"), RuleSubject::Person);
    assert_eq!(subject("new-admin-at-night"), RuleSubject::Session);
}

#[test]
fn a_rule_is_changed_switched_off_and_added_by_its_name() {
    let rules = read(
        "[[rule]]\nname = \"overdue\"\nenabled = false\n\
         [[rule]]\nname = \"admin-many-sessions\"\nmore_than = 9\nlevel = \"alarm\"\n\
         [[rule]]\nname = \"new-admin-at-night\"\nbetween = \"22:30 - 5:00\"\n\
         [[rule]]\nname = \"vendors\"\nquery = \"domain:vendor.example\"\nmore_than = 2\nper = \"account\"\n",
    );
    let rules = rules.unwrap();
    let words = "staff-over-12h (alarm), leaver-signed-in (warn), admin-many-sessions (alarm), \
                 new-admin-at-night (alarm), sign-in-burst (warn), namesake-of-staff (note), vendors (warn)";
    assert_eq!(rules.to_string(), words);
    let rule = |name: &str| &rules.rules()[rules.position(name).unwrap()];
    assert_eq!(rule("admin-many-sessions").more_than.unwrap().sessions, 9);
    assert_eq!(rule("admin-many-sessions").query.text(), "role:admin");
    assert_eq!(
        rule("new-admin-at-night").between.unwrap().to_string(),
        "22:30-05:00"
    );
    let bound = rule("vendors").more_than.unwrap();
    assert_eq!((bound.sessions, bound.per), (2, CountedPer::Account));
    assert_eq!(rule("vendors").subject(), RuleSubject::Account);
    assert!(rule("vendors").follows_chosen_names());
    assert_eq!(rules.names().iter().last(), Some("vendors"));
}

#[test]
fn a_rule_that_cannot_be_is_told_with_its_line() {
    let rule = |lines: &str| format!("[[rule]]\nname = \"x\"\n{lines}");
    let many: Vec<String> = (0..27)
        .map(|n| format!("[[rule]]\nname = \"r{n}\"\nquery = \"user:{}\"\n", n + 1))
        .collect();
    let many = many.concat();
    for (text, message) in [
        (
            "rule = 1".to_owned(),
            "s.toml:1:8: `rule` must be a list of tables: write [[rule]]",
        ),
        (
            "[rule]\nname = \"x\"".to_owned(),
            "s.toml:1:1: `rule` must be a list of tables: write [[rule]]",
        ),
        (
            "[[rule]]\nquery = \"a\"".to_owned(),
            "s.toml:1:1: a rule needs a good `name`",
        ),
        (rule(""), "s.toml:2:8: the rule x needs a good `query`"),
        (
            rule("query = \"rol:admin\""),
            "s.toml:3:9: `rule.query` is no query: column 1: rol is no field: did you mean role?",
        ),
        (
            rule("query = \"a flag:overdue\""),
            "s.toml:3:9: `rule.query` asks for `flag`, which a rule cannot",
        ),
        (
            rule("query = \"marked:true\""),
            "s.toml:3:9: `rule.query` asks for marked:true, which only the screen knows",
        ),
        (
            rule("query = \"a\"\nbetween = \"7-8\""),
            "s.toml:4:11: `rule.between` must be two different times of day",
        ),
        (
            rule("query = \"a\"\nlevel = \"loud\""),
            "s.toml:4:9: `rule.level` must be one of note, warn, alarm",
        ),
        (
            rule("query = \"a\"\nper = \"person\""),
            "s.toml:2:8: the rule x has `per` and counts nothing",
        ),
        (
            rule("query = \"a\"\nmore_then = 1"),
            "s.toml:4:1: `more_then` is not a setting of [rule]; did you mean `more_than`?",
        ),
        (
            rule("query = \"a\"\n[[rule]]\nname = \"x\"\nquery = \"b\""),
            "s.toml:5:8: there is a rule x before this one",
        ),
        (
            "[[rule]]\nname = \"Night Shift\"\nquery = \"a\"".to_owned(),
            "s.toml:2:8: `rule.name` must be at most 32 of a-z",
        ),
        (many, "s.toml:79:1: 33 rules are on"),
    ] {
        let problems = read(&text).unwrap_err();
        assert!(
            problems.iter().any(|it| it.starts_with(message)),
            "{text}: {problems:?}"
        );
    }
}

#[test]
fn hours_go_over_midnight() {
    let hours = |text: &str| text.parse::<Hours>().unwrap();
    let at = |hour: u32, minute: u32| hour * 3600 + minute * 60;
    for (text, inside, outside) in [
        (
            "20:00-07:00",
            [at(20, 0), at(0, 0), at(6, 59)],
            [at(7, 0), at(12, 0), at(19, 59)],
        ),
        (
            "09:30-17:00",
            [at(9, 30), at(12, 0), at(16, 59)],
            [at(9, 29), at(17, 0), at(0, 0)],
        ),
        (
            "00:00-24:00",
            [at(0, 0), at(12, 0), at(23, 59)],
            [86_400; 3],
        ),
    ] {
        for second in inside {
            assert!(hours(text).has(second), "{text} {second}");
        }
        for second in outside {
            assert!(!hours(text).has(second), "{text} {second}");
        }
    }
    for text in [
        "",
        "20:00",
        "20:00-20:00",
        "25:00-01:00",
        "24:01-01:00",
        "1:60-2:00",
        "a-b",
        "+1:00-2:00",
    ] {
        assert!(text.parse::<Hours>().is_err(), "{text}");
    }
}

#[test]
fn dates_and_hours_are_those_of_the_zone() {
    /// Two hours ahead of universal time.
    const AHEAD: Zone = Zone::new(|civil| {
        crate::model::Timestamp::from_seconds(civil.and_utc().timestamp() - 7_200)
    });
    let rules = read("[[rule]]\nname = \"old\"\nquery = \"signed_in<2026-01-01\"").unwrap();
    let (here, there) = (rules.in_zone(Zone::UTC), rules.in_zone(AHEAD));
    let query = |rules: &RuleSet| rules.rules().last().unwrap().query.clone();
    assert_ne!(query(&here), query(&there));
    let noon = crate::model::Timestamp::from_seconds(43_200);
    assert_eq!(Zone::UTC.second_of_day(noon), 43_200);
    assert_eq!(there.zone().second_of_day(noon), 50_400);
    assert_eq!(AHEAD.second_of_day(noon.shifted(11 * 3_600_000)), 3_600);
}
