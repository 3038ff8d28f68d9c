//! From the options to a choice, and to what must be read for it.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::cli::{DecidingOptions, WhomOptions};
use super::exit::Failure;
use super::filter::{filter, filter_for_a_change};
use super::naming::SoughtAmong;
use super::report::{not_read_words, talk};
use super::{naming, report};
use crate::live::{Lookup, ReadError, Readable, Reader, Snapshot};
use crate::model::{OAuthToken, UserId};
use crate::operation::{Choice, ChoicePart, Refusal, Tokens, UndecidedPolicy};
use crate::query::Query;
use crate::zendesk::{ApiError, Enrichment};

/// Everyone, as the verbs that change something take them: without oneself and the protected.
const EVERYONE: &str = "mine:false protected:false";

/// The choice of a verb that shows something; without any part it means everything.
pub(super) fn shown(whom: &WhomOptions) -> Result<Choice, Failure> {
    let mut choice = choice(whom, UndecidedPolicy::Leave, filter)?;
    // Whoever looks before they act sees those who would be acted on.
    for part in &mut choice.parts {
        if matches!(part, ChoicePart::Everyone) {
            *part = ChoicePart::Matching(filter(EVERYONE)?);
        }
    }
    Ok(choice)
}

/// The choice of a verb that changes something.
///
/// # Errors
/// If nobody is meant, or a filter is no query or does not say whom it means.
pub(super) fn to_change(whom: &WhomOptions, deciding: &DecidingOptions) -> Result<Choice, Failure> {
    let policy = deciding.undecided.unwrap_or_default();
    if deciding.strict && policy == UndecidedPolicy::Take {
        return Err(Failure::usage(
            "--strict does nothing while anything is undecided, and --undecided take takes it: leave one \
             of them out",
        ));
    }
    let choice = choice(whom, policy, filter_for_a_change)?;
    if deciding.undecided.is_some() && !choice.is_judged() {
        return Err(Failure::usage(
            "--undecided is about what a --filter, --role, --domain or --org cannot tell; give one, \
             or leave --undecided out",
        ));
    }
    Ok(choice)
}

/// The same, where somebody must be meant.
pub(super) fn somebody(whom: &WhomOptions, deciding: &DecidingOptions) -> Result<Choice, Failure> {
    let choice = to_change(whom, deciding)?;
    if choice.parts.is_empty() {
        return Err(Failure::usage(
            "nobody is meant: say whom by --user, --email, --people, --session, --domain, --org, \
             --role, --filter or --everyone",
        ));
    }
    Ok(choice)
}

/// Every option becomes a part, and the parts unite.
fn choice(
    whom: &WhomOptions,
    undecided: UndecidedPolicy,
    filter: fn(&str) -> Result<Query, Failure>,
) -> Result<Choice, Failure> {
    let mut choice = Choice::new(undecided);
    let parts = &mut choice.parts;
    if !whom.session.is_empty() {
        parts.push(ChoicePart::Sessions(whom.session.clone()));
    }
    if !whom.user.is_empty() {
        parts.push(ChoicePart::People(whom.user.clone()));
    }
    parts.extend(whom.domain.iter().cloned().map(ChoicePart::Domain));
    parts.extend(whom.org.iter().cloned().map(ChoicePart::Organization));
    parts.extend(whom.role.iter().cloned().map(ChoicePart::Role));
    for text in &whom.filter {
        parts.push(ChoicePart::Matching(filter(text)?));
    }
    parts.extend(naming::named(&whom.naming)?);
    if whom.everyone {
        parts.push(ChoicePart::Everyone);
    }
    Ok(choice)
}

/// The most people whose sessions are counted beside, a request for each.
const COUNTED_AT_MOST: usize = 50;

/// What was read for a choice, and what could not be.
pub(super) struct ChoiceReading {
    pub(super) snapshot: Arc<Snapshot>,
    /// Why some people have no name and no role.
    pub(super) nameless: Option<Arc<ApiError>>,
    /// What was wanted beside people and sessions and could not be read, with the reason.
    pub(super) not_read: Vec<(Enrichment, Arc<ApiError>)>,
    /// The status that what could not be read is worth.
    pub(super) unread: u8,
}

