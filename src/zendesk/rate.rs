//! What an answer's headers say about the rate limit (zendesk-api §3.3 and §3.4).

use std::time::Duration;

use http::HeaderMap;
use http::header::{DATE, RETRY_AFTER};

/// The shortest wait after a refusal, so that no answer can make us spin.
const SHORTEST_WAIT: Duration = Duration::from_secs(1);

/// The longest wait that is obeyed without asking again. The longest window on record is
/// ten minutes (ticket updates).
const LONGEST_WAIT: Duration = Duration::from_secs(15 * 60);

/// What Zendesk's own Ruby client waits where it is not told.
const UNTOLD_WAIT: Duration = Duration::from_secs(10);

/// What one answer says about the account's requests. Absent and senseless headers are `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct RateFacts {
    /// Requests a minute that the whole account may make.
    pub(super) limit: Option<u32>,
    /// How many of them are left.
    pub(super) remaining: Option<u32>,
    /// How long until they are all there again.
    pub(super) reset: Option<Duration>,
    /// How long until an endpoint that is used up may be asked again.
    pub(super) exhausted: Option<Duration>,
    /// How long the server asked us to wait: always given after a 429, and after a 503 that
    /// carries `Retry-After`.
    pub(super) wait: Option<Duration>,
}

impl RateFacts {
    /// Reads both header families and the endpoint buckets.
    pub(super) fn read(status: u16, headers: &HeaderMap) -> Self {
        let wait = match status {
            429 => Some(retry_after(headers).unwrap_or(UNTOLD_WAIT)),
            503 => retry_after(headers),
            _ => None,
        };
        Self {
            limit: number(headers, ["x-rate-limit", "ratelimit-limit", "rate-limit"])
                .filter(|limit| *limit > 0),
            remaining: number(
                headers,
                [
                    "x-rate-limit-remaining",
                    "ratelimit-remaining",
                    "rate-limit-remaining",
                ],
            ),
            reset: number(
                headers,
                ["ratelimit-reset", "rate-limit-reset", "x-rate-limit-reset"],
            )
            .map(seconds),
            exhausted: exhausted(headers),
            wait,
        }
    }
}

/// `Retry-After` (RFC 9110 §10.2.3), brought into sane bounds: `None` where there is none, and
/// the untold wait where it makes no sense. A date counts from the answer's own `Date`.
/// Of two, the longer holds.
pub(super) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    headers
        .get_all(RETRY_AFTER)
        .iter()
        .map(|value| {
            let text = value.to_str().unwrap_or_default().trim();
            wait(text, headers)
                .unwrap_or(UNTOLD_WAIT)
                .clamp(SHORTEST_WAIT, LONGEST_WAIT)
        })
        .max()
}

fn wait(text: &str, headers: &HeaderMap) -> Option<Duration> {
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(text.parse().map_or(LONGEST_WAIT, Duration::from_secs));
    }
    let until = httpdate::parse_http_date(text).ok()?;
    let now = headers.get(DATE)?.to_str().ok()?;
    let now = httpdate::parse_http_date(now.trim()).ok()?;
    Some(until.duration_since(now).unwrap_or_default())
}

/// The first of these headers that is a whole number.
fn number<const N: usize>(headers: &HeaderMap, names: [&'static str; N]) -> Option<u32> {
    names
        .into_iter()
        .filter_map(|name| headers.get(name))
        .find_map(|value| value.to_str().ok()?.trim().parse().ok())
}

/// The longest wait of the endpoint buckets that are used up, such as
/// `zendesk-ratelimit-tickets-index: total=100; remaining=0; resets=16`.
fn exhausted(headers: &HeaderMap) -> Option<Duration> {
    headers
        .iter()
        .filter(|(name, _)| {
            let name = name.as_str();
            name.starts_with("zendesk-ratelimit-") || name.starts_with("zendesk-rate-limit-")
        })
        .filter_map(|(_, value)| {
            let text = value.to_str().ok()?;
            (field(text, "remaining")? == 0)
                .then(|| field(text, "resets").map_or(UNTOLD_WAIT, seconds))
        })
        .max()
}

fn field(bucket: &str, key: &str) -> Option<u32> {
    bucket.split(';').find_map(|part| {
        let (name, value) = part.split_once('=')?;
        (name.trim() == key).then(|| value.trim().parse().ok())?
    })
}

fn seconds(number: u32) -> Duration {
    Duration::from_secs(number.into()).clamp(SHORTEST_WAIT, LONGEST_WAIT)
}
