//! What is known of this program and its subject, beside the code.
//!
//! - [`architecture`] how the program is built, which rules hold, and why
//! - [`zendesk_api`] what the Zendesk API does, and how sure we are of it
//! - [`cli`] what scripts rely on: commands, environment, output, exit statuses
//! - [`safety`] what an admin must be able to trust, and the cases to test it with
//! - [`faults`] what goes wrong elsewhere, by kind, and the tests that hold each
//! - [`platforms`] where Linux and macOS differ
//! - [`glossary`] one word for one thing, and the words that were given up
//! - [`recipes`] which files a typical addition touches
//!
//! These pages are text and nothing else. Comments and tests cite them by section or by row.

pub mod architecture {
    #![doc = include_str!("docs/architecture.md")]
}

pub mod zendesk_api {
    #![doc = include_str!("docs/zendesk_api.md")]
}

pub mod cli {
    #![doc = include_str!("docs/cli.md")]
}

pub mod safety {
    #![doc = include_str!("docs/safety.md")]
}

pub mod faults {
    #![doc = include_str!("docs/faults.md")]
}

pub mod platforms {
    #![doc = include_str!("docs/platforms.md")]
}

pub mod glossary {
    #![doc = include_str!("docs/glossary.md")]
}

pub mod recipes {
    #![doc = include_str!("docs/recipes.md")]
}
