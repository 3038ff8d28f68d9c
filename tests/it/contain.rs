//! Containment: people who are suspended and OAuth tokens that are revoked, by the real binary
//! against a simulated account, and by the real loop.
//!
//! - `suspending`, `tokens` what is done, what is reported, and that nothing is done unasked
//! - `guardrails` what is excluded, whatever the choice
//! - `outcomes` the outcome for each answer of the server
//! - `offboard` several operations for each person; `order` one after the other, group by group; `since` and
//!   what nobody knew of before
//! - `crash` what a program leaves that was killed at each step of a request
//! - `faults` a panic in each of these runs is reported, and the screen goes on
//! - `stopped` what is left of a run that was stopped, or did not do all
//! - `left_on_screen` the same of runs on the screen, whatever ends them
//! - `rests` the files of that, when people become protected or cease to exist
//! - `leaving` offboarding and the list of leavers, on the real loop
//! - `screen` the dialogs: nothing is sent that was not reviewed and confirmed there

mod crash;
mod faults;
mod guardrails;
mod leaving;
mod left_on_screen;
mod offboard;
mod order;
mod outcomes;
mod rests;
mod screen;
mod since;
mod stopped;
mod suspending;
mod tokens;

use serde_json::Value;
use zentop::model::{Role, TokenId, UserId};

use crate::support::{Output, Program, Server};

/// Runs a verb with ids after a flag, and more arguments.
fn run(program: &Program, verb: &[&str], flag: &str, ids: &[u64], more: &[&str]) -> Output {
    let mut arguments: Vec<String> = verb.iter().map(ToString::to_string).collect();
    arguments.push(flag.to_owned());
    arguments.extend(ids.iter().map(ToString::to_string));
    arguments.extend(more.iter().map(ToString::to_string));
    program.run(&arguments)
}

/// Suspends people, or with `--undo` lifts their suspension.
fn suspend(program: &Program, people: &[UserId], more: &[&str]) -> Output {
    let ids: Vec<u64> = people.iter().map(|user| user.get()).collect();
    run(program, &["suspend"], "--user", &ids, more)
}

/// Revokes tokens by their numbers.
fn revoke(program: &Program, tokens: &[TokenId], more: &[&str]) -> Output {
    let ids: Vec<u64> = tokens.iter().map(|token| token.get()).collect();
    run(program, &["tokens", "revoke"], "--id", &ids, more)
}

/// Whether these people are suspended, by the simulator's own state.
fn suspended(server: &Server, people: &[UserId]) -> Vec<bool> {
    let of = |user: &UserId| server.simulator.user(*user).unwrap().suspended;
    people.iter().map(of).collect()
}

/// The tokens that the account lists, as the program prints them.
fn listed(server: &Server) -> Vec<Value> {
    let output = Program::admin_of(server).run(["tokens", "list", "--format", "ndjson"]);
    output.expect(0).ndjson()
}

/// Tokens of people who are neither the admin nor an owner of other credentials, by number.
fn foreign_tokens(server: &Server, count: usize) -> Vec<(TokenId, UserId)> {
    let simulator = &server.simulator;
    let known = [
        simulator.own_user(),
        simulator.agent(),
        simulator.end_user(),
    ];
    let id = |token: &Value, field: &str| token[field].as_u64().unwrap();
    let tokens = listed(server).into_iter().map(|token| {
        let user = UserId::new(id(&token, "user_id")).unwrap();
        (TokenId::new(id(&token, "id")).unwrap(), user)
    });
    let others = tokens.filter(|(_, user)| {
        let person = simulator.user(*user).unwrap();
        !known.contains(&Some(*user)) && person.role != Role::Admin
    });
    let found: Vec<(TokenId, UserId)> = others.take(count).collect();
    assert_eq!(found.len(), count, "the account has too few tokens");
    found
}

/// The events of the journal, in order.
fn events(program: &Program) -> Vec<String> {
    let records = program.journal().into_iter();
    let event = |record: Value| record["event"].as_str().unwrap().to_owned();
    records.map(event).collect()
}
