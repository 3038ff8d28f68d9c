//! The proxy between us and an account.

use std::time::Duration;

use http::Uri;
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::Account;

/// The proxy that requests to `account` go through, without its user and password; `None` if they
/// go straight. It reads the variables that the HTTP client reads: `HTTPS_PROXY`, `ALL_PROXY` and
/// `NO_PROXY`.
pub(crate) fn proxy_of(account: &Account) -> Option<String> {
    // The client never uses a proxy for this very machine.
    if account.is_loopback() {
        return None;
    }
    let origin: Uri = account.origin().parse().ok()?;
    through(&matcher(&from_process), &origin)
}

fn from_process(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// The proxies of the environment as the client takes them, and those whose scheme it takes in small
/// letters alone.
fn matcher(env: &dyn Fn(&str) -> Option<String>) -> Matcher {
    match respelled(env) {
        Some(proxy) => Matcher::builder().https(proxy).no(excepted(env)).build(),
        None => Matcher::from_system(),
    }
}

/// The proxy for `https:` that the client would not understand for the letter case of its scheme, in
/// small letters: schemes are free of it (RFC 3986 §3.1).
pub(super) fn respelled_proxy() -> Option<String> {
    respelled(&from_process)
}

fn respelled(env: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let (_, proxy) = deciding(env)?;
    let spelled = in_small_letters(&proxy);
    (spelled != proxy).then_some(spelled)
}

/// The same proxy with its scheme in small letters.
fn in_small_letters(proxy: &str) -> String {
    match proxy.split_once("://") {
        Some((scheme, rest)) => format!("{}://{rest}", scheme.to_ascii_lowercase()),
        None => proxy.to_owned(),
    }
}

/// The variable that names the proxy for `https:`, and what it names. The client takes the first of two
/// spellings that is set, and one for all schemes where none is named for this.
fn deciding(env: &dyn Fn(&str) -> Option<String>) -> Option<(&'static str, String)> {
    let first = |names: &'static [&'static str; 2]| {
        let mut set = names.iter().filter_map(|name| Some((*name, env(name)?)));
        set.next().filter(|(_, proxy)| !proxy.is_empty())
    };
    first(&["HTTPS_PROXY", "https_proxy"]).or_else(|| first(&["ALL_PROXY", "all_proxy"]))
}

/// The hosts that no proxy is for.
fn excepted(env: &dyn Fn(&str) -> Option<String>) -> String {
    let hosts = env("NO_PROXY").or_else(|| env("no_proxy"));
    hosts.unwrap_or_default()
}

/// The variable that names the proxy for this account, if that cannot be understood. The client leaves
/// such a proxy out, and the secret would go around it. A variable that decides nothing is no matter.
pub(crate) fn senseless_proxy(
    account: &Account,
    env: impl Fn(&str) -> Option<String>,
) -> Option<&'static str> {
    if account.is_loopback() || !account.origin().starts_with("https:") {
        return None;
    }
    let origin: Uri = account.origin().parse().ok()?;
    let goes_by = |proxy: &str| {
        let excepted = excepted(&env);
        let matcher = Matcher::builder()
            .https(in_small_letters(proxy))
            .no(excepted)
            .build();
        matcher.intercept(&origin).is_some()
    };
    // Where no proxy is used at all, none has to be understood.
    if !goes_by("http://proxy.example:1") {
        return None;
    }
    let (name, proxy) = deciding(&env)?;
    (!goes_by(&proxy)).then_some(name)
}

/// How long to wait for the proxy when it is asked what was wrong.
const PATIENCE: Duration = Duration::from_secs(5);

/// The longest status line that is read, in bytes.
const LONGEST: u64 = 512;

/// The status with which the proxy refuses to connect to `account`. The HTTP client does not tell
/// it, so the proxy is asked once more; that is for any refusal but 407, which may count against
/// somebody's account. `None` where it cannot be found out.
pub(super) async fn refusal_of(account: &Account) -> Option<u16> {
    let origin: Uri = account.origin().parse().ok()?;
    let proxy = matcher(&from_process).intercept(&origin)?;
    timeout(PATIENCE, ask(&proxy, &origin)).await.ok()?
}

/// Asks an HTTP proxy to connect, and reads the status of its answer (RFC 9110 §9.3.6).
async fn ask(proxy: &Intercept, origin: &Uri) -> Option<u16> {
    let uri = proxy.uri();
    if uri.scheme_str() != Some("http") {
        return None;
    }
    let host = uri.host()?.trim_matches(['[', ']']);
    let mut stream = TcpStream::connect((host, uri.port_u16().unwrap_or(80)))
        .await
        .ok()?;
    let target = format!("{}:{}", origin.host()?, origin.port_u16().unwrap_or(443));
    let mut request = format!("CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n").into_bytes();
    if let Some(auth) = proxy.basic_auth() {
        request.extend_from_slice(b"Proxy-Authorization: ");
        request.extend_from_slice(auth.as_bytes());
        request.extend_from_slice(b"\r\n");
    }
    request.extend_from_slice(b"\r\n");
    stream.write_all(&request).await.ok()?;
    let mut answer = Vec::new();
    let mut limited = stream.take(LONGEST);
    while !answer.contains(&b'\n') && limited.read_buf(&mut answer).await.ok()? > 0 {}
    status(&answer)
}

