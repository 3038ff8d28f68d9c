//! `zentop tokens list`: prints the OAuth tokens.

use std::io::{self, Write};

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::super::choosing::ChoiceReading;
use super::super::cli::{ListFormat, ListStyle, ListTokens};
use super::super::connect::{Connection, guardrails, rules};
use super::super::exit::{Failure, SOMETHING_TO_SEE};
use super::super::expecting::tell_not_found;
use super::super::guard::{behind_or_told, pinned_before};
use super::super::output::{self, Spreadsheet};
use super::super::person_out::shown_cells;
use super::super::reading::{identified, reader_by_settings};
use super::super::report::talk;
use super::super::token_reading::{clients_of, read, unread_status};
use crate::live::MatchContext;
use crate::model::{
    ClientName, Clock, NOT_KNOWN, OAuthToken, SafeText, Sent, Timestamp, TokenId, TokenPrefix,
    User, UserId, counted,
};
use crate::operation::{Choice, ChoicePart, Tokens, select};
use crate::zendesk::OAuthClients;

#[derive(Serialize)]
struct TokenListing<'a> {
    account: &'a str,
    as_of: String,
    unreadable: usize,
    /// Why some clients may have no name here.
    client_names_missing: Option<String>,
    tokens: Vec<ListedToken<'a>>,
}

/// One token under Zendesk's own names, with what the directory knows of its owner.
#[derive(Default, Serialize)]
struct ListedToken<'a> {
    id: u64,
    /// The owner; `null` where it is not known whose it is.
    user_id: Option<u64>,
    client_id: Option<u64>,
    scopes: Vec<&'a str>,
    created_at: Option<String>,
    used_at: Option<String>,
    expires_at: Option<String>,
    /// Whether these very requests are made with it.
    in_use: bool,
    name: Option<&'a str>,
    email: Option<&'a str>,
    role: Option<&'static str>,
    suspended: Option<bool>,
    /// The name of the client, which others may have too.
    client_name: Option<&'a str>,
    /// The fields that could not be read: where another is `null`, there is none.
    not_known: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    prefix: Option<&'a str>,
}

/// The columns of CSV, in the order of [`ListedToken`].
const COLUMNS: [&str; 15] = [
    "id",
    "user_id",
    "client_id",
    "scopes",
    "created_at",
    "used_at",
    "expires_at",
    "in_use",
    "name",
    "email",
    "role",
    "suspended",
    "client_name",
    "prefix",
    "not_known",
];

/// What is not known of a token of whom no owner is.
const OWNER_AND_ALL: [&str; 6] = [
    "user_id",
    "client_id",
    "scopes",
    "created_at",
    "used_at",
    "expires_at",
];

/// The tokens that were read, with what is printed beside them.
struct TokensFound {
    tokens: Vec<OAuthToken>,
    unreadable: usize,
    /// The tokens of whom no owner is known.
    unowned: Vec<TokenId>,
    in_use: Option<TokenId>,
    owners: FxHashMap<UserId, User>,
    clients: OAuthClients,
    /// The server's time when the reading began.
    as_of: Timestamp,
    /// The server's time now, by which ages are.
    now: Timestamp,
    reveals: bool,
}

