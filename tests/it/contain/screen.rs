//! The dialogs, on the real loop.
