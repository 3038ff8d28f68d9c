use secrecy::ExposeSecret as _;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::*;
use crate::zendesk::oauth::{Authority, Registration};
use crate::zendesk::{Account, Limits};

fn attempt(listener: &RedirectListener) -> Attempt {
    let account = Account::from_url("http://127.0.0.1:9").unwrap();
    let registration = Registration {
        client_id: "zentop".to_owned(),
        secret: None,
    };
    let authority = Authority::new(&account, &registration, Limits::default()).unwrap();
    let scopes = "read".parse().unwrap();
    authority.begin(&listener.address(), &scopes).unwrap()
}

fn state(attempt: &Attempt) -> String {
    let (_, rest) = attempt.url().split_once("state=").unwrap();
    rest.split('&').next().unwrap().to_owned()
}

/// Asks for `target` as a browser does, and returns the answer.
async fn visit(port: u16, target: &str) -> String {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))
        .await
        .unwrap();
    let request = format!("GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn the_browser_is_waited_for_whatever_else_comes_along() {
    let listener = RedirectListener::bind(&[0]).await.unwrap();
    let port = listener.port();
    let attempt = attempt(&listener);
    let state = state(&attempt);
    // One connection that was opened in advance sends nothing, and one breaks off.
    let _silent = TcpStream::connect((Ipv4Addr::LOCALHOST, port))
        .await
        .unwrap();
    drop(
        TcpStream::connect((Ipv4Addr::LOCALHOST, port))
            .await
            .unwrap(),
    );
    let browser = async {
        assert!(visit(port, "/favicon.ico").await.contains("404 Not Found"));
        let wrong = visit(port, "/?state=wrong&code=CANARY").await;
        assert!(wrong.contains("400 Bad Request") && !wrong.contains("CANARY"));
        visit(port, &format!("/?code=c0de&state={state}")).await
    };
    let program = async {
        let redirected = listener.wait(&attempt).await;
        assert_eq!(redirected.brought.unwrap().expose_secret(), "c0de");
        redirected.tab.show(Page::Done).await;
    };
    let (page, ()) = tokio::join!(browser, program);
    assert!(page.contains("200 OK") && page.contains("zentop is signed in"));
    assert!(!page.contains("c0de"));
}

#[tokio::test]
async fn a_port_that_is_taken_is_passed_over() {
    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let port = taken.local_addr().unwrap().port();
    let error = RedirectListener::bind(&[port])
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.contains(&port.to_string()) && error.contains("redirect_ports"),
        "{error}"
    );
    let listener = RedirectListener::bind(&[port, 0]).await.unwrap();
    assert_eq!(
        listener.listener.local_addr().unwrap().ip(),
        Ipv4Addr::LOCALHOST
    );
}
