//! What scripts rely on (`docs::cli`): formats, guardrails, exit statuses. Every test runs the real
//! binary against a simulated account.
//!
//! - `show` one session, and the lists of a few people
//! - `queries` what a filter means; `list`, `reading` what is listed, and the messages when reading goes wrong
//! - `flags` what the rules hit, and which rules there are
//! - `leavers` who should be gone, and what cannot be known of that
//! - `holes` lists that look fine and prove nothing
//! - `end`, `guardrails`, `routes` what is ended, what is not, and by which route; `proof` what is said
//!   of people afterwards
//! - `by_name` people who are named: their own lists, what they are judged by, names that are not there
//! - `planned_people` plan files about people
//! - `absent` fields that Zendesk left out of a person's record; `typed` control characters that
//!   somebody typed
//! - `own` people who receive no request: one's own, the protected, and the last admin
//! - `every_verb` the same rules for every verb that changes something
//! - `rules` rules as rows of a table, which the tests of statuses and of every verb are made of
//! - `exit_status` one row for each rule of the exit statuses; `left_open` what a list or a plan leaves open
//! - `auth` each kind of credentials, and those that are refused
//! - `config` where settings come from, and what is wrong with them
//! - `log` what a maintainer can find out from the log of one run
//! - `waiting` what verbs wait for, and for how long
//! - `usage` settings, flags, help and the verbs without an account
//! - `help` help by three ways, at every width; `pipes` readers that go away
//! - `journal` the record, and what happens where none can be written

mod absent;
mod auth;
mod by_name;
mod config;
mod end;
mod every_verb;
mod exit_status;
mod flags;
mod guardrails;
mod help;
mod holes;
mod journal;
mod leavers;
mod left_open;
mod list;
mod log;
mod own;
mod pipes;
mod planned_people;
mod proof;
mod queries;
mod reading;
mod routes;
mod rules;
mod show;
mod typed;
mod usage;
mod waiting;
