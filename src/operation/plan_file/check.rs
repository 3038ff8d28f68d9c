//! What of a file is checked without a request.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{FileTimes, NotApplied, PlanFile};
use crate::live::{Person, Snapshot};
use crate::model::{SessionKey, TokenId, UserId};
use crate::operation::{Guardrails, Refusal, SessionTarget};

/// Where a file is to be carried out.
#[derive(Debug, Clone, Copy)]
pub struct Here<'a> {
    /// The name of the account.
    pub account: &'a str,
    /// The origin that its requests go to.
    pub origin: &'a str,
}

/// A file that has passed every check that needs no request.
#[derive(Debug, Clone)]
pub struct Checked {
    pub(super) file: PlanFile,
    /// The most sessions that may go, where the file's list is not the limit.
    pub(super) at_most: Option<usize>,
    /// The sessions that a list lacks without anything that bears it out.
    pub(super) doubted: FxHashSet<SessionKey>,
    /// Whether whoever must not be touched is left out of it, in place of refusing all of it.
    pub(super) leaves_out: bool,
}

impl Checked {
    /// The same file, of whose people so many sessions may go, also those that it does not list.
    #[must_use]
    pub fn at_most(self, at_most: Option<usize>) -> Self {
        Self { at_most, ..self }
    }

    /// The same file, of which whoever must not be touched is left out, if it is what a run left to do:
    /// nobody reviewed it, and it is told of each.
    #[must_use]
    pub(crate) fn leaving_out(self, leaves_out: bool) -> Self {
        Self { leaves_out, ..self }
    }

    /// From when until when the file may be carried out.
    pub(crate) fn times(&self) -> FileTimes {
        let content = &self.file.content;
        FileTimes {
            made_at: content.made_at,
            expires_at: content.expires_at,
        }
    }

    /// The same file, of which these sessions are not gone whatever a list says.
    #[must_use]
    pub(crate) fn doubting(self, doubted: FxHashSet<SessionKey>) -> Self {
        Self { doubted, ..self }
    }

    /// The sessions that the file lists and that are not listed now.
    pub(crate) fn lacking(&self, snapshot: &Snapshot) -> Vec<SessionKey> {
        let keys = || self.file.targets().iter().map(|target| target.key);
        let listed = snapshot.find(&keys().collect());
        keys().filter(|key| !listed.contains_key(key)).collect()
    }

    /// Whoever and whatever session is shown otherwise in the file than they are now, each in words.
    pub(crate) fn changed(&self, snapshot: &Snapshot) -> Vec<String> {
        let shown = self.file.content.shown.iter();
        let shown: FxHashMap<UserId, _> = shown.map(|one| (one.user, one)).collect();
        let people = snapshot.directory().iter().filter_map(Person::user);
        let mut changed: Vec<(UserId, String)> = people
            .filter_map(|now| Some((now.id, shown.get(&now.id)?.changed(now)?)))
            .collect();
        changed.extend(self.signed_in_otherwise(snapshot));
        changed.sort_unstable();
        changed.into_iter().map(|(_, words)| words).collect()
    }

    /// The sessions that began at another time than the file shows, with their owners, each in words.
    /// What either does not know is no difference.
    fn signed_in_otherwise(&self, snapshot: &Snapshot) -> Vec<(UserId, String)> {
        let targets = self.file.targets();
        let listed = snapshot.find(&targets.iter().map(|target| target.key).collect());
        let differs = |target: &SessionTarget| {
            let session = snapshot.session(*listed.get(&target.key)?)?;
            let (now, planned) = (
                session.authenticated_at.readable()?,
                target.authenticated_at?,
            );
            let words = format!(
                "session {} signed in at {now} by the list now, and at {planned} by the plan file; it is \
                 the same session by its number",
                target.key
            );
            (now != planned).then_some((target.key.user, words))
        };
        targets.iter().filter_map(differs).collect()
    }

    /// The tokens that the file lists.
    pub(crate) fn tokens(&self) -> Vec<TokenId> {
        let others = self.file.content.others.iter();
        others.flat_map(|person| person.tokens.clone()).collect()
    }

    /// The file itself.
    pub(super) fn into_parts(self) -> (PlanFile, Option<usize>, bool) {
        (self.file, self.at_most, self.leaves_out)
    }

    /// Its people and whoever else their sessions may belong to, whose lists must be read before a plan is made of the file.
    pub fn people(&self) -> Vec<UserId> {
        self.file.people_behind().into_iter().collect()
    }
}

impl PlanFile {
    /// Checks everything about the file that can be checked without a request.
    ///
    /// # Errors
    /// If the file was edited, is for another account or origin, states other counts
    /// than it lists or than `expect`, or is beyond the limits of `guardrails`.
    pub fn check(
        self,
        here: Here<'_>,
        expect: Option<usize>,
        guardrails: &Guardrails,
    ) -> Result<Checked, NotApplied> {
        let (body, lists) = (&self.content, self.content.lists());
        let operation = self.operation();
        self.seal().check(here)?;
        if body.route.is_wide() && !body.is_whole {
            return Err(NotApplied::Wide(body.route));
        }
        let owners = self.targets().iter().map(|at| at.key.user);
        let others = body.others.iter().map(|person| person.user);
        let people: FxHashSet<UserId> = owners.chain(others).collect();
        if body.count != lists || body.people != people.len() {
            return Err(NotApplied::Count {
                message: body.counted(body.count),
                people: body.people,
                lists,
            });
        }
        if let Some(expected) = expect
            && expected != lists
        {
            let lists = body.counted(lists);
            return Err(NotApplied::Expected { expected, lists });
        }
        if guardrails.read_only {
            return Err(Refusal::ReadOnly(operation).into());
        }
        let items = body.targets.len() + body.others.len();
        guardrails.allows_as_many(operation, lists.max(items))?;
        Ok(Checked {
            file: self,
            at_most: None,
            doubted: FxHashSet::default(),
            leaves_out: false,
        })
    }
}
