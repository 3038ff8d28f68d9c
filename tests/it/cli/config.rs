//! `zentop config`: where settings come from, what they are, what is wrong with them.

use crate::support::Program;

const TWO: &str = "\
[poll]
floor_seconds = 30
[profiles.acme]
subdomain = \"https://acme.zendesk.com/agent/dashboard\"
production = true
[profiles.sandbox]
url = \"https://acme-sandbox.zendesk.com\"
";

#[test]
fn the_path_is_told_whether_or_not_a_file_is_there() {
    let program = Program::new();
    let there = program.home().join("config/zentop/settings.toml");
    let output = program.run(["config", "path"]).expect(0);
    assert_eq!(output.stdout.trim_end(), there.display().to_string());
    output.shows("not there yet");
    let program = program.with_settings(TWO);
    let output = program.run(["config", "path"]).expect(0).shows("default");
    assert!(!output.stderr.contains("not there"));
    let other = program.run(["config", "path", "--config", "/else/where.toml"]);
    other.expect(0).shows("--config").prints("/else/where.toml");
}

#[test]
fn every_value_is_shown_with_where_it_comes_from_and_no_secret() {
    let program = Program::new()
        .with_settings(TWO)
        .with("ZENDESK_OAUTH_TOKEN", "canary-config");
    let output = program.run(["--profile", "acme", "config", "show", "--format", "json"]);
    let rows = output.expect(0).json();
    let row = |key: &str| {
        let rows = rows.as_array().unwrap().clone();
        rows.into_iter().find(|row| row["key"] == key).unwrap()
    };
    assert_eq!(row("profile")["source"], "--profile");
    assert_eq!(row("poll.floor_seconds")["value"], "30");
    let source = row("poll.floor_seconds")["source"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(source.ends_with("settings.toml:2:17"), "{source}");
    assert_eq!(row("guard.grace_seconds")["source"], "default");
    assert_eq!(row("credentials")["source"], "ZENDESK_OAUTH_TOKEN");
    let table = program
        .run(["--profile", "acme", "config", "show"])
        .expect(0);
    for output in [&rows.to_string(), &table.stdout, &table.stderr] {
        assert!(!output.contains("canary"), "{output}");
    }
    let table = table.prints("poll.floor_seconds");
    let protected = |line: &&str| line.starts_with("protected");
    let line = table.stdout.lines().find(protected).unwrap();
    assert!(line.contains(" none "), "{line}");
}

#[test]
fn a_check_names_file_line_and_what_was_probably_meant() {
    let checks = |text: &str| Program::new().with_settings(text).run(["config", "check"]);
    checks(TWO)
        .expect(0)
        .shows("no mistake")
        .shows("2 profiles");
    Program::new()
        .run(["config", "check"])
        .expect(0)
        .shows("default");
    checks("[pol]\nfloor_seconds = 3\n[poll]\nflor_seconds = 3\n")
        .expect(2)
        .shows("settings.toml:1:2")
        .shows("did you mean `poll`")
        .shows("settings.toml:4:1")
        .shows("did you mean `floor_seconds`");
    checks("[profiles.empty]\n")
        .expect(2)
        .shows("\"empty\"")
        .shows("names no account");
    checks("[profiles.far]\nurl = \"http://acme.example\"\n")
        .expect(2)
        .shows("\"far\"");
}

#[test]
fn a_link_that_leads_nowhere_is_not_the_same_as_no_settings() {
    let program = Program::new();
    let folder = program.home().join("config/zentop");
    std::fs::create_dir_all(&folder).unwrap();
    let (link, target) = (
        folder.join("settings.toml"),
        program.home().join("dots/z.toml"),
    );
    std::os::unix::fs::symlink(&target, &link).unwrap();
    for arguments in [
        &["list"][..],
        &["end", "--everyone"],
        &["config", "check"],
        &["config", "show"],
        &["auth", "status"],
    ] {
        let output = program.run(arguments).expect(2);
        output
            .shows(link.to_str().unwrap())
            .shows(target.to_str().unwrap());
    }
    let path = program.run(["config", "path"]).expect(0);
    assert!(!path.stderr.contains("not there yet"), "{}", path.stderr);
}

#[test]
fn a_check_looks_at_the_environment_too() {
    let program = || Program::new().with("ZENDESK_SUBDOMAIN", "acme");
    let output = program()
        .with("ZENTOP_URL", "https://other.zendesk.com")
        .with("ZENDESK_OAUTH_TOKEN", "canary-0123456789abcdef")
        .run(["config", "check"])
        .expect(0);
    let output = output
        .shows("ZENTOP_URL is set, and decides: account")
        .shows("ZENDESK_SUBDOMAIN is set, and something else decides")
        .shows("the account is that of ZENTOP_URL")
        .shows("ZENDESK_OAUTH_TOKEN is set, and decides: credentials");
    assert!(!output.stderr.contains("canary"), "{}", output.stderr);
    for (name, value, why) in [
        (
            "ZENDESK_OAUTH_TOKEN",
            "canary with space",
            "such as a space",
        ),
        ("ZENDESK_OAUTH_TOKEN", "<canary-token>", "placeholder"),
        ("ZENDESK_OAUTH_TOKEN", "a\nb", "control character"),
        ("ZENTOP_URL", "http://acme.example", "https"),
        ("ZENDESK_API_TOKEN", "canary", "ZENDESK_EMAIL"),
    ] {
        let output = program().with(name, value).run(["config", "check"]);
        let output = output.expect(2).shows(why);
        assert!(!output.stderr.contains("canary"), "{}", output.stderr);
    }
}

#[test]
fn keys_that_clash_are_told_with_both_bindings_and_their_line() {
    let clash = format!("{TWO}[keys.list]\nend = [\"shift-x\"]\n");
    let program = Program::new().with_settings(&clash);
    let output = program.run(["config", "check"]).expect(2);
    output
        .shows("settings.toml:9:1: ")
        .shows("`end`")
        .shows("`end-person` (zentop's own)");
    let moved = format!("{TWO}[keys.list]\nend = [\"ctrl-e\"]\nend-menu = []\n");
    let program = Program::new().with_settings(&moved);
    program.run(["config", "check"]).expect(0);
    let shown = program.run(["config", "show"]).expect(0);
    shown.prints("list.end = ctrl-e, list.end-menu = none");
    let easy = format!("{TWO}[keys.list]\nend = [\"enter\"]\n");
    let program = Program::new().with_settings(&easy);
    program
        .run(["config", "check"])
        .expect(2)
        .shows("without thinking");
}
