//! An offboarding as machines read it: person by person, with what is done to each.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::{OffboardListed, OffboardPart, OffboardWanted};
use crate::journal::ascii_json_pretty;
use crate::model::{Role, SafeText, SessionId, SessionKey, TokenId, UserId};
use crate::operation::{Choice, FileTimes, Item, Plan, Target, TargetLine, UndecidedPolicy};

/// The word that tells such a document from others.
pub(crate) const OFFBOARD: &str = "offboard";

/// A plan of several operations under names that do not change. A dry run prints it, and it is on
/// disk like this before its run.
#[derive(Debug, Serialize)]
pub(crate) struct OffboardDocument<'a> {
    kind: &'static str,
    account: &'a str,
    made_at: String,
    parts: Vec<&'static str>,
    count: usize,
    plan_hash: String,
    people: Vec<OffboardLine>,
    #[serde(rename = "kept")]
    excluded: Vec<TargetLine>,
    undecided: usize,
    /// Whoever is left alone since something cannot be known of them, with what that is.
    undecided_people: Vec<TargetLine>,
    not_found: Vec<OffboardMiss>,
}

#[derive(Debug, Serialize)]
struct OffboardMiss {
    named: String,
    because: &'static str,
}

/// What is done to one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OffboardLine {
    pub(crate) user_id: u64,
    pub(crate) name: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) role: Option<String>,
    pub(crate) suspend: bool,
    /// Whether the run that this is the rest of suspended them.
    #[serde(default, skip_serializing_if = "is_false")]
    pub(crate) was_suspended: bool,
    pub(crate) tokens: Vec<u64>,
    pub(crate) sessions: Vec<u64>,
    /// Those of their tokens and sessions that were not chosen, or that the plan file does not list.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) tokens_beyond_the_plan: Vec<u64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) sessions_beyond_the_choice: Vec<u64>,
    /// Whether their tokens are revoked, those made since included; by the list of them where that is
    /// not told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) revokes_tokens: Option<bool>,
    /// Whether all of their sessions end, also those of which nobody knows; likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) ends_sessions: Option<bool>,
    /// The people under whom a session of theirs came as well.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) also_under: Vec<u64>,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over a reference"
)]
fn is_false(is_so: &bool) -> bool {
    !is_so
}

impl OffboardLine {
    /// The person, if the number is one.
    pub(crate) fn user(&self) -> Option<UserId> {
        UserId::new(self.user_id)
    }

    /// Whoever else a session of theirs may belong to, where their sessions end.
    pub(crate) fn people_beside(&self) -> Vec<UserId> {
        let others = self.also_under.iter().filter(|_| self.ends_sessions());
        others.filter_map(|id| UserId::new(*id)).collect()
    }

    /// Everybody on whom it depends what is done to them.
    pub(crate) fn people_behind(&self) -> Vec<UserId> {
        let mut people = self.people_beside();
        people.extend(self.user());
        people
    }

    /// Whether their tokens are to be revoked.
    pub(crate) fn revokes_tokens(&self) -> bool {
        self.revokes_tokens.unwrap_or(!self.tokens.is_empty())
    }

    /// Whether their sessions are to be ended.
    pub(crate) fn ends_sessions(&self) -> bool {
        self.ends_sessions.unwrap_or(!self.sessions.is_empty())
    }
}

/// What an offboarding is about: who, and what is to be done to each. What is planned from it is read
/// anew.
#[derive(Debug, Deserialize)]
pub(crate) struct OffboardFile {
    kind: String,
    pub(crate) people: Vec<OffboardLine>,
}

/// A file that is no offboarding.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotOffboarding {
    /// The text is no such JSON.
    #[error("it is no offboarding of zentop: {0}")]
    Shape(#[from] serde_json::Error),
    /// It is a file of another kind.
    #[error("it is no offboarding of zentop: its kind is another")]
    Kind,
    /// A number in it names nobody.
    #[error("it names a user 0")]
    Nobody,
    /// It names nobody at all.
    #[error("it names nobody")]
    Empty,
    /// It has no hash, so nobody can tell whether it was edited.
    #[error(
        "it has no hash, as files of earlier versions and the output of a dry run have none: nobody can \
         tell whether it was edited, or how old it is"
    )]
    NoHash,
    /// A time in it is none.
    #[error("a time in it cannot be read")]
    Time,
}

