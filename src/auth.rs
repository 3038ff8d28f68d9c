//! Credentials as they live on this machine: where they are kept, fetched and renewed.
//!
//! No UI, no policy about sessions, and no request but those of OAuth's token endpoint,
//! which `zendesk` makes.
