//! The facts about one person.

use super::people::PeopleAnswers;
use crate::live::directory::PeopleChunk;
use crate::live::{Person, PersonIndex, Readable};
use crate::model::{OrganizationId, Role, SafeText, User, UserId};
use crate::query::{NumberedThing, PersonFacts, Why};
use crate::settings::ProtectedRule;
use crate::zendesk::Enrichment;

/// One person, as the snapshot and the settings know them.
pub(super) struct PersonInSnapshot<'a> {
    pub(super) people: &'a PeopleAnswers<'a>,
    pub(super) place: PersonIndex,
    pub(super) person: &'a Person,
    /// The chunk that has the person, and the place in it.
    pub(super) chunk: &'a PeopleChunk,
    pub(super) offset: usize,
}

impl PersonInSnapshot<'_> {
    /// An answer by everybody who is signed in. A no needs a list of all of them without holes: what
    /// was not read may have the one it asks for.
    fn of_all(&self, is_so: bool) -> Result<bool, Why> {
        if is_so || self.people.snapshot.is_everybody_read() {
            Ok(is_so)
        } else {
            Err(Why::NotRead)
        }
    }

    /// Why a name that was not read yet is not known.
    fn not_read(&self, why: Why, subject: Enrichment) -> Why {
        let readable = self.people.snapshot.extras().readable(subject);
        match (why, readable) {
            (Why::NameNotRead(_), Readable::No) => Why::NotPermitted,
            (why, _) => why,
        }
    }
}

impl PersonFacts for PersonInSnapshot<'_> {
    fn id(&self) -> UserId {
        self.person.id
    }

    fn user(&self) -> Result<&User, Why> {
        self.person.record()
    }

    fn role(&self) -> Result<Role, Why> {
        let role = self.chunk.roles().get(self.offset);
        role.copied().unwrap_or(Err(Why::NotRead))
    }

    fn line(&self) -> &str {
        self.chunk.search_text().line(self.offset)
    }

    fn organization(&self, id: OrganizationId) -> Result<&str, Why> {
        let name = self.people.snapshot.directory().folded_organization(id);
        name.map_err(|why| self.not_read(why, Enrichment::Organizations))
    }

    fn custom_role(&self, id: u64) -> Result<&SafeText, Why> {
        let extras = self.people.snapshot.extras();
        let name = extras.custom_role(id);
        name.ok_or_else(|| match extras.readable(Enrichment::CustomRoles) {
            Readable::Yes => Why::NameNotAnswered(NumberedThing::CustomRole),
            Readable::No => Why::NotPermitted,
            Readable::Unknown => Why::NameNotRead(NumberedThing::CustomRole),
        })
    }

    fn sessions(&self) -> (u64, u64, Why) {
        let (listed, unconfirmed) = self.people.sessions_of(self.place);
        let fewest = u64::from(listed.saturating_sub(unconfirmed));
        match self.people.snapshot.absence(self.person.id) {
            Ok(()) if unconfirmed == 0 => (fewest, fewest, Why::NotRead),
            // What is not listed may be there.
            _ => (fewest, u64::MAX, Why::NotRead),
        }
    }

    fn is_protected(&self) -> Result<bool, Why> {
        let rules = &self.people.context.protected;
        let user = self.user();
        let (role, email) = match user {
            Ok(user) => (Some(user.role), user.email.shown()),
            Err(_) => (None, None),
        };
        let is_pinned = self.people.context.pinned.has(self.person.id);
        if is_pinned || ProtectedRule::any_covers(rules, self.person.id, role, email) {
            return Ok(true);
        }
        match ProtectedRule::doubt(rules, user) {
            Some(why) => Err(why),
            None => Ok(false),
        }
    }

    fn has_twin(&self) -> Result<bool, Why> {
        let twins = self.people.twins.as_ref().ok_or(Why::NotRead)?;
        self.person.record()?;
        self.of_all(twins.has(self.place)?)
    }

    fn has_staff_twin(&self) -> Result<bool, Why> {
        let twins = self.people.twins.as_ref().ok_or(Why::NotRead)?;
        self.person.record()?;
        self.of_all(twins.has_staff(self.place)?)
    }

    fn is_mine(&self) -> Result<bool, Why> {
        if self.people.context.behind == Some(self.person.id) {
            return Ok(true);
        }
        let me = self.people.snapshot.identity();
        me.map(|me| me.id == self.person.id).ok_or(Why::NotRead)
    }
}
