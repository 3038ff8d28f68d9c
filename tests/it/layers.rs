//! The rules of `docs::architecture`, held by reading the sources: each layer names only those to
//! its left, a library is named where it belongs, and there is one way to delete.
//!
//! - `source` the files of the program, without those of tests
//! - `front` every folder lists its modules
//! - `circles` the modules of a layer need each other one way
//! - `words`, `names` retired words stay out, and one name of a type stands for one thing; `public` what
//!   nobody outside needs is not public
//! - `variants` nobody looks for one operation but the files of its recipe; `looks` how that is found
//! - `citations`, `recipes`, `faults` what is cited and named is there; `closed_sets` lists are whole
//! - `tasks` every task has an owner, and its end a consequence; `log` what a line of the log may hold
//! - `code` a file without its comments, texts and tests; lines stay where they are

mod circles;
mod citations;
mod closed_sets;
mod code;
mod faults;
mod front;
mod log;
mod looks;
mod names;
mod public;
mod recipes;
mod source;
mod tasks;
mod variants;
mod words;

use std::fmt::Write as _;

use source::{Source, all};

/// The layers from left to right. `simulator` stands beside `zendesk` and has rules of its own.
const LAYERS: [&str; 17] = [
    "model",
    "files",
    "query",
    "settings",
    "journal",
    "zendesk",
    "auth",
    "live",
    "operation",
    "incident",
    "chat",
    "app",
    "view",
    "host",
    "runtime",
    "command",
    "main",
];

/// The layers that the simulator may name. The real server knows only our words, which are the
/// model.
const LEFT_OF_SIMULATOR: [&str; 1] = ["model"];

/// The files that may start a simulator.
const NAMES_SIMULATOR: [&str; 2] = ["command/demo.rs", "command/simulate.rs"];

/// Fails with every violation, each with its file and line.
fn hold(rule: &str, violations: &[(String, String)]) {
    let list = violations
        .iter()
        .fold(String::new(), |mut list, (place, what)| {
            // Writing to a String cannot fail.
            let _ = write!(list, "\n  {place}: {what}");
            list
        });
    assert!(violations.is_empty(), "{rule}:{list}");
}

/// Every line of code that contains one of `parts`, in files that `is_elsewhere`.
fn lines_with(parts: &[&str], is_elsewhere: impl Fn(&Source) -> bool) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for source in all().iter().filter(|source| is_elsewhere(source)) {
        for (number, line) in source.lines() {
            if parts.iter().any(|part| line.contains(part)) {
                found.push((source.place(number), line.trim().to_owned()));
            }
        }
    }
    found
}

#[test]
fn each_layer_names_only_those_to_its_left() {
    let mut violations = Vec::new();
    for source in all() {
        let own = source.layer();
        let allowed: &[&str] = match LAYERS.iter().position(|layer| *layer == own) {
            Some(place) => &LAYERS[..place],
            None if own == "simulator" => &LEFT_OF_SIMULATOR,
            // lib.rs and main.rs name every layer.
            None => continue,
        };
        for (number, name) in source.crate_names() {
            let is_known = LAYERS.contains(&name.as_str()) || name == "simulator";
            let may_start = NAMES_SIMULATOR.contains(&source.path.as_str());
            let is_allowed = name == own
                || allowed.contains(&name.as_str())
                || (name == "simulator" && may_start)
                || !is_known;
            if !is_allowed {
                violations.push((source.place(number), format!("{own} names {name}")));
            }
        }
    }
    hold("a layer names one that is not to its left", &violations);
}

/// The files of `command` that open the screen.
const OPENS_THE_SCREEN: [&str; 4] = [
    "command/screen.rs",
    "command/screen/account.rs",
    "command/screen/incident.rs",
    "command/screen/keys.rs",
];

#[test]
fn nothing_headless_names_the_screen() {
    let mut violations = Vec::new();
    for source in all() {
        if source.layer() != "command" || OPENS_THE_SCREEN.contains(&source.path.as_str()) {
            continue;
        }
        for (number, name) in source.crate_names() {
            if ["app", "view", "runtime"].contains(&name.as_str()) {
                violations.push((source.place(number), name));
            }
        }
    }
    hold(
        "a verb without a screen names a layer of the screen",
        &violations,
    );
}

