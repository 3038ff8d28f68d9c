//! Reads one value of the file, and says what would be right where it is wrong.

use std::fmt::Display;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use toml::Spanned;
use toml::de::DeValue;

use super::choice::ListColumn;
use super::own_person::OwnPerson;
use super::protected::ProtectedRule;

/// The error of a value that cannot be used.
#[derive(Debug)]
pub(super) struct Wrong {
    /// The offset of the value in the file, in bytes.
    pub(super) at: usize,
    /// The rest of a sentence that begins with the setting's name.
    pub(super) message: String,
}

/// All the errors of a value, in the order of the file: each is told.
#[derive(Debug)]
pub(super) struct Wrongs(pub(super) Vec<Wrong>);

impl From<Wrong> for Wrongs {
    fn from(wrong: Wrong) -> Self {
        Self(vec![wrong])
    }
}

/// What each entry of a list was read as.
///
/// # Errors
/// All that is wrong with any of them.
fn every<T>(entries: impl Iterator<Item = Result<T, Wrong>>) -> Result<Vec<T>, Wrongs> {
    let (mut all, mut wrongs) = (Vec::new(), Vec::new());
    for entry in entries {
        match entry {
            Ok(entry) => all.push(entry),
            Err(wrong) => wrongs.push(wrong),
        }
    }
    if wrongs.is_empty() {
        Ok(all)
    } else {
        Err(Wrongs(wrongs))
    }
}

type TomlValue<'t> = Spanned<DeValue<'t>>;

fn wrong(value: &TomlValue<'_>, message: impl Display) -> Wrong {
    Wrong {
        at: value.span().start,
        message: message.to_string(),
    }
}

/// Words for a value of the wrong type, such as `must be a string, not an integer`.
fn not_a(expected: &str, value: &TomlValue<'_>) -> Wrong {
    let found = match value.get_ref() {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number with a fraction",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    };
    wrong(value, format!("must be {expected}, not {found}"))
}

/// Reads text that is not empty, without the blanks around it.
pub(super) fn text(value: &TomlValue<'_>) -> Result<String, Wrong> {
    let Some(text) = value.get_ref().as_str() else {
        return Err(not_a("a string", value));
    };
    match text.trim() {
        "" => Err(wrong(value, "must not be empty")),
        text if text.chars().any(char::is_control) => Err(wrong(
            value,
            "holds a control character, such as a line break: remove it",
        )),
        text => Ok(text.to_owned()),
    }
}

/// Reads one of a few words.
pub(super) fn word<W: FromStr<Err: Display>>(value: &TomlValue<'_>) -> Result<W, Wrong> {
    text(value)?.parse().map_err(|error| wrong(value, error))
}

/// Reads text that `of` makes something of, or says what is wrong with it.
pub(super) fn made<T>(
    of: impl Fn(&str) -> Result<T, String>,
) -> impl Fn(&TomlValue<'_>) -> Result<T, Wrong> {
    move |value| of(&text(value)?).map_err(|message| wrong(value, message))
}

/// Reads `true` or `false`.
pub(super) fn switch(value: &TomlValue<'_>) -> Result<bool, Wrong> {
    value
        .get_ref()
        .as_bool()
        .ok_or_else(|| not_a("true or false", value))
}

/// Reads a whole number within `range`.
pub(super) fn whole(range: RangeInclusive<u32>) -> impl Fn(&TomlValue<'_>) -> Result<u32, Wrong> {
    move |value| {
        let expected = format!("a whole number from {} to {}", range.start(), range.end());
        let Some(number) = value.get_ref().as_integer() else {
            return Err(not_a(&expected, value));
        };
        u32::from_str_radix(number.as_str(), number.radix())
            .ok()
            .filter(|number| range.contains(number))
            .ok_or_else(|| wrong(value, format!("must be {expected}, not {number}")))
    }
}

/// Reads a fraction within `range`.
pub(super) fn share(range: RangeInclusive<f64>) -> impl Fn(&TomlValue<'_>) -> Result<f64, Wrong> {
    move |value| {
        let expected = format!("a number from {} to {}", range.start(), range.end());
        let number = match value.get_ref() {
            DeValue::Float(number) => number.as_str(),
            DeValue::Integer(number) => number.as_str(),
            _ => return Err(not_a(&expected, value)),
        };
        number
            .parse()
            .ok()
            .filter(|number| range.contains(number))
            .ok_or_else(|| wrong(value, format!("must be {expected}, not {number}")))
    }
}

/// Reads a path that does not depend on the folder zentop was started in.
pub(super) fn path(value: &TomlValue<'_>) -> Result<PathBuf, Wrong> {
    let path = PathBuf::from(text(value)?);
    if path.is_absolute() || path.starts_with("~") {
        return Ok(path);
    }
    Err(wrong(value, "must be an absolute path, or begin with ~/"))
}

/// Reads a program and its arguments, one string each. There is no shell between.
pub(super) fn command(value: &TomlValue<'_>) -> Result<Vec<String>, Wrong> {
    let Some(parts) = value.get_ref().as_array() else {
        return Err(not_a("a list of strings, the program first", value));
    };
    let argv: Vec<String> = parts.iter().map(text).collect::<Result<_, _>>()?;
    let Some(program) = argv.first().map(Path::new) else {
        return Err(wrong(value, "must name a program"));
    };
    // `./helper` would be relative to the folder that zentop was started in.
    let is_bare = program.components().count() == 1 && !program.starts_with(".");
    if is_bare || program.is_absolute() || program.starts_with("~") {
        return Ok(argv);
    }
    Err(wrong(
        value,
        "must name a program by its bare name, an absolute path, or a path that begins with ~/",
    ))
}

/// Reads a program and its arguments, or an empty list for none.
pub(super) fn command_or_none(value: &TomlValue<'_>) -> Result<Vec<String>, Wrong> {
    match value.get_ref().as_array() {
        Some(parts) if parts.is_empty() => Ok(Vec::new()),
        _ => command(value),
    }
}

/// Reads ports that need no special rights to listen on, in the order in which they are tried.
pub(super) fn ports(value: &TomlValue<'_>) -> Result<Vec<u16>, Wrongs> {
    const EXPECTED: &str = "a list of ports from 1024 to 65535";
    let entries = value.get_ref().as_array();
    let Some(entries) = entries.filter(|entries| !entries.is_empty()) else {
        return Err(not_a(EXPECTED, value).into());
    };
    let port = |entry: &TomlValue<'_>| {
        let number = whole(1024..=u32::from(u16::MAX))(entry)?;
        u16::try_from(number).map_err(|_| not_a(EXPECTED, entry))
    };
    every(entries.iter().map(port))
}

