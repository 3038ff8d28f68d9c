use super::*;
use crate::app::ColumnNeed;

fn at(width: u16) -> Vec<Field> {
    Columns::of(width, false)
        .iter()
        .map(|(field, _)| field)
        .collect()
}

#[test]
fn what_matters_is_there_at_every_width_and_no_column_is_wasted() {
    for width in 60..300 {
        for absolute in [false, true] {
            let columns = Columns::of(width, absolute);
            for field in [Field::Mark, Field::Name, Field::LastSeen, Field::Flag] {
                assert!(columns.iter().any(|(shown, _)| shown == field), "{width}");
            }
            let used: usize = columns.iter().map(|(_, columns)| columns + 1).sum();
            assert_eq!(used, usize::from(width), "{absolute}");
        }
    }
}

#[test]
fn chosen_columns_stand_in_their_order_and_the_last_go_first_where_they_do_not_fit() {
    use ListColumn::{Email, Flag, Name, Organization, Seen, Session, User};
    let at = |columns: &[ListColumn], is_by_person, width| -> Vec<Field> {
        let chosen = Chosen {
            columns,
            is_by_person,
        };
        let columns = Columns::chosen(chosen, width, false);
        let used: usize = columns.iter().map(|(_, columns)| columns + 1).sum();
        assert_eq!(used, usize::from(width));
        columns.iter().map(|(field, _)| field).collect()
    };
    let columns = [Seen, Name, Session, Organization, Email, User, Flag];
    let mut all: Vec<Field> = columns.iter().map(|column| Field::of(*column)).collect();
    all.insert(0, Field::Mark);
    assert_eq!(at(&columns, false, 120), all);
    let narrow = at(&columns, false, 60);
    assert_eq!(narrow, all[..narrow.len()]);
    assert!(narrow.len() < all.len() && narrow.contains(&Field::Name));
    assert!(!at(&columns, true, 120).contains(&Field::Session));
    assert!(at(&[], true, 200).contains(&Field::Ends));
    assert!(!at(&[], true, 120).contains(&Field::Ends));
}

/// Whatever the rows need, nothing is cut while another column is blank in every row.
#[test]
fn no_column_is_cut_while_another_is_blank() {
    let mut seed: usize = 7;
    let mut random = |most: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (seed >> 33) % most
    };
    for width in 60..240 {
        for is_by_person in [false, true] {
            let chosen = Chosen {
                is_by_person,
                ..Chosen::default()
            };
            let before = Columns::chosen(chosen, width, false);
            let needs = Field::FLEXIBLE.map(|field| (field, 3 + random(50)));
            let need = |field| {
                let found = needs.iter().find(|(known, _)| *known == field);
                found.map_or(0, |(_, columns)| *columns)
            };
            let after = before.clone().shared(|field| ColumnNeed::all(need(field)));
            let total = |columns: &Columns| columns.iter().map(|(_, it)| it).sum::<usize>();
            assert_eq!(total(&after), total(&before), "{width}");
            let any = |is: fn(usize, usize) -> bool| {
                let mut flexible = after.iter().filter(|(field, _)| field.is_flexible());
                flexible.any(|(field, columns)| is(columns, need(field)))
            };
            let is_cut = any(|columns, need| columns < need);
            let is_blank = any(|columns, need| columns > need);
            assert!(!(is_cut && is_blank), "{width}: {after:?} {needs:?}");
            for ((field, before), (_, after)) in before.iter().zip(after.iter()) {
                assert!(field.is_flexible() || before == after, "{field:?}");
                // What needed no more than it had, and gave nothing that it needed, was left alone.
                assert!(after >= before.min(need(field)), "{width}: {field:?}");
            }
        }
    }
}

#[test]
fn numbers_go_first_then_organisations_then_addresses() {
    assert_eq!(at(160), ALL);
    assert!(!at(140).contains(&Field::User) && at(140).contains(&Field::Session));
    assert!(!at(120).contains(&Field::Session) && at(120).contains(&Field::Organization));
    assert!(!at(80).contains(&Field::Organization) && at(80).contains(&Field::Email));
    assert!(!at(60).contains(&Field::Email) && at(60).contains(&Field::Role));
}

/// `39m58s?` and `Aug 20 14:02?` have their sign at every width.
#[test]
fn the_sign_of_what_is_not_known_has_its_column() {
    for width in 60..220 {
        for (absolute, least) in [(false, "39m58s?"), (true, "Aug 20 14:02?")] {
            let chosen = Chosen {
                is_by_person: true,
                ..Chosen::default()
            };
            for (field, columns) in Columns::chosen(chosen, width, absolute).iter() {
                let is_time = matches!(field, Field::LastSeen | Field::SignedIn);
                assert!(!is_time || columns >= least.len(), "{width}: {field:?}");
            }
        }
    }
}

