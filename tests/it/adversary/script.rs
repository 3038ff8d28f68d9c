//! What goes wrong with an answer, and what happens in the account meanwhile.
//!
//! Everything follows from the seed, the step of the scene, the path and how often it was asked
//! for, never from the order in which requests of two connections arrive.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use fastrand::Rng;

use super::account::{Account, ME, address};

/// What is wrong with an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// It comes late, and is what was true before that, or after that.
    Stale,
    Late,
    /// It says something else than it should, and nothing was done.
    Status(u16),
    /// Nothing comes, and nothing was done.
    Cut,
    /// It was done, and nothing comes, or an error.
    CutAfter,
    StatusAfter(u16),
    /// It says that it was done, and nothing was.
    Idle,
    /// Half of it comes, or a page of HTML, or nothing in it.
    Half,
    Html,
    Blank,
    /// A record is left out, comes twice, or has no number; or all are left out.
    Without(usize),
    Twice(usize),
    Hole(usize),
    Emptied,
    /// A record of somebody else is among them, one has a field that cannot be read, or the next
    /// page is the first one again.
    Stranger(usize),
    Odd(usize),
    Looped,
    /// It is about nobody, or about somebody else.
    Another,
}

/// How rough an account is: of a thousand requests, how many meet a fault and how many a move.
#[derive(Clone, Copy, Debug)]
pub(super) struct Script {
    pub(super) seed: u64,
    pub(super) faults: u32,
    pub(super) moves: u32,
}

impl Script {
    pub(super) fn draw(seed: u64, dice: &mut Rng) -> Self {
        let faults = *dice.choice(&[0, 0, 20, 60, 150]).unwrap();
        let moves = *dice.choice(&[0, 0, 50, 200]).unwrap();
        Self {
            seed,
            faults,
            moves,
        }
    }

    /// The dice of one request.
    pub(super) fn dice(&self, step: usize, path: &str, nth: usize) -> Rng {
        let mut hasher = DefaultHasher::new();
        (self.seed, step, path, nth).hash(&mut hasher);
        Rng::with_seed(hasher.finish())
    }

    /// What is wrong with the answer to a request.
    pub(super) fn fault(&self, dice: &mut Rng, reads: bool) -> Option<Fault> {
        let one = dice.usize(..1_000);
        (dice.u32(..1_000) < self.faults).then(|| match (reads, dice.u8(..20)) {
            (_, 0) => Fault::Late,
            (_, 1) => Fault::Stale,
            (_, 2) => Fault::Status(429),
            (_, 3) => Fault::Status(500),
            (_, 4) => Fault::Status(503),
            (_, 5) => Fault::Cut,
            (true, 6) => Fault::Half,
            (true, 7) => Fault::Html,
            (true, 8) => Fault::Blank,
            (true, 9) => Fault::Twice(one),
            (true, 10) => Fault::Hole(one),
            (true, 11) => Fault::Emptied,
            (true, 12 | 13) => Fault::Stranger(one),
            (true, 14 | 15) => Fault::Odd(one),
            (true, 16) => Fault::Looped,
            (true, 17) => Fault::Another,
            (true, _) => Fault::Without(one),
            (false, 6) => Fault::Status(403),
            (false, 7) => Fault::Status(404),
            (false, 8) => Fault::StatusAfter(500),
            (false, 9) => Fault::StatusAfter(503),
            (false, 10 | 11) => Fault::CutAfter,
            (false, _) => Fault::Idle,
        })
    }

    /// What happens in the account before a request arrives, in words.
    pub(super) fn moves(&self, dice: &mut Rng, account: &mut Account) -> Option<String> {
        if dice.u32(..1_000) >= self.moves {
            return None;
        }
        let everybody = account.everybody();
        let who = *dice.choice(&everybody).filter(|id| **id != ME)?;
        Some(match dice.u8(..14) {
            0..4 => format!("{who} signs in: {}", account.sign_in(who, dice)),
            4..7 => {
                let live: Vec<u64> = account.live().map(|session| session.id).collect();
                let which = *dice.choice(&live)?;
                account.end_sessions(|session| session.id == which);
                format!("session {which} ends")
            }
            7 => {
                account.change(who, |person| person.suspended = !person.suspended);
                format!("{who} is suspended, or no longer")
            }
            8 => {
                account.change(who, |person| person.active = false);
                format!("{who} is deleted")
            }
            9 | 10 => {
                let role = *dice.choice(&["admin", "agent", "end-user"])?;
                account.change(who, |person| {
                    (person.role, person.custom_role) = (role, None);
                });
                format!("{who} becomes {role}")
            }
            11 => {
                let address = address(dice);
                account.change(who, |person| person.email = Some(address.clone()));
                format!("{who} is {address} now")
            }
            12 => {
                account.authorise(who, dice);
                format!("{who} authorises a client")
            }
            13 if dice.u8(..6) == 0 => {
                account.change(ME, |person| person.role = "agent");
                "the owner of the credentials becomes agent".to_owned()
            }
            _ => {
                account.change(who, |person| person.organization = Some(502));
                format!("{who} is of 502 now")
            }
        })
    }
}