#[test]
fn every_module_is_a_layer_or_known() {
    let mut strangers = Vec::new();
    for source in all() {
        let layer = source.layer();
        let is_known =
            LAYERS.contains(&layer) || ["simulator", "docs", "lib", "main"].contains(&layer);
        if !is_known {
            strangers.push((
                source.place(1),
                format!("{layer} has no place in the order"),
            ));
        }
    }
    hold("a module outside the layers", &strangers);
}

#[test]
fn a_library_is_named_where_it_belongs() {
    for (library, homes) in [
        ("reqwest", &["zendesk"][..]),
        ("rustls", &["zendesk"]),
        ("axum", &["simulator"]),
        ("tower_http", &["simulator"]),
        ("ratatui", &["view", "runtime"]),
        ("url", &["zendesk"]),
        ("idna", &["model"]),
        ("serde_path_to_error", &["zendesk"]),
        ("keyring_core", &["auth"]),
        ("secret_service", &["auth"]),
        ("zbus_secret_service_keyring_store", &["auth"]),
        ("clap", &["command"]),
        ("csv", &["command", "live"]),
        ("unicode_security", &["live"]),
        ("uzers", &["files"]),
        ("etcetera", &["settings"]),
    ] {
        let uses = [format!("{library}::"), format!("use {library};")];
        let parts: Vec<&str> = uses.iter().map(String::as_str).collect();
        let mut found = lines_with(&parts, |source| !homes.contains(&source.layer()));
        // Not the end of a longer name.
        let goes_on = |sign: char| sign.is_alphanumeric() || sign == '_';
        found.retain(|(_, line)| {
            let mut places = line.match_indices(library);
            places.any(|(place, _)| !line[..place].ends_with(goes_on))
        });
        hold(
            &format!("{library} outside {}", homes.join(" and ")),
            &found,
        );
    }
}

#[test]
fn people_of_a_directory_are_looked_for_in_one_place() {
    let by_hand = [
        "find(|person| person.id ==",
        "position(|person| person.id ==",
    ];
    let found = lines_with(&by_hand, |source| {
        source.path != "live/directory.rs" && !source.path.contains("/tests")
    });
    hold(
        "a look at everybody for one person: `Directory::entries_of` looks once for many",
        &found,
    );
}

#[test]
fn csv_and_standard_output_have_one_way_out() {
    let found = lines_with(&["csv::Writer"], |source| {
        source.path != "live/spreadsheet.rs"
    });
    hold("CSV that is not guarded", &found);
    let found = lines_with(&["io::stdout()"], |source| {
        source.layer() == "command"
            && !["command/output/standard.rs", "command/screen.rs"].contains(&source.path.as_str())
    });
    hold(
        "standard output that fails where its reader went away",
        &found,
    );
}

#[test]
fn the_terminal_is_named_by_the_runtime_and_keys_by_those_who_take_them() {
    let takes_keys = |source: &Source| {
        let stem = source.path.trim_end_matches(".rs");
        let homes = [
            "app/keyboard",
            "app/keymap",
            "app/look",
            "app/keymap/changed",
            "app/keymap/named",
            "app/press",
            "app/typing",
            "app/dialog/choose",
            "app/dialog/consent/answer",
            "app/update",
            "app/event",
        ];
        homes.contains(&stem) || source.path.starts_with("app/update/")
    };
    let found = lines_with(&["crossterm"], |source| {
        source.layer() != "runtime" && !takes_keys(source)
    });
    hold("crossterm outside the runtime", &found);
    let found = lines_with(&["crossterm"], takes_keys);
    let others = found
        .into_iter()
        .filter(|(_, line)| !line.starts_with("use crossterm::event::"));
    hold(
        "app uses more of crossterm than its keys",
        &others.collect::<Vec<_>>(),
    );
}

/// The requests that end sessions, suspend people and revoke tokens, and where the client has
/// them.
const DANGEROUS: [(&str, &[&str]); 2] = [
    (
        "zendesk/client/sessions.rs",
        &["end_session(", "end_sessions_of(", "logout_many("],
    ),
    (
        "zendesk/client/contain.rs",
        &["change_person(", "revoke_token("],
    ),
];