/// Reads the names of keys; none is an empty list.
pub(super) fn keys(value: &TomlValue<'_>) -> Result<Vec<String>, Wrongs> {
    let Some(entries) = value.get_ref().as_array() else {
        return Err(not_a(
            "a list of keys, such as [\"ctrl-k\"], or [] for none",
            value,
        )
        .into());
    };
    every(entries.iter().map(text))
}

/// Reads one person: an address, or a user id, which may be written as a number.
pub(super) fn person(value: &TomlValue<'_>) -> Result<OwnPerson, Wrong> {
    let text = match value.get_ref() {
        DeValue::Integer(id) if id.radix() == 10 => id.as_str().to_owned(),
        DeValue::String(_) => text(value)?,
        _ => return Err(not_a("an e-mail address or a user id", value)),
    };
    text.parse().map_err(|error| wrong(value, error))
}

/// Reads the name of a rule, which is typed after `flag:`.
pub(super) fn rule_name(value: &TomlValue<'_>) -> Result<String, Wrong> {
    short_name(value, "night-shift")
}

/// Reads the name of a view, which is typed after `:view`.
pub(super) fn view_name(value: &TomlValue<'_>) -> Result<String, Wrong> {
    short_name(value, "vendors")
}

fn short_name(value: &TomlValue<'_>, such_as: &str) -> Result<String, Wrong> {
    /// The longest name, in characters: a column has room for it.
    const LONGEST: usize = 32;
    let name = text(value)?;
    let is_of_name = |sign: u8| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == b'-';
    let begins_well = name.starts_with(|first: char| first.is_ascii_lowercase());
    if begins_well && name.len() <= LONGEST && name.bytes().all(is_of_name) {
        return Ok(name);
    }
    let message = format!(
        "must be at most {LONGEST} of a-z, 0-9 and -, and begin with a letter, such as {such_as:?}"
    );
    Err(wrong(value, message))
}

/// Reads columns of the list in the order in which they stand; none are the usual ones.
pub(super) fn columns(value: &TomlValue<'_>) -> Result<Vec<ListColumn>, Wrongs> {
    let Some(entries) = value.get_ref().as_array() else {
        return Err(not_a("a list", value).into());
    };
    let mut before = Vec::new();
    let columns = every(entries.iter().map(|entry| {
        let column: ListColumn = word(entry)?;
        if before.contains(&column) {
            return Err(wrong(entry, format!("has {column} twice")));
        }
        before.push(column);
        Ok(column)
    }))?;
    if columns.is_empty() || columns.contains(&ListColumn::Name) {
        return Ok(columns);
    }
    let message = "must have \"name\" among them: people are known by their names";
    Err(wrong(value, message.to_owned()).into())
}

/// Reads the list of protected people; a user id may be written as a number.
pub(super) fn rules(value: &TomlValue<'_>) -> Result<Vec<ProtectedRule>, Wrongs> {
    let Some(entries) = value.get_ref().as_array() else {
        return Err(not_a("a list", value).into());
    };
    let rule = |entry: &TomlValue<'_>| {
        let text = match entry.get_ref() {
            DeValue::Integer(id) if id.radix() == 10 => id.as_str().to_owned(),
            DeValue::String(_) => text(entry)?,
            _ => return Err(not_a("a list of strings and user ids", entry)),
        };
        text.parse()
            .map_err(|error| wrong(entry, format!("has an entry that protects nobody: {error}")))
    };
    every(entries.iter().map(rule))
}
