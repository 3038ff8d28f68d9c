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
    assert_eq!((people.unreadable, people.unreadable_ids.len()), (1, 0));
    let [first, seventh, second, third, tenth] = &people.users[..] else {
        panic!("{people:?}")
    };
    // What cannot be read of somebody costs that field alone.
    assert!(seventh.name.is_unknown() && tenth.name.is_unknown());
    assert_eq!((seventh.id.get(), seventh.role), (7, Role::Agent));
    assert_eq!((tenth.id.get(), tenth.role), (10, Role::Other));
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
    assert_eq!(not_known, [11]);
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
    // What else cannot be read of them costs that alone.
    assert_eq!(me_of(r#"{"user":{"id":7,"name":"\ud800"}}"#), Ok(Some(7)));
}

/// A field of another type than the documented one says nothing; the others of the record do.
#[test]
fn a_field_that_cannot_be_read_is_not_known_and_the_person_stays() {
    let whole = [
        ("name", "\"Ann\""),
        ("email", "\"ann@a.example\""),
        ("role", "\"admin\""),
        ("suspended", "true"),
        ("active", "true"),
        ("organization_id", "22"),
        ("custom_role_id", "5"),
    ];
    let of = |wrong: Option<(&str, &str)>| {
        let field = |(name, value): &(&str, &str)| {
            let value = wrong
                .filter(|one| one.0 == *name)
                .map_or(*value, |one| one.1);
            format!(r#""{name}":{value}"#)
        };
        let fields: Vec<String> = whole.iter().map(field).collect();
        let body = format!(r#"{{"users":[{{"id":7,{}}}]}}"#, fields.join(","));
        let people = people(body.as_bytes()).unwrap();
        assert_eq!(people.unreadable, 0, "{body}");
        people.users[0].clone()
    };
    let fine = of(None);
    for (name, value) in [
        ("name", "7"),
        ("email", "[]"),
        ("role", "4"),
        ("suspended", "\"true\""),
        ("active", "0"),
        ("organization_id", "-1"),
        ("custom_role_id", "1.5"),
    ] {
        let one = of(Some((name, value)));
        let mut expected = fine.clone();
        match name {
            "name" => expected.name = Sent::Unknown,
            "email" => expected.email = Sent::Unknown,
            "role" => expected.role = Role::Other,
            "suspended" => expected.suspended = None,
            "active" => expected.active = None,
            "organization_id" => expected.organization = Sent::Unknown,
            _ => expected.custom_role = Sent::Unknown,
        }
        assert_eq!(one, expected, "{name}");
    }
}