impl ChoiceReading {
    /// Finds out who is named, and reads what the choice needs and no more: everything where it means
    /// "all" of something, else the people's own lists, or who they are where no more is needed.
    pub(super) async fn of(
        reader: &mut Reader,
        choice: &mut Choice,
        among: SoughtAmong,
    ) -> Result<Self, Failure> {
        ready(reader, choice)?;
        let walk = naming::resolve(reader, choice, among).await?;
        let named = choice.named_people();
        if choice.means_all() || walk.is_some() {
            reader.names(&named).await?;
            let mut reading = match walk {
                Some(reading) => reading,
                None => reader.walk().await?,
            };
            let nameless = reading.nameless.take();
            if among.has_walk() && reading.broke.is_none() {
                let named = (choice.named_people(), choice.named_sessions());
                reader.look_beyond_the_walk(&named.0, &named.1).await?;
            }
            // Names that came after the walk are known as well.
            reading.snapshot = reader.snapshot();
            let snapshot = reading.for_a_choice()?;
            never_known(choice, &snapshot)?;
            no_role_is_in_doubt(choice, reader, &snapshot)?;
            return Ok(Self::new(reader, snapshot, nameless));
        }
        // Whose a session is that was named, their own list says.
        let owners = choice.owners_of_sessions();
        let are_few = named.len() <= COUNTED_AT_MOST || !owners.is_empty();
        let snapshot = if among.has_walk() || are_few {
            reader.people(&named).await?;
            reader.sessions(&choice.named_sessions()).await?
        } else {
            reader.names(&named).await?
        };
        Ok(Self::new(reader, snapshot, reader.nameless().cloned()))
    }

    /// Reads what these people have, and nothing of anybody else.
    pub(super) async fn of_people(reader: &mut Reader, people: &[UserId]) -> Result<Self, Failure> {
        let snapshot = reader.people(people).await?;
        Ok(Self::new(reader, snapshot, reader.nameless().cloned()))
    }

    /// Finds out who is named, and reads who owns the tokens that may be chosen: everybody's owners
    /// where facts decide, and every session where the choice asks about sessions.
    pub(super) async fn of_owners(
        reader: &mut Reader,
        chosen: &mut Tokens,
        tokens: &[OAuthToken],
    ) -> Result<Self, Failure> {
        ready(reader, &chosen.owners)?;
        reader.take_times_of(tokens);
        let owners = &mut chosen.owners;
        let mut walk = naming::resolve(reader, owners, SoughtAmong::Everybody).await?;
        if walk.is_none() && owners.asks_about_sessions() {
            walk = Some(reader.walk().await?);
        }
        let named = chosen.owners.named_people();
        let is_chosen = |token: &&OAuthToken| {
            chosen.owners.means_all()
                || chosen.ids.contains(&token.id)
                || named.binary_search(&token.user).is_ok()
        };
        let owners = tokens.iter().filter(is_chosen).map(|token| token.user);
        let mut owners: Vec<UserId> = owners.chain(named.iter().copied()).collect();
        owners.sort_unstable();
        owners.dedup();
        let mut named = reader.names(&owners).await?;
        let of_sessions = chosen.owners.owners_of_sessions();
        if walk.is_none() && !of_sessions.is_empty() {
            named = reader.people(&of_sessions).await?;
        }
        let Some(mut reading) = walk else {
            let snapshot = if chosen.owners.means_all() {
                // The names of organisations and roles, which nothing has asked for yet.
                reader.people(&[]).await?
            } else {
                named
            };
            never_known(&chosen.owners, &snapshot)?;
            no_role_is_in_doubt(&chosen.owners, reader, &snapshot)?;
            return Ok(Self::new(reader, snapshot, reader.nameless().cloned()));
        };
        let nameless = reading.nameless.take();
        reading.snapshot = named;
        let snapshot = reading.for_a_choice()?;
        no_role_is_in_doubt(&chosen.owners, reader, &snapshot)?;
        Ok(Self::new(reader, snapshot, nameless))
    }

    fn new(reader: &Reader, snapshot: Arc<Snapshot>, nameless: Option<Arc<ApiError>>) -> Self {
        report::clock_in_doubt(&snapshot, reader.our_time());
        Self {
            not_read: reader.not_read().to_vec(),
            unread: report::unread_but(&snapshot, &strangers(&snapshot)),
            snapshot,
            nameless,
        }
    }

    /// The failure that there is no plan. Where somebody cannot be decided about because a request
    /// for what decides failed, that comes first.
    pub(super) fn no_plan(&self, refusal: Refusal) -> Failure {
        if let Refusal::Undecided { left, reasons, .. } = &refusal
            && let Some(failure) = self.failed()
        {
            return failure.and(&format!("{left} could not be decided: {reasons}"));
        }
        if matches!(refusal, Refusal::Empty { .. })
            && let Some((user, why)) = self.snapshot.not_listed().next()
        {
            let doubt = format!("what user {user} has is not known");
            return Failure::from(Arc::clone(why)).about(&doubt);
        }
        let is_of_facts = matches!(
            refusal,
            Refusal::Empty { .. } | Refusal::AllExcluded { .. } | Refusal::Undecided { .. }
        );
        let failure = Failure::no_plan(refusal, self.unread);
        let missing = self.missing().into_iter().filter(|_| is_of_facts);
        missing.fold(failure, |failure, line| failure.and(&line))
    }

