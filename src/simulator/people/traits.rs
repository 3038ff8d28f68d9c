//! What people carry besides their role: further addresses, tags, numbers in other books.

use fastrand::Rng;

/// The tags of customers and of the staff.
const CUSTOMER_TAGS: [&str; 6] = ["vip", "trial", "beta", "at_risk", "newsletter", "reseller"];
const STAFF_TAGS: [&str; 5] = [
    "night_shift",
    "contractor",
    "trainer",
    "remote",
    "first_aid",
];
/// The domains of addresses that people had before, or have at home.
const OTHER_DOMAINS: [&str; 3] = ["post.example", "mail.example", "old-post.example"];

/// What somebody carries.
pub(super) struct Traits {
    pub(super) other_emails: Vec<String>,
    pub(super) external_id: Option<String>,
    pub(super) tags: Vec<String>,
}

/// Draws what the person with this number and mailbox carries.
pub(super) fn of(rng: &mut Rng, number: u64, mailbox: &str, staff: bool) -> Traits {
    let addresses = match rng.u8(..100) {
        0..2 => 2,
        2..9 => 1,
        _ => 0,
    };
    let domains = rng.choose_multiple(OTHER_DOMAINS, addresses).into_iter();
    let (kind, share) = if staff {
        ("staff", 90)
    } else {
        ("customer", 40)
    };
    Traits {
        other_emails: domains
            .map(|domain| format!("{mailbox}+other@{domain}"))
            .collect(),
        external_id: (rng.u8(..100) < share).then(|| format!("{kind}-{number}")),
        tags: tags(rng, staff),
    }
}

fn tags(rng: &mut Rng, staff: bool) -> Vec<String> {
    let words: &[&str] = if staff { &STAFF_TAGS } else { &CUSTOMER_TAGS };
    let count = match rng.u8(..100) {
        0..60 => 0,
        60..90 => 1,
        _ => 2,
    };
    let mut tags: Vec<String> = rng
        .choose_multiple(words, count)
        .into_iter()
        .map(|word| (*word).to_owned())
        .collect();
    tags.sort_unstable();
    tags
}
