//! What an answer's headers say about the rate limit (`docs::zendesk_api` §3.3 and §3.4).

use std::time::Duration;

use http::HeaderMap;
use http::header::{DATE, RETRY_AFTER};

use super::ServerWait;

/// The wait where the server names none, which is that of Zendesk's own Ruby client.
pub(super) const UNTOLD_WAIT: Duration = Duration::from_secs(10);

/// What one answer says about the account's requests. Absent and senseless headers are `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct RateFacts {
    /// The number of requests a minute that the whole account may make.
    pub(super) limit: Option<u32>,
    /// The number of them that are left.
    pub(super) remaining: Option<u32>,
    /// The time until all of them are there again.
    pub(super) reset: Option<Duration>,
    /// The time until an endpoint that is used up may be asked again.
    pub(super) exhausted: Option<ServerWait>,
    /// The time that the server asked us to wait: always given after a 429, and after a 5xx that
    /// carries `Retry-After`.
    pub(super) wait: Option<ServerWait>,
}

impl RateFacts {
    /// Reads both families of headers and the buckets of endpoints.
    pub(super) fn read(status: u16, headers: &HeaderMap) -> Self {
        let wait = match status {
            429 => Some(retry_after(headers).unwrap_or_else(|| UNTOLD_WAIT.into())),
            500..600 => retry_after(headers),
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
            .map(|reset| ServerWait::asked(seconds(reset)).obeyed()),
            exhausted: exhausted(headers),
            wait,
        }
    }
}

/// `Retry-After` (RFC 9110 §10.2.3): `None` where there is none, and [`UNTOLD_WAIT`] where it makes
/// no sense. A date counts from the answer's own `Date`. Of two values, the longer counts.
fn retry_after(headers: &HeaderMap) -> Option<ServerWait> {
    headers
        .get_all(RETRY_AFTER)
        .iter()
        .map(|value| {
            let text = value.to_str().unwrap_or_default().trim();
            wait(text, headers).unwrap_or(UNTOLD_WAIT).into()
        })
        .max()
}

