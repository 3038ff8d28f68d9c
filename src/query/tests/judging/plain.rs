//! The plain judge, who knows all and shares no code with the other.

use super::*;

/// Whether the expression holds of the row.
pub(super) fn is_true(expression: &Expression, row: &Row) -> bool {
    match expression {
        Expression::And(list) => list.iter().all(|one| is_true(one, row)),
        Expression::Or(list) => list.iter().any(|one| is_true(one, row)),
        Expression::Not(inner) => !is_true(inner, row),
        Expression::Is(condition) => holds(condition, row),
    }
}

fn bare_holds(bare: &BareText, row: &Row) -> bool {
    let text = bare.pattern.typed.join("*").to_lowercase();
    let email = row.user.email.shown().map_or("", SafeText::as_str);
    if bare.is_address {
        return email.to_lowercase() == text;
    }
    let in_organization =
        row.user.organization.shown().is_some() && row.organization.contains(&text);
    let words = [
        row.user.name.shown().unwrap().as_str().to_lowercase(),
        email.to_lowercase(),
        row.user.role.as_str().to_owned(),
        row.user.id.to_string(),
        row.number.to_string(),
    ];
    in_organization || words.iter().any(|word| word.contains(&text))
}

fn holds(condition: &Condition, row: &Row) -> bool {
    let like = |typed: &[String], text: &str| match typed {
        [only] => only.to_lowercase() == text.to_lowercase(),
        [first, last] => {
            let (text, first, last) = (
                text.to_lowercase(),
                first.to_lowercase(),
                last.to_lowercase(),
            );
            text.len() >= first.len() + last.len()
                && text.starts_with(&first)
                && text.ends_with(&last)
        }
        _ => panic!("no such pattern is drawn"),
    };
    let age = |at: i64| u64::try_from(NOW - at).unwrap();
    match condition {
        Condition::Bare(bare) => bare_holds(bare, row),
        Condition::Text(field, wanted) => {
            let email = row.user.email.shown().map_or("", SafeText::as_str);
            let tags: Vec<&str> = row
                .user
                .tags
                .iter()
                .flatten()
                .map(SafeText::as_str)
                .collect();
            let texts = match field {
                QueryField::Name => vec![row.user.name.shown().unwrap().as_str()],
                QueryField::Email => vec![email],
                QueryField::Domain => vec![email.split('@').nth(1).unwrap_or_default()],
                _ => tags,
            };
            match wanted {
                TextMatch::None => texts.iter().all(|text| text.is_empty()),
                TextMatch::Like(pattern) => texts
                    .iter()
                    .any(|text| !text.is_empty() && like(&pattern.typed, text)),
            }
        }
        Condition::Organization(wanted) => match (row.user.organization.shown().copied(), wanted) {
            (id, OrganizationMatch::None) => id.is_none(),
            (None, _) => false,
            (Some(id), OrganizationMatch::Number(number)) => id.get() == *number,
            (Some(_), OrganizationMatch::Named(name)) => like(&name.typed, &row.organization),
        },
        Condition::Role(RoleMatch::Is(role)) => row.user.role == *role,
        Condition::Role(RoleMatch::Staff) => row.user.role != Role::EndUser,
        Condition::Role(RoleMatch::Named(name)) => {
            row.user.custom_role.shown().is_some() && like(&name.typed, row.role_name.as_str())
        }
        Condition::Number(QueryField::User, number) => row.user.id.get() == *number,
        Condition::Number(_, number) => row.number == *number,
        Condition::Truth(field, so) => {
            let fact = match field {
                QueryField::Suspended => row.user.is_suspended(),
                QueryField::Deleted => row.user.is_deleted(),
                QueryField::Protected => row.protected,
                QueryField::Mine => row.mine,
                QueryField::Marked => row.marked,
                _ => NOW > row.plain_forecast().at.seconds() + 600,
            };
            fact == *so
        }
        Condition::Sessions(comparison, bound) => comparison.holds(row.sessions, *bound),
        Condition::Time(field, ..) => match field {
            // The conditions that are drawn: age>2h, idle<=30m.
            TimeField::SignedIn => age(row.signed_in) > 7_200,
            TimeField::LastSeen => age(row.last_seen) <= 1_800,
        },
        Condition::Ends(..) => row.plain_forecast().at.seconds() - NOW < 1_800,
        Condition::State(_) => row.new,
        Condition::Flag(_) | Condition::TwinOfStaff => panic!("neither is drawn"),
    }
}
