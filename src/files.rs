//! Files of ours on this machine: who may read and change them, and how they are replaced.
//!
//! - `access` who may read, write and replace a file: owner, mode bits, sticky folders
//! - `folder` folders that nobody else can enter, made durably
//! - `open` files that nobody else can read, opened without following links
//! - `whole` small files read, created and replaced as a whole; `public` those that everybody may read
//! - `link` links that lead nowhere
//! - `key` a random key of this installation, made once
//! - `lock` waiting for the lock of another process
//! - `user` who the system says we are
//! - `word` paths and texts as a shell takes them
//! - `error` [`FileError`], from which each layer derives its own words
//!
//! What is in the files is absent on purpose: journal, secrets, plans and reports each have a
//! layer of their own, and come here for the rules.

mod access;
mod error;
mod folder;
mod key;
mod link;
mod lock;
mod open;
mod public;
mod user;
mod whole;
mod word;

pub(crate) use access::{FILE_MODE, FOLDER_MODE, check_trusted, is_same};
pub(crate) use error::{FileError, FileErrorKind};
pub(crate) use folder::make_folder;
pub(crate) use key::random_key;
pub(crate) use link::{broken_link, is_below_a_device};
pub(crate) use lock::LockPatience;
pub(crate) use open::{append, create_new, lockable, may_append};
pub(crate) use public::{make_public_folder, write_public};
pub(crate) use user::{user_id, user_name};
pub use whole::read;
pub(crate) use whole::{read_bounded, remove, write, write_new};
pub(crate) use word::{path_word, quoted, shell_word};