#[test]
fn there_is_one_way_to_end_suspend_and_revoke() {
    for (made_in, requests) in DANGEROUS {
        let found = lines_with(requests, |source| {
            !["operation/execute/send.rs", made_in].contains(&source.path.as_str())
                && source.layer() != "simulator"
        });
        hold("a dangerous request outside operation::execute", &found);
        // And in the client they are defined, not called.
        let calls: Vec<String> = requests.iter().map(|name| format!(".{name}")).collect();
        let calls: Vec<&str> = calls.iter().map(String::as_str).collect();
        let found = lines_with(&calls, |source| source.path == made_in);
        hold("the client calls its own dangerous requests", &found);
    }
    // Only a confirmed plan can be carried out, and a plan is confirmed in its own file alone.
    let plans = ["operation/plan/confirmed.rs", "chat/plan.rs"];
    let outside = |source: &Source| !plans.contains(&source.path.as_str());
    let found = lines_with(&["Confirmed("], outside);
    hold("a plan is confirmed outside its own file", &found);
}

/// Every other request that changes something: where it is made, its name, and what asks for it.
const OTHER_CHANGES: [(&str, &str, &str); 3] = [
    (
        "zendesk/client/token.rs",
        "revoke_own_token(",
        "command/auth/logout.rs",
    ),
    (
        "zendesk/client/own.rs",
        "sign_out_own(",
        "command/me/logout.rs",
    ),
    (
        "zendesk/client/chat.rs",
        "set_chat_billing(",
        "chat/send.rs",
    ),
];

#[test]
fn every_change_is_made_in_one_place_and_asked_for_in_one() {
    for (made_in, request, asked_by) in OTHER_CHANGES {
        let found = lines_with(&[request], |source| {
            ![made_in, asked_by].contains(&source.path.as_str()) && source.layer() != "simulator"
        });
        hold(&format!("{request}) outside {asked_by}"), &found);
        let call = format!(".{request}");
        let found = lines_with(&[&call], |source| source.path == made_in);
        hold("the client calls its own change", &found);
    }
    // A request written by hand would need one of these.
    let writes = [
        "Method::DELETE",
        "Method::POST",
        "Method::PUT",
        "Method::PATCH",
    ];
    let found = lines_with(&writes, |source| {
        let made_in = OTHER_CHANGES.map(|(made_in, ..)| made_in);
        let dangerous = DANGEROUS.map(|(made_in, ..)| made_in);
        let path = source.path.as_str();
        let is_client = made_in.contains(&path) || dangerous.contains(&path);
        // A sign-in asks for tokens: it posts to one address and changes nothing else.
        let is_sign_in = path == "zendesk/oauth/exchange.rs";
        !is_client && !is_sign_in && source.layer() != "simulator"
    });
    hold(
        "a request that changes something is made outside the client",
        &found,
    );
}

#[test]
fn no_thread_sleeps_and_nothing_is_unwrapped() {
    // Waiting for the lock of another process happens in a thread that may block: a file lock with
    // a deadline can only be had by trying again and again.
    let waits_for_locks = "files/lock.rs";
    let found = lines_with(&["thread::sleep"], |source| source.path != waits_for_locks);
    hold("a thread sleeps", &found);
    let found = lines_with(&[".unwrap()", ".expect("], |_| true);
    hold("something is unwrapped", &found);
}

#[test]
fn private_files_are_judged_and_opened_in_one_place() {
    let rules = [
        "OpenOptions",
        "DirBuilder",
        "OFlags",
        "geteuid",
        "0o600",
        "0o700",
    ];
    let found = lines_with(&rules, |source| source.layer() != "files");
    hold("a rule about private files outside files", &found);
}

#[test]
fn what_is_shared_is_immutable() {
    let found = lines_with(&["Mutex", "RwLock", "RefCell"], |source| {
        [
            "app",
            "view",
            "live",
            "operation",
            "query",
            "model",
            "incident",
            "chat",
        ]
        .contains(&source.layer())
    });
    hold("a lock around state", &found);
}

#[test]
fn the_clock_is_an_argument() {
    let found = lines_with(&["Utc::now", "Local::now", "SystemTime::now"], |source| {
        source.layer() != "host"
    });
    hold("the time is asked for outside host", &found);
}
