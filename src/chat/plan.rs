//! What may be changed, the difference, and what must be typed to confirm it. A plan depends on
//! nothing but its arguments.

use super::Refusal;
use crate::model::SafeText;
use crate::operation::Reason;
use crate::settings::nearest;
use crate::zendesk::{ChatAccount, FreeValue};

/// The beginning of the names of the only fields that can be written (Chat Accounts API, "JSON
/// format").
const WRITABLE: &str = "billing.";

/// The fields below it that the documentation has (Chat Accounts API, "Show Account"). They can be
/// set also where an answer leaves them out.
const DOCUMENTED: [&str; 13] = [
    "additional_info",
    "address1",
    "address2",
    "city",
    "company",
    "country_code",
    "cycle",
    "email",
    "first_name",
    "last_name",
    "phone",
    "postal_code",
    "state",
];

/// The documented field that is a number.
const A_NUMBER: &str = "cycle";

/// The word that must be typed.
const WORD: &str = "yes";

/// A field, with the text that it should have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wish {
    /// The field's name below `billing`.
    name: String,
    text: String,
    /// Whether a person wants it although nobody knows the field.
    insists: bool,
}

/// A field that may be changed, as somebody would type it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Field {
    /// The whole name of the field, such as `billing.email`.
    pub name: String,
    /// The field's value now.
    pub text: String,
}

/// The facts that a plan is made from.
#[derive(Debug, Clone, Copy)]
pub struct Basis<'a> {
    /// The account's name.
    pub account: &'a str,
    /// The account as Chat shows it.
    pub chat: &'a ChatAccount,
    /// Whether the settings allow no change.
    pub read_only: bool,
    /// Whether the sign-in beside Chat's token may write; `None` where there is no sign-in, or
    /// where that is not known.
    pub may_write: Option<bool>,
}

/// One field that gets another value.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldChange {
    pub(super) name: String,
    /// The field's value now.
    pub old: FreeValue,
    /// The value that it should have.
    pub new: FreeValue,
}

/// What is going to be changed, and nothing else. The request is made from it.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    account: String,
    changes: Vec<FieldChange>,
}

/// A plan that a person confirmed. [`Plan::confirm`] and [`Plan::consented`] are its only
/// constructors.
#[derive(Debug)]
pub struct Confirmed {
    plan: Plan,
    reason: Reason,
}

impl Wish {
    /// A wish that the field with this whole name have this text.
    ///
    /// # Errors
    /// If the field is not one that can be written.
    pub(crate) fn new(field: &str, text: &str) -> Result<Self, Refusal> {
        match field.strip_prefix(WRITABLE) {
            Some(name) if !name.is_empty() => Ok(Self {
                name: name.to_owned(),
                text: text.to_owned(),
                insists: false,
            }),
            _ => Err(Refusal::NotWritable(SafeText::new(field))),
        }
    }
}

impl Wish {
    /// Whether this is about the field with this whole name.
    pub(crate) fn is_about(&self, field: &str) -> bool {
        field.strip_prefix(WRITABLE) == Some(&self.name)
    }

    /// The same wish of a person who was asked whether they mean the field.
    pub(crate) fn insist(&mut self) {
        self.insists = true;
    }
}

/// Checks that anything may be changed at all.
///
/// # Errors
/// If nothing may be changed.
pub(crate) fn may_change(basis: &Basis<'_>) -> Result<(), Refusal> {
    if basis.read_only {
        Err(Refusal::ReadOnly)
    } else if basis.may_write == Some(false) {
        Err(Refusal::ReadScope)
    } else if basis.chat.billing.is_null() {
        Err(Refusal::NotOwner)
    } else {
        Ok(())
    }
}

/// The fields that may be changed, in order of name.
pub(crate) fn fields(chat: &ChatAccount) -> Vec<Field> {
    let fields = chat.billing.fields().filter(|(name, _)| !name.is_empty());
    let field = |(name, value): (&str, FreeValue)| {
        Some(Field {
            name: format!("{WRITABLE}{name}"),
            text: value.as_typed()?,
        })
    };
    fields.filter_map(field).collect()
}

