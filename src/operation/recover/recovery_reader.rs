//! What Zendesk shows of the open items, read once for all of them. What that proves is decided where
//! all proof is.
//!
//! - here the reader, and whether its credentials see what is asked
//! - `targets` the open items as those of a run of which no answer is known
//! - `looked` what one look showed, and what that says of each item

mod looked;
mod targets;

use std::sync::Arc;

use self::looked::{AskedItem, Looked};
use self::targets::{operation, report, targets_of};
use super::Finding;
use crate::journal::{OpenItem, State};
use crate::live::Doubt;
use crate::model::{Clock, Role, SafeText, Timestamp, User};
use crate::operation::{
    JudgedPeople, Operation, Proof, ProofBasis, ProofRequest, Target, TargetKind,
};
use crate::zendesk::{ApiError, Client, Purpose, RetryPolicy};

/// Something that was read, or why it could not be read.
pub(super) type Read<T> = Result<T, String>;

/// The reader, with whose credentials it reads.
pub(super) struct RecoveryReader<'a> {
    client: &'a Client,
    clock: &'a Clock,
    me: Option<Read<User>>,
}

impl<'a> RecoveryReader<'a> {
    pub(super) const fn new(client: &'a Client, clock: &'a Clock) -> Self {
        Self {
            client,
            clock,
            me: None,
        }
    }

    /// What became of open items, by what Zendesk shows now.
    pub(super) async fn judge(&mut self, items: &[&OpenItem]) -> Vec<Finding> {
        let found = self.look_at(items).await.into_iter();
        let known = |found: Read<Finding>| {
            found.unwrap_or_else(|why| Finding {
                state: State::Unknown,
                detail: format!("not known: {why}"),
            })
        };
        found.map(known).collect()
    }

    /// What became of an open item, or why that cannot be found out.
    pub(super) async fn look(&mut self, item: &OpenItem) -> Read<Finding> {
        let found = self.look_at(&[item]).await.pop();
        found.unwrap_or_else(|| Err("it was not looked at".to_owned()))
    }

    /// What became of each of these items, or why that cannot be found out.
    pub(super) async fn look_at(&mut self, items: &[&OpenItem]) -> Vec<Read<Finding>> {
        let (at, mut targets) = ((self.clock)(), Vec::new());
        let mut questions = Vec::new();
        for item in items {
            let question = match operation(item) {
                Ok(operation) => self.may_see(item, operation).await.and_then(|()| {
                    let first = targets.len();
                    targets.extend(targets_of(item, operation)?);
                    let places = first..targets.len();
                    Ok(AskedItem {
                        item,
                        operation,
                        places,
                    })
                }),
                Err(why) => Err(why),
            };
            questions.push(question);
        }
        let looked = self.proved(at, targets).await;
        let found = questions.into_iter().map(|question| {
            let question = question?;
            match question.operation.target_kind() {
                TargetKind::Sessions => looked.sessions(&question),
                TargetKind::People => looked.person(&question),
                TargetKind::Tokens => looked.token(&question),
            }
        });
        found.collect()
    }

    /// Checks that these credentials see what became of an item, before anything of it is read.
    async fn may_see(&mut self, item: &OpenItem, operation: Operation) -> Read<()> {
        if operation.target_kind() == TargetKind::People {
            return Ok(());
        }
        let me = self.me().await?;
        let is_theirs = item.users.iter().all(|user| *user == me.id);
        let is_of_sessions = operation.target_kind() == TargetKind::Sessions;
        if me.is_suspended() || me.role != Role::Admin && !(is_theirs && is_of_sessions) {
            return Err(Doubt::NotAdmin.to_string());
        }
        Ok(())
    }

    /// Whose credentials these are, asked once before anything is read. The proof asks again after it.
    async fn me(&mut self) -> Read<User> {
        if let Some(me) = &self.me {
            return me.clone();
        }
        let policy = RetryPolicy::default();
        let ask = || self.client.me(Purpose::Proof);
        let answer = self.client.retrying(&policy, ask).await;
        let me = answer.map(|answer| answer.value.user).map_err(words);
        self.me.insert(me).clone()
    }

    /// Looks once at all of these targets, as at those of a run of which nothing is known.
    async fn proved(&self, at: Timestamp, targets: Vec<(Operation, Target)>) -> Looked {
        let is_person = |operation: Operation, target: &Target| {
            operation.ends() && matches!(target, Target::Person(_))
        };
        let by_person = targets.iter().filter(|(of, target)| is_person(*of, target));
        let by_person = by_person.map(|(_, target)| target.user()).collect();
        let report = report(at, targets, JudgedPeople::by_person(by_person));
        let me = self.me.as_ref().and_then(|me| me.as_ref().ok());
        let basis = ProofBasis {
            me: me.map(|me| me.id),
            ..ProofBasis::default()
        };
        let request = ProofRequest::new(Arc::new(report), basis);
        let mut proof = Proof::new(self.client.clone(), Clock::clone(self.clock), request);
        let _ = proof.look().await;
        let unread = proof.unread().clone();
        let proved = proof.into_proved();
        Looked {
            at,
            verdicts: proved.verdicts,
            people: (proved.people.into_iter())
                .map(|person| (person.user, person))
                .collect(),
            lists: proved.lists,
            unread,
        }
    }
}

pub(super) fn found(state: State, detail: String) -> Finding {
    Finding { state, detail }
}

#[expect(clippy::needless_pass_by_value, reason = "it is given to map_err")]
pub(super) fn words(error: ApiError) -> String {
    shown(&error.to_string())
}

/// Text with data in it, made safe to show to a person.
pub(super) fn shown(text: &str) -> String {
    SafeText::new(text).as_str().to_owned()
}
