//! The open items as those of a run of which no answer is known, since proof is about runs.

use super::Read;
use crate::journal::{OpenItem, RecordRoute, RunId};
use crate::model::{OAuthToken, SessionKey, Timestamp, TokenId, UserId};
use crate::operation::words::operation_of;
use crate::operation::{
    GoesBeyond, JudgedPeople, LeftToDo, Operation, OutcomeKind, PersonTarget, Reason, Report,
    ReportItem, Route, SessionTarget, Target, TargetKind, TokenTarget,
};

/// What was to be done to the targets of an item.
pub(super) fn operation(item: &OpenItem) -> Read<Operation> {
    match (operation_of(item.route), item.route) {
        (Some(operation), _) => Ok(operation),
        (None, RecordRoute::ChatAccount | RecordRoute::Several) => {
            Err("it is about no session".to_owned())
        }
        (None, _) => Ok(Operation::End(Route::Exact)),
    }
}

/// The targets of an item: its sessions, or its people where nobody can tell whose each session was.
pub(super) fn targets_of(item: &OpenItem, operation: Operation) -> Read<Vec<(Operation, Target)>> {
    let targets: Vec<Target> = match (operation.target_kind(), &item.users[..]) {
        (TargetKind::Sessions, [user]) if !item.sessions.is_empty() => {
            let keys = item.sessions.iter().map(|session| SessionKey {
                user: *user,
                session: *session,
            });
            keys.map(|key| SessionTarget::of(key).into()).collect()
        }
        (TargetKind::People, users) if users.len() != 1 => {
            return Err("the record names nobody".to_owned());
        }
        (TargetKind::Sessions | TargetKind::People, users) => {
            users.iter().map(|user| person(*user)).collect()
        }
        (TargetKind::Tokens, users) => {
            let id = item.token.ok_or("the record names no token")?;
            let user = users.first().ok_or("the record names nobody")?;
            vec![token(*user, id)]
        }
    };
    Ok(targets
        .into_iter()
        .map(|target| (operation, target))
        .collect())
}

fn person(id: UserId) -> Target {
    Target::Person(PersonTarget {
        id,
        user: None,
        sessions: None,
    })
}

fn token(user: UserId, id: TokenId) -> Target {
    let token = OAuthToken::of(id, user);
    Target::Token(TokenTarget {
        token,
        owner: None,
        beyond: GoesBeyond::No,
    })
}

/// These targets as the items of a run of which no answer is known.
pub(super) fn report(
    at: Timestamp,
    targets: Vec<(Operation, Target)>,
    judged: JudgedPeople,
) -> Report {
    let items = targets.into_iter().map(|(operation, target)| ReportItem {
        operation,
        target,
        outcome: OutcomeKind::Unknown.into(),
        at,
        server_at: None,
        request_id: None,
    });
    Report {
        run: RunId::new(at, [0; 3]),
        account: String::new(),
        operation: Operation::End(Route::Exact),
        judged,
        reason: Reason::default(),
        clock_offset: None,
        began_at: at,
        ended_at: at,
        items: items.collect(),
        stopped: None,
        offboarding: None,
        not_read_again: None,
        journal_head: None,
        left_to_do: LeftToDo::default(),
    }
}
