//! What tells one plan from another.

use ring::digest::{Context, SHA256};

use super::{Item, Plan};
use crate::model::{Timestamp, hex};
use crate::operation::Target;

impl Plan {
    /// The SHA-256 of the operations and targets and of their account, in hex: the same for the
    /// same plan, whenever it was made. A plan from a file has the hash of the file, which was
    /// reviewed.
    pub fn fingerprint(&self) -> String {
        if let Some(hash) = &self.file {
            return hash.clone();
        }
        let words: Vec<&str> = self.operations.iter().map(|one| one.as_str()).collect();
        let mut context = Context::new(&SHA256);
        context.update(format!("{}\n{}\n", self.account, words.join("+")).as_bytes());
        for Item { operation, target } in &self.items {
            if words.len() > 1 {
                context.update(format!("{} ", operation.as_str()).as_bytes());
            }
            let line = match target {
                Target::Session(target) => {
                    let signed_in = target.authenticated_at.map_or(0, Timestamp::millis);
                    format!("{} {signed_in}\n", target.key)
                }
                Target::Person(_) | Target::Token(_) => format!("{target}\n"),
            };
            context.update(line.as_bytes());
        }
        hex(context.finish().as_ref())
    }
}
