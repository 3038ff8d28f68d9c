//! What is still to be done to a person of an offboarding that did not come to its end.

use super::OffboardLine;

/// Which parts of a person's plan are proved to leave nothing to do.
pub(crate) struct PartsGone {
    pub(crate) suspension: bool,
    pub(crate) sessions: bool,
    pub(crate) tokens: bool,
}

/// What of a person's plan is still to be done; `None` if nothing is. What cannot be known is, since
/// a review looks again; and that no session is listed is no proof while nothing was sent: whatever is
/// there is to end.
pub(crate) fn still_to_do(mut line: OffboardLine, gone: &PartsGone) -> Option<OffboardLine> {
    line.suspend = line.suspend && !gone.suspension;
    line.ends_sessions = Some(line.ends_sessions());
    if gone.sessions {
        (line.sessions, line.ends_sessions) = (Vec::new(), Some(false));
    }
    line.revokes_tokens = Some(line.revokes_tokens());
    if gone.tokens {
        (line.tokens, line.revokes_tokens) = (Vec::new(), Some(false));
    }
    let is_open = line.suspend || line.revokes_tokens() || line.ends_sessions();
    is_open.then_some(line)
}
