//! The rest of what Zendesk's documents say about sessions and accounts.
//!
//! - `palette` what can be asked for by name
//! - `cards` cards on the screen, asked for beside the loop
//! - `enrichment` organisations, roles, time-outs and logs: there where readable, silent where not
//! - `own` the current session, and Help Center's, whatever shape the answer has
//! - `crash` what a program that was killed leaves of a change, and what recovery finds
//! - `chat` the Chat account, with each refusal; `changing` the same from its card

mod cards;
mod changing;
mod chat;
mod crash;
mod enrichment;
mod own;
mod palette;

use crate::support::{Proxy, ProxyAnswer, Server};

/// The answers by method and path; everything else goes on to the account behind.
type Answers = &'static [(&'static str, &'static str, u16, &'static str)];

/// A server with these answers, and the simulated account behind it.
fn answering(server: &Server, answers: Answers) -> Proxy {
    Proxy::new(server, move |method, target| {
        let path = target.split('?').next().unwrap_or(target);
        let known = answers
            .iter()
            .find(|(known, at, ..)| (*known, *at) == (method, path));
        match known {
            None => ProxyAnswer::Forward(target.to_owned()),
            Some((_, _, status, body)) => answer(*status, body),
        }
    })
}

/// One whole answer.
fn answer(status: u16, body: &str) -> ProxyAnswer {
    let length = body.len();
    let head = if status == 204 {
        format!("HTTP/1.1 {status} X\r\nconnection: close\r\n\r\n")
    } else {
        format!(
            "HTTP/1.1 {status} X\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
        )
    };
    ProxyAnswer::Answer {
        bytes: head.into_bytes(),
        close: true,
    }
}
