//! Where, when and within which limits a file is applied, whatever is listed by then.

use super::*;

#[test]
fn another_account_time_or_number_is_refused() {
    let text = made().to_json().unwrap();
    let with = |here: Here<'_>, expect, guardrails: &Guardrails| {
        let file = PlanFile::parse(text.as_bytes()).unwrap();
        file.check(here, expect, guardrails).unwrap_err()
    };
    let other = Here {
        account: "beta",
        ..here()
    };
    assert!(matches!(
        with(other, None, &guardrails()),
        NotApplied::Seal(BadSeal::OtherAccount { .. })
    ));
    let other = Here {
        origin: "https://proxy.example",
        ..here()
    };
    assert!(matches!(
        with(other, None, &guardrails()),
        NotApplied::Seal(BadSeal::OtherOrigin { .. })
    ));
    let expected = with(here(), Some(2), &guardrails());
    assert_eq!(
        expected,
        NotApplied::Expected {
            expected: 2,
            lists: "3 sessions".to_owned()
        }
    );
    let closed = Guardrails {
        read_only: true,
        ..guardrails()
    };
    assert_eq!(
        with(here(), None, &closed),
        Refusal::ReadOnly(Operation::End(Route::Exact)).into()
    );
    let small = Guardrails {
        max_per_run: 2,
        ..guardrails()
    };
    assert!(matches!(
        with(here(), None, &small),
        NotApplied::Refused(Refusal::TooMany { .. })
    ));
    let enough = Guardrails {
        max_per_run: 3,
        ..guardrails()
    };
    let whole = made().check(here(), None, &enough).unwrap();
    let at = |now| whole.times().check(now).err();
    assert_eq!(at(NOW), None);
    assert_eq!(at(NOW.after(HOUR)), Some(BadSeal::Expired(NOW.after(HOUR))));
    // No two clocks agree to the second, and none is hours ahead by chance.
    assert_eq!(at(NOW.shifted(-60_000)), None);
    let made_at = NOW;
    let now = NOW.shifted(-3_600_000);
    assert_eq!(at(now), Some(BadSeal::MadeLater { made_at, now }));
    let long = checked(&forged(
        "\"expires_at\": \"2026-",
        "\"expires_at\": \"2027-",
    ))
    .unwrap();
    assert!(matches!(
        long.times().check(NOW),
        Err(BadSeal::LastsTooLong { .. })
    ));
    assert_eq!(whole.people(), [user(7), user(8)]);
    let counted = checked(&forged("\"count\": 3", "\"count\": 2")).unwrap_err();
    assert!(matches!(counted, NotApplied::Count { .. }), "{counted}");
}
