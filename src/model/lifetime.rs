//! How long a sign-in lives: two limits, where each comes from, and when it ends by them.
//!
//! A forecast is only as good as its limit, so a limit is never told without its source.

use super::{Role, SentTime, Session, Timeouts, Timestamp};

/// The source of a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LimitSource {
    /// The account's security settings, which were read at this moment.
    SecuritySettings {
        /// When they were read.
        read_at: Timestamp,
    },
    /// The profile's settings, where the account does not tell.
    Settings,
    /// Zendesk's own rule for every account, which no setting lifts.
    EveryAccount,
    /// Zendesk's default, since the account's settings are not known.
    Assumed,
}

impl LimitSource {
    /// The source in words, for people.
    pub const fn words(self) -> &'static str {
        match self {
            Self::SecuritySettings { .. } => "as set",
            Self::Settings => "as zentop's settings say",
            Self::EveryAccount => "in every account",
            Self::Assumed => "assumed, Zendesk's default",
        }
    }
}

/// A limit, and where it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LifeLimit {
    /// The limit, in minutes.
    pub minutes: u32,
    /// The source of the limit.
    pub source: LimitSource,
}

/// The limits that end the sessions of somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionLifetimes {
    /// The time without activity after which a session ends.
    pub idle: LifeLimit,
    /// The time after signing in, whatever the person does. `None` where no such limit is known.
    pub longest: Option<LifeLimit>,
    /// Whether another limit that is not known here may end a session sooner: team members have a
    /// time-out of their own in the mobile app.
    pub is_idle_at_latest: bool,
}

/// The limit by which a session ends first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndsBy {
    /// It was not seen for too long.
    Idle,
    /// It is too long since the person signed in.
    LongestLife,
}

/// When a session ends by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Forecast {
    /// The moment, by the server's clock.
    pub at: Timestamp,
    /// The limit that is reached then.
    pub by: EndsBy,
    /// That limit.
    pub limit: LifeLimit,
    /// Whether it may end sooner, because not everything that ends it is known.
    pub is_at_latest: bool,
}

impl LifeLimit {
    const fn millis(self) -> i64 {
        self.minutes as i64 * 60_000
    }
}

impl SessionLifetimes {
    /// Zendesk's default for the idleness of admins and agents, in minutes (`docs::zendesk_api` §8).
    pub const STAFF_IDLE: u32 = 60;
    /// The most that an account can set for it, in minutes.
    pub const STAFF_IDLE_AT_MOST: u32 = 480;
    /// Zendesk's limit for the life of a team member's session, in minutes, in every account since
    /// 2026-09-29.
    pub const STAFF_LONGEST: u32 = 720;
    /// Zendesk's default for the idleness of end users, in minutes.
    pub const END_USER_IDLE: u32 = 480;

    /// The limits for somebody with this role. `settings` are the account's time-outs and when they
    /// were read, if they were.
    pub fn of(role: Role, settings: Option<(Timeouts, Timestamp)>) -> Self {
        Self::with(role, settings, Timeouts::default())
    }

    /// The same, where `given` are the time-outs that somebody wrote down for what the account does
    /// not tell.
    pub fn with(role: Role, settings: Option<(Timeouts, Timestamp)>, given: Timeouts) -> Self {
        let set = |pick: fn(&Timeouts) -> Option<u32>| {
            let as_read = settings.and_then(|(timeouts, read_at)| {
                let source = LimitSource::SecuritySettings { read_at };
                pick(&timeouts).map(|minutes| LifeLimit { minutes, source })
            });
            let as_given = || {
                let source = LimitSource::Settings;
                pick(&given).map(|minutes| LifeLimit { minutes, source })
            };
            as_read.or_else(as_given)
        };
        let assumed = |minutes| LifeLimit {
            minutes,
            source: LimitSource::Assumed,
        };
        match role {
            Role::EndUser => Self {
                idle: set(|set| set.end_user).unwrap_or(assumed(Self::END_USER_IDLE)),
                longest: None,
                is_idle_at_latest: false,
            },
            Role::Admin | Role::Agent | Role::Other => {
                let idle = set(|set| set.agent).unwrap_or(assumed(Self::STAFF_IDLE));
                let longest = LifeLimit {
                    minutes: Self::STAFF_LONGEST,
                    source: LimitSource::EveryAccount,
                };
                let shorter = set(|set| set.longest).filter(|it| it.minutes < longest.minutes);
                Self {
                    idle: LifeLimit {
                        minutes: idle.minutes.min(Self::STAFF_IDLE_AT_MOST),
                        ..idle
                    },
                    longest: Some(shorter.unwrap_or(longest)),
                    is_idle_at_latest: true,
                }
            }
        }
    }

    /// When a session ends by these limits: the earlier of the two ends. `None` where Zendesk tells
    /// neither when it began nor when it was seen.
    pub(crate) fn forecast(&self, session: &Session) -> Option<Forecast> {
        self.forecast_of(session.authenticated_at, session.last_seen_at)
    }

    /// When a session ends that began and was seen at these times.
    pub(crate) fn forecast_of(&self, signed_in: SentTime, last_seen: SentTime) -> Option<Forecast> {
        let idle = last_seen.readable().map(|last_seen| Forecast {
            at: last_seen.shifted(self.idle.millis()),
            by: EndsBy::Idle,
            limit: self.idle,
            is_at_latest: self.is_idle_at_latest,
        });
        let longest = self.longest_life_of(signed_in).map(|longest| Forecast {
            // It may have been idle for any time.
            is_at_latest: last_seen.readable().is_none(),
            ..longest
        });
        match (idle, longest) {
            (Some(idle), Some(longest)) if longest.at <= idle.at => Some(longest),
            (idle, longest) => idle.or(longest),
        }
    }
}

