//! One request, reduced to what the simulator looks at.

use axum::extract::Query;
use http::request::Parts;
use http::{HeaderName, Method, header};

/// A request.
pub(super) struct Call {
    pub(super) method: Method,
    /// The path as asked for.
    pub(super) path: String,
    /// Path and query as asked for.
    pub(super) target: String,
    /// The parts of the path after `/api/v2`, without `.json`; `None` outside of it.
    pub(super) segments: Option<Vec<String>>,
    query: Vec<(String, String)>,
    pub(super) host: Option<String>,
    pub(super) authorization: Option<String>,
    pub(super) user_agent: Option<String>,
    pub(super) accept: Option<String>,
    pub(super) content_type: Option<String>,
    /// Which request this is, counted from 1. Set on arrival.
    pub(super) number: u64,
    /// Whether the request may change anything. A fault may take that away.
    pub(super) takes_effect: bool,
}

impl Call {
    pub(super) fn new(parts: &Parts) -> Self {
        let text = |name: HeaderName| {
            let value = parts.headers.get(name)?;
            Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
        };
        let path = parts.uri.path().to_owned();
        let query = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri);
        Self {
            method: parts.method.clone(),
            target: parts
                .uri
                .path_and_query()
                .map_or_else(|| path.clone(), ToString::to_string),
            segments: plain(&path)
                .strip_prefix("/api/v2/")
                .map(|rest| rest.split('/').map(str::to_owned).collect()),
            path,
            query: query.map(|Query(pairs)| pairs).unwrap_or_default(),
            host: text(header::HOST),
            authorization: text(header::AUTHORIZATION),
            user_agent: text(header::USER_AGENT),
            accept: text(header::ACCEPT),
            content_type: text(header::CONTENT_TYPE),
            number: 0,
            takes_effect: true,
        }
    }

    /// The value of a query parameter.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        let mut pairs = self.query.iter();
        pairs
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// Where this server says it is: absolute links begin with it.
    pub(super) fn origin(&self) -> String {
        format!("http://{}", self.host.as_deref().unwrap_or("127.0.0.1"))
    }

    /// This address with other parameters.
    pub(super) fn link(&self, parameters: &[(&str, &str)]) -> String {
        let mut link = format!("{}{}", self.origin(), self.path);
        for (place, (name, value)) in parameters.iter().enumerate() {
            link.push(if place == 0 { '?' } else { '&' });
            link.push_str(&name.replace('[', "%5B").replace(']', "%5D"));
            link.push('=');
            link.push_str(&value.replace('=', "%3D").replace('+', "%2B"));
        }
        link
    }

    /// Whether the caller reached this server as itself: by a loopback name. Any other name
    /// means that a web page's domain was pointed here.
    pub(super) fn is_for_loopback(&self) -> bool {
        let Some(host) = &self.host else {
            return false;
        };
        let name = match host.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|digit| digit.is_ascii_digit()) => name,
            _ => host,
        };
        ["127.0.0.1", "localhost", "[::1]"].contains(&name)
    }
}

/// A path as the two spellings of an endpoint share it.
pub(super) fn plain(path: &str) -> &str {
    path.strip_suffix(".json").unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(uri: &str, host: &str) -> Call {
        let request = http::Request::get(uri).header("host", host);
        Call::new(&request.body(()).unwrap().into_parts().0)
    }

    #[test]
    fn a_path_loses_its_suffix_and_a_query_its_escapes() {
        let call = call(
            "/api/v2/users/7/sessions.json?page%5Bsize%5D=3",
            "127.0.0.1:1",
        );
        assert_eq!(
            call.segments.as_deref().unwrap(),
            ["users", "7", "sessions"]
        );
        assert_eq!(call.parameter("page[size]"), Some("3"));
        assert_eq!(
            call.link(&[("page[after]", "a=")]),
            "http://127.0.0.1:1/api/v2/users/7/sessions.json?page%5Bafter%5D=a%3D"
        );
    }

    #[test]
    fn only_loopback_names_are_accepted() {
        for host in [
            "127.0.0.1",
            "127.0.0.1:80",
            "localhost:8080",
            "[::1]:9",
            "[::1]",
        ] {
            assert!(call("/", host).is_for_loopback(), "{host}");
        }
        for host in [
            "",
            "localhost.evil",
            "127.0.0.1.evil:80",
            "evil:80",
            "127.0.0.1:x",
            "::1",
        ] {
            assert!(!call("/", host).is_for_loopback(), "{host}");
        }
    }
}
