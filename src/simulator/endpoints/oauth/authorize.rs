//! The page where a person allows a program in, and what follows from their decision.

use std::fmt::Write as _;

use http::StatusCode;

use crate::simulator::call::Call;
use crate::simulator::fields::{Fields, encode};
use crate::simulator::people::Population;
use crate::simulator::reply::ServedReply;
use crate::simulator::tokens::OauthOptions;
use crate::simulator::tokens::clients::{self, OauthClient};
use crate::simulator::tokens::codes::{Allowed, is_challenge};
use crate::simulator::tokens::scopes::ScopeNames;
use crate::simulator::world::World;

/// The parameters that the page hands on to the decision.
const HANDED_ON: [&str; 7] = [
    "response_type",
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "code_challenge",
    "code_challenge_method",
];

/// The request of a program to be allowed in.
struct AuthorizeRequest<'a> {
    client: OauthClient<'a>,
    redirect_uri: &'a str,
    state: Option<&'a str>,
    scopes: ScopeNames,
    challenge: Option<&'a str>,
}

/// Shows the page.
pub(super) fn ask(call: &Call, world: &World, options: &OauthOptions) -> ServedReply {
    match read(call.query(), world, options) {
        Ok(request) => ServedReply::page(StatusCode::OK, question(&request, call.query(), world)),
        Err(refusal) => refusal,
    }
}

/// Sends the browser back to the program, with a code if the person allows it.
pub(super) fn decide(call: &Call, world: &mut World, options: &OauthOptions) -> ServedReply {
    let Some(fields) = call.fields() else {
        return error_page("This is not a form.");
    };
    let (allowed, location) = match decision(&fields, world, options) {
        Ok(decided) => decided,
        Err(refusal) => return refusal,
    };
    let code = world.tokens.secret();
    let location = format!("{location}code={code}");
    if call.takes_effect {
        world.tokens.codes.add(code, allowed, world.now);
    }
    ServedReply::redirect(&location)
}

/// Records what was allowed; returns where the code goes.
fn decision(
    fields: &Fields,
    world: &World,
    options: &OauthOptions,
) -> Result<(Allowed, String), ServedReply> {
    let request = read(fields, world, options)?;
    let user = world.people.id(Population::ADMIN);
    match (fields.get("decision"), user) {
        (Some("allow"), Some(user)) => {
            let allowed = Allowed {
                client: request.client.number,
                redirect_uri: request.redirect_uri.to_owned(),
                user,
                scopes: request.scopes,
                challenge: request.challenge.map(str::to_owned),
            };
            Ok((allowed, back(request.redirect_uri, request.state)))
        }
        (Some("deny"), _) => Err(refuse(
            request.redirect_uri,
            request.state,
            "access_denied",
            "The end user or authorization server denied the request.",
        )),
        _ => Err(error_page("Neither allowed nor denied.")),
    }
}

/// Reads the request. Without a client and one of its addresses nobody is sent anywhere (RFC 6749,
/// section 4.1.2.1).
fn read<'a>(
    fields: &'a Fields,
    world: &'a World,
    options: &'a OauthOptions,
) -> Result<AuthorizeRequest<'a>, ServedReply> {
    let client = fields
        .get("client_id")
        .and_then(|id| clients::find(id, &world.credentials, options))
        .ok_or_else(|| error_page("There is no such client."))?;
    let redirect_uri = fields
        .get("redirect_uri")
        .filter(|uri| client.redirect_uris.iter().any(|known| known == uri))
        .ok_or_else(|| error_page("The client is not registered with this redirect URI."))?;
    let state = fields.get("state");
    let refused = |error, description| Err(refuse(redirect_uri, state, error, description));
    if fields.get("response_type") != Some("code") {
        return refused("unsupported_response_type", "response_type must be code.");
    }
    let challenge = fields.get("code_challenge");
    let is_usable =
        |text| fields.get("code_challenge_method") == Some("S256") && is_challenge(text);
    if !challenge.map_or(client.secret.is_some(), is_usable) {
        return refused(
            "invalid_request",
            "A code_challenge of method S256 is needed.",
        );
    }
    let scopes = match fields.get("scope").map(ScopeNames::parse) {
        Some(wanted) if !wanted.names().is_empty() => wanted,
        // A client that asks for no scopes in particular is given all of its own.
        _ => client.scopes.clone(),
    };
    if !client.scopes.cover(&scopes) {
        return refused(
            "invalid_scope",
            "The requested scope is invalid or unknown.",
        );
    }
    Ok(AuthorizeRequest {
        client,
        redirect_uri,
        state,
        scopes,
        challenge,
    })
}

/// The address to go back to, up to the parameter that is to follow.
fn back(redirect_uri: &str, state: Option<&str>) -> String {
    let separator = if redirect_uri.contains('?') { '&' } else { '?' };
    let mut location = format!("{redirect_uri}{separator}");
    if let Some(state) = state {
        // Writing to a String cannot fail.
        let _ = write!(location, "state={}&", encode(state));
    }
    location
}

fn refuse(redirect_uri: &str, state: Option<&str>, error: &str, description: &str) -> ServedReply {
    let location = back(redirect_uri, state);
    let description = encode(description);
    ServedReply::redirect(&format!(
        "{location}error={error}&error_description={description}"
    ))
}

fn error_page(problem: &str) -> ServedReply {
    let page = page("Sign-in is not possible", &format!("<p>{problem}</p>"));
    ServedReply::page(StatusCode::BAD_REQUEST, page)
}

