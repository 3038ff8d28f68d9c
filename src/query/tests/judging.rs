//! Judging by facts, some of which are withheld, against a plain judge who has all of them.
//!
//! - `plain` the plain judge

mod plain;

use proptest::prelude::*;

use self::plain::is_true;
use super::{expression, read};
use crate::model::{
    Forecast, OrganizationId, Role, SafeText, SentTime, Session, SessionKey, SessionLifetimes,
    Timestamp, User, UserId,
};
use crate::query::condition::{OrganizationMatch, RoleMatch, TextMatch};
use crate::query::{
    About, BareText, Condition, Expression, PersonFacts, QueryField, SessionFacts, SessionState,
    Ternary, TimeField, Why, push_line,
};

const NOW: i64 = 1_800_000_000;

/// Everything about one session, and which of it is withheld.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact by itself")]
struct Row {
    user: User,
    /// The person as Zendesk answers, with fields left out.
    answered: User,
    organization: String,
    role_name: SafeText,
    sessions: u64,
    protected: bool,
    mine: bool,
    number: u64,
    signed_in: i64,
    last_seen: i64,
    marked: bool,
    new: bool,
    /// The person, the organisation, the role's name, the count, the settings, the owner, the first
    /// and the second time, the marks, the state, whether they are suspended and deleted.
    withheld: [bool; 12],
    line: String,
}

impl Row {
    fn unless<T>(&self, which: usize, fact: T) -> Result<T, Why> {
        if self.withheld[which] {
            Err(Why::NotRead)
        } else {
            Ok(fact)
        }
    }

    fn full(&self) -> Self {
        Self {
            answered: self.user.clone(),
            withheld: [false; 12],
            ..self.clone()
        }
        .with_line()
    }

    fn with_line(mut self) -> Self {
        self.line.clear();
        let known = (!self.withheld[0]).then_some(&self.user);
        push_line(&mut self.line, self.user.id, known);
        self
    }

    fn plain_forecast(&self) -> Forecast {
        let session = Session {
            url: crate::model::SentUrl::default(),
            key: SessionKey {
                user: self.user.id,
                session: crate::model::SessionId::new(self.number).unwrap(),
            },
            authenticated_at: SentTime::At(Timestamp::from_seconds(self.signed_in)),
            last_seen_at: SentTime::At(Timestamp::from_seconds(self.last_seen)),
        };
        let limits = SessionLifetimes::of(self.user.role, None);
        limits.forecast(&session).unwrap()
    }
}

impl PersonFacts for Row {
    fn id(&self) -> UserId {
        self.user.id
    }
    fn user(&self) -> Result<&User, Why> {
        self.unless(0, &self.answered)
    }
    fn line(&self) -> &str {
        &self.line
    }
    fn organization(&self, _: OrganizationId) -> Result<&str, Why> {
        self.unless(1, &self.organization)
    }
    fn custom_role(&self, _: u64) -> Result<&SafeText, Why> {
        self.unless(2, &self.role_name)
    }
    fn sessions(&self) -> (u64, u64, Why) {
        if self.withheld[3] {
            (1, u64::MAX, Why::NotRead)
        } else {
            (self.sessions, self.sessions, Why::NotRead)
        }
    }
    fn is_protected(&self) -> Result<bool, Why> {
        self.unless(4, self.protected)
    }
    fn is_mine(&self) -> Result<bool, Why> {
        self.unless(5, self.mine)
    }
}

impl SessionFacts for Row {
    fn number(&self) -> u64 {
        self.number
    }
    fn time(&self, field: TimeField) -> Result<i64, Why> {
        match field {
            TimeField::SignedIn => self.unless(6, self.signed_in),
            TimeField::LastSeen => self.unless(7, self.last_seen),
        }
    }
    fn forecast(&self) -> Result<Forecast, Why> {
        self.user()?;
        self.time(TimeField::SignedIn)?;
        self.time(TimeField::LastSeen)?;
        Ok(self.plain_forecast())
    }
    fn is_in(&self, _: SessionState) -> Result<bool, Why> {
        self.unless(9, self.new)
    }
    fn is_marked(&self) -> Result<bool, Why> {
        self.unless(8, self.marked)
    }
    fn now(&self) -> Timestamp {
        Timestamp::from_seconds(NOW)
    }
}