impl SessionLifetimes {
    /// When the longest life of a session is over that began at this time, at the latest. `None`
    /// where there is no such limit, or no time.
    pub(crate) fn longest_life_of(&self, signed_in: SentTime) -> Option<Forecast> {
        let (limit, signed_in) = self.longest.zip(signed_in.readable())?;
        Some(Forecast {
            at: signed_in.shifted(limit.millis()),
            by: EndsBy::LongestLife,
            limit,
            is_at_latest: true,
        })
    }
}

impl Forecast {
    /// How far past its end a session may still be listed, in milliseconds: lists and clocks are
    /// not exact.
    pub(crate) const GRACE: i64 = 10 * 60_000;

    /// Whether the session should not exist any more: it is past its end by more than ten minutes.
    pub(crate) const fn is_overdue(&self, now: Timestamp) -> bool {
        now.millis() > self.at.millis().saturating_add(Self::GRACE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const READ: Timestamp = Timestamp::from_seconds(1_000);
    const SET: LimitSource = LimitSource::SecuritySettings { read_at: READ };
    const RULE: LimitSource = LimitSource::EveryAccount;
    const DEFAULT: LimitSource = LimitSource::Assumed;

    fn settings(agent: Option<u32>, end_user: Option<u32>, longest: Option<u32>) -> Timeouts {
        Timeouts {
            agent,
            end_user,
            longest,
        }
    }

    #[test]
    fn every_limit_has_its_source() {
        let staff = [Role::Admin, Role::Agent, Role::Other];
        let all_set = settings(Some(15), Some(90), Some(240));
        for (read, roles, idle, longest) in [
            (None, &staff[..], (60, DEFAULT), Some((720, RULE))),
            (None, &[Role::EndUser], (480, DEFAULT), None),
            (Some(all_set), &staff, (15, SET), Some((240, SET))),
            // The maximum is about team members alone.
            (Some(all_set), &[Role::EndUser], (90, SET), None),
            // What the settings lack is assumed.
            (
                Some(Timeouts::default()),
                &staff,
                (60, DEFAULT),
                Some((720, RULE)),
            ),
            (
                Some(Timeouts::default()),
                &[Role::EndUser],
                (480, DEFAULT),
                None,
            ),
            // Old settings beyond what Zendesk allows since.
            (
                Some(settings(Some(1_440), Some(20_160), Some(1_440))),
                &staff,
                (480, SET),
                Some((720, RULE)),
            ),
            (
                Some(settings(None, Some(20_160), None)),
                &[Role::EndUser],
                (20_160, SET),
                None,
            ),
            (
                Some(settings(None, None, Some(720))),
                &staff,
                (60, DEFAULT),
                Some((720, RULE)),
            ),
        ] {
            for role in roles {
                let found = SessionLifetimes::of(*role, read.map(|read| (read, READ)));
                let pair = |limit: LifeLimit| (limit.minutes, limit.source);
                assert_eq!(pair(found.idle), idle, "{role:?} {read:?}");
                assert_eq!(found.longest.map(pair), longest, "{role:?} {read:?}");
                assert_eq!(found.is_idle_at_latest, *role != Role::EndUser);
            }
        }
    }

    #[test]
    fn a_session_ends_by_the_earlier_limit() {
        use EndsBy::{Idle, LongestLife};
        const HOUR: i64 = 3_600;
        let (staff, end_user) = (
            SessionLifetimes::of(Role::Agent, None),
            SessionLifetimes::of(Role::EndUser, None),
        );
        // Signed in and seen, both in hours; the end in hours, by what, and whether it may be sooner.
        for (limits, signed_in, last_seen, expected) in [
            (staff, Some(0), Some(0), Some((1, Idle, true))),
            (staff, Some(0), Some(10), Some((11, Idle, true))),
            (staff, Some(0), Some(11), Some((12, LongestLife, false))),
            (staff, Some(0), Some(40), Some((12, LongestLife, false))),
            (staff, Some(0), None, Some((12, LongestLife, true))),
            (staff, None, Some(5), Some((6, Idle, true))),
            (staff, None, None, None),
            (end_user, Some(0), Some(100), Some((108, Idle, false))),
            (end_user, Some(0), None, None),
            (end_user, None, None, None),
        ] {
            let at = |hours: Option<i64>| hours.map(|hours| Timestamp::from_seconds(hours * HOUR));
            let session = Session {
                key: "7/1".parse().unwrap(),
                authenticated_at: at(signed_in).into(),
                last_seen_at: at(last_seen).into(),
                url: crate::model::SentUrl::default(),
            };
            let found = limits.forecast(&session);
            let found = found.map(|it| (it.at.seconds() / HOUR, it.by, it.is_at_latest));
            assert_eq!(found, expected, "{signed_in:?} {last_seen:?}");
        }
    }

    #[test]
    fn a_session_is_overdue_ten_minutes_after_its_end() {
        let forecast = Forecast {
            at: Timestamp::from_seconds(1_000),
            by: EndsBy::Idle,
            limit: LifeLimit {
                minutes: 60,
                source: DEFAULT,
            },
            is_at_latest: true,
        };
        for (now, expected) in [(0, false), (1_000, false), (1_600, false), (1_601, true)] {
            assert_eq!(forecast.is_overdue(Timestamp::from_seconds(now)), expected);
        }
    }
}
