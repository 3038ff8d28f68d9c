//! What a check of the whole chain finds.

use super::chain::Receipt;
use super::damage::Damage;
use super::flaw::Bad;

/// The finding of a check of the whole chain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verification {
    /// The number of records that are as they were written.
    pub records: u64,
    /// The first line that is not as it was written.
    pub first_bad: Option<Bad>,
    /// The number of lines that are not as they were written.
    pub bad_lines: u64,
    /// Those of them that no record tells of yet; the next one will.
    pub untold: Option<Damage>,
    /// Whether the record that is looked for is missing.
    pub(super) lacks_head: bool,
    /// The last record.
    pub head: Option<Receipt>,
    /// The lines that a crash cut short and that a later record accounts for, byte by byte.
    pub torn_lines: u64,
    /// The heads of other files that this one took the place of, by its own account.
    pub follows: Vec<String>,
}
