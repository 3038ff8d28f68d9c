//! `zentop auth`: what the credentials are, see and can do.

use std::io::Write as _;

use super::cli::{AuthVerb, Global};
use super::connect::{Connection, Manner, connect};
use super::exit::Failure;
use super::output;
use crate::model::{Role, SafeText, Timestamp, User};
use crate::runtime::system_clock;
use crate::zendesk::Purpose;

/// A clock that is off by more than this many milliseconds is worth a word.
const CLOCK_OFF: i64 = 60_000;

pub(super) async fn run(global: &Global, what: AuthVerb) -> Result<u8, Failure> {
    let AuthVerb::Status = what;
    let clock = system_clock();
    let connection = connect(global, Manner::Once, clock())?;
    let answer = connection.client.me(Purpose::Watching).await?;
    let now = clock();
    let lines = lines(&connection, &answer.value.user, answer.server_date, now);
    let mut out = output::stdout();
    for (name, value) in lines {
        writeln!(out, "{name:<12} {value}").map_err(Failure::system)?;
    }
    out.flush().map_err(Failure::system)?;
    Ok(0)
}

fn lines(
    connection: &Connection,
    user: &User,
    server: Option<Timestamp>,
    now: Timestamp,
) -> Vec<(&'static str, String)> {
    let account = connection.client.account();
    let email = user.email.as_ref().map_or("no e-mail", SafeText::as_str);
    let sees = if user.role == Role::Admin {
        "every session of the account"
    } else {
        "only its own sessions; sign in as an admin to see all"
    };
    let ends = match (connection.settings.read_only, user.role) {
        (true, _) => "nothing: read-only is set",
        (false, Role::Admin) => "sessions of everyone, if the token's scope includes write",
        (false, _) => "only its own sessions",
    };
    let budget = connection.client.budget().reading();
    let limit = budget
        .limit
        .map_or("not told".to_owned(), |limit| format!("{limit} a minute"));
    let clock = server.map_or("the server did not tell its time".to_owned(), |server| {
        let off = server.millis() - now.millis();
        if off.abs() > CLOCK_OFF {
            format!(
                "this machine's clock is {} s off; ages follow the server's",
                off / 1000
            )
        } else {
            "agrees with the server's".to_owned()
        }
    });
    let mut lines = vec![
        (
            "account",
            format!("{} ({})", account.name(), account.origin()),
        ),
        (
            "who",
            format!(
                "{} {} <{email}>, {}",
                user.id,
                user.name,
                user.role.as_str()
            ),
        ),
        ("credentials", connection.auth.words().to_owned()),
        ("sees", sees.to_owned()),
        ("can end", ends.to_owned()),
        ("rate limit", limit),
        ("clock", clock),
    ];
    if let Some(notice) = &connection.notice {
        lines.push(("notice", notice.clone()));
    }
    lines
}
