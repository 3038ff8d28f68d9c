//! The rest of what Zendesk's documents say about sessions and accounts.
//!
//! - `palette` what can be asked for by name

mod palette;