pub(super) async fn run(
    connection: &Connection,
    options: ListTokens,
    choice: &mut Choice,
    clock: &Clock,
) -> Result<u8, Failure> {
    options.style.fits(options.format)?;
    let mut reader = reader_by_settings(connection, clock);
    identified(&mut reader).await?;
    let mut list = read(connection, &[]).await?;
    let in_use = connection.own_token().await.map(|token| token.id);
    let everybody = choice.parts.is_empty();
    if everybody {
        choice.parts.push(ChoicePart::Everyone);
    }
    let mut chosen = Tokens::of(choice.clone());
    let reading = ChoiceReading::of_owners(&mut reader, &mut chosen, &list.tokens).await?;
    let snapshot = &reading.snapshot;
    let mut tokens = list.tokens;
    let mut status = unread_status(list.unreadable);
    if !everybody {
        // Whether those of nobody known are meant cannot be told, and that there are some was told.
        list.unowned.clear();
        let owners = tokens.iter().map(|token| token.user).collect();
        let (behind, not_known) = behind_or_told(connection, &chosen.owners).await;
        let context = MatchContext {
            behind,
            ..context(connection, clock)
        };
        status = status.max(not_known);
        let listed = select::listed_owners(&chosen.owners, &owners, snapshot, &context)?;
        tokens.retain(|token| listed.yes.contains(&token.user));
        status = status.max(tell_not_found(&listed.not_found));
        if listed.undecided > 0 {
            let people = counted(listed.undecided, "person", "people");
            talk(&format!(
                "tokens of {people} not listed: whether they match cannot be known from what was read"
            ));
            status = SOMETHING_TO_SEE;
            reading.tell_missing();
        }
    }
    let clients = clients_of(connection, &tokens).await?;
    clients.name_in(&mut tokens);
    let known = snapshot
        .directory()
        .iter()
        .filter_map(|person| person.user());
    let found = TokensFound {
        tokens,
        unreadable: list.unreadable,
        unowned: list.unowned,
        in_use,
        owners: known.map(|user| (user.id, user.clone())).collect(),
        clients,
        as_of: snapshot.time_for_ages(reader.began_at()),
        now: snapshot.time_for_ages(clock()),
        reveals: options.reveal_prefix,
    };
    let account = connection.client.account().name();
    if let Some(why) = found.clients.why_not() {
        talk(&why);
    }
    print(&found, (options.format, options.style), account).map_err(Failure::system)?;
    Ok(status)
}

/// What a choice is judged by beside what was read.
fn context(connection: &Connection, clock: &Clock) -> MatchContext {
    MatchContext {
        pinned: pinned_before(connection),
        protected: guardrails(&connection.settings).protected.into(),
        rules: rules(&connection.settings),
        is_for_a_list: true,
        ..MatchContext::at(clock())
    }
}

impl TokensFound {
    fn lines(&self) -> impl Iterator<Item = ListedToken<'_>> {
        let unowned = self.unowned.iter();
        let unowned = unowned.map(|id| ListedToken {
            id: id.get(),
            in_use: self.in_use == Some(*id),
            not_known: OWNER_AND_ALL.to_vec(),
            ..ListedToken::default()
        });
        self.tokens
            .iter()
            .map(|token| self.line(token))
            .chain(unowned)
    }

    fn line<'a>(&'a self, token: &'a OAuthToken) -> ListedToken<'a> {
        let moment = |moment: Sent<Timestamp>| moment.shown().map(Timestamp::to_string);
        let owner = self.owners.get(&token.user);
        let prefix = token.prefix.as_ref().filter(|_| self.reveals);
        ListedToken {
            id: token.id.get(),
            user_id: Some(token.user.get()),
            client_id: token.client.shown().copied(),
            scopes: token.raw_scopes().collect(),
            created_at: moment(token.created_at),
            used_at: moment(token.used_at),
            expires_at: moment(token.expires_at),
            in_use: self.in_use == Some(token.id),
            name: owner.and_then(|user| user.name.shown().map(SafeText::original)),
            email: owner.and_then(|user| user.email.shown().map(SafeText::original)),
            role: owner.and_then(|user| user.role.known()),
            suspended: owner.and_then(|user| user.suspended),
            client_name: token.client_name.as_ref().map(ClientName::original),
            not_known: token.not_known(),
            prefix: prefix.map(|prefix| TokenPrefix::reveal(prefix).original()),
        }
    }
}

