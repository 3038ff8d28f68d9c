//! The input that only the person can give: a secret, typed unseen or piped in, and a yes, which is a
//! word and never a letter.

use std::io::{self, IsTerminal as _, Read as _, Write as _};

use secrecy::SecretString;

use crate::command::exit::Failure;
use crate::host::{HiddenInput, stderr};
use crate::model::on_a_thread;

/// The most that is read for a secret, in bytes.
const LONGEST: u64 = 64 * 1024;

/// Reads one line of standard input that is not shown while it is typed, without blanks around it.
pub(super) async fn secret(prompt: &str) -> Result<SecretString, Failure> {
    let hidden = HiddenInput::begin(prompt).map_err(Failure::system)?;
    let line = line().await?;
    drop(hidden);
    let secret = line.trim();
    if secret.is_empty() {
        return Err(Failure::usage("nothing was given on standard input"));
    }
    Ok(secret.into())
}

/// Asks for a yes or no, if a person is there to answer; `None` if nobody is.
pub(super) async fn yes(question: &str) -> Result<Option<bool>, Failure> {
    if !io::stdin().is_terminal() {
        return Ok(None);
    }
    let _ = write!(stderr(), "{question} Type yes: ");
    let line = line().await?;
    Ok(Some(line.trim() == "yes"))
}

/// Reads a line in a thread of its own, which a signal leaves behind.
async fn line() -> Result<String, Failure> {
    let reading = on_a_thread(|| {
        let mut text = String::new();
        if io::stdin().is_terminal() {
            io::stdin().read_line(&mut text)?;
        } else {
            io::stdin().lock().take(LONGEST).read_to_string(&mut text)?;
        }
        Ok(text)
    });
    let read = reading.await.map_err(io::Error::other);
    read.and_then(|text| text).map_err(Failure::system)
}