/// The status of an answer that begins like this.
fn status(answer: &[u8]) -> Option<u16> {
    let line = answer
        .split(|byte| *byte == b'\r' || *byte == b'\n')
        .next()?;
    let line = std::str::from_utf8(line).ok()?;
    let mut words = line.split(' ');
    let is_http = words.next()?.starts_with("HTTP/");
    let status = words.next()?.parse().ok()?;
    (is_http && (100..600).contains(&status)).then_some(status)
}

fn through(matcher: &Matcher, origin: &Uri) -> Option<String> {
    let proxy = matcher.intercept(origin)?;
    let has_password = proxy.basic_auth().is_some() || proxy.raw_auth().is_some();
    let (uri, hidden) = (proxy.uri(), if has_password { "…@" } else { "" });
    let scheme = uri.scheme_str().unwrap_or("http");
    // The authority, as a URI parser sees it, may still contain a user.
    let authority = uri.authority()?.as_str();
    let host = authority.rsplit('@').next().unwrap_or(authority);
    Some(format!("{scheme}://{hidden}{host}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_status_of_an_answer_is_read_and_nothing_else_is_one() {
        for (answer, expected) in [
            (&b"HTTP/1.1 403 Forbidden\r\nX: y\r\n\r\n"[..], Some(403)),
            (b"HTTP/1.0 502\r\n", Some(502)),
            (b"HTTP/1.1 2000 OK\r\n", None),
            (b"SSH-2.0-OpenSSH_9\r\n", None),
            (b"HTTP/1.1", None),
            (b"", None),
            (b"\xff\xff 403\r\n", None),
        ] {
            assert_eq!(status(answer), expected);
        }
    }

    #[test]
    fn a_proxy_that_cannot_be_understood_is_not_left_out_in_silence() {
        let account = Account::from_url("https://acme.zendesk.com").unwrap();
        let found = |variables: &[(&str, &str)]| {
            let env = |name: &str| {
                let named = variables.iter().find(|(known, _)| *known == name);
                named.map(|(_, value)| (*value).to_owned())
            };
            senseless_proxy(&account, env)
        };
        for good in [
            "http://proxy.example:3128",
            "proxy.example:3128",
            "socks5h://me:canary@proxy.example:1080",
            "SOCKS5H://proxy.example:1080",
            "Socks5://me:Canary@proxy.example:1080",
            "HTTP://proxy.example:3128",
            "",
        ] {
            assert_eq!(found(&[("HTTPS_PROXY", good)]), None, "{good}");
            assert_eq!(found(&[("all_proxy", good)]), None, "{good}");
        }
        for bad in [
            "socks://x:1",
            "ftp://x:1",
            "http//x:1",
            "http://pro xy:1",
            "http://",
            "junk://x",
        ] {
            assert_eq!(found(&[("HTTPS_PROXY", bad)]), Some("HTTPS_PROXY"), "{bad}");
            let all = [("HTTPS_PROXY", "http://x:1"), ("ALL_PROXY", bad)];
            // It decides nothing beside a proxy for just this scheme.
            assert_eq!(found(&all), None, "{bad}");
            let twice = [("HTTPS_PROXY", "http://x:1"), ("https_proxy", bad)];
            assert_eq!(found(&twice), None, "{bad}");
            let alone = [("HTTPS_PROXY", ""), ("ALL_PROXY", bad)];
            assert_eq!(found(&alone), Some("ALL_PROXY"), "{bad}");
            let both = [("HTTPS_PROXY", bad), ("ALL_PROXY", "http://x:1")];
            assert_eq!(found(&both), Some("HTTPS_PROXY"), "{bad}");
            let none = [("HTTPS_PROXY", bad), ("NO_PROXY", "zendesk.com")];
            assert_eq!(found(&none), None, "{bad}");
        }
    }

    #[test]
    fn a_scheme_of_a_proxy_is_taken_in_any_letter_case() {
        let origin = Uri::from_static("https://acme.zendesk.com");
        for (name, proxy, named) in [
            (
                "HTTPS_PROXY",
                "SOCKS5H://x.example:1",
                "socks5h://x.example:1",
            ),
            (
                "ALL_PROXY",
                "Socks5://Me:Pa@x.example:1",
                "socks5://…@x.example:1",
            ),
        ] {
            let env = |asked: &str| (asked == name).then(|| proxy.to_owned());
            let found = through(&matcher(&env), &origin);
            assert_eq!(found.as_deref(), Some(named));
        }
    }

    #[test]
    fn a_proxy_is_named_without_its_password() {
        let origin = Uri::from_static("https://acme.zendesk.com");
        for (proxy, except, named) in [
            ("", "", None),
            (
                "http://proxy.example:3128",
                "",
                Some("http://proxy.example:3128"),
            ),
            ("proxy.example:3128", "", Some("http://proxy.example:3128")),
            (
                "http://me:canary@proxy.example:3128",
                "",
                Some("http://…@proxy.example:3128"),
            ),
            (
                "socks5://me:canary@proxy.example:1080",
                "",
                Some("socks5://…@proxy.example:1080"),
            ),
            ("http://proxy.example:3128", "zendesk.com", None),
            (
                "http://proxy.example:3128",
                "example.com",
                Some("http://proxy.example:3128"),
            ),
        ] {
            let matcher = Matcher::builder().https(proxy).no(except).build();
            let found = through(&matcher, &origin);
            assert_eq!(found.as_deref(), named, "{proxy} {except}");
        }
    }
}