    /// The failure of a request for what decides, unless it says that these credentials may not read
    /// it.
    fn failed(&self) -> Option<Failure> {
        if let Some(error) = &self.nameless {
            return Some(ReadError::Nameless(Arc::clone(error)).into());
        }
        let mut failed = self.not_read.iter();
        let (what, why) = failed.find(|(what, why)| !what.is_closed_by(why))?;
        let doubt = format!(
            "{} could not be read, so it is not known whom the choice means",
            what.as_str()
        );
        Some(Failure::from(Arc::clone(why)).about(&doubt))
    }

    /// What of that which decides could not be read, each in a line.
    fn missing(&self) -> Vec<String> {
        let nameless = self.nameless.iter();
        let nameless = nameless.map(|error| format!("some names and roles are missing: {error}"));
        nameless.chain(not_read_words(&self.not_read)).collect()
    }

    /// Tells what of that which decides could not be read.
    pub(super) fn tell_missing(&self) {
        for line in self.missing() {
            talk(&line);
        }
    }
}

/// Refuses a choice by something that these credentials can never know.
pub(super) fn never_known(choice: &Choice, snapshot: &Snapshot) -> Result<(), Failure> {
    if choice.names_an_organization()
        && snapshot.extras().readable(Enrichment::Organizations) == Readable::No
    {
        return Err(Failure::usage(
            "--org can never be known by name: these credentials may not read the names of \
             organisations; give its number",
        ));
    }
    let mut never = choice
        .queries()
        .filter_map(|query| snapshot.never_known(query));
    match never.next() {
        Some(never) => Err(Failure::usage(never)),
        None => Ok(()),
    }
}

/// Refuses a choice by the name of a role where the custom roles could not be read: a word for one of
/// Zendesk's own may be the name of one, and no other may be.
fn no_role_is_in_doubt(
    choice: &Choice,
    reader: &Reader,
    snapshot: &Snapshot,
) -> Result<(), Failure> {
    let subject = Enrichment::CustomRoles;
    if snapshot.extras().readable(subject) != Readable::Unknown {
        return Ok(());
    }
    let doubt = |query: &Query| match (query.role_words().next(), query.custom_role()) {
        (Some((word, _)), _) => Some(format!(
            "it is not known whether {word:?} is the name of a custom role too, which could not be read"
        )),
        (None, Some(name)) => Some(format!(
            "it is not known whom the role {name:?} means: custom roles could not be read"
        )),
        (None, None) => None,
    };
    let doubt = choice.queries().find_map(doubt);
    let failed = reader.not_read().iter().find(|(what, _)| *what == subject);
    let (Some(doubt), Some((_, why))) = (doubt, failed) else {
        return Ok(());
    };
    Err(Failure::from(Arc::clone(why)).about(&doubt).and(
        "nothing was sent: whom the word means is not certain; try again later, or name the people by \
         their ids with --user",
    ))
}

/// Has the reader also read what decides the answers of the choice.
///
/// # Errors
/// If the choice asks for a rule that is not in force.
pub(super) fn ready(reader: &mut Reader, choice: &Choice) -> Result<(), Failure> {
    let flags = reader.rules().names();
    for query in choice.queries() {
        query
            .allows(&flags)
            .map_err(|error| Failure::usage(format!("--filter, {error}")))?;
        reader.look_for(query);
    }
    if choice.names_an_organization() {
        reader.look_for_organizations();
    }
    Ok(())
}

/// The people whom Zendesk left out of its answer: the plan tells of those among them who were named
/// and have no list.
pub(super) fn strangers(snapshot: &Snapshot) -> BTreeSet<UserId> {
    let people = snapshot.directory().iter();
    let missing =
        people.filter(|person| matches!(person.known, Lookup::Missing | Lookup::NoSuchUser));
    let strangers = missing.map(|person| person.id);
    let owners = snapshot.iter().filter_map(|slot| snapshot.key(slot));
    let owners: BTreeSet<UserId> = owners.map(|key| key.user).collect();
    strangers.filter(|user| !owners.contains(user)).collect()
}