impl OffboardFile {
    /// Reads a file.
    ///
    /// # Errors
    /// If it is no offboarding, or names nobody.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, NotOffboarding> {
        let file: Self = serde_json::from_slice(bytes)?;
        if file.kind != OFFBOARD {
            return Err(NotOffboarding::Kind);
        }
        if file.people.is_empty() {
            return Err(NotOffboarding::Empty);
        }
        if file.people.iter().any(|line| line.user().is_none()) {
            return Err(NotOffboarding::Nobody);
        }
        Ok(file)
    }

    /// What is to be done to these people.
    pub(super) fn of(people: Vec<OffboardLine>) -> Self {
        Self {
            kind: OFFBOARD.to_owned(),
            people,
        }
    }

    /// The people whom the run that this is the rest of suspended.
    fn suspended_before(&self) -> Vec<UserId> {
        let lines = self.people.iter().filter(|line| line.was_suspended);
        lines.filter_map(OffboardLine::user).collect()
    }

    /// What is wanted of each part, in the time of the file.
    pub(super) fn wanted(&self, times: FileTimes) -> OffboardWanted {
        let people = |is_wanted: fn(&OffboardLine) -> bool| {
            let lines = self.people.iter().filter(|line| is_wanted(line));
            lines
                .filter_map(OffboardLine::user)
                .collect::<Vec<UserId>>()
        };
        let parts = [
            (OffboardPart::Suspend, people(|line| line.suspend)),
            (OffboardPart::Tokens, people(OffboardLine::revokes_tokens)),
            (OffboardPart::Sessions, people(OffboardLine::ends_sessions)),
        ];
        let parts = parts.into_iter().filter(|(_, people)| !people.is_empty());
        OffboardWanted {
            parts: parts
                .map(|(part, people)| (part, confirmed(people)))
                .collect(),
            beside: self
                .people
                .iter()
                .flat_map(OffboardLine::people_beside)
                .collect(),
            suspended_before: self.suspended_before().into_iter().collect(),
            listed: Some(self.listed()),
            times: Some(times),
        }
    }

    /// The sessions and tokens that it lists.
    fn listed(&self) -> OffboardListed {
        let mut listed = OffboardListed::default();
        for line in &self.people {
            let Some(user) = line.user() else { continue };
            let sessions = line.sessions.iter();
            let sessions = sessions.filter_map(|id| SessionId::new(*id));
            let keys = sessions.map(|session| SessionKey { user, session });
            listed.sessions.extend(keys);
            let tokens = line.tokens.iter();
            listed
                .tokens
                .extend(tokens.filter_map(|id| TokenId::new(*id)));
        }
        listed
    }
}

/// People of whom it was confirmed that all of their sessions end, whosever some may be beside.
fn confirmed(people: Vec<UserId>) -> Choice {
    Choice {
        undecided: UndecidedPolicy::Take,
        ..Choice::people(people)
    }
}

impl<'a> OffboardDocument<'a> {
    /// The document of a plan.
    pub(crate) fn of(plan: &'a Plan) -> Self {
        let parts = plan.operations().iter();
        let parts = parts.filter_map(|operation| operation.part());
        let not_found = plan.not_found().iter().map(|one| OffboardMiss {
            named: one.named.original().to_owned(),
            because: one.because.as_str(),
        });
        Self {
            kind: OFFBOARD,
            account: plan.account(),
            made_at: plan.made_at().to_string(),
            parts: parts.map(OffboardPart::as_str).collect(),
            count: plan.people(),
            plan_hash: plan.fingerprint(),
            people: lines(plan),
            excluded: plan.excluded().iter().map(TargetLine::from).collect(),
            undecided: plan.undecided().len(),
            undecided_people: plan.undecided().iter().map(TargetLine::from).collect(),
            not_found: not_found.collect(),
        }
    }

    /// What is done to each person, in the order of the plan.
    pub(crate) fn people(&self) -> &[OffboardLine] {
        &self.people
    }

    /// What is done to each person, without the rest.
    pub(crate) fn into_people(self) -> Vec<OffboardLine> {
        self.people
    }

    /// The document as JSON in ASCII.
    ///
    /// # Errors
    /// None in practice: everything in a plan can be written as JSON.
    pub(crate) fn to_json(&self) -> serde_json::Result<String> {
        ascii_json_pretty(self)
    }
}

fn lines(plan: &Plan) -> Vec<OffboardLine> {
    let offboarding = plan.offboarding();
    let revokes = offboarding.map(|it| it.has(OffboardPart::Tokens));
    let was_suspended = |user| offboarding.is_some_and(|it| it.suspended_before.contains(&user));
    let mut lines: Vec<OffboardLine> = Vec::new();
    let mut places: FxHashMap<UserId, usize> = FxHashMap::default();
    for Item { operation, target } in plan.items() {
        let user = target.user();
        let place = *places.entry(user).or_insert_with(|| {
            lines.push(OffboardLine {
                was_suspended: was_suspended(user),
                revokes_tokens: revokes,
                ..line(target)
            });
            lines.len() - 1
        });
        let line = &mut lines[place];
        match target {
            Target::Person(_) if operation.ends() => {}
            Target::Person(_) => line.suspend = true,
            Target::Token(target) => {
                let token = target.token.id.get();
                line.tokens.push(token);
                if target.beyond.is_so() {
                    line.tokens_beyond_the_plan.push(token);
                }
            }
            Target::Session(target) => {
                let session = target.key.session.get();
                line.sessions.push(session);
                let others = plan.claims().beside(target.key).map(UserId::get);
                for other in others.collect::<Vec<_>>() {
                    if !line.also_under.contains(&other) {
                        line.also_under.push(other);
                    }
                }
                if target.beyond.is_so() {
                    line.sessions_beyond_the_choice.push(session);
                }
            }
        }
        if operation.ends() {
            line.ends_sessions = Some(true);
        }
    }
    lines
}

fn line(target: &Target) -> OffboardLine {
    let text = |text: &SafeText| text.original().to_owned();
    OffboardLine {
        user_id: target.user().get(),
        name: target.name().map(text),
        email: target.email().map(text),
        role: target.role().and_then(Role::known).map(str::to_owned),
        suspend: false,
        was_suspended: false,
        tokens: Vec::new(),
        sessions: Vec::new(),
        tokens_beyond_the_plan: Vec::new(),
        sessions_beyond_the_choice: Vec::new(),
        revokes_tokens: None,
        ends_sessions: None,
        also_under: Vec::new(),
    }
}
