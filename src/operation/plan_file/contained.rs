//! The plan of a file that does more to people than end their sessions: they are suspended or offboarded,
//! or their tokens are revoked. It is made anew of what is known now, for the people of the file and
//! for nobody else.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use super::NotApplied;
use super::apply::{Checked, FromFile};
use crate::journal::NamedTarget;
use crate::live::Snapshot;
use crate::model::{Timestamp, TokenId, UserId};
use crate::operation::plan::plan;
use crate::operation::{
    Basis, Choice, ExcludedBecause, Guardrails, OffboardPart, OffboardWanted, Operation, Plan,
    Refusal, Tokens, offboard, select,
};
use crate::zendesk::TokenList;

impl Plan {
    /// The plan of a file that contains people. `snapshot` must know [`Checked::people`], read after the
    /// file was, with their own lists where their sessions end; `listed` are the tokens of the account.
    ///
    /// # Errors
    /// If somebody in the file must not be touched, if that cannot be known of somebody, or if nothing
    /// is left to do.
    pub(crate) fn from_file_of_people(
        checked: Checked,
        listed: &TokenList,
        (snapshot, now): (&Snapshot, Timestamp),
        guardrails: &Guardrails,
    ) -> Result<FromFile, NotApplied> {
        let (file, at_most) = checked.into_parts();
        if at_most.is_some() {
            return Err(NotApplied::NotOfSessions);
        }
        let hash = file.hash().to_owned();
        let operation = file.operation();
        let file = file.content;
        let basis = Basis {
            account: &file.account,
            snapshot,
            guardrails,
            now,
        };
        let of = |operation: Operation| {
            let people = file.others.iter();
            let people = people.filter(|person| person.operations.contains(&operation));
            Choice::people(people.map(|person| person.user).collect())
        };
        let plan = if let Some(parts) = &file.parts {
            let of_part = |part: &OffboardPart| {
                let does = |one: &Operation| OffboardPart::of(*one) == Some(*part);
                let people = file.others.iter();
                let people = people.filter(|person| person.operations.iter().any(does));
                (
                    *part,
                    Choice::people(people.map(|person| person.user).collect()),
                )
            };
            // Each part is done to those of whom the file says so, and to nobody else. Of what they
            // have, all goes that is there by then, and not only what was listed.
            let wanted = OffboardWanted {
                parts: parts.iter().map(of_part).collect(),
                suspended_before: BTreeSet::new(),
            };
            let tokens = file.others.iter().flat_map(|person| &person.tokens);
            let sessions = file.targets.iter().map(|target| target.key);
            offboard(&wanted, &listed.tokens, &basis)?
                .marking_what_is_beyond(&sessions.collect(), &tokens.copied().collect())
        } else if operation == Operation::RevokeTokens {
            let ids: Vec<TokenId> = (file.others.iter())
                .flat_map(|person| person.tokens.iter().copied())
                .collect();
            plan(
                vec![select::tokens(&Tokens::those(ids), &listed.tokens, &basis)?],
                &basis,
            )?
        } else {
            plan(
                vec![select::people(&of(operation), operation, &basis)?],
                &basis,
            )?
        };
        let is_kept = |because| {
            matches!(
                because,
                ExcludedBecause::Yours | ExcludedBecause::Protected | ExcludedBecause::InUse
            )
        };
        if let Some(excluded) = plan.excluded().iter().find(|one| is_kept(one.because)) {
            return Err(NotApplied::Excluded {
                target: NamedTarget::Person(excluded.target.user()),
                because: excluded.because,
            });
        }
        if let Some(open) = plan.undecided().first() {
            return Err(Refusal::Unresolved(operation, open.target.user()).into());
        }
        let named: FxHashSet<UserId> = file.others.iter().map(|person| person.user).collect();
        if let Some(stranger) = plan
            .people_of_items()
            .into_iter()
            .find(|user| !named.contains(user))
        {
            return Err(Refusal::Unresolved(operation, stranger).into());
        }
        Ok(FromFile {
            plan: plan.of_file(hash, listed.unreadable == 0),
            // Whoever is as wished already is among those who are kept, with that reason.
            gone: Vec::new(),
            others: 0,
        })
    }
}
