//! People, and who somebody is.

use super::*;

#[test]
fn people_as_recorded() {
    let body = r#"{"users":[
        {"id":6130907993114,"name":"Zoë","email":null,"role":"end-user","suspended":true,
         "active":false,"organization_id":22,"custom_role_id":null,"time_zone":"Berlin","photo":{}},
        {"id":7,"name":"\ud800","role":"agent"},
        {"id":8,"name":null,"email":"a@b.c","role":"owner"},
        {"id":"9","name":"x","role":"admin"},
        {"id":10,"name":["x"]},
        {"id":"x","name":"x"}
    ],"count":6,"next_page":null,"previous_page":null}"#;
    let people = people(body.as_bytes()).unwrap();
    assert_eq!(people.unreadable, 3);
    let ids: Vec<u64> = people.unreadable_ids.iter().map(|id| id.get()).collect();
    assert_eq!(ids, [7, 10]);
    let [first, second, third] = &people.users[..] else {
        panic!("{people:?}")
    };
    assert_eq!(first.id.get(), 6_130_907_993_114);
    assert_eq!(
        (first.name.shown().unwrap().as_str(), first.role),
        ("Zoë", Role::EndUser)
    );
    assert!(first.is_suspended() && first.is_deleted() && first.email.known() == Some(None));
    assert_eq!(first.organization.shown().copied(), OrganizationId::new(22));
    assert_eq!((second.role, second.active), (Role::Other, None));
    assert_eq!(second.suspended, None);
    assert_eq!((third.id.get(), third.role), (9, Role::Admin));
    let asked = [6_130_907_993_114, 7, 10, 11].map(|id| UserId::new(id).unwrap());
    // The record without an id may be that of whoever is missing.
    let not_known: Vec<u64> = people.not_known(&asked).iter().map(|id| id.get()).collect();
    assert_eq!(not_known, [7, 10, 11]);
    assert_eq!(
        super::people(b"{}").unwrap_err().what,
        "not a list of users"
    );
}

#[test]
fn nobody_is_told_from_somebody() {
    for body in [
        r#"{"user":{"name":"Anonymous user"}}"#,
        r#"{"user":{"id":null,"name":"Anonymous user"}}"#,
        r#"{"user":{"id":0}}"#,
        r#"{"user":{"id":-1,"name":"Anonymous user"}}"#,
    ] {
        assert_eq!(me(body.as_bytes()), Ok(None), "{body}");
    }
    let me_of = |body: &str| {
        let me = me(body.as_bytes()).map_err(|error| error.what);
        me.map(|me| me.map(|me| me.user.id.get()))
    };
    assert_eq!(
        me_of(r#"{"user":{"id":7,"name":"Ada","role":"admin","authenticity_token":"x"}}"#),
        Ok(Some(7))
    );
    assert_eq!(me_of(r#"{"user":{"id":"7"}}"#), Ok(Some(7)));
    for body in [
        "{}",
        "[]",
        r#"{"user":null}"#,
        r#"{"user":{"id":"x"}}"#,
        r#"{"user":7}"#,
    ] {
        assert_eq!(me_of(body), Err("not a user"), "{body}");
    }
    assert_eq!(
        me_of(r#"{"user":{"id":7,"name":"\ud800"}}"#),
        Err("a user that cannot be read")
    );
}
