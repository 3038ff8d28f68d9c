//! Organisations, custom roles, security settings and the two logs. A record that cannot be read is
//! left out: none of these is worth an error.

use std::collections::BTreeMap;
use std::net::IpAddr;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::record::{Moment, Text};
use super::{Count, Cursor, DecodeError, NextPage, PageLinks, PageMeta, Paging, parse, readable};
use crate::model::{
    CustomRole, Log, Organization, OrganizationId, SafeText, Sighting, Timeouts, Timestamp, UserId,
};

/// One page of up to 100 entries of a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SightingPage {
    /// The sightings, in the order that was asked for.
    pub sightings: Vec<Sighting>,
    /// The place where the next page begins; `None` after the last.
    pub next: Option<Cursor>,
}

/// What a list says of its length and of further pages.
#[derive(Deserialize)]
struct EntryFrame {
    meta: Option<PageMeta>,
    links: Option<PageLinks>,
    #[serde(default)]
    next_page: NextPage,
    count: Option<Count>,
}

/// The parts of a reply by name, not decoded any further.
type NamedParts<'a> = BTreeMap<String, &'a RawValue>;

/// The readable records in the part with this name.
fn records<'a, T: Deserialize<'a>>(
    text: &'a str,
    name: &'static str,
) -> Result<Listed<T>, DecodeError> {
    let parts: NamedParts<'_> = parse(text.as_bytes(), "not a list")?;
    let list = parts.get(name).ok_or("not the list that was asked for")?;
    let list: Vec<&RawValue> = parse(list.get().as_bytes(), "not the list that was asked for")?;
    let (records, _) = readable(name, &list);
    Ok(Listed {
        records,
        rows: list.len(),
    })
}

/// The records of a list that could be read, and how many rows the list has.
struct Listed<T> {
    records: Vec<T>,
    rows: usize,
}

/// Decodes the organisations of a `show_many`.
pub(in crate::zendesk) fn organizations(body: &[u8]) -> Result<Vec<Organization>, DecodeError> {
    #[derive(Deserialize)]
    struct OrganizationRecord {
        id: u64,
        name: Text,
    }
    let text = String::from_utf8_lossy(body);
    let Listed { records, .. } = records::<OrganizationRecord>(&text, "organizations")?;
    let organization = |record: OrganizationRecord| {
        Some(Organization {
            id: OrganizationId::new(record.id)?,
            name: record.name.0,
        })
    };
    Ok(records.into_iter().filter_map(organization).collect())
}

/// The account's own roles, as far as they could be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CustomRoleList {
    /// The roles.
    pub roles: Vec<CustomRole>,
    /// Whether these are all: each record could be read, each number has one name, as many as are counted
    /// were given, and no other page is announced.
    pub is_whole: bool,
}

/// Decodes the account's own roles.
pub(in crate::zendesk) fn custom_roles(body: &[u8]) -> Result<CustomRoleList, DecodeError> {
    #[derive(Deserialize)]
    struct RoleRecord {
        id: u64,
        name: Text,
    }
    let text = String::from_utf8_lossy(body);
    let Listed { records, rows } = records::<RoleRecord>(&text, "custom_roles")?;
    let frame: Option<EntryFrame> = parse(text.as_bytes(), "not a list").ok();
    let is_last = frame.is_some_and(|frame| {
        let count = frame.count.as_ref().and_then(Count::number);
        frame.meta.is_none_or(|meta| !meta.has_more)
            && frame.next_page != NextPage::More
            && count.is_none_or(|count| count <= rows as u64)
    });
    let is_whole = is_last && records.len() == rows;
    // Of a number with two names nobody knows which is its own.
    let mut named: BTreeMap<u64, Option<SafeText>> = BTreeMap::new();
    for RoleRecord { id, name } in records {
        let name = name.0;
        let known = named.entry(id).or_insert_with(|| Some(name.clone()));
        if known.as_ref() != Some(&name) {
            *known = None;
        }
    }
    let roles = named.iter();
    let roles = roles.filter_map(|(id, name)| {
        Some(CustomRole {
            id: *id,
            name: name.clone()?,
        })
    });
    Ok(CustomRoleList {
        roles: roles.collect(),
        is_whole: is_whole && named.values().all(Option::is_some),
    })
}