/// How it stands with somebody is said at every size: an address of which nothing could be read goes, then
/// since when they are signed in, and the name stays legible. Chosen columns stay.
#[test]
fn what_must_be_said_leaves_out_a_column_before_a_name() {
    let states = "! still listed ▴ suspended …".chars().count();
    let need = |field| match field {
        Field::Flag => ColumnNeed {
            must: states,
            grave: states,
            telling: 0,
            least: states,
            whole: states,
        },
        Field::Name => ColumnNeed::all(16),
        _ => ColumnNeed::all(30),
    };
    for width in 60..200 {
        let columns = Columns::of(width, false).shared(need);
        let of = |field| columns.iter().find(|(shown, _)| *shown == field);
        assert_eq!(
            of(Field::Flag).map(|(_, columns)| columns >= states),
            Some(true),
            "{width}"
        );
        let name = of(Field::Name).map_or(0, |(_, columns)| columns);
        assert!(
            name >= 14 && (width < 70 || name >= 16),
            "{width}: {columns:?}"
        );
        let used: usize = columns.iter().map(|(_, columns)| columns + 1).sum();
        assert_eq!(used, usize::from(width), "{columns:?}");
    }
    let chosen = Chosen {
        columns: &[
            ListColumn::Name,
            ListColumn::Email,
            ListColumn::Seen,
            ListColumn::Since,
            ListColumn::Flag,
        ],
        is_by_person: false,
    };
    let columns = Columns::chosen(chosen, 70, false).shared(need);
    assert_eq!(columns.iter().count(), 6, "{columns:?}");
}

/// Where there are addresses at all, no flag and no name takes their column away: with two warnings and the
/// longest names some letters of each address are there, and a name is legible.
#[test]
fn addresses_come_and_go_with_no_row() {
    let domain = "@staff.example".len();
    for (must, grave, least) in [
        (0, 0, 9),
        (13, 13, 13),
        (13, 19, 24),
        (11, 22, 40),
        (14, 14, 30),
    ] {
        for name in [9, 16, 19, 22, 40] {
            let need = |field| match field {
                Field::Name => ColumnNeed::all(name),
                Field::Email => ColumnNeed {
                    telling: 4 + 1 + domain,
                    ..ColumnNeed::all(33)
                },
                Field::Flag => ColumnNeed {
                    must,
                    grave,
                    telling: 0,
                    least,
                    whole: least + 10,
                },
                _ => ColumnNeed::all(24),
            };
            for width in 79..200 {
                let columns = Columns::of(width, false).shared(need);
                let of = |field| columns.iter().find(|(shown, _)| *shown == field);
                let columns_of = |field| of(field).map_or(0, |(_, columns)| columns);
                assert!(
                    columns_of(Field::Email) >= 4 + 1 + domain,
                    "{width}: {columns:?}"
                );
                assert!(
                    columns_of(Field::Name) >= name.min(16),
                    "{width}: {columns:?}"
                );
                assert!(columns_of(Field::Flag) >= must, "{width}: {columns:?}");
            }
        }
    }
}

/// One letter of an address tells nobody who it is, and a whole name does; from four letters on it stays.
#[test]
fn an_address_that_tells_nothing_goes_before_a_name_is_cut() {
    let domain = "@staff.example".len();
    let need = |field| match field {
        Field::Name => ColumnNeed::all(22),
        Field::Email => ColumnNeed {
            telling: 4 + 1 + domain,
            ..ColumnNeed::all(30)
        },
        Field::Flag => ColumnNeed::all(15),
        _ => ColumnNeed::all(10),
    };
    for width in 60..200 {
        let columns = Columns::of(width, false).shared(need);
        let of = |field| columns.iter().find(|(shown, _)| *shown == field);
        let name = of(Field::Name).map_or(0, |(_, columns)| columns);
        let address = of(Field::Email).map(|(_, columns)| columns);
        let tells = address.is_none_or(|columns| columns > 4 + domain);
        assert!(name >= 22 || tells, "{width}: {columns:?}");
        assert!(width < 90 || address.is_some(), "{width}: {columns:?}");
        let used: usize = columns.iter().map(|(_, columns)| columns + 1).sum();
        assert_eq!(used, usize::from(width), "{columns:?}");
    }
    // How it stands with somebody leaves no room for both.
    let stated = |field| match field {
        Field::Flag => ColumnNeed {
            must: 17,
            ..ColumnNeed::all(17)
        },
        field => need(field),
    };
    let columns = Columns::of(79, false).shared(stated);
    assert!(columns.iter().all(|(field, _)| field != Field::Email));
    // Where no name is cut, an address of one letter takes nothing from anybody.
    let short = |field| match field {
        Field::Name => ColumnNeed::all(16),
        field => stated(field),
    };
    let columns = Columns::of(79, false).shared(short);
    assert!(columns.iter().any(|(field, _)| field == Field::Email));
}