impl ListedToken<'_> {
    /// The fields as CSV cells.
    fn cells(&self) -> [String; 15] {
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        let user = self.user_id.map(|user| user.to_string());
        let client = self.client_id.map(|client| client.to_string());
        let suspended = self.suspended.map(|suspended| suspended.to_string());
        [
            self.id.to_string(),
            user.unwrap_or_default(),
            client.unwrap_or_default(),
            self.scopes.join(" "),
            text(self.created_at.as_deref()),
            text(self.used_at.as_deref()),
            text(self.expires_at.as_deref()),
            self.in_use.to_string(),
            text(self.name),
            text(self.email),
            self.role.unwrap_or_default().to_owned(),
            suspended.unwrap_or_default(),
            text(self.client_name),
            text(self.prefix),
            self.not_known.join(" "),
        ]
    }
}

fn print(
    found: &TokensFound,
    (format, style): (ListFormat, ListStyle),
    account: &str,
) -> io::Result<()> {
    let mut out = output::stdout();
    match format {
        ListFormat::Json => output::json_with(
            &mut out,
            style.ids(),
            &TokenListing {
                account,
                as_of: found.as_of.to_string(),
                unreadable: found.unreadable,
                client_names_missing: found.clients.why_not(),
                tokens: found.lines().collect(),
            },
        )?,
        ListFormat::Ndjson => {
            for line in found.lines() {
                output::json_with(&mut out, style.ids(), &line)?;
            }
        }
        ListFormat::Csv => {
            let mut sheet = Spreadsheet::new(&mut out, style.bom, &COLUMNS)?;
            for line in found.lines() {
                sheet.row(line.cells())?;
            }
            sheet.finish()?;
        }
        ListFormat::Table => table(&mut out, found)?,
    }
    out.flush()
}

fn table(out: &mut impl Write, found: &TokensFound) -> io::Result<()> {
    let dash = || SafeText::new("-");
    let cell = |cell: Sent<SafeText>| cell.or_words().map_or_else(SafeText::new, SafeText::clone);
    let age = |at: Sent<Timestamp>| cell(at.map(|at| SafeText::new(&at.age_in_words(found.now))));
    let cells = |token: &OAuthToken| {
        let [_, email, name] = shown_cells(found.owners.get(&token.user));
        let client = token
            .client
            .map(|client| SafeText::new(&client.to_string()));
        let in_use = if found.in_use == Some(token.id) {
            "yes"
        } else {
            "-"
        };
        let ends = match token.expires_at {
            Sent::Is(at) if token.has_expired(found.now) => format!("{at}, expired"),
            Sent::Is(at) => at.to_string(),
            Sent::Nothing => "never".to_owned(),
            Sent::Unknown => NOT_KNOWN.to_owned(),
        };
        let prefix = token.prefix.as_ref().filter(|_| found.reveals);
        let mut cells = vec![
            SafeText::new(&token.id.to_string()),
            name,
            cell(token.name_of_client()),
            SafeText::new(in_use),
            age(token.created_at),
            age(token.used_at),
            SafeText::new(&ends),
            cell(token.scopes_in_words()),
            SafeText::new(&token.user.to_string()),
            cell(client),
            email,
        ];
        if found.reveals {
            let prefix = prefix.map_or_else(dash, |prefix| prefix.reveal().clone());
            cells.insert(4, prefix);
        }
        cells
    };
    let mut header = vec![
        "TOKEN",
        "NAME",
        "CLIENT",
        "IN USE",
        "CREATED",
        "USED",
        "EXPIRES",
        "SCOPES",
        "USER",
        "CLIENT ID",
        "E-MAIL",
    ];
    let mut caps = vec![20, 40, 40, 6, 13, 13, 33, 40, 20, 20, 48];
    if found.reveals {
        header.insert(4, "PREFIX");
        caps.insert(4, 10);
    }
    let unowned = found.unowned.iter().map(|id| {
        let mut cells = vec![SafeText::new(NOT_KNOWN); header.len()];
        cells[0] = SafeText::new(&id.to_string());
        cells
    });
    let rows: Vec<Vec<SafeText>> = found.tokens.iter().map(cells).chain(unowned).collect();
    output::table(out, &header, &rows, &caps)
}