/// Decodes the security settings, as far as they end sessions. A value that is no number of minutes
/// counts as not given.
pub(in crate::zendesk) fn timeouts(body: &[u8]) -> Result<Timeouts, DecodeError> {
    let text = String::from_utf8_lossy(body);
    let parts: NamedParts<'_> = parse(text.as_bytes(), "not security settings")?;
    let settings = parts
        .get("security_settings")
        .ok_or("not security settings")?;
    let settings: NamedParts<'_> = parse(settings.get().as_bytes(), "not security settings")?;
    let minutes = |name: &str| {
        let value = settings.get(name)?;
        let minutes: u32 = serde_json::from_str(value.get()).ok()?;
        (minutes > 0).then_some(minutes)
    };
    let is_on = settings
        .get("maximum_session_duration_enabled")
        .is_some_and(|value| value.get() == "true");
    Ok(Timeouts {
        agent: minutes("agent_session_timeout"),
        end_user: minutes("end_user_session_timeout"),
        longest: minutes("maximum_session_duration").filter(|_| is_on),
    })
}

/// Decodes one page of the audit log, which was asked for at `at`. Only sign-ins are taken from it.
pub(in crate::zendesk) fn logins(
    body: &[u8],
    at: Option<&Cursor>,
) -> Result<SightingPage, DecodeError> {
    #[derive(Deserialize)]
    struct AuditRecord<'a> {
        actor_id: u64,
        created_at: Moment,
        #[serde(borrow)]
        ip_address: &'a str,
        action: Option<&'a str>,
    }
    let text = String::from_utf8_lossy(body);
    let Listed { records, rows } = records::<AuditRecord<'_>>(&text, "audit_logs")?;
    // A server that ignores the filter also sends entries about changes.
    let logins =
        (records.into_iter()).filter(|record| record.action.is_none_or(|action| action == "login"));
    let sightings: Vec<Sighting> = logins
        .filter_map(|record| {
            let moment = record.created_at.0;
            sighting(record.actor_id, moment, record.ip_address, Log::Audit)
        })
        .collect();
    let frame: EntryFrame = parse(text.as_bytes(), "not a page of a log")?;
    let paging = Paging {
        meta: frame.meta.as_ref(),
        links: frame.links.as_ref(),
        next_page: frame.next_page,
        count: frame.count.as_ref().and_then(Count::number),
        rows,
    };
    let next = paging.next(at)?;
    Ok(SightingPage { sightings, next })
}

/// Decodes entries of the access log. Requests with a token say nothing about where somebody signed
/// in.
pub(in crate::zendesk) fn accesses(body: &[u8]) -> Result<Vec<Sighting>, DecodeError> {
    #[derive(Deserialize)]
    struct AccessRecord<'a> {
        user_id: u64,
        timestamp: Moment,
        #[serde(borrow)]
        ip_address: &'a str,
        authorization_type: Option<&'a str>,
    }
    let text = String::from_utf8_lossy(body);
    let Listed { records, .. } = records::<AccessRecord<'_>>(&text, "access_logs")?;
    let of_sessions = (records.into_iter()).filter(|record| {
        record
            .authorization_type
            .is_none_or(|kind| kind == "session")
    });
    let sightings = of_sessions.filter_map(|record| {
        let moment = record.timestamp.0;
        sighting(record.user_id, moment, record.ip_address, Log::Access)
    });
    Ok(sightings.collect())
}