/// The plan that makes `wishes` come true.
///
/// # Errors
/// If nothing may be changed, if a wish makes no sense, or if there is nothing to change.
pub(crate) fn plan(wishes: &[Wish], basis: &Basis<'_>) -> Result<Plan, Refusal> {
    may_change(basis)?;
    let mut changes: Vec<FieldChange> = Vec::new();
    for (
        n,
        Wish {
            name,
            text,
            insists,
        },
    ) in wishes.iter().enumerate()
    {
        let field = || SafeText::new(&format!("{WRITABLE}{name}"));
        if wishes[..n].iter().any(|known| known.name == *name) {
            return Err(Refusal::Twice(field()));
        }
        let is_known = *insists || DOCUMENTED.contains(&name.as_str());
        let absent = || is_known.then(FreeValue::default);
        let Some(old) = basis.chat.billing.field(name).or_else(absent) else {
            return Err(Refusal::Unknown {
                field: field(),
                hint: SafeText::new(&hint(basis.chat, name)),
            });
        };
        // An absent number is of the kind that is documented.
        let kind = if old.is_null() && name == A_NUMBER {
            FreeValue::number(0)
        } else {
            old.clone()
        };
        let Some(new) = kind.in_place(text) else {
            return Err(Refusal::Kind {
                field: field(),
                old: old.shown(),
                text: SafeText::new(text),
            });
        };
        if new != old {
            let name = name.clone();
            changes.push(FieldChange { name, old, new });
        }
    }
    if changes.is_empty() {
        return Err(Refusal::Nothing);
    }
    Ok(Plan {
        account: basis.account.to_owned(),
        changes,
    })
}

/// The hint for a name that is no field: the field that may be meant, or those that exist.
fn hint(chat: &ChatAccount, name: &str) -> String {
    let shown = chat.billing.fields().map(|(name, _)| name.to_owned());
    let documented = DOCUMENTED.iter().map(|name| (*name).to_owned());
    let known: std::collections::BTreeSet<String> = shown.chain(documented).collect();
    let known: Vec<String> = known.into_iter().collect();
    match nearest(name, known.iter().map(String::as_str)) {
        Some(meant) => format!("did you mean {WRITABLE}{meant}?"),
        None => format!("there are {}", known.join(", ")),
    }
}

impl FieldChange {
    /// The whole name of the field, such as `billing.email`.
    pub fn field(&self) -> String {
        format!("{WRITABLE}{}", self.name)
    }

    /// The old and the new value in words; as JSON where these look the same, as with a blank at
    /// the end.
    pub fn shown(&self) -> (SafeText, SafeText) {
        let (old, new) = (self.old.shown(), self.new.shown());
        if old.as_str() == new.as_str() {
            return (self.old.shown_as_json(), self.new.shown_as_json());
        }
        (old, new)
    }
}

impl Plan {
    /// The account's name.
    pub fn account(&self) -> &str {
        &self.account
    }

    /// The changes of the plan.
    pub fn changes(&self) -> &[FieldChange] {
        &self.changes
    }

    /// The word that must be typed.
    pub const fn expects() -> &'static str {
        WORD
    }

    /// Confirms the plan, if the answer is the word.
    ///
    /// # Errors
    /// The plan itself, if the answer is something else.
    pub fn confirm(self, answer: &str) -> Result<Confirmed, Self> {
        if answer.trim() == WORD {
            Ok(Confirmed::of(self))
        } else {
            Err(self)
        }
    }

    /// Confirms the plan for scripts, where `--yes` stands for what is typed.
    pub(crate) fn consented(self) -> Confirmed {
        Confirmed::of(self)
    }
}

impl Confirmed {
    fn of(plan: Plan) -> Self {
        let reason = Reason::default();
        Self { plan, reason }
    }

    /// The same for this reason, which is on record.
    pub(crate) fn because(self, reason: Reason) -> Self {
        Self { reason, ..self }
    }

    #[cfg(test)]
    pub(crate) const fn reason(&self) -> &Reason {
        &self.reason
    }

    /// The changes that were confirmed, and why.
    pub(super) fn into_changes(self) -> (Vec<FieldChange>, Reason) {
        (self.plan.changes, self.reason)
    }
}
