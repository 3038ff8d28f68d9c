//! Who is not signed in, where a verb that changes people means all of whom something holds: it looks at
//! those who are signed in. That is told, and who of the others is known by their tokens.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use super::choosing::ChoiceReading;
use super::connect::Connection;
use super::exit::{Failure, SOMETHING_TO_SEE};
use super::expecting::some;
use super::reading::reader_by_settings;
use super::report::talk;
use crate::live::{MatchContext, Snapshot};
use crate::model::{Clock, OAuthToken, User, UserId, counted};
use crate::operation::{Choice, Plan, Tokens, select};

/// What is known of an account when a plan was made.
pub(super) struct AwayFrom<'a> {
    pub(super) choice: &'a Choice,
    pub(super) plan: &'a Plan,
    pub(super) snapshot: &'a Snapshot,
    /// The tokens of the account, where these were read.
    pub(super) tokens: &'a [OAuthToken],
}

/// The owners of tokens who are not signed in.
#[derive(Default)]
struct OwnersAway {
    /// Those who are meant, each by number and name.
    meant: Vec<String>,
    /// The number of those of whom that cannot be told.
    undecided: usize,
}

impl AwayFrom<'_> {
    /// Tells that nobody was looked at who is not signed in, and names those of them who are meant and
    /// have tokens. Returns the status that they are worth.
    pub(super) async fn tell(&self, connection: &Connection, clock: &Clock) -> u8 {
        let options = self.choice.options_that_mean_all();
        if options.is_empty() {
            return 0;
        }
        let options = options.join(", ");
        talk(&format!(
            "{options}: only people who are signed in; whoever else is meant is not in this plan: name \
             them by --user, --email or --people, or look for those who have tokens with \
             `zentop tokens list`"
        ));
        let owners = match self.owners(connection, clock).await {
            Ok(owners) => owners,
            Err(failure) => {
                talk(&format!(
                    "which of them have tokens could not be found out: {failure}"
                ));
                return SOMETHING_TO_SEE;
            }
        };
        if !owners.meant.is_empty() {
            let is_one = owners.meant.len() == 1;
            talk(&format!(
                "{} of them {} tokens, and {} left out: {}",
                counted(owners.meant.len(), "person", "people"),
                if is_one { "has" } else { "have" },
                if is_one { "is" } else { "are" },
                some(&owners.meant)
            ));
        }
        if owners.undecided > 0 {
            talk(&format!(
                "of {} with tokens it cannot be known whether they are meant, and they are left out",
                counted(owners.undecided, "person", "people")
            ));
        }
        if owners.meant.is_empty() && owners.undecided == 0 {
            0
        } else {
            SOMETHING_TO_SEE
        }
    }

    /// Those who have tokens, are meant, and are not signed in.
    async fn owners(&self, connection: &Connection, clock: &Clock) -> Result<OwnersAway, Failure> {
        let keys = self.snapshot.iter();
        let signed_in: FxHashSet<UserId> = keys
            .filter_map(|slot| self.snapshot.key(slot))
            .map(|key| key.user)
            .collect();
        let seen_to = self.plan.people_of_items();
        let is_away = |user: &UserId| !signed_in.contains(user) && !seen_to.contains(user);
        let away: Vec<OAuthToken> = (self.tokens.iter())
            .filter(|token| is_away(&token.user))
            .cloned()
            .collect();
        let choice = self.choice.of_whoever_is_away();
        if away.is_empty() || choice.parts.is_empty() {
            return Ok(OwnersAway::default());
        }
        let mut reader = reader_by_settings(connection, clock);
        let mut chosen = Tokens::of(choice);
        let reading = ChoiceReading::of_owners(&mut reader, &mut chosen, &away).await?;
        let snapshot = reading.snapshot;
        let owners: FxHashSet<UserId> = away.iter().map(|token| token.user).collect();
        let context = MatchContext::at(clock());
        let listed = select::listed_owners(&chosen.owners, &owners, &snapshot, &context);
        let listed = listed.map_err(Failure::from)?;
        let excluded = (self.plan.excluded().iter()).map(|one| one.target.user());
        let stay: BTreeSet<UserId> = excluded
            .chain(self.snapshot.identity().map(|me| me.id))
            .collect();
        let meant = listed.yes.into_iter().filter(|it| !stay.contains(it));
        let mut meant: Vec<UserId> = meant.collect();
        meant.sort_unstable();
        let word = |user: UserId| {
            let mut people = snapshot.directory().iter();
            let person = people.find(|person| person.id == user);
            let known = person.and_then(|person| person.user());
            match known.and_then(User::legible_name) {
                Some(name) => format!("user {user} ({name})"),
                None => format!("user {user}"),
            }
        };
        Ok(OwnersAway {
            meant: meant.into_iter().map(word).collect(),
            undecided: listed.undecided,
        })
    }
}
