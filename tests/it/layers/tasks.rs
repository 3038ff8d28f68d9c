//! Every task and thread has an owner, and its end, by a panic too, has a consequence.

use super::source::all;
use super::{hold, lines_with};

/// What starts a task or a thread.
const STARTS: [&str; 7] = [
    "tokio::spawn(",
    "RENEWALS.spawn(",
    "runtime.spawn(",
    "JoinSet::new()",
    "JoinSet<",
    "thread::Builder",
    "thread::spawn(",
];

/// The files that start one, and what follows from its end by a panic.
const CONSEQUENCES: [(&str, &str); 14] = [
    (
        "auth/renewing.rs",
        "the renewal failed, and the next request asks for another",
    ),
    (
        "command.rs",
        "nothing comes after it: the process goes on to its own end",
    ),
    (
        "command/carry_out/under_way.rs",
        "the run is stopped; pauses that were not told are said to be missing",
    ),
    ("command/screen/account.rs", "the screen says STALE"),
    (
        "host/hidden.rs",
        "the prompt shows again at its end, as after every answer",
    ),
    (
        "host/job.rs",
        "requests to stop do nothing, and the fault is told at the end",
    ),
    ("host/signals.rs", "the program is asked to end"),
    ("live/reader/walking.rs", "the walk broke off with a fault"),
    (
        "runtime/input.rs",
        "the size is looked at with each frame anyway",
    ),
    (
        "runtime/input/reading.rs",
        "the program ends in order, as where the terminal is lost",
    ),
    ("runtime/output.rs", "the terminal is lost"),
    ("runtime/projecting.rs", "the list stays, with a word"),
    ("runtime/tasks.rs", "an event for whoever waits"),
    ("simulator/edge.rs", "whoever serves waits for its end"),
];

#[test]
fn whoever_starts_a_task_says_what_follows_from_its_end() {
    let found = lines_with(&STARTS, |source| {
        CONSEQUENCES.iter().all(|(path, _)| *path != source.path)
    });
    hold("a task or thread without a consequence of its end", &found);
    for (path, _) in CONSEQUENCES {
        let started = lines_with(&STARTS, |source| source.path == path);
        assert!(!started.is_empty(), "{path} starts nothing any more");
    }
}

#[test]
fn work_that_blocks_has_one_way_to_a_thread() {
    let found = lines_with(&["spawn_blocking"], |source| source.path != "model/work.rs");
    hold("`on_a_thread` makes a fault of a panic", &found);
}

/// Where a statement, written without blanks, takes a panic for nothing. `awaited` are the names of
/// tasks of this file.
fn swallows(statement: &str, awaited: &[String]) -> bool {
    let starts = ["on_a_thread(", "tokio::spawn("];
    let at_once = starts.iter().any(|start| statement.contains(start));
    let of = |end: &str| {
        awaited
            .iter()
            .any(|name| statement.contains(&format!("{name}{end}")))
    };
    let drops = statement.contains("let_=") || statement.contains("ifletOk(");
    (at_once || of(".await")) && statement.contains(".await.ok()")
        || (at_once && statement.contains(".await") || of(".await")) && drops
}

/// The statements of some code without blanks.
fn statements(code: &str) -> Vec<String> {
    let parts = code.split([';', '{', '}']);
    let words = parts.map(|part| part.split_whitespace().collect::<String>());
    words.collect()
}

/// The names that these statements give to tasks.
fn names(statements: &[String]) -> Vec<String> {
    let is_task = |one: &&String| {
        ["=on_a_thread(", "=tokio::spawn("]
            .iter()
            .any(|is| one.contains(is))
    };
    let named = statements.iter().filter(is_task);
    let name = |one: &String| Some(one.split_once("let")?.1.split_once('=')?.0.to_owned());
    named.filter_map(name).collect()
}

#[test]
fn no_panic_of_a_task_is_taken_for_nothing() {
    let (mut tasks, mut violations) = (0, Vec::new());
    for source in all() {
        let code: Vec<&str> = source.lines().map(|(_, line)| line).collect();
        let statements = statements(&code.join("\n"));
        let names = names(&statements);
        tasks += names.len();
        let swallowed = statements.iter().filter(|one| swallows(one, &names));
        violations.extend(swallowed.map(|one| (source.place(1), one.clone())));
    }
    assert!(tasks > 5, "the tasks were not found: {tasks}");
    hold(
        "the end of a task by a panic is taken for nothing",
        &violations,
    );
}

#[test]
fn a_panic_that_is_taken_for_nothing_is_told_from_one_that_is_not() {
    for (code, is_so) in [
        (
            "let reading = on_a_thread(move || file.read()); reading.await.ok()?",
            true,
        ),
        (
            "let reading = on_a_thread(read);\n reading\n .await\n .ok()\n .flatten()",
            true,
        ),
        ("let message = on_a_thread(write).await.ok()??;", true),
        (
            "let open = on_a_thread(look); if let Ok(Ok(Some(words))) = open.await { talk(&words) }",
            true,
        ),
        (
            "let follow = tokio::spawn(tell(progress)); let _ = follow.await;",
            true,
        ),
        (
            "let reading = on_a_thread(read); let answer = reading.await?;",
            false,
        ),
        (
            "tell.send(event).await.ok()?; on_a_thread(read).await?;",
            false,
        ),
    ] {
        let statements = statements(code);
        let names = names(&statements);
        let found = statements.iter().any(|one| swallows(one, &names));
        assert_eq!(found, is_so, "{code}");
    }
}
