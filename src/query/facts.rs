//! The facts that conditions are judged by, and the judging. Whoever has facts gives them through
//! these two traits; what is not known is an error with its reason, and stays one.

use super::condition::{BareText, Condition, OrganizationMatch, RoleMatch, TextMatch};
use super::fields::{QueryField, SessionState, TimeField};
use super::fold::fold;
use super::line::{FIELD_END, name_in};
use super::pattern::Pattern;
use super::ternary::{Ternary, Why};
use super::value::Comparison;
use crate::model::{
    Forecast, HostName, OrganizationId, Role, SafeText, Sent, Timestamp, User, UserId,
};

/// What is known of a person.
pub(crate) trait PersonFacts {
    /// The person's number.
    fn id(&self) -> UserId;
    /// The person's record.
    fn user(&self) -> Result<&User, Why>;
    /// The person's role.
    fn role(&self) -> Result<Role, Why> {
        self.user().map(|user| user.role)
    }
    /// The line that text is looked for in, by [`push_line`](super::push_line).
    fn line(&self) -> &str;
    /// The folded name of an organisation.
    fn organization(&self, id: OrganizationId) -> Result<&str, Why>;
    /// The name of a custom role.
    fn custom_role(&self, id: u64) -> Result<&SafeText, Why>;
    /// The fewest and the most sessions that the person can have; the reason where they differ.
    fn sessions(&self) -> (u64, u64, Why);
    /// Whether a rule protects the person.
    fn is_protected(&self) -> Result<bool, Why>;
    /// Whether the person is the owner of the credentials.
    fn is_mine(&self) -> Result<bool, Why>;
    /// Whether somebody else is called like the person, or looks alike.
    fn has_twin(&self) -> Result<bool, Why> {
        Err(Why::NotRead)
    }
    /// Whether somebody else of the staff is.
    fn has_staff_twin(&self) -> Result<bool, Why> {
        Err(Why::NotRead)
    }
}

/// What is known of a session beside its person.
pub(crate) trait SessionFacts {
    /// The session's number.
    fn number(&self) -> u64;
    /// One of its times, in seconds since 1970.
    fn time(&self, field: TimeField) -> Result<i64, Why>;
    /// When a limit ends it.
    fn forecast(&self) -> Result<Forecast, Why>;
    /// Whether it is in a state.
    fn is_in(&self, state: SessionState) -> Result<bool, Why>;
    /// The latest end by limits that are known, where another limit is only assumed.
    fn known_end(&self) -> Option<Forecast> {
        None
    }
    /// The moment at which the session was surely listed: a list that was begun then, or later, has
    /// it. By the server's clock.
    fn listed_at(&self) -> Result<Timestamp, Why> {
        Ok(self.now())
    }
    /// Whether a rule hits it.
    fn has_flag(&self, _rule: &str) -> Result<bool, Why> {
        Err(Why::NotRead)
    }
    /// Whether it is marked.
    fn is_marked(&self) -> Result<bool, Why>;
    /// The server's time.
    fn now(&self) -> Timestamp;
}

impl Condition {
    /// The answer about a person. About the session alone there is none.
    pub(crate) fn of_person(&self, person: &impl PersonFacts) -> Ternary {
        match self {
            Self::Bare(bare) => bare.of_person(person),
            Self::Text(field, text) => text_of(person, *field, text),
            Self::Organization(wanted) => organization_of(person, wanted),
            Self::Role(wanted) => role_of(person, wanted),
            Self::Number(_, number) => (person.id().get() == *number).into(),
            Self::Truth(field, so) => {
                let fact = match field {
                    QueryField::Suspended => answered(person, |user| user.suspended),
                    QueryField::Deleted => answered(person, |user| Some(!user.active?)),
                    QueryField::Protected => person.is_protected(),
                    QueryField::Twin => person.has_twin(),
                    _ => person.is_mine(),
                };
                Ternary::of(fact.map(|fact| fact == *so))
            }
            Self::Sessions(comparison, bound) => count_is(person, *comparison, *bound),
            Self::TwinOfStaff => Ternary::of(person.has_staff_twin()),
            Self::Time(..) | Self::Ends(..) | Self::State(_) | Self::Flag(_) => {
                Ternary::Unknown(Why::NotRead)
            }
        }
    }

    /// Whether it asks for nothing but the host of an address.
    pub(crate) const fn is_of_host(&self) -> bool {
        matches!(self, Self::Text(QueryField::Domain, _))
    }

