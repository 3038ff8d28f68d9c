//! Who is not signed in, where a verb that changes people means all of whom something holds: it looks at
//! those who are signed in. That is told, and who of the others is known by their tokens.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use super::choosing::ChoiceReading;
use super::connect::Connection;
use super::exit::SOMETHING_TO_SEE;
use super::expecting::some;
use super::reading::reader_by_settings;
use super::report::talk;
use crate::live::{MatchContext, Snapshot};
use crate::model::{Clock, OAuthToken, User, UserId, counted};
use crate::operation::{Choice, Plan, Tokens, select};
use crate::zendesk::logged;

/// What is known of an account when a plan was made.
pub(super) struct AwayFrom<'a> {
    pub(super) choice: &'a Choice,
    pub(super) plan: &'a Plan,
    pub(super) snapshot: &'a Snapshot,
    /// The tokens of the account, where these were read.
    pub(super) tokens: &'a [OAuthToken],
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
        let known = self.known(connection, clock).await;
        if known.is_empty() {
            return 0;
        }
        talk(&format!(
            "{} of them {} tokens, and {} left out: {}",
            counted(known.len(), "person", "people"),
            if known.len() == 1 { "has" } else { "have" },
            if known.len() == 1 { "is" } else { "are" },
            some(&known)
        ));
        SOMETHING_TO_SEE
    }

    /// Those who have tokens, are meant, and are not signed in, each by number and name.
    async fn known(&self, connection: &Connection, clock: &Clock) -> Vec<String> {
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
        if away.is_empty() || self.choice.asks_about_sessions() {
            return Vec::new();
        }
        let mut reader = reader_by_settings(connection, clock);
        let mut chosen = Tokens::of(self.choice.clone());
        let reading = ChoiceReading::of_owners(&mut reader, &mut chosen, &away).await;
        let snapshot = match reading {
            Ok(reading) => reading.snapshot,
            Err(failure) => {
                tracing::debug!("owners of tokens: {}", logged(&failure));
                return Vec::new();
            }
        };
        let owners: FxHashSet<UserId> = away.iter().map(|token| token.user).collect();
        let context = MatchContext::at(clock());
        let meant = select::listed_owners(&chosen.owners, &owners, &snapshot, &context);
        let excluded = (self.plan.excluded().iter()).map(|one| one.target.user());
        let stay: BTreeSet<UserId> = excluded
            .chain(self.snapshot.identity().map(|me| me.id))
            .collect();
        let meant: FxHashSet<UserId> = meant.map(|meant| meant.yes).unwrap_or_default();
        let mut meant: Vec<UserId> = meant.into_iter().filter(|it| !stay.contains(it)).collect();
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
        meant.into_iter().map(word).collect()
    }
}
