//! A verb with its options, and whom its words mean: written anew, tiny and plain.

use fastrand::Rng;

use super::account::{
    Account, CUSTOM_ROLE, DOMAINS, ME, ORGANIZATIONS, Person, Possession, address,
};

/// A query of the filter language.
#[derive(Clone, Debug)]
pub(super) enum Term {
    Role(Role),
    Domain(&'static str),
    Organization(u64, &'static str),
    Email(String),
    User(u64),
    Suspended(bool),
    Deleted(bool),
    /// Hours since the sign-in.
    Older(u32),
    Not(Box<Term>),
    Both(Box<Term>, Box<Term>),
    Either(Box<Term>, Box<Term>),
}

impl Term {
    fn draw(dice: &mut Rng, account: &Account, deep: usize) -> Self {
        let part = |dice: &mut Rng| Box::new(Self::draw(dice, account, deep + 1));
        match dice.u8(..if deep > 1 { 8 } else { 12 }) {
            0 | 1 => Self::Role(Role::draw(dice, account)),
            2 => Self::Domain(dice.choice(DOMAINS).unwrap()),
            3 => {
                let (id, name) = *dice.choice(&ORGANIZATIONS).unwrap();
                Self::Organization(id, name)
            }
            4 => Self::Email(somebodys_address(dice, account)),
            5 => Self::User(somebody(dice, account)),
            6 if dice.bool() => Self::Deleted(dice.bool()),
            6 => Self::Suspended(dice.bool()),
            7 => Self::Older(dice.u32(1..30)),
            8 | 9 => Self::Not(part(dice)),
            10 => Self::Both(part(dice), part(dice)),
            _ => Self::Either(part(dice), part(dice)),
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Role(role) => format!("role:{}", role.text()),
            Self::Domain(domain) => format!("domain:{domain}"),
            Self::Organization(_, name) => format!("org:\"{name}\""),
            Self::Email(address) => format!("email:\"{address}\""),
            Self::User(id) => format!("user:{id}"),
            Self::Suspended(yes) => format!("suspended:{yes}"),
            Self::Deleted(yes) => format!("deleted:{yes}"),
            Self::Older(hours) => format!("age>{hours}h"),
            Self::Not(term) => format!("not ({})", term.text()),
            Self::Both(one, other) => format!("({}) ({})", one.text(), other.text()),
            Self::Either(one, other) => format!("({}) or ({})", one.text(), other.text()),
        }
    }

    fn is_ambiguous(&self, account: &Account) -> bool {
        match self {
            Self::Role(role) => role.is_ambiguous(account),
            Self::Not(term) => term.is_ambiguous(account),
            Self::Both(one, other) | Self::Either(one, other) => {
                one.is_ambiguous(account) || other.is_ambiguous(account)
            }
            _ => false,
        }
    }

    /// Whether it holds of somebody and a session of theirs; `None` where that cannot be known.
    fn holds(&self, who: &Person, session: Option<&Possession>) -> Option<bool> {
        match self {
            Self::Role(role) => role.holds(who),
            Self::Domain(domain) => Some(who.domain().as_deref() == Some(domain)),
            Self::Organization(id, _) => Some(who.organization == Some(*id)),
            Self::Email(address) => Some(who.has_address(address)),
            Self::User(id) => Some(who.id == *id),
            Self::Suspended(yes) => Some(who.suspended == *yes),
            Self::Deleted(yes) => Some(who.active != *yes),
            Self::Older(hours) => session.map(|session| session.hours >= *hours),
            Self::Not(term) => term.holds(who, session).map(|holds| !holds),
            Self::Both(one, other) => match (one.holds(who, session), other.holds(who, session)) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                _ => None,
            },
            Self::Either(one, other) => {
                match (one.holds(who, session), other.holds(who, session)) {
                    (Some(true), _) | (_, Some(true)) => Some(true),
                    (Some(false), Some(false)) => Some(false),
                    _ => None,
                }
            }
        }
    }
}

/// A role: a word of Zendesk's own, or the name of the custom role, which is quoted.
#[derive(Clone, Copy, Debug)]
pub(super) enum Role {
    Own(&'static str),
    Custom(&'static str),
}

impl Role {
    fn draw(dice: &mut Rng, account: &Account) -> Self {
        match dice.u8(..5) {
            0 => Self::Custom(account.role_name),
            _ => Self::Own(
                dice.choice(["admin", "agent", "end-user", "staff"])
                    .unwrap(),
            ),
        }
    }

    fn text(self) -> String {
        match self {
            Self::Own(word) => word.to_owned(),
            Self::Custom(name) => format!("\"{name}\""),
        }
    }

    /// Whether somebody has it; `None` for whoever has a role with an unknown word.
    fn holds(self, who: &Person) -> Option<bool> {
        match self {
            Self::Custom(_) => Some(who.custom_role == Some(CUSTOM_ROLE)),
            Self::Own(_) if who.role == "viewer" => None,
            Self::Own("staff") => Some(who.role != "end-user"),
            Self::Own(word) => Some(who.role == word),
        }
    }

    /// Whether it means two things: the custom role has a name like a word of Zendesk's own.
    fn is_ambiguous(self, account: &Account) -> bool {
        matches!(self, Self::Own(word) if account.role_name.eq_ignore_ascii_case(word))
    }
}

/// One option that says who is meant.
#[derive(Clone, Debug)]
pub(super) enum Choice {
    User(u64),
    Session(u64, u64),
    Email(String),
    List(Vec<String>),
    Role(Role),
    Domain(&'static str),
    Organization(u64),
    Filter(Term),
    Everyone,
}

impl Choice {
    fn draw(dice: &mut Rng, account: &Account) -> Self {
        match dice.u8(..14) {
            0..3 => Self::User(somebody(dice, account)),
            3 | 4 => {
                let live: Vec<&Possession> = account.live().collect();
                match dice.choice(&live) {
                    Some(session) => Self::Session(session.owner, session.id),
                    None => Self::User(ME),
                }
            }
            5 | 6 => Self::Email(somebodys_address(dice, account)),
            7 => Self::List(
                (0..dice.usize(1..9))
                    .map(|_| {
                        let id = somebody(dice, account).to_string();
                        let address = somebodys_address(dice, account);
                        if dice.bool() { id } else { address }
                    })
                    .collect(),
            ),
            8 => Self::Role(Role::draw(dice, account)),
            9 => Self::Domain(dice.choice(DOMAINS).unwrap()),
            10 => Self::Organization(dice.choice(ORGANIZATIONS).unwrap().0),
            11 | 12 => Self::Filter(Term::draw(dice, account, 0)),
            _ => Self::Everyone,
        }
    }

    fn arguments(&self) -> Vec<String> {
        match self {
            Self::User(id) => vec!["--user".to_owned(), id.to_string()],
            Self::Session(user, id) => vec!["--session".to_owned(), format!("{user}/{id}")],
            Self::Email(address) => vec!["--email".to_owned(), address.clone()],
            Self::List(_) => vec!["--people".to_owned(), "people.txt".to_owned()],
            Self::Role(role) => vec!["--role".to_owned(), role.text()],
            Self::Domain(domain) => vec!["--domain".to_owned(), (*domain).to_owned()],
            Self::Organization(id) => vec!["--org".to_owned(), id.to_string()],
            Self::Filter(term) => vec!["--filter".to_owned(), term.text()],
            Self::Everyone => vec!["--everyone".to_owned()],
        }
    }

    /// Whether somebody, with this session of theirs or any, is meant.
    fn means(&self, who: &Person, session: Option<&Possession>) -> Option<bool> {
        match self {
            Self::User(id) => Some(who.id == *id),
            Self::Session(user, id) => {
                Some(who.id == *user && session.is_none_or(|session| session.id == *id))
            }
            Self::Email(address) => Some(who.has_address(address)),
            Self::List(lines) => Some(
                lines
                    .iter()
                    .any(|line| who.has_address(line) || who.id.to_string() == *line),
            ),
            Self::Role(role) => role.holds(who),
            Self::Domain(domain) => Some(who.domain().as_deref() == Some(domain)),
            Self::Organization(id) => Some(who.organization == Some(*id)),
            Self::Filter(term) => term.holds(who, session),
            Self::Everyone => Some(true),
        }
    }
}

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verb {
    List,
    Leavers,
    TokensList,
    End(&'static str),
    Mine,
    Apply(&'static str),
    Suspend,
    Lift,
    Revoke,
    Offboard,
}

/// A verb and whom it is about.
#[derive(Clone, Debug)]
pub(super) struct Job {
    pub(super) verb: Verb,
    pub(super) whom: Vec<Choice>,
    pub(super) undecided: Option<&'static str>,
    pub(super) at_most: bool,
    /// Whether its report is printed for people.
    pub(super) table: bool,
}

impl Job {
    pub(super) fn draw(dice: &mut Rng, account: &Account) -> Self {
        let route = *dice.choice(&["exact", "exact", "user", "many"]).unwrap();
        let verb = match dice.u8(..16) {
            0 | 1 => Verb::List,
            2 => Verb::Leavers,
            3 => Verb::TokensList,
            4..9 if dice.u8(..20) == 0 => Verb::Mine,
            4..9 => Verb::End(route),
            9 | 10 => Verb::Apply(route),
            11 => Verb::Suspend,
            12 => Verb::Lift,
            13 => Verb::Revoke,
            _ => Verb::Offboard,
        };
        let mut whom = vec![Choice::draw(dice, account)];
        if dice.u8(..3) == 0 {
            whom.push(Choice::draw(dice, account));
        }
        if whom
            .iter()
            .filter(|one| matches!(one, Choice::Filter(_) | Choice::List(_)))
            .count()
            > 1
        {
            whom.truncate(1);
        }
        Self {
            verb,
            whom,
            undecided: *dice
                .choice(&[None, None, Some("leave"), Some("take")])
                .unwrap(),
            at_most: dice.u8(..4) == 0,
            table: dice.bool(),
        }
    }

    /// The lines of its list of people.
    pub(super) fn list(&self) -> Option<&[String]> {
        self.whom.iter().find_map(|one| match one {
            Choice::List(lines) => Some(lines.as_slice()),
            _ => None,
        })
    }

    /// Whether the verb changes nothing at all.
    pub(super) fn reads(&self) -> bool {
        matches!(self.verb, Verb::List | Verb::Leavers | Verb::TokensList)
    }

    fn arguments(&self, verb: &[&str]) -> Vec<String> {
        let mut all: Vec<String> = verb.iter().map(|word| (*word).to_owned()).collect();
        all.extend(self.whom.iter().flat_map(Choice::arguments));
        all
    }

    /// The command that changes nothing: what is read, the dry run, or the plan file.
    pub(super) fn look(&self) -> Vec<String> {
        let mut all = match self.verb {
            Verb::Leavers => vec!["leavers".to_owned()],
            Verb::List => self.arguments(&["list"]),
            Verb::TokensList => self.arguments(&["tokens", "list"]),
            Verb::End(route) => self.arguments(&["end", "--route", route]),
            Verb::Mine => ["end", "--mine"].map(str::to_owned).to_vec(),
            Verb::Apply(route) => self.arguments(&["plan", "--route", route, "--out", "plan.json"]),
            Verb::Suspend => self.arguments(&["suspend"]),
            Verb::Lift => self.arguments(&["suspend", "--undo"]),
            Verb::Revoke => self.arguments(&["tokens", "revoke"]),
            Verb::Offboard => self.arguments(&["offboard"]),
        };
        if let Some(undecided) = self
            .undecided
            .filter(|_| !self.reads() && self.verb != Verb::Mine)
        {
            all.extend(["--undecided", undecided].map(str::to_owned));
        }
        all
    }

    /// What is printed in a form for programs.
    pub(super) fn printed(mut arguments: Vec<String>) -> Vec<String> {
        if arguments[0] != "plan" {
            arguments.extend(["--format", "json"].map(str::to_owned));
        }
        arguments
    }

    /// The command that does it, after the other one counted.
    pub(super) fn act(&self, count: u64) -> Vec<String> {
        let consent = match self.verb {
            Verb::Apply(_) => String::new(),
            Verb::Mine => format!("--yes --expect {count} --me root@acme.example"),
            _ if self.at_most => format!("--yes --at-most {count}"),
            _ => format!("--yes --expect {count}"),
        };
        let mut all = match self.verb {
            Verb::Apply(_) => ["apply", "plan.json"].map(str::to_owned).to_vec(),
            _ => self.look(),
        };
        all.extend(consent.split_terminator(' ').map(str::to_owned));
        all.extend(["--report", "report.json"].map(str::to_owned));
        if self.table { all } else { Self::printed(all) }
    }

    /// Whether somebody is meant, with this session or any; `None` where it cannot be known.
    pub(super) fn means(&self, who: &Person, session: Option<&Possession>) -> Option<bool> {
        match self.verb {
            Verb::Leavers => return Some(who.suspended || !who.active),
            Verb::Mine => return Some(who.id == ME),
            _ => {}
        }
        let all = self.whom.iter().map(|one| one.means(who, session));
        all.reduce(|one, other| match (one, other) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (Some(false), Some(false)) => Some(false),
            _ => None,
        })?
    }

    /// Whether somebody is meant by anything but an address.
    pub(super) fn means_otherwise(&self, who: &Person, session: Option<&Possession>) -> bool {
        let id = who.id.to_string();
        self.whom.iter().any(|one| match one {
            Choice::Email(_) => false,
            Choice::List(lines) => lines.contains(&id),
            other => other.means(who, session) != Some(false),
        })
    }

    /// Whether a word of it means two things.
    pub(super) fn is_ambiguous(&self, account: &Account) -> bool {
        self.whom.iter().any(|one| match one {
            Choice::Role(role) => role.is_ambiguous(account),
            Choice::Filter(term) => term.is_ambiguous(account),
            _ => false,
        })
    }

    /// The addresses that were named.
    pub(super) fn addresses(&self) -> Vec<&str> {
        let listed = self.list().unwrap_or_default().iter();
        let listed = listed.map(String::as_str).filter(|line| line.contains('@'));
        let named = self.whom.iter().filter_map(|one| match one {
            Choice::Email(address) => Some(address.as_str()),
            _ => None,
        });
        named.chain(listed).collect()
    }
}

fn somebody(dice: &mut Rng, account: &Account) -> u64 {
    match dice.u8(..12) {
        0 => 424_242,
        _ => *dice.choice(&account.everybody()).unwrap(),
    }
}

fn somebodys_address(dice: &mut Rng, account: &Account) -> String {
    let all: Vec<&String> = account
        .people()
        .filter_map(|who| who.email.as_ref())
        .collect();
    match dice.u8(..8) {
        0 => address(dice),
        1 => dice.choice(&all).unwrap().to_ascii_uppercase(),
        _ => (*dice.choice(&all).unwrap()).clone(),
    }
}

/// The rules that protect people, as the settings spell them.
#[derive(Clone, Debug)]
pub(super) enum Rule {
    Address(String),
    Domain(&'static str),
    Role(&'static str),
    User(u64),
}

impl Rule {
    /// A rule about somebody whom the verb is about, or about anybody.
    pub(super) fn draw(dice: &mut Rng, account: &Account, job: &Job) -> Self {
        let meant = account
            .people()
            .filter(|who| job.means(who, None) == Some(true));
        let addresses: Vec<&String> = meant.filter_map(|who| who.email.as_ref()).collect();
        match dice.u8(..7) {
            0 => Self::Domain(dice.choice(DOMAINS).unwrap()),
            1 => Self::Role(dice.choice(["admin", "agent"]).unwrap()),
            2 => Self::User(somebody(dice, account)),
            3..6 if !addresses.is_empty() => {
                Self::Address((*dice.choice(&addresses).unwrap()).clone())
            }
            _ => Self::Address(somebodys_address(dice, account)),
        }
    }

    pub(super) fn text(&self) -> String {
        match self {
            Self::Address(address) => format!("{address:?}"),
            Self::Domain(domain) => format!("\"@{domain}\""),
            Self::Role(role) => format!("\"role:{role}\""),
            Self::User(id) => id.to_string(),
        }
    }

    /// Whether somebody is protected by it, or may be.
    pub(super) fn protects(&self, who: &Person) -> bool {
        match self {
            Self::Address(address) => who.has_address(address),
            Self::Domain(domain) => who.domain().as_deref() == Some(domain),
            Self::Role(role) => Role::Own(role).holds(who) != Some(false),
            Self::User(id) => who.id == *id,
        }
    }

    /// Whether it protects somebody if every address of theirs is looked up.
    pub(super) fn may_protect(&self, who: &Person) -> bool {
        let further = who.further.as_deref();
        let is_further = |one: &str| further.is_some_and(|own| own.eq_ignore_ascii_case(one));
        self.protects(who) || matches!(self, Self::Address(address) if is_further(address))
    }
}
