//! A run whose sign-in has ended keeps its place while somebody signs in again elsewhere.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::progress::ProgressSender;
use crate::zendesk::Client;

/// How often to check whether somebody signed in: a check reads a file and sends no request.
const LOOK: Duration = Duration::from_secs(5);

const SIGNED_OUT: &str =
    "signed out: run `zentop auth login` in another terminal and this goes on; Esc stops it";

/// Waits for other credentials, at most for `patience`. `false` means that there are none.
pub(super) async fn wait(
    client: &Client,
    patience: Duration,
    halt: &CancellationToken,
    progress: &ProgressSender,
) -> bool {
    if patience.is_zero() || !client.may_be_signed_in_again() {
        return false;
    }
    progress.pause(SIGNED_OUT, patience).await;
    let looking = async {
        while !client.is_signed_in_again().await {
            tokio::time::sleep(LOOK).await;
        }
    };
    let looked = halt
        .run_until_cancelled(tokio::time::timeout(patience, looking))
        .await;
    matches!(looked, Some(Ok(())))
}
