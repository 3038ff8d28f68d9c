use super::*;
use crate::operation::{Operation, Route};
use crate::zendesk::ApiRequest;

const ENDING: Operation = Operation::End(Route::Exact);

fn api(kind: ApiErrorKind) -> Failure {
    ApiError::new(ApiRequest::to(http::Method::GET, "/api/v2/sessions"), kind).into()
}

fn empty() -> Refusal {
    Refusal::Empty {
        operation: ENDING,
        left: String::new(),
    }
}

#[test]
fn status_and_hindrance_follow_from_what_failed() {
    let message = crate::model::SafeText::new("no");
    let forbidden = ApiErrorKind::Forbidden { message };
    for (failure, status, hindrance) in [
        (Failure::system(io::Error::other("x")), 1, None),
        (Failure::usage("x"), 2, None),
        (
            api(ApiErrorKind::Unauthorized),
            3,
            Some(Hindrance::Credentials),
        ),
        (api(forbidden), 3, Some(Hindrance::Credentials)),
        (api(ApiErrorKind::NotFound), 4, Some(Hindrance::List)),
        (ReadError::OwnOnly.into(), 5, Some(Hindrance::Guardrail)),
        (Failure::no_plan(empty(), 1), 1, Some(Hindrance::List)),
        (Failure::no_plan(empty(), 0), 5, Some(Hindrance::Guardrail)),
        (
            Failure::no_plan(Refusal::NotWhole, 1),
            5,
            Some(Hindrance::Guardrail),
        ),
        (chat::Refusal::Nothing.into(), 2, None),
        (
            chat::Refusal::NotOwner.into(),
            3,
            Some(Hindrance::Credentials),
        ),
    ] {
        assert_eq!((failure.status(), failure.hindrance()), (status, hindrance));
        let failure = failure.and("more").about("what");
        assert_eq!((failure.status(), failure.hindrance()), (status, hindrance));
    }
}

#[test]
fn what_lay_beneath_can_be_reached_through_every_wrapping() {
    let failure = api(ApiErrorKind::NotFound)
        .about("the list is not whole")
        .and("more");
    let message = failure.to_string();
    assert!(message.starts_with("the list is not whole: the account has no such page (GET "));
    assert!(message.ends_with("\n  more"), "{message}");
    let mut cause = failure.source();
    while let Some(error) = cause {
        if error.is::<Arc<ApiError>>() {
            return;
        }
        cause = error.source();
    }
    panic!("the API's error is lost");
}
