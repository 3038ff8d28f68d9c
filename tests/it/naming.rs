//! People who are named: by address, in lists, by words.
//!
//! - `find` `zentop find`

mod find;