    /// The answer of such a condition about everybody whose address is under this host; an empty one
    /// stands for no address.
    pub(crate) fn of_host(&self, host: &str) -> bool {
        matches!(self, Self::Text(_, wanted) if is_host(host, wanted))
    }

    /// The answer about a session. About the person alone there is none.
    pub(crate) fn of_session(&self, session: &impl SessionFacts) -> Ternary {
        let now = session.now();
        match self {
            Self::Bare(bare) => bare.is_in_number(session.number()).into(),
            Self::Number(_, number) => (session.number() == *number).into(),
            Self::Truth(QueryField::Marked, so) => {
                Ternary::of(session.is_marked().map(|is_marked| is_marked == *so))
            }
            Self::Truth(_, so) => Ternary::of(is_overdue(session).map(|fact| fact == *so)),
            Self::Time(field, comparison, value) => {
                let (from, until) = value.bounds(*comparison, now.seconds());
                Ternary::of(session.time(*field).map(|at| (from..=until).contains(&at)))
            }
            Self::Ends(comparison, bound) => {
                let left = |forecast: Forecast| {
                    let left = forecast.at.millis().saturating_sub(now.millis()) / 1000;
                    // What is over ends in no time.
                    comparison.holds(u64::try_from(left).unwrap_or(0), *bound)
                };
                let by_assumption = || {
                    // It may end sooner than by the limits that are known, and no later.
                    let is_below = matches!(comparison, Comparison::Less | Comparison::AtMost);
                    session.known_end().filter(|_| is_below).is_some_and(left)
                };
                match session.forecast() {
                    Err(Why::Assumed) if by_assumption() => Ternary::Yes,
                    forecast => Ternary::of(forecast.map(left)),
                }
            }
            Self::Flag(rule) => Ternary::of(session.has_flag(rule)),
            Self::State(state) => Ternary::of(session.is_in(*state)),
            _ => Ternary::Unknown(Why::NotRead),
        }
    }
}

impl BareText {
    fn of_person(&self, person: &impl PersonFacts) -> Ternary {
        if self.is_address {
            let user = person.user();
            let email = user.and_then(address);
            return Ternary::of(email.map(|email| self.pattern.is_whole_address(email)));
        }
        if self.is_in_line(person.line()) {
            return Ternary::Yes;
        }
        self.beyond_line(person)
    }

    /// The answer about somebody in whose line the text is not.
    pub(crate) fn beyond_line(&self, person: &impl PersonFacts) -> Ternary {
        let user = match person.user() {
            Ok(user) => user,
            Err(why) => return Ternary::Unknown(why),
        };
        let in_name = match organization(user) {
            Ok(None) => Ternary::No,
            Ok(Some(id)) => {
                let name = person.organization(id);
                Ternary::of(name.map(|name| self.pattern.is_in(name)))
            }
            Err(why) => Ternary::Unknown(why),
        };
        let in_other = if !user.name.is_unknown() && !user.email.is_unknown() {
            Ternary::No
        } else {
            Ternary::Unknown(Why::FieldNotSent)
        };
        // A role without a word that is known here may be called so.
        let in_role = if user.role == Role::Other {
            Ternary::Unknown(Why::Unreadable)
        } else {
            Ternary::No
        };
        in_name.or(in_other).or(in_role)
    }

    /// The text, if a plain search of lines finds it.
    pub(crate) fn literal(&self) -> Option<&str> {
        self.pattern.literal().filter(|_| !self.is_address)
    }

    fn is_in_line(&self, line: &str) -> bool {
        match self.pattern.literal() {
            Some(literal) => line.contains(literal),
            None => line
                .trim_end_matches('\n')
                .split(FIELD_END)
                .any(|field| self.pattern.is_in(field)),
        }
    }

    /// Whether the number of a session has the text in it.
    pub(crate) fn is_in_number(&self, number: u64) -> bool {
        self.digits.is_some_and(|digits| digits.is_in(number))
    }
}

/// Whether a session was listed although a limit should have ended it. What the list shows may be
/// old, so the session is judged by when it was surely there, and never by the time since.
fn is_overdue(session: &impl SessionFacts) -> Result<bool, Why> {
    let forecast = match session.forecast() {
        // However short the other limit is, this one is over.
        Err(Why::Assumed) => session
            .known_end()
            .filter(|known| known.is_overdue(session.now()))
            .ok_or(Why::Assumed)?,
        forecast => forecast?,
    };
    if !forecast.is_overdue(session.now()) {
        return Ok(false);
    }
    match session.listed_at()? {
        at if forecast.is_overdue(at) => Ok(true),
        _ => Err(Why::NotRead),
    }
}