fn sighting(user: u64, at: Timestamp, address: &str, log: Log) -> Option<Sighting> {
    Some(Sighting {
        user: UserId::new(user)?,
        at,
        address: address.trim().parse::<IpAddr>().ok()?,
        log,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_record_costs_itself_alone() {
        let body = br#"{"count":3,"organizations":[{"id":7,"name":"Acme\u001b[2J"},{"id":0,
            "name":"x"},{"id":8},{"id":9,"name":"\ud800"},{"id":10,"name":"B"}],"next_page":null}"#;
        let found = organizations(body).unwrap();
        let ids: Vec<u64> = found.iter().map(|each| each.id.get()).collect();
        assert_eq!(ids, [7, 10]);
        assert!(!found[0].name.as_str().contains('\u{1b}'));
        let roles = custom_roles(br#"{"custom_roles":[{"id":1,"name":"Staff"},7]}"#).unwrap();
        assert_eq!((roles.roles.len(), roles.is_whole), (1, false));
        for (body, is_whole) in [
            (r#"{"custom_roles":[{"id":1,"name":"Staff"}]}"#, true),
            (
                r#"{"custom_roles":[{"id":1,"name":"Staff"}],"count":1}"#,
                true,
            ),
            (
                r#"{"custom_roles":[{"id":1,"name":"Staff"}],"count":7}"#,
                false,
            ),
            (
                r#"{"custom_roles":[{"id":1,"name":"Staff"}],"next_page":"https://acme.example/2"}"#,
                false,
            ),
            (
                r#"{"custom_roles":[{"id":1,"name":"Staff"}],"next_page":null}"#,
                true,
            ),
            (
                r#"{"custom_roles":[{"id":1,"name":"Staff"}],"meta":{"has_more":true}}"#,
                false,
            ),
            (
                r#"{"custom_roles":[{"id":1,"name":"Staff"},{"id":1,"name":"Staff"}]}"#,
                true,
            ),
            (
                r#"{"custom_roles":[{"id":1,"name":"Staff"},{"id":6,"name":"A"},{"id":6,"name":"B"}]}"#,
                false,
            ),
            (
                r#"{"custom_roles":[{"id":1,"name":"Staff"},{"id":6},null]}"#,
                false,
            ),
        ] {
            let roles = custom_roles(body.as_bytes()).unwrap();
            assert_eq!((roles.roles.len(), roles.is_whole), (1, is_whole), "{body}");
        }
        for nonsense in ["", "[]", "{}", "<html>", r#"{"organizations":7}"#] {
            assert!(organizations(nonsense.as_bytes()).is_err(), "{nonsense:?}");
        }
    }

    #[test]
    fn minutes_are_minutes_or_not_told() {
        let answer = |text: &str| {
            let body = format!(r#"{{"security_settings":{text}}}"#);
            timeouts(body.as_bytes())
        };
        let all = answer(
            r#"{"agent_session_timeout":15,"end_user_session_timeout":480,"ip":{},
            "maximum_session_duration":720,"maximum_session_duration_enabled":true}"#,
        );
        let expected = Timeouts {
            agent: Some(15),
            end_user: Some(480),
            longest: Some(720),
        };
        assert_eq!(all, Ok(expected));
        for nothing in [
            "{}",
            r#"{"agent_session_timeout":"15"}"#,
            r#"{"agent_session_timeout":-1,"end_user_session_timeout":0}"#,
            r#"{"maximum_session_duration":720,"maximum_session_duration_enabled":false}"#,
        ] {
            assert_eq!(answer(nothing), Ok(Timeouts::default()), "{nothing}");
        }
        assert!(timeouts(b"{}").is_err() && answer("7").is_err());
    }

    #[test]
    fn logs_tell_who_was_where_and_when() {
        let body = br#"{"audit_logs":[
            {"actor_id":5,"created_at":"2026-11-22T05:00:00Z","ip_address":"203.0.113.9","action":"login"},
            {"actor_id":5,"created_at":"2026-11-22T05:00:00Z","ip_address":"203.0.113.9","action":"update"},
            {"actor_id":-1,"created_at":"2026-11-22T05:00:00Z","ip_address":"203.0.113.9"},
            {"actor_id":6,"created_at":"2026-11-22T04:00:00Z","ip_address":"2001:db8::1"},
            {"actor_id":7,"created_at":"2026-11-22T04:00:00Z","ip_address":"\u001b[2J"},
            {"actor_id":8,"created_at":"2026-11-22T04:00:00Z","ip_address":null}],
            "meta":{"has_more":true,"after_cursor":"abc"}}"#;
        let page = logins(body, None).unwrap();
        let users: Vec<u64> = page.sightings.iter().map(|each| each.user.get()).collect();
        assert_eq!(users, [5, 6]);
        assert!(page.next.is_some());
        let body = br#"{"access_logs":[
            {"user_id":5,"timestamp":"2026-11-22T05:00:00Z","ip_address":"203.0.113.9","authorization_type":"session"},
            {"user_id":5,"timestamp":"2026-11-22T05:00:00Z","ip_address":"203.0.113.8","authorization_type":"bearer"},
            {"user_id":null,"timestamp":"2026-11-22T05:00:00Z","ip_address":"203.0.113.7"}]}"#;
        let snapshot = accesses(body).unwrap();
        assert_eq!(snapshot.len(), 1);
        assert_eq!(snapshot[0].log, Log::Access);
    }
}