fn question(request: &AuthorizeRequest<'_>, fields: &Fields, world: &World) -> String {
    let admin = world.people.id(Population::ADMIN);
    let name = admin.and_then(|id| world.people.find(id));
    let name = name.map(|admin| admin.name).unwrap_or_default();
    let mut form = format!(
        "<p>{} asks to act as {} with these scopes: {}</p>\n\
         <form method=\"post\" action=\"/oauth/authorizations\">\n",
        escaped(request.client.name),
        escaped(&name),
        escaped(&request.scopes.to_string()),
    );
    for name in HANDED_ON {
        if let Some(value) = fields.get(name) {
            // Writing to a String cannot fail.
            let _ = writeln!(
                form,
                "<input type=\"hidden\" name=\"{name}\" value=\"{}\">",
                escaped(value)
            );
        }
    }
    form.push_str(
        "<button name=\"decision\" value=\"allow\">Allow</button>\n\
         <button name=\"decision\" value=\"deny\">Deny</button>\n</form>",
    );
    page("Allow access to this simulated account?", &form)
}

/// A whole page; `body` is inserted as it is.
pub(super) fn page(title: &str, body: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title>\
         </head>\n<body><h1>{title}</h1>\n{body}\n</body></html>\n"
    )
}

/// Escapes text, for use in an element and in an attribute.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulator::probe::{Probe, ProbeAnswer};

    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    fn asking(changes: &[(&str, Option<&str>)]) -> String {
        let usual = [
            ("response_type", "code"),
            ("client_id", "zentop_simulator"),
            ("redirect_uri", "http://127.0.0.1:19287/"),
            ("scope", "read"),
            ("state", "a&b"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ];
        let pairs = usual.into_iter().filter_map(|(name, value)| {
            let change = changes.iter().find(|(changed, _)| *changed == name);
            let value = change.map_or(Some(value), |(_, value)| *value)?;
            Some(format!("{name}={}", encode(value)))
        });
        pairs.collect::<Vec<_>>().join("&")
    }

    async fn ask(changes: &[(&str, Option<&str>)]) -> ProbeAnswer {
        let path = format!("/oauth/authorizations/new?{}", asking(changes));
        Probe::new(|_| {}).send("GET", &path, "").await
    }

    fn location(answer: &ProbeAnswer) -> &str {
        assert_eq!(answer.status, 302);
        answer.headers["location"].to_str().unwrap()
    }

    #[tokio::test]
    async fn a_person_is_asked_and_strange_letters_stay_letters() {
        let probe = Probe::new(|_| {});
        let admin = probe.simulator.own_user().unwrap();
        probe.simulator.set_name(admin, "<b>\"Ann\"");
        let asked = asking(&[("state", Some("\"><script>"))]);
        let path = format!("/oauth/authorizations/new?{asked}");
        let answer = probe.send("GET", &path, "").await;
        assert_eq!(answer.status, 200);
        let text = answer.text();
        assert!(text.contains("act as &lt;b&gt;&quot;Ann&quot; with these scopes: read"));
        assert!(text.contains(r#"name="state" value="&quot;&gt;&lt;script&gt;""#));
        assert!(!text.contains("<script>"));
        // None of this is an API request, and the ledger does not learn the state.
        assert!(!answer.headers.contains_key("x-rate-limit"));
        let target = &probe.simulator.ledger()[0].target;
        assert!(target.contains("&state=[redacted]&"), "{target}");
    }

    #[tokio::test]
    async fn a_stranger_is_never_led_anywhere() {
        for change in [
            ("client_id", Some("zentop")),
            ("client_id", None),
            ("redirect_uri", None),
            ("redirect_uri", Some("http://127.0.0.1:19287")),
            ("redirect_uri", Some("http://127.0.0.1:19287/x")),
            ("redirect_uri", Some("http://localhost:19287/")),
            ("redirect_uri", Some("https://evil.example/")),
        ] {
            let answer = ask(&[change]).await;
            assert_eq!(answer.status, 400, "{change:?}");
            assert!(!answer.headers.contains_key("location"));
            assert!(answer.text().starts_with("<!DOCTYPE html>"));
        }
    }

    #[tokio::test]
    async fn a_known_program_is_told_what_is_wrong() {
        for (change, error) in [
            (
                ("response_type", Some("token")),
                "unsupported_response_type",
            ),
            (("code_challenge", None), "invalid_request"),
            (("code_challenge", Some("short")), "invalid_request"),
            (("code_challenge_method", Some("plain")), "invalid_request"),
            (("scope", Some("impersonate")), "invalid_scope"),
        ] {
            let answer = ask(&[change]).await;
            let start = format!("http://127.0.0.1:19287/?state=a%26b&error={error}&");
            assert!(location(&answer).starts_with(&start), "{change:?}");
        }
        assert_eq!(ask(&[("scope", Some("nonsense"))]).await.status, 200);
    }

    #[tokio::test]
    async fn the_decision_is_carried_back() {
        let redirect_uri = "http://127.0.0.1:7777/back?x=1".to_owned();
        let probe = Probe::new(|options| options.oauth.redirect_uris = vec![redirect_uri]);
        let asked = asking(&[("redirect_uri", Some("http://127.0.0.1:7777/back?x=1"))]);
        let decide = |decision: &str| {
            let form = format!("{asked}&decision={decision}");
            let request = http::Request::post("/oauth/authorizations")
                .header("host", "127.0.0.1:8080")
                .header("content-type", "application/x-www-form-urlencoded");
            probe.request(request.body(form.into()).unwrap())
        };
        let allowed = decide("allow").await;
        let start = "http://127.0.0.1:7777/back?x=1&state=a%26b&code=";
        assert_eq!(location(&allowed).len(), start.len() + 64);
        assert!(location(&allowed).starts_with(start));
        let denied = decide("deny").await;
        assert!(location(&denied).contains("&error=access_denied&"));
        assert!(!location(&denied).contains("code="));
        assert_eq!(decide("perhaps").await.status, 400);
    }
}