fn wait(text: &str, headers: &HeaderMap) -> Option<Duration> {
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(text.parse().map_or(Duration::MAX, Duration::from_secs));
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
fn exhausted(headers: &HeaderMap) -> Option<ServerWait> {
    headers
        .iter()
        .filter(|(name, _)| {
            let name = name.as_str();
            name.starts_with("zendesk-ratelimit-") || name.starts_with("zendesk-rate-limit-")
        })
        .filter_map(|(_, value)| {
            let text = value.to_str().ok()?;
            (field(text, "remaining")? == 0)
                .then(|| field(text, "resets").map_or(UNTOLD_WAIT, seconds).into())
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
    Duration::from_secs(number.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(lines: &[(&'static str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(*name, value.parse().unwrap());
        }
        headers
    }

    #[test]
    fn a_wait_is_always_sane() {
        let date = ("date", "Sun, 22 Nov 2026 12:00:00 GMT");
        for (lines, expected) in [
            (vec![("retry-after", "30")], 30),
            (vec![("retry-after", " 30 ")], 30),
            (vec![("retry-after", "0")], 1),
            (vec![("retry-after", "-5")], 10),
            (vec![("retry-after", "1.5")], 10),
            (vec![("retry-after", "99999999")], 900),
            (vec![("retry-after", "99999999999999999999999999")], 900),
            (vec![("retry-after", "soon")], 10),
            (vec![("retry-after", "")], 10),
            (vec![], 10),
            (vec![("retry-after", "5"), ("retry-after", "40")], 40),
            (vec![("retry-after", "x"), ("retry-after", "3")], 10),
            (
                vec![("retry-after", "Sun, 22 Nov 2026 12:00:45 GMT"), date],
                45,
            ),
            (
                vec![("retry-after", "Sun, 22 Nov 2026 11:00:00 GMT"), date],
                1,
            ),
            (
                vec![("retry-after", "Sun, 22 Nov 2099 12:00:00 GMT"), date],
                900,
            ),
            (vec![("retry-after", "Sun, 22 Nov 2026 12:00:45 GMT")], 10),
            (
                vec![
                    ("retry-after", "Sun, 22 Nov 2026 12:00:45 GMT"),
                    ("date", "today"),
                ],
                10,
            ),
        ] {
            let facts = RateFacts::read(429, &headers(&lines));
            let obeyed = facts.wait.map(ServerWait::obeyed);
            assert_eq!(obeyed, Some(Duration::from_secs(expected)), "{lines:?}");
        }
    }

    #[test]
    fn only_a_refusal_or_a_failure_asks_to_wait() {
        let answer = headers(&[("retry-after", "30")]);
        let wait = Some(Duration::from_secs(30).into());
        for (status, expected) in [
            (200, None),
            (404, None),
            (429, wait),
            (503, wait),
            (500, wait),
        ] {
            assert_eq!(RateFacts::read(status, &answer).wait, expected, "{status}");
        }
        assert_eq!(RateFacts::read(503, &HeaderMap::new()).wait, None);
    }

    #[test]
    fn both_families_are_read_and_nonsense_is_not() {
        let facts = |lines: &[(&'static str, &str)]| {
            let facts = RateFacts::read(200, &headers(lines));
            let reset = facts.reset.map(|reset| reset.as_secs());
            (facts.limit, facts.remaining, reset)
        };
        for (lines, expected) in [
            (
                vec![("X-Rate-Limit", "700"), ("X-Rate-Limit-Remaining", "699")],
                (Some(700), Some(699), None),
            ),
            (
                vec![
                    ("ratelimit-limit", "400"),
                    ("ratelimit-remaining", "0"),
                    ("ratelimit-reset", "42"),
                ],
                (Some(400), Some(0), Some(42)),
            ),
            (
                vec![
                    ("rate-limit", "200"),
                    ("rate-limit-remaining", "5"),
                    ("rate-limit-reset", "0"),
                ],
                (Some(200), Some(5), Some(1)),
            ),
            (
                vec![("x-rate-limit", "lots"), ("ratelimit-limit", "400")],
                (Some(400), None, None),
            ),
            (
                vec![
                    ("x-rate-limit", "0"),
                    ("x-rate-limit-remaining", "-1"),
                    ("ratelimit-reset", "1e9"),
                ],
                (None, None, None),
            ),
            (
                vec![
                    ("x-rate-limit", "99999999999999"),
                    ("ratelimit-reset", "1700000000"),
                ],
                (None, None, Some(900)),
            ),
            (
                vec![("ratelimit-limit", "100, 100;w=60")],
                (None, None, None),
            ),
        ] {
            let lowered: Vec<(&'static str, &str)> = lines
                .iter()
                .map(|(name, value)| (&*name.to_ascii_lowercase().leak(), *value))
                .collect();
            assert_eq!(facts(&lowered), expected, "{lines:?}");
        }
    }

    #[test]
    fn an_endpoint_that_is_used_up_says_until_when() {
        for (bucket, expected) in [
            ("total=100; remaining=92; resets=16", None),
            ("total=100; remaining=0; resets=16", Some(16)),
            ("total=100;remaining=0;resets=468", Some(468)),
            ("remaining = 0", Some(10)),
            ("remaining=0; resets=never", Some(10)),
            ("remaining=nothing; resets=16", None),
            ("0", None),
            ("", None),
        ] {
            for name in ["zendesk-ratelimit-sessions", "zendesk-rate-limit-sessions"] {
                let facts = RateFacts::read(200, &headers(&[(name, bucket)]));
                assert_eq!(
                    facts.exhausted.map(|wait| wait.obeyed().as_secs()),
                    expected,
                    "{bucket}"
                );
            }
        }
    }
}