fn judged(expression: &Expression, row: &Row) -> Ternary {
    match expression {
        Expression::And(list) => list
            .iter()
            .fold(Ternary::Yes, |all, one| all.and(judged(one, row))),
        Expression::Or(list) => list
            .iter()
            .fold(Ternary::No, |any, one| any.or(judged(one, row))),
        Expression::Not(inner) => !judged(inner, row),
        Expression::Is(condition) => match condition.subject() {
            About::Person => condition.of_person(row),
            About::Session => condition.of_session(row),
            About::Either => condition.of_person(row).or(condition.of_session(row)),
        },
    }
}

fn conditions() -> BoxedStrategy<Expression> {
    let typed = prop::sample::select(vec![
        "ann",
        "an",
        "5",
        "42",
        "acme",
        "end-user",
        "ann@x.example",
        "name:Ann",
        "name:a*",
        "name:none",
        "email:ANN@x.example",
        "email:none",
        "domain:x.example",
        "domain:*.example",
        "org:Acme",
        "org:7",
        "org:none",
        "tag:vip",
        "tag:none",
        "role:staff",
        "role:agent",
        "role:\"lead\"",
        "suspended:true",
        "deleted:true",
        "user:5",
        "session:42",
        "sessions>2",
        "sessions:1",
        "age>2h",
        "idle<=30m",
        "ends<30m",
        "overdue:true",
        "state:new",
        "protected:true",
        "mine:false",
        "marked:true",
    ]);
    typed
        .prop_map(|typed| read(typed).expression().unwrap().clone())
        .boxed()
}

fn rows() -> impl Strategy<Value = Row> {
    let person = (
        prop::sample::select(vec!["Ann", "Bob", ""]),
        prop::sample::select(vec![None, Some("ann@x.example"), Some("bob@y.example")]),
        prop::sample::select(vec![Role::Admin, Role::Agent, Role::EndUser]),
        prop::sample::select(vec![0, 7, 8]),
        any::<[bool; 8]>(),
        prop::sample::select(vec![5, 42, 6]),
    );
    let session = (
        prop::sample::select(vec![42_u64, 77, 500]),
        0..400_i64,
        0..100_i64,
        1..5_u64,
        any::<[bool; 12]>(),
    );
    (person, session).prop_map(|(person, session)| {
        let (name, email, role, organization, flags, id) = person;
        let (number, age, idle, sessions, withheld) = session;
        let base = User::example(id, name, role);
        let user = User {
            email: (email.map(SafeText::new)).into(),
            organization: (OrganizationId::new(organization)).into(),
            suspended: Some(flags[0]),
            active: Some(flags[1]),
            tags: Some(if flags[2] {
                Box::new([SafeText::new("VIP")])
            } else {
                Box::default()
            }),
            custom_role: ((flags[3] && role == Role::Agent).then_some(9)).into(),
            ..base
        };
        let answered = User {
            suspended: user.suspended.filter(|_| !withheld[10]),
            active: user.active.filter(|_| !withheld[11]),
            ..user.clone()
        };
        Row {
            user,
            answered,
            organization: if organization == 7 { "acme" } else { "other" }.to_owned(),
            role_name: SafeText::new(if flags[4] { "Lead" } else { "Light" }),
            sessions,
            protected: flags[5],
            mine: flags[6],
            number,
            signed_in: NOW - (age + idle) * 60,
            last_seen: NOW - idle * 60,
            marked: flags[7],
            new: age == 0,
            withheld,
            line: String::new(),
        }
        .with_line()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 2_000, ..ProptestConfig::default() })]

    /// With every fact the answer is the plain one; without some of them it is the same or none.
    #[test]
    fn nothing_that_is_withheld_becomes_a_yes_or_a_no(
        expression in expression(conditions()),
        row in rows(),
    ) {
        let truth = is_true(&expression, &row);
        prop_assert_eq!(judged(&expression, &row.full()), truth.into(), "{} of {:?}", expression, row);
        let answer = judged(&expression, &row);
        let is_sound = matches!(answer, Ternary::Unknown(_)) || answer == truth.into();
        prop_assert!(is_sound, "{} of {:?}: {:?}", expression, row, answer);
    }

    /// A query that narrows another has a no wherever that has one.
    #[test]
    fn what_narrows_has_no_other_rows(
        new in expression(conditions()),
        old in expression(conditions()),
        row in rows(),
    ) {
        for (new, old) in [
            (&new, &old),
            (&Expression::And(vec![new.clone(), old.clone()]), &old),
            (&new, &Expression::Or(vec![old.clone(), new.clone()])),
        ] {
            if crate::query::narrow::narrows(new, old) && judged(old, &row) == Ternary::No {
                prop_assert_eq!(judged(new, &row), Ternary::No, "{} and {}", new, old);
            }
        }
    }
}
