use super::*;

fn people(seed: u64) -> Population {
    Population::new(seed, 3_000, Timestamp::from_seconds(1_780_000_000))
}

#[test]
fn the_same_seed_makes_the_same_people_and_another_makes_others() {
    assert!(people(7).all().eq(people(7).all()));
    assert!(!people(7).all().eq(people(8).all()));
}

#[test]
fn the_mix_is_believable() {
    let people = people(1);
    let share = |wanted: fn(&SimulatedPerson) -> bool| people.all().filter(wanted).count();
    assert_eq!(people.all().count(), 3_000);
    assert!((20..80).contains(&share(|each| each.role == Role::Admin)));
    assert!((180..310).contains(&share(|each| each.role == Role::Agent)));
    assert!((20..110).contains(&share(|each| each.suspended)));
    assert!((5..70).contains(&share(|each| !each.active)));
    assert!((30..200).contains(&share(|each| each.email.is_none())));
    assert!(share(|each| each.organization.is_some()) > 1_500);
}

#[test]
fn people_are_found_by_id_and_by_address_and_edits_stay() {
    let mut people = people(1);
    for person in people.all().take(50) {
        assert!(person.id.get() >= 1_000_000_000_000);
        assert_eq!(people.find(person.id), Some(person.clone()));
        if let Some(email) = &person.email {
            assert_eq!(people.find_by_email(email), Some(person.clone()));
        }
    }
    let id = people.id(40).unwrap();
    let now = Timestamp::from_seconds(1_780_000_000);
    assert!(people.edit(id, now, |person| person.email =
        Some("new@post.example".to_owned())));
    assert_eq!(people.find_by_email("new@post.example").unwrap().id, id);
    assert_eq!(people.id(3_000), None);
    assert!(!people.knows(UserId::new(12).unwrap()));
}
