//! The simulated account as other programs meet it: over a socket, in plain HTTP.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use rustix::process::Signal;
use serde_json::{Value, json};
use zentop::simulator::{FaultEffect, ServerFault};

use crate::support::{Program, Server};

/// An answer; the body of a connection that broke is empty, and so is its status.
struct Answer {
    status: Option<u16>,
    head: String,
    body: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// The value of a header.
    fn header(&self, name: &str) -> &str {
        let mut lines = self.head.lines();
        let value = lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        value.unwrap()
    }
}

/// One request on a connection of its own. `more` are headers, each with its line end.
fn send(url: &str, method: &str, path: &str, more: &str, body: &str) -> Answer {
    let host = url.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    let length = body.len();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\
         Content-Length: {length}\r\n{more}\r\n{body}"
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut bytes = Vec::new();
    // A connection that is reset is an answer too: none.
    let _ = stream.read_to_end(&mut bytes);
    let text = String::from_utf8(bytes).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or_default();
    let status = head.split(' ').nth(1).map(|code| code.parse().unwrap());
    Answer {
        status,
        head: head.to_owned(),
        body: body.to_owned(),
    }
}

fn get(url: &str, path: &str, more: &str) -> Answer {
    send(url, "GET", path, more, "")
}

fn bearer(token: &str) -> String {
    format!("Authorization: Bearer {token}\r\n")
}

fn token(url: &str, body: &Value) -> Answer {
    let kind = "Content-Type: application/json\r\n";
    send(url, "POST", "/oauth/tokens", kind, &body.to_string())
}

fn text<'a>(body: &'a Value, name: &str) -> &'a str {
    body[name].as_str().unwrap()
}

/// The form of a page as a browser would send it after a click on a button.
fn filled(page: &str, decision: &str) -> String {
    let inputs = page.split("<input ").skip(1).map(|input| {
        let quoted = |name: &str| {
            let start = input.split(&format!("{name}=\"")).nth(1).unwrap();
            start.split('"').next().unwrap().to_owned()
        };
        let value = quoted("value").replace(':', "%3A").replace('/', "%2F");
        format!("{}={}&", quoted("name"), value.replace(' ', "+"))
    });
    inputs.collect::<String>() + "decision=" + decision
}

// RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

#[test]
fn a_browser_signs_in_and_a_lost_rotation_cannot_be_repeated() {
    let server = Server::with(|options| {
        options.oauth.redirect_uris = vec!["http://127.0.0.1:7/back".to_owned()];
    });
    let url = server.url();
    let ask = format!(
        "/oauth/authorizations/new?response_type=code&client_id=zentop_simulator\
         &redirect_uri=http%3A%2F%2F127.0.0.1%3A7%2Fback&scope=read+write&state=xyz\
         &code_challenge={CHALLENGE}&code_challenge_method=S256"
    );
    let page = get(&url, &ask, "");
    assert_eq!(page.status, Some(200));
    let kind = "Content-Type: application/x-www-form-urlencoded\r\n";
    let form = filled(&page.body, "allow");
    let back = send(&url, "POST", "/oauth/authorizations", kind, &form);
    let location = back.header("location");
    let code = location.strip_prefix("http://127.0.0.1:7/back?state=xyz&code=");
    let first = token(
        &url,
        &json!({
            "grant_type": "authorization_code",
            "client_id": "zentop_simulator",
            "redirect_uri": "http://127.0.0.1:7/back",
            "code": code.unwrap(),
            "code_verifier": VERIFIER,
        }),
    );
    assert_eq!(first.status, Some(200));
    let first = first.json();
    let own = bearer(text(&first, "access_token"));
    let me = get(&url, "/api/v2/users/me.json", &own).json();
    let admin = server.simulator.own_user().unwrap();
    assert_eq!(me["user"]["id"], admin.get());

    let lost = ServerFault::on("POST", "/oauth/tokens", FaultEffect::Close).taking_effect(true);
    server.simulator.add_fault(lost);
    let refresh = json!({
        "grant_type": "refresh_token",
        "client_id": "zentop_simulator",
        "refresh_token": first["refresh_token"],
    });
    assert_eq!(token(&url, &refresh).status, None);
    server.simulator.clear_faults();
    assert_eq!(get(&url, "/api/v2/users/me", &own).status, Some(401));
    let again = token(&url, &refresh);
    assert_eq!(again.status, Some(400));
    assert_eq!(again.json()["error"], "invalid_grant");
    assert_eq!(server.simulator.refresh_count(), 1);

    let ledger = get(&url, "/simulator/ledger", "").body;
    let secrets = [code.unwrap(), "xyz", text(&first, "access_token"), VERIFIER];
    for secret in secrets {
        assert!(!ledger.contains(secret), "{secret}");
    }
}

#[test]
fn every_way_in_that_the_first_line_tells_leads_somewhere() {
    let program = Program::new();
    let mut running = program.start(["simulate", "--sessions", "60", "--users", "40"]);
    let answer: Value = serde_json::from_str(&running.wait_for_line()).unwrap();
    let url = text(&answer, "url");
    let chat = "/api/v2/chat/account";
    let cookie = format!(
        "Cookie: _zendesk_session={}\r\n",
        text(&answer, "session_cookie")
    );
    for (path, more, pointer) in [
        ("/api/v2/users/me/session", cookie, "/session/0/id"),
        (chat, bearer(text(&answer, "chat_token")), "/billing/email"),
        (
            chat,
            bearer(text(&answer, "chat_admin_token")),
            "/account_key",
        ),
        (
            "/api/v2/help_center/sessions.json",
            String::new(),
            "/current_session/csrf_token",
        ),
    ] {
        let answer = get(url, path, &more);
        assert_eq!(answer.status, Some(200), "{path}");
        assert!(answer.json().pointer(pointer).is_some(), "{path}");
    }
    let service = token(
        url,
        &json!({
            "grant_type": "client_credentials",
            "client_id": answer["oauth_service_id"],
            "client_secret": answer["oauth_service_secret"],
            "scope": "read",
        }),
    );
    let access = bearer(text(&service.json(), "access_token"));
    let list = get(url, "/api/v2/sessions?page%5Bsize%5D=1", &access);
    assert_eq!(list.status, Some(200));
    assert_eq!(text(&answer, "oauth_client_id"), "zentop_simulator");
    running.signal(Signal::TERM);
    running.finish().expect(0);
}
