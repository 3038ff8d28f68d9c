//! The steps that the store takes in.

use std::sync::Arc;
use std::time::Duration;

use crate::live::{EnrichmentFound, Retry};
use crate::model::{Session, Timestamp, User, UserId};
use crate::zendesk::{Answered, ApiError, BudgetReading, People, PersonList, Standing};

/// One step of a walk, or of what happens between walks.
#[derive(Debug, Clone)]
pub enum WalkProgress {
    /// The answer of `users/me`: whose credentials these are.
    Identified {
        /// The user.
        user: User,
        /// When it was asked whose they are.
        asked_at: Timestamp,
    },
    /// An answer carried the server's time.
    ServerTime(Timestamp),
    /// An answer carried no time that can be read.
    NoServerTime,
    /// A walk begins.
    Began,
    /// A page of the walk came in.
    Page {
        /// The readable records.
        sessions: Vec<Session>,
        /// The number of records whose ids could not be read.
        unreadable: usize,
    },
    /// The last page came in: the walk has reached its end.
    Finished {
        /// When the next walk begins.
        rest_until: Timestamp,
    },
    /// A request failed: the walk is over, and nothing is removed for it.
    Broke {
        /// The error of the request.
        error: Arc<ApiError>,
        /// The way in which reading is tried again.
        retry: Retry,
    },
    /// The directory's answer about these people.
    People {
        /// The people who were asked about.
        asked: Vec<UserId>,
        /// The people who were found.
        users: Vec<User>,
        /// When they were asked about.
        asked_at: Timestamp,
    },
    /// The directory's answer about these people could not be read.
    PeopleUnreadable {
        /// The people who were asked about.
        asked: Vec<UserId>,
        /// When they were asked about.
        asked_at: Timestamp,
    },
    /// Zendesk was asked about this person alone, and knows no such user.
    NoSuchUser {
        /// The person who was asked about.
        user: UserId,
        /// When they were asked about.
        asked_at: Timestamp,
    },
    /// Who people are could not be read.
    NamesUnread {
        /// Why.
        error: Arc<ApiError>,
        /// When it is asked again.
        again_at: Timestamp,
    },
    /// One person's own list, read to its end.
    Listed {
        /// The person whose list it is.
        user: UserId,
        /// When the list was asked for.
        began_at: Timestamp,
        /// The list.
        list: PersonList,
    },
    /// One person's own list could not be read, and nothing is known from it.
    NotListed {
        /// The person whose list it is.
        user: UserId,
        /// Why it could not be read.
        error: Arc<ApiError>,
    },
    /// One person's own list, read again before something is done to them. Unlike any other it removes
    /// nothing that a walk has shown if it is empty: that is then in doubt, and goes when a later walk lacks
    /// it as well. What an earlier own list alone has shown is gone.
    ReadAgain {
        /// The person whose list it is.
        user: UserId,
        /// When the list was asked for.
        began_at: Timestamp,
        /// The list.
        list: PersonList,
    },
    /// From now on a walk is due once in this time.
    Paced(Duration),
    /// The server counts so many sessions.
    Counted(u64),
    /// The request budget changed.
    Budget(BudgetReading),
    /// An answer about enrichment came in.
    Enriched(EnrichmentFound),
    /// The credentials changed, or what is known of them.
    Standing(Option<Standing>),
}

impl WalkProgress {
    /// What the date of an answer brings, or that it had none.
    pub(crate) fn of_date(date: Option<Timestamp>) -> Self {
        date.map_or(Self::NoServerTime, Self::ServerTime)
    }

    /// The answer to the question whose credentials these are, which was asked at this time.
    pub const fn identified(user: User, asked_at: Timestamp) -> Self {
        Self::Identified { user, asked_at }
    }

    /// The directory's answer about people all of whom were found.
    pub fn found(users: Vec<User>, asked_at: Timestamp) -> Self {
        Self::People {
            asked: users.iter().map(|user| user.id).collect(),
            users,
            asked_at,
        }
    }

    /// What an answer of the directory about the people in `asked` brings, which was wanted and came at
    /// these times.
    pub(in crate::live) fn of_people(
        asked: &[UserId],
        answer: Answered<People>,
        times: (Timestamp, Timestamp),
    ) -> Vec<Self> {
        let asked_at = answer.sent_at(times);
        let (date, answer) = (answer.server_date, answer.value);
        let not_known = answer.not_known(asked);
        let answered = asked.iter().filter(|id| !not_known.contains(id));
        let mut steps = vec![Self::of_date(date)];
        let people = Self::People {
            asked: answered.copied().collect(),
            users: answer.users,
            asked_at,
        };
        if !not_known.is_empty() {
            let asked = not_known;
            steps.push(Self::PeopleUnreadable { asked, asked_at });
        }
        steps.push(people);
        steps
    }
}
