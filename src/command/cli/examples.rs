//! The examples at the end of each verb's `--help`.

use std::fmt::Write as _;

use crate::query::FIELDS;

/// The end of the help of `list`, with the fields of the query language.
pub(super) fn list() -> String {
    let mut text = LIST.to_owned();
    for field in &FIELDS {
        // Writing to a String cannot fail.
        let _ = write!(text, "\n  {:<24}{}", field.example, field.about);
    }
    text
}

const LIST: &str = "\
Examples:
  zentop list                           every session, newest seen first
  zentop list --filter 'domain:vendor.example idle>8h' --sort signed-in
  zentop list --user 12345 67890        two people, by two requests
  zentop list --org 'Acme Ltd' --role admin  those and those: options unite
  zentop list --format csv > sessions.csv
  zentop list --format ndjson | jq -r 'select(.suspended) | .email'

A query is spelled as in Zendesk's search: terms side by side must all hold,
several of one field either; or, and, not, a leading - and parentheses join.
Text without a field is looked for in name, address, organisation, role, ids.
An address without a field is compared whole; in quotes it is any text. Verbs
that change something take --email or email:ADDRESS.
What cannot be known of a session is counted and is exit status 1.

Fields:";

pub(super) const LEAVERS: &str = "\
Examples:
  zentop leavers                        suspended or deleted, and signed in
  zentop leavers --people left.csv      also whoever is on the list
  zentop leavers --format json
  zentop leavers --format csv > leavers.csv

Exit 1 if anybody is found, or if it cannot be known of somebody. TOKENS are
OAuth tokens that have not expired; they go on when sessions end.";

pub(super) const FIND: &str = "\
Examples:
  zentop find ann@example.com           whoever has this address
  zentop find 12345                     this user, deleted or not
  zentop find Ann Lee                   by words, as Zendesk's search finds
  zentop find role:admin --format json

The server's search lags behind and finds what is alike: FOUND BY says how
near it is. Whether they are signed in is what their own list says now.
Exit status 1: nobody was found, or something cannot be told.";

pub(super) const END: &str = "\
Examples:
  zentop end --user 12345               what would be ended; nothing is sent
  zentop end --user 12345 --yes --expect 3 --ticket INC-7 --reason 'laptop stolen'
  zentop end --session 12345/987 --yes --expect 1
  zentop end --domain vendor.example --user 12345 --route user
  zentop end --filter 'role:agent idle>8h' --undecided leave
  zentop end --mine                     your own sessions, and no others

Whom you name by several options unites; narrow it by --filter. The number
after --expect is that of the dry run. Ending a session revokes no token and
keeps nobody from signing in again.";

pub(super) const PLAN: &str = "\
Examples:
  zentop plan --role agent --ticket INC-7 --out plan.json
  zentop apply plan.json --dry-run      what the second person reads
  zentop apply plan.json --expect 41";

pub(super) const APPLY: &str = "\
Examples:
  zentop apply plan.json --dry-run      what would be ended now; nothing is sent
  zentop apply plan.json --expect 41 --report inc-7.md

Refused: another account, an expired or edited file, another number, a
protected person inside.";

pub(super) const SUSPEND: &str = "\
Examples:
  zentop suspend --user 12345           who would be suspended; nothing is sent
  zentop suspend --user 12345 --yes --expect 1 --ticket INC-7
  zentop suspend --domain vendor.example --yes --expect 4
  zentop suspend --undo --user 12345 --yes --expect 1

Whether suspending ends live sessions is not documented: suspend first, then
zentop end. You, the protected and whoever is suspended already are kept, so
an account keeps an admin.";

pub(super) const OFFBOARD: &str = "\
Examples:
  zentop offboard --user 12345          what would be done; nothing is sent
  zentop offboard --user 12345 67890 --yes --expect 2 --ticket HR-7
  zentop offboard --user 12345 --without suspend --yes --expect 1

Staff first; each person is suspended, then their OAuth tokens are revoked,
then all of their sessions are ended. The number after --expect is that of
people. A suspension that fails does not stop the rest, and is told first.";

pub(super) const TOKENS: &str = "\
Examples:
  zentop tokens list                    every OAuth token; never its secret
  zentop tokens list --user 12345 --format json
  zentop tokens list --reveal-prefix    which one is the leaked token?
  zentop tokens revoke --user 12345     what would be revoked; nothing is sent
  zentop tokens revoke --id 9310448 --yes --expect 1 --ticket INC-7

The token in use, yours and those of the protected are kept. API tokens are
not OAuth tokens.";

pub(super) const REVOKE: &str = "\
Examples:
  zentop tokens revoke --user 12345     what would be revoked; nothing is sent
  zentop tokens revoke --user 12345 --yes --expect 2 --ticket INC-7
  zentop tokens revoke --id 9310448 --yes --expect 1
  zentop tokens revoke --people left.csv --yes --at-most 40

A revoked token is gone for good; its program must be authorized anew. The
token in use, yours and those of the protected are kept. Sessions go on.";

pub(super) const RECOVER: &str = "\
Examples:
  zentop journal recover                what became of an unfinished run
  zentop journal show --run RUN         everything about that run

Nothing is changed: what Zendesk shows now is looked up and recorded. Every
verb that changes something does the same before it begins.";

pub(super) const INCIDENT: &str = "\
Examples:
  zentop incident INC-7 --reason 'token leaked in a public repository'

Every run of the screen carries the ticket; at the end a Markdown and a JSON
report are written.";

pub(super) const SIMULATE: &str = "\
Examples:
  zentop simulate --sessions 500        prints address and credentials as JSON
  zentop simulate --rate-limit 200 --faults faults.toml --port 8080
  curl http://127.0.0.1:8080/simulator/ledger   what it was asked";

pub(super) const AUTH: &str = "\
Examples:
  zentop auth login --subdomain acme --client-id zentop
  zentop auth login --no-browser        prints the address, for SSH
  zentop auth login --paste < token.txt  a token that you have already
  zentop auth status                    who, until when, and what is missing
  zentop auth logout --revoke

A secret is never taken from the command line: a client's is read from
ZENTOP_CLIENT_SECRET.";

pub(super) const CONFIG: &str = "\
Examples:
  zentop config path                    where the settings file is looked for
  zentop --profile acme config show     every value and where it comes from
  zentop config check                   every mistake, with its line";

pub(super) const JOURNAL: &str = "\
Examples:
  zentop journal show --last 20
  zentop journal verify --anchor HASH   also finds a cut-off end
  zentop journal export --redact > journal.jsonl";

pub(super) const ME: &str = "\
Examples:
  zentop me show                        the session of these credentials
  zentop me renew --reveal              its authenticity token
  zentop me logout --yes                has no effect under OAuth and Basic";

pub(super) const CHAT: &str = "\
Examples:
  zentop chat account show
  zentop chat account set billing.city=Paris  what would change; nothing is sent
  zentop chat account set billing.city=Paris --yes";

pub(super) const COMPLETIONS: &str = "\
Examples:
  zentop completions bash > ~/.local/share/bash-completion/completions/zentop
  zentop completions zsh > ~/.zfunc/_zentop  a folder of fpath
  zentop completions fish > ~/.config/fish/completions/zentop.fish
  zentop completions nushell > zentop.nu  then: source zentop.nu";