/// What a field of a record says.
fn said<T>(field: &Sent<T>) -> Result<Option<&T>, Why> {
    field.known().ok_or(Why::FieldNotSent)
}

/// The address as it is compared, empty if there is none.
fn address(user: &User) -> Result<&str, Why> {
    let email = said(&user.email)?;
    Ok(email.map_or("", |email| email.original().trim()))
}

/// The person's organisation, if there is one.
fn organization(user: &User) -> Result<Option<OrganizationId>, Why> {
    said(&user.organization).map(Option::<&_>::copied)
}

/// A fact of a person's record, which may be left out of it.
fn answered(person: &impl PersonFacts, of: fn(&User) -> Option<bool>) -> Result<bool, Why> {
    of(person.user()?).ok_or(Why::FieldNotSent)
}

fn text_of(person: &impl PersonFacts, field: QueryField, wanted: &TextMatch) -> Ternary {
    let user = match person.user() {
        Ok(user) => user,
        Err(why) => return Ternary::Unknown(why),
    };
    let compare = |text: &str, is_whole| is_text(text, wanted, is_whole);
    Ternary::of(match field {
        QueryField::Name => {
            said(&user.name).map(|_| compare(name_in(person.line()), Pattern::is_whole))
        }
        QueryField::Email => {
            address(user).map(|address| compare(address, Pattern::is_whole_address))
        }
        QueryField::Domain => address(user).map(|address| {
            let host = HostName::in_address(address).unwrap_or_default();
            is_host(host, wanted)
        }),
        _ => match (&user.tags, wanted) {
            (None, _) => Err(Why::FieldNotSent),
            (Some(tags), TextMatch::None) => Ok(tags.is_empty()),
            (Some(tags), TextMatch::Like(pattern)) => {
                Ok(tags.iter().any(|tag| pattern.is_whole(&fold(tag.as_str()))))
            }
        },
    })
}

fn is_text(text: &str, wanted: &TextMatch, is_whole: fn(&Pattern, &str) -> bool) -> bool {
    match wanted {
        TextMatch::None => text.is_empty(),
        TextMatch::Like(pattern) => !text.is_empty() && is_whole(pattern, text),
    }
}

/// Whether the host of an address is the one that is wanted; an empty one stands for no address.
fn is_host(host: &str, wanted: &TextMatch) -> bool {
    is_text(host, wanted, Pattern::is_whole_host)
}

fn organization_of(person: &impl PersonFacts, wanted: &OrganizationMatch) -> Ternary {
    let fact = person
        .user()
        .and_then(|user| match (organization(user)?, wanted) {
            (None, OrganizationMatch::None) => Ok(true),
            (None, _) | (_, OrganizationMatch::None) => Ok(false),
            (Some(id), OrganizationMatch::Number(number)) => Ok(id.get() == *number),
            (Some(id), OrganizationMatch::Named(pattern)) => {
                person.organization(id).map(|name| pattern.is_whole(name))
            }
        });
    Ternary::of(fact)
}

fn role_of(person: &impl PersonFacts, wanted: &RoleMatch) -> Ternary {
    let role = || match person.role()? {
        // It may be any of them, in a word that is not known here or none at all.
        Role::Other => Err(Why::Unreadable),
        role => Ok(role),
    };
    Ternary::of(match wanted {
        RoleMatch::Is(wanted) => role().map(|role| role == *wanted),
        RoleMatch::Staff => role().map(|role| role != Role::EndUser),
        RoleMatch::Named(pattern) => {
            person
                .user()
                .and_then(|user| match said(&user.custom_role)? {
                    None => Ok(false),
                    Some(id) => {
                        let name = person.custom_role(*id);
                        name.map(|name| pattern.is_whole(&fold(name.as_str())))
                    }
                })
        }
    })
}

fn count_is(person: &impl PersonFacts, comparison: Comparison, bound: u64) -> Ternary {
    let (fewest, most, why) = person.sessions();
    match comparison {
        Comparison::Is if fewest == most => (fewest == bound).into(),
        Comparison::Is if (fewest..=most).contains(&bound) => Ternary::Unknown(why),
        Comparison::Is => Ternary::No,
        _ => match (
            comparison.holds(fewest, bound),
            comparison.holds(most, bound),
        ) {
            (true, true) => Ternary::Yes,
            (false, false) => Ternary::No,
            _ => Ternary::Unknown(why),
        },
    }
}
