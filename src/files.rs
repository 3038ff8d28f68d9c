//! Files of ours on this machine: who may read and change them, and how they are replaced.
//!
//! - `private` files that nobody else can read
//!
//! What is in them is absent on purpose: journal, secrets, plans and reports each have a layer
//! of their own, and come here for the rules.

mod private;

pub use private::{LARGEST, PrivateError, create, failed, lockable, read, remove, write};
