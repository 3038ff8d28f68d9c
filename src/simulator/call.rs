//! One request, reduced to what the simulator looks at.

use http::request::Parts;
use http::{HeaderName, Method, header};

use super::fields::{Fields, encode};
use crate::model::UserId;

/// The services behind one host name. Each counts its requests apart from the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Area {
    /// The Support API.
    Support,
    /// The Help Center API.
    HelpCenter,
    /// The Chat API.
    Chat,
    /// The pages of OAuth, for signing in.
    Oauth,
    /// None of the services.
    Elsewhere,
}

/// A request, as it arrived.
#[derive(Clone)]
pub(super) struct Call {
    pub(super) method: Method,
    /// The path that was asked for.
    pub(super) path: String,
    /// The path and query that were asked for.
    pub(super) target: String,
    /// The parts of the path after `/api/v2`, without `.json`; `None` outside of it.
    pub(super) segments: Option<Vec<String>>,
    query: Fields,
    /// The bytes after the headers.
    pub(super) body: Vec<u8>,
    pub(super) host: Option<String>,
    pub(super) authorization: Option<String>,
    cookies: Option<String>,
    pub(super) user_agent: Option<String>,
    pub(super) accept: Option<String>,
    pub(super) content_type: Option<String>,
    /// The number of this request, counted from 1 and set on arrival.
    pub(super) number: u64,
    /// Whether the request may change anything. A fault may take that away.
    pub(super) takes_effect: bool,
}

impl Call {
    pub(super) fn new(parts: &Parts, body: Vec<u8>) -> Self {
        let text = |name: HeaderName| {
            let value = parts.headers.get(name)?;
            Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
        };
        let path = parts.uri.path().to_owned();
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
            query: Fields::parse(parts.uri.query().unwrap_or_default()).unwrap_or_default(),
            body,
            host: text(header::HOST),
            authorization: text(header::AUTHORIZATION),
            cookies: text(header::COOKIE),
            user_agent: text(header::USER_AGENT),
            accept: text(header::ACCEPT),
            content_type: text(header::CONTENT_TYPE),
            number: 0,
            takes_effect: true,
        }
    }

    /// The same request about another person, where its path names one.
    pub(super) fn about(&self, person: UserId) -> Self {
        let mut other = self.clone();
        if let Some([first, id, ..]) = other.segments.as_deref_mut()
            && first == "users"
            && id.bytes().all(|digit| digit.is_ascii_digit())
        {
            *id = person.to_string();
        }
        other
    }

    /// The service that the request is for.
    pub(super) fn area(&self) -> Area {
        let first = self.segments.as_ref().and_then(|all| all.first());
        match first.map(String::as_str) {
            Some("help_center") => Area::HelpCenter,
            Some("chat") => Area::Chat,
            Some(_) => Area::Support,
            None if self.path.starts_with("/oauth/") => Area::Oauth,
            None => Area::Elsewhere,
        }
    }

    /// The value of a cookie with this name.
    pub(super) fn cookie(&self, name: &str) -> Option<&str> {
        let mut pairs = self.cookies.as_deref()?.split(';');
        pairs.find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
    }

    /// The parameters of the query.
    pub(super) fn query(&self) -> &Fields {
        &self.query
    }

    /// The value of a query parameter.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.query.get(name)
    }

    /// The fields of a body that is a form or a JSON object, by its type.
    pub(super) fn fields(&self) -> Option<Fields> {
        let kind = self.content_type.as_deref()?.split(';').next()?.trim();
        if kind.eq_ignore_ascii_case("application/json") {
            Fields::from_json(&self.body)
        } else if kind.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
            Fields::parse(std::str::from_utf8(&self.body).ok()?)
        } else {
            None
        }
    }

    /// The address at which this server was reached: absolute links begin with it.
    pub(super) fn origin(&self) -> String {
        format!("http://{}", self.host.as_deref().unwrap_or("127.0.0.1"))
    }

    /// This address with another part of the list.
    pub(super) fn link(&self, part: &[(&str, &str)]) -> String {
        let mut link = format!("{}{}", self.origin(), self.path);
        let is_part = |name: &str| name.starts_with("page") || name == "per_page";
        let others = self.query.pairs().filter(|(name, _)| !is_part(name));
        for (place, (name, value)) in others.chain(part.iter().copied()).enumerate() {
            link.push(if place == 0 { '?' } else { '&' });
            link.push_str(&encode(name));
            link.push('=');
            link.push_str(&encode(value));
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

/// The path that the two spellings of an endpoint share.
pub(super) fn plain(path: &str) -> &str {
    path.strip_suffix(".json").unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(uri: &str, host: &str) -> Call {
        let request = http::Request::get(uri).header("host", host);
        Call::new(&request.body(()).unwrap().into_parts().0, Vec::new())
    }

    #[test]
    fn a_path_loses_its_suffix_and_a_query_its_escapes() {
        let call = call(
            "/api/v2/users/7/sessions.json?page%5Bsize%5D=3&all=true",
            "127.0.0.1:1",
        );
        assert_eq!(
            call.segments.as_deref().unwrap(),
            ["users", "7", "sessions"]
        );
        assert_eq!(call.parameter("page[size]"), Some("3"));
        assert_eq!(
            call.link(&[("page[after]", "a=")]),
            "http://127.0.0.1:1/api/v2/users/7/sessions.json?all=true&page%5Bafter%5D=a%3D"
        );
    }

    #[test]
    fn a_cookie_is_found_among_others() {
        let request = http::Request::get("/").header("cookie", "a=1; _zendesk_session=x=y;b=2");
        let call = Call::new(&request.body(()).unwrap().into_parts().0, Vec::new());
        assert_eq!(call.cookie("_zendesk_session"), Some("x=y"));
        assert_eq!(call.cookie("b"), Some("2"));
        assert_eq!(call.cookie("_zendesk"), None);
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
