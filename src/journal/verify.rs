//! The check that a journal is as it was written (`docs::safety`, promise 17; NIST SP 800-53 AU-9,
//! ASVS 16.4.2).

use std::io::{self, BufRead};

use super::chain::Receipt;
use super::finding::Verification;
use super::flaw::Flaw;
use super::walk::ChainWalk;

/// Checks the chain. It shows every change but one: records cut off the end, for which
/// [`verify_against`] needs a hash that was kept elsewhere.
///
/// # Errors
/// If the file cannot be read. A bad chain is no error but a finding.
pub fn verify(journal: impl BufRead) -> io::Result<Verification> {
    walk(journal, ChainWalk::default())
}

/// Checks the chain, and that the record with the hash `anchor` is in it.
///
/// # Errors
/// As [`verify`].
pub(crate) fn verify_against(journal: impl BufRead, anchor: &str) -> io::Result<Verification> {
    let anchor = anchor.trim().to_ascii_lowercase();
    walk(journal, ChainWalk::looking_for(&anchor))
}

/// Checks the chain, and that the record which zentop wrote last is in it, as far as that is known.
///
/// # Errors
/// As [`verify`].
pub(super) fn verify_with_head(
    journal: impl BufRead,
    head: Option<&Receipt>,
) -> io::Result<Verification> {
    let Some(head) = head else {
        return verify(journal);
    };
    let mut found = verify_against(journal, &head.hash)?;
    if let Some(bad) = &mut found.first_bad
        && bad.what == Flaw::AnchorMissing
    {
        bad.what = Flaw::HeadMissing;
    }
    Ok(found)
}

fn walk(mut journal: impl BufRead, mut walk: ChainWalk) -> io::Result<Verification> {
    let mut line = Vec::new();
    while journal.read_until(b'\n', &mut line)? > 0 {
        walk.take(&line);
        line.clear();
    }
    Ok(walk.end())
}
