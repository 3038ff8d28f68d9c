//! The clipboard of the person in front of the terminal.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The sequence OSC 52, which terminals and tmux pass on to the clipboard, also over SSH.
pub fn osc52(text: &str) -> String {
    format!("\u{1b}]52;c;{}\u{7}", STANDARD.encode(text))
}

/// Puts `text` on the clipboard of this very Mac; `false` if the person sits elsewhere.
/// Terminal.app knows no OSC 52, and iTerm2 obeys it only if a setting allows it.
#[cfg(target_os = "macos")]
pub(crate) fn pasteboard(text: &str) -> bool {
    use std::process::Stdio;

    use tokio::io::AsyncWriteExt as _;

    use crate::settings::child_environment;

    let is_remote = ["SSH_CONNECTION", "SSH_TTY"]
        .iter()
        .any(|name| std::env::var_os(name).is_some());
    if is_remote {
        return false;
    }
    let started = tokio::process::Command::new("/usr/bin/pbcopy")
        .env_clear()
        .envs(child_environment())
        // It takes its input for ASCII unless a locale says otherwise.
        .env("LC_CTYPE", "UTF-8")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let Ok(mut child) = started else {
        return false;
    };
    let (stdin, text) = (child.stdin.take(), text.to_owned());
    // It has no owner, because its end needs no consequence: the copy is the person's to look at,
    // and where it fails or the program ends first, the clipboard keeps what it had.
    tokio::spawn(async move {
        if let Some(mut stdin) = stdin {
            let _ = stdin.write_all(text.as_bytes()).await;
        }
        let _ = child.wait().await;
    });
    true
}
