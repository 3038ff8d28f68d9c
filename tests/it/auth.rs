//! Signing in, each kind of credentials from beginning to end, and where secrets end up. The tests
//! play the browser over HTTP; the program is the real one.
//!
//! - `browser` plays the browser
//! - `login`, `ways`, `logout` by authorization code, by every other way, and the end of it
//! - `renewing` tokens that end during use, two processes at once, answers that are lost
//! - `elsewhere` secrets from helpers and files, and files that are not private
//! - `keyrings` keyrings that do not exist or do not answer
//! - `notices` what `auth status` says, and messages about refused credentials
//! - `origin` certificates and addresses: where a secret may go; `proxies` proxies that refuse
//! - `canary` no byte of what is written holds a secret

mod browser;
mod canary;
mod elsewhere;
mod keyrings;
mod login;
mod logout;
mod notices;
mod origin;
mod proxies;
mod renewing;
mod ways;
