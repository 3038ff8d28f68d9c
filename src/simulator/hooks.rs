//! Hooks for tests: reading a simulated account and changing it, without a request.

use std::time::Duration;

use super::Simulator;
use super::people::{Population, SimulatedPerson};
use super::sessions::Whose;
use crate::model::{OrganizationId, Session, SessionKey, Timestamp, UserId};

impl Simulator {
    /// Every live session, by id.
    pub fn sessions(&self) -> Vec<Session> {
        let state = self.state();
        state.world.sessions.after(Whose::All, None, usize::MAX)
    }

    /// One person's live sessions, by id.
    pub fn sessions_of(&self, user: UserId) -> Vec<Session> {
        self.state().world.of(user)
    }

    /// Everybody of the account, by id.
    pub fn users(&self) -> Vec<SimulatedPerson> {
        self.state().world.people.all().collect()
    }

    /// The person with this id.
    pub fn user(&self, id: UserId) -> Option<SimulatedPerson> {
        self.state().world.people.find(id)
    }

    /// The admin to whom the credentials belong.
    pub fn own_user(&self) -> Option<UserId> {
        self.state().world.people.id(Population::ADMIN)
    }

    /// The agent who has a token.
    pub fn agent(&self) -> Option<UserId> {
        self.state().world.people.id(Population::AGENT)
    }

    /// The end user who has a token.
    pub fn end_user(&self) -> Option<UserId> {
        self.state().world.people.id(Population::END_USER)
    }

    /// The sign-in of the admin's browser, whose cookie the
    /// [`IssuedCredentials`](super::IssuedCredentials) hold. It may have ended.
    pub fn browser_session(&self) -> Option<SessionKey> {
        self.state().world.browser
    }

    /// Signs somebody in; `None` if there is no such person.
    pub fn sign_in(&self, user: UserId) -> Option<SessionKey> {
        self.state().world.sign_in(user, Duration::ZERO)
    }

    /// Signs somebody out as they would themselves; `false` if they were not signed in.
    pub fn sign_out(&self, key: SessionKey) -> bool {
        self.state().world.sessions.end(key)
    }

    /// Overwrites the times of a session; `false` if there is none.
    pub fn set_times(
        &self,
        key: SessionKey,
        authenticated_at: Option<Timestamp>,
        last_seen_at: Option<Timestamp>,
    ) -> bool {
        let mut state = self.state();
        state
            .world
            .sessions
            .set_times(key, authenticated_at, last_seen_at)
    }

    /// Changes a person: suspend, delete, downgrade; `false` if there is none.
    pub fn edit_user(&self, user: UserId, change: impl FnOnce(&mut SimulatedPerson)) -> bool {
        let mut state = self.state();
        let now = state.world.now;
        state.world.people.edit(user, now, change)
    }

    /// Gives a person a name, sent as it is but for JSON's escapes.
    pub fn set_name(&self, user: UserId, name: &str) -> bool {
        self.edit_user(user, |person| name.clone_into(&mut person.name))
    }

    /// Gives an organisation a name, sent as it is but for JSON's escapes; `false` if there is
    /// none.
    pub fn set_organization_name(&self, organization: OrganizationId, name: &str) -> bool {
        let mut state = self.state();
        state.world.people.name_organization(organization, name)
    }

    /// Gives a custom role a name, sent as it is but for JSON's escapes; `false` if there is none.
    pub fn set_custom_role_name(&self, role: u64, name: &str) -> bool {
        self.state().world.people.name_custom_role(role, name)
    }

    /// Expires every access token that somebody signed in for. Refresh tokens live on.
    pub fn expire_access_tokens(&self) {
        let mut state = self.state();
        let now = state.world.now;
        state.world.tokens.expire_access(now);
    }

    /// How many OAuth tokens somebody has.
    pub fn tokens_of(&self, user: UserId) -> usize {
        let state = self.state();
        state
            .world
            .tokens
            .all()
            .filter(|token| token.user == user)
            .count()
    }

    /// Revokes every OAuth token of the account, those of the
    /// [`IssuedCredentials`](super::IssuedCredentials) too.
    pub fn revoke_tokens(&self) {
        self.state().world.tokens.delete_all();
    }

    /// How often a refresh token was exchanged for a new pair.
    pub fn refresh_count(&self) -> u64 {
        self.state().world.tokens.refreshes
    }
}
